// What waits on the device until there is a network: each action is sent with the version it saw and a key of its own, so that
// however often it is tried it counts once, and whoever was first is named. Photos follow the action whose work they show, each
// under a key of its own. What the device cannot keep is refused in words, and never said to be kept.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { keep, kept } from "./device.js";
import { go, words } from "./ui.js";

const PASSING = new Set([429, 500, 502, 503, 504]);
const hearers = new Set();
let login = "";
let running = null;

export const waiting = () => kept("outbox", []).filter((each) => each.login === login);

export function hear(hearer) {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

// True when the device has it as it is now.
function change(work) {
  const held = keep("outbox", work(kept("outbox", [])));
  for (const each of hearers) each();
  return held;
}

const drop = (key) => change((all) => all.filter((each) => each.key !== key));
const set = (key, fields) => change((all) => all.map((each) => (each.key === key ? { ...each, ...fields } : each)));
const passing = (problem) => !(problem instanceof Refusal) || PASSING.has(problem.status) || problem.status === 401;
const photoModules = () => Promise.all([import("../photo_store.js"), import("../photo_sending.js")]);

async function forgotten(ids) {
  if (!ids.length) return;
  const [{ dropPhoto }] = await photoModules();
  await Promise.all(ids.map(dropPhoto));
}

async function queue(entry) {
  const ids = entry.photos ?? [];
  const safe = ids.length ? await import("../photo_store.js").then(({ lasting }) => Promise.all(ids.map(lasting)), () => [false]) : [];
  if (safe.every(Boolean) && change((all) => [...all, entry])) return { waits: true };
  drop(entry.key);
  throw new Refusal(0, { code: "not_kept", message: words.notKept });
}

// What was not taken is read and put away; its photos go with it.
export async function dismiss({ key, photos = [] }) {
  drop(key);
  await forgotten(photos).catch(() => { /* a picture more lies on the device */ });
}

// The action was not taken; the photos show how it is all the same.
export function photosAlone({ key }) {
  set(key, { body: null, refused: null });
  flush();
}

// A report for somebody, under its draft's key; what was tried of it goes with it.
export const queueReport = ({ key, tried, values }, said) => queue({ key, login, number: key, report: said, tried, photos: values.photos ?? [], at: Date.now() });

// Photos of the trouble behind their report, which has arrived: true as in `followed`.
export const behind = (receipt, photos) => followed(ofReport(receipt, photos));
const ofReport = ({ number, photo_token: token }, photos) => ({ key: newKey(), login, number, token, body: null, photos, at: Date.now() });

export const reportDraft = (who) => `proxy.${who}`;

// It goes back into the form to be changed, and stays the same petition.
export function changeReport({ key, report, tried, photos }) {
  if (kept(reportDraft(login), null)?.values?.text && !confirm(words.proxy.replace)) return;
  if (!keep(reportDraft(login), { key, values: { ...report, photos }, tried })) return;
  drop(key);
  dispatchEvent(new CustomEvent("desk-draft"));
  go("report");
}

// Whose actions are sent from now on; those of somebody else who used this device stay where they are.
export function belongsTo(name) {
  login = name;
  for (const each of hearers) each();
  if (name) flush();
}

async function attempt(entry) {
  const path = `/api/desk/petitions/${entry.number}/actions`;
  return call("POST", path, { body: entry.body, headers: { "Idempotency-Key": entry.key } });
}

// {answer} when it was taken, {waits: true} when it is kept until there is a network. A refusal is thrown and nothing is kept.
export async function send(number, body, photos = []) {
  const entry = { key: newKey(), login, number, body, photos, at: Date.now() };
  if (!body) return { waits: true, lost: !(await followed(entry)) };
  if (ready().some((each) => each.number === number)) {
    const held = await queue(entry);
    flush();
    return held;
  }
  let answer;
  try {
    answer = await attempt(entry);
  } catch (problem) {
    if (problem instanceof Refusal && !PASSING.has(problem.status)) throw problem;
    return queue(entry);
  }
  return { answer, lost: photos.length > 0 && !(await followed({ ...entry, body: null })) };
}

// True when the photos have come in, or wait on the device and are on their way.
async function followed(entry) {
  try {
    await queue(entry);
    flush();
    return true;
  } catch {
    return (await Promise.all(entry.photos.map((id) => photoSent(entry, id).then(() => true, () => false)))).every(Boolean);
  }
}

// The place that is given for a photo's own key is the same one at each try.
async function photoSent({ number, token }, id) {
  const [{ photo }, { upload }] = await photoModules();
  const picture = await photo(id);
  if (!picture) throw new Refusal(0, { code: "photo_gone", message: words.photos.gone });
  const asked = { id, type: picture.type };
  const place = await (token ? call("POST", "/api/photos", { body: { token, ...asked } }) : call("POST", `/api/desk/petitions/${number}/photos`, { body: asked }));
  if (place.state === "awaited") await upload(place.fields, picture);
}

// What was done on this device after an action, and before it was sent, was done on what that action made.
function follow(sent, version) {
  change((all) => all.map((each) => (each.number === sent.number && each.login === login && each.body?.version === sent.body.version && each.key !== sent.key
    ? { ...each, body: { ...each.body, version } } : each)));
}

export function flush() {
  running ??= empty().finally(() => { running = null; });
  return running;
}

// The petition's entries go in order; of several petitions an action goes before another one's photo, which takes longer.
function nextOf(entries) {
  const first = entries.filter((entry) => entries.find((each) => each.number === entry.number) === entry);
  return first.find((each) => each.body ?? each.report) ?? first[0];
}

async function empty() {
  for (let entry = nextOf(ready()); entry; entry = nextOf(ready())) if (!(await step(entry))) return;
}

const ready = () => waiting().filter((each) => !each.refused && !each.arrived);

// The number stays until it was read: somebody may wait for it.
async function report(entry) {
  const { sentFor } = await import("./proxy_sending.js");
  const { receipt, first } = await sentFor(entry, entry.report, ({ tried }) => set(entry.key, { tried }));
  const arrived = { ...entry, report: null, tried: [], photos: [], arrived: receipt.number_shown, number: receipt.number, first };
  const follows = entry.photos.length ? [ofReport(receipt, entry.photos)] : [];
  return change((all) => all.flatMap((each) => (each.key === entry.key ? [arrived, ...follows] : [each])));
}

// True when one thing more is done and the device knows it; false when the rest must wait.
async function step(entry) {
  const { key, body, photos = [] } = entry;
  try {
    if (entry.report) return await report(entry) && Boolean(dispatchEvent(new CustomEvent("desk-sent", { detail: entry })));
    const answer = body ? await attempt(entry) : null;
    if (!body && photos.length) await photoSent(entry, photos[0]);
    const rest = body ? photos : photos.slice(1);
    if (body) follow(entry, answer.version);
    const held = rest.length ? set(key, { body: null, photos: rest }) : drop(key);
    if (!body) await forgotten(photos.slice(0, 1));
    dispatchEvent(new CustomEvent("desk-sent", { detail: { ...entry, answer } }));
    return held;
  } catch (problem) {
    if (passing(problem)) return false;
    const [fault] = Object.values(problem.fields);
    return refuse(entry, { code: problem.code, message: fault?.message ?? problem.message, first: problem.first ?? null });
  }
}

// A photo that is not taken keeps back no other one.
function refuse(entry, refused) {
  if (!(entry.photos?.length > 1) || entry.body || entry.report) return set(entry.key, { refused });
  const [one, ...rest] = entry.photos;
  return change((all) => all.flatMap((each) => (each.key === entry.key ? [{ ...each, key: newKey(), photos: [one], refused }, { ...each, photos: rest }] : [each])));
}

addEventListener("online", flush);
setInterval(() => { if (ready().length) flush(); }, 15_000);
