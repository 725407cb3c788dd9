// Administration: a district's documents, changed in sight of the difference, with their history and a way back.
import { call } from "../api.js";
import "./admin_words.js";
import { Refused } from "./actions.js";
import { Difference, difference, keyOf, putBack } from "./admin_difference.js";
import { naming } from "./admin_names.js";
import { People } from "./admin_people.js";
import { More, usePages } from "./pages.js";
import { Rows } from "./admin_rows.js";
import { Settings } from "./admin_settings.js";
import { Trial } from "./admin_trial.js";
import { announce, html, labelled, Moment, Problem, Screen, useEffect, useState, words } from "./ui.js";
import { DistrictField, useDistricts } from "./units.js";

const BY_ROWS = ["categories", "questions", "phrases", "calendars"]; // asked for when they are opened, changed row by row
const DOCUMENTS = ["rules", "rota", "units", ...BY_ROWS, "settings"];
const TABS = [...DOCUMENTS, "people", "past"];
const rowsOf = (name, held) => (name === "settings" ? [held.settings] : held[name] ?? []);
// Days are typed as words and sent as a list.
const typed = (name, row) => (name === "calendars" ? { ...row, year: String(row.year), free: row.free.join(" "), worked: row.worked.join(" ") } : row);
const days = (text) => text.split(/[\s,，、;]+/).filter(Boolean);
const sent = (name, row) => (name === "calendars" ? { year: Number(row.year), free: days(row.free), worked: days(row.worked) } : name === "units" ? { ...row, parent: row.parent || null } : row);

function body(name, held, rows) {
  const named = { district: held.district, version: held.version };
  if (name === "settings") return { ...named, settings: rows[0] };
  if (name !== "units" && !BY_ROWS.includes(name)) return { ...named, rows };
  const said = new Map(rowsOf(name, held).map((row) => [keyOf(name, row), JSON.stringify(row)]));
  const standing = new Set(rows.map((row) => keyOf(name, row)));
  const changed = rows.filter((row) => said.get(keyOf(name, row)) !== JSON.stringify(row)).map((row) => sent(name, row));
  return { ...named, rows: changed, removed: [...said.keys()].filter((key) => !standing.has(key)) };
}

function Past({ held, onPutBack }) {
  const { items, empty, more, problem } = usePages(`/api/desk/organisation/history?district=${encodeURIComponent(held.district)}&limit=50`);
  const names = (entry) => DOCUMENTS.filter((name) => putBack(name, rowsOf(name, held), entry));
  const named = naming(held);
  const said = (value) => (value == null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
  const fields = (entry, key) => Object.entries(entry.fields[key] ?? {}).map(([field, [old, now]]) => [field, said(old), said(now)]);
  const lines = (entry) => ["added", "removed", "changed"].flatMap((kind) => entry[kind].map((key) => ({ kind, key, fields: fields(entry, key) })));
  if (empty) return html`<p class="panel">${words.noHistory}</p>`;
  return html`${problem ? html`<${Problem} problem=${problem} />` : null}<ol class="steps">${items.map((entry) => html`<li key=${entry.version + entry.at}><${Moment} iso=${entry.at} />${entry.by}<${Difference} lines=${lines(entry)} named=${named} keyName=${named.entry} />
    <p class="buttons">${names(entry).map((name) => html`<button type="button" key=${name} class="quiet small" onClick=${() => onPutBack(name, entry)}>${labelled(words.putBack, words.tabs[name])}</button>`)}</p></li>`)}</ol><${More} more=${more} />`;
}

// What the platform found wrong, row by row, or at the setting that it is about.
function Faults({ name, rows, faults }) {
  const at = ({ field, row }) => (field ? words.settings[field] ?? field : keyOf(name, rows[row] ?? {}));
  return html`<ul class="wrong">${faults.map((each) => html`<li key=${each.row + each.reason}>${each.field ? html`<a href="#set-${each.field}" onClick=${(event) => { event.preventDefault(); document.getElementById(`set-${each.field}`)?.focus(); }}>${at(each)}</a>` : at(each)}: ${each.reason}</li>`)}</ul>`;
}

function Document({ name, held, rows, onRows, onSaved }) {
  const [problem, setProblem] = useState(null);
  const [thrown, setThrown] = useState(0);
  const [bad, setBad] = useState(false);
  const lines = difference(name, rowsOf(name, held), rows);
  const named = naming(held);
  const faults = problem?.refusal.faults ?? [];
  const bySetting = Object.fromEntries(faults.filter(({ field }) => field).map(({ field, reason }) => [field, reason]));
  function throwAway() {
    setProblem(null);
    setThrown(thrown + 1);
    onRows(null);
  }
  async function save() {
    if (bad) { document.querySelector("#desk [aria-invalid=true]")?.focus(); return; }
    try {
      await call("PUT", `/api/desk/organisation/${BY_ROWS.includes(name) ? "documents/" : ""}${name}`, { body: body(name, held, rows) });
      setProblem(null);
      announce(words.saved);
      onSaved();
    } catch (refusal) {
      setProblem((before) => ({ refusal, count: (before?.count ?? 0) + 1 }));
    }
  }
  return html`${name === "settings" ? html`<${Settings} key=${held.version + thrown} settings=${rows[0]} held=${held} faults=${bySetting} onWrong=${setBad} onChange=${(after) => onRows([after])} />` : html`<${Rows} key=${name} name=${name} rows=${rows} named=${named} onChange=${onRows} />`}
    ${name === "rules" ? html`<${Trial} district=${held.district} rows=${rows} />` : null}
    ${problem ? html`<${Refused} key=${problem.count} problem=${problem.refusal} onReload=${onSaved} /><${Faults} name=${name} rows=${rows} faults=${faults} />` : null}
    ${lines.length ? html`<section class="panel" aria-label=${words.whatChanges}><h2>${words.whatChanges}</h2><${Difference} lines=${lines} named=${named} keyName=${(key) => named.key(name, key)} />
      <p class="buttons"><button type="button" onClick=${save}>${words.save}</button><button type="button" class="quiet" onClick=${throwAway}>${words.throwAway}</button></p></section>` : null}`;
}

// A document's rows beside the others; when somebody changed the district meanwhile, saving says so.
async function withRows(held, name) {
  const { rows } = await call("GET", `/api/desk/organisation/documents/${name}?district=${encodeURIComponent(held.district)}`);
  return { ...held, [name]: rows.map((row) => typed(name, row)) };
}

function typedFields(name, key, fields) {
  if (name !== "calendars" || !key.startsWith("calendars/")) return fields;
  const text = (value) => (Array.isArray(value) ? value.join(" ") : value == null ? value : String(value));
  return Object.fromEntries(Object.entries(fields).map(([field, [old, now]]) => [field, [text(old), text(now)]]));
}

export default function AdminScreen({ me, rest, onProblem }) {
  const [tab = "rules"] = rest;
  const [held, setHeld] = useState(null);
  const [problem, setProblem] = useState(null);
  const [drafts, setDrafts] = useState({});
  const [wanted, setWanted] = useState("");
  const open = TABS.includes(tab) ? tab : "rules";
  const districts = useDistricts(me.roles.filter(({ role }) => role === "admin").map(({ unit }) => unit));

  async function load(district = held?.district ?? "") {
    try {
      setProblem(null);
      const whole = await call("GET", `/api/desk/organisation${district ? `?district=${encodeURIComponent(district)}` : ""}`);
      setHeld(BY_ROWS.includes(open) ? await withRows(whole, open) : whole);
      setDrafts({});
    } catch (refusal) {
      onProblem(refusal);
      setProblem(refusal);
    }
  }

  useEffect(() => { load(); }, []);
  useEffect(() => { if (held && BY_ROWS.includes(open) && !held[open]) withRows(held, open).then(setHeld, setProblem); }, [open]);

  function choose(district) {
    if (Object.values(drafts).some(Boolean) && !confirm(words.dropDrafts)) { setHeld({ ...held }); return; }
    setWanted(district); // nothing can be typed into the one that goes
    load(district).then(() => setWanted(""));
  }

  async function back(name, entry) {
    const whole = BY_ROWS.includes(name) && !held[name] ? await withRows(held, name) : held;
    setHeld(whole);
    const shown = BY_ROWS.includes(name) ? { ...entry, fields: Object.fromEntries(Object.entries(entry.fields).map(([key, fields]) => [key, typedFields(name, key, fields)])) } : entry;
    setDrafts({ ...drafts, [name]: putBack(name, drafts[name] ?? rowsOf(name, whole), shown) });
    location.hash = `admin/${name}`;
  }

  return html`<${Screen} title=${`${words.screens.admin} · ${words.tabs[open]}${open === "people" && rest[1] ? ` · ${rest[1] === "+" ? words.personNew : rest[1]}` : ""}`} wide="wide">
    <nav aria-label=${words.screens.admin}><ul class="tabs">${TABS.map((name) => html`<li key=${name}><a href="#admin/${name}" aria-current=${name === open ? "page" : null}>${words.tabs[name]}${drafts[name] ? " *" : ""}</a></li>`)}</ul></nav>
    ${held ? html`<${DistrictField} id="admin-district" districts=${districts} chosen=${wanted || held.district} onChoose=${choose} />` : null}
    ${problem ? html`<${Refused} problem=${problem} onReload=${() => load()} />` : null}
    ${!held || wanted || (BY_ROWS.includes(open) && !held[open]) ? (problem ? null : html`<p role="status">${words.loading}</p>`) : open === "people" ? html`<${People} key=${held.district} login=${rest[1] ?? ""} district=${held.district} onProblem=${onProblem} />` : open === "past" ? html`<${Past} key=${held.district} held=${held} onPutBack=${back} />`
      : html`<${Document} key=${held.district + open} name=${open} held=${held} rows=${drafts[open] ?? rowsOf(open, held)} onRows=${(rows) => setDrafts({ ...drafts, [open]: rows })} onSaved=${() => load()} />`}<//>`;
}
