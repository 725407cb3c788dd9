"""Counts single days and their months again, tells what had drifted, and mends exactly that.

A day is counted from all petitions that have a part in it; a month must be the sum of its days. What is done is kept, so
that a run which time cuts short is gone on with by the next run of the night.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from chalicelib.domain import periods, tally
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Marker, Ports
from chalicelib.domain.ports import Tally as Counters
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell, Cells
from chalicelib.journey import count

SCOPES: Final = (OWN, ALL, OWN_DEEP, ALL_DEEP)
# Of a day that was counted before days had lists: what only those can have added that were submitted on it.
OF_SUBMISSION: Final = ("received", "status.", "kind.", "channel.", "category")
LOOKS: Final = 4
AT_ONCE: Final = 100  # petitions
UNITS_AT_ONCE: Final = 50
UNSETTLED: Final = timedelta(hours=1)  # what changed since then may still be on its way to the counters


@dataclass(frozen=True, slots=True)
class Drifted:
    """A counter that was not what the petitions add up to; `mended` is False when others moved it meanwhile."""

    unit: str
    scope: str
    measure: str
    was: int
    by: int
    mended: bool


@dataclass(slots=True)
class Recounted:
    """A day, or a month of a unit and what lies below it: what was counted again, and what had drifted."""

    period: str
    unit: str = ""
    petitions: int = 0
    late: list[str] = field(default_factory=list)  # petitions that had been counted otherwise
    counters: list[Drifted] = field(default_factory=list)
    moving: bool = False  # work went on so fast that the sums could not be compared
    whole: bool = True  # False for a day that was counted before days had lists, and for a month of such days

    @property
    def drift(self) -> int:
        """How much had drifted."""
        return len(self.late) + len(self.counters)


@dataclass(frozen=True, slots=True)
class Moves:
    """What a counter said, and what must be added to it."""

    was: Mapping[str, int]
    by: Counter[str]


def recount_day(ports: Ports, day: date) -> Recounted:
    """What had drifted of a day, in all districts; it has been mended."""
    made = Recounted(day.isoformat())
    (current, *_) = ports.tally.kept()
    for numbers in _by_hundreds(sorted(_listed(ports, day) | _submitted(ports, day))):
        markers = current.marked(numbers)
        made.petitions += len(numbers)
        made.late += [
            held.number for held in ports.petitions.many(numbers) if _counted_otherwise(ports, held, markers.get(held.number))
        ]
    drift, made.whole = _settled_drift(ports, current, day)
    made.moving = drift is None
    made.counters = _mended(ports, drift or {})
    return made


def _listed(ports: Ports, day: date) -> set[str]:
    """Those in the day's list."""
    return set(ports.days.petitions(day.isoformat()))


def _submitted(ports: Ports, day: date) -> set[str]:
    """Those submitted on the day, of which perhaps no event ever came."""
    found: set[str] = set()
    for district in ports.districts.all():
        first = datetime.combine(day, time(), tzinfo=district.zone)
        found |= set(ports.petitions.submitted(district.code, first, first + timedelta(days=1)))
    return found


def _by_hundreds(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))


def _counted_otherwise(ports: Ports, petition: Petition, marker: Marker | None) -> bool:
    """True when an event was lost or was counted wrongly; the petition is counted now."""
    if marker is None or marker.version < petition.version:
        return count.count(ports, petition) and petition.last.at < ports.clock.now() - UNSETTLED
    if marker.counted == tally.contribution(petition, ports.districts.of(petition.district).zone):
        return False
    return count.count_again(ports, petition)


@dataclass(frozen=True, slots=True)
class _Look:
    """The markers' turns and the difference, of one moment."""

    turns: Mapping[str, int]
    drift: Mapping[Cell, Moves]
    whole: bool


def _settled_drift(ports: Ports, current: Counters, day: date) -> tuple[dict[Cell, Moves] | None, bool]:
    """Where counters differ from the sum of what is marked as counted; None when no two looks in a row agree.

    A move changes marker and counters at once and by the same, so a difference does not depend on the work that goes on.
    Two looks that agree in every turn saw no move in between; one that finds no difference needs no second.
    """
    before = _look(ports, current, day)
    for _ in range(LOOKS):
        if not before.drift:
            return {}, before.whole
        after = _look(ports, current, day)
        if after == before:
            return dict(after.drift), after.whole
        before = after
    return None, before.whole


def _look(ports: Ports, current: Counters, day: date) -> _Look:
    name, listed = day.isoformat(), _listed(ports, day)
    turns: dict[str, int] = {}
    meant: Cells = {}
    whole = True
    for numbers in _by_hundreds(sorted(listed | _submitted(ports, day))):
        for number, marker in current.marked(numbers).items():
            turns[number] = marker.turn
            if name in marker.counted:
                whole = whole and number in listed
                for cell, counts in tally.expand({name: marker.counted[name]}, marker.paths, marker.centres).items():
                    meant.setdefault(cell, Counter()).update(counts)
    units = sorted({cell.unit for cell in meant} | set(below(ports, ports.districts.current().organisation.root.code)))
    said: Cells = {}
    for start in range(0, len(units), UNITS_AT_ONCE):
        said |= current.read([name], units[start : start + UNITS_AT_ONCE], SCOPES)
    return _Look(turns, difference(meant, said, () if whole else OF_SUBMISSION), whole)


def difference(meant: Cells, said: Cells, of: tuple[str, ...] = ()) -> dict[Cell, Moves]:
    """What must be added to the counters that were read; `of` names how the measures begin that are compared, none all."""
    found = {}
    for cell in sorted(meant.keys() | said.keys()):
        held, wanted = said.get(cell, Counter()), meant.get(cell, Counter())
        names = [name for name in held.keys() | wanted.keys() if not of or name.startswith(of)]
        by = Counter({name: wanted[name] - held[name] for name in sorted(names) if wanted[name] != held[name]})
        if by:
            found[cell] = Moves({name: held[name] for name in by}, by)
    return found


def _mended(ports: Ports, drift: Mapping[Cell, Moves]) -> list[Drifted]:
    found = []
    for cell, moves in drift.items():
        mended = ports.tally.mend(cell, moves.was, moves.by)
        found += [Drifted(cell.unit, cell.scope, name, moves.was[name], by, mended) for name, by in moves.by.items()]
    return found


def below(ports: Ports, unit: str) -> list[str]:
    """A unit and everything below it in the tree of all districts."""
    organisation = ports.districts.current().organisation
    found, level = [unit], [unit]
    while level:
        level = [child.code for above in level for child in organisation.children(above)]
        found += level
    return found


def suspects(ports: Ports, month: str, units: Sequence[str]) -> list[Cell]:
    """A month's counters that are not the sum of its days at a cheap glance; some may only have moved meanwhile."""
    (current, *_) = ports.tally.kept()
    found: list[Cell] = []
    for start in range(0, len(units), UNITS_AT_ONCE):
        some = units[start : start + UNITS_AT_ONCE]
        said = current.read([month, *days_of(month)], some, SCOPES, past=True)
        found += _apart(month, said)
    return found


def days_of(month: str) -> list[str]:
    """The names of a month's days."""
    span = periods.month(month)
    return [(span.first + timedelta(days=place)).isoformat() for place in range(span.days)]


def _apart(month: str, said: Cells) -> dict[Cell, Moves]:
    days: Cells = {}
    for cell, counts in said.items():
        if cell.period != month:
            days.setdefault(Cell(month, cell.unit, cell.scope), Counter()).update(counts)
    return difference(days, {cell: counts for cell, counts in said.items() if cell.period == month})


def mend_month(ports: Ports, made: Recounted, cells: Sequence[Cell]) -> None:
    """Nothing; `made` tells where the month is not the sum of its days, which have been counted again before.

    Each counter is read with all of its days until two readings agree in everything, so that they are of one moment.
    """
    (current, *_) = ports.tally.kept()
    for cell in cells:
        wanted = [cell.period, *days_of(cell.period)]
        before = current.read(wanted, [cell.unit], (cell.scope,))
        for _ in range(LOOKS):
            after = current.read(wanted, [cell.unit], (cell.scope,))
            if after == before:
                made.counters += _mended(ports, _apart(cell.period, after)) if made.whole else []
                break
            before = after
        else:
            made.moving = True
