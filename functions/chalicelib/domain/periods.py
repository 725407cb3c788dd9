"""The periods that a bulletin can be about: a week, a month, a quarter, a year, each with a name that sorts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

Kind = Literal["week", "month", "quarter", "year"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
# Source of the week: GB/T 7408 (ISO 8601), as the calendar on the wall has it: from Monday, week 1 has 4 January.
# A year of four digits, the first none of them zero: what is counted back from the first years is no date any more.
_SHAPES: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("week", re.compile(r"([1-9]\d{3})-W(\d{2})", re.ASCII)),
    ("month", re.compile(r"([1-9]\d{3})-(\d{2})", re.ASCII)),
    ("quarter", re.compile(r"([1-9]\d{3})-Q([1-4])", re.ASCII)),
    ("year", re.compile(r"([1-9]\d{3})()", re.ASCII)),
)
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A closed span of whole days by the district's clock."""

    code: str
    kind: Kind
    first: date
    following: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.following - self.first).days

    @property
    def year(self) -> str:
        """The year that its number is counted in."""
        return self.code[:4]

    @property
    def counters(self) -> tuple[str, ...]:
        """The names of the counters that add up to it: its months, or the days of a week."""
        if self.kind == "week":
            return tuple((self.first + timedelta(days=day)).isoformat() for day in range(7))
        months = []
        first = self.first
        while first < self.following:
            months.append(f"{first:%Y-%m}")
            first = _months_later(first, 1)
        return tuple(months)

    def end(self, zone: ZoneInfo) -> datetime:
        """The moment at which it is over."""
        return datetime(self.following.year, self.following.month, self.following.day, tzinfo=zone)

    def next(self) -> Period:
        """The period after it."""
        return containing(self.kind, self.following)

    def previous(self) -> Period:
        """The period before it."""
        return containing(self.kind, self.first - timedelta(days=1))

    def back(self, count: int) -> list[Period]:
        """The period and those before it, `count` in all, the newest first."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].previous())
        return found

    def year_ago(self) -> Period | None:
        """The same period of the year before; None for a 53rd week, which that year lacks."""
        code = f"{int(self.year) - 1:04d}{self.code[4:]}"
        try:
            return parse(code)
        except ValueError:
            return None


def parse(code: str) -> Period:
    """The period of a name such as 2026-11, 2026-W48, 2026-Q4 or 2026. Raises: ValueError."""
    for kind, shape in _SHAPES:
        found = shape.fullmatch(code)
        if found:
            return _made(kind, int(found[1]), int(found[2] or 1))
    raise ValueError(code)


def month(code: str) -> Period:
    """The month of a name such as 2026-11. Raises: ValueError."""
    found = parse(code)
    if found.kind != "month":
        raise ValueError(code)
    return found


def _made(kind: Kind, year: int, place: int) -> Period:
    if kind == "week":
        return containing("week", date.fromisocalendar(year, place, 1))
    return containing(kind, date(year, (place - 1) * _MONTHS[kind] + 1, 1))


def containing(kind: Kind, day: date) -> Period:
    """The period of a kind that a day lies in."""
    if kind == "week":
        year, week, weekday = day.isocalendar()
        first = day - timedelta(days=weekday - 1)
        return Period(f"{year:04d}-W{week:02d}", kind, first, first + timedelta(days=7))
    months = _MONTHS[kind]
    place = (day.month - 1) // months
    first = date(day.year, place * months + 1, 1)
    code = {"month": f"{first:%Y-%m}", "quarter": f"{day.year:04d}-Q{place + 1}", "year": f"{day.year:04d}"}[kind]
    return Period(code, kind, first, _months_later(first, months))


def over(kind: Kind, today: date) -> Period:
    """The last period of a kind that was over when today began."""
    return containing(kind, today).previous()


def _months_later(first: date, months: int) -> date:
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)
