"""The nightly recount of a day: what had drifted is found, told, and mended to the last counter."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from chalicelib.domain.petition import Status
from chalicelib.domain.ports import Marker
from chalicelib.domain.tally import ALL, OWN, Cell, expand
from chalicelib.journey.count import count, count_again
from chalicelib.journey.night import recount_night
from chalicelib.journey.recount import Drifted, recount_day
from chalicelib.journey.sweep import sweep

from tests.fakes import ports
from tests.fakes.district import DISTRICT, ELM, HILL, OAK
from tests.fakes.two_districts import CITY, PORT, QUAY, make_two
from tests.journey.steps import HAPPY, answers, asked, do, report

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
    return recount_day(world, DAY)


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
def test_counter_that_drifted_in_any_measure_is_told_and_mended(world, scope: str) -> None:
    before = sums(world)
    cell = Cell("2025-09-29", HILL, scope)
    was = before.get(cell, Counter())
    world.tally.cells.setdefault(cell, Counter()).update({"received": 5, "status.merged": -1, "answers": 9})
    found = looked(world)
    assert found.late == []
    assert found.counters == [
        Drifted(HILL, scope, "answers", was["answers"] + 9, -9, mended=True),
        Drifted(HILL, scope, "received", was["received"] + 5, -5, mended=True),
        Drifted(HILL, scope, "status.merged", -1, 1, mended=True),
    ]
    assert sums(world) == before


def test_day_is_counted_from_the_petitions_of_other_days_too(world) -> None:
    number = closes_on_tuesday(world)
    before, cell = sums(world), Cell("2025-09-30", HILL, ALL)
    assert (before[cell]["closed"], before[cell]["received"]) == (1, 0)
    world.tally.cells[cell].update({"closed": 3})
    found = recount_day(world, date(2025, 9, 30))
    assert (found.petitions, found.counters) == (1, [Drifted(HILL, ALL, "closed", 4, -3, mended=True)])
    assert sums(world) == before
    assert number in world.tally.markers


def closes_on_tuesday(world) -> str:
    number = world.numbers[1]
    for action in ("accept", "close"):
        do(world, number, action, note="换了灯泡")
    count(world, world.petitions.get(number))
    return number


def test_day_is_listed_before_it_is_counted_so_that_a_crash_between_hides_nobody(world) -> None:
    world.tally.move = lambda *_: (_ for _ in ()).throw(ConnectionError)
    with pytest.raises(ConnectionError):
        closes_on_tuesday(world)
    assert world.numbers[1] in world.days.lists["2025-09-30"]


def test_day_that_was_counted_before_days_had_lists_is_compared_by_its_submissions_only(world) -> None:
    closes_on_tuesday(world)
    world.days.lists.clear()
    world.tally.cells[Cell("2025-09-29", HILL, ALL)].update({"received": 5, "answers": 9})
    found = looked(world)
    assert not found.whole
    assert [(each.measure, each.by) for each in found.counters] == [("received", -5)]


def test_city_over_the_districts_is_counted_with_them() -> None:
    made = make_two(ports())
    numbers = [report(made).number, report(made, community=QUAY, category="04", answers={"when": "night"}).number]
    for number in numbers:
        count(made, made.petitions.get(number))
    made.clock.move(days=1)
    made.tally.cells[Cell("2025-09-29", CITY, ALL)].update({"received": 1})
    found = looked(made)
    assert (found.petitions, found.counters) == (2, [Drifted(CITY, ALL, "received", 3, -1, mended=True)])


def test_other_days_are_left_alone(world) -> None:
    world.tally.cells[Cell("2025-09-30", HILL, ALL)] = Counter({"received": 5})
    assert looked(world).drift == 0


def test_nothing_is_mended_while_the_sums_cannot_be_compared(world) -> None:
    world.tally.cells[Cell("2025-09-29", HILL, ALL)].update({"received": 5})
    marked = world.tally.marked

    def restless(numbers):
        for number in numbers:
            held = world.tally.markers[number]
            world.tally.markers[number] = replace(held, turn=held.turn + 1)
        return marked(numbers)

    world.tally.marked = restless
    found = looked(world)
    assert (found.moving, found.counters) == (True, [])


def test_what_others_moved_meanwhile_is_left_to_the_next_night(world) -> None:
    world.tally.cells[Cell("2025-09-29", HILL, ALL)].update({"received": 5})
    world.tally.mend = lambda *_: False
    found = looked(world)
    assert [each.mended for each in found.counters] == [False]


def night(world, minutes: int = 3):
    return recount_night(world, world.clock.now() + timedelta(minutes=minutes))


def test_a_night_looks_at_yesterday_a_week_and_a_month_ago_and_at_their_months_once(world) -> None:
    run = night(world)
    assert [each.period for each in run.found] == ["2025-09-29", "2025-09-22", "2025-08-30", "2025-09", "2025-08"]
    assert run.finished
    again = night(world)
    assert (again.found, again.finished) == ([], True)
    world.clock.move(days=1)
    assert len(night(world).found) == 5


def test_what_a_run_has_no_time_for_the_next_one_does(world) -> None:
    many, now = world.petitions.many, world.clock.now()
    world.petitions.many = lambda numbers: (world.clock.move(minutes=2), many(numbers))[1]
    run = recount_night(world, now + timedelta(minutes=1))
    assert ([each.period for each in run.found], run.finished) == (["2025-09-29"], False)
    assert not recount_night(world, world.clock.now()).finished
    world.petitions.many = many
    run = night(world)
    assert [each.period for each in run.found] == ["2025-09-22", "2025-08-30", "2025-09", "2025-08"]
    assert run.finished


@pytest.mark.parametrize("scope", [OWN, ALL])
def test_month_that_is_not_the_sum_of_its_days_is_mended(world, scope: str) -> None:
    before, cell = sums(world), Cell("2025-09", HILL, scope)
    world.tally.cells.setdefault(cell, Counter()).update({"received": 4, "answers": -1})
    (found,) = [each for each in night(world).found if each.period == "2025-09"]
    assert [(each.unit, each.scope, each.measure, each.by, each.mended) for each in found.counters] == [
        (HILL, scope, "answers", 1, True), (HILL, scope, "received", -4, True),
    ]  # fmt: skip
    assert sums(world) == before


def test_month_stays_where_one_of_its_days_was_wrong(world) -> None:
    before = sums(world)
    world.tally.cells.setdefault(Cell("2025-09-12", HILL, ALL), Counter()).update({"closed": 5})
    run = night(world)
    assert [(each.period, each.drift) for each in run.found if each.drift] == [("2025-09-12", 1)]
    assert sums(world) == before
    assert run.finished


def test_month_of_days_without_lists_is_left_as_it_is(world) -> None:
    world.days.lists.clear()
    world.tally.cells[Cell("2025-09", HILL, ALL)].update({"answers": 9})
    (found,) = [each for each in night(world).found if each.period == "2025-09"]
    assert (found.whole, found.counters) == (False, [])
    assert world.tally.cells[Cell("2025-09", HILL, ALL)]["answers"] >= 9


def test_month_of_a_city_is_looked_at_by_itself() -> None:
    made = make_two(ports())
    made.clock.move(days=1)
    made.tally.cells[Cell("2025-09", CITY, ALL)] = Counter({"received": 2})
    found = night(made).found
    assert [each.unit for each in found if each.period == "2025-09"] == [DISTRICT, PORT, CITY]
    (city,) = [each for each in found if (each.period, each.unit) == ("2025-09", CITY)]
    assert [(each.measure, each.by) for each in city.counters] == [("received", -2)]


def test_month_that_moves_on_is_left_to_the_next_night(world) -> None:
    cell = Cell("2025-09", HILL, ALL)
    world.tally.cells[cell].update({"received": 4})
    read = world.tally.read

    def restless(periods, units, scopes, below=(), *, past=False):
        if not past and len(periods) > 1:
            world.tally.cells[cell].update({"closed": 1})
        return read(periods, units, scopes, below, past=past)

    world.tally.read = restless
    (found,) = [each for each in night(world).found if each.period == "2025-09"]
    assert (found.moving, found.counters) == (True, [])
