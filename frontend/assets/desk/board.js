// The supervisor's board: what is late and who is unhappy first, then the month in counts, by unit, by street, over time.
import { call } from "../api.js";
import { useLive } from "./live.js";
import { seatWith } from "./nav.js";
import { StreetMap } from "./street_map.js";
import { Trend } from "./trend.js";
import { counted, fill, html, monthName, monthsBack, Problem, Screen, useEffect, useState, words } from "./ui.js";

const RATES = ["response_rate", "on_time_rate", "resolution_rate", "satisfaction_rate", "participation_rate"];
const TILES = ["received", "closed", "settled", "sent_back"];
const TODAY = ["received", "closed", "answered", "overdue", "unhappy"];
const BAD = ["overdue", "unhappy"];

// As the bulletins say it: two decimals, and never 100 % or 0 % unless it is exactly that.
export function percent(value) {
  const hundredths = Math.floor(value * 10_000 + 0.5);
  const shown = value === 0 || value === 1 ? hundredths : Math.min(Math.max(hundredths, 1), 9_999);
  return `${(shown / 100).toFixed(2)} %`;
}

function Rate({ rate }) {
  if (!rate || !rate.denominator) return html`<span class="hint">–</span>`;
  const { numerator, denominator, interval } = rate;
  return html`${percent(numerator / denominator)}<small>${numerator}/${denominator}${interval ? html`<span class="interval">${fill(words.interval, { low: Math.floor(interval[0] * 100), high: Math.ceil(interval[1] * 100) })}</span>` : null}</small>`;
}

function Tile({ label, value, href, tone = "" }) {
  const figure = html`<strong>${value}</strong><span>${label}</span>`;
  return html`<li class="tile ${tone}">${href ? html`<a href=${href}>${figure}</a>` : figure}</li>`;
}

// What presses at this moment, counted whole by the server; each figure opens the list filtered to just these. Then the day's counters.
function Now({ unit }) {
  const { answer: now } = useLive(`/api/desk/board/now?unit=${encodeURIComponent(unit)}`);
  const { answer: today } = useLive(`/api/desk/board/today?unit=${encodeURIComponent(unit)}`);
  const shown = (answer, name) => (answer ? `${answer[name]}${answer.more ? "+" : ""}` : "…");
  const href = (address) => (now ? `#${address}` : "");
  return html`<h2>${words.nowTitle}</h2><ul class="tiles" aria-label=${words.nowTitle}>
      <${Tile} label=${words.overdueNow} value=${shown(now, "overdue")} href=${href(`${now?.listing}/${unit}/late`)} tone=${now?.overdue ? "bad" : ""} />
      ${now?.unhappy == null ? null : html`<${Tile} label=${words.unhappyList} value=${shown(now, "unhappy")} href=${href(`unhappy/${unit}`)} tone=${now.unhappy ? "bad" : ""} />`}
      ${today?.to_decide == null ? null : html`<${Tile} label=${words.toDecide} value=${shown(today, "to_decide")} href=${href(`decide/${unit}`)} />`}
      <${Tile} label=${words.emergency} value=${shown(now, "emergencies")} href=${href(`${now?.listing}/${unit}/emergency`)} /></ul>
    <h2>${words.todayTitle}</h2><ul class="tiles" aria-label=${words.todayTitle}>
      ${TODAY.map((name) => html`<${Tile} key=${name} label=${words.dayCounts[name]} value=${today?.counts[name] ?? "…"} tone=${BAD.includes(name) && today?.counts[name] ? "bad" : ""} />`)}</ul>`;
}

function Units({ board }) {
  return html`<div class="table" role="region" tabindex="0" aria-label=${words.perUnit}><table>
    <caption>${fill(words.perUnitOf, { period: monthName(board.period) })}</caption>
    <thead><tr><th scope="col">${words.needs.unit}</th>${["received", "closed"].map((name) => html`<th scope="col" class="figure">${words.counts[name]}</th>`)}
      ${RATES.map((name) => html`<th scope="col" class="figure">${words.rates[name]}</th>`)}<th scope="col" class="figure">${words.counts.sent_back}</th></tr></thead>
    <tbody>${board.rows.map((row) => html`<tr key=${`${row.unit}${row.own}`}>
      <th scope="row">${row.own ? fill(words.ownOnly, { name: row.unit_name }) : html`<a href="#board/${row.unit}/${board.period}">${row.unit_name}</a>`}</th>
      ${["received", "closed"].map((name) => html`<td class="figure">${counted(row.counts[name])}</td>`)}
      ${RATES.map((name) => html`<td class="figure"><${Rate} rate=${row.rates[name]} /></td>`)}
      <td class="figure">${row.counts.sent_back}${row.counts.sent_back ? html`<small>${fill(words.notUpheld, { n: row.counts.sent_back_refused })}</small>` : null}</td></tr>`)}</tbody></table></div>`;
}

function Returns({ returns }) {
  return html`<h2>${words.returnsTitle}</h2><div class="table" role="region" tabindex="0" aria-label=${words.returnsTitle}><table>
    <thead><tr>${words.returnsColumns.map((name, place) => html`<th scope="col" key=${name} class=${place === 2 ? "figure" : ""}>${name}</th>`)}</tr></thead>
    <tbody>${returns.rows.map((row) => html`<tr key=${`${row.unit} ${row.to}`}><th scope="row">${row.unit_name}</th>
      <td>${row.upheld ? row.to_name : html`${row.to_name} <small>${words.givenBack}</small>`}</td><td class="figure">${row.times}</td></tr>`)}</tbody></table></div>`;
}

function Periods({ unit, period, now }) {
  const months = monthsBack(now, 6);
  if (!months.includes(period)) months.push(period);
  return html`<div class="filter"><label for="period">${words.month}</label><select id="period" autocomplete="off" onChange=${(event) => { location.hash = `board/${unit}/${event.target.value}`; }}>
    ${months.map((each) => html`<option key=${each} value=${each} selected=${each === period}>${monthName(each)}</option>`)}</select></div>`;
}

export default function BoardScreen({ me, rest, onProblem }) {
  const seat = seatWith(me, "supervisor", "dispatcher", "officer");
  const [unit = seat, period = ""] = rest;
  const [state, setState] = useState({});
  useEffect(() => {
    const query = `unit=${encodeURIComponent(unit)}&period=${encodeURIComponent(period)}`;
    call("GET", `/api/desk/board?${query}`).then((board) => setState((before) => ({ ...before, board })), (problem) => { onProblem(problem); setState({ problem }); });
    call("GET", `/api/desk/board/returns?${query}`).then((returns) => setState((before) => ({ ...before, returns })), () => {});
    call("GET", `/api/desk/board/trend?${query}`).then((trend) => setState((before) => ({ ...before, trend })), () => {});
  }, [unit, period]);
  const { board, trend, returns, problem } = state;
  if (problem) return html`<${Screen} title=${words.screens.board}><${Problem} problem=${problem} /><//>`;
  if (!board) return html`<${Screen} title=${words.screens.board}><p role="status">${words.loading}</p><//>`;
  const below = new Set(board.rows.filter((row) => !row.own).map((row) => row.unit)); // below a street no street is counted, and a map would show nothing but 0
  return html`<${Screen} title=${`${board.unit_name} · ${words.screens.board}`} wide="wide">
    ${unit === seat ? null : html`<p class="alone"><a href="#board">${words.back}</a></p>`}
    <${Now} key=${unit} unit=${unit} />
    <h2>${monthName(board.period)}</h2>
    <${Periods} unit=${unit} period=${board.period} now=${board.now} />
    <ul class="tiles">${TILES.map((name) => html`<${Tile} key=${name} label=${words.counts[name]} value=${counted(board.whole.counts[name])} />`)}</ul>
    <ul class="tiles rates">${RATES.map((name) => html`<li class="tile" key=${name}><strong class="rate"><${Rate} rate=${board.whole.rates[name]} /></strong><span>${words.rates[name]}</span></li>`)}</ul>
    <${Units} board=${board} />
    ${returns?.rows.length ? html`<${Returns} returns=${returns} />` : null}
    ${board.streets.some((each) => below.has(each.unit)) ? html`<${StreetMap} board=${board} />` : null}
    ${trend ? html`<${Trend} months=${trend.months} />` : null}<//>`;
}
