// Where it is, in words, on our own drawing of the streets, and by a map app, which hears of it only when its link is tapped.
import { html, useEffect, useState, words } from "./ui.js";

// Neither link names a place or a person: only the point, in the datum that map apps in China draw.
function apps({ longitude, latitude }) {
  return [
    [words.openAmap, `https://uri.amap.com/marker?position=${longitude},${latitude}&coordinate=gaode&callnative=1`],
    [words.openAppleMaps, `https://maps.apple.com/?ll=${latitude},${longitude}&q=${latitude},${longitude}`],
  ];
}

function Drawn({ petition }) {
  const [loaded, setLoaded] = useState(null);
  useEffect(() => { import("./spot_map.js").then((module) => setLoaded(() => module.default), () => {}); }, []);
  return loaded ? html`<${loaded} petition=${petition} />` : null;
}

export function Place({ petition }) {
  const { longitude, latitude, gcj02, place_name: name, official_place: official } = petition;
  return html`<p class="place"><strong>${name}</strong>${official && official !== name ? html` <span class="hint">${official}</span>` : null}</p>
    ${longitude != null && latitude != null ? html`<${Drawn} petition=${petition} />` : null}
    ${gcj02 ? html`<p class="map-apps no-print">${apps(gcj02).map(([said, href]) => html`<a key=${href} class="button quiet" href=${href} target="_blank" rel="noopener noreferrer">${said}</a> `)}</p>` : null}`;
}
