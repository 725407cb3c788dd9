// The service workers: the citizen's form, and the desk's app, open without a network. The build writes one for each with its
// OWN name, its FILES, the LISTS that it keeps, what it keeps LATER, HASHED and VERSION above. They keep what is the same for everybody: the form
// with its lists, the desk's page and scripts; nothing of a petition, and nothing that anybody had to sign in for.
const CACHE = `${OWN}${VERSION}`;
const PATIENCE_MS = 1200;
const shownAsKept = new Set(); // pages by their clients' ids; forgotten when the browser ends the worker, which costs one more wait

addEventListener("install", (event) => {
  // What the open page fetched a moment ago is not fetched again, and what it still fetches comes first. A name made of its content never lies.
  const fresh = FILES.map((file) => new Request(file, { cache: file.startsWith(HASHED) ? "default" : "no-cache", priority: "low" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith(OWN) && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith(HASHED)) event.respondWith(keptOrFetched(event.request, LATER.includes(address.pathname) && event));
  else if (FILES.includes(address.pathname)) event.respondWith(fetchedOrKept(event, address.pathname));
  else if (LISTS.includes(address.pathname)) event.respondWith(fetchedOrKept(event, event.request.url, true));
});

// `event`: keep what was fetched. It is large, and only whoever opened a map once opens one without a network.
async function keptOrFetched(request, event) {
  const cache = await caches.open(CACHE);
  const held = await cache.match(request);
  if (held) return held;
  const answer = await fetch(request);
  if (event && answer.ok) event.waitUntil(cache.put(request, answer.clone()).catch(() => null));
  return answer;
}

// The network's answer; what is kept when none comes, or only a fault, or not soon. A page shown as kept is followed at once by its style
// and its lists as kept: they are of one build, and the line was waited for once. `taken`: a late answer is still kept for the next time.
// A late page is not: beside this build's style it would not fit, and a new build comes whole, with its own worker.
async function fetchedOrKept(event, name, taken = false) {
  const { request, clientId, resultingClientId } = event;
  const cache = await caches.open(CACHE);
  const held = await cache.match(name);
  const atOnce = held && shownAsKept.has(clientId);
  if (atOnce && !taken) return held;
  const answer = fetch(request);
  // The copy is taken first: once the page reads an answer, it cannot be copied any more.
  const copied = answer.then((found) => (taken && found.ok ? cache.put(name, found.clone()) : null));
  event.waitUntil(copied.catch(() => null));
  if (!held || atOnce) return held || answer;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, held); });
  const shown = await Promise.race([answer.then((found) => (found.status < 500 ? found : held)).catch(() => held), late]);
  if (shown === held) shownAsKept.add(resultingClientId);
  return shown;
}
