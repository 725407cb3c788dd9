"""`make recount` on the real engine: new counters out of the petitions alone, while others work, and then they are read."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from chalicelib.domain import tally
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Place, Round, Status
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell
from chalicelib.journey.count import count
from chalicelib.storage.tally import DynamoTally

from infra import recount
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


def run(world, months=ALL_MONTHS):
    return recount.run(world.engine.client("dynamodb"), world.settings.table, months, wait=0)


def test_counters_that_were_spoiled_are_right_again_and_the_old_ones_are_gone(world) -> None:
    cell = Cell("2025-09", STREET, ALL)
    assert world.tally.mend(cell, {"received": 30, "lost": 0}, {"received": -4, "lost": 9})
    assert world.tally.read(["2025-09"], [STREET])[cell]["received"] == 26
    parted = run(world)
    assert parted == [f"2025-09 {STREET} all lost: 9 -> 0", f"2025-09 {STREET} all received: 26 -> 30"]
    assert read(world) == meant(world, numbers(30))
    client, table = world.engine.client("dynamodb"), world.settings.table
    left = {item["pk"]["S"].partition("#")[0] for item in recount.items(client, table, ("tally", "marker"))}
    assert left == {"T1", "K1"}


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
