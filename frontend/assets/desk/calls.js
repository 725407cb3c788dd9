// Whom a dispatcher rings, the longest waiting first: the number on record, the answer that was told, or that nobody answered.
import { call } from "../api.js";
import { newKey } from "../kept.js";
import { Refused } from "./actions.js";
import { tellCount } from "./counts.js";
import { Contact } from "./contact.js";
import { More, usePages } from "./pages.js";
import { announce, fill, html, Moment, Problem, say, Screen, useEffect, useRef, useState, words } from "./ui.js";

const LAPSES_AFTER_DAYS = 7;

// A key stays with what it was sent for, so that a second tap after a lost answer is the same command.
function useCommand(onDone, onProblem) {
  const key = useRef({});
  const [state, setState] = useState({ busy: false, tries: 0 });
  async function send(path, body, said) {
    if (state.busy) return;
    const text = JSON.stringify([path, body]);
    if (key.current.text !== text) key.current = { text, value: newKey() };
    setState((before) => ({ busy: true, tries: before.tries }));
    try {
      await call("POST", path, { body, headers: { "Idempotency-Key": key.current.value } });
      announce(said);
      onDone(said);
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ busy: false, tries: before.tries + 1, problem }));
    }
  }
  return { ...state, send };
}

function Called({ item, me, onDone, onProblem, onReload }) {
  const { busy, tries, problem, send } = useCommand(onDone, onProblem);
  const [said, setSaid] = useState("");
  const at = `/api/desk/petitions/${item.number}`;
  const answer = (digit) => send(`${at}/calls`, { version: item.version, digit, comment: said }, fill(words.ring.saved, { number: item.number_shown }));
  const vain = () => send(`${at}/actions`, { action: "not_reached", version: item.version, note: said }, fill(words.ring.vainSaved, { number: item.number_shown }));
  const field = `call-${item.number}`;
  return html`<div class="panel">
    <${Contact} me=${me} petition=${{ number: item.number, has_phone: item.why !== "no_phone", contact_hidden: false }} onProblem=${onProblem} />
    ${problem ? html`<${Refused} key=${tries} problem=${problem} onReload=${onReload} />` : null}
    <div class="field"><label for=${field}>${fill(words.optional, { name: words.ring.words })}</label>
      <textarea id=${field} rows="2" autocomplete="off" value=${said} onInput=${(event) => setSaid(event.target.value)}></textarea></div>
    <div role="group" aria-label=${words.ring.answered}><p>${words.ring.ask}</p><div class="buttons">
      ${[1, 2, 3, 4].map((digit) => html`<button key=${digit} type="button" class="quiet" aria-disabled=${busy} onClick=${() => answer(digit)}>${words.ring.digits[digit]}</button>`)}</div></div>
    <p><button type="button" class="quiet small" aria-disabled=${busy} onClick=${vain}>${words.actions.not_reached}</button></p></div>`;
}

function Line({ item, me, open, onOpen, ...given }) {
  const lapses = new Date(new Date(item.since).getTime() + LAPSES_AFTER_DAYS * 86400000).toISOString();
  return html`<li class="call">
    <p><a href="#petition/${item.number}">${item.number_shown}</a> · ${item.category_name || words.unsorted} · ${item.place_name}
      ${item.round_number > 1 ? html` <small class="tag">${fill(words.roundN, { n: item.round_number })}</small>` : null}</p>
    <p><strong class="tag">${say("ringWhys", item.why)}</strong> ${words.ring.since} <${Moment} iso=${item.since} />
      ${item.why === "silent" || item.why === "unclear" ? null : html` · ${words.ring.until} <${Moment} iso=${lapses} date />`}
      ${item.tries ? html` · ${fill(words.ring.tries, { n: item.tries })} <${Moment} iso=${item.last_try} />` : null}</p>
    ${me.may.includes("enter_answer") ? html`<button type="button" class="quiet small" aria-expanded=${open} onClick=${onOpen}>${words.ring.begin}<span class="unseen"> ${item.number_shown}</span></button>` : null}
    ${open ? html`<${Called} item=${item} me=${me} ...${given} />` : null}</li>`;
}

export default function CallsScreen({ me, onProblem }) {
  const [{ open, done }, setState] = useState({ open: "", done: "" });
  const { items, first, empty, more, problem, reload } = usePages("/api/desk/calls?limit=50", onProblem);
  useEffect(() => tellCount("calls", first), [first]);
  const onDone = (said) => { setState({ open: "", done: said }); reload(); };
  return html`<${Screen} title=${words.screens.calls} wide="wide"><p class="hint">${words.ring.hint}</p>
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    ${problem ? html`<${Problem} problem=${problem} />` : null}
    ${items.length ? html`<ol class="steps">${items.map((item) => html`<${Line} key=${`${item.number}-${item.version}`} item=${item} me=${me} open=${open === item.number}
        onOpen=${() => setState((before) => ({ ...before, open: open === item.number ? "" : item.number }))} onDone=${onDone} onProblem=${onProblem} onReload=${reload} />`)}</ol>`
      : empty ? html`<p class="panel">${words.ring.nobody}</p>` : null}
    <${More} more=${more} /><//>`;
}
