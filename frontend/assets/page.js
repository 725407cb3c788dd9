// On pages that a function renders: photos that this phone still has follow their petition, and what came too late for a petition
// waits to be added to it.
import { photosOwed } from "./offline.js";

photosOwed(HASHED);
const field = document.getElementById("words");
try {
  const more = sessionStorage.getItem("nuannan.more");
  sessionStorage.removeItem("nuannan.more");
  if (field && more && !field.value) field.value = more;
} catch { /* storage is shut */ }
