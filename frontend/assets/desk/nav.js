// Where one can go: the lists of each role, and the screens that some right of this person opens. Nothing else is offered.
import { call } from "../api.js";
import { useCounts } from "./counts.js";
import { keep, kept } from "./device.js";
import { waiting } from "./outbox.js";
import { go, html, useEffect, useLayoutEffect, useRef, useState, words } from "./ui.js";

const MOST = 6; // links that a phone shows all of; of more it shows the first, and the others on a tap
const FIRST = 3;
const ROW = 10; // links that a row of a screen holds; of more it shows those of every day
const RARE = ["district", "messages", "exports", "bulletins", "report", "reveals", "trial", "admin"];
const isRare = (target) => RARE.includes(target.split("/")[0]);
const PHONE = matchMedia("(max-width: 55.99rem)"); // as desk.css
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

function usePhone() {
  const [phone, setPhone] = useState(PHONE.matches);
  useEffect(() => {
    const turned = () => setPhone(PHONE.matches);
    PHONE.addEventListener("change", turned);
    return () => PHONE.removeEventListener("change", turned);
  }, []);
  return phone;
}

// The list or screen that one stands in, also while what was opened from a list is before the eyes.
function hereOf({ screen, rest }, seat) {
  if (screen === "today") return `unit/${seat}`;
  return screen === "publication" && rest[2] ? rest.slice(1).join("/") : [screen, ...rest].join("/");
}

// Those of every day in a row, the others opened beneath it by a button. Where one is stands in the row in any case.
function Tabs({ links, here }) {
  const [open, setOpen] = useState(false);
  const button = useRef();
  const phone = usePhone();
  const standsIn = (target) => here === target || here.startsWith(`${target}/`);
  const count = useCounts();
  useLayoutEffect(() => setOpen(false), [here]); // before the new screen is seen
  const stays = phone ? ([target], place) => links.length <= MOST || place < FIRST || standsIn(target)
    : ([target]) => links.length <= ROW || !isRare(target) || standsIn(target);
  const row = links.filter(stays);
  const others = links.filter((each) => !row.includes(each));
  const badge = (told) => (told ? html` <span class="badge">${told}</span>` : null);
  const link = ([target, title]) => html`<li key=${target}><a href="#${target}" aria-current=${standsIn(target) ? String(target !== here || "page") : null}>${title}${badge(count(target))}</a></li>`;
  const close = (event) => {
    if (event.key !== "Escape" || !open) return;
    setOpen(false);
    button.current.focus();
  };
  return html`<nav aria-label=${words.lists} onKeyDown=${close}><ul class="tabs">${row.map(link)}
    ${others.length ? html`<li key="+"><button type="button" ref=${button} class="quiet small" aria-expanded=${open} aria-controls="more-tabs" onClick=${() => setOpen(!open)}>${words.moreTabs}${badge(count(...others.map(([target]) => target)))}</button></li>` : null}</ul>
    ${others.length ? html`<ul id="more-tabs" class="tabs" hidden=${!open}>${others.map(link)}</ul>` : null}</nav>`;
}

export function Nav({ me, address, onLeave }) {
  const [chosen, setSeat] = useState("");
  const seat = me.roles.some(({ unit }) => unit === chosen) ? chosen : seatOf(me) || me.roles[0]?.unit || "";
  const here = hereOf(address, seat);

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

  const links = [...lists(me, seat), ...SHOWN.filter((name) => mayOpen(me, name)).map((name) => [name, words.screens[name]])];
  // Whoever assigns petitions begins there; what few days ask for comes last.
  const rank = ([target]) => (target === "dispatch" ? 0 : isRare(target) ? 2 : 1);
  links.sort((one, two) => rank(one) - rank(two));
  const roles = me.roles.filter(({ unit }) => !seat || unit === seat).map(({ role }) => words.roles[role] ?? role).join(" · ");
  return html`<div class="desk-head">
    <p class="who"><strong>${me.name}</strong> <span class="hint">${roles}</span> <${Seat} me=${me} seat=${seat} onChoose=${choose} />
      <a href="#account">${words.account}</a> <a href="#help">${words.help}</a>
      <button class="quiet small" type="button" onClick=${signOut}>${words.signOut}</button></p>
    <${Tabs} links=${links} here=${here} /></div>`;
}
