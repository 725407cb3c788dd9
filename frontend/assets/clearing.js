// Takes from this phone what the form keeps for whoever wrote in it: words, phone number and name, what waits, photos, the device's key.
// Large print stays, and so does what the desk keeps: staff have a way of their own to clear it.
import { draft } from "./kept.js";
import { dropPhotosBut, owed } from "./photo_store.js";
import { shelved } from "./shelf_store.js";

const STAY = ["nuannan.care", "nuannan.desk."];

const names = (store) => Object.keys(store).filter((name) => name.startsWith("nuannan."));

// What would be lost is named first, and asked about once.
function agreed(words) {
  const waiting = [draft(), ...shelved()].filter(({ queued }) => queued).length;
  if (waiting > 1) return confirm(words.several.replace("{n}", waiting));
  if (waiting) return confirm(words.one);
  return !owed().length || confirm(words.photos);
}

// False when its owner thought better of it. The form tells the function whether all is gone.
export async function cleared(form) {
  if (!agreed(JSON.parse(form.dataset.words))) return false;
  try {
    const [gone, staying] = [names(localStorage), []];
    for (const name of gone) {
      if (STAY.some((each) => name.startsWith(each))) staying.push(localStorage[name]);
      else localStorage.removeItem(name);
    }
    sessionStorage.removeItem("nuannan.more");
    await dropPhotosBut((id) => staying.some((said) => said.includes(id)));
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "cleared", value: "1" }));
  } catch { /* storage is shut: the page says that only the numbers are gone */ }
  return true;
}
