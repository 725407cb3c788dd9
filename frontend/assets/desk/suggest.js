// Three units that a petition might go to, each with why: beside the queue by keyboard, and on the petition itself by thumb.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { send } from "./outbox.js";
import { announce, fill, html, say, shownNumber, useEffect, useState, words } from "./ui.js";

function why(suggestion) {
  return suggestion.rule ? fill(words.byRule, { rule: suggestion.rule }) : say("suggested", suggestion.reason);
}

export function Suggestions({ placement, onAssign, keys = false }) {
  const held = placement.suggestions.slice(0, 3);
  if (!held.length) return html`<p class="hint">${words.noSuggestion}</p>`;
  return html`<ol class="suggestions">${held.map((each, place) => html`<li key=${each.unit}>
    <button type="button" onClick=${() => onAssign(each.unit, each.unit_name)}>${keys ? html`<kbd>${place + 1}</kbd> ` : null}${each.unit_name}</button>
    <span class="hint">${why(each)}</span></li>`)}</ol>`;
}

export default function PlaceHere({ number, version, onDone, onReload }) {
  const [state, setState] = useState({ tries: 0 });
  useEffect(() => { call("GET", `/api/desk/petitions/${number}/placement`).then((placement) => setState({ placement, tries: 0 }), () => {}); }, [number, version]);
  const { placement, problem, tries } = state;

  async function assign(unit, name) {
    try {
      const sent = await send(number, { action: "assign", version, unit });
      const said = fill(sent.waits ? words.doneLater : words.assignedTo, { action: words.actions.assign, number: shownNumber(number), unit: name });
      announce(said);
      onDone(said, sent);
    } catch (refused) {
      setState((before) => ({ ...before, problem: refused, tries: before.tries + 1 }));
    }
  }

  if (!placement) return null; // without an answer the form below still takes any unit
  return html`<h3>${words.suggestions}</h3>${problem ? html`<${Refused} key=${tries} problem=${problem} onReload=${onReload} />` : null}
    <${Suggestions} placement=${placement} onAssign=${assign} />`;
}
