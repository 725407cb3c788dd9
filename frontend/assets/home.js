// The home page: sends what still waits on this phone, and says so; then shows the number.
import { draft, forgetDraft, keepDraft } from "./kept.js";
import { worker } from "./offline.js";
import { owed } from "./photo_store.js";
import { keepTrying } from "./sending.js";

const kept = draft();
const show = (id) => {
  for (const each of ["waiting", "arrived", "refused"]) document.getElementById(each).hidden = each !== id;
};

async function arrived(receipt) {
  const photos = kept.values.photos ?? [];
  if (photos.length && receipt.photo_token) {
    const { owe, keepSendingOwed } = await import("./photo_sending.js");
    owe(photos, receipt.photo_token);
    keepSendingOwed();
  }
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

if (owed().length) import("./photo_sending.js").then(({ keepSendingOwed }) => keepSendingOwed());
if (kept.queued) {
  show("waiting");
  keepTrying(kept, { arrived, refused, trying: () => {} }).once();
}
worker();
