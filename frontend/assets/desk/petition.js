// One petition on one screen: what was said, where, how long there is, whom to ring, what can be done, what has happened.
import { call, Refusal } from "../api.js";
import { ActionForm } from "./actions.js";
import { Contact } from "./contact.js";
import { Erasing } from "./erasing.js";
import { mayOpen } from "./nav.js";
import { useWaiting } from "./outbox_view.js";
import { remember, remembered } from "./device.js";
import { AddPhoto, Photos } from "./photos.js";
import { Notes } from "./notes.js";
import { Phrases } from "./phrases.js";
import { Place } from "./place.js";
import { carrierOf, reasonOf } from "./sms.js";
import { dayName, did, Due, fill, html, Moment, Problem, say, Screen, shownNumber, useEffect, useState, words } from "./ui.js";

const HANDED_ON = ["assign", "transfer", "escalate", "answer_unhappy"];
// What only this person can decide comes first, then what is done most; what ends a petition otherwise comes last.
const ORDER = ["accept", "assign", "settle", "grant_extension", "refuse_extension", "grant_hold", "refuse_hold", "supervise", "remind", "close", "progress", "accept_assist", "finish_assist"];
const LAST = ["reject", "merge"];
const DAY = /^\d{4}-\d{2}-\d{2}$/; // a day as the citizen's question asked for it

function inOrder(actions) {
  const rank = ({ action }) => (ORDER.includes(action) ? ORDER.indexOf(action) : LAST.includes(action) ? 99 : 50);
  return [...actions].sort((one, two) => rank(one) - rank(two));
}

export function usePetition(number, onProblem) {
  const path = `/api/desk/petitions/${number}`;
  const [state, setState] = useState({});

  async function load() {
    try {
      const answer = await call("GET", path);
      remember(path, answer);
      setState({ answer, base: Date.parse(answer.now), at: Date.now(), stale: false });
    } catch (problem) {
      onProblem(problem);
      const kept = problem instanceof Refusal ? null : remembered(path);
      setState(kept ? { answer: kept.answer, base: Date.parse(kept.answer.now), at: kept.at, stale: true } : { problem });
    }
  }

  useEffect(() => {
    load();
    const sent = ({ detail }) => detail.number === number && load();
    addEventListener("desk-sent", sent);
    return () => removeEventListener("desk-sent", sent);
  }, [number]);
  // What one did oneself is no conflict for the next tap, which may come before the petition is read anew.
  const took = (version) => setState((before) => (before.answer ? { ...before, answer: { ...before.answer, version } } : before));
  return { ...state, now: (state.base ?? 0) + Date.now() - (state.at ?? 0), load, took };
}

export function Facts({ petition }) {
  const rows = [
    [words.needs.unit, petition.owner_name],
    [words.submitted, html`<${Moment} iso=${petition.submitted_at} />`],
    [words.assisting, (petition.assists ?? []).map((each) => `${each.unit_name} (${say("states", each.state)})`).join(", ")],
    [words.extension, petition.extension && `${petition.extension.days} · ${say("states", petition.extension.state)}`],
    [words.hold, petition.hold && html`<${Moment} iso=${petition.hold.review_at} date /> · ${say("states", petition.hold.state)}`],
    [words.needs.lead, petition.lead && html`<a href="#petition/${petition.lead}">${shownNumber(petition.lead)}</a>`],
    [words.followers, petition.followers || ""],
    [words.rejectedFor, petition.reject_reason && say("reasons", petition.reject_reason)],
    ...(petition.answers ?? []).map((each) => [each.text, DAY.test(each.answer) ? dayName(each.answer) : each.answer]),
  ];
  return html`<dl class="facts">${rows.filter(([, value]) => value).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

// "before-1 after-2" in words.
const which = (places) => places.split(" ").map((each) => each.split("-")).map(([kind, n]) => `${words.photos[kind] ?? kind} ${n}`).join(" · ");

function Step({ entry }) {
  const by = words.roles[entry.role] && ["citizen", "system"].includes(entry.role) ? words.roles[entry.role] : `${entry.by_name || entry.by} (${say("roles", entry.role)})`;
  const to = HANDED_ON.includes(entry.action) ? ` → ${entry.owner_name}` : "";
  const why = entry.action === "ring" ? ` (${say("ringWhys", entry.reason)})` : entry.reason === "telephone" ? ` (${words.byTelephone})` : entry.action === "clear_photos" ? ` (${which(entry.reason)})` : "";
  return html`<li><${Moment} iso=${entry.at} />${did(entry.action)}${to}${why} · ${by}${entry.text ? html`<p class="said">${entry.text}</p>` : null}</li>`;
}

function SmsLine({ line }) {
  const more = [line.reason && reasonOf(line.reason), carrierOf(line.provider), line.by].filter(Boolean).join(" · ");
  return html`<li class="by-sms"><${Moment} iso=${line.at} />${fill(words.sms.line, { name: say("smsNames", line.name), state: words.sms.states[line.state] ?? line.state })}${more ? ` · ${more}` : ""}</li>`;
}

// Both lists are in order of time; what was done comes before the message that it caused.
function told(history, sms) {
  const lines = [...sms];
  const before = (at) => { const many = lines.findIndex((line) => Date.parse(line.at) >= at); return lines.splice(0, many < 0 ? lines.length : many); };
  return [...history.flatMap((entry) => [...before(Date.parse(entry.at)), entry]), ...lines];
}

export function Whole({ answer, now }) {
  const { petition, text } = answer;
  return html`<p class="about">${petition.emergency ? html`<strong class="tag urgent">${words.emergency}</strong> ` : null}<strong>${petition.category_name || words.unsorted}</strong> <span class="tag">${say("statuses", petition.status)}</span>${petition.round_number > 1 ? html` <span class="tag">${fill(words.roundN, { n: petition.round_number })}</span>` : null}</p>
    <p class="pressing"><${Due} item=${petition} now=${now} />${petition.due_at ? html` <span class="hint"><${Moment} iso=${petition.due_at} /></span>` : null}
      ${petition.supervised ? html` <strong class="tag">${words.actions.supervise}</strong>` : null}</p>
    <div class="panel words"><p class="said">${text || (petition.erased_at ? html`<strong>${words.erasing.erased} <${Moment} iso=${petition.erased_at} date /></strong>` : words.noText)}</p><${Photos} photos=${answer.photos} />
      ${answer.supporters ? html`<p class="hint">${fill(words.supporters, { n: answer.supporters })}</p>` : null}</div>`;
}

// What one's unit knew when the petition left it; where it went afterwards is for others.
function HandedOn({ problem }) {
  const { at, action, unit_name: unit } = problem.handed_on;
  return html`<div class="panel"><p role="status">${problem.message}</p><p><${Moment} iso=${at} /> ${did(action)} → ${unit}</p></div>`;
}

// Only a dispatcher needs it, and only while nobody owns the petition: fetched then.
function Placing(given) {
  const [loaded, setLoaded] = useState(null);
  useEffect(() => { import("./suggest.js").then((module) => setLoaded(() => module.default), () => {}); }, []);
  return loaded ? html`<${loaded} ...${given} />` : null;
}

export default function PetitionScreen({ me, number, onProblem }) {
  const { answer, problem, stale, now, load, took } = usePetition(number, onProblem);
  const [done, setDone] = useState("");
  const held = useWaiting().filter((each) => each.number === number && !each.refused);
  const title = shownNumber(number);
  const gone = done && problem instanceof Refusal && problem.status === 404; // what was handed on is seen by others now
  if (gone) return html`<${Screen} title=${title}><div class="good" role="status"><p>${done}</p><p>${words.handedOn}</p></div><p><a class="button" href="#today">${words.back}</a></p><//>`;
  if (problem?.handed_on) return html`<${Screen} title=${title}><${HandedOn} problem=${problem} /><p><a class="button" href="#today">${words.back}</a></p><//>`;
  if (problem) return html`<${Screen} title=${title}><${Problem} problem=${problem} /><p class="alone"><a href="#today">${words.back}</a></p><//>`;
  if (!answer) return html`<${Screen} title=${title}><p role="status">${words.loading}</p><//>`;
  const { petition, history, actions, version } = answer;
  const phrases = (need, onText, text) => html`<${Phrases} petition=${petition} shared=${answer.phrases ?? []} need=${need} text=${text} onText=${onText} />`;
  const after = (said, sent) => { if (sent.answer) took(sent.answer.version); setDone(said); if (!sent.waits) load(); };

  return html`<${Screen} title=${title} wide="petition">
    <p class="no-print alone"><a href="#today">${words.back}</a></p>
    ${done ? html`<div class="good" role="status"><p>${done}</p></div>` : null}
    ${stale ? html`<p class="stale" role="status">${words.stale}</p>` : null}
    <div class="columns"><div>
      <${Whole} answer=${answer} now=${now} />
      <${Place} petition=${petition} />
      <${Contact} me=${me} petition=${petition} onProblem=${onProblem} /></div>
    <div class="doing no-print"><h2>${words.allowed}</h2>
      ${held.length ? html`<p class="stale" role="status">${fill(words.waits, { n: held.length })}</p>` : null}
      ${actions.some(({ action }) => action === "assign") && mayOpen(me, "dispatch") ? html`<${Placing} number=${number} version=${version} onDone=${after} onReload=${load} />` : null}
      ${actions.length ? html`<div class="actions">${inOrder(actions).map((action) => html`<${ActionForm} key=${`${action.action}-${version}`} petition=${petition} version=${version} action=${action}
          onDone=${after} onReload=${load} phrases=${phrases} photos=${me.may.includes("add_photo")} />`)}</div>` : html`<p>${words.nothing}</p>`}
      ${me.may.includes("add_photo") ? html`<${AddPhoto} number=${number} />` : null}
      ${mayOpen(me, "publication") ? html`<p class="alone"><a href="#publication/${number}">${words.clearing.decide}</a></p>` : null}
      ${petition.can_erase ? html`<${Erasing} key=${`erasing-${version}`} number=${number} version=${version} status=${petition.status} onDone=${after} onProblem=${onProblem} />` : null}
      <p class="at-screen"><button type="button" class="quiet small" onClick=${() => print()}>${words.print}</button></p></div></div>
    <${Notes} key=${`notes-${number}`} number=${number} notes=${answer.notes ?? []} onDone=${load} />
    <h2>${words.facts}</h2><${Facts} petition=${petition} />
    ${petition.has_phone ? html`<p class="no-print alone"><a href="#sent/${number}">${words.sms.see}</a></p>` : null}
    <h2>${words.history}</h2><ol class="steps">${told(history, answer.sms ?? []).map((each) => (each.version
      ? html`<${Step} key=${each.version} entry=${each} />` : html`<${SmsLine} key=${`${each.id} ${each.at} ${each.state}`} line=${each} />`))}</ol><//>`;
}
