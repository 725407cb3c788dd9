// Standard answers: the district's own for the category, then those that this device keeps; with places for what is the petition's own.
import { keep, kept } from "./device.js";
import { fill, html, useState, words } from "./ui.js";

const MOST = 12;

export function filled(text, petition) {
  return fill(text, { number: petition.number_shown, place: petition.place_name, unit: petition.owner_name, category: petition.category_name });
}

// A phrase is kept as it would be said of any petition: what is this one's own becomes a place again.
export function general(text, petition) {
  const own = [["number", petition.number_shown], ["place", petition.place_name], ["unit", petition.owner_name], ["category", petition.category_name]];
  return own.reduce((said, [name, value]) => (value ? said.replaceAll(value, `{${name}}`) : said), text);
}

function Shared({ petition, shared, onText }) {
  if (!shared.length) return null;
  return html`<p class="hint">${words.phrases}</p><ul class="plain-list shared-phrases">${shared.map((each) => html`<li key=${each.name}>
    <button type="button" class="quiet small phrase" onClick=${() => onText(filled(each.text, petition))}><strong>${each.name}</strong> ${filled(each.text, petition)}</button></li>`)}</ul>`;
}

export function Phrases({ petition, shared = [], need, text, onText }) {
  const [held, setHeld] = useState(kept("phrases", []));
  if (need !== "note") return null;
  const fitting = held.filter((each) => !each.category || petition.category.startsWith(each.category));

  function change(after) {
    keep("phrases", after);
    setHeld(after);
  }

  function save() {
    const said = general(text.trim(), petition);
    if (!said) return;
    change([{ category: petition.category.slice(0, 2), text: said }, ...held.filter((each) => each.text !== said)].slice(0, MOST));
  }

  return html`<div class="phrases"><${Shared} petition=${petition} shared=${shared} onText=${onText} />
    ${fitting.length ? html`<p class="hint">${words.ownPhrases}</p><ul class="plain-list">${fitting.map((each) => html`<li key=${each.text}>
      <button type="button" class="quiet small phrase" onClick=${() => onText(filled(each.text, petition))}>${filled(each.text, petition)}</button>
      <button type="button" class="quiet small" aria-label=${fill(words.dropPhrase, { text: each.text.slice(0, 20) })} onClick=${() => change(held.filter((other) => other !== each))}>×</button></li>`)}</ul>` : null}
    ${text.trim() ? html`<button type="button" class="quiet small" onClick=${save}>${words.keepPhrase}</button>` : null}</div>`;
}
