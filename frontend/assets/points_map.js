// The public list as points: what the open data tell (rounded there, and nothing of who hides), gathered where it lies close.
import { call } from "./api.js";
import { drawnMap, made } from "./drawn_map.js";
import { gathered } from "./gathered.js";
import { words } from "./map_words.js";

const LISTED = 20; // of one point, before one goes closer
const english = document.documentElement.lang.startsWith("en");
const days = new Intl.DateTimeFormat(english ? "en-GB" : "zh-CN", { dateStyle: "long", timeZone: "UTC" });
const stands = (status) => words.states[status === "closed" || status === "settled" ? status : "open"];
const titled = (each) => [each.category_name || words.petition, each.place_name || each.street_name].filter(Boolean).join(" · ");

async function petitions(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`points ${answer.status}`);
  const { features } = await answer.json();
  return features.map(({ geometry, properties }) => ({ ...properties, at: geometry?.coordinates ?? null }));
}

// Each rounded point once, with all that lies there.
function byPoint(all) {
  const points = new Map();
  for (const each of all) {
    const key = String(each.at);
    if (points.has(key)) points.get(key).push(each);
    else points.set(key, [each]);
  }
  return [...points.values()];
}

function card(each) {
  const link = made("a", { href: `/public/petitions/${encodeURIComponent(each.number)}?lang=${english ? "en" : "zh"}`, textContent: titled(each) });
  const day = made("time", { dateTime: each.submitted_at, textContent: days.format(new Date(each.submitted_at)) });
  const tag = made("span", { className: "tag", textContent: stands(each.status) });
  return made("li", { className: "card" }, made("h3", {}, link), made("p", { className: "note" }, tag, " ", day));
}

// What lies at a point, beside the map and not over it: in large print, on a small phone, nothing of it is cut.
function details(back) {
  const heading = made("h3", { tabIndex: -1 });
  const list = made("ul", { className: "listed" });
  const more = made("p", { className: "hint" });
  const button = made("button", { type: "button", className: "quiet", textContent: words.back });
  const panel = made("div", { className: "map-details", hidden: true });
  button.addEventListener("click", back);
  return {
    panel,
    show(items) {
      heading.textContent = items.length === 1 ? titled(items[0]) : words.several.replace("{count}", items.length);
      list.replaceChildren(...items.slice(0, LISTED).map(card));
      more.textContent = items.length > LISTED ? words.more.replace("{count}", items.length - LISTED) : "";
      panel.replaceChildren(heading, list, ...(more.textContent ? [more] : []), button);
      panel.hidden = false;
      heading.focus();
    },
  };
}

function icon(L, items) {
  return L.divIcon({ html: made("span", { textContent: items.length > 1 ? String(items.length) : "" }), className: "point", iconSize: null });
}

// Every marker has its own place to be hit: none lies over another, however far away one is.
function redrawn(board, points, opened) {
  const { L, map, element } = board;
  const layer = L.layerGroup().addTo(map);
  const groups = new Map();

  function marked(group) {
    const marker = L.marker(group.at, { icon: icon(L, group.items) }).addTo(layer);
    const drawn = marker.getElement();
    const name = group.items.length === 1 ? `${titled(group.items[0])}, ${stands(group.items[0].status)}` : `${words.several.replace("{count}", group.items.length)}: ${titled(group.items[0])}`;
    drawn.setAttribute("aria-label", name);
    const open = () => {
      element.querySelector(".point.chosen")?.classList.remove("chosen");
      drawn.classList.add("chosen");
      opened(group.items, drawn);
    };
    marker.on("click", open);
    drawn.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }

  return () => {
    const apart = Number.parseFloat(getComputedStyle(element).getPropertyValue("--apart"));
    const key = `${map.getZoom()} ${apart}`;
    if (!groups.has(key)) groups.set(key, gathered(points, (at) => map.project(at), apart));
    const seen = map.getBounds();
    layer.clearLayers();
    for (const group of groups.get(key)) if (seen.contains(group.at)) marked(group);
  };
}

export async function pointsMap(box, state) {
  const [ground, all] = await Promise.all([call("GET", `/api/form/map?district=${encodeURIComponent(box.dataset.district)}`), petitions(box.dataset.geojson)]);
  if (!ground.streets.length) throw new Error("no areas");
  const placed = all.filter((each) => each.at);
  const left = all.length - placed.length;
  if (!placed.length) { state.textContent = words.none; return; }
  const canvas = box.querySelector(".canvas");
  const board = await drawnMap(canvas, ground, { name: words.points, keys: words.pointKeys, numbered: false });
  const points = byPoint(placed).map((items) => ({ at: board.shown({ longitude: items[0].at[0], latitude: items[0].at[1], datum: "wgs84" }), items }));
  let chosen = null;
  const { panel, show } = details(() => (chosen?.isConnected ? chosen : board.element).focus());
  board.holder.after(made("p", { className: "hint", textContent: words.pointsHint }));
  canvas.append(panel);
  const redraw = redrawn(board, points, (items, marker) => { chosen = marker; show(items); });
  board.map.on("moveend resize", redraw);
  redraw();
  state.textContent = [words.shown.replace("{count}", placed.length), left ? words.without.replace("{count}", left) : ""].filter(Boolean).join(english ? " " : "");
  board.element.focus({ preventScroll: true });
}
