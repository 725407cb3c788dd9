// What this device keeps for who is signed in: drafts and settings for good, what was read only while the tab is open.
function store(kind) {
  try { return window[kind]; } catch { return null; }
}

export function kept(name, otherwise) {
  try { return JSON.parse(store("localStorage").getItem(`nuannan.desk.${name}`)) ?? otherwise; } catch { return otherwise; }
}

// True when it is kept: a storage that is full or shut may also forget without a word, so it is read back.
export function keep(name, value) {
  const said = JSON.stringify(value);
  try {
    store("localStorage").setItem(`nuannan.desk.${name}`, said);
    return store("localStorage").getItem(`nuannan.desk.${name}`) === said;
  } catch { return false; }
}

export function forget(name) {
  try { store("localStorage").removeItem(`nuannan.desk.${name}`); } catch { /* nothing was kept */ }
}

// The last answer of an address, for a dead spot: gone with the tab, as it holds what people said.
export function remember(path, answer) {
  try { store("sessionStorage").setItem(`nuannan.seen.${path}`, JSON.stringify({ answer, at: Date.now() })); } catch { forgetSeen(); }
}

export function remembered(path) {
  try { return JSON.parse(store("sessionStorage").getItem(`nuannan.seen.${path}`)); } catch { return null; }
}

export function forgetSeen() {
  const held = store("sessionStorage");
  if (!held) return;
  for (const name of Object.keys(held)) if (name.startsWith("nuannan.seen.")) held.removeItem(name);
}
