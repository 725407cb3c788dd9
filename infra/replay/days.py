"""Working days and deadlines, counted a second time for the ledger by the plainest means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
HOURS_END = time(17, 30)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The district's free and worked days, by year."""

    years: Mapping[int, tuple[frozenset[date], frozenset[date]]]
    hours_end: time = HOURS_END

    def worked(self, day: date) -> bool:
        """True for a working day. Raises: KeyError for a year that is not there."""
        free, worked = self.years[day.year]
        return day in worked or (day.weekday() < 5 and day not in free)

    def due(self, moment: datetime, days: int) -> datetime | None:
        """The end of working day `days` after a moment; None when a year is missing."""
        try:
            return self._end(self._day_zero(moment), days)
        except KeyError:
            return None

    def later(self, due: datetime, days: int) -> datetime | None:
        """A deadline moved on by working days; None when a year is missing."""
        try:
            return self._end(due.astimezone(ZONE).date(), days)
        except KeyError:
            return None

    def left(self, moment: datetime, due: datetime) -> int | None:
        """Whole working days from a moment to a deadline, none when it has passed; None when a year is missing."""
        day, last, found = moment.astimezone(ZONE).date(), due.astimezone(ZONE).date(), 0
        try:
            day = self._day_zero(moment)
            while moment <= due and day < last:
                day += timedelta(days=1)
                found += self.worked(day)
        except KeyError:
            return None
        return found

    def _day_zero(self, moment: datetime) -> date:
        local = moment.astimezone(ZONE)
        open_today = self.worked(local.date()) and local.time() < self.hours_end
        return local.date() if open_today else self._next(local.date())

    def _end(self, day: date, days: int) -> datetime:
        for _ in range(days):
            day = self._next(day)
        return datetime.combine(day, self.hours_end, ZONE)

    def _next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.worked(day):
            day += timedelta(days=1)
        return day


def calendar(folder: Path) -> Calendar:
    """The calendars of a district's folder."""
    years = {}
    for path in sorted(folder.glob("*.json")):
        read = json.loads(path.read_text())
        years[int(read["year"])] = tuple(
            frozenset(date.fromisoformat(day) for day in read[name]) for name in ("free", "worked")
        )
    return Calendar(years)  # type: ignore[arg-type]
