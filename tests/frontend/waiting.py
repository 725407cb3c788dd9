"""Waiting for what a browser does, asked again and again from outside. `wait_for_function` does not serve here: the pages' policy
forbids to evaluate a test's words there a second time, and a promise counts as an answer at once."""

import time
from collections.abc import Callable
from typing import Any

PAUSE_SECONDS = 0.05
TRIES = 600
_IN_CHARGE = """() => new Promise((done) => {
  navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
  if (navigator.serviceWorker.controller) done();
  dispatchEvent(new Event("pointerdown")); // it comes with the first touch
})"""
_CACHED = """async () => {
  const held = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
  return held.flat().map(({ url }) => url);
}"""


def until(holds: Callable[[], object], page: Any = None) -> None:
    """Nothing, as soon as it holds. With `page`, that lives on meanwhile: its dialogs are answered from this thread."""
    for _ in range(TRIES):
        if holds():
            return
        if page:
            page.wait_for_timeout(PAUSE_SECONDS * 1000)
        else:
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("it never held")


def in_charge(page: Any) -> None:
    """Nothing, as soon as a service worker answers what the page fetches; before that the page has only the network."""
    page.evaluate(_IN_CHARGE)


def cached(page: Any, *parts: str) -> None:
    """Nothing, as soon as for each of the parts something is kept whose address holds it."""
    until(lambda: (held := page.evaluate(_CACHED)) and all(any(part in url for url in held) for part in parts))
