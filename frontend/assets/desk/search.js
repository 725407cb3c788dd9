// Finding petitions: by number, by the phone that they were sent from, or by words, place, unit and day. What is found comes
// in parts, the newest first; each part is one small request.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { byKey } from "./keys.js";
import { Row } from "./row.js";
import { announce, fill, go, html, Moment, Screen, useEffect, useState, words } from "./ui.js";
import { DistrictField, UnitField, useDistricts } from "./units.js";

const RECEIPT_DIGITS = 14;
const ENOUGH = 10; // petitions of one press of the button, and at most so many requests for them
const REQUESTS = 5;

function asPhone(me, said) {
  const digits = said.replace(/\D/g, "");
  return me.may.includes("search_petitions") && digits.length >= 7 && /^[\d\s+()-]+$/.test(said);
}

async function byWords(body, from) {
  const found = { items: [], cursor: from, reached: null };
  for (let request = 0; request < REQUESTS; request += 1) {
    const part = await call("POST", "/api/desk/find", { body: found.cursor ? { ...body, cursor: found.cursor } : body });
    Object.assign(found, { items: [...found.items, ...part.items], cursor: part.cursor, reached: part.reached, now: part.now });
    if (!found.cursor || found.items.length >= ENOUGH) break;
  }
  return found;
}

const FINDERS = ["grid_worker", "officer", "dispatcher", "supervisor"];

function Narrow() {
  const day = (name, label) => html`<div class="filter"><label for=${name}>${label}</label><input id=${name} name=${name} type="date" class="short" autocomplete="off" /></div>`;
  return html`<details class="narrow-search"><summary>${words.searchNarrow}</summary>
    <${UnitField} id="find-unit" label=${words.needs.unit} />
    <div class="filter-row">${day("since", words.searchSince)}${day("until", words.searchUntil)}</div></details>`;
}

function Found({ found, onMore }) {
  const said = found.cursor ? fill(words.foundSoFar, { n: found.items.length }) : fill(words.foundN, { n: found.items.length });
  return html`<p role="status">${said} ${found.reached ? html`${words.searchReached} <${Moment} iso=${found.reached} date />` : null}</p>
    <ol class="rows" aria-label=${words.screens.search}>${found.items.map((item) => html`<${Row} key=${item.number} item=${item} now=${Date.parse(found.now)} />`)}</ol>
    ${found.cursor ? html`<button class="quiet" type="button" onClick=${onMore}>${words.searchFurther}</button>` : null}`;
}

export default function SearchScreen({ me, onProblem }) {
  const [state, setState] = useState({ tries: 0 });
  const [district, setDistrict] = useState("");
  // Words are looked for in one district: who stands above several says in which, unless a unit below it is named.
  const districts = useDistricts(me.roles.filter(({ role }) => FINDERS.includes(role)).map(({ unit }) => unit));
  const within = districts.length > 1 ? district || districts[0].code : "";
  useEffect(() => {
    if (byKey.search) document.getElementById("wanted").focus();
    byKey.search = false;
  }, []);

  async function show(work) {
    try {
      const { found, body } = await work();
      setState((before) => ({ tries: before.tries, found, body }));
      announce(fill(words.foundN, { n: found.items.length }));
    } catch (problem) {
      onProblem(problem);
      setState((before) => ({ tries: before.tries + 1, problem }));
    }
  }

  function submit(event) {
    event.preventDefault();
    const { wanted, unit, since, until } = event.target.elements;
    const said = wanted.value.trim();
    const digits = said.replace(/\D/g, "");
    if (digits.length === RECEIPT_DIGITS && /^[\d\s-]+$/.test(said)) { go(`petition/${digits}`); return; }
    const body = { words: said, unit: unit.value || within, since: since.value, until: until.value };
    show(async () => (asPhone(me, said) ? { found: { ...await call("POST", "/api/desk/search", { body: { phone: said } }), cursor: null } } : { found: await byWords(body, null), body }));
  }

  function more() {
    const { found, body } = state;
    show(async () => { const next = await byWords(body, found.cursor); return { found: { ...next, items: [...found.items, ...next.items] }, body }; });
  }

  const { found, problem, tries } = state;
  const [label, hint] = me.may.includes("search_petitions") ? [words.searchFor, words.searchHint] : [words.searchForWords, words.searchHintWords];
  return html`<${Screen} title=${words.screens.search} wide="wide">
    ${problem ? html`<${Refused} key=${tries} problem=${problem} />` : null}
    <form noValidate role="search" onSubmit=${submit} class="narrow"><div class="field"><label for="wanted">${label}</label>
      <p class="hint" id="wanted-hint">${hint}</p>
      <input id="wanted" name="wanted" type="search" autocomplete="off" aria-describedby="wanted-hint" /></div>
      <${DistrictField} id="find-district" districts=${districts} chosen=${within} onChoose=${setDistrict} />
      <${Narrow} />
      <button type="submit">${words.screens.search}</button></form>
    ${found ? html`<${Found} found=${found} onMore=${more} />` : null}<//>`;
}
