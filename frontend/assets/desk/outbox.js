// Actions that wait on the device until there is a network: each is sent with the version it saw and a key of its own,
// so that however often it is tried it counts once, and whoever was first is named.
import { call, Refusal } from "../api.js";
import { newKey } from "../kept.js";
import { keep, kept } from "./device.js";

const PASSING = new Set([429, 500, 502, 503, 504]);
const hearers = new Set();
let login = "";
let running = null;

export const waiting = () => kept("outbox", []).filter((each) => each.login === login);

export function hear(hearer) {
  hearers.add(hearer);
  return () => hearers.delete(hearer);
}

function change(work) {
  keep("outbox", work(kept("outbox", [])));
  for (const each of hearers) each();
}

const drop = (key) => change((all) => all.filter((each) => each.key !== key));
const set = (key, fields) => change((all) => all.map((each) => (each.key === key ? { ...each, ...fields } : each)));

export function dismiss(key) { drop(key); }

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

// {answer} when it was taken, {waits: true} in a dead spot. A refusal is thrown and nothing is kept.
export async function send(number, body) {
  const entry = { key: newKey(), login, number, body, at: Date.now() };
  if (waiting().some((each) => each.number === number && !each.refused)) {
    change((all) => [...all, entry]);
    flush();
    return { waits: true };
  }
  try {
    return { answer: await attempt(entry) };
  } catch (problem) {
    if (problem instanceof Refusal && !PASSING.has(problem.status)) throw problem;
    change((all) => [...all, entry]);
    return { waits: true };
  }
}

// What was done on this device after an action, and before it was sent, was done on what that action made.
function follow(sent, version) {
  change((all) => all.map((each) => (each.number === sent.number && each.login === login && each.body.version === sent.body.version
    ? { ...each, body: { ...each.body, version } } : each)));
}

export function flush() {
  running ??= empty().finally(() => { running = null; });
  return running;
}

async function empty() {
  for (const { key } of waiting().filter((each) => !each.refused)) {
    const entry = waiting().find((each) => each.key === key);
    if (!entry) continue;
    try {
      const answer = await attempt(entry);
      drop(entry.key);
      follow(entry, answer.version);
      dispatchEvent(new CustomEvent("desk-sent", { detail: { ...entry, answer } }));
    } catch (problem) {
      if (!(problem instanceof Refusal) || PASSING.has(problem.status) || problem.status === 401) return;
      set(entry.key, { refused: { code: problem.code, message: problem.message, first: problem.first ?? null } });
    }
  }
}

addEventListener("online", flush);
setInterval(() => { if (waiting().some((each) => !each.refused)) flush(); }, 15_000);
