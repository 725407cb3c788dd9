"""What the nightly look finds missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from chalicelib.journey.watch import late_bulletins, next_calendar_missing, undecided_too_long

UNITS = [SimpleNamespace(code="s1", level="street"), SimpleNamespace(code="d1", level="department")]


def ports(now: datetime, issued: dict[str, list[str]] | None = None, years: tuple[int, ...] = ()) -> Any:
    district = SimpleNamespace(
        code="dd",
        day=lambda moment: moment.astimezone(ZoneInfo("Asia/Shanghai")).date(),
        settings={"bulletin_levels": ["street"]},
        organisation=SimpleNamespace(children=lambda _: UNITS, root=SimpleNamespace(level="district")),
        calendar=SimpleNamespace(years=dict.fromkeys(years)),
    )
    records = {unit: [SimpleNamespace(period=each) for each in periods] for unit, periods in (issued or {}).items()}
    return SimpleNamespace(
        clock=SimpleNamespace(now=lambda: now),
        districts=SimpleNamespace(all=lambda: (district,), current=lambda: district, of=lambda _: district),
        configurations=SimpleNamespace(history=lambda *_: SimpleNamespace(items=[], cursor=None)),
        bulletins=SimpleNamespace(issued=lambda unit, _kind, _since: records.get(unit, []), drafts=lambda _: []),
    )


@pytest.mark.parametrize(
    ("issued", "late"),
    [
        ({"dd": ["2026-10"], "s1": ["2026-10"]}, []),
        ({"dd": ["2026-09", "2026-10"], "s1": ["2026-09"]}, ["s1/2026-10"]),
        ({}, ["dd/2026-10", "s1/2026-10"]),
        ({"dd": ["2026-11"], "s1": ["2026-11"]}, []),
    ],
)
def test_a_bulletin_is_late_when_last_months_was_not_issued(issued: dict[str, list[str]], late: list[str]) -> None:
    first_of_november = datetime(2026, 10, 31, 16, 20, tzinfo=UTC)  # 00:20 on the first, there
    assert late_bulletins(ports(first_of_november, issued)) == late


@pytest.mark.parametrize(
    ("now", "years", "missing"),
    [
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), (2026,), False),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), (2026,), True),
        (datetime(2026, 12, 1, tzinfo=UTC), (2026, 2027), False),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), (2026,), True),
        (datetime(2026, 3, 1, tzinfo=UTC), (2025,), True),
    ],
)
def test_next_years_calendar_is_missing_from_november_on(
    now: datetime, years: tuple[int, ...], missing: bool
) -> None:
    assert next_calendar_missing(ports(now, years=years)) is missing


@pytest.mark.parametrize(("hours", "named"), [(None, []), (0, []), (24, []), (24.1, ["dd"]), (900, ["dd"])])
def test_district_is_named_when_a_message_waits_for_a_person_for_over_a_day(hours: float | None, named: list[str]) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    held = ports(now)
    since = None if hours is None else now - timedelta(hours=hours)
    held.outbox = SimpleNamespace(undecided_since=lambda _: since)
    assert undecided_too_long(held) == named
