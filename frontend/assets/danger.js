// The danger to life that words tell of as happening now, read as the function reads it (domain/danger.py); the build
// writes the words themselves into danger_words.js. A browser that cannot read them warns of nothing: the numbers
// stand at the top of the page anyway, and the function reads the text again.
import { FEARED, MOST_BEFORE, NAMED, ROWS } from "./danger_words.js";

const rows = ROWS.map(([number, words, feared, unless]) => ({ number, feared, words: new RegExp(words, "gi"), unless: unless && new RegExp(unless, "i") }));
const feared = new RegExp(FEARED, "i");
const named = new RegExp(NAMED, "i");

// An everyday thing, a fear, a rule or a memory in the same clause: then nothing burns now.
function noEvent(row, text, start, end) {
  const before = text.slice(Math.max(0, start - MOST_BEFORE), start).replace(/\n$/, "");
  return (row.unless && row.unless.test(before)) || (row.feared && (feared.test(before) || named.test(text.slice(end))));
}

// The number to ring, or "".
export function danger(text) {
  for (const row of rows) {
    for (const found of text.matchAll(row.words)) {
      if (!noEvent(row, text, found.index, found.index + found[0].length)) return row.number;
    }
  }
  return "";
}
