// What waits to be sent, and what was not taken: said plainly, with the petition one tap away.
import { firstWas } from "./actions.js";
import { dismiss, flush, hear, waiting } from "./outbox.js";
import { fill, html, say, shownNumber, useEffect, useState, words } from "./ui.js";

export function useWaiting() {
  const [held, setHeld] = useState(waiting());
  useEffect(() => hear(() => setHeld(waiting())), []);
  return held;
}

function Refused({ entry }) {
  const { first, message } = entry.refused;
  const said = first ? firstWas(first) : message;
  return html`<li class="not-taken">
    <p><strong>${fill(words.notTaken, { action: say("actions", entry.body.action) })}</strong> ${" "}
      <a href="#petition/${entry.number}">${shownNumber(entry.number)}</a></p>
    <p>${said}</p>
    ${entry.body.note || entry.body.reason ? html`<p class="said">${entry.body.note || entry.body.reason}</p>` : null}
    <button type="button" class="quiet small" onClick=${() => dismiss(entry.key)}>${words.understood}</button></li>`;
}

export function OutboxView() {
  const held = useWaiting();
  const refused = held.filter((each) => each.refused);
  const open = held.filter((each) => !each.refused);
  if (!held.length) return null;
  return html`<section class="outbox" aria-label=${words.outbox}>
    ${refused.length ? html`<div class="alarm" role="alert"><ul class="plain-list">${refused.map((entry) => html`<${Refused} key=${entry.key} entry=${entry} />`)}</ul></div>` : null}
    ${open.length ? html`<div class="panel" role="status">
      <p>${fill(words.waits, { n: open.length })}</p>
      <ul class="plain-list">${open.map((each) => html`<li key=${each.key}>${say("actions", each.body.action)} · <a href="#petition/${each.number}">${shownNumber(each.number)}</a></li>`)}</ul>
      <button type="button" class="quiet small" onClick=${flush}>${words.sendNow}</button></div>` : null}
  </section>`;
}
