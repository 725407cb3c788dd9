// The settings of a district, each by its name: what was a number stays one; limits that nobody set show what holds without.
import { fill, html, useState, words } from "./ui.js";

// As one would tell of a district; whatever else it has comes after.
const ORDER = ["code", "name_zh", "name_en", "zone", "hours_start", "hours_end", "response_hours", "closing_days", "discipline_unit", "least_confidence"];
const rank = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
const labelOf = (name) => words.settings[name] ?? name;

function NumberField({ id, label, hint, value, onNumber }) {
  const [typed, setTyped] = useState(null);
  function type(text) {
    setTyped(text);
    if (text.trim() && Number.isFinite(Number(text))) onNumber(Number(text));
    if (!text.trim()) onNumber(null);
  }
  return html`<div class="filter"><label for=${id}>${label}</label>${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : null}
    <input type="text" id=${id} class="short" inputmode="decimal" autocomplete="off" aria-describedby=${hint ? `${id}-hint` : null} value=${typed ?? value ?? ""} onInput=${(event) => type(event.target.value)} /></div>`;
}

export function Settings({ settings, held, onChange }) {
  const { limits, site_limits: site } = held;
  const elsewhere = held.site_district.code !== held.district;
  const set = (name, value) => onChange({ ...settings, [name]: value });

  // A limit that is emptied is no setting any more: what the platform has without one holds again.
  function setLimit(name, value) {
    const { [name]: _, ...others } = settings;
    onChange(value == null ? others : { ...others, [name]: value });
  }

  function field(name) {
    const value = settings[name];
    const id = `set-${name}`;
    if (name === "closing_days") {
      return html`<fieldset key=${name}><legend>${labelOf(name)}</legend>${Object.keys(value).map((urgency) => html`<${NumberField} key=${urgency} id="${id}-${urgency}"
        label=${fill(words.urgencyDays, { n: urgency })} value=${value[urgency]} onNumber=${(days) => set(name, { ...value, [urgency]: days ?? value[urgency] })} />`)}</fieldset>`;
    }
    if (typeof value === "number") return html`<${NumberField} key=${name} id=${id} label=${labelOf(name)} value=${value} onNumber=${(after) => set(name, after ?? value)} />`;
    if (typeof value === "string") {
      return html`<div class="filter" key=${name}><label for=${id}>${labelOf(name)}</label>
        <input type="text" id=${id} autocomplete="off" value=${value} onInput=${(event) => set(name, event.target.value)} /></div>`;
    }
    return null;
  }

  const limit = ([name, without]) => html`<${NumberField} key=${name} id="set-${name}" label=${labelOf(name)}
    hint=${fill(words.limitWithout, { n: without })} value=${settings[name]} onNumber=${(after) => setLimit(name, after)} />`;
  const own = Object.keys(settings).filter((name) => !(name in limits) && !(name in site)).sort((one, two) => rank(one) - rank(two));
  return html`<div class="row-form">${own.map(field)}
    <h2>${words.limitsTitle}</h2>${Object.entries(limits).map(limit)}
    <h2>${words.siteLimitsTitle}</h2><p class="hint">${elsewhere ? fill(words.siteLimitsElsewhere, { district: held.site_district.name }) : words.siteLimitsHere}</p>${Object.entries(site).map(limit)}</div>`;
}
