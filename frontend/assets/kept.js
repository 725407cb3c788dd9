// What this device keeps: the draft with its key, and the device's own key. Works, forgetfully, where storage is shut.
const memory = new Map();

function read(name) {
  try { return localStorage.getItem(name) ?? memory.get(name) ?? null; } catch { return memory.get(name) ?? null; }
}

function write(name, value) {
  memory.set(name, value);
  try { localStorage.setItem(name, value); } catch { /* full or shut: the page's memory has it */ }
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

// {key, values, sent}: `sent` is the body of the last try, whose fate may be unknown.
export function draft() {
  try {
    const kept = JSON.parse(read(DRAFT));
    if (kept?.key && kept.values) return kept;
  } catch { /* not ours, or broken: begin anew */ }
  return { key: newKey(), values: {}, sent: null };
}

export function keepDraft(kept) { write(DRAFT, JSON.stringify(kept)); }

export function forgetDraft() { forget(DRAFT); }
