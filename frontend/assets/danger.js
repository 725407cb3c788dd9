// The danger to life that words tell of as happening now, read as the function reads it (domain/text.py); the build
// writes the words themselves into danger_words.js. A browser that cannot read them warns of nothing: the numbers
// stand at the top of the page anyway, and the function reads the text again.
import { FEARED, NAMED, ROWS } from "./danger_words.js";

const rows = ROWS.map(([number, words, feared]) => ({ number, feared, words: new RegExp(words, "gi") }));
const feared = new RegExp(FEARED, "i");
const named = new RegExp(NAMED, "i");

// A fear, a rule or a memory in the same clause: then nothing burns now.
function noEvent(text, start, end) {
  return feared.test(text.slice(Math.max(0, start - 24), start).replace(/\n$/, "")) || named.test(text.slice(end));
}

// The number to ring, or "".
export function danger(text) {
  for (const row of rows) {
    for (const found of text.matchAll(row.words)) {
      if (!(row.feared && noEvent(text, found.index, found.index + found[0].length))) return row.number;
    }
  }
  return "";
}
