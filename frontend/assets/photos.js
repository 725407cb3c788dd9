// Photos of the trouble: taken or chosen, shrunk and drawn anew on the device (which leaves behind where and when they were taken).
import { newKey } from "./kept.js";
import { dropPhoto, photo, putPhoto, surely } from "./photo_store.js";
import { drawn, read, shrunk } from "./shrink.js";

const MOST = 4;

// The key of a photo that this device keeps from now on.
export async function picked(file) {
  const picture = await shrunk(file);
  const id = newKey();
  await putPhoto(id, picture);
  return id;
}

// `ids` gives the draft's photos, `keep` puts another list of them away.
export function choosing(box, words, ids, keep) {
  const list = box.querySelector("ul");
  const status = box.querySelector("[role=status]");
  const buttons = box.querySelector(".stacked");

  async function item(id, place) {
    const picture = await photo(id);
    if (!picture) return null;
    const canvas = drawn(await read(picture), 320);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.one.replace("{n}", place));
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "quiet small";
    remove.textContent = words.remove;
    remove.setAttribute("aria-label", `${words.remove} ${words.one.replace("{n}", place)}`);
    remove.addEventListener("click", async () => {
      keep(ids().filter((each) => each !== id));
      await dropPhoto(id);
      await show();
      box.querySelector("input").focus();
    });
    const made = document.createElement("li");
    made.append(canvas, remove);
    return made;
  }

  async function show() {
    // What this device has lost is promised to nobody.
    const there = await Promise.all(ids().map((id) => surely(id).catch(() => true)));
    if (!there.every(Boolean)) keep(ids().filter((_, place) => there[place]));
    const items = await Promise.all(ids().map((id, place) => item(id, place + 1).catch(() => null)));
    list.replaceChildren(...items.filter(Boolean));
    buttons.hidden = ids().length >= MOST;
  }

  async function add(files) {
    status.textContent = words.working;
    let fault = "";
    for (const file of files) {
      if (ids().length >= MOST) { fault = words.enough; break; }
      try {
        keep([...ids(), await picked(file)]);
      } catch {
        fault = words.unreadable;
      }
    }
    await show();
    status.textContent = fault;
  }

  async function took(input) {
    const files = [...input.files];
    await add(files);
    input.value = "";
  }

  for (const input of box.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => took(input));
    if (input.files.length) took(input); // chosen before this was loaded
  }
  show();
  return { show };
}
