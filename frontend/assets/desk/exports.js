// Files of petitions: asked for here, made in the background, fetched within a day. Who took what is on record.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { More, usePages } from "./pages.js";
import { announce, counted, dayName, fill, html, Moment, say, Screen, useEffect, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const EVERY = 3000;

function period(each) {
  if (!each.since && !each.until) return words.all;
  return `${each.since ? dayName(each.since) : "…"} – ${each.until ? dayName(each.until) : "…"}`;
}

function useExports() {
  const [state, setState] = useState({ items: [] });
  const load = () => call("GET", "/api/desk/exports").then((answer) => setState({ items: answer.exports }), (problem) => setState((before) => ({ ...before, problem })));
  useEffect(() => { load(); }, []);
  const waits = state.items.some((each) => each.state === "waiting");
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(load, EVERY);
    return () => clearInterval(timer);
  }, [waits]);
  return { ...state, load };
}

function Own({ items, onProblem }) {
  async function fetchFile(each) {
    try {
      const { address } = await call("POST", `/api/desk/exports/${each.id}/address`);
      location.assign(address);
    } catch (problem) {
      onProblem(problem);
    }
  }
  if (!items.length) return html`<p class="hint">${words.exportNone}</p>`;
  return html`<ul class="plain-list exports">${items.map((each) => html`<li key=${each.id}>
    <span><strong>${each.unit_name}</strong> · ${period(each)} · ${each.form.toUpperCase()}<br /><span class="hint"><${Moment} iso=${each.asked_at} />${each.state === "ready" ? ` · ${fill(words.exportRows, { n: counted(each.rows) })}` : null}</span>
      ${each.cut ? html`<br /><strong>${words.exportCut}</strong>` : null}</span>
    ${each.state === "ready" ? html`<button type="button" class="small" onClick=${() => fetchFile(each)}>${words.exportFetch}</button>` : html`<span role="status">${say("exportStates", each.state)}</span>`}</li>`)}</ul>`;
}

function Record({ me }) {
  const { items, more } = usePages(me.may.includes("audit_exports") ? "/api/desk/exports/steps?limit=50" : "");
  if (!items.length) return null;
  return html`<h2>${words.exportRecord}</h2><div class="table" role="region" tabindex="0" aria-label=${words.exportRecord}><table>
    <thead><tr>${words.exportColumns.map((name) => html`<th scope="col" key=${name}>${name}</th>`)}</tr></thead>
    <tbody>${items.map((each) => html`<tr key=${`${each.at}${each.action}`}><td><${Moment} iso=${each.at} /></td><td>${each.by}</td><td>${say("exportSteps", each.action)}</td>
      <td>${each.unit_name}</td><td>${period(each)}</td><td class="figure">${each.rows ? counted(each.rows) : ""}</td></tr>`)}</tbody></table></div><${More} more=${more} />`;
}

export default function ExportsScreen({ me, onProblem }) {
  const { items, load } = useExports();
  const [state, setState] = useState({ tries: 0 });
  const failed = (problem) => { onProblem(problem); setState((before) => ({ tries: before.tries + 1, problem })); };

  async function ask(event) {
    event.preventDefault();
    const { unit, since, until, form } = event.target.elements;
    try {
      await call("POST", "/api/desk/exports", { body: { unit: unit.value, since: since.value, until: until.value, form: form.value } });
      setState({ tries: 0 });
      announce(words.exportStates.waiting);
      await load();
    } catch (problem) {
      failed(problem);
    }
  }

  const day = (name, label) => html`<div class="filter"><label for=${name}>${label}</label><input id=${name} name=${name} type="date" class="short" autocomplete="off" /></div>`;
  return html`<${Screen} title=${words.screens.exports} wide="wide">
    <p class="hint">${words.exportHint}</p>
    ${state.problem ? html`<${Refused} key=${state.tries} problem=${state.problem} />` : null}
    <form noValidate class="narrow" onSubmit=${ask}><${UnitField} id="export-unit" label=${fill(words.optional, { name: words.needs.unit })} />
      <div class="filter-row">${day("since", words.searchSince)}${day("until", words.searchUntil)}
        <div class="filter"><label for="export-form">${words.exportForm}</label><select id="export-form" name="form" autocomplete="off">
          <option value="xlsx">Excel (XLSX)</option><option value="csv">CSV</option></select></div></div>
      <button type="submit">${words.exportAsk}</button></form>
    <h2>${words.exportOwn}</h2><${Own} items=${items} onProblem=${failed} />
    <${Record} me=${me} /><//>`;
}
