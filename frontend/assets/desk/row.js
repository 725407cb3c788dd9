// A petition in a list: how it presses first, then what and where, and what it waits for.
import { metres } from "./near.js";
import { Due, fill, html, Moment, say, useEffect, useRef, words } from "./ui.js";

function far(item, point) {
  if (!point || item.latitude == null) return null;
  const away = metres(point, item);
  return html`<span class="far">${away < 950 ? fill(words.metres, { n: Math.max(10, Math.round(away / 10) * 10) }) : fill(words.kilometres, { n: (away / 1000).toFixed(1) })}</span>`;
}

const OVER = ["settled", "rejected", "merged", "withdrawn"]; // no deadline is said of what is over

export function Row({ item, target = `petition/${item.number}`, now, point, current, chosen, onChoose, onStand }) {
  const link = useRef();
  useEffect(() => { if (current) link.current.focus(); }, [current]);
  const name = `pick-${item.number}`;
  // A click beside a preview shows it there; from the keyboard, or into a new tab, the link is followed.
  function stand(event) {
    if (!onStand || !event.detail || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (onStand() !== false) event.preventDefault();
  }
  return html`<li class="row ${onChoose ? "" : "no-pick"} ${current ? "current" : ""} ${item.emergency ? "emergency" : ""}">
    ${onChoose ? html`<label class="pick"><input type="checkbox" id=${name} checked=${chosen} onChange=${onChoose} />
      <span class="unseen">${fill(words.choosePetition, { number: item.number_shown })}</span></label>` : null}
    <span class="row-due">${OVER.includes(item.status) ? html`<small>${words.submitted} <${Moment} iso=${item.submitted_at} date /></small>` : html`<${Due} item=${item} now=${now} />`}${item.due_at ? html`<small><${Moment} iso=${item.due_at} /></small>` : null}</span>
    <a class="row-number" ref=${link} href="#${target}" onClick=${stand}>${item.number_shown}</a>
    <span class="row-what">${item.emergency ? html`<strong class="tag urgent">${words.emergency}</strong> ` : null}${item.category_name || words.unsorted}
      ${item.waits_for ? html` <strong class="tag">${say("waitsFor", item.waits_for)}</strong>` : null}</span>
    <span class="row-where">${item.place_name} ${far(item, point)}</span>
    <span class="row-status">${say("statuses", item.status)}${item.round_number > 1 ? html` <small class="tag">${fill(words.roundN, { n: item.round_number })}</small>` : null}</span>
  </li>`;
}
