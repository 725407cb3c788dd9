// A form for each action that is open now. What was typed is kept as a draft until it is sent.
import { Refusal } from "../api.js";
import { forget, keep, kept } from "./device.js";
import { send } from "./outbox.js";
import { PickPhotos } from "./photos.js";
import { Alarm, announce, fill, firstWas, html, Problem, say, useRef, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const SHOWS_WORK = ["progress", "close", "finish_assist"]; // what photos of how it is now go with
const LAST_WORDS = ["close", "reject", "settle"]; // what those read as well whose petitions were merged into an open matter
const SIMPLE = { days: { inputmode: "numeric", class: "short" }, review_date: { type: "date", class: "short" }, lead: { inputmode: "numeric", class: "short" } };

function body(form, action, version) {
  const said = { action, version };
  for (const [name, value] of new FormData(form)) {
    if (!value) continue;
    if (name === "units") (said.units ??= []).push(value);
    else said[name] = name === "days" ? Number(value) : name === "lead" ? value.replace(/\D/g, "") : value;
  }
  return said;
}

export function Refused({ problem, onReload }) {
  if (!(problem instanceof Refusal)) return html`<${Problem} problem=${problem} />`;
  if (problem.code === "version_conflict" && problem.first) {
    return html`<${Alarm}><p>${firstWas(problem.first)}</p>
      <button type="button" class="quiet" onClick=${onReload}>${words.reload}</button><//>`;
  }
  const faults = Object.entries(problem.fields);
  return html`<${Alarm}><p>${problem.message}</p>${faults.length ? html`<ul>${faults.map(([name, fault]) => html`<li key=${name}>${fault.message}</li>`)}</ul>` : null}<//>`;
}

function alsoReadBy(petition, action, need) {
  if (need !== "note" || !LAST_WORDS.includes(action) || !petition.followers || petition.about_staff || petition.kind === "enforcement") return null;
  return action === "close" ? `${words.readToo} ${words.readByAll}` : words.readToo;
}

function Control({ need, action, optional, draft, onDraft, given, phrases, hint }) {
  const id = `${action}-${need}`;
  const name = say("needs", need);
  const label = optional ? fill(words.optional, { name }) : name;
  if (need === "units") return html`<${UnitField} id=${id} name="units" label=${label} given=${given} multiple />`;
  if (need === "unit" || need === "about_unit") return html`<${UnitField} id=${id} name=${need} label=${label} given=${given} />`;
  if (need === "reason" && action === "reject") {
    return html`<div class="field"><label for=${id}>${label}</label><select id=${id} name="reason" autocomplete="off">
      <option value="">${words.choose}</option>${Object.entries(words.reasons).map(([code, said]) => html`<option key=${code} value=${code}>${said}</option>`)}</select></div>`;
  }
  if (SIMPLE[need]) return html`<div class="field"><label for=${id}>${label}</label><input type="text" id=${id} name=${need} autocomplete="off" ...${SIMPLE[need]} /></div>`;
  return html`<div class="field"><label for=${id}>${label}</label>${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : null}
    <textarea id=${id} name=${need} rows="3" autocomplete="off" aria-describedby=${hint ? `${id}-hint` : null} value=${draft[need] ?? ""} onInput=${(event) => onDraft(need, event.target.value)}></textarea>
    ${phrases(need, (text) => onDraft(need, text), draft[need] ?? "")}</div>`;
}

export function ActionForm({ petition, version, action, onDone, onReload, phrases, photos = false }) {
  const place = `draft.${petition.number}.${action.action}`;
  const [draft, setDraft] = useState(kept(place, {}));
  const held = useRef(draft); // a photo may be ready after more was typed
  const [state, setState] = useState({ busy: false, problem: null, tries: 0 });
  const name = say("actions", action.action);
  const needs = action.needs ?? [];
  const offers = action.offers ?? [];

  function onDraft(need, text) {
    const after = { ...held.current, [need]: text };
    held.current = after;
    setDraft(after);
    keep(place, after);
  }

  async function act(event) {
    event.preventDefault();
    if (state.busy) return;
    setState((before) => ({ ...before, busy: true }));
    try {
      const sent = await send(petition.number, body(event.target, action.action, version), held.current.photos);
      forget(place);
      held.current = {};
      setDraft({});
      setState((before) => ({ ...before, busy: false, problem: null, sent: (before.sent ?? 0) + 1 }));
      const said = `${fill(sent.waits ? words.doneLater : words.done, { action: name })}${sent.lost ? ` ${words.photos.failed}` : ""}`;
      announce(said);
      onDone(said, sent);
    } catch (problem) {
      setState((before) => ({ busy: false, problem, tries: before.tries + 1 }));
    }
  }

  const control = (need, optional) => html`<${Control} key=${need} need=${need} action=${action.action} optional=${optional} draft=${draft}
    onDraft=${onDraft} given=${action.units} phrases=${phrases} hint=${alsoReadBy(petition, action.action, need)} />`;
  const form = html`<form noValidate onSubmit=${act}>
    ${needs.map((need) => control(need, false))}${offers.map((need) => control(need, true))}
    ${photos && SHOWS_WORK.includes(action.action) ? html`<${PickPhotos} key=${state.sent} id="photo-${action.action}" ids=${draft.photos ?? []} onIds=${(ids) => onDraft("photos", ids)} />` : null}
    ${state.problem ? html`<${Refused} key=${state.tries} problem=${state.problem} onReload=${onReload} />` : null}
    <button type="submit" aria-disabled=${state.busy}>${name}</button></form>`;
  if (!needs.length && !offers.length) return html`<div class="act plain" data-action=${action.action}>${form}</div>`;
  return html`<details class="act" data-action=${action.action} open=${Object.values(draft).some((each) => each.length)}><summary>${name}</summary>${form}</details>`;
}
