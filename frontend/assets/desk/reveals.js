// Who saw which petitioner's number, newest first.
import { More, usePages } from "./pages.js";
import { html, Moment, Problem, Screen, words } from "./ui.js";

export default function RevealsScreen({ onProblem }) {
  const { items, empty, more, problem } = usePages("/api/desk/reveals?limit=50", onProblem);
  return html`<${Screen} title=${words.screens.reveals} wide="wide"><p class="hint">${words.revealsHint}</p>
    ${problem ? html`<${Problem} problem=${problem} />` : null}
    ${items.length ? html`<div class="table" role="region" tabindex="0" aria-label=${words.screens.reveals}><table><thead><tr>
      ${words.revealColumns.map((title) => html`<th key=${title} scope="col">${title}</th>`)}</tr></thead><tbody>${items.map((each) => html`<tr key=${each.at + each.number + each.by}>
        <td><${Moment} iso=${each.at} /></td><td>${each.by_name ? `${each.by_name} (${each.by})` : each.by}</td><td><a href="#petition/${each.number}">${each.number_shown}</a></td><td>${each.owner_name}</td></tr>`)}</tbody></table></div>`
      : empty ? html`<p class="panel">${words.noReveals}</p>` : null}
    <${More} more=${more} /><//>`;
}
