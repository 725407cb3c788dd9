"""Periods: their names, edges, neighbours, and the counters that add up to them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain import periods
from chalicelib.domain.bulletin_settings import wishes

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("code", "first", "last", "before", "after", "year_ago", "counters"),
    [
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "2025-12", "2026-02", "2025-01", ("2026-01",)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01", "2024-03", "2023-02", ("2024-02",)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4", "2026-Q2", "2025-Q1", ("2026-01", "2026-02", "2026-03")),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2027", "2025", tuple(f"2026-{month:02d}" for month in range(1, 13))),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), "2026-W52", "2027-W01", None,
         tuple(f"2026-12-{day}" for day in range(28, 32)) + tuple(f"2027-01-0{day}" for day in range(1, 4))),
    ],
)  # fmt: skip
def test_period_knows_its_edges_and_neighbours(code, first, last, before, after, year_ago, counters) -> None:
    period = periods.parse(code)
    assert (period.first, period.last, period.previous().code, period.next().code) == (first, last, before, after)
    assert (period.year_ago() and period.year_ago().code, period.counters) == (year_ago, counters)
    assert periods.containing(period.kind, last) == periods.containing(period.kind, first) == period


@pytest.mark.parametrize("code", ["", "2026-13", "2026-00", "2026-W54", "2025-W53", "2026-Q5", "26-01", "2026-11-24", "２０２６", "0000"])
def test_what_names_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the standard library's own words for some)
        periods.parse(code)


def test_month_ends_at_the_district_s_midnight() -> None:
    assert periods.parse("2026-11").end(ZONE) == datetime(2026, 11, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "settings",
    [
        {"bulletin_kinds": ["day"]}, {"bulletin_kinds": "month"}, {"bulletin_levels": ["grid"]}, {"bulletin_levels": [1]},
        {"bulletin_review": "yes"}, {"bulletin_review_days": -1}, {"bulletin_review_days": True}, {"bulletin_review_days": "5"},
    ],
)  # fmt: skip
def test_wishes_that_cannot_be_meant_are_refused(settings) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        wishes(settings)


def test_month_for_streets_and_departments_is_wished_where_nothing_is_said() -> None:
    held = wishes({})
    assert (held.kinds, held.levels, held.review) == (("month",), ("street", "department"), False)
    assert wishes({"bulletin_kinds": ["year", "week"]}).kinds == ("week", "year")
