// The queue beside the draft: petitions that wait to be sent while the next one is written, each with its own key, words and photos. They are
// tried in order, and one that has to wait holds up none behind it. Whatever becomes of one is kept until its writer has seen it.
import { undecided } from "./api.js";
import { draft, holds, keepDraft } from "./kept.js";
import { attempt, FIRST_WAIT_MS, LONGEST_WAIT_MS, photosFollow, told } from "./sending.js";
import { amendShelved, forgetShelved, shelve, shelved, stays } from "./shelf_store.js";
import { words } from "./shelf_words.js";

export { shelve };

const EXCERPT = 60; // signs that tell one from another
const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const store = () => import("./photo_store.js");

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

// What is written now gives way to `key`, and stands on the shelf in its place unless there is nothing in it.
function takeUp(key) {
  const { since, ...entry } = shelved().find((each) => each.key === key) ?? {};
  if (!entry.key) return;
  const written = draft();
  if (holds(written.values)) shelve(written);
  keepDraft({ ...entry, queued: null });
  forgetShelved(key);
  location.assign(`${language === "en" ? "/en/" : "/"}report/`);
}

async function takeOut({ key, values, tried }) {
  if (!confirm(tried?.length ? words.perhaps : words.surely)) return;
  forgetShelved(key);
  const { dropPhoto } = await store();
  await Promise.all((values.photos ?? []).map(dropPhoto));
}

// Photos are owed before the entry lets go of them; a try that is repeated in between gets the same receipt.
async function took({ key, values, queued }, receipt) {
  await photosFollow(values, receipt);
  const { number_shown, emergency } = receipt;
  amendShelved(key, { values: { text: values.text.slice(0, EXCERPT) }, tried: [], queued: null, refusal: null, arrived: { number_shown, emergency, other: Boolean(queued.for_other) } });
}

// `another`: begins a further petition, where this page can; `emptied`: nothing stands on the shelf any more.
export function shelf(box, { another = null, emptied = () => {} } = {}) {
  let [timer, pause, busy, trying] = [0, FIRST_WAIT_MS, false, ""];
  const news = element("p", { className: "unseen" });
  news.setAttribute("role", "status");
  const list = element("ul", { className: "cards" });
  const lasts = element("p", {});
  const more = another && element("button", { type: "button", className: "wide", textContent: words.another });
  more?.addEventListener("click", another);
  box.replaceChildren(element("h2", { textContent: words.title }), news, lasts, list, ...(more ? [element("p", {}, more)] : []));

  function button(textContent, key, work, className = "quiet wide") {
    const made = element("button", { type: "button", className, textContent });
    made.dataset.does = `${textContent} ${key}`;
    made.addEventListener("click", async () => { await work(); show(); });
    return element("p", {}, made);
  }

  function numbered({ key, arrived }) {
    const { number_shown: number, emergency, other } = arrived;
    const danger = element("p", { className: "alarm" }, `${words.danger}: `, element("a", { href: `tel:${emergency}`, textContent: emergency }));
    return [
      ...(emergency ? [danger] : []), element("p", {}, element("strong", { textContent: words.arrived })), element("p", { textContent: words.number }),
      element("p", { className: "number", textContent: number }), ...(other ? [element("p", { textContent: words.pass })] : []),
      button(words.noted, key, () => forgetShelved(key)),
    ];
  }

  function standing(entry) {
    const { key, queued, refusal } = entry;
    const state = queued ? (trying === key ? words.sending : words.waits) : refusal ? words.refused : words.unfinished;
    return [
      element("p", {}, element("strong", { textContent: state })), ...(queued ? [button(words.tryNow, key, () => round())] : []),
      button(queued || refusal ? words.change : words.goOn, key, () => takeUp(key)), button(words.takeOut, key, () => takeOut(entry)),
    ];
  }

  function item(entry) {
    const { text = "", photos = [] } = entry.values;
    const shown = element("p", { className: "said", textContent: text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text });
    const count = photos.length ? [element("p", { className: "note", textContent: words.photos.replace("{count}", photos.length) })] : [];
    return element("li", { className: entry.arrived ? "good" : "panel" }, shown, ...count, ...(entry.arrived ? numbered(entry) : standing(entry)));
  }

  async function outlasts(entries) {
    if (!entries.every(stays)) return false;
    const ids = entries.flatMap(({ values }) => values.photos ?? []);
    return !ids.length || store().then(({ lasting }) => Promise.all(ids.map(lasting))).then((each) => each.every(Boolean), () => false);
  }

  // Drawn only when something became of one: whoever stands on a button stays there.
  let drawn = "";
  function show() {
    const entries = shelved();
    const now = JSON.stringify([entries.map(({ tried, ...each }) => each), trying]);
    if (now === drawn) return;
    drawn = now;
    const on = box.contains(document.activeElement) ? document.activeElement.dataset.does : "";
    list.replaceChildren(...entries.map(item));
    if (on) ([...list.querySelectorAll("button")].find(({ dataset }) => dataset.does === on) ?? box).focus();
    const waiting = entries.filter(({ arrived }) => !arrived);
    lasts.hidden = !waiting.length;
    outlasts(waiting).then((does) => { lasts.textContent = does ? words.lasts : words.open; });
    box.hidden = !entries.length;
    if (!entries.length) emptied();
  }

  async function one(key) {
    const entry = shelved().find((each) => each.key === key);
    if (!entry?.queued) return; // taken out, taken back, or sent by another page meanwhile
    trying = key;
    show();
    try {
      const receipt = await attempt(entry, entry.queued, undefined, ({ tried }) => amendShelved(key, { tried }));
      await took(entry, receipt);
      news.textContent = `${words.arrived} ${receipt.number_shown}`;
      pause = FIRST_WAIT_MS;
    } catch (problem) {
      if (!undecided(problem)) amendShelved(key, { queued: null, refusal: told(problem) });
    }
    trying = "";
    show();
  }

  async function round() {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    for (const { key } of shelved()) await one(key);
    busy = false;
    timer = setTimeout(round, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST_WAIT_MS);
  }

  addEventListener("online", round);
  addEventListener("storage", show);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) round(); });
  show();
  round();
  return { round, shelve, show };
}
