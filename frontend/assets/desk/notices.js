// What one's unit was told, newest first.
import { seatOf } from "./nav.js";
import { More, usePages } from "./pages.js";
import { html, Moment, monthName, Problem, say, Screen, words } from "./ui.js";

export default function NoticesScreen({ me, onProblem }) {
  const unit = seatOf(me);
  const { items, empty, more, problem } = usePages(`/api/desk/notices?unit=${encodeURIComponent(unit)}&limit=50`, onProblem);
  return html`<${Screen} title=${words.screens.notices} wide="wide">
    ${problem ? html`<${Problem} problem=${problem} />` : null}
    ${items.length ? html`<ol class="steps">${items.map((each) => html`<li key=${each.at + each.number + each.action + each.bulletin?.unit}><${Moment} iso=${each.at} />
      ${each.bulletin ? html`<a href="#bulletins/${each.bulletin.unit}">${each.bulletin.unit_name} · ${monthName(each.bulletin.period)}</a>` : html`<a href="#petition/${each.number}">${each.number_shown}</a>`} · ${words.noticed[each.action] ?? say("actions", each.action)}</li>`)}</ol>` : empty ? html`<p class="panel">${words.noNotices}</p>` : null}
    <${More} more=${more} /><//>`;
}
