// What of a list is shown; a set of filters can be kept under a name.
import { keep, kept } from "./device.js";
import { fill, html, pressing, say, useState, words } from "./ui.js";

const PRESSING = ["emergency", "late", "soon", "calm", "still"]; // as one would ask for them
const FEW = 5; // petitions that are seen at a glance: nothing to find or to filter
export const NOTHING = { words: "", status: "", category: "", pressing: "" };

export const isSet = (filter) => JSON.stringify(filter) !== JSON.stringify(NOTHING);

export function matches(item, filter, now) {
  const wanted = filter.words.trim().toLowerCase();
  const said = `${item.number} ${item.number_shown} ${item.category_name} ${item.place_name} ${item.owner_name}`.toLowerCase();
  return (!wanted || wanted.split(/\s+/).every((each) => said.includes(each)))
    && (!filter.status || item.status === filter.status)
    && (!filter.category || item.category_name === filter.category)
    && (!filter.pressing || (filter.pressing === "emergency" ? item.emergency : pressing(item, now) === filter.pressing));
}

function Choice({ name, label, value, options, onChange }) {
  return html`<div class="filter"><label for="filter-${name}">${label}</label>
    <select id="filter-${name}" autocomplete="off" value=${value} onChange=${(event) => onChange({ [name]: event.target.value })}>
      <option value="">${words.all}</option>
      ${options.map(([code, said]) => html`<option key=${code} value=${code} selected=${code === value}>${said}</option>`)}</select></div>`;
}

function Kept({ filter, onChange }) {
  const [named, setNamed] = useState(kept("filters", {}));

  function save() {
    const name = prompt(words.filterName);
    if (!name) return;
    const after = { ...named, [name.slice(0, 30)]: filter };
    keep("filters", after);
    setNamed(after);
  }

  function drop(name) {
    const { [name]: _, ...rest } = named;
    keep("filters", rest);
    setNamed(rest);
  }

  return html`<div class="kept-filters">
    ${Object.keys(named).map((name) => html`<span class="chip" key=${name}>
      <button type="button" class="quiet small" onClick=${() => onChange(named[name])}>${name}</button>
      <button type="button" class="quiet small" aria-label=${fill(words.dropFilter, { name })} onClick=${() => drop(name)}>×</button></span>`)}
    ${!isSet(filter) ? null : html`<button type="button" class="quiet small" onClick=${save}>${words.keepFilter}</button>
      <button type="button" class="quiet small" onClick=${() => onChange(NOTHING)}>${words.showAll}</button>`}</div>`;
}

// A choice that is kept stays one, also while nothing that is loaded has it.
const among = (codes, chosen) => [...new Set([...codes, chosen])].filter(Boolean);

export function Filters({ items, filter, onChange, where, shown, more }) {
  const change = (fields) => onChange({ ...filter, ...fields });
  const statuses = among(items.map((each) => each.status), filter.status).map((code) => [code, say("statuses", code)]);
  const categories = among(items.map((each) => each.category_name), filter.category).map((name) => [name, name]);
  const few = items.length <= FEW && !more && !isSet(filter);
  return html`<div class="filters" role="search">
    ${few ? null : html`<div class="filter"><label for="filter-words">${words.filterWords}</label>
      <input id="filter-words" type="search" autocomplete="off" value=${filter.words} onInput=${(event) => change({ words: event.target.value })} /></div>
    <details class="more-filters"><summary>${words.filters}</summary><div class="filter-row">
      <${Choice} name="pressing" label=${words.columns[0]} value=${filter.pressing} options=${PRESSING.map((code) => [code, words.pressing[code]])} onChange=${change} />
      <${Choice} name="status" label=${words.needs.status} value=${filter.status} options=${statuses} onChange=${change} />
      <${Choice} name="category" label=${words.columns[2]} value=${filter.category} options=${categories} onChange=${change} /></div>
      <${Kept} filter=${filter} onChange=${onChange} /></details>`}
    ${navigator.geolocation && items.length ? html`<span class="tick-row near"><input type="checkbox" id="near" checked=${where.wanted} onChange=${(event) => where.want(event.target.checked)} />
      <label for="near">${where.refused ? words.nearRefused : words.near}</label></span>` : null}
    ${items.length ? html`<p class="hint shown" role="status">${fill(more ? words.shownOfLoaded : words.shownOf, { n: shown, all: items.length })}</p>` : null}</div>`;
}
