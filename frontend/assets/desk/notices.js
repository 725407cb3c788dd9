// What one's unit was told, newest first.
import { call, Refusal } from "../api.js";
import { seatOf } from "./nav.js";
import { Alarm, html, Moment, monthName, say, Screen, useEffect, useState, words } from "./ui.js";

export default function NoticesScreen({ me, onProblem }) {
  const unit = seatOf(me);
  const [state, setState] = useState({ items: [], cursor: undefined });
  async function more(cursor) {
    try {
      const page = await call("GET", `/api/desk/notices?unit=${encodeURIComponent(unit)}&limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      setState((before) => ({ items: cursor ? [...before.items, ...page.items] : page.items, cursor: page.cursor }));
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ ...before, problem }));
    }
  }
  useEffect(() => { more(""); }, [unit]);
  const { items, cursor, problem } = state;
  return html`<${Screen} title=${words.screens.notices} wide="wide">
    ${problem ? html`<${Alarm}><p>${problem instanceof Refusal ? problem.message : words.offline}</p><//>` : null}
    ${items.length ? html`<ol class="steps">${items.map((each) => html`<li key=${each.at + each.number + each.action + each.bulletin?.unit}><${Moment} iso=${each.at} />
      ${each.bulletin ? html`<a href="#bulletins/${each.bulletin.unit}">${each.bulletin.unit_name} · ${monthName(each.bulletin.period)}</a>` : html`<a href="#petition/${each.number}">${each.number_shown}</a>`} · ${words.noticed[each.action] ?? say("actions", each.action)}</li>`)}</ol>` : cursor === null ? html`<p class="panel">${words.noNotices}</p>` : null}
    ${cursor ? html`<button type="button" class="quiet" onClick=${() => more(cursor)}>${words.more}</button>` : null}<//>`;
}
