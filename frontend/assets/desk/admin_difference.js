// What would change, row by row, before it is saved; and a row put back as the history says it was.
import { html, words } from "./ui.js";

export const KEYS = { units: ["code"], rules: ["name"], rota: ["absent", "covering", "from"], settings: [] };
export const FIELDS = {
  rules: ["name", "category", "area", "channel", "kind", "urgency", "least_confidence", "words", "unit"],
  units: ["code", "parent", "level", "name_zh", "name_en"],
  rota: ["absent", "covering", "from", "to"],
};

export const keyOf = (name, row) => KEYS[name].map((each) => row[each] ?? "").join(" ");
const said = (value) => (value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

function fieldsOf(old, now) {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.filter((each) => said(old[each]) !== said(now[each])).map((each) => [each, said(old[each]), said(now[each])]);
}

export function difference(name, before, after) {
  const old = new Map(before.map((row) => [keyOf(name, row), row]));
  const now = new Map(after.map((row) => [keyOf(name, row), row]));
  const kept = [...now.keys()].filter((key) => old.has(key));
  const lines = [...now].filter(([key]) => !old.has(key)).map(([key, row]) => ({ kind: "added", key, fields: fieldsOf({}, row) }));
  lines.push(...kept.map((key) => ({ kind: "changed", key, fields: fieldsOf(old.get(key), now.get(key)) })).filter(({ fields }) => fields.length));
  lines.push(...[...old.keys()].filter((key) => !now.has(key)).map((key) => ({ kind: "removed", key, fields: [] })));
  const order = [...old.keys()].filter((key) => now.has(key));
  if (name === "rules" && order.join("\n") !== kept.join("\n")) lines.push({ kind: "changed", key: words.order, fields: [["", order.join(" › "), kept.join(" › ")]] });
  return lines;
}

export function Difference({ lines }) {
  return html`<ul class="difference">${lines.map((line) => html`<li key=${line.kind + line.key}><strong class="tag ${line.kind}">${words.changeKinds[line.kind]}</strong> ${line.key}
    ${line.fields.map(([field, old, now]) => html`<p key=${field}>${field ? `${field}: ` : ""}${old ? html`<del>${old}</del> ` : null}${now ? html`<ins>${now}</ins>` : null}</p>`)}</li>`)}</ul>`;
}

// The rows with every field of a history's entry as it was; null when nothing of this document can be put back.
export function putBack(name, rows, entry) {
  const own = Object.entries(entry.fields).map(([key, fields]) => [key.replace(`${name}/`, ""), key, fields]).filter(([, key]) => key === name || key.startsWith(`${name}/`));
  if (!own.length) return null;
  const was = new Map(own.map(([key, , fields]) => [key === name ? "" : key, fields]));
  return rows.map((row) => {
    const fields = was.get(keyOf(name, row));
    return fields ? { ...row, ...Object.fromEntries(Object.entries(fields).map(([field, [old]]) => [field, old])) } : row;
  });
}
