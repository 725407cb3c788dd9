// A pin as it stands on a map, its point where it is meant.
const SVG = "http://www.w3.org/2000/svg";

function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function pinIcon(L) {
  const drawn = shape("svg", { viewBox: "0 0 44 56", "aria-hidden": "true", focusable: "false" });
  drawn.append(shape("path", { d: "M22 54C14 42 5 32 5 20a17 17 0 0 1 34 0c0 12-9 22-17 34z" }), shape("circle", { cx: 22, cy: 20, r: 7 }));
  return L.divIcon({ html: drawn, className: "pin", iconSize: null });
}
