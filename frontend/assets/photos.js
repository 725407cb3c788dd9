// Photos of the trouble: taken or chosen, shrunk and drawn anew on the device (which leaves behind where and when they were taken).
import { newKey } from "./kept.js";
import { dropPhoto, photo, putPhoto } from "./photo_store.js";

const MOST = 4;
const LONGEST_SIDE = 1600;
const QUALITY = 0.85;

// `imageOrientation` turns it as it was held; a browser that does not know it reads it as a picture of the page would be.
async function read(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const address = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = reject;
      reader.readAsDataURL(file);
    });
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  }
}

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

export async function shrunk(file) {
  const canvas = drawn(await read(file), LONGEST_SIDE);
  return new Promise((resolve, reject) => { canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY); });
}

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
  return show();
}
