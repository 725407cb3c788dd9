// The streets around a petition, drawn from the district's own outlines, with a dot where it is. Nobody else's server is asked;
// what was fetched once serves a dead spot.
import { call } from "../api.js";
import { keep, kept } from "./device.js";
import { fill, html, useEffect, useState, words } from "./ui.js";

const STALE_AFTER = 24 * 3600 * 1000;
const LEAST = 160; // units of the drawing that are shown at least, of 1000: a street alone would tell nothing

async function streetsOf(district) {
  const name = `map.${document.documentElement.lang}.${district}`;
  const held = kept(name, null);
  if (held && Date.now() - held.at < STALE_AFTER) return held.map;
  try {
    const map = await call("GET", `/api/form/map?district=${encodeURIComponent(district)}`);
    keep(name, { at: Date.now(), map });
    return map;
  } catch {
    return held?.map ?? null;
  }
}

const points = (path) => [...path.matchAll(/(-?\d+) (-?\d+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

// The street whose outline the point lies in: how often a ray to the right crosses it tells.
function holds(path, x, y) {
  const rings = path.split("Z").filter(Boolean).map(points);
  const crosses = ([x1, y1], [x2, y2]) => (y1 > y) !== (y2 > y) && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  return rings.reduce((many, ring) => many + ring.filter((each, at) => crosses(each, ring[(at + 1) % ring.length])).length, 0) % 2 === 1;
}

// [left, top, side] of the square that shows the street and the dot, or the dot and what lies around it.
function square(street, x, y) {
  const all = [...(street ? points(street.path) : []), [x, y]];
  const [xs, ys] = [all.map(([each]) => each), all.map(([, each]) => each)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const side = Math.max(right - left, bottom - top, LEAST) * 1.2;
  return [(left + right - side) / 2, (top + bottom - side) / 2, side];
}

export default function SpotMap({ petition }) {
  const [map, setMap] = useState(null);
  useEffect(() => { streetsOf(petition.district).then(setMap); }, [petition.district]);
  if (!map?.frame || !map.streets.length) return null;
  const { west, north, per_longitude: across, per_latitude: down } = map.frame;
  const [x, y] = [(petition.longitude - west) * across, (north - petition.latitude) * down];
  const street = map.streets.find(({ path }) => holds(path, x, y));
  const [left, top, side] = square(street, x, y);
  const near = ({ x: at, y: height }) => at > left && at < left + side && height > top && height < top + side;
  return html`<figure class="spot-map"><svg viewBox="${left} ${top} ${side} ${side}" role="img" aria-label=${fill(words.spotOnMap, { street: street?.name ?? petition.official_place })}>
    ${map.streets.map((each) => html`<path key=${each.code} class=${each === street ? "own" : ""} d=${each.path} />`)}
    ${map.streets.filter(near).map((each) => html`<text key=${each.code} x=${each.x} y=${each.y} font-size=${side / 22} text-anchor="middle">${each.name}</text>`)}
    <circle cx=${x} cy=${y} r=${side / 28} /></svg></figure>`;
}
