// The lists: a unit's own queue by deadline, and what is open in a street or in the district.
import { call } from "../api.js";
import { countdown, h, moment, show, shownNumber, words } from "./page.js";

const HELPS = ["grid_worker", "officer"];
const SEES_DISTRICT = ["dispatcher", "supervisor"];

// Administrators look after people and the organisation: that role alone lists no petitions (infra/rights.md).
const listing = (me) => me.roles.filter(({ role }) => role !== "admin");

function lists(me, kind, name) {
  const links = new Map();
  for (const { role, unit, unit_name: title, level } of listing(me)) {
    links.set(`unit/${unit}`, title);
    if (HELPS.includes(role)) links.set(`assist/${unit}`, `${title} · ${words.helping}`);
    if (level === "street") links.set(`street/${unit}`, `${title} · ${words.allOpen}`);
    if (SEES_DISTRICT.includes(role)) links.set(`district/${unit}`, `${title} · ${words.allOpen}`);
  }
  const items = [...links].map(([address, title]) =>
    h("li", {}, h("a", { href: `#${address}`, "aria-current": address === `${kind}/${name}` ? "page" : null }, title)));
  return h("nav", { "aria-label": words.lists }, h("ul", { class: "tabs" }, items));
}

function due(item, now) {
  if (item.calendar_missing) return words.calendarMissing;
  if (!item.due_at) return "";
  const late = new Date(item.due_at) < new Date(now);
  return [h(late ? "strong" : "span", { class: late ? "late" : null }, countdown(item.due_at, now)), h("small", {}, moment(item.due_at))];
}

function row(item, now) {
  return h("tr", {},
    h("td", {}, due(item, now)),
    h("th", { scope: "row" }, h("a", { href: `#petition/${item.number}` }, item.number_shown ?? shownNumber(item.number)),
      item.emergency ? h("strong", { class: "late" }, ` ${words.emergency}`) : null),
    h("td", {}, item.category_name || words.unsorted),
    h("td", {}, item.place_name ?? ""),
    h("td", {}, words.statuses[item.status] ?? item.status, item.round_number > 1 ? h("small", {}, `${words.round} ${item.round_number}`) : null));
}

function who(me, signOut) {
  return h("p", { class: "who" }, me.name, " ", h("button", { class: "quiet small", type: "button", onclick: signOut }, words.signOut));
}

export async function queueScreen(me, kind, asked, signOut) {
  const name = asked ?? listing(me)[0]?.unit;
  if (!name) return show(words.desk, who(me, signOut), h("p", {}, words.noLists));
  const path = `/api/desk/petitions?${kind}=${encodeURIComponent(name)}&limit=50`;
  const first = await call("GET", path);
  const body = h("tbody", {});
  const more = h("button", { class: "quiet", type: "button", onclick: () => next(more.dataset.cursor) }, words.more);

  function add(page) {
    body.append(...page.items.map((item) => row(item, page.now)));
    more.hidden = !page.cursor;
    more.dataset.cursor = page.cursor ?? "";
  }

  async function next(cursor) {
    const firstNew = body.children.length;
    add(await call("GET", `${path}&cursor=${encodeURIComponent(cursor)}`));
    body.children[firstNew]?.querySelector("a")?.focus();
  }

  add(first);
  const head = h("thead", {}, h("tr", {}, words.columns.map((title) => h("th", { scope: "col" }, title))));
  const table = h("div", { class: "table", role: "region", tabindex: "0", "aria-label": words.queue }, h("table", {}, head, body));
  show(words.queue,
    who(me, signOut),
    lists(me, kind, name), first.items.length ? table : h("p", {}, words.empty), more);
}
