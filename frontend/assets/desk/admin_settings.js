// The settings of a district, each by its name and of its kind, also those that nobody set yet: what counts without is said.
import { fill, html, useEffect, useState, words } from "./ui.js";
import { UnitField } from "./units.js";

// What every district has, as one would tell of it; whatever else it may have comes after.
const ORDER = ["code", "name_zh", "name_en", "zone", "hours_start", "hours_end", "response_hours", "closing_days"];
const FIXED = ["code"];
const WHOLE = { whole: true, least: 1 };
const labelOf = (name) => words.settings[name] ?? name;
const choiceOf = (code) => words.choices[code] ?? words.rates[code] ?? words.values[code] ?? code;

function wrong(text, { whole, least, most }) {
  const number = Number(text);
  if (!text.trim()) return "";
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number))) return whole ? words.wholeWrong : words.numberWrong;
  if ((least != null && number < least) || (most != null && number > most)) return fill(most == null ? words.atLeast : words.between, { least, most });
  return "";
}

function Fault({ id, text }) {
  return text ? html`<p class="field-error" id="${id}-error">${text}</p>` : null;
}

function NumberField({ id, label, hint, value, bounds, fault, onNumber, onWrong }) {
  const [typed, setTyped] = useState(null);
  const found = typed == null ? "" : wrong(typed, bounds);
  const said = found || fault;
  useEffect(() => { onWrong(id, Boolean(found)); return () => onWrong(id, false); }, [Boolean(found)]);
  function type(text) {
    setTyped(text);
    if (!wrong(text, bounds)) onNumber(text.trim() ? Number(text) : null);
  }
  return html`<div class="filter ${said ? "wrong" : ""}"><label for=${id}>${label}</label>${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : null}<${Fault} id=${id} text=${said} />
    <input type="text" id=${id} class="short" inputmode="decimal" autocomplete="off" aria-invalid=${said ? "true" : null} aria-describedby=${[hint ? `${id}-hint` : "", said ? `${id}-error` : ""].filter(Boolean).join(" ") || null}
      value=${typed ?? value ?? ""} onInput=${(event) => type(event.target.value)} /></div>`;
}

// Several fields of one setting, under its name.
function Group({ id, label, hint, fault, children }) {
  return html`<fieldset class=${fault ? "wrong" : null} aria-describedby=${fault ? `${id}-error` : null}><legend>${label}</legend>${hint ? html`<p class="hint">${hint}</p>` : null}<${Fault} id=${id} text=${fault} />${children}</fieldset>`;
}

function Tick({ id, label, checked, onChange }) {
  return html`<span class="tick-row"><input type="checkbox" id=${id} checked=${checked} onChange=${(event) => onChange(event.target.checked)} /><label for=${id}>${label}</label></span>`;
}

function told(each) {
  const { kind, without } = each;
  if (without == null) return "";
  const said = kind === "flag" ? words.values[without ? "yes" : "no"] : Array.isArray(without) ? without.map(choiceOf).join(kind === "numbers" ? " / " : ", ") : without;
  return fill(words.limitWithout, { n: said });
}

// `faults` are the server's, by setting; `onWrong` is told whether something typed is no value at all.
export function Settings({ settings, held, faults, onChange, onWrong }) {
  const [bad, setBad] = useState({});
  const mark = (id, is) => setBad((before) => (Boolean(before[id]) === is ? before : { ...before, [id]: is }));
  useEffect(() => { onWrong(Object.values(bad).some(Boolean)); }, [bad]);
  const { limits, site_limits: site, offered } = held;
  const elsewhere = held.site_district.code !== held.district;
  const set = (name, value) => onChange({ ...settings, [name]: value });

  // What is emptied is no setting any more: what the platform has without it counts again.
  function setOrDrop(name, value) {
    const { [name]: _, ...others } = settings;
    onChange(value == null ? others : { ...others, [name]: value });
  }

  const number = (name, given) => html`<${NumberField} key=${given.id ?? name} id="set-${name}" label=${labelOf(name)} bounds=${{}} fault=${faults[name]} onWrong=${mark} ...${given} />`;
  const limit = ([name, without]) => number(name, { hint: fill(words.limitWithout, { n: without }), value: settings[name], bounds: WHOLE, onNumber: (after) => setOrDrop(name, after) });

  function own(name) {
    const value = settings[name];
    const id = `set-${name}`;
    if (name === "closing_days") {
      return html`<${Group} key=${name} id=${id} label=${labelOf(name)} fault=${faults[name]}>${Object.keys(value).map((urgency) => number(name, { id: `${id}-${urgency}`, fault: "",
        label: fill(words.urgencyDays, { n: urgency }), value: value[urgency], bounds: WHOLE, onNumber: (days) => set(name, { ...value, [urgency]: days ?? value[urgency] }) }))}<//>`;
    }
    if (typeof value === "number") return number(name, { value, bounds: WHOLE, onNumber: (after) => set(name, after ?? value) });
    return typeof value === "string" ? written(name, value, (after) => set(name, after)) : null;
  }

  function written(name, value, onText) {
    const id = `set-${name}`;
    return html`<div class="filter ${faults[name] ? "wrong" : ""}" key=${name}><label for=${id}>${labelOf(name)}</label><${Fault} id=${id} text=${faults[name]} />
      <input type="text" id=${id} autocomplete="off" readOnly=${FIXED.includes(name)} aria-invalid=${faults[name] ? "true" : null} aria-describedby=${faults[name] ? `${id}-error` : null} value=${value} onInput=${(event) => onText(event.target.value)} /></div>`;
  }

  function may(each) {
    const { name, kind, choices, least, most } = each;
    const [id, value, fault, label, hint] = [`set-${name}`, settings[name], faults[name], labelOf(name), told(each)];
    const group = (children) => html`<${Group} key=${name} id=${id} label=${label} hint=${hint} fault=${fault}>${children}<//>`;
    if (kind === "flag") return group(html`<${Tick} id=${id} label=${words.values.yes} checked=${value ?? each.without} onChange=${(is) => setOrDrop(name, is === each.without ? null : is)} />`);
    if (kind === "some") {
      const chosen = value ?? each.without;
      const turn = (code, is) => set(name, choices.filter((one) => (one === code ? is : chosen.includes(one))));
      return group(choices.map((code) => html`<${Tick} key=${code} id="${id}-${code}" label=${choiceOf(code)} checked=${chosen.includes(code)} onChange=${(is) => turn(code, is)} />`));
    }
    if (kind === "numbers") {
      const now = value ?? each.without;
      return group(choices.map((code, place) => number(name, { id: `${id}-${code}`, label: choiceOf(code), fault: "", value: now[place], bounds: { whole: true, least }, onNumber: (after) => set(name, now.map((one, other) => (other === place ? after ?? each.without[place] : one))) })));
    }
    if (kind === "table") {
      const now = value ?? {};
      const turn = (code, after) => { const { [code]: _, ...others } = now; const table = after == null ? others : { ...others, [code]: after }; setOrDrop(name, Object.keys(table).length ? table : null); };
      return group([...new Set([...choices, ...Object.keys(now)])].map((code) => number(name, { id: `${id}-${code}`, label: choiceOf(code), fault: "", value: now[code], bounds: { least }, onNumber: (after) => turn(code, after) })));
    }
    if (kind === "unit") {
      const given = held.units.map((unit) => ({ code: unit.code, name: document.documentElement.lang === "en" ? unit.name_en : unit.name_zh }));
      return html`<${UnitField} key=${name} id=${id} name=${name} label=${label} given=${given} value=${value ?? ""} onChange=${(code) => setOrDrop(name, code || null)} />`;
    }
    if (kind === "words") return written(name, value ?? "", (after) => setOrDrop(name, after || null));
    return number(name, { hint, value, bounds: { whole: kind === "whole", least, most }, onNumber: (after) => setOrDrop(name, after) });
  }

  const others = Object.keys(settings).filter((name) => !ORDER.includes(name) && !(name in limits) && !(name in site) && !offered.some((each) => each.name === name));
  return html`<div class="row-form">${[...ORDER.filter((name) => name in settings), ...others].map(own)}
    ${offered.map(may)}
    <h2>${words.limitsTitle}</h2>${Object.entries(limits).map(limit)}
    <h2>${words.siteLimitsTitle}</h2><p class="hint">${elsewhere ? fill(words.siteLimitsElsewhere, { district: held.site_district.name }) : words.siteLimitsHere}</p>${Object.entries(site).map(limit)}</div>`;
}
