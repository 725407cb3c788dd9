// What waits beside the draft: drafts with `since`, and once one has arrived, with `arrived` in place of its words.
import { forget, forgetDraft, read, SHELF, shelfNames, write } from "./kept.js";

// In the order in which they were put there.
export function shelved() {
  const found = shelfNames().map((name) => {
    try { return JSON.parse(read(name)); } catch { return null; }
  });
  return found.filter((each) => each?.key && each.values).sort((one, other) => one.since - other.since);
}

const keep = (entry) => write(SHELF + entry.key, JSON.stringify(entry));

// True when it outlasts the page.
export function stays({ key }) {
  try { return localStorage.getItem(SHELF + key) !== null; } catch { return false; }
}

// The draft stands beside the next one from now on. A phone whose clock was set back keeps the order all the same.
export function shelve(kept) {
  const entry = { ...kept, since: Math.max(Date.now(), ...shelved().map(({ since }) => since + 1)) };
  const lasts = keep(entry);
  forgetDraft(kept.key);
  if (!lasts) keep(entry); // the draft left room for it
}

export function amendShelved(key, changes) {
  const held = shelved().find((each) => each.key === key);
  if (held) keep({ ...held, ...changes });
}

export const forgetShelved = (key) => forget(SHELF + key);
