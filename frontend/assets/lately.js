// The home page's "solved near you lately": true figures of the street that was chosen on this phone, or of the district.
const part = document.getElementById("lately");
const near = document.getElementById("near");
const english = document.documentElement.lang.startsWith("en");
const KEPT = "nuannan.near";

function kept() {
  try { return localStorage.getItem(KEPT) ?? ""; } catch { return ""; }
}

function keep(area) {
  try { localStorage.setItem(KEPT, area); } catch { /* then it is chosen anew next time */ }
}

function made(tag, text, fields = {}) {
  const element = Object.assign(document.createElement(tag), fields);
  element.textContent = text;
  return element;
}

function offer(areas, chosen) {
  if (near.options.length) return;
  for (const { code, name, streets } of areas) {
    near.add(new Option(name, code, false, code === chosen));
    for (const street of streets) near.add(new Option(street.name, street.code, false, street.code === chosen));
  }
}

// The newest one by its month; until it is known, or where there is none, the link leads to the list.
const bulletin = document.getElementById("bulletin");
const list = { href: bulletin.getAttribute("href"), words: bulletin.lastChild.data };

function show({ areas, area, sentences, items, bulletin: newest }) {
  offer(areas, area);
  document.getElementById("lately-figures").replaceChildren(...sentences.map((each) => made("p", each)));
  document.getElementById("lately-solved").replaceChildren(...items.map(({ href, title, words }) => {
    const entry = document.createElement("li");
    entry.append(made("a", title, { href }), made("p", words, { className: "note" }));
    return entry;
  }));
  const { href, words } = newest ?? list;
  bulletin.setAttribute("href", href);
  bulletin.lastChild.data = ` ${words.trim()}`;
  part.hidden = false;
}

async function load(area) {
  const asked = `/public/lately.json?lang=${english ? "en" : "zh"}${area ? `&area=${encodeURIComponent(area)}` : ""}`;
  const answer = await fetch(asked).catch(() => null);
  if (answer?.ok) show(await answer.json());
  else if (area && answer?.status === 400) { keep(""); load(""); }
}

near.addEventListener("change", () => { keep(near.value); load(near.value); });
load(kept());
