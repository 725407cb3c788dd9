// Photos that this device keeps until they have arrived: the pictures in IndexedDB, who is owed them beside the draft.
const OWED = "nuannan.photos";
const memory = new Map(); // where storage is shut, for as long as the page is open
let owedHere = [];

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("nuannan", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function stored(mode, work) {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = base.transaction("photos", mode);
      const asked = work(change.objectStore("photos"));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    base.close();
  }
}

export async function putPhoto(id, picture) {
  memory.set(id, picture);
  await stored("readwrite", (photos) => photos.put(picture, id)).catch(() => { /* memory has it */ });
}

// The picture, or undefined when it is surely nowhere. Throws where the store cannot be read, which may pass.
export async function surely(id) {
  return memory.get(id) ?? stored("readonly", (photos) => photos.get(id));
}

export async function photo(id) {
  return (await surely(id).catch(() => null)) ?? null;
}

// True when it outlasts the page.
export async function lasting(id) {
  return Boolean(await stored("readonly", (photos) => photos.get(id)).catch(() => null));
}

export async function dropPhoto(id) {
  memory.delete(id);
  await stored("readwrite", (photos) => photos.delete(id)).catch(() => { /* nothing was kept */ });
}

// Every picture but those of which `stays` says so. Throws where the store cannot be read.
export async function dropPhotosBut(stays) {
  memory.clear();
  const ids = await stored("readonly", (photos) => photos.getAllKeys());
  for (const id of ids.filter((each) => !stays(each))) await stored("readwrite", (photos) => photos.delete(id));
}

// [{id, token, since}]: photos of petitions that have arrived, which have not arrived themselves.
export function owed() {
  try { return JSON.parse(localStorage.getItem(OWED)) ?? owedHere; } catch { return owedHere; }
}

export function keepOwed(list) {
  owedHere = list;
  try { localStorage.setItem(OWED, JSON.stringify(list)); } catch { /* the page's memory has it */ }
}
