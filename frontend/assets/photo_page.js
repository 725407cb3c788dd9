// The page that takes one photo in, where modules run: whatever the phone can read goes small and bare, so that none is too large.
// Without them the form goes as it is.
import { shrunk } from "./shrink.js";

const form = document.getElementById("photo");
const words = JSON.parse(form.dataset.words);
const state = form.querySelector("[role=status]");
const { file } = form.elements;
let busy = false;

async function sent(picture) {
  const body = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
  body.append("file", picture); // the bucket reads nothing that stands behind it
  const answer = await fetch("/uploads", { method: "POST", body, redirect: "manual" });
  if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(`upload ${answer.status}`);
}

async function send() {
  if (!file.files.length) return words.none;
  const picture = await shrunk(file.files[0]).catch(() => null);
  if (!picture) return words.unreadable;
  try {
    await sent(picture);
    location.assign(form.elements.success_action_redirect.value);
    return words.sent;
  } catch {
    return words.failed;
  }
}

file.accept = "image/*";
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  state.textContent = words.working;
  state.textContent = await send();
  busy = state.textContent === words.sent;
});
