// Where it is, in words, with a way to go there by the phone's own map.
import { html, words } from "./ui.js";

export function Place({ petition }) {
  const { longitude, latitude, place_name: name, official_place: official } = petition;
  const known = longitude != null && latitude != null;
  const spot = known ? `geo:${latitude},${longitude}?q=${latitude},${longitude}` : "";
  return html`<p class="place"><strong>${name}</strong>${official && official !== name ? html` <span class="hint">${official}</span>` : null}
    ${known ? html` <a class="button quiet no-print" href=${spot}>${words.goThere}</a>` : null}</p>`;
}
