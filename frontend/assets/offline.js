// Lets the form open without a network, from the next visit on; a browser that cannot do it loses only that.
export function worker() {
  navigator.serviceWorker?.register("/sw.js").catch(() => { /* storage is shut or full */ });
}
