// Who saw which petitioner's number, newest first.
import { call } from "../api.js";
import { html, Moment, Problem, Screen, useEffect, useState, words } from "./ui.js";

export default function RevealsScreen({ onProblem }) {
  const [state, setState] = useState({ items: [], cursor: undefined });
  async function more(cursor) {
    try {
      const page = await call("GET", `/api/desk/reveals?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      setState((before) => ({ items: [...before.items, ...page.items], cursor: page.cursor }));
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ ...before, problem }));
    }
  }
  useEffect(() => { more(""); }, []);
  const { items, cursor, problem } = state;
  return html`<${Screen} title=${words.screens.reveals} wide="wide"><p class="hint">${words.revealsHint}</p>
    ${problem ? html`<${Problem} problem=${problem} />` : null}
    ${items.length ? html`<div class="table" role="region" tabindex="0" aria-label=${words.screens.reveals}><table><thead><tr>
      ${words.revealColumns.map((title) => html`<th key=${title} scope="col">${title}</th>`)}</tr></thead><tbody>${items.map((each) => html`<tr key=${each.at + each.number + each.by}>
        <td><${Moment} iso=${each.at} /></td><td>${each.by}</td><td><a href="#petition/${each.number}">${each.number_shown}</a></td><td>${each.owner_name}</td></tr>`)}</tbody></table></div>`
      : cursor === null ? html`<p class="panel">${words.noReveals}</p>` : null}
    ${cursor ? html`<button type="button" class="quiet" onClick=${() => more(cursor)}>${words.more}</button>` : null}<//>`;
}
