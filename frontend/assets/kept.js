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

// {key, values, tried, queued}: `tried` are bodies whose fate is unknown, `queued` the one that is sent until it is decided.
export function draft() {
  try {
    const kept = JSON.parse(read(DRAFT));
    if (kept?.key && kept.values) return kept;
  } catch { /* not ours, or broken: begin anew */ }
  return { key: newKey(), values: {}, tried: [], queued: null };
}

export function keepDraft(kept) { write(DRAFT, JSON.stringify(kept)); }

// Another tab may have begun the next petition meanwhile: that one stays.
export function forgetDraft(key) { if (draft().key === key) forget(DRAFT); }

// False where this browser forgets everything when its page is closed.
export function lasts() {
  try { return localStorage.getItem(DRAFT) !== null; } catch { return false; }
}
