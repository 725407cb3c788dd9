// One petition however often it is sent: each try carries the draft's key, and tries go on until an answer comes.
import { call, Refusal, undecided } from "./api.js";
import { amendDraft, deviceKey, draft } from "./kept.js";

export const FIRST_WAIT_MS = 2000;
export const LONGEST_WAIT_MS = 60000;

// What a draft keeps of its refusal, for the form to show once it is opened; null for a fault of our own.
export const told = (problem) => (problem instanceof Refusal ? { ...problem, message: problem.message } : null);

function own(kept, said) {
  const headers = { "Idempotency-Key": kept.key, "Nuannan-Device": deviceKey() };
  return call("POST", "/api/petitions", { body: said, headers });
}

const keepTried = ({ key, tried }) => amendDraft(key, { tried });

// The receipt. `tried` holds every wording whose fate is unknown, from before the try: a battery may die during it.
export async function attempt(kept, said, post = own, keep = keepTried) {
  const others = (kept.tried ?? []).filter((each) => JSON.stringify(each) !== JSON.stringify(said));
  kept.tried = [...others, said];
  keep(kept);
  try {
    return await post(kept, said);
  } catch (problem) {
    if (!undecided(problem)) kept.tried = others;
    keep(kept);
    throw problem;
  }
}

// The receipt of what did arrive under this key, when later words were refused as another petition's.
export async function earlier(kept, post = own) {
  for (const said of kept.tried ?? []) {
    try {
      return await post(kept, said);
    } catch (problem) {
      if (problem.code !== "idempotency_mismatch") throw problem;
    }
  }
  return null;
}

// The photos of what arrived are owed from now on, and sent.
export async function photosFollow({ photos = [] }, { photo_token: token }) {
  if (!photos.length || !token) return;
  const { owe, keepSendingOwed } = await import("./photo_sending.js");
  owe(photos, token);
  keepSendingOwed();
}

// Tries `kept.queued` until it is decided; `gone` where another page has taken it back to change it. Once `end` was called nothing is
// told any more: what arrives all the same is found by its key when the changed words are sent.
export function keepTrying(kept, { arrived, refused, trying, gone }) {
  const stop = new AbortController();
  let [timer, pause, busy] = [0, FIRST_WAIT_MS, false];
  const end = () => { clearTimeout(timer); stop.abort(); };
  async function once() {
    if (busy || stop.signal.aborted) return;
    const held = draft();
    if (held.key === kept.key && JSON.stringify(held.queued) !== JSON.stringify(kept.queued)) {
      end();
      gone();
      return;
    }
    busy = true;
    clearTimeout(timer);
    trying(true);
    try {
      const receipt = await attempt(kept, kept.queued);
      if (stop.signal.aborted) return;
      end();
      arrived(receipt);
    } catch (problem) {
      if (undecided(problem)) later();
      else if (!stop.signal.aborted) { end(); refused(problem); }
    } finally {
      busy = false;
    }
  }
  function later() {
    if (stop.signal.aborted) return;
    trying(false);
    timer = setTimeout(once, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_WAIT_MS);
  }
  addEventListener("online", once, { signal: stop.signal });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) once(); }, { signal: stop.signal });
  return { once, later, end };
}
