// A day's messages in figures, and those of which nobody knows whether they went: a person decides.
import { call } from "../api.js";
import { More, usePages } from "./pages.js";
import { carrierOf, reasonOf, Sms } from "./sms.js";
import { age, announce, counted, fill, html, labelled, Moment, Problem, Screen, useEffect, useState, words } from "./ui.js";

const UNDECIDED = "/api/desk/messages/undecided?limit=50";
const DECISIONS = ["sent", "again", "drop"];

function Figures({ figures, onDay }) {
  const count = (name) => [words.sms.figures[name], figures[name]];
  const parts = (title, table, nameOf = reasonOf) => Object.entries(table).map(([code, n]) => [labelled(title, nameOf(code)), n]);
  const rows = [count("sent"), ...parts(words.sms.figures.sent, figures.by_carrier, carrierOf), count("segments"), ...(figures.cost === null ? [] : [count("cost")]), count("delivered"), count("answered"),
    ...parts(words.sms.figures.failed, figures.failed), ...parts(words.sms.figures.suppressed, figures.suppressed), count("expired"), count("undecided"), count("unclear")];
  return html`<div class="field"><label for="day">${words.sms.day}</label><input id="day" type="date" class="short" autocomplete="off" value=${figures.day} onChange=${(event) => onDay(event.target.value)} /></div>
    <div class="table narrow" role="region" tabindex="0" aria-label=${words.sms.figuresTitle}><table><tbody>${rows.map(([name, n]) => html`<tr key=${name}><th scope="row">${name}</th><td class="figure">${typeof n === "number" ? counted(n) : n}</td></tr>`)}</tbody></table></div>`;
}

export default function MessagesScreen({ me, onProblem }) {
  const [state, setState] = useState({ tries: 0 });
  const undecided = usePages(UNDECIDED, onProblem);
  const failed = (problem) => { onProblem(problem); setState((before) => ({ ...before, problem, tries: before.tries + 1, busy: false })); };

  async function load(day = "") {
    try {
      const figures = await call("GET", `/api/desk/messages/figures${day ? `?day=${day}` : ""}`);
      setState((before) => ({ ...before, figures, busy: false }));
    } catch (problem) { failed(problem); }
  }
  useEffect(() => { load(); }, []);

  async function decide(item, decision) {
    if (state.busy) return;
    setState((before) => ({ ...before, busy: true, problem: null }));
    try {
      await call("POST", `/api/desk/petitions/${item.number}/messages/${encodeURIComponent(item.id)}/decision`, { body: { decision } });
      announce(words.sms.decided);
      await undecided.reload();
      await load(state.figures?.day);
    } catch (problem) { failed(problem); }
  }

  const { figures, tries } = state;
  const problem = state.problem ?? undecided.problem;
  const { oldest_at: oldest, now } = undecided.first ?? {};
  return html`<${Screen} title=${words.screens.messages} wide="wide">
    ${problem ? html`<${Problem} key=${tries} problem=${problem} />` : null}
    <h2>${words.sms.toDecide}</h2><p class="hint">${words.sms.decideHint}</p>
    ${oldest ? html`<p>${fill(words.sms.oldest, { age: age(oldest, new Date(now)) })} <${Moment} iso=${oldest} /></p>` : null}
    ${undecided.empty ? html`<p class="panel">${words.sms.nothingToDecide}</p>` : null}
    ${undecided.items.map((item) => html`<${Sms} key=${item.id} item=${item}><p class="alone"><a href="#petition/${item.number}">${item.number_shown}</a></p>
      ${me.may.includes("send_again") ? html`<div class="buttons">${DECISIONS.map((decision) => html`<button key=${decision} type="button" class="quiet small" aria-disabled=${Boolean(state.busy)}
        onClick=${() => decide(item, decision)}>${words.sms.decisions[decision]}</button>`)}</div>` : null}<//>`)}
    <${More} more=${undecided.more} />
    <h2>${words.sms.figuresTitle}</h2>${figures ? html`<${Figures} figures=${figures} onDay=${load} />` : html`<p role="status">${words.loading}</p>`}<//>`;
}
