// What is loaded only once somebody needs it: suggestions and warning, the map, photos.
import { forgetDraft } from "./kept.js";

export function onDemand(form, words, { kept, remember, choose, where, only }) {
  const map = document.querySelector("#map");
  const photos = document.getElementById("photos");
  let reader = null;
  let picking = null;

  // From the first letter on.
  function read() {
    if (reader || !form.elements.text.value) return;
    reader = import("./suggest.js").then(({ reading }) => reading(form.elements.text, words, {
      chosen: () => form.elements.category.value,
      choose(category) { choose(category); remember(); },
    }));
    reader.catch(() => { reader = null; });
  }

  function drawMap(event) {
    const button = event.currentTarget;
    working(button, words.checking, async () => {
      const { formMap } = await import("./map.js");
      await formMap(map, form.elements.community, { where, changed: remember });
      button.hidden = true;
    }).catch(() => { map.querySelector("[role=status]").textContent = words.mapMissing; });
  }

  // A pin of the draft counts at once; what is said of it may come later, or not without a network.
  function pinned(pin) {
    where.show("", pin);
    import("./map_words.js").then(({ words: own }) => (where.pin() === pin ? where.show(own.pinCounts, pin) : null)).catch(() => {});
  }

  function pick() {
    const keep = (ids) => { kept().values.photos = ids; remember(); };
    // What sends them is loaded now: later there may be no network.
    picking ??= Promise.all([import("./photos.js"), import("./photo_sending.js")])
      .then(([{ choosing }]) => choosing(photos, words.photos, ids, keep));
    picking.catch(() => { picking = null; });
  }

  const ids = () => kept().values.photos ?? [];
  const stores = () => import("./photo_store.js");

  async function photosLast() {
    return !ids().length || stores().then(({ lasting }) => Promise.all(ids().map(lasting))).then((each) => each.every(Boolean), () => false);
  }

  async function dropPhotos() {
    if (ids().length) await stores().then(({ dropPhoto }) => Promise.all(ids().map(dropPhoto))).catch(() => {});
  }

  // What was taken belongs to the petition that has arrived, and follows it; nobody has to wait for it. `aside`: other words come first.
  async function photosFollow(receipt, aside = false) {
    if (!ids().length || !receipt.photo_token) return forgetDraft(kept().key);
    const { owe, sendOwed } = await import("./photo_sending.js");
    owe(ids(), receipt.photo_token);
    forgetDraft(kept().key);
    if (aside) return sendOwed();
    const panel = document.getElementById("photos-sending");
    panel.querySelector(".number").textContent = receipt.number_shown;
    only(panel);
    const goOn = new Promise((resolve) => { panel.querySelector("button").addEventListener("click", resolve, { once: true }); });
    const state = panel.querySelector("[role=status]");
    const all = sendOwed((n, of) => { state.textContent = words.photos.sending.replace("{n}", n).replace("{all}", of); });
    const told = await Promise.race([all, goOn]);
    if (!told?.later && !told?.lost) return null;
    state.textContent = "";
    panel.querySelector(".later").hidden = !told.later;
    panel.querySelector(".lost").hidden = !told.lost;
    return goOn;
  }

  photos.hidden = !HTMLCanvasElement.prototype.toBlob;
  photos.addEventListener("change", pick);
  map.querySelector("button").addEventListener("click", drawMap);
  const photosShown = () => picking?.then(({ show }) => show());
  return { read, pick, pinned, photosFollow, photosLast, photosShown, dropPhotos, offer: () => reader?.then(({ offer }) => offer()) };
}

let busy = false;

// One thing at a time, whatever is tapped twice; the button says that it works.
export async function working(button, label, work) {
  if (busy) return;
  busy = true;
  const said = button.lastChild; // a drawing before it stays
  const before = said.textContent;
  button.setAttribute("aria-disabled", "true");
  said.textContent = label;
  try {
    await work();
  } finally {
    busy = false;
    button.removeAttribute("aria-disabled");
    said.textContent = before;
  }
}
