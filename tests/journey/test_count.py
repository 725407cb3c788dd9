"""The counters say what the petitions say: whatever came twice, late or out of order."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.errors import Busy
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.petition import Petition, SentBack
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell
from chalicelib.journey.count import count, count_into
from chalicelib.journey.sweep import sweep

from tests.fakes import two_districts
from tests.fakes.counters import MemoryTally
from tests.fakes.district import DISPATCHER, DISTRICT, ELM, HILL, HILL_OFFICER, UNITS, ZONE
from tests.journey.steps import (
    CROSS,
    HAPPY,
    UNSOLVED,
    answers,
    asked,
    deliver,
    do,
    petition,
    report,
)

MONTH = "2025-09"


@pytest.fixture
def versions(world):
    """Every version that was written, in order, as the stream brings them."""
    written, commit = [], world.petitions.commit

    def remembered(change):
        earlier = commit(change)
        if earlier is None:
            written.append(change.after)
        return earlier

    world.petitions.commit = remembered
    return written


def life(world) -> str:
    """A petition with two rounds, a lateness, a changed answer, in two months."""
    number = asked(world)
    answers(world, number, UNSOLVED)
    world.clock.move(hours=5)
    sweep(world)
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "send_back", HILL_OFFICER, reason="x")
    do(world, number, "assign", DISPATCHER, unit=HILL)
    world.clock.move(days=3)
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="x")
    deliver(world)
    answers(world, number, CROSS)
    answers(world, number, HAPPY)
    return number


def recounted(world, number: str) -> tally.Cells:
    """What the counters must hold: everything that the petition adds as it stands, from nothing."""
    return recounted_of(world, petition(world, number))


def recounted_of(world, counted_of: Petition) -> tally.Cells:
    """The same of a petition as it is handed in."""
    counted = tally.contribution(counted_of, ZONE)
    organisation = world.districts.current().organisation
    units = {unit for by_unit in counted.values() for unit in by_unit}
    paths = {unit: tuple(above.code for above in organisation.ancestors(unit)) for unit in units}
    return tally.expand(counted, paths, {unit: organisation.command_centre(unit).code for unit in units})


def held(world) -> tally.Cells:
    return {cell: +counts for cell, counts in world.tally.cells.items() if +counts}


def test_unit_and_all_above_are_counted_when_submitted(world) -> None:
    number = report(world).number
    assert count(world, petition(world, number))
    found = world.tally.read([MONTH], [ELM, HILL, DISTRICT])
    for cell in (Cell(MONTH, ELM, OWN), Cell(MONTH, ELM, ALL), Cell(MONTH, HILL, ALL), Cell(MONTH, DISTRICT, ALL)):
        assert found[cell]["received"] == 1
    assert Cell(MONTH, HILL, OWN) not in found


def test_counters_say_what_the_petition_says_when_each_version_was_counted(world, versions) -> None:
    number = life(world)
    for version in versions:
        count(world, version)
        assert all(amount >= 0 for counts in world.tally.cells.values() for amount in counts.values())
    assert held(world) == recounted(world, number)


@pytest.mark.parametrize("seed", range(20))
def test_counters_say_the_same_when_events_come_doubled_and_out_of_order(world, versions, seed) -> None:
    number = life(world)
    chance = random.Random(seed)
    came = versions * 2
    chance.shuffle(came)
    for version in came:
        count(world, version)
    assert held(world) == recounted(world, number)


def test_nothing_moves_when_the_event_is_older_than_what_was_counted(world, versions) -> None:
    number = life(world)
    assert count(world, versions[-1])
    before = {cell: Counter(counts) for cell, counts in world.tally.cells.items()}
    assert not any(count(world, version) for version in versions)
    assert world.tally.cells == before
    assert world.tally.marker(number).version == versions[-1].version


def test_counting_goes_on_when_another_moved_the_marker_first(world) -> None:
    number = report(world).number
    move = world.tally.move

    def beaten(*moved):
        world.tally.move = move
        move(*moved)
        return False

    world.tally.move = beaten
    assert not count(world, petition(world, number))
    assert held(world) == recounted(world, number)


def test_event_comes_again_when_others_were_first_through_every_try(world) -> None:
    number = report(world).number
    world.tally.move = lambda *_: False
    with pytest.raises(Busy):
        count(world, petition(world, number))


def test_past_of_a_unit_stays_where_it_was_counted_when_the_unit_moves_in_the_tree(world) -> None:
    silent, spoken = report(world).number, report(world).number
    for number in (silent, spoken):
        count(world, petition(world, number))
    day = f"{world.clock.now().astimezone(ZONE):%Y-%m-%d}"
    before = held(world)
    _move(world, ELM, "S-bay")
    world.clock.move(days=40)
    do(world, spoken, "accept")
    count(world, petition(world, spoken))
    later = report(world).number
    count(world, petition(world, later))
    now = held(world)
    assert now[Cell(MONTH, HILL, ALL)]["received"] == now[Cell(day, HILL, ALL)]["received"] == 2
    assert {cell: counts["received"] for cell, counts in before.items() if counts["received"]} == {
        cell: now[cell]["received"] for cell in before if now[cell]["received"]
    }
    assert Cell(MONTH, "S-bay", ALL) not in now
    month = f"{world.clock.now().astimezone(ZONE):%Y-%m}"
    assert now[Cell(month, "S-bay", ALL)]["received"] == now[Cell(month, DISTRICT, ALL)]["received"] == 1
    assert Cell(month, HILL, ALL) not in now or not now[Cell(month, HILL, ALL)]["received"]


def test_what_was_first_counted_of_a_unit_after_its_move_goes_along_its_new_path_beside_the_old(world) -> None:
    number = report(world).number
    count(world, petition(world, number))
    _move(world, ELM, "S-bay")
    world.clock.move(days=1)
    do(world, number, "accept")
    assert count(world, petition(world, number))
    world.memory.petitions[number] = later = wandered(world, number, 3)
    assert count(world, later)
    now = held(world)
    months = {period: by_unit[ELM] for period, by_unit in tally.contribution(later, ZONE).items() if len(period) == len(MONTH) and ELM in by_unit}
    assert len(months) > 1
    for period, measures in months.items():
        assert Counter(measures) <= now[Cell(period, HILL if period == MONTH else "S-bay", ALL)], period
    for unit in (HILL, "S-bay", DISTRICT):
        for month in months:
            days = sum((counts for cell, counts in now.items() if (cell.unit, cell.scope) == (unit, ALL) and cell.period.startswith(f"{month}-")), Counter())
            assert days == now.get(Cell(month, unit, ALL), Counter()), (unit, month)
    # It gives back exactly what it gave, wherever that lay.
    world.memory.petitions[number] = replace(later, version=later.version + 1, sent_back=())
    assert count(world, world.memory.petitions[number])
    back = held(world)
    assert {cell.unit for cell in back if cell.scope == ALL and cell.period == MONTH} == {ELM, HILL, DISTRICT}


def test_counters_that_are_built_anew_know_where_a_unit_lay(world) -> None:
    early = report(world).number
    count(world, petition(world, early))
    _move(world, ELM, "S-bay")
    world.clock.move(days=40)
    late = report(world).number
    count(world, petition(world, late))
    built = world.tally.begin()
    for number in (early, late):
        assert count_into(world, built, petition(world, number), world.tally)
    assert {cell: +counts for cell, counts in built.cells.items() if +counts} == held(world)
    do(world, early, "accept")
    count(world, petition(world, early))
    assert {cell: +counts for cell, counts in built.cells.items() if +counts} == held(world)


def _move(world, unit: str, parent: str) -> None:
    district = world.districts.held
    moved = [replace(each, parent=parent) if each.code == unit else each for each in district.organisation.units]
    world.districts.held = replace(district, organisation=Organisation(moved))


def wandered(world, number: str, months: int) -> Petition:
    """The petition after a life that no desk would lead: every unit sent it back in every month."""
    moments = [world.clock.now() + timedelta(days=30 * month) for month in range(months)]
    back = tuple(SentBack(unit.code, moment, upheld=True) for moment in moments for unit in UNITS)
    return replace(petition(world, number), sent_back=back, version=50)


@pytest.mark.parametrize("months", [5, 12])
def test_nothing_is_lost_when_a_life_needs_more_counters_than_one_transaction_holds(world, months) -> None:
    number = report(world).number
    count(world, petition(world, number))
    world.memory.petitions[number] = wandered(world, number, months)
    needed = recounted(world, number)
    assert len(needed) > 60
    assert count(world, petition(world, number))
    assert held(world) == needed
    assert not count(world, petition(world, number))


def test_counting_goes_on_where_it_stopped_when_a_crash_came_in_the_middle(world) -> None:
    number = report(world).number
    world.memory.petitions[number] = wandered(world, number, 12)
    move, moved = world.tally.move, []

    def crash_at_third(*what):
        moved.append(what)
        if len(moved) == 3:
            raise ConnectionError
        return move(*what)

    world.tally.move = crash_at_third
    with pytest.raises(ConnectionError):
        count(world, petition(world, number))
    newer = replace(petition(world, number), version=51, sent_back=petition(world, number).sent_back[3:])
    world.memory.petitions[number] = newer
    assert count(world, newer)
    assert held(world) == recounted(world, number)
    assert max(len(moves) for *_, moves in moved) + 1 < 60  # the marker is an action too


def test_long_life_is_brought_to_another_path_in_small_steps_when_it_was_built_along_a_wrong_one(world) -> None:
    number = report(world).number
    world.memory.petitions[number] = wandered(world, number, 30)
    assert count(world, petition(world, number))
    wrong, right = world.tally.begin(), held(world)
    _move(world, ELM, "S-bay")
    assert count_into(world, wrong, petition(world, number), MemoryTally())  # of nothing that was counted before
    assert {cell: +counts for cell, counts in wrong.cells.items() if +counts} != right
    move, sizes = wrong.move, []

    def measured(number, before, after, moves):
        sizes.append(len(moves))
        return move(number, before, after, moves)

    wrong.move = measured
    world.memory.petitions[number] = replace(wandered(world, number, 30), version=51)
    assert count_into(world, wrong, petition(world, number), world.tally)
    assert {cell: +counts for cell, counts in wrong.cells.items() if +counts} == right
    assert len(sizes) > 1
    assert max(sizes) + 1 < 60


def test_move_and_its_marker_stay_under_sixty_actions_when_the_life_moves_as_many_counters_as_go_into_one(world) -> None:
    number = report(world).number
    move, sizes = world.tally.move, []

    def measured(number, before, after, moves):
        sizes.append(len(moves))
        return move(number, before, after, moves)

    world.tally.move = measured
    needed = set()
    for version, backs in enumerate(range(1, 40), start=50):
        sent_back = wandered(world, number, 4).sent_back[:backs]
        held_now = replace(petition(world, number), sent_back=sent_back, version=version)
        cells = recounted_of(world, held_now)
        needed.add(len(cells))
        world.tally.cells.clear()
        world.tally.markers.clear()
        assert count(world, held_now)
        assert held(world) == cells
    assert needed & {59, 60}, needed
    assert max(sizes) + 1 < 60


def test_each_version_of_a_life_stays_under_sixty_actions_in_one_transaction_in_the_deepest_tree(world, versions) -> None:
    two_districts.make_two(world)  # a city over it: grid, community, street, district, city
    asked_at_the_grid = replace(petition(world, life(world)), owner="G-elm-1")
    move, sizes = world.tally.move, []

    def measured(number, before, after, moves):
        sizes.append(len(moves))
        return move(number, before, after, moves)

    world.tally.move = measured
    for version in (*versions, replace(asked_at_the_grid, version=versions[-1].version + 1)):
        sizes.clear()
        assert count(world, version)
        assert len(sizes) == 1
        assert sizes[0] + 1 < 60
    assert world.tally.read([MONTH], [two_districts.CITY])[Cell(MONTH, two_districts.CITY, ALL)]["received"] == 1


def test_days_add_up_to_their_month_and_deep_categories_stand_at_owner_and_district_only(world) -> None:
    number = life(world)
    count(world, petition(world, number))
    cells = held(world)
    for cell in [cell for cell in cells if len(cell.period) == len(MONTH)]:
        days = [counts for each, counts in cells.items() if each.period.startswith(f"{cell.period}-") and (each.unit, each.scope) == (cell.unit, cell.scope)]
        assert sum(days, Counter()) == cells[cell]
    moved = replace(petition(world, number), category="010203", version=99)
    assert count(world, moved)
    deep = {(cell.unit, cell.scope): counts for cell, counts in held(world).items() if cell.period == MONTH and cell.scope in (OWN_DEEP, ALL_DEEP)}
    named = Counter({"category2.0102": 1, "category3.010203": 1})
    assert deep == {(moved.owner, OWN_DEEP): named, (DISTRICT, ALL_DEEP): named}
