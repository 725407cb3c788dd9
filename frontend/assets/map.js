// The streets as a drawing, loaded once it is tapped; a tap on one chooses it in the list. No tiles, nobody else's server.
import { call } from "./api.js";

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// `choose` is told the code of a street; the answer's `show` marks the one that is chosen in the list.
export async function streetMap(place, words, choose) {
  const { streets } = await call("GET", "/api/form/map");
  if (!streets.length) throw new Error("no areas");
  const ends = streets.flatMap(({ path }) => [...path.matchAll(/-?\d+ (-?\d+)/g)].map((found) => Number(found[1])));
  const shapes = new Map(streets.map((each) => {
    const shape = element("a", { href: "#community", role: "button", "aria-label": each.name, "data-code": each.code }, element("path", { d: each.path }));
    shape.addEventListener("click", (event) => { event.preventDefault(); choose(each); });
    return [each.code, shape];
  }));
  const names = streets.map((each) => element("text", { x: each.x, y: each.y, "aria-hidden": "true" }, each.name.replace(/街道$| Subdistrict$| Street$/, "")));
  place.replaceChildren(element("svg", { viewBox: `-10 -10 1020 ${Math.max(...ends) + 20}`, role: "group", "aria-label": words.map, class: "streets" }, ...shapes.values(), ...names));
  return (code) => shapes.forEach((shape, each) => shape.setAttribute("aria-pressed", String(each === code)));
}
