// How a petition is handled in a few sentences, what the shapes mean, and at a screen every key that the desk knows.
import { html, Screen, words } from "./ui.js";

const KEYS = ["j", "k", "o", "x", "1 2 3", "u", "m", "/", "?"];
const SHAPES = ["late", "soon", "calm", "still"];
const HANDLES = ["grid_worker", "officer"];

export default function HelpScreen({ me }) {
  const handles = me.roles.some(({ role }) => HANDLES.includes(role));
  return html`<${Screen} title=${words.help}>
    ${handles ? html`<h2>${words.stepsTitle}</h2><ol>${words.handlingSteps.map((said) => html`<li key=${said}>${said}</li>`)}</ol>` : null}
    <h2>${words.shapesTitle}</h2><ul class="plain-list">${SHAPES.map((name) => html`<li key=${name}>${words.shapes[name]}</li>`)}</ul>
    <section class="by-keys"><h2>${words.keysTitle}</h2><p>${words.helpHint}</p>
      <dl class="facts keys-list">${KEYS.map((key) => html`<dt key=${key}><kbd>${key}</kbd></dt><dd>${words.keys[key]}</dd>`)}</dl></section><//>`;
}
