"""Writes the local AWS's state every second in which something was asked of it, so that a kill loses no more."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from typing import Any

SNAPSHOT_SECONDS = 1.0
# A snapshot of much state takes long: then they come further apart, so that writing takes a fifth of the time at most.
PAUSE_PER_COST = 4
# What the engine does by itself, such as polling queues, is written at the latest then.
QUIET_SECONDS = 30.0

log = logging.getLogger(__name__)


def install() -> None:
    """The engine counts what it is asked, and writes its state between two requests. Its functions are private ones."""
    from ministack import app

    asked = Asked(app.app)
    app.app = asked
    threading.Thread(target=_write_for_ever, args=(app, asked), daemon=True).start()


class Asked:
    """The engine's application, counting requests."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self.count = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serves one request."""
        await self._application(scope, receive, send)
        self.count += scope.get("type") == "http"


def _write_for_ever(app: Any, asked: Asked) -> None:
    written, last, pause = 0, time.monotonic(), SNAPSHOT_SECONDS
    while True:
        time.sleep(pause)
        loop = getattr(app, "_MAIN_LOOP", None)
        if loop is None or (asked.count == written and time.monotonic() - last < QUIET_SECONDS):
            continue
        written, last = asked.count, time.monotonic()
        try:
            _write(app, loop)
        except RuntimeError:
            return  # the loop is closed: the engine stops, and writes its state itself
        pause = max(SNAPSHOT_SECONDS, PAUSE_PER_COST * (time.monotonic() - last))


def _write(app: Any, loop: asyncio.AbstractEventLoop) -> None:
    """Copies the state where requests are served, so that no request is half in it, and writes the copy here."""
    from ministack.core import persistence

    copied = asyncio.run_coroutine_threadsafe(_copy(app), loop).result()
    persistence.save_all({name: lambda state=state: state for name, state in copied.items()})


async def _copy(app: Any) -> dict[str, Any]:
    copied = {}
    for name, state in app._build_persistence_save_dict().items():
        try:
            copied[name] = state()
        except RuntimeError:
            log.warning("%s changed while it was copied; the next second writes it", name)
    return copied
