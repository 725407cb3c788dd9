// Several petitions at once: each is a command of its own with its own version, and each says how it went.
import { send } from "./outbox.js";
import { announce, fill, html, reasonFor, say, shownNumber, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

export async function each(items, body, onStep) {
  const failed = [];
  for (const [place, item] of items.entries()) {
    onStep(place);
    try {
      await send(item.number, { ...body, version: item.version });
    } catch (problem) {
      failed.push({ number: item.number, said: reasonFor(problem) });
    }
  }
  return failed;
}

export function Bulk({ me, items, chosen, onDone, onChoose, assign = false }) {
  const [unit, setUnit] = useState("");
  const [state, setState] = useState({ busy: false, step: 0, failed: [], said: "" });
  const picked = items.filter((item) => chosen.has(item.number));
  const mine = (item) => me.roles.some((held) => held.role !== "admin" && held.unit === item.owner);
  const ready = picked.filter((item) => mine(item) && item.status === (assign ? "submitted" : "assigned"));
  if (!picked.length && !state.said) return null;

  async function run(body) {
    if (state.busy) return;
    setState({ busy: true, step: 0, failed: [], said: "" });
    const failed = await each(ready, body, (step) => setState((before) => ({ ...before, step })));
    const said = fill(words.bulkDone, { action: say("actions", body.action), n: ready.length - failed.length, all: ready.length });
    setState({ busy: false, step: 0, failed, said });
    announce(said);
    onDone();
  }

  return html`<div class="bulk panel">
    ${picked.length ? html`<p><strong>${fill(words.chosenN, { n: picked.length })}</strong> ${" "}
      <button type="button" class="quiet small" onClick=${() => onChoose(new Set())}>${words.chooseNone}</button></p>` : null}
    ${picked.length && !assign && ready.length ? html`<button type="button" onClick=${() => run({ action: "accept" })} aria-disabled=${state.busy}>${fill(words.acceptN, { n: ready.length })}</button>` : null}
    ${picked.length && !assign && !ready.length ? html`<p class="hint">${words.noneToAccept}</p>` : null}
    ${picked.length && assign ? html`<${UnitField} id="bulk-unit" label=${words.needs.unit} value=${unit} onChange=${setUnit} />
      <button type="button" onClick=${() => unit && run({ action: "assign", unit })} aria-disabled=${state.busy || !unit || !ready.length}>${fill(words.assignN, { n: ready.length })}</button>` : null}
    ${state.busy ? html`<p role="status">${fill(words.stepOf, { n: state.step + 1, all: ready.length })}</p>` : null}
    ${state.said ? html`<p role="status">${state.said}</p>` : null}
    ${state.failed.length ? html`<ul>${state.failed.map((fault) => html`<li key=${fault.number}><a href="#petition/${fault.number}">${shownNumber(fault.number)}</a>: ${fault.said}</li>`)}</ul>` : null}
  </div>`;
}
