// The dispatcher's desk: what no rule could place, each with three suggestions and why; from end to end by keyboard.
import { call } from "../api.js";
import { Refused } from "./actions.js";
import { Bulk } from "./bulk.js";
import { tellCount } from "./counts.js";
import { useKeys } from "./keys.js";
import { useLive } from "./live.js";
import { seatWith } from "./nav.js";
import { tellNews } from "./news.js";
import { Facts, Whole } from "./petition.js";
import { send } from "./outbox.js";
import { Row } from "./row.js";
import { Suggestions } from "./suggest.js";
import { announce, fill, go, html, Moment, Problem, say, Screen, useEffect, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

const OPEN = new Set(["submitted", "assigned", "handling", "on_hold"]); // what another one can still be merged into
const WIDE = matchMedia("(min-width: 56rem)"); // as desk.css: on a phone there is no preview
const seat = (me) => seatWith(me, "dispatcher");

function useLooked(item, onProblem) {
  const [looked, setLooked] = useState(null);
  useEffect(() => {
    if (!item) return undefined;
    let current = true;
    const at = `/api/desk/petitions/${item.number}`;
    Promise.all([call("GET", at), call("GET", `${at}/placement`)]).then(
      ([whole, placement]) => current && setLooked({ of: item, whole, placement }),
      (problem) => { onProblem(problem); if (current) setLooked({ of: item, problem }); });
    return () => { current = false; };
  }, [item?.number, item?.version]);
  const fits = looked && item && looked.of.number === item.number && looked.of.version === item.version;
  return fits ? looked : null; // a key pressed at once after the last must never find the last petition's suggestions
}

// What keeps coming back: the others of the category at the place, each to be read, or to be compared for merging.
function HotSpot({ item, hot }) {
  if (!hot) return null;
  return html`<details class="hot-spot"><summary><strong class="tag urgent">${words.hotSpot}</strong> ${fill(hot.more ? words.hotMore : words.hotCount, { n: hot.count, days: hot.days })}</summary>
    <ul class="plain-list">${hot.others.map((each) => html`<li key=${each.number}><a href="#petition/${each.number}">${each.number_shown}</a> · <${Moment} iso=${each.submitted_at} date /> · ${say("statuses", each.status)}
      ${OPEN.has(each.status) ? html` · <a href="#merge/${item.number}/${each.number}">${words.compare}</a>` : null}</li>`)}</ul></details>`;
}

function Preview({ item, looked, now, refused, onAssign }) {
  const [unit, setUnit] = useState("");
  if (!item) return html`<p class="panel hint">${words.pickOne}</p>`;
  if (!looked) return html`<p role="status">${words.loading}</p>`;
  if (looked.problem) return html`<${Problem} problem=${looked.problem} />`;
  const { whole, placement } = looked;
  const may = whole.actions.some(({ action }) => action === "assign");
  return html`<article class="preview" aria-label=${item.number_shown}>
    <h2 class="alone"><a href="#petition/${item.number}">${item.number_shown}</a></h2>
    <${Whole} answer=${whole} now=${now} /><p><strong>${whole.petition.place_name}</strong></p>
    ${item.waits_for === "sent_back" ? html`<p class="panel">${words.sentBackSaid} ${whole.history.filter((each) => each.action === "send_back").slice(-1).map((each) => html`<q>${each.text}</q>`)}</p>` : null}
    <${HotSpot} item=${item} hot=${placement.hot_spot} />
    ${refused ? html`<${Refused} key=${refused.count} problem=${refused.problem} onReload=${refused.reload} />` : null}
    ${may ? html`<h3>${words.suggestions}</h3><${Suggestions} placement=${placement} onAssign=${onAssign} keys />
      <${UnitField} id="other-unit" label=${words.otherUnit} value=${unit} onChange=${setUnit} />
      <button type="button" class="quiet" aria-disabled=${!unit} onClick=${() => unit && onAssign(unit, "")}>${words.actions.assign}</button>`
      : html`<p><a class="button" href="#petition/${item.number}">${words.openIt}</a></p>`}
    ${placement.came_close.length ? html`<details><summary>${words.cameClose}</summary><ul>${placement.came_close.map((each) => html`<li>${fill(words.missedBy, { rule: each.rule, unit: each.unit_name || words.commandCentre, condition: say("conditions", each.failed) })}</li>`)}</ul></details>` : null}
    <details><summary>${words.facts}</summary><${Facts} petition=${whole.petition} /></details></article>`;
}

export default function DispatchScreen({ me, onProblem }) {
  const live = useLive(`/api/desk/petitions?unit=${encodeURIComponent(seat(me))}&limit=50`, tellNews);
  useEffect(() => { if (!live.stale) tellCount("dispatch", live.answer); }, [live.now]);
  const [gone, setGone] = useState(new Set());
  const [chosen, setChosen] = useState(new Set());
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState(null);
  const items = (live.answer?.items ?? []).filter((each) => !gone.has(`${each.number}@${each.version}`));
  if (live.problem?.status === 401) onProblem(live.problem);

  const toggle = (number) => setChosen((before) => { const after = new Set(before); if (!after.delete(number)) after.add(number); return after; });
  const numbered = Object.fromEntries([1, 2, 3].map((key) => [key, (item) => take(item, key - 1)]));
  const { at, stand } = useKeys(items, {
    open: (item) => go(`petition/${item.number}`), choose: (item) => toggle(item.number), ...numbered,
    m: () => chosen.size === 2 && go(`merge/${[...chosen].join("/")}`), u: () => document.getElementById("other-unit")?.focus(),
  });
  const item = items[at];
  const looked = useLooked(item, onProblem);
  useEffect(() => setRefused(null), [item?.number]);

  function take(wanted, place) {
    const suggestion = looked?.placement?.suggestions[place];
    if (suggestion && wanted === item) assign(suggestion.unit, suggestion.unit_name);
  }

  async function assign(unit, name) {
    const next = items[at + 1] ?? items[at - 1];
    try {
      const sent = await send(item.number, { action: "assign", version: item.version, unit });
      const done = fill(sent.waits ? words.doneLater : words.assignedTo, { action: words.actions.assign, number: item.number_shown, unit: name || unit });
      setSaid(done);
      announce(done);
      setGone((before) => new Set(before).add(`${item.number}@${item.version}`));
      if (next) document.querySelector(`.rows a[href="#petition/${next.number}"]`)?.focus();
      live.reload();
    } catch (problem) {
      setRefused((before) => ({ problem, count: (before?.count ?? 0) + 1, reload: live.reload }));
    }
  }

  return html`<${Screen} title=${words.screens.dispatch} wide="wide">
    <p class="hint keys">${words.dispatchKeys}</p>
    ${live.stale ? html`<p class="stale" role="status">${words.stale}</p>` : null}
    ${said ? html`<p class="good" role="status">${said}</p>` : null}
    ${chosen.size === 2 ? html`<p><a class="button quiet" href="#merge/${[...chosen].join("/")}">${words.compare}</a></p>` : null}
    <${Bulk} me=${me} assign items=${items} chosen=${chosen} onChoose=${setChosen} onDone=${() => { setChosen(new Set()); live.reload(); }} />
    <div class="columns dispatch">
      <div>${live.answer ? (items.length ? html`<ol class="rows" aria-label=${words.screens.dispatch}>${items.map((each, place) => html`<${Row} key=${each.number} item=${each} now=${live.now}
        current=${place === at} chosen=${chosen.has(each.number)} onChoose=${() => toggle(each.number)} onStand=${() => WIDE.matches && stand(each)} />`)}</ol>` : html`<p class="panel">${words.empty}</p>`)
        : live.problem ? html`<${Problem} problem=${live.problem} />` : html`<p role="status">${words.loading}</p>`}</div>
      <div class="preview-place"><${Preview} item=${item} looked=${looked} now=${live.now} refused=${refused} onAssign=${assign} /></div></div><//>`;
}
