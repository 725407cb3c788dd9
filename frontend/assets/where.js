// "Where I am": asks the device once it is tapped, shows how exact the answer is, and can be taken back.
export function locating(box, words, changed) {
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

  function found({ coords }) {
    const accuracy = Math.round(coords.accuracy);
    const { longitude, latitude } = coords;
    show(words.located.replace("{metres}", accuracy), { longitude, latitude, datum: "wgs84", accuracy });
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
  return { point: () => point };
}
