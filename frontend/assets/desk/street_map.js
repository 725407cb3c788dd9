// The district by street, shaded by what was received; each street is also a row of the table above, so nothing is only seen.
import { fill, html, words } from "./ui.js";

const SHADES = 5;

export function StreetMap({ board }) {
  const received = new Map(board.rows.map((row) => [row.unit, row.counts.received]));
  const most = Math.max(1, ...board.streets.map((each) => received.get(each.unit) ?? 0));
  const ends = board.streets.flatMap((each) => [...each.path.matchAll(/-?\d+ (-?\d+)/g)].map((match) => Number(match[1])));
  const height = Math.max(...ends) + 20;
  const shade = (unit) => `shade-${Math.round(((received.get(unit) ?? 0) / most) * (SHADES - 1))}`;
  return html`<figure class="street-map"><figcaption>${words.mapTitle}</figcaption>
    <svg viewBox="-10 -10 1020 ${height + 10}" role="group" aria-label=${words.mapTitle}>
      ${board.streets.map((each) => html`<a key=${each.unit} href="#board/${each.unit}/${board.period}" aria-label="${each.unit_name} ${received.get(each.unit) ?? 0}">
        <path class=${shade(each.unit)} d=${each.path} /></a>`)}
      ${board.streets.map((each) => html`<text key=${each.unit} x=${each.x} y=${each.y} aria-hidden="true"><tspan class="street-name">${each.unit_name.replace(/街道$| Subdistrict$| Street$/, "")} </tspan>${received.get(each.unit) ?? 0}</text>`)}</svg>${board.areas_credit ? html`<p class="hint">${fill(words.credit, { credit: board.areas_credit })}</p>` : null}</figure>`;
}
