// What would change, row by row, before it is saved; and a row put back as the history says it was.
import { fill, html, words } from "./ui.js";

const SHOWN = 8; // lines of a change that are seen at once: a district's first files bring hundreds

export const KEYS = { units: ["code"], rules: ["name"], rota: ["absent", "covering", "from"], settings: [],
  categories: ["code"], questions: ["category", "name"], phrases: ["name"], calendars: ["year"] };
export const FIELDS = {
  rules: ["name", "category", "area", "channel", "kind", "urgency", "least_confidence", "words", "unit"],
  units: ["code", "parent", "level", "name_zh", "name_en"],
  rota: ["absent", "covering", "from", "to"],
  categories: ["code", "name_zh", "name_en", "kind", "urgency", "first_level", "department"],
  questions: ["category", "name", "kind", "required", "text_zh", "text_en", "choices"],
  phrases: ["name", "category", "text_zh", "text_en"],
  calendars: ["year", "free", "worked"],
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
  lines.push(...[...old].filter(([key]) => !now.has(key)).map(([key, row]) => ({ kind: "removed", key, fields: fieldsOf(row, {}) })));
  const order = [...old.keys()].filter((key) => now.has(key));
  if (name === "rules" && order.join("\n") !== kept.join("\n")) lines.push({ kind: "changed", key: words.order, fields: [["", order.join(" › "), kept.join(" › ")]] });
  return lines;
}

// `keyName` says whose line it is, `named` what its fields hold.
export function Difference({ lines, named, keyName }) {
  const list = (some) => html`<ul class="difference">${some.map((line) => html`<li key=${line.kind + line.key}><strong class="tag ${line.kind}">${words.changeKinds[line.kind]}</strong> ${keyName(line.key)}
    ${line.fields.map(([field, old, now]) => html`<p key=${field}>${field ? `${words.fields[field] ?? words.settings[field] ?? field}: ` : ""}${old ? html`<del>${named.value(field, old)}</del> ` : null}${now ? html`<ins>${named.value(field, now)}</ins>` : null}</p>`)}</li>`)}</ul>`;
  if (lines.length <= SHOWN) return list(lines);
  return html`${list(lines.slice(0, SHOWN))}<details><summary>${fill(words.moreLines, { n: lines.length - SHOWN })}</summary>${list(lines.slice(SHOWN))}</details>`;
}

// The rows as they were before a history's entry: fields, rows that were new, and rows that were taken out; null when the
// entry says nothing of this document.
export function putBack(name, rows, entry) {
  const own = Object.entries(entry.fields).filter(([key]) => key === name || key.startsWith(`${name}/`)).map(([key, fields]) => [key === name ? "" : key.slice(name.length + 1), key, fields]);
  if (!own.length) return null;
  const was = new Map(own.filter(([, key]) => entry.changed.includes(key)).map(([key, , fields]) => [key, fields]));
  const added = new Set(own.filter(([, key]) => entry.added.includes(key)).map(([key]) => key));
  const before = (fields) => Object.fromEntries(Object.entries(fields).map(([field, [old]]) => [field, old]));
  const kept = rows.filter((row) => !added.has(keyOf(name, row))).map((row) => (was.has(keyOf(name, row)) ? withOld(row, was.get(keyOf(name, row))) : row));
  const standing = new Set(kept.map((row) => keyOf(name, row)));
  const gone = own.filter(([key, full]) => entry.removed.includes(full) && !standing.has(key)).map(([, , fields]) => before(fields));
  return [...kept, ...gone];
}

// A field that was not there before, as a limit that nobody had set, is taken out again.
function withOld(row, fields) {
  const after = { ...row };
  for (const [field, [old]] of Object.entries(fields)) {
    if (old == null && field !== "parent") delete after[field];
    else after[field] = old;
  }
  return after;
}
