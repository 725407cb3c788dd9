// Other people's files for maps, and their style, loaded once a map is asked for. A browser runs them only with their digest.
import { DIGESTS } from "./digests.js";

const loads = new Map();

function loaded(tag, name, fields) {
  if (!loads.has(name)) {
    const element = Object.assign(document.createElement(tag), fields);
    const arrives = new Promise((resolve, reject) => {
      element.addEventListener("load", resolve);
      element.addEventListener("error", () => reject(new Error(name)));
    });
    // Without a network now, it may be there at the next tap.
    loads.set(name, arrives.catch((problem) => { loads.delete(name); element.remove(); throw problem; }));
    document.head.append(element);
  }
  return loads.get(name);
}

const address = (name) => new URL(name, import.meta.url).href;
const style = (name) => loaded("link", name, { rel: "stylesheet", href: address(name) });
const theirStyle = (name) => loaded("link", name, { rel: "stylesheet", integrity: DIGESTS[name], href: address(`vendor/${name}`) });
const theirScript = (name) => loaded("script", name, { integrity: DIGESTS[name], src: address(`vendor/${name}`) });

// Leaflet; with `shifted`, gcoord as well, which draws what we have where tiles in GCJ-02 have it.
export async function library(shifted) {
  const scripts = ["leaflet.js", ...(shifted ? ["gcoord.global.prod.js"] : [])].map(theirScript);
  await Promise.all([theirStyle("leaflet.css"), style("map.css"), ...scripts]);
  return window.L;
}
