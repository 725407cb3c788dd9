"""The nightly recount of a day: what had drifted is found, told, and mended to the last counter."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from chalicelib.domain.petition import Status
from chalicelib.domain.ports import Marker
from chalicelib.domain.tally import ALL, OWN, Cell, expand
from chalicelib.journey.count import count, count_again
from chalicelib.journey.recount import Drifted, recount_day, recount_night
from chalicelib.journey.sweep import sweep

from tests.fakes import ports
from tests.fakes.district import DISTRICT, ELM, HILL, OAK
from tests.journey.steps import HAPPY, answers, asked, report

DAY = date(2025, 9, 29)


@pytest.fixture
def world():
    """Three petitions of Monday, one of them answered, all counted; it is Tuesday."""
    made = ports()
    numbers = [asked(made), report(made).number, report(made, community=OAK).number]
    answers(made, numbers[0], HAPPY)
    made.clock.move(days=1)
    sweep(made)
    for number in numbers:
        count(made, made.petitions.get(number))
    made.clock.move(hours=2)
    made.numbers = numbers
    return made


def looked(world):
    return recount_day(world, world.districts.current(), DAY)


def sums(world):
    return {cell: +Counter(counts) for cell, counts in world.tally.cells.items() if +Counter(counts)}


def test_nothing_has_drifted_when_everything_was_counted(world) -> None:
    before = sums(world)
    found = looked(world)
    assert (found.petitions, found.drift, found.moving) == (3, 0, False)
    assert sums(world) == before


def test_lost_event_is_found_and_counted(world) -> None:
    before = sums(world)
    number = world.numbers[1]
    world.tally.cells, world.tally.markers = without(world, number)
    found = looked(world)
    assert (found.late, found.counters) == ([number], [])
    assert sums(world) == before
    assert looked(world).drift == 0


def without(world, number):
    """Cells and markers as if no event of the petition had ever come."""
    marker = world.tally.markers[number]
    cells = {cell: Counter(counts) for cell, counts in world.tally.cells.items()}
    for cell, counts in expand(marker.counted, marker.paths, marker.centres).items():
        cells[cell].subtract(counts)
    return cells, {each: held for each, held in world.tally.markers.items() if each != number}


def test_event_that_may_still_be_on_its_way_is_no_drift(world) -> None:
    number = world.numbers[1]
    held = world.petitions.get(number)
    moved = replace(held, version=held.version + 1, last=replace(held.last, at=world.clock.now() - timedelta(minutes=5)))
    world.memory.petitions[number] = moved
    found = looked(world)
    assert found.drift == 0
    assert world.tally.markers[number].version == moved.version


def test_what_was_counted_wrongly_of_the_same_version_is_counted_again(world) -> None:
    before = sums(world)
    number = world.numbers[0]
    held = world.tally.markers[number]
    wrong = Marker(held.version, {"2025-09": {ELM: {"received": 1, "answers": 7}}}, {ELM: (ELM, HILL, DISTRICT)}, held.turn)
    world.tally.cells, _ = without(world, number)
    world.tally.markers[number] = wrong
    for cell in (Cell("2025-09", ELM, OWN), *(Cell("2025-09", unit, ALL) for unit in (ELM, HILL, DISTRICT))):
        world.tally.cells.setdefault(cell, Counter()).update({"received": 1, "answers": 7})
    assert looked(world).late == [number]
    assert sums(world) == before


def test_petition_is_not_counted_again_for_what_is_right_or_older_or_newer(world) -> None:
    held = world.petitions.get(world.numbers[0])
    assert not count_again(world, held)
    assert not count_again(world, replace(held, version=held.version - 1, status=Status.HANDLING))
    assert not count_again(world, replace(held, version=held.version + 1, status=Status.HANDLING))


@pytest.mark.parametrize("scope", [OWN, ALL])
def test_counter_that_drifted_is_told_and_mended(world, scope: str) -> None:
    before = sums(world)
    world.tally.cells.setdefault(Cell("2025-09-29", HILL, scope), Counter()).update({"received": 5, "status.merged": -1, "answers": 9})
    found = looked(world)
    was = before.get(Cell("2025-09-29", HILL, scope), Counter())["received"] + 5
    assert found.late == []
    assert found.counters == [
        Drifted(HILL, scope, "received", was, -5, mended=True), Drifted(HILL, scope, "status.merged", -1, 1, mended=True),
    ]  # fmt: skip
    after = sums(world)
    assert after[Cell("2025-09-29", HILL, scope)]["answers"] == before.get(Cell("2025-09-29", HILL, scope), Counter())["answers"] + 9
    world.tally.cells[Cell("2025-09-29", HILL, scope)].update({"answers": -9})
    assert sums(world) == before


def test_other_days_and_the_units_above_the_district_are_left_alone(world) -> None:
    world.tally.cells[Cell("2025-09-30", HILL, ALL)] = Counter({"received": 5})
    assert looked(world).drift == 0


def test_nothing_is_mended_while_the_sums_cannot_be_compared(world) -> None:
    world.tally.cells[Cell("2025-09-29", HILL, ALL)].update({"received": 5})
    marker = world.tally.marker

    def restless(number):
        held = marker(number)
        world.tally.markers[number] = replace(held, turn=held.turn + 1)
        return held

    world.tally.marker = restless
    found = looked(world)
    assert (found.moving, found.counters) == (True, [])


def test_what_others_moved_meanwhile_is_left_to_the_next_night(world) -> None:
    world.tally.cells[Cell("2025-09-29", HILL, ALL)].update({"received": 5})
    world.tally.mend = lambda *_: False
    found = looked(world)
    assert [each.mended for each in found.counters] == [False]


def test_a_night_looks_at_yesterday_a_week_and_a_month_ago_and_stops_in_time(world) -> None:
    days = [each.day for each in recount_night(world, world.clock.now() + timedelta(minutes=3))]
    assert days == ["2025-09-29", "2025-09-22", "2025-08-30"]
    assert recount_night(world, world.clock.now()) == []
