// Erasing a petition's words and who sent it: a supervisor does it for a citizen who cannot do it on their own phone.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { Refused } from "./actions.js";
import { announce, html, useRef, useState, words } from "./ui.js";

const said = words.erasing;

export function Erasing({ number, version, status, onDone, onProblem }) {
  const [refused, setRefused] = useState(null);
  const key = useRef(newKey());
  const busy = useRef(false);

  async function erase(event) {
    event.preventDefault();
    if (busy.current) return;
    busy.current = true;
    try {
      await call("POST", `/api/desk/petitions/${number}/erasure`, { body: { version }, headers: { "Idempotency-Key": key.current } });
      announce(said.done);
      onDone(said.done, {});
    } catch (problem) {
      onProblem(problem);
      if (problem instanceof Refusal) key.current = newKey();
      setRefused({ problem });
      busy.current = false; // only now: what is done is done
    }
  }

  return html`<details class="erasing"><summary>${said.title}</summary>
    <form onSubmit=${erase}><p>${said.goes}</p><p>${said.stays}</p>
      ${["submitted", "assigned", "handling"].includes(status) ? html`<p><strong>${said.withdraws}</strong></p>` : null}
      ${refused ? html`<${Refused} problem=${refused.problem} onReload=${() => onDone("", {})} />` : null}
      <button type="submit" class="quiet">${said.erase}</button></form></details>`;
}
