"""Deadlines in working days that know the moved holidays, and None where a calendar year is not loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
DAY = timedelta(days=1)


class CalendarMissing(LookupError):
    """The working days of this year are not loaded."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class YearDays:
    """What makes a year differ from plain weeks: weekdays that are free, weekend days that are worked.

    Source: the State Council's yearly notice on holidays.
    """

    free: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A district's working days and hours."""

    zone: ZoneInfo
    hours_start: time
    hours_end: time
    years: Mapping[int, YearDays]

    def is_working_day(self, day: date) -> bool:
        """True when the district works that day. Raises: CalendarMissing."""
        year = self.years.get(day.year)
        if year is None:
            raise CalendarMissing(day.year)
        return day in year.worked or (day.weekday() < SATURDAY and day not in year.free)

    def first_working_day(self, day: date) -> date:
        """The day itself, or the next that is worked. Raises: CalendarMissing."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def after(self, day: date, working_days: int) -> date:
        """The day that lies so many working days later. Raises: CalendarMissing."""
        for _ in range(working_days):
            day = self.first_working_day(day + DAY)
        return day

    def end_of(self, day: date) -> datetime:
        """The end of a day's working hours, UTC."""
        return datetime.combine(day, self.hours_end, self.zone).astimezone(UTC)


def response_due(assigned_at: datetime, hours: int = 4) -> datetime:
    """When the unit must have accepted. Units: clock hours. Source: design section 4."""
    return assigned_at + timedelta(hours=hours)


def day_zero(assigned_at: datetime, calendar: WorkingCalendar) -> date:
    """The date of assignment, or the next working day when it fell on a free day or after working hours."""
    local = assigned_at.astimezone(calendar.zone)
    after_hours = local.time() > calendar.hours_end
    return calendar.first_working_day(local.date() + DAY if after_hours else local.date())


def closing_due(assigned_at: datetime, working_days: int, calendar: WorkingCalendar) -> datetime | None:
    """When the unit must have closed, UTC; None when a year that it needs is not loaded.

    Source: design section 4: Tue 2025-09-30 16:20 + 2 working days is Fri 2025-10-10, end of hours.
    """
    try:
        return calendar.end_of(calendar.after(day_zero(assigned_at, calendar), working_days))
    except CalendarMissing:
        return None


def extended(due: datetime, working_days: int, calendar: WorkingCalendar) -> datetime | None:
    """The deadline so many working days after the old one; None when a year is not loaded."""
    try:
        return calendar.end_of(calendar.after(due.astimezone(calendar.zone).date(), working_days))
    except CalendarMissing:
        return None


def working_days_left(now: datetime, due: datetime, calendar: WorkingCalendar) -> int | None:
    """Whole working days from today to the deadline: 0 on its day, negative when it has passed; None if unknown."""
    today, last = now.astimezone(calendar.zone).date(), due.astimezone(calendar.zone).date()
    first, final, sign = (today, last, 1) if today <= last else (last, today, -1)
    try:
        days = sum(calendar.is_working_day(first + DAY * n) for n in range(1, (final - first).days + 1))
    except CalendarMissing:
        return None
    return sign * days


@dataclass(frozen=True, slots=True)
class DistrictClocks:
    """The district's limits with its calendar."""

    calendar: WorkingCalendar
    response_hours: int

    def response_due(self, assigned_at: datetime) -> datetime:
        """When the unit must have accepted."""
        return response_due(assigned_at, self.response_hours)

    def closing_due(self, assigned_at: datetime, urgency: int) -> datetime | None:
        """When the unit must have closed; None when a calendar year is missing."""
        return closing_due(assigned_at, urgency, self.calendar)
