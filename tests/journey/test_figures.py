"""A bulletin's figures out of the counters, where none was issued before."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.domain import periods
from chalicelib.domain.figures import Point, Said
from chalicelib.domain.petition import Status
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, SCOPES, Cell
from chalicelib.journey import board, public_figures, sms_figures
from chalicelib.journey.figures import figures
from chalicelib.journey.filters import Asked
from chalicelib.journey.publish import publish_due
from chalicelib.messages import bulletin

from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, OAK, SUPERVISOR
from tests.fakes.two_districts import CITY, make_two
from tests.journey.steps import petition, report

OCTOBER = datetime(2025, 10, 1, tzinfo=UTC)
COUNTED = {
    "2024-08": {"received": 9}, "2024-09": {"received": 4}, "2025-08": {"received": 7, "closed": 5, "closing_counted": 5, "closing_on_time": 3},
    "2025-09": {"received": 1},
}  # fmt: skip


def test_first_trend_is_what_was_counted_in_the_year_before_read_at_once(world, monkeypatch) -> None:
    for month, counts in COUNTED.items():
        world.tally.cells[Cell(month, HILL, ALL)] = Counter(counts)
    read, months = world.tally.read, []
    monkeypatch.setattr(world.tally, "read", lambda asked, *rest, **past: months.append(asked) or read(asked, *rest, **past))
    made = figures(world, HILL, periods.parse("2025-09"), OCTOBER, (1, 1), Said())
    assert made.trend == (Point("2024-09", 4, 0, 0), Point("2025-08", 7, 5, 2), Point("2025-09", 1, 0, 0))
    assert [len(asked) for asked in months if len(asked) > 1] == [11]  # the month before has told that there is something


def test_first_trend_of_weeks_begins_with_its_own(world) -> None:
    world.tally.cells[Cell("2025-09-22", HILL, ALL)] = Counter({"received": 2})
    made = figures(world, HILL, periods.parse("2025-W39"), OCTOBER, (1, 1), Said())
    assert made.trend == (Point("2025-W39", 2, 0, 0),)


DRIFTED = Counter({
    "received": 2, "status.settled": 3, "answers": -1, "answers_resolved": 1, "answers_satisfied": -2, "answers_telephone": 4, "closed": -3,
    "closing_counted": 1, "closing_on_time": 2, "response_counted": -1, "final_resolved": 1, "lapses": -5, "channel.web": -1, "category.01": 2,
})  # fmt: skip


def test_counters_that_drifted_below_none_or_their_parts_hold_their_own_bulletin_back_and_stop_no_board(world) -> None:
    for period in ("2025-08", "2025-09", "2025-10", "2025-10-01"):
        for unit in (DISTRICT, HILL):
            world.tally.cells |= {Cell(period, unit, scope): Counter(DRIFTED) for scope in SCOPES}
        rise = {"2025-08": -4, "2025-09": 9}.get(period, 0)
        world.tally.cells[Cell(period, DISTRICT, ALL_DEEP)] = Counter({"category3.010101": rise, "category3.010102": -rise})
    world.clock.moment = OCTOBER
    assert [f"{unit}/2025-09" for unit in (DEPARTMENT, BAY)] == publish_due(world, bulletin, broken := {})
    assert sorted(broken) == [f"{DISTRICT}/2025-09", f"{HILL}/2025-09"]
    shown = board.board(world, SUPERVISOR, DISTRICT, "2025-09", "en")["whole"]
    assert (shown["counts"]["closed"], shown["rates"]["response_rate"]["denominator"]) == (0, 0)
    assert board.trend(world, SUPERVISOR, DISTRICT, "2025-09", "en")["months"][-1]["counts"]["closed"] == 0
    assert public_figures.figures(world, Asked(month="2025-09"), "en")["counts"]["closed"] == 0
    assert public_figures.lately(world, Asked(), "en")["closed"] == 0
    assert sms_figures.of_day(world, SUPERVISOR, DISTRICT, "2025-10-01")["answered"] == 0
    assert world.tally.read(["2025-09"], [DISTRICT], (OWN,)) == {Cell("2025-09", DISTRICT, OWN): DRIFTED}  # as they stand, to be mended


def on_hold(world, serial: int, owner: str, submitted_at: datetime) -> None:
    number = report(world, device=f"held{serial}").number
    held = petition(world, number)
    world.memory.petitions[number] = replace(held, status=Status.ON_HOLD, owner=owner, submitted_at=submitted_at)


def test_what_is_on_hold_is_told_by_unit_whenever_it_was_received(world) -> None:
    for serial, owner in enumerate((ELM, OAK, DEPARTMENT, DISTRICT, ELM)):
        on_hold(world, serial, owner, datetime(2024, 3, 1, tzinfo=UTC))
    made = figures(world, DISTRICT, periods.parse("2025-09"), OCTOBER, (1, 1), Said())
    assert made.on_hold == {DISTRICT: 1, DEPARTMENT: 1, HILL: 3, BAY: 0}
    assert figures(world, HILL, periods.parse("2025-09"), OCTOBER, (1, 1), Said()).on_hold == {HILL: 0, ELM: 2, OAK: 1}
    assert figures(world, DEPARTMENT, periods.parse("2025-09"), OCTOBER, (1, 1), Said()).on_hold == {DEPARTMENT: 1}


def test_what_is_on_hold_is_not_told_where_it_is_more_than_is_read(world, monkeypatch) -> None:
    monkeypatch.setattr("chalicelib.journey.figures.MOST_ON_HOLD", 2)
    for serial in range(3):
        on_hold(world, serial, ELM, datetime(2024, 3, 1, tzinfo=UTC))
    assert figures(world, DISTRICT, periods.parse("2025-09"), OCTOBER, (1, 1), Said()).on_hold is None


def test_a_city_reads_its_districts_counters_alone(world) -> None:
    make_two(world)
    assert figures(world, CITY, periods.parse("2025-09"), OCTOBER, (1, 1), Said()).on_hold is None
