// What everybody may read of a petition: the words as they are beside a masked proposal, and a person's decision. Whoever comes
// from a list of what waits is led to the next one.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { Refused } from "./actions.js";
import { tellCount } from "./counts.js";
import { Alarm, announce, firstWas, go, html, labelled, Moment, Problem, say, Screen, shownNumber, useEffect, useRef, useState, words } from "./ui.js";

const said = words.clearing;
const LEAVES = { clear: ["publish", "refuse", "take_back"], photos: ["publish", "photos"] }; // what takes a petition out of its list
let told = ""; // what was decided of the one before, said on the screen that follows

function Hidden({ found }) {
  if (!found.length) return html`<p class="hint">${said.nothingHidden}</p>`;
  return html`<p>${said.hidden}</p><ul>${found.map((each, place) => html`<li key=${place}><strong>${said.kinds[each.kind] ?? each.kind}</strong>: ${each.words}</li>`)}</ul>`;
}

function Side({ name, title, none, proposed, text, onText, hint }) {
  return html`<div class="columns even"><div><h2>${labelled(title, said.original)}</h2><div class="panel words"><p class="said">${proposed.original || none}</p></div>
      <${Hidden} found=${proposed.hidden} /></div>
    <div class="field"><label for=${`clear-${name}`}>${labelled(title, said.forAll)}</label><p class="hint" id=${`clear-${name}-hint`}>${hint}</p>
      <textarea id=${`clear-${name}`} name=${name} rows="8" autocomplete="off" aria-describedby=${`clear-${name}-hint`} value=${text} onInput=${(event) => onText(event.target.value)}></textarea></div></div>`;
}

// As the history names it.
const named = ({ kind, slot }) => `${words.photos[kind]} ${slot}`;

// Each photo as large as the screen lets it be: what cannot be made out here can be made out nowhere else.
function Photos({ photos, shows, hides, first, ticked, onTick, onSave }) {
  if (!photos.length) return null;
  const saved = photos.every((each) => each.cleared === ticked.includes(each.file));
  const fresh = photos.filter((each) => each.new).length;
  return html`<section aria-labelledby="clear-photos"><h2 id="clear-photos">${said.photos.title}</h2>
    ${shows ? html`<p>${said.photos.look}</p>${hides ? html`<p class="alarm">${said.photos.hides}</p>` : null}
    <ul class="judged">${photos.map((each, place) => html`<li key=${each.file}>
      <a href=${each.url} target="_blank" rel="noopener"><img src=${each.url} alt=${named(each)} width="1600" height="1200" loading="lazy" /></a>
      <div class="tick-row"><input type="checkbox" id=${`clear-photo-${place}`} checked=${ticked.includes(each.file)} onChange=${(event) => onTick(each.file, event.target.checked)} />
        <label for=${`clear-photo-${place}`}>${labelled(named(each), said.photos.tick)}
          ${each.new && fresh < photos.length ? html` <strong class="tag">${said.photos.fresh}</strong>` : null}</label></div></li>`)}</ul>
    <p class="who"><button type="button" class=${first ? null : "quiet"} onClick=${onSave}>${said.photos.save}</button> <span role="status">${!saved ? said.photos.unsaved : fresh ? said.photos.waits : ""}</span></p>`
    : html`<p class="panel">${said.photos.mayNot}</p>`}</section>`;
}

// The list that this petition was opened from, and the one that follows it there; `look` asks again who it is.
function useNext([number, list, unit], onProblem) {
  const [next, setNext] = useState("");
  const from = LEAVES[list] && unit ? `${list}/${unit}` : "";
  async function look() {
    const page = await call("GET", `/api/desk/petitions?${list}=${encodeURIComponent(unit)}&limit=50`);
    const others = [...page.items.slice(page.items.findIndex((each) => each.number === number) + 1), ...page.items].filter((each) => each.number !== number);
    tellCount(from, page);
    setNext(others[0]?.number ?? "");
  }
  useEffect(() => { if (from) look().catch(onProblem); }, []);
  return { from, onward: next ? `publication/${next}/${from}` : from, next, look };
}

// It waits in its list no more: a colleague was faster, or it is over.
function Over({ first, next, onward }) {
  const told = html`${first ? html`<p>${firstWas(first)}</p>` : null}<p>${said.decided}</p>
    <p><a class="button" href="#${onward}">${next ? said.onward : said.backToList}</a></p>`;
  return first ? html`<${Alarm}>${told}<//>` : html`<div class="panel">${told}</div>`;
}

export default function PublicationScreen({ rest, onProblem }) {
  const [number, list] = rest;
  const path = `/api/desk/petitions/${number}/publication`;
  const [state, setState] = useState({});
  const [text, setText] = useState({ words: "", reply: "" });
  const [ticked, setTicked] = useState([]);
  const [done, setDone] = useState(told);
  const { from, onward, next, look } = useNext(rest, onProblem);
  const key = useRef(newKey());
  const busy = useRef(false);

  // What is public and waits all the same has a newer answer.
  const newer = (answer) => Boolean(answer.public) && answer.waits === "clear";
  const textOf = (answer) => ({ words: answer.public?.words ?? answer.words.masked, reply: newer(answer) ? answer.reply.masked : answer.public?.reply ?? answer.reply.masked });

  function take(answer, shown) {
    setText(shown);
    setTicked(answer.photos.filter((each) => each.cleared).map((each) => each.file));
  }

  async function load() {
    try {
      const answer = await call("GET", path);
      take(answer, textOf(answer));
      setState({ answer });
    } catch (problem) {
      onProblem(problem);
      setState({ problem });
    }
  }
  useEffect(() => { told = ""; load(); }, []);

  // Whoever is second on what was decided meanwhile sees how it stands, with their own words kept, and is led on.
  async function wasFaster(first) {
    const [answer] = await Promise.all([call("GET", path), look()]);
    if (answer.waits === list) return false;
    take(answer, JSON.stringify(text) === JSON.stringify(textOf(state.answer)) ? textOf(answer) : text);
    setState({ answer, first });
    return true;
  }

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
      if (from && problem.first && await wasFaster(problem.first).catch(() => false)) return;
      setState((before) => ({ ...before, refused: problem, tries: (before.tries ?? 0) + 1 }));
    } finally {
      busy.current = false;
    }
  }

  const title = `${said.title} ${shownNumber(number)}`;
  const { answer, first: faster, problem, refused, tries } = state;
  if (problem) return html`<${Screen} title=${title}><${Problem} problem=${problem} /><//>`;
  if (!answer) return html`<${Screen} title=${title}><p role="status">${words.loading}</p><//>`;
  const tick = (file, on) => setTicked((before) => (on ? [...before, file] : before.filter((each) => each !== file)));
  const change = (name) => (value) => setText((before) => ({ ...before, [name]: value }));
  const photos = answer.may_be_published ? html`<${Photos} photos=${answer.photos} shows=${answer.may_show_photos} hides=${answer.hide_identity} first=${answer.waits === "photos"} ticked=${ticked} onTick=${tick} onSave=${() => decide("photos")} />` : null;
  const first = answer.waits === "photos";
  const over = from && answer.waits !== list;
  const stands = answer.public ? html`${said.isPublic} <${Moment} iso=${answer.public.at} />` : answer.refused ? said.refused : said.notPublic;
  return html`<${Screen} title=${title} wide="wide">
    <p class="who alone"><a href="#petition/${number}">${said.back}</a>${from ? html` <a href="#${from}">${said.backToList}</a>` : null}
      ${next && !over ? html` <a href="#${onward}">${said.next}</a>` : null}</p>
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    ${over ? html`<${Over} key=${faster ? "first" : ""} first=${faster} next=${next} onward=${onward} />` : null}
    <p><strong>${stands}</strong> · ${say("statuses", answer.status)}</p>
    ${newer(answer) ? html`<p class="panel">${said.newer}</p>` : null}
    ${first ? photos : null}
    ${answer.may_be_published ? html`<p>${said.hint}</p>
      <${Side} name="words" title=${said.words} none=${words.noText} proposed=${answer.words} text=${text.words} onText=${change("words")} hint=${said.wordsHint} />
      <${Side} name="reply" title=${said.reply} none=${said.noReply} proposed=${answer.reply} text=${text.reply} onText=${change("reply")} hint=${said.replyHint} />`
      : html`<p class="panel">${said.mayNot}</p>`}
    ${first ? null : photos}
    ${refused ? html`<${Refused} key=${tries} problem=${refused} onReload=${load} />` : null}
    <p class="who">
      ${answer.may_be_published ? html`<button type="button" class=${first ? "quiet" : null} onClick=${() => decide("publish")}>${answer.public ? said.change : said.publish}</button>` : null}
      ${answer.public ? html`<button type="button" class="quiet" onClick=${() => decide("take_back")}>${said.takeBack}</button>
        <a href="/public/petitions/${number}">${said.see}</a>` : null}
      ${!answer.public && !answer.refused && answer.may_be_published ? html`<button type="button" class="quiet" onClick=${() => decide("refuse")}>${said.refuse}</button>` : null}</p><//>`;
}
