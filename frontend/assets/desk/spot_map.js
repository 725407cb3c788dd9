// The streets around a petition, drawn from the district's own outlines, with a dot where it is. Nobody else's server is asked;
// what was fetched once serves a dead spot.
import { call } from "../api.js";
import { holds, rings } from "../outline.js";
import { keep, kept } from "./device.js";
import { fill, html, useEffect, useState, words } from "./ui.js";

const STALE_AFTER = 24 * 3600 * 1000;
const WIDE = 1.6;
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

// [left, top, width, height] of what shows the street and the dot, or the dot and what lies around it; wide, as what is to be
// done stands below it on a phone.
function view(street, x, y) {
  const all = [...(street ? rings(street.path).flat() : []), [x, y]];
  const [xs, ys] = [all.map(([each]) => each), all.map(([, each]) => each)];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const width = Math.max(right - left, (bottom - top) * WIDE, LEAST) * 1.2;
  return [(left + right - width) / 2, (top + bottom - width / WIDE) / 2, width, width / WIDE];
}

export default function SpotMap({ petition }) {
  const [map, setMap] = useState(null);
  useEffect(() => { streetsOf(petition.district).then(setMap); }, [petition.district]);
  if (!map?.frame || !map.streets.length) return null;
  const { west, north, per_longitude: across, per_latitude: down } = map.frame;
  const [x, y] = [(petition.longitude - west) * across, (north - petition.latitude) * down];
  const street = map.streets.find(({ path }) => holds(path, x, y));
  const [left, top, width, height] = view(street, x, y);
  return html`<figure class="spot-map"><svg viewBox="${left} ${top} ${width} ${height}" role="img" aria-label=${fill(words.spotOnMap, { street: street?.name ?? petition.official_place })}>
    ${map.streets.map((each) => html`<path key=${each.code} class=${each === street ? "own" : ""} d=${each.path} />`)}
    <circle cx=${x} cy=${y} r=${width / 40} /></svg>${street || map.credit ? html`<figcaption class="hint">${[street?.name, map.credit && fill(words.credit, { credit: map.credit })].filter(Boolean).join(" · ")}</figcaption>` : null}</figure>`;
}
