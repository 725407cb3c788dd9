// The form's map, loaded once it is tapped: a pin for the exact place, and the streets as buttons, which say all that the map shows.
import { call } from "./api.js";
import { ARROWS, drawnMap, made } from "./drawn_map.js";
import { words } from "./map_words.js";
import { pinIcon } from "./pin.js";

const NUDGE = 6; // pixels by one arrow key on the pin

function button(text, pressed) {
  const element = made("button", { type: "button", className: "quiet small", textContent: text });
  element.addEventListener("click", pressed);
  return element;
}

function streetButtons(streets, choose) {
  const named = new Map(streets.map((each, at) => [each.code, button(`${at + 1} ${each.name}`, () => choose(each))]));
  const list = made("ul", { className: "street-buttons" }, ...[...named.values()].map((each) => made("li", {}, each)));
  list.setAttribute("aria-label", words.streets);
  const fold = made("details", {}, made("summary", { textContent: words.orStreet }), list);
  const mark = (code) => named.forEach((each, own) => each.setAttribute("aria-pressed", String(own === code)));
  return [fold, mark];
}

// The street of what is chosen in the list: its group's first choice is the street itself.
function listed(select) {
  const [option] = select.selectedOptions;
  return option?.value ? { street: option.closest("optgroup")?.querySelector("option").value ?? option.value, name: option.text } : null;
}

// `where` keeps the one point that counts; `changed` is told when the list was.
export async function formMap(box, list, { where, changed }) {
  const ground = await call("GET", "/api/form/map");
  if (!ground.streets.length) throw new Error("no areas");
  const state = box.querySelector("[role=status]");
  const drawn = box.querySelector("#map-drawn");
  const [fold, mark] = streetButtons(ground.streets, (street) => { list.value = street.code; changed(); tell(words.street.replace("{street}", street.name)); });
  let board = null;
  let pin = null;

  function tell(more = "") {
    const [chosen, street] = [listed(list), pin && board.streetAt(where.point())];
    const set = pin && (street ? words.pinIn.replace("{street}", street.name) : words.pinOut);
    const other = pin && chosen && chosen.street !== street?.code ? words.pinListed.replace("{place}", chosen.name) : "";
    middle.hidden = fold.hidden = Boolean(pin); // what sets or names a place, until one is set
    take.hidden = !pin;
    hint.textContent = pin ? words.hintSet : words.hint;
    state.textContent = [set, other || more].filter(Boolean).join(" ");
    mark(chosen?.street);
    board?.shapes.forEach((shape, code) => shape.getElement().classList.toggle("chosen", code === chosen?.street));
  }

  function ended() {
    pin?.remove();
    pin = null;
    tell(words.pinGone);
  }

  function draw(at) {
    const { L, map } = board;
    pin = L.marker(at, { icon: pinIcon(L), draggable: true, autoPan: true }).addTo(map);
    const element = pin.getElement();
    element.setAttribute("aria-label", words.pinName);
    element.addEventListener("keydown", (event) => {
      const by = ARROWS[event.key];
      if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const moved = map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(by.map((each) => each * NUDGE)));
      if (!map.options.maxBounds.contains(moved)) return; // the map could not follow
      put(moved);
      map.panInside(pin.getLatLng(), { padding: [60, 60], animate: false });
    });
    pin.on("dragend", () => put(pin.getLatLng()));
  }

  // While the map shows the pin, it is taken away beside the map alone.
  function use(point) {
    where.use(words.pinCounts, point, ended);
    document.querySelector("#where .drop").hidden = true;
  }

  function put(at) {
    if (pin) pin.setLatLng(at);
    else draw(at);
    use(board.told(at));
    tell();
  }

  const middle = button(words.middle, () => { put(board.map.getCenter()); pin.getElement().focus({ preventScroll: true }); });
  const take = button(words.take, () => { where.use("", null); board.element.focus({ preventScroll: true }); });
  const hint = made("p", { className: "hint" });
  const canvas = made("div");
  drawn.replaceChildren(canvas, fold);
  list.addEventListener("change", () => tell());
  try {
    board = await drawnMap(canvas, ground, { name: words.map, keys: words.pinKeys, numbered: true });
  } catch {
    canvas.remove();
    fold.open = true;
    tell(words.boardMissing);
    return;
  }
  canvas.prepend(hint);
  board.holder.after(state, made("p", { className: "map-tools" }, middle, take));
  board.map.on("click", (event) => put(event.latlng));
  const before = where.pin();
  if (before) {
    draw(board.shown(before));
    use(before);
  }
  tell();
  board.element.focus({ preventScroll: true });
}
