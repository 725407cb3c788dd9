// The report page: lists from the district, where I am, a draft that survives, and one petition however often it is sent.
import { call, Refusal } from "./api.js";
import { clearErrors, showErrors } from "./errors.js";
import { draft, forgetDraft, keepDraft, lasts } from "./kept.js";
import { worker } from "./offline.js";
import { questions } from "./questions.js";
import { attempt, earlier, keepTrying, undecided } from "./sending.js";
import { locating } from "./where.js";

const form = document.getElementById("report");
const words = JSON.parse(form.dataset.words);
const send = form.querySelector("button[type=submit]");
const TEXTS = ["text", "category", "community", "place_words", "phone", "name"];
const TICKS = ["hide_identity", "about_staff", "consent"];
// Where the words about a field go that has no control of its own name.
const BESIDE = { point: "community", place: "community", kind: "category" };

let kept = draft();
let sending = false;
let queue = null;
const waiting = document.getElementById("waiting");
const where = locating(document.getElementById("where"), words, remember);
const asked = questions(document.getElementById("questions"), words, () => kept.values.answers ?? {});

function remember() {
  for (const name of TEXTS) kept.values[name] = form.elements[name].value;
  for (const name of TICKS) kept.values[name] = form.elements[name].checked;
  kept.values.answers = { ...kept.values.answers, ...asked.given() };
  keepDraft(kept);
}

function restore() {
  for (const name of TEXTS) if (kept.values[name]) form.elements[name].value = kept.values[name];
  for (const name of TICKS) form.elements[name].checked = Boolean(kept.values[name]);
}

function body() {
  const said = { text: "", consent: form.elements.consent.checked, language: words.language };
  for (const name of TEXTS) if (form.elements[name].value.trim()) said[name] = form.elements[name].value;
  for (const name of ["hide_identity", "about_staff"]) if (form.elements[name].checked) said[name] = true;
  if (Object.keys(asked.given()).length) said.answers = asked.given();
  return where.point() ? { ...said, point: where.point() } : said;
}

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
}

function arrived(receipt) {
  forgetDraft(kept.key);
  const receiptPage = `/p/receipt?lang=${words.language}`;
  if (!receipt.emergency) return location.assign(receiptPage);
  const alarm = document.getElementById("emergency");
  document.getElementById("emergency-words").textContent = words.ring.replace("{number}", receipt.emergency);
  alarm.querySelector("a.button").href = receiptPage;
  only(alarm);
}

// An earlier try had arrived though its answer was lost, and the words have changed since: show what did arrive.
async function earlierArrived() {
  await earlier(kept);
  forgetDraft(kept.key);
  only(document.getElementById("earlier"));
}

function only(shown) {
  for (const each of [form, waiting, document.getElementById("earlier"), document.getElementById("emergency")]) each.hidden = each !== shown;
  if (shown !== form) shown.focus();
}

// What could not be sent goes by itself when it can, also after this page was closed and opened again.
function wait(said) {
  kept.queued = said;
  keepDraft(kept);
  document.getElementById("waiting-lasts").hidden = !lasts();
  document.getElementById("waiting-open").hidden = lasts();
  only(waiting);
  const state = waiting.querySelector("[role=status]");
  queue = keepTrying(kept, {
    arrived,
    refused(problem) { change(); refused(problem).catch(() => showErrors(form, [["", words.failed]], words)); },
    trying(now) { state.textContent = now ? words.sending : words.waits; },
  });
  return queue;
}

function change() {
  queue?.end();
  kept.queued = null;
  keepDraft(kept);
  only(form);
}

async function refused(refusal) {
  if (refusal.code === "idempotency_mismatch" && kept.tried?.length) return earlierArrived();
  // The place lies in another district, which asks what this form has not shown.
  if (refusal.district) {
    asked.offer((await call("GET", `/api/form?district=${encodeURIComponent(refusal.district)}`)).questions);
    asked.show(form.elements.category.value);
  }
  const faults = Object.entries(refusal.fields).map(([name, fault]) => {
    const id = document.getElementById(BESIDE[name] ?? name) ? (BESIDE[name] ?? name) : "";
    return [id, fault.message];
  });
  showErrors(form, faults.length ? faults : [["", refusal.message || words.failed]], words);
}

async function submitted(event) {
  event.preventDefault();
  if (sending) return;
  sending = true;
  send.setAttribute("aria-disabled", "true");
  send.textContent = words.sending;
  clearErrors(form);
  remember();
  const said = body();
  try {
    arrived(await attempt(kept, said));
  } catch (problem) {
    if (undecided(problem) && problem.status !== 429) wait(said).later();
    else await refused(problem).catch(() => showErrors(form, [["", words.failed]], words));
  } finally {
    sending = false;
    send.removeAttribute("aria-disabled");
    send.textContent = words.send;
  }
}

restore();
form.addEventListener("input", remember);
form.elements.category.addEventListener("change", () => asked.show(form.elements.category.value));
form.addEventListener("submit", submitted);
document.getElementById("try-now").addEventListener("click", () => queue.once());
document.getElementById("change").addEventListener("click", () => { change(); form.elements.text.focus(); });
// Back after sending brings this page from memory with the old words; the draft is gone, so begin anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  kept = draft();
  if (!kept.queued) only(form);
  if (!Object.keys(kept.values).length) form.reset();
});
fillLists().catch(() => {
  document.getElementById("lists-missing").hidden = false;
});
if (kept.queued) wait(kept.queued).once();
worker();
