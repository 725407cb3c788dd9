// The report page: a draft that survives, a last look, and one petition however often it is sent.
import { call, undecided } from "./api.js";
import { filled } from "./filled.js";
import { draft, forgetDraft, keepDraft, newKey } from "./kept.js";
import { photosOwed, worker } from "./offline.js";
import { onDemand, working } from "./on_demand.js";
import { questions } from "./questions.js";
import { locating } from "./where.js";

const form = document.getElementById("report");
const words = JSON.parse(form.dataset.words);
const next = form.querySelector("button[type=submit]");
const send = document.getElementById("send");
const not = document.getElementById("not-now");
const checkPanel = document.getElementById("check");
// Where the words about a field go that has no control of its own name.
const BESIDE = { point: "community", place: "community", kind: "category", consent_version: "consent" };

let kept = draft();
let looked = null; // what was looked at last, and is sent
let queue = null;
const waiting = document.getElementById("waiting");
const asked = questions(document.getElementById("questions"), words, () => kept.values.answers ?? {});
const { remember, choose, restore, body } = filled(form, {
  kept: () => kept, keep: () => keepDraft(kept), asked: () => asked, where: () => where, language: words.language,
});
const where = locating(document.getElementById("where"), words, remember);

const demand = onDemand(form, words, { kept: () => kept, remember, choose, where, only: (panel) => only(panel) });

function option(choice) {
  return new Option(choice.name, choice.code);
}

async function fillLists() {
  const lists = await call("GET", "/api/form");
  form.elements.category.append(...lists.categories.map(option));
  for (const street of lists.streets) {
    const group = document.createElement("optgroup");
    group.label = street.name;
    group.append(option({ ...street, name: street.name + words.anywhere }), ...street.communities.map(option));
    form.elements.community.append(group);
  }
  restore();
  asked.offer(lists.questions);
  asked.show(form.elements.category.value);
  document.getElementById("map").hidden = !lists.streets.length;
  demand.read();
}

// `panel`: what is shown instead of the receipt's own page.
async function arrived(receipt, panel = (kept.queued ?? looked)?.for_other ? document.getElementById("for-other") : null) {
  const [told, said] = [panel?.querySelector(".told"), kept.queued ?? looked];
  if (told) checking().then(({ toldOther }) => toldOther(told, receipt, said)).catch(() => { /* the number stands there */ });
  if (panel) panel.querySelector(".number").textContent = receipt.number_shown;
  if (!receipt.emergency) {
    await demand.photosFollow(receipt);
    return panel ? only(panel) : location.assign(`/p/receipt?lang=${words.language}`);
  }
  // Whoever is in danger waits for no photo.
  const alarm = document.getElementById("emergency");
  document.getElementById("emergency-words").textContent = words.ring.replace("{number}", receipt.emergency);
  alarm.querySelector("p:last-child").hidden = Boolean(panel);
  only(alarm);
  if (panel) panel.hidden = false;
  return demand.photosFollow(receipt, true).catch(() => { /* the draft still has them */ });
}

// An earlier try had arrived though its answer was lost, and the words have changed since: show what did arrive, and what did not.
async function earlierArrived() {
  const { text, for_other: other } = kept.values;
  const changed = kept.tried.every((each) => each.text !== text);
  const receipt = await (await checking()).earlier(kept);
  if (!receipt) return another();
  const panel = document.getElementById("earlier");
  panel.querySelector(".said").textContent = changed ? text : "";
  for (const [id, shown] of [["earlier-changed", changed], ["earlier-add", changed && !other], ["earlier-own", !other]]) document.getElementById(id).hidden = !shown;
  try { sessionStorage.setItem("nuannan.more", changed && !other ? text : ""); } catch { /* it is on the screen */ }
  await arrived(receipt, panel);
}

// The key was used by another page of this phone: what is written here is a petition of its own, if its writer says so.
function another() {
  Object.assign(kept, { key: newKey(), tried: [] });
  keepDraft(kept);
  return faults([["", words.another]]);
}

function only(shown) {
  const panels = ["earlier", "emergency", "for-other", "photos-sending"].map((id) => document.getElementById(id));
  for (const each of [form, checkPanel, waiting, ...panels]) each.hidden = each !== shown;
  if (shown !== form) shown.focus();
}

// What could not be sent goes by itself when it can, also after this page was closed and opened again.
async function wait(said, at) {
  kept.queued = said;
  const whole = keepDraft(kept);
  only(waiting);
  const lasts = (does) => {
    document.getElementById("waiting-lasts").hidden = !does;
    document.getElementById("waiting-open").hidden = does;
  };
  lasts(whole);
  demand.photosLast().then((photos) => lasts(whole && photos));
  const state = waiting.querySelector("[role=status]");
  const { keepTrying, told } = await checking();
  if (kept.queued !== said) return; // taken back meanwhile
  queue = keepTrying(kept, {
    arrived,
    refused(problem) { kept.refusal = told(problem); change(); refused(problem).catch(failed); },
    trying(now) { state.textContent = now ? words.sending : words.waits; },
    gone: () => location.reload(),
  });
  queue[at]();
}

function change() {
  queue?.end();
  kept.queued = null;
  keepDraft(kept);
  only(form);
}

async function refused(refusal) {
  if (refusal.code === "idempotency_mismatch") return kept.tried?.length ? earlierArrived() : another();
  // The place lies in another district, which asks what this form has not shown.
  if (refusal.district) {
    asked.offer((await call("GET", `/api/form?district=${encodeURIComponent(refusal.district)}`)).questions);
    asked.show(form.elements.category.value);
  }
  const found = Object.entries(refusal.fields).map(([name, fault]) => {
    const id = document.getElementById(BESIDE[name] ?? name) ? (BESIDE[name] ?? name) : "";
    return [id, fault.message];
  });
  return faults(found.length ? found : [["", refusal.message || words.failed]]);
}

// Asked for at the first letter, so that it is there when the network is not. Some browsers keep a failure under its address for ever.
let failures = 0;
function checking() {
  return import("./checking.js").catch(() => import(`./checking.js?${(failures += 1)}`));
}

const faults = async (found) => (await checking()).showErrors(form, found, words);
const failed = () => faults([["", words.failed]]);

async function look() {
  delete kept.refusal;
  remember();
  const loaded = await checking().catch(() => null);
  not.textContent = loaded ? "" : words.failed;
  if (!loaded) return null;
  loaded.clearErrors(form);
  looked = body();
  let found = null;
  try {
    found = await call("POST", "/api/checks", { body: looked, seconds: 10 });
  } catch (problem) {
    // Without an answer this device says what it can know; the function checks it again when it is sent.
    const refusal = undecided(problem) ? loaded.refusedHere(looked, asked.asked()) : problem;
    if (refusal) return refused(refusal).catch(failed);
  }
  loaded.showCheck(looked, found, form, words, joined, kept.values.photos?.length);
  return only(checkPanel);
}

// It was reported before, and is followed now: there is nothing left to send.
async function joined() {
  await demand.dropPhotos();
  forgetDraft(kept.key);
  location.assign(`/p/following?done=joined&lang=${words.language}`);
}

async function sent() {
  try {
    await arrived(await (await checking()).attempt(kept, looked));
  } catch (problem) {
    if (undecided(problem) && problem.status !== 429) return wait(looked, "later");
    only(form);
    await refused(problem).catch(failed);
  }
  return null;
}

function emptied() {
  form.reset();
  where.use("", null);
  asked.show("");
  demand.photosShown();
  // Whatever reads along hears that there are no words any more.
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
}

async function anew() {
  if (!confirm(words.anew)) return;
  await demand.dropPhotos();
  forgetDraft(kept.key);
  kept = draft();
  emptied();
  checking().then(({ clearErrors }) => clearErrors(form)).catch(() => { /* it has shown none */ });
  form.elements.text.focus();
}

restore();
if (kept.values.pin) demand.pinned(kept.values.pin);
if (kept.values.photos?.length) demand.pick();
form.addEventListener("input", remember);
form.addEventListener("input", () => checking().catch(() => { /* asked for again */ }), { once: true });
form.elements.category.addEventListener("change", () => { asked.show(form.elements.category.value); demand.offer(); });
form.addEventListener("submit", (event) => { event.preventDefault(); working(next, words.checking, look); });
form.elements.text.addEventListener("input", demand.read);
send.addEventListener("click", () => working(send, words.sending, sent));
document.getElementById("back").addEventListener("click", () => { only(form); form.elements.text.focus(); });
document.getElementById("anew").addEventListener("click", anew);
document.getElementById("try-now").addEventListener("click", () => queue?.once());
document.getElementById("change").addEventListener("click", () => { change(); form.elements.text.focus(); });
// Back after sending brings this page from memory with the old words; the draft is gone, so begin anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  kept = draft();
  if (!kept.queued) only(form);
  if (!Object.keys(kept.values).length) emptied();
});
fillLists().catch(() => {
  document.getElementById("lists-missing").hidden = false;
}).then(() => (kept.refusal ? refused(kept.refusal) : null)).catch(failed);
// Where not even its scripts are kept, they come with the connection.
if (kept.queued) wait(kept.queued, "once").catch(() => addEventListener("online", () => location.reload(), { once: true }));
photosOwed();
worker();
