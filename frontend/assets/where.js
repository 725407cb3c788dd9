// "Where I am": asks the device once it is tapped, shows how exact the answer is, and can be taken back. `known`: from a draft.
export function locating(box, words, changed, known = null) {
  const ask = box.querySelector("button.ask");
  const drop = box.querySelector("button.drop");
  const said = box.querySelector("[role=status]");
  let point = null;

  function show(text, found) {
    point = found;
    said.textContent = text;
    drop.hidden = !found;
    ask.hidden = Boolean(found);
    changed();
  }

  const stand = (spot) => show(words.located.replace("{metres}", spot.accuracy), spot);

  function found({ coords }) {
    const { longitude, latitude } = coords;
    stand({ longitude, latitude, datum: "wgs84", accuracy: Math.round(coords.accuracy) });
    drop.focus();
  }

  ask.addEventListener("click", () => {
    said.textContent = words.locating;
    const refused = () => show(words.notLocated, null);
    navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
  drop.addEventListener("click", () => {
    show("", null);
    ask.focus();
  });
  box.hidden = !navigator.geolocation;
  if (known) stand(known);
  return { point: () => point };
}
