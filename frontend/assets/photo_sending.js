// Photos follow their petition: each into the place that it is given, once, also after the browser was closed.
import { call } from "./api.js";
import { dropPhoto, keepOwed, owed, surely } from "./photo_store.js";

const PATIENCE_MS = 120_000; // a small picture on a very slow line
const KEPT_MS = 7 * 86_400_000; // as long as the token opens a place

// Said before the draft is forgotten, so that nothing is lost between the two.
export function owe(ids, token) {
  const known = new Set(owed().map((each) => each.id));
  keepOwed([...owed(), ...ids.filter((id) => !known.has(id)).map((id) => ({ id, token, since: Date.now() }))]);
}

export async function upload(fields, picture) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", picture); // the bucket reads nothing that stands behind it
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const answer = await fetch("/uploads", { method: "POST", body: form, signal: stop.signal });
    if (!answer.ok) throw Object.assign(new Error(`upload ${answer.status}`), { status: answer.status });
  } finally {
    clearTimeout(timer);
  }
}

// A bucket that refuses a place whose time is over takes the photo in the next one.
const never = ({ status }, passing) => status >= 400 && status < 500 && !passing.includes(status);

// "done" once it has arrived, "lost" when it never can, "later" when the next try may do it.
async function fate({ id, token, since }) {
  let place = null;
  try {
    const picture = await surely(id);
    if (!picture) return "lost";
    place = await call("POST", "/api/photos", { body: { token, id, type: picture.type } });
    if (place.state === "awaited") await upload(place.fields, picture);
    return "done";
  } catch (problem) {
    const over = since && Date.now() - since > KEPT_MS;
    return over || never(problem, place ? [403, 408, 429] : [408, 429]) ? "lost" : "later";
  }
}

let running = null;

async function all(progress) {
  const told = { done: 0, lost: 0, later: 0 };
  const waiting = owed();
  for (const [place, each] of waiting.entries()) {
    progress(place + 1, waiting.length);
    const how = await fate(each); // one that has to wait holds up none behind it
    told[how] += 1;
    if (how === "later") continue;
    keepOwed(owed().filter(({ id }) => id !== each.id));
    await dropPhoto(each.id);
  }
  return told;
}

// How many have arrived, are lost, and wait for a better line. Two asks at once are one.
export function sendOwed(progress = () => {}) {
  running ??= all(progress).finally(() => { running = null; });
  return running;
}

// Tries until they are there: now, whenever the network is back, and each half minute. The page says when one is lost.
export function keepSendingOwed() {
  const again = async () => {
    const { lost, later } = await sendOwed();
    const words = document.getElementById("photos-lost");
    if (lost && words) words.hidden = false;
    if (later) setTimeout(again, 30_000);
  };
  addEventListener("online", () => sendOwed());
  again();
}
