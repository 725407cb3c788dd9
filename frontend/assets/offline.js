// Lets the form, or the desk, open without a network from the next visit on; a browser that cannot do it loses only that.
// Photos whose petition has arrived follow it from whatever page is opened next; most phones have none.
export function photosOwed(folder = "./") {
  try {
    if (!localStorage["nuannan.photos"]?.includes("{")) return;
  } catch { return; /* storage is shut */ }
  import(`${folder}photo_sending.js`).then(({ keepSendingOwed }) => keepSendingOwed()).catch(() => { /* from the next page */ });
}

// It fetches everything that opens offline, which on a bad line would hold up the page that is open: at the first touch or letter, or ten seconds later.
export function worker(address = "/sw.js") {
  const signs = ["pointerdown", "keydown", "input"];
  const timer = setTimeout(begin, 10_000);
  for (const sign of signs) addEventListener(sign, begin);

  function begin() {
    clearTimeout(timer);
    for (const sign of signs) removeEventListener(sign, begin);
    navigator.serviceWorker?.register(address).catch(() => { /* storage is shut or full */ });
  }
}
