// Lets the form, or the desk, open without a network from the next visit on; a browser that cannot do it loses only that.
// Photos whose petition has arrived follow it from whatever page is opened next; most phones have none.
export function photosOwed(folder = "./") {
  try {
    if (!localStorage["nuannan.photos"]?.includes("{")) return;
  } catch { return; /* storage is shut */ }
  import(`${folder}photo_sending.js`).then(({ keepSendingOwed }) => keepSendingOwed()).catch(() => { /* from the next page */ });
}

export function worker(address = "/sw.js") {
  navigator.serviceWorker?.register(address).catch(() => { /* storage is shut or full */ });
}
