// What a person adds to a bulletin, before it is issued or as a correction: remarks, typical cases, thanks.
import { call } from "../api.js";
import { announce, html, useRef, useState, words } from "./ui.js";

const said = words.bulletins;

export function Field({ id, label, value, onInput, rows = 3 }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <textarea id=${id} rows=${rows} autocomplete="off" value=${value} onInput=${(event) => onInput(event.target.value)}></textarea></div>`;
}

function Cases({ id, cases, onCases }) {
  const change = (place, name) => (value) => onCases(cases.map((each, at) => (at === place ? { ...each, [name]: value } : each)));
  return html`${cases.map((each, place) => html`<div class="panel" key=${place}>
      <${Field} id=${`${id}-title-${place}`} label=${said.fields.caseTitle} value=${each.title} onInput=${change(place, "title")} rows=${1} />
      <${Field} id=${`${id}-text-${place}`} label=${said.fields.caseText} value=${each.text} onInput=${change(place, "text")} rows=${4} /></div>`)}
    <p><button type="button" class="quiet" onClick=${() => onCases([...cases, { title: "", text: "" }])}>${said.addCase}</button></p>`;
}

function Candidates({ candidates, onTake }) {
  if (!candidates.length) return null;
  return html`<details><summary>${said.candidates}</summary><ul class="plain-list">${candidates.map((each) => html`<li key=${each.number}>
    <p class="said">${each.words}${each.reply ? `\n${each.reply}` : ""}</p>
    <button type="button" class="quiet small" onClick=${() => onTake({ title: "", text: [each.words, each.reply].filter(Boolean).join("\n") })}>${said.take}</button></li>`)}</ul></details>`;
}

// One send at a time, and what was refused stays on the screen with its words.
export function useSend(onProblem, onDone) {
  const [state, setState] = useState({ tries: 0 });
  const busy = useRef(false);
  async function send(method, path, body, done) {
    if (busy.current) return;
    busy.current = true;
    try {
      await call(method, path, { body });
      setState((before) => ({ ...before, refused: null }));
      announce(done);
      await onDone(done);
    } catch (refused) {
      onProblem(refused);
      setState((before) => ({ refused, tries: before.tries + 1 }));
    } finally {
      busy.current = false;
    }
  }
  return [state, send];
}

// The fields' words by name; thanks are lines here and a list where they are sent.
export function useSaid(from) {
  const [text, setText] = useState({ remarks: from.remarks, cases: from.cases, thanks: from.thanks.join("\n") });
  const set = (name) => (value) => setText((before) => ({ ...before, [name]: value }));
  return [text, set, { remarks: text.remarks, cases: text.cases, thanks: text.thanks.split("\n").filter((line) => line.trim()) }];
}

export function Said({ id, text, set, candidates }) {
  return html`<${Field} id=${`${id}-remarks`} label=${said.fields.remarks} value=${text.remarks} onInput=${set("remarks")} rows=${5} />
    <${Cases} id=${id} cases=${text.cases} onCases=${set("cases")} />
    <${Candidates} candidates=${candidates} onTake=${(taken) => set("cases")([...text.cases, taken])} />
    <${Field} id=${`${id}-thanks`} label=${said.fields.thanks} value=${text.thanks} onInput=${set("thanks")} />`;
}
