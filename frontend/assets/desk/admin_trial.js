// What rules would change of past petitions, before they count.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { fill, html, useState, words } from "./ui.js";

const TRIED = 300; // past petitions, page after page

export function Trial({ district, rows, above = false }) {
  const [state, setState] = useState(null);
  async function run() {
    try {
      const tried = { looked_at: 0, changes: [], cursor: null };
      do {
        const page = await call("POST", "/api/desk/rules/trial", { body: { district, rows, ...(above ? { above } : {}), ...(tried.cursor ? { cursor: tried.cursor } : {}) } });
        Object.assign(tried, { looked_at: tried.looked_at + page.looked_at, changes: [...tried.changes, ...page.changes], cursor: page.cursor });
        setState({ ...tried });
      } while (tried.cursor && tried.looked_at < TRIED);
    } catch (problem) {
      setState({ problem });
    }
  }
  return html`<button type="button" class="quiet" onClick=${run}>${words.tryRules}</button>
    ${state?.problem ? html`<${Refused} problem=${state.problem} />` : null}
    ${state?.changes ? html`<div role="status"><p>${fill(words.tried, { n: state.looked_at, changed: state.changes.length })}</p>
      <ul>${state.changes.map((each) => html`<li key=${each.number}>${each.number_shown}: <del>${each.before.unit_name}</del> <ins>${each.after.unit_name}</ins></li>`)}</ul></div>` : null}`;
}
