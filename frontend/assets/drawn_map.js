// A map to move about on: the district's own outlines, over somebody's pictures where this site has set some. All that it does
// goes with one finger, by buttons and by keys, and nothing of it moves by itself.
import { library } from "./library.js";
import { words } from "./map_words.js";
import { holds, rings } from "./outline.js";

const STEP = 80; // pixels of the map by one arrow key
const CLOSEST = 18; // of our own outlines, which tell no house
const EXACT = 1e6;
const STILL = { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false, bounceAtZoomLimits: false };
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function made(tag, fields = {}, ...children) {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
}

const plain = (event) => !event.altKey && !event.ctrlKey && !event.metaKey;

function board(label) {
  const element = made("div", { className: "map-board", tabIndex: 0 });
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", label);
  return element;
}

function zoomButtons(map) {
  const button = (sign, name, by) => {
    const element = made("button", { type: "button", className: "quiet small", textContent: sign });
    element.setAttribute("aria-label", name);
    element.addEventListener("click", () => map.setZoom(map.getZoom() + by));
    return element;
  };
  return made("div", { className: "map-zoom" }, button("+", words.closer, 1), button("−", words.farther, -1));
}

function keyed(element, map) {
  element.addEventListener("keydown", (event) => {
    if (event.target !== element || !plain(event)) return;
    if (ARROWS[event.key]) map.panBy(ARROWS[event.key].map((each) => each * STEP), { animate: false });
    else if (event.key === "+" || event.key === "=") map.setZoom(map.getZoom() + 1);
    else if (event.key === "-") map.setZoom(map.getZoom() - 1);
    else return;
    event.preventDefault();
  });
}

// A street's name where there is room for it, and its number where the buttons beside the map have one; these say all of it.
function label(L, at, number, name) {
  const text = made("span", {}, made("b", { textContent: number }), made("span", { className: "name", textContent: ` ${name}` }));
  const icon = L.divIcon({ html: text, className: "street-label", iconSize: null });
  const marker = L.marker(at, { icon, interactive: false, keyboard: false });
  marker.on("add", () => marker.getElement().setAttribute("aria-hidden", "true"));
  return marker;
}

// What the keys do, beside the map and told with it.
function keysOf(element, keys) {
  const hint = made("p", { className: "hint keys", id: "map-keys", textContent: keys });
  element.setAttribute("aria-describedby", hint.id);
  return hint;
}

// `ground`: what /api/form/map answers. Points are {longitude, latitude, datum} outside, and Leaflet's own inside of the map.
export async function drawnMap(place, { frame, streets, tiles, credit }, { name, keys, numbered }) {
  const datum = tiles?.datum ?? "wgs84";
  const L = await library(datum === "gcj02");
  const known = { wgs84: "WGS84", gcj02: "GCJ02" };
  const between = ({ longitude, latitude, datum: from }, to) => (from === to
    ? [longitude, latitude] : window.gcoord.transform([longitude, latitude], window.gcoord[known[from]], window.gcoord[known[to]]));
  const shown = (point) => L.latLng(between(point, datum).reverse());
  const told = ({ lng, lat }) => ({ longitude: Math.round(lng * EXACT) / EXACT, latitude: Math.round(lat * EXACT) / EXACT, datum });
  const onGround = ([x, y]) => shown({ longitude: frame.west + x / frame.per_longitude, latitude: frame.north - y / frame.per_latitude, datum: "wgs84" });

  function streetAt(point) {
    const [longitude, latitude] = between(point, "wgs84");
    const [x, y] = [(longitude - frame.west) * frame.per_longitude, (frame.north - latitude) * frame.per_latitude];
    return streets.find(({ path }) => holds(path, x, y)) ?? null;
  }

  const element = board(name);
  const holder = made("div", { className: `map-holder${tiles ? " over-tiles" : ""}` }, made("div", { className: "map-frame" }, element));
  place.replaceChildren(holder, keysOf(element, keys));
  const map = L.map(element, {
    ...STILL, keyboard: false, scrollWheelZoom: false, doubleClickZoom: false, boxZoom: false, zoomControl: false, attributionControl: false,
    zoomSnap: 0.5, maxZoom: tiles?.max_zoom ?? CLOSEST, maxBoundsViscosity: 1,
  });
  element.after(zoomButtons(map));
  if (tiles) {
    L.tileLayer(tiles.url, { maxZoom: tiles.max_zoom, referrerPolicy: "no-referrer" }).addTo(map);
    holder.append(made("p", { className: "hint from", textContent: words.from.replace("{provider}", tiles.attribution) }));
  }
  if (credit) holder.append(made("p", { className: "hint from", textContent: words.credit.replace("{credit}", credit) }));
  const shapes = new Map(streets.map(({ code, path }) => [code, L.polygon(rings(path).map((ring) => ring.map(onGround)), { className: "street", interactive: false })]));
  const whole = L.featureGroup([...shapes.values()]);
  map.fitBounds(whole.getBounds(), { padding: [6, 6], animate: false });
  map.setMinZoom(map.getZoom());
  map.options.maxBounds = whole.getBounds().pad(0.5); // not by setMaxBounds, which would glide
  whole.addTo(map);
  streets.forEach((each, at) => label(L, onGround([each.x, each.y]), numbered ? String(at + 1) : "", each.name).addTo(map));
  const near = () => element.classList.toggle("near", map.getZoom() >= map.getMinZoom() + 1);
  map.on("zoomend", near);
  keyed(element, map);
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(element);
  return { L, map, element, holder, shapes, shown, told, streetAt };
}
