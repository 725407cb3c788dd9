// Choosing a unit: the whole tree, indented, narrowed by typing when it is long. Asked for once.
import { call } from "../api.js";
import { fill, html, useEffect, useState, words } from "./ui.js";

const FEW = 30;
let asked = null;

function indented(list) {
  const parents = new Map(list.map(({ code, parent }) => [code, parent]));
  const below = (parent) => list.filter((unit) => unit.parent === parent).flatMap((unit) => [unit, ...below(unit.code)]);
  const depth = (code) => (parents.has(parents.get(code)) ? 1 + depth(parents.get(code)) : 0);
  const roots = list.filter(({ parent }) => !parents.has(parent));
  return roots.flatMap((root) => [root, ...below(root.code)]).map((unit) => ({ ...unit, depth: depth(unit.code) }));
}

export function useUnits(given) {
  const [units, setUnits] = useState(given ?? []);
  useEffect(() => {
    if (given) return;
    asked ??= call("GET", "/api/desk/units").then((answer) => indented(answer.units), () => { asked = null; return []; });
    asked.then(setUnits);
  }, []);
  return units;
}

// The districts within some units, for who stands above several.
export function useDistricts(seats) {
  const units = useUnits();
  const parents = new Map(units.map(({ code, parent }) => [code, parent]));
  const within = (code) => (code ? seats.includes(code) || within(parents.get(code)) : false);
  return units.filter(({ code, level }) => level === "district" && within(code));
}

export function DistrictField({ id, name, districts, chosen, onChoose }) {
  if (districts.length < 2) return null;
  return html`<div class="field"><label for=${id}>${words.district}</label><select id=${id} name=${name} autocomplete="off" value=${chosen} onChange=${(event) => onChoose(event.target.value)}>
    ${districts.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === chosen}>${each.name}</option>`)}</select></div>`;
}

export function UnitField({ id, name = "unit", label, given, value, onChange, multiple = false }) {
  const units = useUnits(given);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const found = wanted ? units.filter((each) => each.name.toLowerCase().includes(wanted) || each.code === wanted || each.code === value) : units;
  const options = found.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === value}>${"\u3000".repeat(wanted ? 0 : each.depth ?? 0)}${each.name}</option>`);
  return html`<div class="field">
    ${units.length > FEW ? html`<label for="${id}-find">${fill(words.findUnit, { n: units.length })}</label>
      <input id="${id}-find" class="find" type="search" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.target.value)} />` : null}
    <label for=${id}>${label}</label>
    <select id=${id} name=${name} autocomplete="off" multiple=${multiple} size=${multiple ? 6 : null} onChange=${(event) => onChange?.(event.target.value)}>
      ${multiple ? null : html`<option value="">${words.choose}</option>`}${options}</select></div>`;
}
