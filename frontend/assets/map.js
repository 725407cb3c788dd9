// The streets as a drawing, loaded once it is tapped: each has a number there and a button below. No tiles, nobody else's server.
import { call } from "./api.js";

const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function button(each, place, choose) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet small";
  made.textContent = `${place} ${each.name}`;
  made.addEventListener("click", () => choose(each));
  const item = document.createElement("li");
  item.append(made);
  return [made, item];
}

// `choose` is told the street; the answer marks the one that was chosen, in the drawing and among the buttons.
export async function streetMap(place, words, choose) {
  const { streets } = await call("GET", "/api/form/map");
  if (!streets.length) throw new Error("no areas");
  const ends = streets.flatMap(({ path }) => [...path.matchAll(/-?\d+ (-?\d+)/g)].map((found) => Number(found[1])));
  const shapes = new Map(streets.map((each) => {
    const shape = element("path", { d: each.path });
    shape.addEventListener("click", () => choose(each));
    return [each.code, shape];
  }));
  const numbers = streets.map((each, at) => element("text", { x: each.x, y: each.y }, String(at + 1)));
  // The buttons say all that the drawing shows.
  const drawing = element("svg", { viewBox: `-10 -10 1020 ${Math.max(...ends) + 20}`, "aria-hidden": "true", class: "streets" }, ...shapes.values(), ...numbers);
  const named = new Map(streets.map((each, at) => [each.code, button(each, at + 1, choose)]));
  const list = document.createElement("ul");
  list.className = "street-buttons";
  list.setAttribute("aria-label", words.map);
  list.append(...[...named.values()].map(([, item]) => item));
  place.replaceChildren(drawing, list);
  return (code) => {
    shapes.forEach((shape, each) => shape.classList.toggle("chosen", each === code));
    named.forEach(([made], each) => made.setAttribute("aria-pressed", String(each === code)));
  };
}
