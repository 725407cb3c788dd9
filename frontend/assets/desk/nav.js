// Where one can go: the lists of each role, and the screens that some right of this person opens. Nothing else is offered.
import { call } from "../api.js";
import { keep, kept } from "./device.js";
import { waiting } from "./outbox.js";
import { go, html, useState, words } from "./ui.js";

const MOST = 6; // links that a phone shows all of; of more it shows the first, and the others on a tap
const FIRST = 3;
const HELPS = ["grid_worker", "officer"];
const CENTRE = ["dispatcher", "supervisor"];
const holds = (me, ...roles) => me.roles.some(({ role }) => roles.includes(role));

const SCREENS = {
  dispatch: (me) => holds(me, "dispatcher"),
  merge: (me) => holds(me, "dispatcher"),
  board: (me) => me.may.includes("see_board"),
  reveals: (me) => me.may.includes("audit_reveals"),
  exports: (me) => me.may.includes("export_petitions"),
  messages: (me) => me.may.includes("see_messages"),
  sent: (me) => me.may.includes("see_petition"),
  calls: (me) => me.may.includes("list_calls"),
  report: (me) => me.may.includes("submit_for_somebody") && !holds(me, "admin"),
  search: (me) => me.may.includes("find_petitions"),
  admin: (me) => me.may.includes("change_organisation"),
  trial: (me) => me.may.includes("try_rules") && me.roles.some(({ role, level }) => CENTRE.includes(role) && ["city", "district"].includes(level)),
  notices: (me) => me.may.includes("read_notices"),
  bulletins: (me) => me.may.includes("review_bulletins"),
  publication: (me) => me.may.includes("clear"),
  account: () => true,
  help: () => true,
};
const SHOWN = ["dispatch", "notices", "board", "search", "calls", "messages", "exports", "bulletins", "report", "reveals", "trial", "admin"];

export function mayOpen(me, screen) {
  return SCREENS[screen]?.(me) ?? false;
}

// [address, title] of every list of the seat that was chosen, or of all seats.
export function lists(me, seat = "") {
  const links = new Map();
  for (const { role, unit, unit_name: name, level } of me.roles) {
    if (role === "admin" || (seat && unit !== seat)) continue;
    links.set(`unit/${unit}`, seat ? words.queue : name);
    if (HELPS.includes(role)) links.set(`assist/${unit}`, words.helping);
    if (level === "street") links.set(`street/${unit}`, words.allOpen);
    if (CENTRE.includes(role) && level === "district") {
      links.set(`decide/${unit}`, words.toDecide);
      links.set(`unhappy/${unit}`, words.unhappyList);
      links.set(`clear/${unit}`, words.toClear);
      links.set(`photos/${unit}`, words.photosToJudge);
      links.set(`district/${unit}`, words.allOpen);
    }
  }
  return [...links];
}

// Where this person works just now: the seat that was chosen on this device, or the first that lists petitions.
export function seatOf(me) {
  const seats = me.roles.filter(({ role }) => role !== "admin").map(({ unit }) => unit);
  return seats.includes(kept("seat", "")) ? kept("seat", "") : seats[0] ?? "";
}

// The seat at which one of these roles is held: the chosen one, or else the first.
export function seatWith(me, ...roles) {
  const seats = me.roles.filter(({ role }) => roles.includes(role)).map(({ unit }) => unit);
  return seats.includes(kept("seat", "")) ? kept("seat", "") : seats[0] ?? "";
}

function Seat({ me, seat, onChoose }) {
  const seats = [...new Map(me.roles.map((each) => [each.unit, each])).values()];
  if (seats.length < 2) return null;
  return html`<label for="seat">${words.seat}</label>
    <select id="seat" autocomplete="off" value=${seat} onChange=${(event) => onChoose(event.target.value)}>
      ${seats.map((each) => html`<option key=${each.unit} value=${each.unit} selected=${each.unit === seat}>${each.unit_name}</option>`)}</select>`;
}

export function Nav({ me, address, onLeave }) {
  const [chosen, setSeat] = useState("");
  const seat = me.roles.some(({ unit }) => unit === chosen) ? chosen : seatOf(me) || me.roles[0]?.unit || "";
  const here = address.screen === "today" ? `unit/${seat}` : [address.screen, ...address.rest].join("/");

  function choose(unit) {
    keep("seat", unit);
    setSeat(unit);
    go(`unit/${unit}`);
  }

  async function signOut() {
    if (waiting().length && !confirm(words.leaveWaiting)) return;
    await call("DELETE", "/api/desk/session").catch(() => {});
    go("");
    onLeave("");
  }

  const [all, setAll] = useState(false);
  const links = [...lists(me, seat), ...SHOWN.filter((name) => mayOpen(me, name)).map((name) => [name, words.screens[name]])];
  // Whoever places petitions begins there.
  links.sort(([one], [two]) => Number(two === "dispatch") - Number(one === "dispatch"));
  const later = (place, target) => links.length > MOST && place >= FIRST && target !== here;
  const link = ([target, title], place) => html`<li key=${target} class=${later(place, target) ? "later" : null}><a href="#${target}" aria-current=${target === here ? "page" : null}>${title}</a></li>`;
  const roles = me.roles.filter(({ unit }) => !seat || unit === seat).map(({ role }) => words.roles[role] ?? role).join(" · ");
  return html`<div class="desk-head">
    <p class="who"><strong>${me.name}</strong> <span class="hint">${roles}</span> <${Seat} me=${me} seat=${seat} onChoose=${choose} />
      <a href="#account">${words.account}</a> <a href="#help">${words.help}</a>
      <button class="quiet small" type="button" onClick=${signOut}>${words.signOut}</button></p>
    <nav aria-label=${words.lists}><ul class="tabs ${all ? "all" : ""}">${links.map(link)}
      ${links.length > MOST ? html`<li><button type="button" class="quiet small more-tabs" aria-expanded=${all} onClick=${() => setAll(!all)}>${all ? words.fewerTabs : words.moreTabs}</button></li>` : null}</ul></nav></div>`;
}
