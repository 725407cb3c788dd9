// What waits to be sent, and what was not taken: said plainly, with the petition one tap away.
import { changeReport, dismiss, flush, hear, photosAlone, waiting } from "./outbox.js";
import { fill, firstWas, html, say, shownNumber, useEffect, useState, words } from "./ui.js";

export function useWaiting() {
  const [held, setHeld] = useState(waiting());
  useEffect(() => hear(() => setHeld(waiting())), []);
  return held;
}

// What an entry is: an action, an action with photos, or photos whose action was taken.
function named({ body, report, photos = [] }) {
  return [report && words.screens.report, body && say("actions", body.action), photos.length && fill(words.photos.some, { n: photos.length })].filter(Boolean).join(" + ");
}

function Refused({ entry }) {
  const { first, message } = entry.refused;
  const { body, report, photos = [] } = entry;
  const said = first ? firstWas(first) : message;
  return html`<li class="not-taken">
    <p><strong>${fill(words.notTaken, { action: named(entry) })}</strong> ${" "}
      ${report ? null : html`<a href="#petition/${entry.number}">${shownNumber(entry.number)}</a>`}</p>
    <p>${said}</p>
    ${body?.note || body?.reason ? html`<p class="said">${body.note || body.reason}</p>` : null}
    ${report ? html`<${Report} entry=${entry} /> ` : null}
    ${body && photos.length ? html`<button type="button" class="quiet small" onClick=${() => photosAlone(entry)}>${words.photos.alone}</button> ` : null}
    <button type="button" class="quiet small" onClick=${() => dismiss(entry)}>${words.understood}</button></li>`;
}

function Report({ entry }) {
  return html`<p class="said">${entry.report.text}</p><button type="button" class="quiet small" onClick=${() => changeReport(entry)}>${words.proxy.change}</button>`;
}

function Arrived({ entry }) {
  return html`<li><p>${words.screens.report}: <strong>${words.proxyDone}</strong> <a class="number-part" href="#petition/${entry.number}">${entry.arrived}</a></p>
    ${entry.first ? html`<p>${words.proxy.earlier}</p>` : null}
    <button type="button" class="quiet small" onClick=${() => dismiss(entry)}>${words.understood}</button></li>`;
}

export function OutboxView() {
  const held = useWaiting();
  const refused = held.filter((each) => each.refused);
  const arrived = held.filter((each) => each.arrived);
  const open = held.filter((each) => !each.refused && !each.arrived);
  if (!held.length) return null;
  return html`<section class="outbox" aria-label=${words.outbox}>
    ${refused.length ? html`<div class="alarm" role="alert"><ul class="plain-list">${refused.map((entry) => html`<${Refused} key=${entry.key} entry=${entry} />`)}</ul></div>` : null}
    ${arrived.length ? html`<div class="good" role="status"><ul class="plain-list">${arrived.map((entry) => html`<${Arrived} key=${entry.key} entry=${entry} />`)}</ul></div>` : null}
    ${open.length ? html`<div class="panel" role="status">
      <p>${fill(words.waits, { n: open.length })}</p>
      <ul class="plain-list">${open.map((each) => html`<li key=${each.key}>${named(each)}${each.report ? html` <${Report} entry=${each} />` : html` · <a href="#petition/${each.number}">${shownNumber(each.number)}</a>`}</li>`)}</ul>
      <button type="button" class="quiet small" onClick=${flush}>${words.sendNow}</button></div>` : null}
  </section>`;
}
