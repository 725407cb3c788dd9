// What this device keeps: the draft with its key, and the device's own key. Works, forgetfully, where storage is shut.
const memory = new Map(); // what storage would not take, which is newer than what it has

export function read(name) {
  try { return memory.get(name) ?? localStorage.getItem(name); } catch { return null; }
}

// True when it outlasts the page.
export function write(name, value) {
  memory.set(name, value);
  try { localStorage.setItem(name, value); } catch { return false; }
  return memory.delete(name);
}

export function forget(name) {
  memory.delete(name);
  try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function deviceKey() {
  let key = read("nuannan.device");
  if (!/^[\w-]{22,128}$/.test(key ?? "")) write("nuannan.device", (key = newKey()));
  return key;
}

const DRAFT = "nuannan.draft";

// {key, values, tried, queued}: `tried` are bodies whose fate is unknown, `queued` the one that is sent until it is decided.
export function draft() {
  try {
    const kept = JSON.parse(read(DRAFT));
    if (kept?.key && kept.values) return kept;
  } catch { /* not ours, or broken: begin anew */ }
  return { key: newKey(), values: {}, tried: [], queued: null };
}

// True when it outlasts the page.
export function keepDraft(kept) { return write(DRAFT, JSON.stringify(kept)); }

// Another page may have changed the draft, or begun the next petition, meanwhile: nothing but `changes` is written, to this draft alone.
export function amendDraft(key, changes) {
  const held = draft();
  if (held.key === key) keepDraft({ ...held, ...changes });
}

export function forgetDraft(key) { if (draft().key === key) forget(DRAFT); }

// Whether anything was written, ticked or chosen.
export const holds = (value) => Boolean(value) && (typeof value !== "object" || Object.values(value).some(holds));

// What waits beside the draft, each under a name of its own, so that two pages never write over each other (shelf_store.js).
export const SHELF = "nuannan.shelf.";

export function shelfNames() {
  let stored = [];
  try { stored = Object.keys(localStorage); } catch { /* memory has what there is */ }
  return [...new Set([...stored, ...memory.keys()])].filter((name) => name.startsWith(SHELF));
}
