"""`make recount` on the real engine: new counters out of the petitions alone, while others work, and then they are read."""

import os
import subprocess
import sys
import time
from argparse import Namespace
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from chalicelib.domain import tally
from chalicelib.domain.errors import Busy
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Place, Round, Status
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell
from chalicelib.journey.count import count
from chalicelib.storage.tally import DynamoTally

from infra import ROOT, recount, shares
from infra.shares import Hands, Reach, ports_of
from tests.engine import environment
from tests.storage.samples import NOW, following, petition, submitted

DISTRICT, STREET, COMMUNITY = "370202", "370202001", "370202001001"
SCOPES = (OWN, ALL, OWN_DEEP, ALL_DEEP)
UNITS = (DISTRICT, STREET, COMMUNITY)
PERIODS = ("2025-09", "2025-09-29")
ALL_MONTHS = recount.months_between("", "")


@pytest.fixture
def world(engine):
    """A stage with thirty counted petitions of a community, some of them closed."""
    made = engine.fresh()
    made.districts.current()
    for serial in range(1, 31):
        stored(made, serial)
    return made


def stored(world, serial: int):
    turn = Round(1, COMMUNITY, NOW, NOW + timedelta(hours=4), NOW + timedelta(days=9))
    held = petition(
        serial, district=DISTRICT, owner=COMMUNITY, category="010203", rounds=(turn,), phone_key=None,
        place=Place("chosen", None, None, "", STREET, COMMUNITY),
    )  # fmt: skip
    world.petitions.commit(submitted(held))
    count(world, held)
    return held


def closes(world, held):
    after = following(held, Action.CLOSE, status=Status.CLOSED)
    turn = replace(held.rounds[0], accepted_at=NOW, responsible=COMMUNITY, closed_at=NOW, closed_by=COMMUNITY)
    change = replace(after, after=replace(after.after, rounds=(turn,)))
    world.petitions.commit(change)
    return change.after


def meant(world, numbers) -> dict[Cell, Counter]:
    """The sum of what the petitions add, without markers and counters."""
    line, cells = {COMMUNITY: (COMMUNITY, STREET, DISTRICT)}, {}
    district = world.districts.current()
    for number in numbers:
        counted = tally.contribution(world.petitions.get(number), district.zone)
        for cell, counts in tally.expand(counted, line, {COMMUNITY: DISTRICT}).items():
            cells.setdefault(cell, Counter()).update(counts)
    return cells


def read(world) -> dict[Cell, Counter]:
    return {cell: +counts for cell, counts in world.tally.read(PERIODS, UNITS, SCOPES).items() if +counts}


def numbers(many: int) -> list[str]:
    return [petition(serial).number for serial in range(1, many + 1)]


def hands(world, processes: int = 1) -> Hands:
    client, table = world.engine.client("dynamodb"), world.settings.table
    return Hands(Reach(client, table, ports_of(client, table)), Namespace(table=table), processes)


def run(world, months=ALL_MONTHS, processes: int = 1):
    return recount.run(hands(world, processes), months, wait=0)


def generations(world) -> set[str]:
    found = shares.items(world.engine.client("dynamodb"), world.settings.table, ("tally", "marker", "recounting"))
    return {item["pk"]["S"].partition("#")[0] for item in found}


def test_counters_that_were_spoiled_are_right_again_and_the_old_ones_are_gone(world) -> None:
    cell = Cell("2025-09", STREET, ALL)
    assert world.tally.mend(cell, {"received": 30, "lost": 0}, {"received": -4, "lost": 9})
    assert world.tally.read(["2025-09"], [STREET])[cell]["received"] == 26
    parted = run(world)
    assert parted == [f"2025-09 {STREET} all lost: 9 -> 0", f"2025-09 {STREET} all received: 26 -> 30"]
    assert read(world) == meant(world, numbers(30))
    assert generations(world) == {"T1", "K1"}


def test_another_recount_goes_on_from_the_generation_that_is_read(world) -> None:
    run(world)
    assert run(world) == []
    held = stored(world, 31)
    count(world, closes(world, held))
    assert read(world) == meant(world, numbers(31))


def test_work_that_goes_on_meanwhile_is_counted_once(world) -> None:
    begun, over = Event(), Event()

    def work() -> int:
        begun.wait(30)
        done = 0
        for serial in range(100, 400):
            held = stored(world, serial)
            count(world, closes(world, held))
            done += 1
            if over.is_set() and done > 5:
                break
        return done

    real = DynamoTally.begin

    def begin(self):
        made = real(self)
        begun.set()
        return made

    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(1) as pool:
        patched.setattr(DynamoTally, "begin", begin)
        working = pool.submit(work)
        run(world)
        over.set()
        done = working.result()
    all_of_them = [*numbers(30), *(petition(serial).number for serial in range(100, 100 + done))]
    assert done > 5
    assert read(world) == meant(world, all_of_them)


def test_what_broke_off_is_taken_up_again(world) -> None:
    first = world.tally.begin()
    count(world, world.petitions.get(numbers(1)[0]))
    assert world.tally.begin().generation == first.generation == 1
    assert run(world) == []
    assert read(world) == meant(world, numbers(30))
    assert not first.switch()


class Killed(BaseException):
    """What no handler may take."""


def test_a_recount_that_was_killed_goes_on_behind_what_it_had_counted(world, monkeypatch) -> None:
    counted, seen = recount.count_into, []

    def counts(ports, counters, held, current) -> bool:
        if len(seen) == 20:
            raise Killed
        seen.append(held.number)
        return counted(ports, counters, held, current)

    monkeypatch.setattr(shares, "THREADS", 1)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(recount, "count_into", counts)
        run(world)
    first = set(seen)
    held = world.petitions.get(seen[0])  # of a share that no run reads again: its event alone moves the new counters
    count(world, closes(world, held))
    seen.clear()
    with monkeypatch.context() as patched:
        patched.setattr(recount, "count_into", lambda *given: seen.append(given[2].number) or counted(*given))
        run(world)
    assert first | set(seen) == set(numbers(30))
    assert len(seen) <= 30 - len(first) + 4  # and of the share that it died in
    assert read(world) == meant(world, numbers(30))
    assert generations(world) == {"T1", "K1"}


def test_counters_that_are_written_too_fast_are_waited_for(world, monkeypatch) -> None:
    counted, refused = recount.count_into, Counter()

    def contested(*given) -> bool:
        refused[given[2].number] += 1
        if refused[given[2].number] <= 2:
            raise Busy
        return counted(*given)

    monkeypatch.setattr(recount, "PAUSES_SECONDS", (0, 0))
    with monkeypatch.context() as patched:
        patched.setattr(recount, "count_into", contested)
        run(world)
    assert read(world) == meant(world, numbers(30))


def test_what_died_while_it_deleted_is_deleted_by_the_next_run(world, monkeypatch) -> None:
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(recount.time, "sleep", raising)
        run(world)
    assert {"T", "T1"} < generations(world)
    run(world)
    assert generations(world) == {"T2", "K2"}
    assert read(world) == meant(world, numbers(30))


def raising(*_: object) -> None:
    raise Killed


def test_processes_side_by_side_count_each_petition_once(world) -> None:
    assert world.tally.mend(Cell("2025-09", STREET, ALL), {"received": 30}, {"received": -4})
    with environment(world.engine.environment(world.settings)):
        assert run(world, processes=2) == [f"2025-09 {STREET} all received: 26 -> 30"]
    assert read(world) == meant(world, numbers(30))
    assert generations(world) == {"T1", "K1"}


@pytest.mark.slow  # a command of its own, killed for good
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found by /proc")
def test_command_that_is_killed_leaves_no_process_behind_and_is_gone_on_with(world) -> None:
    for serial in range(31, 301):
        stored(world, serial)
    command = [sys.executable, "-m", "infra.recount", "--processes", "2", "--table", world.settings.table]
    told = world.engine.environment(world.settings)
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | told, stdout=subprocess.DEVNULL) as begun:
        until(lambda: "RECOUNTING" in generations(world))
        children = Path(f"/proc/{begun.pid}/task/{begun.pid}/children").read_text().split()
        begun.kill()
    assert len(children) >= 2
    until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
    assert world.tally.kept()[0].generation == 0
    run(world)
    assert read(world) == meant(world, numbers(300))
    assert generations(world) == {"T1", "K1"}


def until(holds) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_process_that_cannot_work_is_told_and_nothing_is_switched(world, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(ChildProcessError):
        run(world, processes=2)
    assert world.tally.kept()[0].generation == 0


def test_only_the_months_that_are_asked_for_are_shown(world) -> None:
    assert world.tally.mend(Cell("2025-09", STREET, ALL), {"received": 30}, {"received": 1})
    assert run(world, recount.months_between("2025-10", "2026-02")) == []


@pytest.mark.parametrize(("first", "last"), [("2026-02", "2026-01"), ("2026-13", ""), ("2026-W01", "2026-W02"), ("x", "2026-01")])
def test_months_that_cannot_be_meant_are_refused(first: str, last: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the standard library's own words for some)
        recount.months_between(first, last)


def test_months_are_those_from_one_to_the_other() -> None:
    assert recount.months_between("2025-11", "2026-02") == {"2025-11", "2025-12", "2026-01", "2026-02"}
    assert recount.months_between("2026-01", "") == {"2026-01"}
