"""Deadlines by the State Council's calendar: moved holidays, worked weekends, and years that are not known."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain.deadlines import (
    CalendarMissing,
    DistrictClocks,
    Limits,
    WorkingCalendar,
    YearDays,
    closing_due,
    extended,
    response_due,
    working_days_left,
)

ZONE = ZoneInfo("Asia/Shanghai")


def days(year: int, written: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(f"{year}-{each}") for each in written.split())


# Source: the State Council's notices for 2025 and 2026; weekdays off, and weekend days worked.
YEARS = {
    2025: YearDays(
        days(
            2025,
            "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02"
            " 10-01 10-02 10-03 10-06 10-07 10-08",
        ),
        days(2025, "01-26 02-08 04-27 09-28 10-11"),
    ),
    2026: YearDays(
        days(
            2026,
            "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25"
            " 10-01 10-02 10-05 10-06 10-07",
        ),
        days(2026, "01-04 02-14 02-28 05-09 09-20 10-10"),
    ),
}
CALENDAR = WorkingCalendar(ZONE, time(8, 30), time(17, 30), YEARS)


def local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


DUE = [
    ("2025-09-30 16:20", 2, "2025-10-10"),  # the design's example: eight days of National Day
    ("2025-09-30 16:20", 1, "2025-10-09"),
    ("2025-09-30 16:20", 5, "2025-10-14"),  # 9, 10, worked Saturday 11, 13, 14
    ("2025-09-30 16:20", 0, "2025-09-30"),
    ("2025-09-30 17:29", 1, "2025-10-09"),
    ("2025-09-30 17:30", 1, "2025-10-10"),  # work is over: day 0 is the 9th
    ("2025-09-30 23:59", 1, "2025-10-10"),
    ("2025-10-01 00:00", 1, "2025-10-10"),
    ("2025-10-04 12:00", 1, "2025-10-10"),  # in the holiday
    ("2025-10-10 10:00", 1, "2025-10-11"),  # a worked Saturday is day 1
    ("2025-10-11 10:00", 1, "2025-10-13"),  # and can be day 0
    ("2025-10-11 18:00", 1, "2025-10-14"),
    ("2025-10-12 10:00", 1, "2025-10-14"),
    ("2025-09-26 10:00", 1, "2025-09-28"),  # a worked Sunday
    ("2025-09-27 10:00", 1, "2025-09-29"),  # a free Saturday before a worked Sunday
    ("2025-11-24 03:00", 1, "2025-11-25"),  # before working hours counts as that day
    ("2025-11-24 10:00", 2, "2025-11-26"),
    ("2025-11-24 10:00", 5, "2025-12-01"),
    ("2025-11-28 10:00", 1, "2025-12-01"),
    ("2025-11-28 20:00", 1, "2025-12-02"),
    ("2025-11-29 10:00", 2, "2025-12-03"),
    ("2025-01-24 09:00", 1, "2025-01-26"),  # Spring Festival 2025
    ("2025-01-27 09:00", 1, "2025-02-05"),
    ("2025-01-27 09:00", 5, "2025-02-10"),  # 5, 6, 7, worked Saturday 8, 10
    ("2025-04-03 15:00", 1, "2025-04-07"),  # Qingming
    ("2025-04-30 15:00", 2, "2025-05-07"),  # Labour Day
    ("2025-05-30 15:00", 1, "2025-06-03"),  # Dragon Boat
    ("2025-12-31 10:00", 1, "2026-01-04"),  # over the new year, to a worked Sunday
    ("2025-12-31 18:00", 1, "2026-01-05"),
    ("2025-12-30 10:00", 5, "2026-01-07"),
    ("2026-02-13 10:00", 1, "2026-02-14"),  # Spring Festival 2026
    ("2026-02-13 10:00", 2, "2026-02-24"),
    ("2026-02-14 17:00", 5, "2026-02-28"),
    ("2026-05-08 10:00", 1, "2026-05-09"),
    ("2026-09-24 18:00", 2, "2026-09-30"),  # Mid-Autumn: day 0 is Monday the 28th
    ("2026-09-30 16:20", 2, "2026-10-09"),
    ("2026-09-30 16:20", 5, "2026-10-13"),
]


@pytest.mark.parametrize(("assigned", "working_days", "due"), DUE)
def test_closing_is_due_at_the_days_end_when_assigned(assigned: str, working_days: int, due: str) -> None:
    made = closing_due(local(assigned), working_days, CALENDAR)
    assert made == local(f"{due} 17:30")
    assert made.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("assigned", "working_days", "due"), DUE)
def test_days_left_give_the_limit_back_when_just_assigned(assigned: str, working_days: int, due: str) -> None:
    at = local(assigned)
    assert working_days_left(at, local(f"{due} 17:30"), CALENDAR) == working_days


def test_closing_is_the_same_when_assigned_in_another_zone() -> None:
    assert closing_due(datetime(2025, 9, 30, 8, 20, tzinfo=UTC), 2, CALENDAR) == local("2025-10-10 17:30")
    # 17:00 UTC is one o'clock the next morning, the 25th
    assert closing_due(datetime(2025, 11, 24, 17, 0, tzinfo=UTC), 1, CALENDAR) == local("2025-11-26 17:30")


@pytest.mark.parametrize(
    ("assigned", "working_days"),
    [("2026-12-31 10:00", 1), ("2026-12-28 10:00", 5), ("2026-12-31 18:00", 0), ("2027-03-01 10:00", 1)],
)
def test_closing_is_unknown_when_a_year_is_missing(assigned: str, working_days: int) -> None:
    assert closing_due(local(assigned), working_days, CALENDAR) is None


def test_closing_is_known_when_the_missing_year_is_not_needed() -> None:
    assert closing_due(local("2026-12-29 10:00"), 2, CALENDAR) == local("2026-12-31 17:30")


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2025-10-11", True),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-12", False),
        ("2026-01-04", True),
    ],
)
def test_day_is_worked_when_the_calendar_says(day: str, worked: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked


def test_day_raises_when_its_year_is_missing() -> None:
    with pytest.raises(CalendarMissing) as raised:
        CALENDAR.is_working_day(date(2027, 1, 4))
    assert raised.value.year == 2027


def test_response_counts_clock_hours_when_assigned_at_night() -> None:
    assert response_due(local("2025-09-30 23:00")) == local("2025-10-01 03:00")
    assert response_due(local("2027-09-30 23:00"), 2) == local("2027-10-01 01:00")


def test_deadlines_are_refused_when_the_moment_has_no_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        closing_due(datetime(2025, 9, 30, 16, 20), 2, CALENDAR)
    with pytest.raises(ValueError, match="time zone"):
        response_due(datetime(2025, 9, 30, 16, 20))


def test_closing_is_refused_when_days_are_negative() -> None:
    with pytest.raises(ValueError, match="lead back"):
        closing_due(local("2025-09-30 16:20"), -1, CALENDAR)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2025-10-10 17:30", 0),
        ("2025-10-10 09:00", 0),
        ("2025-10-09 09:00", 1),
        ("2025-10-09 18:00", 0),
        ("2025-10-05 09:00", 1),
        ("2025-09-29 09:00", 3),
        ("2025-10-10 17:31", -1),
        ("2025-10-11 09:00", -1),
        ("2025-10-11 18:00", -2),
        ("2025-10-12 09:00", -2),
        ("2025-10-13 09:00", -2),
    ],
)
def test_days_left_are_counted_when_due_on_a_friday(now: str, left: int) -> None:
    assert working_days_left(local(now), local("2025-10-10 17:30"), CALENDAR) == left


def test_days_left_are_unknown_when_a_year_is_missing() -> None:
    assert working_days_left(local("2026-12-30 10:00"), local("2027-01-06 17:30"), CALENDAR) is None


@pytest.mark.parametrize(
    ("due", "more", "moved"),
    [
        ("2025-09-30 17:30", 1, "2025-10-09"),
        ("2025-10-10 17:30", 2, "2025-10-13"),
        ("2025-12-31 17:30", 1, "2026-01-04"),
        ("2025-11-26 17:30", 5, "2025-12-03"),
    ],
)
def test_extension_adds_to_the_old_due_date_when_granted(due: str, more: int, moved: str) -> None:
    assert extended(local(due), more, CALENDAR) == local(f"{moved} 17:30")


def test_extension_is_unknown_when_a_year_is_missing() -> None:
    assert extended(local("2026-12-31 17:30"), 1, CALENDAR) is None


def test_clocks_use_the_urgency_as_days_when_no_limit_is_set() -> None:
    clocks = DistrictClocks(CALENDAR, 4)
    at = local("2025-09-30 16:20")
    assert clocks.response_due(at) == local("2025-09-30 20:20")
    assert clocks.due_after(at, clocks.days_for(2)) == local("2025-10-10 17:30")


def test_clocks_use_the_districts_limits_when_set() -> None:
    clocks = DistrictClocks(CALENDAR, 2, {2: 1})
    at = local("2025-09-30 16:20")
    assert clocks.limits == Limits(2, {2: 1})
    assert clocks.response_due(at) == local("2025-09-30 18:20")
    assert clocks.due_after(at, clocks.days_for(2)) == local("2025-10-09 17:30")
    assert clocks.due_after(at, clocks.days_for(5)) == local("2025-10-14 17:30")
