"""What runs by the clock: the sweep every five minutes, bulletins after midnight."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from chalicelib.journey import publish, watch
from chalicelib.journey import sweep as sweeping
from chalicelib.messages import bulletin as words
from chalicelib.observability import count, log
from chalicelib.wiring import ports

RUNS_AT_MOST = timedelta(seconds=200)  # under the function's timeout of 240 seconds


def sweep() -> dict[str, Any]:
    """What the sweep did."""
    wired = ports()
    swept = sweeping.sweep(wired, wired.clock.now() + RUNS_AT_MOST)
    log("sweep.done", **asdict(swept))
    return asdict(swept)


def bulletin(event: dict[str, Any]) -> dict[str, Any]:
    """Which bulletins were issued. `{"interim": "2026-11"}` makes an unnumbered page of a month that still runs."""
    wired = ports()
    interim = event.get("interim")
    if interim:
        return {"issued": [], "interim": publish.interim(wired, str(interim), words)}
    late = True
    try:
        issued = publish.publish_due(wired, words)
        late = bool(watch.late_bulletins(wired))
    finally:
        # Both are told each night, so that their alarms also ring when the night's run is missing.
        count("BulletinsLate", int(late))
        count("CalendarMissing", int(watch.next_calendar_missing(wired)))
    log("bulletin.done", issued=len(issued or ()), late=late)
    return {"issued": issued, "interim": []}
