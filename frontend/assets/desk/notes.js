// What staff tell each other of a petition; a unit that is named with @ is told at its desk. No citizen reads it.
import { call } from "../api.js";
import { newKey } from "../kept.js";
import { Refused } from "./actions.js";
import { forget, keep, kept } from "./device.js";
import { announce, fill, html, Moment, useState, words } from "./ui.js";
import { UnitField, useUnits } from "./units.js";

// The units that a text names: the longest name that follows an @, so that "@North Street 2" is not "@North Street".
export function named(text, units) {
  const longest = [...units].sort((one, two) => two.name.length - one.name.length);
  const found = text.split("@").slice(1).map((rest) => longest.find(({ name }) => rest.startsWith(name))?.code);
  return [...new Set(found.filter(Boolean))];
}

function NoteForm({ number, onDone }) {
  const place = `note.${number}`;
  const units = useUnits();
  const [text, setText] = useState(kept(place, ""));
  const [state, setState] = useState({ busy: false, tries: 0, key: newKey() });

  function type(after) {
    setText(after);
    keep(place, after);
  }

  function mention(code) {
    const unit = units.find((each) => each.code === code);
    if (unit) type(`${text}${text && !text.endsWith(" ") ? " " : ""}@${unit.name} `);
  }

  async function send(event) {
    event.preventDefault();
    if (state.busy) return;
    setState((before) => ({ ...before, busy: true }));
    try {
      const body = { text, units: named(text, units) };
      await call("POST", `/api/desk/petitions/${number}/notes`, { body, headers: { "Idempotency-Key": state.key } });
      forget(place);
      setText("");
      setState({ busy: false, tries: 0, key: newKey() });
      announce(words.noteKept);
      onDone();
    } catch (problem) {
      // What was refused was not written: the next try is another one. What met no network may have been.
      setState((before) => ({ busy: false, problem, tries: before.tries + 1, key: problem.status ? newKey() : before.key }));
    }
  }

  return html`<form noValidate onSubmit=${send} class="narrow">
    ${state.problem ? html`<${Refused} key=${state.tries} problem=${state.problem} />` : null}
    <div class="field"><label for="note-text">${words.noteText}</label><p class="hint" id="note-hint">${words.noteHint}</p>
      <textarea id="note-text" rows="3" autocomplete="off" aria-describedby="note-hint" value=${text} onInput=${(event) => type(event.target.value)}></textarea></div>
    <${UnitField} id="note-unit" label=${words.noteTell} value="" onChange=${mention} />
    <button type="submit" class="quiet" aria-disabled=${state.busy}>${words.noteKeep}</button></form>`;
}

export function Notes({ number, notes, onDone }) {
  const [open, setOpen] = useState(Boolean(kept(`note.${number}`, "")));
  return html`<section class="no-print notes"><h2>${words.notes}</h2>
    ${notes.length ? html`<ol class="steps">${notes.map((each) => html`<li key=${each.at + each.by}><${Moment} iso=${each.at} />${each.by_name || each.by}
      ${each.units.length ? html` <span class="hint">${fill(words.noteTold, { units: each.units.map(({ unit_name: name }) => name).join(", ") })}</span>` : null}
      <p class="said">${each.text}</p></li>`)}</ol>` : html`<p class="hint">${words.noteNone}</p>`}
    <details open=${open} onToggle=${(event) => setOpen(event.target.open)}><summary>${words.noteNew}</summary>${open ? html`<${NoteForm} number=${number} onDone=${onDone} />` : null}</details></section>`;
}
