// Administration: a district's documents, changed in sight of the difference, with their history and a way back.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { Difference, difference, putBack } from "./admin_difference.js";
import { People } from "./admin_people.js";
import { Rows, Settings } from "./admin_rows.js";
import { announce, fill, html, Moment, Screen, useEffect, useState, words } from "./ui.js";

const TRIED = 300; // past petitions, page after page
const DOCUMENTS = ["rules", "rota", "units", "settings"];
const TABS = [...DOCUMENTS, "people", "past"];
const rowsOf = (name, held) => (name === "settings" ? [held.settings] : held[name]);

function body(name, held, rows) {
  const named = { district: held.district, version: held.version };
  if (name === "settings") return { ...named, settings: rows[0] };
  if (name !== "units") return { ...named, rows };
  const said = new Map(held.units.map((row) => [row.code, JSON.stringify(row)]));
  const codes = new Set(rows.map(({ code }) => code));
  const changed = rows.filter((row) => said.get(row.code) !== JSON.stringify(row)).map((row) => ({ ...row, parent: row.parent || null }));
  return { ...named, rows: changed, removed: [...said.keys()].filter((code) => !codes.has(code)) };
}

function Trial({ district, rows }) {
  const [state, setState] = useState(null);
  async function run() {
    try {
      const tried = { looked_at: 0, changes: [], cursor: null };
      do {
        const page = await call("POST", "/api/desk/rules/trial", { body: { district, rows, ...(tried.cursor ? { cursor: tried.cursor } : {}) } });
        Object.assign(tried, { looked_at: tried.looked_at + page.looked_at, changes: [...tried.changes, ...page.changes], cursor: page.cursor });
        setState({ ...tried });
      } while (tried.cursor && tried.looked_at < TRIED);
    } catch (problem) {
      setState({ problem });
    }
  }
  return html`<button type="button" class="quiet" onClick=${run}>${words.tryRules}</button>
    ${state?.problem ? html`<${Refused} problem=${state.problem} />` : null}
    ${state?.changes ? html`<div role="status"><p>${fill(words.tried, { n: state.looked_at, changed: state.changes.length })}</p>
      <ul>${state.changes.map((each) => html`<li key=${each.number}>${each.number_shown}: <del>${each.before.unit_name}</del> <ins>${each.after.unit_name}</ins></li>`)}</ul></div>` : null}`;
}

function Past({ held, onPutBack }) {
  const [items, setItems] = useState([]);
  useEffect(() => { call("GET", `/api/desk/organisation/history?district=${encodeURIComponent(held.district)}&limit=50`).then((page) => setItems(page.items), () => {}); }, [held.version]);
  const names = (entry) => DOCUMENTS.filter((name) => putBack(name, rowsOf(name, held), entry));
  const lines = (entry) => [...entry.added.map((key) => ({ kind: "added", key, fields: [] })), ...entry.removed.map((key) => ({ kind: "removed", key, fields: [] })),
    ...entry.changed.map((key) => ({ kind: "changed", key, fields: Object.entries(entry.fields[key] ?? {}).map(([field, [old, now]]) => [field, String(old ?? ""), String(now ?? "")]) }))];
  if (!items.length) return html`<p class="panel">${words.noHistory}</p>`;
  return html`<ol class="steps">${items.map((entry) => html`<li key=${entry.version + entry.at}><${Moment} iso=${entry.at} />${entry.by}<${Difference} lines=${lines(entry)} />
    ${names(entry).map((name) => html`<button type="button" key=${name} class="quiet small" onClick=${() => onPutBack(name, entry)}>${words.putBack}</button>`)}</li>`)}</ol>`;
}

function Document({ name, held, rows, onRows, onSaved }) {
  const [problem, setProblem] = useState(null);
  const lines = difference(name, rowsOf(name, held), rows);
  async function save() {
    try {
      await call("PUT", `/api/desk/organisation/${name}`, { body: body(name, held, rows) });
      announce(words.saved);
      onSaved();
    } catch (refusal) {
      setProblem((before) => ({ refusal, count: (before?.count ?? 0) + 1 }));
    }
  }
  return html`${name === "settings" ? html`<${Settings} key=${held.version} settings=${rows[0]} onChange=${(after) => onRows([after])} />` : html`<${Rows} key=${name} name=${name} rows=${rows} onChange=${onRows} />`}
    ${name === "rules" ? html`<${Trial} district=${held.district} rows=${rows} />` : null}
    ${problem ? html`<${Refused} key=${problem.count} problem=${problem.refusal} onReload=${onSaved} />` : null}
    ${lines.length ? html`<section class="panel" aria-label=${words.whatChanges}><h2>${words.whatChanges}</h2><${Difference} lines=${lines} />
      <button type="button" onClick=${save}>${words.save}</button> <button type="button" class="quiet" onClick=${() => onRows(null)}>${words.throwAway}</button></section>` : null}`;
}

export default function AdminScreen({ rest, onProblem }) {
  const [tab = "rules"] = rest;
  const [held, setHeld] = useState(null);
  const [problem, setProblem] = useState(null);
  const [drafts, setDrafts] = useState({});

  async function load() {
    try {
      setHeld(await call("GET", "/api/desk/organisation"));
      setDrafts({});
    } catch (refusal) {
      onProblem(refusal);
      setProblem(refusal);
    }
  }

  useEffect(() => { load(); }, []);
  const back = (name, entry) => { setDrafts({ ...drafts, [name]: putBack(name, drafts[name] ?? rowsOf(name, held), entry) }); location.hash = `admin/${name}`; };
  const open = TABS.includes(tab) ? tab : "rules";
  return html`<${Screen} title=${`${words.screens.admin} · ${words.tabs[open]}`} wide="wide">
    <nav aria-label=${words.screens.admin}><ul class="tabs">${TABS.map((name) => html`<li key=${name}><a href="#admin/${name}" aria-current=${name === open ? "page" : null}>${words.tabs[name]}${drafts[name] ? " *" : ""}</a></li>`)}</ul></nav>
    ${problem ? html`<${Refused} problem=${problem} onReload=${load} />` : null}
    ${!held ? html`<p role="status">${words.loading}</p>` : open === "people" ? html`<${People} onProblem=${onProblem} />` : open === "past" ? html`<${Past} held=${held} onPutBack=${back} />`
      : html`<${Document} key=${open} name=${open} held=${held} rows=${drafts[open] ?? rowsOf(open, held)} onRows=${(rows) => setDrafts({ ...drafts, [open]: rows })} onSaved=${load} />`}<//>`;
}
