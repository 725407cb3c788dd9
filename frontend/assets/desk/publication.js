// What everybody may read of a petition: the words as they are beside a masked proposal, and a person's decision. Whoever comes
// from a list of what waits is led to the next one.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { Refused } from "./actions.js";
import { announce, go, html, labelled, Moment, Problem, say, Screen, shownNumber, useEffect, useRef, useState, words } from "./ui.js";

const said = words.clearing;
const LEAVES = { clear: ["publish", "refuse"], photos: ["publish", "photos"] }; // what takes a petition out of its list
let told = ""; // what was decided of the one before, said on the screen that follows

function Hidden({ found }) {
  if (!found.length) return html`<p class="hint">${said.nothingHidden}</p>`;
  return html`<p>${said.hidden}</p><ul>${found.map((each, place) => html`<li key=${place}><strong>${said.kinds[each.kind] ?? each.kind}</strong>: ${each.words}</li>`)}</ul>`;
}

function Side({ name, title, none, proposed, text, onText, hint }) {
  return html`<div class="columns"><div><h2>${labelled(title, said.original)}</h2><div class="panel words"><p class="said">${proposed.original || none}</p></div>
      <${Hidden} found=${proposed.hidden} /></div>
    <div class="field"><label for=${`clear-${name}`}>${labelled(title, said.forAll)}</label><p class="hint" id=${`clear-${name}-hint`}>${hint}</p>
      <textarea id=${`clear-${name}`} name=${name} rows="8" autocomplete="off" aria-describedby=${`clear-${name}-hint`} value=${text} onInput=${(event) => onText(event.target.value)}></textarea></div></div>`;
}

// As the history names it.
const named = ({ kind, slot }) => `${words.photos[kind]} ${slot}`;

// Each photo as large as the screen lets it be: what cannot be made out here can be made out nowhere else.
function Photos({ photos, shows, hides, ticked, onTick, onSave }) {
  if (!photos.length) return null;
  const saved = photos.every((each) => each.cleared === ticked.includes(each.file));
  const fresh = photos.filter((each) => each.new).length;
  return html`<section aria-labelledby="clear-photos"><h2 id="clear-photos">${said.photos.title}</h2>
    ${shows ? html`<p>${said.photos.look}</p>${hides ? html`<p class="alarm">${said.photos.hides}</p>` : null}
    <ul class="judged">${photos.map((each, place) => html`<li key=${each.file}>
      <a href=${each.url} target="_blank" rel="noopener"><img src=${each.url} alt=${named(each)} width="1600" height="1200" loading="lazy" /></a>
      <div class="tick-row"><input type="checkbox" id=${`clear-photo-${place}`} checked=${ticked.includes(each.file)} onChange=${(event) => onTick(each.file, event.target.checked)} />
        <label for=${`clear-photo-${place}`}>${labelled(named(each), said.photos.tick)}</label>
        ${each.new && fresh < photos.length ? html`<strong class="tag">${said.photos.fresh}</strong>` : null}</div></li>`)}</ul>
    <p class="who"><button type="button" class="quiet" onClick=${onSave}>${said.photos.save}</button> <span role="status">${!saved ? said.photos.unsaved : fresh ? said.photos.waits : ""}</span></p>`
    : html`<p class="panel">${said.photos.mayNot}</p>`}</section>`;
}

// The list that this petition was opened from, and the one that follows it there; another may have decided on it meanwhile.
function useNext([number, list, unit], onProblem) {
  const [next, setNext] = useState("");
  const from = LEAVES[list] && unit ? `${list}/${unit}` : "";
  useEffect(() => {
    if (!from) return;
    call("GET", `/api/desk/petitions?${list}=${encodeURIComponent(unit)}&limit=50`).then(({ items }) => {
      const others = [...items.slice(items.findIndex((each) => each.number === number) + 1), ...items].filter((each) => each.number !== number);
      setNext(others[0]?.number ?? "");
    }, onProblem);
  }, []);
  return { from, onward: next ? `publication/${next}/${from}` : from, next };
}

export default function PublicationScreen({ rest, onProblem }) {
  const [number, list] = rest;
  const path = `/api/desk/petitions/${number}/publication`;
  const [state, setState] = useState({});
  const [text, setText] = useState({ words: "", reply: "" });
  const [ticked, setTicked] = useState([]);
  const [done, setDone] = useState(told);
  const { from, onward, next } = useNext(rest, onProblem);
  const key = useRef(newKey());
  const busy = useRef(false);

  async function load() {
    try {
      const answer = await call("GET", path);
      setText({ words: answer.public?.words ?? answer.words.masked, reply: answer.public?.reply ?? answer.reply.masked });
      setTicked(answer.photos.filter((each) => each.cleared).map((each) => each.file));
      setState({ answer });
    } catch (problem) {
      onProblem(problem);
      setState({ problem });
    }
  }
  useEffect(() => { told = ""; load(); }, []);

  async function decide(decision) {
    if (busy.current) return;
    busy.current = true;
    const judged = { photos: ticked, seen: state.answer.photos.map((each) => each.file) };
    const body = { decision, version: state.answer.version, ...(decision === "publish" ? text : {}), ...(decision === "photos" || (decision === "publish" && state.answer.may_show_photos) ? judged : {}) };
    try {
      await call("POST", path, { body, headers: { "Idempotency-Key": key.current } });
      key.current = newKey();
      announce(said.done[decision]);
      if (from && LEAVES[list].includes(decision)) {
        told = next ? `${shownNumber(number)}: ${said.done[decision]}` : "";
        go(onward);
        return;
      }
      setDone(said.done[decision]);
      await load();
    } catch (problem) {
      onProblem(problem);
      if (problem instanceof Refusal) key.current = newKey();
      setState((before) => ({ ...before, refused: problem, tries: (before.tries ?? 0) + 1 }));
    } finally {
      busy.current = false;
    }
  }

  const title = `${said.title} ${shownNumber(number)}`;
  const { answer, problem, refused, tries } = state;
  if (problem) return html`<${Screen} title=${title}><${Problem} problem=${problem} /><//>`;
  if (!answer) return html`<${Screen} title=${title}><p role="status">${words.loading}</p><//>`;
  const tick = (file, on) => setTicked((before) => (on ? [...before, file] : before.filter((each) => each !== file)));
  const change = (name) => (value) => setText((before) => ({ ...before, [name]: value }));
  const photos = answer.may_be_published ? html`<${Photos} photos=${answer.photos} shows=${answer.may_show_photos} hides=${answer.hide_identity} ticked=${ticked} onTick=${tick} onSave=${() => decide("photos")} />` : null;
  const first = answer.waits === "photos";
  const stands = answer.public ? html`${said.isPublic} <${Moment} iso=${answer.public.at} />` : answer.refused ? said.refused : said.notPublic;
  return html`<${Screen} title=${title} wide="wide">
    <p class="who"><a href="#petition/${number}">${said.back}</a>${from ? html` <a href="#${from}">${said.backToList}</a>` : null}
      ${next ? html` <a href="#${onward}">${said.next}</a>` : null}</p>
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    ${from && answer.waits !== list ? html`<p class="panel">${said.decided}</p>` : null}
    <p><strong>${stands}</strong> · ${say("statuses", answer.status)}</p>
    ${first ? photos : null}
    ${answer.may_be_published ? html`<p>${said.hint}</p>
      <${Side} name="words" title=${said.words} none=${words.noText} proposed=${answer.words} text=${text.words} onText=${change("words")} hint=${said.wordsHint} />
      <${Side} name="reply" title=${said.reply} none=${said.noReply} proposed=${answer.reply} text=${text.reply} onText=${change("reply")} hint=${said.replyHint} />`
      : html`<p class="panel">${said.mayNot}</p>`}
    ${first ? null : photos}
    ${refused ? html`<${Refused} key=${tries} problem=${refused} onReload=${load} />` : null}
    <p class="who">
      ${answer.may_be_published ? html`<button type="button" onClick=${() => decide("publish")}>${answer.public ? said.change : said.publish}</button>` : null}
      ${answer.public ? html`<button type="button" class="quiet" onClick=${() => decide("take_back")}>${said.takeBack}</button>
        <a href="/public/petitions/${number}">${said.see}</a>` : null}
      ${!answer.public && !answer.refused && answer.may_be_published ? html`<button type="button" class="quiet" onClick=${() => decide("refuse")}>${said.refuse}</button>` : null}</p><//>`;
}
