"""Ten thousand petitions due at once: the sweep finishes by itself, in whatever pieces, and twice at once does it once."""

import resource
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.history import entry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.ports import Change
from chalicelib.journey.sweep import sweep

from tests.engine import Engine
from tests.fakes.small import MovedClock
from tests.storage.samples import NOW, petition

MANY = 10_000
PIECE = timedelta(seconds=60)  # what one invocation may take here; the function's own bound is 200 s
MOST_MEMORY_MB = 400

pytestmark = pytest.mark.slow


class RunningClock(MovedClock):
    """The moved clock, running on."""

    def __init__(self, moment) -> None:
        self._began, self._moment = time.monotonic(), moment

    def now(self):
        return self._moment + timedelta(seconds=time.monotonic() - self._began)


def test_ten_thousand_due_petitions_are_swept_in_pieces_by_two_at_once(engine: Engine) -> None:
    wired = engine.fresh()
    unit = wired.districts.current().organisation.children("370202")[-1].code
    held = replace(petition(), district="370202", owner=unit, phone_key=None)

    def write(serial: int) -> None:
        each = replace(petition(serial), district="370202", owner=unit, phone_key=None)
        each = replace(each, rounds=(replace(held.rounds[0], unit=unit),))
        made = entry(None, each, Action.SUBMIT, PETITIONER, has_text=True)
        wired.petitions.commit(Change(None, each, (made,), {1: "灯坏了"}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(1, MANY + 1)))
    day_late = NOW + timedelta(hours=28)  # the response is overdue by a day; the closing is not due
    wired.__dict__["clock"] = RunningClock(day_late)
    pieces, moved, used = 0, 0, time.process_time()
    more = True
    while more and pieces < 40:
        with ThreadPoolExecutor(2) as pool:
            until = wired.clock.now() + PIECE
            swept = list(pool.map(lambda _: sweep(wired, until), range(2)))
        pieces, moved = pieces + 1, moved + sum(each.petitions for each in swept)
        more = any(each.more for each in swept)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{moved} moved in {pieces} pieces of two sweeps, CPU {time.process_time() - used:.0f} s, {memory:.0f} MB")
    assert not more
    assert sweep(wired, None).petitions == 0
    for serial in range(1, MANY + 1, 97):
        found, entries, _ = wired.petitions.whole(petition(serial).number)
        assert found.rounds[0].response_overdue_at == found.rounds[0].response_due
        assert [str(each.action) for each in entries].count("overdue") == 1
    assert memory < MOST_MEMORY_MB
