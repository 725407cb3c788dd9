// The second click of a double click is none of its own: it sends nothing again, unfolds nothing only to fold it, unticks
// nothing, and what the first one's answer moved under the finger is not meant by it. A field is clicked as often as one likes.
const CONTROL = "button, a, summary, label, [type=checkbox], [type=radio], [type=file]";

export function ignoreSecondClicks(root) {
  root.addEventListener("click", (event) => {
    if (event.detail < 2 || !event.target.closest(CONTROL)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
