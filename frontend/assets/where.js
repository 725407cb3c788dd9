// The one point that counts: "where I am", asked of the device once it is tapped, or a pin on the map. The last choice is it.
export function locating(box, words, changed) {
  const ask = box.querySelector("button.ask");
  const drop = box.querySelector("button.drop");
  const said = box.querySelector("[role=status]");
  let point = null;
  let counts = "";
  let ended = () => {};
  let choices = 0;

  const pin = () => (point && !("accuracy" in point) ? point : null);

  function show(text, found) {
    point = found;
    counts = text;
    choices += 1;
    said.textContent = text;
    drop.hidden = !found;
    ask.hidden = !navigator.geolocation || Boolean(found && !pin());
    box.hidden = ask.hidden && !found;
  }

  // Whoever showed what counted before is told that it does no more.
  function use(text, found, over = () => {}) {
    const before = ended;
    ended = over;
    show(text, found);
    if (before !== over) before();
    changed();
  }

  ask.addEventListener("click", () => {
    said.textContent = words.locating;
    const asked = choices;
    const found = ({ coords }) => {
      if (asked !== choices) return; // another choice was made meanwhile, and that one counts
      const { longitude, latitude } = coords;
      const accuracy = Math.round(coords.accuracy);
      const idle = [ask, document.body].includes(document.activeElement); // else somebody types meanwhile
      use(words.located.replace("{metres}", accuracy), { longitude, latitude, datum: "wgs84", accuracy });
      if (idle) drop.focus();
    };
    const refused = () => { if (asked === choices) said.textContent = `${words.notLocated} ${counts}`.trim(); };
    navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
  drop.addEventListener("click", () => {
    use("", null);
    if (!ask.hidden) ask.focus();
  });
  show("", null);
  return { point: () => point, pin, use, show };
}
