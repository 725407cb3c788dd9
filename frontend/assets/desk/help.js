// How a petition is handled in a few sentences, what the shapes mean, and at a screen every key that the desk knows.
import { html, Screen, words } from "./ui.js";

const KEYS = ["j", "k", "o", "x", "1 2 3", "u", "m", "/", "?"];
const SHAPES = ["late", "soon", "calm", "still"];
const STEPS = { grid_worker: "handlingSteps", officer: "handlingSteps", dispatcher: "placingSteps" };

export default function HelpScreen({ me }) {
  const steps = [...new Set(me.roles.map(({ role }) => STEPS[role]).filter(Boolean))].flatMap((name) => words[name]);
  return html`<${Screen} title=${words.help}>
    ${steps.length ? html`<h2>${words.stepsTitle}</h2><ol>${steps.map((said) => html`<li key=${said}>${said}</li>`)}</ol>` : null}
    <h2>${words.shapesTitle}</h2><ul class="plain-list">${SHAPES.map((name) => html`<li key=${name}>${words.shapes[name]}</li>`)}</ul>
    <section class="by-keys"><h2>${words.keysTitle}</h2><p>${words.helpHint}</p>
      <dl class="facts keys-list">${KEYS.map((key) => html`<dt key=${key}><kbd>${key}</kbd></dt><dd>${words.keys[key]}</dd>`)}</dl></section><//>`;
}
