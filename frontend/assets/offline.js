// Lets the form, or the desk, open without a network from the next visit on; a browser that cannot do it loses only that.
export function worker(address = "/sw.js") {
  navigator.serviceWorker?.register(address).catch(() => { /* storage is shut or full */ });
}
