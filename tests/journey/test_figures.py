"""A bulletin's figures out of the counters, where none was issued before."""

from collections import Counter
from datetime import UTC, datetime

from chalicelib.domain import periods
from chalicelib.domain.figures import Point, Said
from chalicelib.domain.tally import ALL, Cell
from chalicelib.journey.figures import figures

from tests.fakes.district import HILL

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
