// The home page: sends what still waits on this phone, and says so; then shows the number.
import { draft, forgetDraft, keepDraft } from "./kept.js";
import { worker } from "./offline.js";
import { keepTrying } from "./sending.js";

const kept = draft();
const show = (id) => {
  for (const each of ["waiting", "arrived", "refused"]) document.getElementById(each).hidden = each !== id;
};

function arrived(receipt) {
  forgetDraft(kept.key);
  document.getElementById("arrived-number").textContent = receipt.number_shown;
  show("arrived");
}

function refused() {
  // The report page has the words as they were, and says what is wrong when they are sent from there.
  kept.queued = null;
  keepDraft(kept);
  show("refused");
}

if (kept.queued) {
  show("waiting");
  keepTrying(kept, { arrived, refused, trying: () => {} }).once();
}
worker();
