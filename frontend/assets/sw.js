// The service worker: the citizen's form opens without a network. The build writes FILES, HASHED and VERSION above.
// It keeps the pages that are the same for everybody and the form's lists; nothing of a petition, nothing of the desk.
const CACHE = `nuannan-${VERSION}`;
const LISTS = ["/api/form", "/api/form/words", "/api/form/map"];
const PATIENCE_MS = 6000;

addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("nuannan-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith(HASHED)) event.respondWith(keptOrFetched(event.request));
  else if (FILES.includes(address.pathname)) event.respondWith(fetchedOrKept(event.request, address.pathname));
  else if (LISTS.includes(address.pathname)) event.respondWith(fetchedOrKept(event.request, event.request.url, event));
});

async function keptOrFetched(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

// The network's answer; what is kept when none comes, or only a fault, or not soon. `event`: keep the answer for the next time.
async function fetchedOrKept(request, name, event = null) {
  const cache = await caches.open(CACHE);
  const held = await cache.match(name);
  const answer = fetch(request);
  // The copy is taken first: once the page reads an answer, it cannot be copied any more.
  if (event) event.waitUntil(answer.then((found) => (found.ok ? cache.put(name, found.clone()) : null)).catch(() => null));
  if (!held) return answer;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, held); });
  return Promise.race([answer.then((found) => (found.status < 500 ? found : held)).catch(() => held), late]);
}
