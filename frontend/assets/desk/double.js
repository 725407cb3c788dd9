// The second click of a double click is none of its own: it sends nothing again, and what the first one's answer moved
// under the finger is not meant by it. Buttons that only step (another page, nearer on a map) take every click.
const CONTROL = "button, a, summary, label, input, select, textarea";

function controlAt(target) {
  const control = target.closest(CONTROL);
  return control?.control ?? control; // a label's click is told once more by its field
}

export function ignoreSecondClicks(root) {
  let first = null;
  root.addEventListener("click", (event) => {
    const control = controlAt(event.target);
    if (event.detail === 1) first = control;
    const sends = control?.type === "submit" && control.form;
    if (event.detail < 2 || !control || (control === first && !sends)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
