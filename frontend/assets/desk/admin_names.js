// Codes told by the names of what they stand for, as the administrator's language has them.
import { labelled, words } from "./ui.js";

const UNITS = new Set(["area", "unit", "parent", "department", "discipline_unit"]);
const CATEGORIES = new Set(["category"]);
const BY_UNIT = new Set(["units", "areas"]); // documents whose rows are called by a unit
const inEnglish = document.documentElement.lang === "en";
const nameOf = (row) => row.name ?? (inEnglish ? row.name_en || row.name_zh : row.name_zh || row.name_en);
const namesOf = (rows = []) => new Map(rows.map((row) => [row.code, nameOf(row)]));

// `named` of a district's documents: what a field holds, a row's key, and a key of the history ("areas/c1"), each as one would say it.
export function naming(held) {
  const units = namesOf(held.units);
  const categories = namesOf(held.categories);
  const inWords = (names) => (value) => value.split("|").map((code) => names.get(code) ?? words.values[code] ?? code).join(" | ");

  function value(field, told) {
    if (typeof told !== "string" || !told) return told;
    if (UNITS.has(field)) return inWords(units)(told);
    return CATEGORIES.has(field) ? inWords(categories)(told) : words.values[told] ?? told;
  }

  const key = (document, told) => (BY_UNIT.has(document) && units.has(told) ? `${units.get(told)} (${told})` : document === "categories" && categories.has(told) ? `${categories.get(told)} (${told})` : told);

  function entry(told) {
    const [document, ...rest] = told.split("/");
    const title = words.documents[document] ?? words.tabs[document] ?? document;
    return rest.length ? labelled(title, key(document, rest.join("/"))) : title;
  }

  return { value, key, entry };
}
