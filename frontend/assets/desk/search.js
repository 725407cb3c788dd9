// Finding what somebody on the telephone asks about: by its number, or by the phone that it was sent from.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { Row } from "./row.js";
import { announce, fill, go, html, Screen, useState, words } from "./ui.js";

const RECEIPT_DIGITS = 14;

export default function SearchScreen({ onProblem }) {
  const [state, setState] = useState({ tries: 0 });

  async function submit(event) {
    event.preventDefault();
    const said = event.target.elements.wanted.value;
    const digits = said.replace(/\D/g, "");
    if (digits.length === RECEIPT_DIGITS) { go(`petition/${digits}`); return; }
    try {
      const found = await call("POST", "/api/desk/search", { body: { phone: said } });
      setState((before) => ({ tries: before.tries, found }));
      announce(fill(words.foundN, { n: found.items.length }));
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ tries: before.tries + 1, problem }));
    }
  }

  const { found, problem, tries } = state;
  return html`<${Screen} title=${words.screens.search} wide="wide">
    ${problem ? html`<${Refused} key=${tries} problem=${problem} />` : null}
    <form novalidate onSubmit=${submit} class="narrow"><div class="field"><label for="wanted">${words.searchFor}</label>
      <p class="hint" id="wanted-hint">${words.searchHint}</p>
      <input id="wanted" name="wanted" class="short" inputmode="tel" autocomplete="off" aria-describedby="wanted-hint" /></div>
      <button type="submit">${words.screens.search}</button></form>
    ${found ? html`<p role="status">${fill(words.foundN, { n: found.items.length })}</p>
      <ol class="rows" aria-label=${words.screens.search}>${found.items.map((item) => html`<${Row} key=${item.number} item=${item} now=${Date.parse(found.now)} />`)}</ol>` : null}<//>`;
}
