// Photos follow their petition: each into the place that it is given, once, also after the browser was closed.
import { call, Refusal } from "./api.js";
import { dropPhoto, keepOwed, owed, photo } from "./photo_store.js";

const PATIENCE_MS = 120_000; // a small picture on a very slow line

// Said before the draft is forgotten, so that nothing is lost between the two.
export function owe(ids, token) {
  const known = new Set(owed().map((each) => each.id));
  keepOwed([...owed(), ...ids.filter((id) => !known.has(id)).map((id) => ({ id, token }))]);
}

export async function upload(fields, picture) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", picture); // the bucket reads nothing that stands behind it
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch("/uploads", { method: "POST", body: form, signal: stop.signal });
    if (!answer.ok) throw new Error(`upload ${answer.status}`);
  } finally {
    clearTimeout(timer);
  }
}

// True when there is nothing left to do about it: it has arrived, or never can.
async function settled({ id, token }) {
  const picture = await photo(id);
  if (!picture) return true;
  try {
    const place = await call("POST", "/api/photos", { body: { token, id, type: picture.type } });
    if (place.state === "awaited") await upload(place.fields, picture);
    return true;
  } catch (problem) {
    return problem instanceof Refusal && problem.status < 500 && problem.status !== 429;
  }
}

let running = null;

async function all(progress) {
  const waiting = owed();
  for (const [place, each] of waiting.entries()) {
    progress(place + 1, waiting.length);
    if (!(await settled(each))) return false;
    keepOwed(owed().filter(({ id }) => id !== each.id));
    await dropPhoto(each.id);
  }
  return true;
}

// True when all have arrived; false when some wait for a better line. Two asks at once are one.
export function sendOwed(progress = () => {}) {
  running ??= all(progress).finally(() => { running = null; });
  return running;
}

// Tries until they are there: now, whenever the network is back, and each half minute.
export function keepSendingOwed() {
  const again = async () => { if (!(await sendOwed())) setTimeout(again, 30_000); };
  addEventListener("online", () => sendOwed());
  again();
}
