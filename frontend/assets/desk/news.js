// What changed in a list since the last look: told in the title, to a screen reader, and by a notification if wanted.
import { kept } from "./device.js";
import { announce, fill, words } from "./ui.js";

let unseen = 0;
const plain = () => document.title.replace(/^\(\d+\) /, "");

function isLate(item, answer) {
  return item.due_at && Date.parse(item.due_at) < Date.parse(answer.now);
}

export function tellNews(before, after) {
  const known = new Map(before.items.map((each) => [each.number, each]));
  const fresh = after.items.filter((each) => !known.has(each.number));
  const late = after.items.filter((each) => isLate(each, after) && known.has(each.number) && !isLate(known.get(each.number), before));
  const said = [fresh.length && fill(words.freshOnes, { n: fresh.length }), late.length && fill(words.lateOnes, { n: late.length })].filter(Boolean).join(" ");
  if (!said) return;
  announce(said);
  if (!document.hidden) return;
  unseen += fresh.length + late.length;
  document.title = `(${unseen}) ${plain()}`;
  if (kept("notify", false) && window.Notification?.permission === "granted") new Notification(words.desk, { body: said });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = plain();
});
