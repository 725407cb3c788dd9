// The home page: sends what still waits on this phone, and says so; then shows the number.
import { amendDraft, draft, forgetDraft, shelfNames } from "./kept.js";
import { photosOwed, worker } from "./offline.js";
import { keepTrying, photosFollow, told } from "./sending.js";

const kept = draft();
const show = (id) => {
  for (const each of ["waiting", "arrived", "refused"]) document.getElementById(each).hidden = each !== id;
};

async function arrived(receipt) {
  await photosFollow(kept.values, receipt);
  forgetDraft(kept.key);
  document.getElementById("arrived-number").textContent = receipt.number_shown;
  const other = Boolean(kept.queued.for_other);
  if (other) {
    const told = document.querySelector("#arrived-other .told");
    import("./for_other.js").then(({ toldOther }) => toldOther(told, receipt, kept.queued)).catch(() => { /* the number stands there */ });
  }
  for (const [id, shown] of [["arrived-danger", receipt.emergency], ["arrived-other", other], ["arrived-own", !other]]) document.getElementById(id).hidden = !shown;
  show("arrived");
}

function refused(problem) {
  // The report page has the words as they were, and says what is wrong as soon as it is opened.
  amendDraft(kept.key, { queued: null, refusal: told(problem) });
  show("refused");
}

photosOwed();
if (shelfNames().length) {
  import("./shelf.js").then(({ shelf, shelve }) => {
    if (kept.queued) shelve(kept);
    shelf(document.getElementById("shelf"));
  }).catch(() => addEventListener("online", () => location.reload(), { once: true }));
} else if (kept.queued) {
  show("waiting");
  keepTrying(kept, { arrived, refused, trying: () => {}, gone: () => show("") }).once();
}
// From memory this page would say what was true when it was left.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
worker();
