"""Deadlines in clock hours and in working days, by the calendar of the district (design section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SATURDAY: Final = 5  # date.weekday()
RESPONSE_HOURS: Final = 4  # Source: design section 4
ONE_DAY: Final = timedelta(days=1)


class CalendarMissing(LookupError):
    """No calendar is loaded for `year`, so whether a day in it is worked cannot be told."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year


@dataclass(frozen=True, slots=True)
class YearDays:
    """One year's exceptions: `free` are weekday holidays, `worked` are weekend days that are worked."""

    free: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days and hours of a district, for the years that are loaded."""

    zone: ZoneInfo
    hours_start: time
    hours_end: time
    years: Mapping[int, YearDays]

    def is_working_day(self, day: date) -> bool:
        """True when the day is worked. Raises: CalendarMissing when its year is not loaded."""
        known = self.years.get(day.year)
        if known is None:
            raise CalendarMissing(day.year)
        return day in known.worked or (day.weekday() < SATURDAY and day not in known.free)

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`. Raises: CalendarMissing."""
        following = day + ONE_DAY
        while not self.is_working_day(following):
            following += ONE_DAY
        return following

    def day_zero(self, moment: datetime) -> date:
        """The day that working days count from: the local date, or the next working day.

        The next one is meant when the local date is free, or its working hours are over. Raises: CalendarMissing.
        """
        local = _local(moment, self.zone)
        if self.is_working_day(local.date()) and local.time() < self.hours_end:
            return local.date()
        return self.next_working_day(local.date())

    def end_of(self, day: date) -> datetime:
        """The end of the day's working hours, in UTC."""
        return datetime.combine(day, self.hours_end, self.zone).astimezone(UTC)

    def start_of(self, day: date) -> datetime:
        """The beginning of the day's working hours, in UTC."""
        return datetime.combine(day, self.hours_start, self.zone).astimezone(UTC)

    def after(self, day: date, working_days: int) -> date:
        """The working day that many working days after `day`. Raises: CalendarMissing."""
        for _ in range(working_days):
            day = self.next_working_day(day)
        return day

    def between(self, earlier: date, later: date) -> int:
        """How many working days lie after `earlier`, up to and with `later`. Raises: CalendarMissing."""
        days = ((earlier + timedelta(days=n)) for n in range(1, (later - earlier).days + 1))
        return sum(self.is_working_day(day) for day in days)


def response_due(assigned_at: datetime, hours: int = RESPONSE_HOURS) -> datetime:
    """The moment, in UTC, by which the unit must have accepted: clock hours, day and night."""
    return _aware(assigned_at).astimezone(UTC) + timedelta(hours=hours)


def closing_due(assigned_at: datetime, working_days: int, calendar: WorkingCalendar) -> datetime | None:
    """The end, in UTC, of the working hours of working day N; None when a calendar year is missing."""
    _not_negative(working_days)
    try:
        return calendar.end_of(calendar.after(calendar.day_zero(assigned_at), working_days))
    except CalendarMissing:
        return None


def extended(due: datetime, working_days: int, calendar: WorkingCalendar) -> datetime | None:
    """The old due date moved by working days, at the end of working hours; None when a year is missing."""
    _not_negative(working_days)
    try:
        return calendar.end_of(calendar.after(_local(due, calendar.zone).date(), working_days))
    except CalendarMissing:
        return None


def working_days_left(now: datetime, due: datetime, calendar: WorkingCalendar) -> int | None:
    """Whole working days from now to a due moment, 0 on the last day; None when a calendar year is missing.

    Negative when it has passed: -1 until the working hours after it end, -2 until the next ones end.
    Counted as `closing_due` counts, so that closing_due(now, days_left) gives a coming due date again.
    """
    try:
        last = _local(due, calendar.zone).date()
        if now <= due:
            return calendar.between(calendar.day_zero(now), last)
        return min(-1, -calendar.between(last, calendar.day_zero(now)))
    except CalendarMissing:
        return None


def explain(
    moment: datetime, working_days: int, extension_days: int, calendar: WorkingCalendar
) -> dict[str, object]:
    """A closing deadline in its terms: day 0, each working day counted, the free weekdays passed over.

    "calendar_missing" names the year that is not loaded when the count comes to its edge.
    """
    local = _local(moment, calendar.zone)
    told: dict[str, object] = {
        "assigned": local.isoformat(),
        "working_days": working_days,
        "extension_days": extension_days,
        "hours_end": calendar.hours_end.isoformat("minutes"),
        "calendar_missing": None,
    }
    counted: list[date] = []
    day_zero = None
    try:
        day_zero = day = calendar.day_zero(moment)
        for _ in range(working_days + extension_days):
            day = calendar.next_working_day(day)
            counted.append(day)
    except CalendarMissing as missing:
        told["calendar_missing"] = missing.year
    last = counted[-1] if counted else day_zero or local.date()
    passed = ((local.date() + timedelta(days=n)) for n in range((last - local.date()).days + 1))
    known = (day for day in passed if day.year in calendar.years and day.weekday() < SATURDAY)
    free = [day for day in known if not calendar.is_working_day(day)]
    return told | {
        "day_zero": day_zero.isoformat() if day_zero else None,
        "counted": [day.isoformat() for day in counted],
        "holidays": [day.isoformat() for day in free],
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits a district has set: `closing_days` maps an urgency to working days where they differ."""

    response_hours: int = RESPONSE_HOURS
    closing_days: Mapping[int, int] = field(default_factory=dict)

    def days_for(self, urgency: int) -> int:
        """The working days of an urgency, which is its own number of days unless the district set another."""
        return self.closing_days.get(urgency, urgency)


@dataclass(frozen=True, slots=True)
class DistrictClocks:
    """The deadlines a district gives its units (the Clocks that domain/transitions.py asks)."""

    calendar: WorkingCalendar
    response_hours: int = RESPONSE_HOURS
    closing_days: Mapping[int, int] = field(default_factory=dict)

    @property
    def hours(self) -> int:
        """The clock hours that a unit has to accept."""
        return self.response_hours

    @property
    def limits(self) -> Limits:
        """The district's limits as one value."""
        return Limits(self.response_hours, self.closing_days)

    def response_due(self, assigned_at: datetime) -> datetime:
        """When the unit must have accepted, in UTC."""
        return response_due(assigned_at, self.response_hours)

    def days_for(self, urgency: int) -> int:
        """The working days that an urgency leaves a unit to close."""
        return self.limits.days_for(urgency)

    def due_after(self, moment: datetime, working_days: int) -> datetime | None:
        """The end of the working hours of working day N after a moment; None when a calendar year is missing."""
        return closing_due(moment, working_days, self.calendar)

    def extended(self, due: datetime, working_days: int) -> datetime | None:
        """A due moment moved on by working days; None when a calendar year is missing."""
        return extended(due, working_days, self.calendar)

    def days_left(self, now: datetime, due: datetime) -> int | None:
        """Whole working days from now to a due moment; None when a calendar year is missing."""
        return working_days_left(now, due, self.calendar)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return _aware(moment).astimezone(zone)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone names no moment")
    return moment


def _not_negative(working_days: int) -> None:
    if working_days < 0:
        raise ValueError(f"{working_days} working days lead back")
