// On pages that a function renders: photos that this phone still has follow their petition, what came too late for a petition
// waits to be added to it, and a phone is cleared of what the form keeps as well.
import { photosOwed } from "./offline.js";

const clear = document.getElementById("clear-phone");
clear?.addEventListener("submit", (event) => {
  event.preventDefault();
  import(`${HASHED}clearing.js`).then(({ cleared }) => cleared(clear), () => true).then((goesOn) => (goesOn ? clear.submit() : null));
});
photosOwed(HASHED);
const field = document.getElementById("words");
try {
  const more = sessionStorage.getItem("nuannan.more");
  sessionStorage.removeItem("nuannan.more");
  if (field && more && !field.value) field.value = more;
} catch { /* storage is shut */ }
