// Every key that the desk knows.
import { html, Screen, words } from "./ui.js";

export default function HelpScreen() {
  return html`<${Screen} title=${words.help}><p>${words.helpHint}</p>
    <dl class="facts keys-list">${Object.entries(words.keys).map(([key, said]) => html`<dt key=${key}><kbd>${key}</kbd></dt><dd>${said}</dd>`)}</dl>
    <h2>${words.shapesTitle}</h2><ul>${Object.entries(words.shapes).map(([name, said]) => html`<li key=${name}>${said}</li>`)}</ul><//>`;
}
