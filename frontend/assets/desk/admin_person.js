// One of the staff, or somebody new: names and roles, changed in sight of the difference; out, in again; what was, put back.
import { call, Refusal } from "../api.js";
import { Difference } from "./admin_difference.js";
import { Alarm, announce, fill, html, labelled, Moment, reasonFor, say, useEffect, useState, words } from "./ui.js";
import { UnitField, useUnits } from "./units.js";

const NOBODY = { login: "", name_zh: "", name_en: "", roles: [], history: [] };
const NAMES = ["name_zh", "name_en"];
const ROLES = ["grid_worker", "officer", "dispatcher", "supervisor", "admin"];
const PLAIN = { named: { value: (_, said) => said }, keyName: (key) => key }; // what is told here says names already
const same = (one, two) => one.role === two.role && one.unit === two.unit;
const written = (roles) => roles.map(({ role, unit }) => `${role}@${unit}`);
const read = (text) => ({ role: text.slice(0, text.indexOf("@")), unit: text.slice(text.indexOf("@") + 1) });

// How a role is told: its name and that of its unit, also of a unit that came with the history alone.
function useTold() {
  const units = useUnits();
  const names = new Map(units.map(({ code, name }) => [code, name]));
  return ({ role, unit, unit_name: name }) => `${say("roles", role)} · ${names.get(unit) ?? name ?? unit}`;
}

function lines(held, draft, told) {
  const all = (roles) => roles.map(told).join(", ");
  const fields = NAMES.filter((name) => held[name] !== draft[name]).map((name) => [name, held[name], draft[name]]);
  if (written(held.roles).join() !== written(draft.roles).join()) fields.push(["roles", all(held.roles), all(draft.roles)]);
  return fields.length ? [{ kind: held.login ? "changed" : "added", key: draft.login, fields }] : [];
}

function Input({ name, value, fault, disabled, onInput }) {
  const id = `person-${name}`;
  return html`<div class="field ${fault ? "wrong" : ""}"><label for=${id}>${words.fields[name]}</label>
    ${fault ? html`<p class="field-error" id="${id}-error">${fault.message}</p>` : null}
    <input type="text" id=${id} autocomplete="off" autocapitalize="none" disabled=${disabled} value=${value} aria-invalid=${fault ? "true" : null} aria-describedby=${fault ? `${id}-error` : null} onInput=${(event) => onInput(event.target.value)} /></div>`;
}

function Roles({ roles, fault, told, fixed, onChange }) {
  const [role, setRole] = useState("");
  const [unit, setUnit] = useState("");
  const add = () => { if (role && unit && !roles.some((each) => same(each, { role, unit }))) onChange([...roles, { role, unit }]); };
  return html`<fieldset class=${fault ? "wrong" : null} aria-describedby=${fault ? "person-roles-error" : null}><legend>${words.fields.roles}</legend>
    ${fault ? html`<p class="field-error" id="person-roles-error">${fault.message}</p>` : null}
    <ul class="plain-list" id="person-roles" tabindex="-1">${roles.map((each) => html`<li key=${each.role + each.unit}>${told(each)} ${fixed ? null : html`<button type="button" class="quiet small" aria-label=${labelled(words.takeOut, told(each))} onClick=${() => onChange(roles.filter((other) => !same(other, each)))}>${words.takeOut}</button>`}</li>`)}</ul>
    ${fixed ? html`<p class="hint">${words.ownRights}</p>` : html`<div class="field"><label for="person-role">${words.personRole}</label>
      <select id="person-role" autocomplete="off" value=${role} onChange=${(event) => setRole(event.target.value)}><option value="">${words.choose}</option>${ROLES.map((each) => html`<option key=${each} value=${each} selected=${each === role}>${say("roles", each)}</option>`)}</select></div>
      <${UnitField} id="person-unit" name="person-unit" label=${words.personUnit} value=${unit} onChange=${setUnit} />
      <button type="button" class="quiet small" onClick=${add}>${words.addRole}</button>`}</fieldset>`;
}

function History({ history, told, onPutBack }) {
  const shown = (name, value) => (name === "roles" ? (value ?? []).map((each) => told(read(each))).join(", ") : value === true ? words.values.yes : value === false ? words.values.no : value ?? "");
  const fields = (entry) => Object.entries(entry.fields).map(([name, [old, now]]) => [name, shown(name, old), shown(name, now)]);
  const differs = (entry) => Object.keys(entry.fields).length > 0;
  return html`<details><summary>${words.history}</summary><ol class="steps">${[...history].reverse().map((each) => html`<li key=${each.at + each.action}><${Moment} iso=${each.at} />${say("personSteps", each.action)} · ${each.by}
    ${differs(each) ? html`<${Difference} ...${PLAIN} lines=${[{ kind: each.action === "added" ? "added" : "changed", key: "", fields: fields(each) }]} />` : null}
    ${onPutBack && each.action === "changed" ? html`<button type="button" class="quiet small" onClick=${() => onPutBack(each)}>${words.putBack}</button>` : null}</li>`)}</ol></details>`;
}

export function Person({ login, onProblem, onBack }) {
  const [held, setHeld] = useState(login ? null : NOBODY);
  const [draft, setDraft] = useState(NOBODY);
  const [state, setState] = useState({ tries: 0 });
  const told = useTold();
  const { invited, problem, tries } = state;
  const faults = problem instanceof Refusal ? problem.fields : {};

  const refused = (refusal) => { onProblem(refusal); setState({ tries: tries + 1, problem: refusal }); };
  function show(found) {
    setHeld(found);
    setDraft(found);
  }
  const load = (who) => call("GET", `/api/desk/people/${encodeURIComponent(who)}`).then(show, refused);
  useEffect(() => { if (login) load(login); }, []);

  async function ask(method, what, body, done) {
    try {
      const made = await call(method, `/api/desk/people${what}`, { body });
      setState({ tries, ...done(made) });
      announce(words.saved);
    } catch (refusal) {
      refused(refusal);
    }
  }

  const at = `/${encodeURIComponent(held?.login ?? "")}`;
  const said = () => ({ name_zh: draft.name_zh, name_en: draft.name_en, roles: draft.roles.map(({ role, unit }) => ({ role, unit })) });
  function save() {
    if (held.login) ask("PUT", at, { version: held.version, ...said() }, () => { load(held.login); return {}; });
    else ask("POST", "", { login: draft.login.trim(), ...said() }, (made) => { load(draft.login.trim()); return { invited: made }; });
  }
  const step = (what, asked) => confirm(fill(asked, { name: held.name })) && ask("POST", `${at}/${what}`, { version: held.version }, () => { load(held.login); return {}; });
  const invite = () => ask("POST", `${at}/invitation`, {}, (made) => ({ invited: made }));
  const putBack = ({ fields }) => setDraft({ ...draft, ...Object.fromEntries(Object.entries(fields).map(([name, [old]]) => [name, name === "roles" ? old.map(read) : old])) });

  const back = html`<p><button type="button" class="quiet small" onClick=${onBack}>${words.personBack}</button></p>`;
  const alarm = problem ? html`<${Alarm} key=${tries}><p>${reasonFor(problem)}</p>${problem.code === "person_conflict" ? html`<button type="button" class="quiet" onClick=${() => { setState({ tries }); load(login || draft.login); }}>${words.reload}</button>` : null}
    <ul>${Object.entries(faults).map(([name, fault]) => html`<li key=${name}><a href="#person-${name}" onClick=${(event) => { event.preventDefault(); document.getElementById(`person-${name}`)?.focus(); }}>${fault.message}</a></li>`)}</ul><//>` : null;
  if (!held) return html`${back}${alarm ?? html`<p role="status">${words.loading}</p>`}`;
  const changes = lines(held, draft, told);
  return html`${back}<h2>${held.login ? `${held.name} (${held.login})` : words.personNew}</h2>
    ${held.login ? html`<p>${held.disabled ? words.disabled : held.enrolled ? words.enrolled : words.notEnrolled}</p>` : null}${alarm}
    ${invited ? html`<p role="status">${fill(words.inviteSaid, { hours: invited.hours })} <code>${location.origin}${invited.path}</code></p>` : null}
    <div class="narrow">
      ${held.login ? null : html`<${Input} name="login" value=${draft.login} fault=${faults.login} onInput=${(value) => setDraft({ ...draft, login: value })} />`}
      ${NAMES.map((name) => html`<${Input} key=${name} name=${name} value=${draft[name]} fault=${faults[name]} disabled=${held.own} onInput=${(value) => setDraft({ ...draft, [name]: value })} />`)}
      <${Roles} roles=${draft.roles} fault=${faults.roles} told=${told} fixed=${held.own} onChange=${(roles) => setDraft({ ...draft, roles })} /></div>
    ${changes.length ? html`<section class="panel" aria-label=${words.whatChanges}><h2>${words.whatChanges}</h2><${Difference} ...${PLAIN} lines=${changes} />
      <p class="buttons"><button type="button" onClick=${save}>${words.save}</button> <button type="button" class="quiet" onClick=${() => setDraft(held)}>${words.throwAway}</button></p></section>` : null}
    ${held.login ? html`<p class="buttons">${held.disabled ? html`<button type="button" class="quiet small" onClick=${() => step("enabling", words.enableAsk)}>${words.enable}</button>` : html`<button type="button" class="quiet small" onClick=${invite}>${words.invite}</button>
      ${held.own ? null : html` <button type="button" class="quiet small" onClick=${() => step("disabling", words.disableAsk)}>${words.disable}</button>`}`}</p>
      <${History} history=${held.history} told=${told} onPutBack=${held.own ? null : putBack} />` : null}`;
}
