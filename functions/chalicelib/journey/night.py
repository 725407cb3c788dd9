"""The night's recount: three past days, and the months they feed, in as many runs as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chalicelib.domain.ports import Ports
from chalicelib.journey.recount import Recounted, below, days_of, mend_month, recount_day, suspects

# Days ago. Yesterday's petitions have just come; most lives are over within eight days, nearly all within a month.
AGES: Final = (1, 8, 31)
UNLISTED: Final = " ?"  # behind a day that was counted before days had lists


@dataclass(slots=True)
class Night:
    """What one run of a night found; `finished` when nothing of the night is left."""

    found: list[Recounted]
    finished: bool = False


class _Over(Exception):
    pass


@dataclass(slots=True)
class _Run:
    """A run of the night of `today` until a moment."""

    ports: Ports
    today: date
    until: datetime
    done: set[str]
    found: list[Recounted]

    def finish(self, task: str, made: Recounted) -> None:
        """Nothing; the task is done, and told."""
        self.found.append(made)
        self._remember(task)

    def _remember(self, task: str) -> None:
        self.done.add(task)
        self.ports.days.finish(self.today.isoformat(), task)

    def day(self, name: str) -> None:
        """Nothing; the day was recounted in this run or in an earlier one of this night. Raises: _Over."""
        if name in self.done:
            return
        if self.ports.clock.now() >= self.until:
            raise _Over
        made = recount_day(self.ports, date.fromisoformat(name))
        if not made.whole:
            self._remember(name + UNLISTED)
        self.finish(name, made)

    def month(self, month: str, unit: str, units: Sequence[str]) -> None:
        """Nothing; the month is the sum of its days. Where it was not, its days were counted again first. Raises: _Over."""
        task = f"{month} {unit}"
        if task in self.done:
            return
        if self.ports.clock.now() >= self.until:
            raise _Over
        made = Recounted(month, unit)
        if suspects(self.ports, month, units):
            days = [day for day in days_of(month) if day <= self.today.isoformat()]
            for each in days:
                self.day(each)
            made.whole = not any(each + UNLISTED in self.done for each in days)
            mend_month(self.ports, made, suspects(self.ports, month, units))
        self.finish(task, made)


def recount_night(ports: Ports, until: datetime) -> Night:
    """What was found on the days of AGES and in their months, as much as there was time for since the last run."""
    today = ports.districts.current().day(ports.clock.now())
    run = _Run(ports, today, until, set(ports.days.done(today.isoformat())), [])
    days = [(today - timedelta(days=ago)).isoformat() for ago in AGES]
    try:
        for each in days:
            run.day(each)
        for month in sorted({each[: len("2026-11")] for each in days}, reverse=True):
            for unit, units in _shares(ports):
                run.month(month, unit, units)
    except _Over:
        return Night(run.found)
    return Night(run.found, finished=True)


def _shares(ports: Ports) -> Iterator[tuple[str, Sequence[str]]]:
    """Each district with all below it, and each unit above districts by itself."""
    organisation = ports.districts.current().organisation
    districts = [each.code for each in ports.districts.all()]
    above = {unit.code for code in districts for unit in organisation.ancestors(code)} - set(districts)
    yield from ((code, below(ports, code)) for code in districts)
    yield from ((code, (code,)) for code in sorted(above))
