// What every screen is made of: preact and htm, the words, moments, and how a deadline is told. Text is only ever text.
import { Refusal } from "../api.js";
import { html, useEffect, useRef } from "../vendor/htm-preact.js";

export { html, render, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/htm-preact.js";

const root = document.getElementById("desk");
export const words = JSON.parse(root.dataset.words);
const locale = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function say(table, code) {
  return words[table][code] ?? code;
}

// "Bulletins: Hill Street", with each language's own colon.
export const labelled = (name, what) => fill(words.labelled, { name, what });

export function shownNumber(number) {
  return number.replace(/^(\d{4})(\d{4})(\d{3})(\d{3})$/, "$1-$2-$3-$4");
}

// Moments are told by the clock of the district, whatever that of this device says.
function clockOf(timeZone) {
  return {
    timeZone,
    moments: new Intl.DateTimeFormat(locale, { timeZone, month: "short", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    days: new Intl.DateTimeFormat(locale, { timeZone, year: "numeric", month: "short", day: "numeric" }),
    numbers: new Intl.DateTimeFormat("en-u-ca-iso8601", { timeZone, year: "numeric", month: "2-digit" }),
  };
}

let clock = clockOf("Asia/Shanghai");
const months = new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "long" });

export function goBy(zone) {
  if (zone && zone !== clock.timeZone) clock = clockOf(zone);
}

// The month of a moment, "2026-11", and those before it.
export function monthsBack(iso, count) {
  const part = Object.fromEntries(clock.numbers.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
  return Array.from({ length: count }, (_, back) => new Date(Date.UTC(part.year, part.month - 1 - back, 1)).toISOString().slice(0, 7));
}

export const moment = (iso) => clock.moments.format(new Date(iso));
export const dayName = (iso) => clock.days.format(new Date(iso));
export const counted = (n) => new Intl.NumberFormat(locale).format(n);

export function Moment({ iso, date = false }) {
  return iso ? html`<time datetime=${iso}>${date ? dayName(iso) : moment(iso)}</time>` : null;
}

const shortMonths = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "short" });
export const shortMonth = (period) => shortMonths.format(new Date(`${period}-01T00:00:00Z`));

// "2026-11" as a month is said.
export function monthName(period) {
  return /^\d{4}-\d{2}$/.test(period) ? months.format(new Date(`${period}-01T00:00:00Z`)) : period;
}

function span(minutes) {
  if (minutes < 60) return fill(words.minutes, { n: minutes });
  return minutes < 2880 ? fill(words.hours, { n: Math.floor(minutes / 60) }) : fill(words.days, { n: Math.floor(minutes / 1440) });
}

export function age(iso, now) {
  return span(Math.max(0, Math.round((now - new Date(iso)) / 60000)));
}

export function countdown(iso, now) {
  const minutes = Math.round((new Date(iso) - now) / 60000);
  return fill(minutes < 0 ? words.late : words.left, { span: span(Math.abs(minutes)) });
}

const SOON = 4 * 60;

// Late, soon, calm, still or unknown: said in words, by a colour and by a shape, so that none of them is needed alone.
export function pressing(item, now) {
  if (item.calendar_missing) return "unknown";
  if (!item.due_at) return "still";
  const minutes = (new Date(item.due_at) - now) / 60000;
  return minutes < 0 ? "late" : minutes < SOON ? "soon" : "calm";
}

const SHAPES = { late: "M8 1 15 14H1z", soon: "M8 1 15 8 8 15 1 8z", calm: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z", still: "M2 7h12v2H2z", unknown: "M2 2h12v12H2z" };

export function Due({ item, now }) {
  const kind = pressing(item, now);
  const said = kind === "unknown" ? words.calendarMissing : kind === "still" ? words.noDeadline : countdown(item.due_at, now);
  return html`<span class="due ${kind}">
    <svg viewBox="0 0 16 16" aria-hidden="true"><path d=${SHAPES[kind]} /></svg>
    <span class="due-words">${said}</span></span>`;
}

// A screen's heading takes focus, so that a keyboard or a screen reader starts there; the title follows it.
const NUMBER = /\d{4}-\d{4}-\d{3}-\d{3}$/; // is never broken over two lines

export function Screen({ title, children, wide = "" }) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} - ${words.desk}`;
    heading.current.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return html`<div class="screen ${wide}"><h1 tabindex="-1" ref=${heading}>${title.replace(NUMBER, "")}<span class="number-part">${title.match(NUMBER)?.[0]}</span></h1>${children}</div>`;
}

export function Alarm({ children }) {
  const said = useRef();
  useEffect(() => said.current.focus(), []);
  return html`<div class="alarm" role="alert" tabindex="-1" ref=${said}>${children}</div>`;
}

// What an action did, once it is history; what its button says where there is no word of its own.
export const did = (action) => words.did[action] ?? say("actions", action);

const NO_STAFF = { petitioner: words.roles.citizen, volunteer: words.roles.citizen, system: words.roles.system };

// Who was faster, with what and when.
export const firstWas = ({ by, by_name: name, action, at }) => fill(words.conflict, { by: NO_STAFF[by] ?? (name || by), action: did(action), at: moment(at) });

// Why something did not go: in the function's words, or that no word of it came.
export const reasonFor = (problem) => (problem instanceof Refusal ? problem.message : words.offline);

export function Problem({ problem }) {
  return html`<${Alarm}><p>${reasonFor(problem)}</p><//>`;
}

const spoken = document.getElementById("spoken");

// Heard by a screen reader wherever the reader is; the same words twice are two messages.
export function announce(text) {
  spoken.textContent = "";
  setTimeout(() => { spoken.textContent = text; }, 60);
}

export function go(address) {
  location.hash = address;
}
