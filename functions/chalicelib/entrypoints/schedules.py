"""What runs by the clock: the sweep every five minutes, bulletins after midnight, the recount of single days at night."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from chalicelib.journey import erase as erasing
from chalicelib.journey import night, publish, watch
from chalicelib.journey import sweep as sweeping
from chalicelib.messages import bulletin as words
from chalicelib.observability import count, log, log_error
from chalicelib.wiring import Wired, ports

WAITS_AT_MOST_SECONDS, PAUSE_SECONDS = 200, 0.5  # under the function's timeout of 300 seconds
MOST_TOLD = 20  # of what drifted on a day; the count beside it is whole
RUNS_AT_MOST = timedelta(seconds=200)  # under the function's timeout of 240 seconds
# A task that has begun is brought to its end: the function's timeout of 840 seconds leaves it as long again.
RECOUNTS_AT_MOST = timedelta(seconds=420)


def sweep() -> dict[str, Any]:
    """What the sweep did."""
    wired = ports()
    swept = sweeping.sweep(wired, wired.clock.now() + RUNS_AT_MOST)
    count("UndecidedTooLong", len(watch.undecided_too_long(wired)))
    log("sweep.done", **asdict(swept))
    return asdict(swept)


def erase() -> dict[str, Any]:
    """What the worker of erasures did."""
    wired = ports()
    worked = erasing.work(wired, wired.clock.now() + RUNS_AT_MOST)
    log("erase.done", **asdict(worked))
    count("Erasures", worked.expired + worked.removed + worked.forgotten)
    return asdict(worked)


def _issued(wired: Wired, broken: publish.Broken) -> list[str]:
    """What was issued once sweep and tally had passed the month's end; the next hour tries again where they had not."""
    began = time.monotonic()
    while (issued := publish.publish_due(wired, words, broken)) is None:
        if time.monotonic() - began > WAITS_AT_MOST_SECONDS:
            return []
        time.sleep(PAUSE_SECONDS)
    return issued


def bulletin(event: dict[str, Any]) -> dict[str, Any]:
    """Which bulletins were issued. `{"interim": "2026-11"}` makes an unnumbered page of a month that still runs."""
    wired = ports()
    interim = event.get("interim")
    if interim:
        return {"issued": [], "interim": publish.interim(wired, str(interim), words)}
    late = True
    issued: list[str] = []
    broken: publish.Broken = {}
    try:
        issued = _issued(wired, broken)
        late = bool(watch.late_bulletins(wired))
    finally:
        for name, fault in broken.items():
            log_error("bulletin.broken", fault, bulletin=name)
        count("BulletinsBroken", len(broken))
        # These two are told each night, so that their alarms also ring when the night's run is missing.
        count("BulletinsLate", int(late))
        count("CalendarMissing", int(watch.next_calendar_missing(wired)))
    log("bulletin.done", issued=len(issued or ()), late=late, broken=len(broken))
    return {"issued": issued, "interim": []}


def recount() -> dict[str, Any]:
    """How much was counted again by this run of the night, and how much had drifted.

    A night that comes to no end tells nothing, and silence rings the same alarm as drift.
    """
    wired = ports()
    run = night.recount_night(wired, wired.clock.now() + RECOUNTS_AT_MOST)
    for each in run.found:
        told = {name: getattr(each, name) for name in ("period", "unit", "petitions", "drift", "moving", "whole")}
        log("recount.period", **told)
        for number in each.late[:MOST_TOLD]:
            log("recount.petition", period=each.period, number=number)
        for counter in each.counters[:MOST_TOLD]:
            log("recount.counter", period=each.period, **asdict(counter))
    sums = {name: sum(getattr(each, name) for each in run.found) for name in ("petitions", "drift")}
    if run.finished or sums["drift"]:
        count("CountersDrifted", sums["drift"])
    log("recount.done", **sums, periods=len(run.found), finished=run.finished)
    return {**sums, "periods": len(run.found), "finished": run.finished}
