// A supervisor's part in a bulletin: words beside the figures before it is issued, and the order to correct one that is out.
import { call, Refusal } from "../api.js";
import { Refused } from "./actions.js";
import { seatWith } from "./nav.js";
import { Alarm, announce, fill, go, html, Moment, monthName, Screen, useEffect, useRef, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const said = words.bulletins;
const EMPTY = { remarks: "", cases: [], thanks: [], version: 0, approved_at: null };

function Field({ id, label, value, onInput, rows = 3 }) {
  return html`<div class="field"><label for=${id}>${label}</label>
    <textarea id=${id} rows=${rows} autocomplete="off" value=${value} onInput=${(event) => onInput(event.target.value)}></textarea></div>`;
}

function Cases({ id, cases, onCases }) {
  const change = (place, name) => (value) => onCases(cases.map((each, at) => (at === place ? { ...each, [name]: value } : each)));
  return html`${cases.map((each, place) => html`<div class="panel" key=${place}>
      <${Field} id=${`${id}-title-${place}`} label=${said.fields.caseTitle} value=${each.title} onInput=${change(place, "title")} rows=${1} />
      <${Field} id=${`${id}-text-${place}`} label=${said.fields.caseText} value=${each.text} onInput=${change(place, "text")} rows=${4} /></div>`)}
    <p><button type="button" class="quiet" onClick=${() => onCases([...cases, { title: "", text: "" }])}>${said.addCase}</button></p>`;
}

function Candidates({ candidates, onTake }) {
  if (!candidates.length) return null;
  return html`<details><summary>${said.candidates}</summary><ul class="plain-list">${candidates.map((each) => html`<li key=${each.number}>
    <p class="said">${each.words}${each.reply ? `\n${each.reply}` : ""}</p>
    <button type="button" class="quiet small" onClick=${() => onTake({ title: "", text: [each.words, each.reply].filter(Boolean).join("\n") })}>${said.take}</button></li>`)}</ul></details>`;
}

// One send at a time, and what was refused stays on the screen with its words.
function useSend(onProblem, onDone) {
  const [state, setState] = useState({ tries: 0 });
  const busy = useRef(false);
  async function send(method, path, body, done) {
    if (busy.current) return;
    busy.current = true;
    try {
      await call(method, path, { body });
      setState((before) => ({ ...before, refused: null }));
      announce(done);
      await onDone(done);
    } catch (refused) {
      onProblem(refused);
      setState((before) => ({ refused, tries: before.tries + 1 }));
    } finally {
      busy.current = false;
    }
  }
  return [state, send];
}

function Draft({ unit, period, draft, candidates, onProblem, onDone }) {
  const id = `draft-${period}`;
  const [text, setText] = useState({ remarks: draft.remarks, cases: draft.cases, thanks: draft.thanks.join("\n") });
  const [state, send] = useSend(onProblem, onDone);
  const set = (name) => (value) => setText((before) => ({ ...before, [name]: value }));
  const keep = (approve) => send("PUT", "/api/desk/bulletins/draft", {
    unit, period, version: draft.version, approve, remarks: text.remarks, cases: text.cases, thanks: text.thanks.split("\n").filter((line) => line.trim()),
  }, approve ? said.approved : said.kept);
  return html`<section><h2>${fill(said.due, { period: monthName(period) })}</h2><p class="hint">${said.hint}</p>
    ${draft.approved_at ? html`<p><strong>${said.approvedAt} <${Moment} iso=${draft.approved_at} /></strong></p>` : null}
    <${Field} id=${`${id}-remarks`} label=${said.fields.remarks} value=${text.remarks} onInput=${set("remarks")} rows=${5} />
    <${Cases} id=${id} cases=${text.cases} onCases=${set("cases")} />
    <${Candidates} candidates=${candidates} onTake=${(taken) => set("cases")([...text.cases, taken])} />
    <${Field} id=${`${id}-thanks`} label=${said.fields.thanks} value=${text.thanks} onInput=${set("thanks")} />
    ${state.refused ? html`<${Refused} key=${state.tries} problem=${state.refused} onReload=${() => onDone("")} />` : null}
    <p class="who"><button type="button" onClick=${() => keep(true)}>${said.approve}</button>
      <button type="button" class="quiet" onClick=${() => keep(false)}>${said.save}</button></p></section>`;
}

function Revision({ unit, differs, onProblem, onDone }) {
  const [why, setWhy] = useState("");
  const [state, send] = useSend(onProblem, onDone);
  const period = differs[0].period;
  return html`<section><h2>${said.differs}: ${monthName(period)}</h2>
    <div class="table" role="region" tabindex="0" aria-label=${said.differs}><table>
      <thead><tr><th scope="col">${said.figure}</th><th scope="col" class="figure">${said.said}</th><th scope="col" class="figure">${said.now}</th></tr></thead>
      <tbody>${differs.map((each) => html`<tr key=${each.measure}><th scope="row">${each.measure_name}</th><td class="figure">${each.before}</td><td class="figure">${each.after}</td></tr>`)}</tbody></table></div>
    <${Field} id="revision-why" label=${said.fields.why} value=${why} onInput=${setWhy} />
    ${state.refused ? html`<${Refused} key=${state.tries} problem=${state.refused} onReload=${() => onDone("")} />` : null}
    <p><button type="button" onClick=${() => send("POST", "/api/desk/bulletins/revision", { unit, period, why }, said.ordered)}>${said.revise}</button></p></section>`;
}

function Issued({ issued }) {
  const name = (each) => [monthName(each.period), fill(said.issue, { issue: each.issue }), each.revision ? fill(said.revision, each) : ""].filter(Boolean).join(" · ");
  return html`<h2>${said.issued}</h2>${issued.length ? html`<ul class="plain-list">${issued.map((each) => html`<li key=${each.href}>
    <a href=${each.href}>${name(each)}</a> <span class="hint"><${Moment} iso=${each.issued_at} /></span></li>`)}</ul>` : html`<p>${said.noIssued}</p>`}`;
}

export default function BulletinsScreen({ me, rest, onProblem }) {
  const unit = rest[0] || seatWith(me, "supervisor");
  const [state, setState] = useState({});
  async function load(done = "") {
    try {
      setState({ done, answer: await call("GET", `/api/desk/bulletins?unit=${encodeURIComponent(unit)}`) });
    } catch (problem) {
      onProblem(problem);
      setState({ problem });
    }
  }
  useEffect(() => { load(); }, [unit]);
  const { answer, problem, done } = state;
  const title = answer ? `${words.screens.bulletins}: ${answer.unit_name}` : words.screens.bulletins;
  if (problem) return html`<${Screen} title=${title}><${Alarm}><p>${problem instanceof Refusal ? problem.message : words.offline}</p><//><//>`;
  if (!answer) return html`<${Screen} title=${title}><p role="status">${words.loading}</p><//>`;
  const of = (period) => answer.drafts.find((each) => each.period === period && !each.revision) ?? EMPTY;
  return html`<${Screen} title=${title} wide="wide">
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    <${UnitField} id="bulletins-unit" label=${words.needs.unit} value=${unit} onChange=${(code) => code && go(`bulletins/${code}`)} />
    ${answer.due.length ? answer.due.map((period) => html`<${Draft} key=${`${period}/${of(period).version}`} unit=${unit} period=${period} draft=${of(period)}
      candidates=${answer.candidates} onProblem=${onProblem} onDone=${load} />`) : html`<p>${said.none}</p>`}
    ${answer.differs.length ? html`<${Revision} unit=${unit} differs=${answer.differs} onProblem=${onProblem} onDone=${load} />` : null}
    <${Issued} issued=${answer.issued} /><//>`;
}
