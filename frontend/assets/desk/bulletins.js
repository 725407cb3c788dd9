// A supervisor's part in a bulletin: words beside the figures before it is issued, and the order to correct one that is out.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { Field, Said, useSaid, useSend } from "./bulletin_words.js";
import { seatWith } from "./nav.js";
import { fill, go, html, labelled, Moment, monthName, Problem, Screen, useEffect, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const said = words.bulletins;
const EMPTY = { remarks: "", cases: [], thanks: [], version: 0, approved_at: null };

function Draft({ unit, period, draft, candidates, onProblem, onDone }) {
  const id = `draft-${period}`;
  const [text, set, told] = useSaid(draft);
  const [state, send] = useSend(onProblem, onDone);
  const keep = (approve) => send("PUT", "/api/desk/bulletins/draft", { unit, period, version: draft.version, approve, ...told }, approve ? said.approved : said.kept);
  return html`<section><h2>${fill(said.due, { period: monthName(period) })}</h2><p class="hint">${said.hint}</p>
    ${draft.approved_at ? html`<p><strong>${said.approvedAt} <${Moment} iso=${draft.approved_at} /></strong></p>` : null}
    <${Said} id=${id} text=${text} set=${set} candidates=${candidates} />
    ${state.refused ? html`<${Refused} key=${state.tries} problem=${state.refused} onReload=${() => onDone("")} />` : null}
    <p class="who"><button type="button" onClick=${() => keep(true)}>${said.approve}</button>
      <button type="button" class="quiet" onClick=${() => keep(false)}>${said.save}</button></p>
    <p><a href="/api/desk/bulletins/preview?${new URLSearchParams({ unit, period, lang: document.documentElement.lang === "en" ? "en" : "zh" })}" target="_blank">${said.preview}</a>
      <span class="hint">${said.previewHint}</span></p></section>`;
}

function Differs({ differs }) {
  return html`<section><h2>${labelled(said.differs, monthName(differs[0].period))}</h2>
    <div class="table" role="region" tabindex="0" aria-label=${said.differs}><table>
      <thead><tr><th scope="col">${said.figure}</th><th scope="col" class="figure">${said.said}</th><th scope="col" class="figure">${said.now}</th></tr></thead>
      <tbody>${differs.map((each) => html`<tr key=${each.measure}><th scope="row">${each.measure_name}</th><td class="figure">${each.before}</td><td class="figure">${each.after}</td></tr>`)}</tbody></table></div></section>`;
}

// What it said is in the fields; the figures of a revision are always those of the day it is issued.
function Correction({ unit, from, candidates, onProblem, onDone }) {
  const { period, revision } = from;
  const [why, setWhy] = useState("");
  const [text, set, told] = useSaid(from);
  const [ordered, setOrdered] = useState(false);
  const [state, send] = useSend(onProblem, (done) => { setOrdered(true); return onDone(done); });
  if (ordered) return html`<p>${said.ordered}</p>`;
  if (from.ordered_at) return html`<p>${said.ordered} <${Moment} iso=${from.ordered_at} /></p>`;
  return html`<div class="panel"><p class="hint">${said.correctHint}</p>
    <${Field} id=${`why-${period}`} label=${said.fields.why} value=${why} onInput=${setWhy} />
    <${Said} id=${`correct-${period}`} text=${text} set=${set} candidates=${candidates} />
    ${state.refused ? html`<${Refused} key=${state.tries} problem=${state.refused} onReload=${() => onDone("")} />` : null}
    <p><button type="button" onClick=${() => send("POST", "/api/desk/bulletins/revision", { unit, period, corrects: revision, why, ...told }, said.ordered)}>${said.revise}</button></p></div>`;
}

function Correct({ unit, each, name, candidates, onProblem, onDone }) {
  const [from, setFrom] = useState(null);
  const [problem, setProblem] = useState(null);
  const open = () => {
    const query = new URLSearchParams({ unit, period: each.period });
    call("GET", `/api/desk/bulletins/issued?${query}`).then((told) => { setProblem(null); setFrom(told); }, (refused) => { onProblem(refused); setProblem(refused); });
  };
  if (problem) return html`<${Problem} problem=${problem} />`;
  return from ? html`<${Correction} unit=${unit} from=${from} candidates=${candidates} onProblem=${onProblem} onDone=${onDone} />`
    : html`<button type="button" class="quiet small" aria-label=${fill(said.correctIt, { name })} onClick=${open}>${said.correct}</button>`;
}

// Only the last revision of each can be corrected; the server lists it first.
function Issued({ answer, onOlder, ...beside }) {
  const { issued, older, unit, candidates } = answer;
  const name = (each) => [monthName(each.period), fill(said.issue, { issue: each.issue }), each.revision ? fill(said.revision, each) : ""].filter(Boolean).join(" · ");
  const isLast = (each, place) => issued.findIndex((other) => other.period === each.period) === place;
  return html`<h2>${said.issued}</h2>${issued.length ? html`<ul class="plain-list">${issued.map((each, place) => html`<li key=${each.href}>
    <a href=${each.href}>${name(each)}</a> <span class="hint"><${Moment} iso=${each.issued_at} /></span>
    ${isLast(each, place) ? html` <${Correct} unit=${unit} each=${each} name=${name(each)} candidates=${candidates} ...${beside} />` : null}</li>`)}</ul>` : html`<p>${said.noIssued}</p>`}
    ${older ? html`<p><button type="button" class="quiet" onClick=${onOlder}>${said.older}</button></p>` : null}`;
}

export default function BulletinsScreen({ me, rest, onProblem }) {
  const unit = rest[0] || seatWith(me, "supervisor");
  const [state, setState] = useState({});
  const [all, setAll] = useState("");
  async function load(done = "") {
    try {
      setState({ done, answer: await call("GET", `/api/desk/bulletins?${new URLSearchParams({ unit, older: all })}`) });
    } catch (problem) {
      onProblem(problem);
      setState({ problem });
    }
  }
  useEffect(() => { load(); }, [unit, all]);
  const { answer, problem, done } = state;
  const title = answer ? labelled(words.screens.bulletins, answer.unit_name) : words.screens.bulletins;
  if (problem) return html`<${Screen} title=${title}><${Problem} problem=${problem} /><//>`;
  if (!answer) return html`<${Screen} title=${title}><p role="status">${words.loading}</p><//>`;
  const of = (period) => answer.drafts.find((each) => each.period === period && !each.revision) ?? EMPTY;
  return html`<${Screen} title=${title} wide="wide">
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    <${UnitField} id="bulletins-unit" label=${words.needs.unit} value=${unit} onChange=${(code) => code && go(`bulletins/${code}`)} />
    ${answer.due.length ? answer.due.map((period) => html`<${Draft} key=${`${period}/${of(period).version}`} unit=${unit} period=${period} draft=${of(period)}
      candidates=${answer.candidates} onProblem=${onProblem} onDone=${load} />`) : html`<p>${said.none}</p>`}
    ${answer.differs.length ? html`<${Differs} differs=${answer.differs} />` : null}
    <${Issued} answer=${answer} onOlder=${() => setAll("1")} onProblem=${onProblem} onDone=${load} /><//>`;
}
