// A document of rows: one is opened, changed, moved, taken out or added; nothing counts before it is saved.
import { FIELDS, keyOf } from "./admin_difference.js";
import { fill, html, useState, words } from "./ui.js";

// Fields that hold one of a few codes: chosen by their names. A rule's may hold several, and stay words.
const KINDS = ["livelihood", "development", "enforcement"];
const CHOICES = {
  units: { level: ["city", "district", "department", "street", "community", "grid"] },
  categories: { kind: KINDS, first_level: ["grid", "community", "street", "department"] },
  questions: { kind: ["text", "number", "choice", "date"], required: ["yes", "no"] },
};
const shownValue = (value) => words.values[value] ?? value;
const LONG = new Set(["text_zh", "text_en", "choices", "free", "worked"]);

function Form({ name, row, named, onChange, onMove, onRemove, onClose }) {
  const meant = (field) => { const said = named.value(field, row[field]); return said && said !== row[field] ? said : ""; };
  return html`<form noValidate class="row-form" onSubmit=${(event) => { event.preventDefault(); onClose(); }}>
    ${FIELDS[name].map((field) => html`<div class="filter ${LONG.has(field) ? "long" : ""}" key=${field}><label for="row-${field}">${words.fields[field] ?? field}</label>
      ${LONG.has(field) ? html`<textarea id="row-${field}" rows="3" autocomplete="off" value=${row[field] ?? ""} onInput=${(event) => onChange({ ...row, [field]: event.target.value })}></textarea>`
        : CHOICES[name]?.[field] ? html`<select id="row-${field}" autocomplete="off" value=${row[field] ?? ""} onChange=${(event) => onChange({ ...row, [field]: event.target.value })}>
          ${["", ...CHOICES[name][field]].map((each) => html`<option key=${each} value=${each} selected=${each === (row[field] ?? "")}>${each ? shownValue(each) : words.choose}</option>`)}</select>`
        : html`<input type="text" id="row-${field}" autocomplete="off" value=${row[field] ?? ""} aria-describedby=${meant(field) ? `row-${field}-meant` : null} onInput=${(event) => onChange({ ...row, [field]: event.target.value })} />`}
      ${!CHOICES[name]?.[field] && meant(field) ? html`<p class="hint" id="row-${field}-meant">${meant(field)}</p>` : null}</div>`)}
    <p class="buttons"><button type="submit" class="small">${words.rowDone}</button> ${" "}
      ${name === "rules" ? html`<button type="button" class="quiet small" onClick=${() => onMove(-1)}>${words.up}</button> <button type="button" class="quiet small" onClick=${() => onMove(1)}>${words.down}</button> ` : null}
      <button type="button" class="quiet small" onClick=${onRemove}>${words.takeOut}</button></p></form>`;
}

export function Rows({ name, rows, named, onChange }) {
  const [open, setOpen] = useState(-1);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  const toldOf = (row) => FIELDS[name].slice(1).map((field) => named.value(field, row[field])).filter(Boolean).join(" · ");
  const set = (place, row) => onChange(rows.map((each, index) => (index === place ? row : each)));
  const shown = rows.map((row, place) => [row, place]).filter(([row, place]) => place === open || !wanted || `${Object.values(row).join(" ")} ${toldOf(row)}`.toLowerCase().includes(wanted));

  function move(place, by) {
    const to = place + by;
    if (to < 0 || to >= rows.length) return;
    const after = [...rows];
    after.splice(to, 0, after.splice(place, 1)[0]);
    onChange(after);
    setOpen(to);
  }

  function add() {
    onChange([...rows, Object.fromEntries(FIELDS[name].map((field) => [field, ""]))]);
    setOpen(rows.length);
  }

  return html`<div class="filter"><label for="find-row">${words.filterWords}</label><input id="find-row" type="search" autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.target.value)} /></div>
    <p class="hint" role="status">${fill(words.rowsShownOf, { n: shown.length, all: rows.length })}</p>
    <ol class="plain-list admin-rows">${shown.map(([row, place]) => html`<li key=${place}>${place === open
      ? html`<${Form} name=${name} row=${row} named=${named} onChange=${(after) => set(place, after)} onMove=${(by) => move(place, by)} onClose=${() => setOpen(-1)} onRemove=${() => { onChange(rows.filter((_, index) => index !== place)); setOpen(-1); }} />`
      : html`<button type="button" class="quiet small admin-row" onClick=${() => setOpen(place)}><strong>${named.key(name, keyOf(name, row)) || words.newRow}</strong> <span>${toldOf(row)}</span></button>`}</li>`)}</ol>
    <button type="button" class="quiet" onClick=${add}>${words.addRow}</button>`;
}
