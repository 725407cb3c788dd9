// Six months: received and closed as bars side by side, with the figures in a table beneath.
import { html, monthName, shortMonth, words } from "./ui.js";

const HIGH = 120;
const DRAWN = ["received", "closed"];

export function Trend({ months }) {
  const most = Math.max(1, ...months.flatMap(({ counts }) => [counts.received, counts.closed]));
  const tall = (count) => Math.round((count / most) * HIGH);
  return html`<section><h2>${words.trendTitle}</h2>
    <svg class="trend" viewBox="0 0 ${months.length * 80} ${HIGH + 44}" role="img" aria-label=${words.trendTitle}>
      ${months.map(({ period, counts }, place) => html`<g key=${period}>
        <rect class="received" x=${place * 80 + 12} y=${HIGH - tall(counts.received)} width="26" height=${tall(counts.received)} />
        <rect class="closed" x=${place * 80 + 42} y=${HIGH - tall(counts.closed)} width="26" height=${tall(counts.closed)} />
        <text x=${place * 80 + 40} y=${HIGH + 36}>${shortMonth(period)}</text></g>`)}</svg>
    <div class="table" role="region" tabindex="0" aria-label=${words.trendTitle}><table><thead><tr><th scope="col">${words.month}</th>
      ${months.map(({ period }) => html`<th key=${period} scope="col" class="figure">${monthName(period)}</th>`)}</tr></thead>
      <tbody>${["received", "closed", "settled", "sent_back"].map((name) => html`<tr key=${name}><th scope="row">${DRAWN.includes(name) ? html`<span class="key ${name}" aria-hidden="true"></span>` : null}${words.counts[name]}</th>
        ${months.map(({ period, counts }) => html`<td key=${period} class="figure">${counts[name]}</td>`)}</tr>`)}</tbody></table></div></section>`;
}
