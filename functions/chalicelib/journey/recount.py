"""Counts single days again from the petitions, tells what had drifted, and mends exactly that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from chalicelib.domain import tally
from chalicelib.domain.ports import District, Marker, Ports
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell, Cells
from chalicelib.journey import count

# Days ago. Yesterday's petitions have just come; most lives are over within eight days, nearly all within a month.
AGES: Final = (1, 8, 31)
SCOPES: Final = (OWN, ALL, OWN_DEEP, ALL_DEEP)
# What stands in the day of submission: only petitions of that day can have added it, so that its sum can be told whole.
OF_SUBMISSION: Final = ("received", "status.", "kind.", "channel.", "category")
LOOKS: Final = 4
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
    """One day of one district: how many petitions were counted again, and what had drifted."""

    district: str
    day: str
    petitions: int = 0
    late: list[str] = field(default_factory=list)  # petitions that had been counted otherwise
    counters: list[Drifted] = field(default_factory=list)
    moving: bool = False  # work went on so fast that the sums could not be compared

    @property
    def drift(self) -> int:
        """How much had drifted."""
        return len(self.late) + len(self.counters)


def recount_night(ports: Ports, until: datetime) -> list[Recounted]:
    """What was found on the days of AGES in every district, as many as there was time for."""
    found = []
    for ago in AGES:
        for district in ports.districts.all():
            if ports.clock.now() < until:
                today = ports.clock.now().astimezone(district.zone).date()
                found.append(recount_day(ports, district, today - timedelta(days=ago)))
    return found


def recount_day(ports: Ports, district: District, day: date) -> Recounted:
    """What had drifted of the petitions that were submitted on a day; it has been mended."""
    made = Recounted(district.code, day.isoformat())
    for number in _submitted(ports, district, day):
        made.petitions += 1
        if _counted_otherwise(ports, number):
            made.late.append(number)
    drift = _drift(ports, district, day)
    made.moving = drift is None
    for cell, moves in (drift or {}).items():
        mended = ports.tally.mend(cell, moves.was, moves.by)
        made.counters += [
            Drifted(cell.unit, cell.scope, name, moves.was[name], by, mended) for name, by in sorted(moves.by.items())
        ]
    return made


def _submitted(ports: Ports, district: District, day: date) -> list[str]:
    first = datetime.combine(day, time(), tzinfo=district.zone)
    return ports.petitions.submitted(district.code, first, first + timedelta(days=1))


def _counted_otherwise(ports: Ports, number: str) -> bool:
    """True when an event was lost or was counted wrongly; the petition is counted now."""
    petition = ports.petitions.get(number)
    if petition is None:
        return False
    marker = ports.tally.marker(number)
    if marker is not None and marker.version >= petition.version:
        return count.count_again(ports, petition)
    return count.count(ports, petition) and petition.last.at < ports.clock.now() - UNSETTLED


@dataclass(frozen=True, slots=True)
class Moves:
    """What a counter said, and what must be added to it."""

    was: Mapping[str, int]
    by: Counter[str]


@dataclass(frozen=True, slots=True)
class _Look:
    """The markers' turns and the difference, of one moment."""

    turns: Mapping[str, int]
    drift: Mapping[Cell, Moves]


def _drift(ports: Ports, district: District, day: date) -> dict[Cell, Moves] | None:
    """Where counters differ from the sum of what is marked as counted; None when no two looks in a row agree.

    A move changes marker and counters at once and by the same, so a difference does not depend on the work that goes on.
    Two looks that agree in every turn saw no move in between.
    """
    before = _look(ports, district, day)
    for _ in range(LOOKS):
        after = _look(ports, district, day)
        if after == before:
            return dict(after.drift)
        before = after
    return None


def _look(ports: Ports, district: District, day: date) -> _Look:
    (current, *_) = ports.tally.kept()
    markers = {number: current.marker(number) for number in _submitted(ports, district, day)}
    known = {number: marker for number, marker in markers.items() if marker is not None}
    meant = _of_district(_sum(known.values(), day.isoformat()), district)
    units = sorted({cell.unit for cell in meant} | set(_units(district)))
    said = current.read([day.isoformat()], units, SCOPES)
    drift = {}
    for cell in sorted(meant.keys() | said.keys()):
        held = said.get(cell, Counter())
        was = {name: number for name, number in held.items() if name.startswith(OF_SUBMISSION)}
        by = Counter(meant.get(cell, Counter()))
        by.subtract(was)
        moved = Counter({name: number for name, number in by.items() if number})
        if moved:
            drift[cell] = Moves({name: held.get(name, 0) for name in sorted(moved)}, moved)
    return _Look({number: marker.turn for number, marker in known.items()}, drift)


def _sum(markers: Iterable[Marker], day: str) -> Cells:
    """What the markers say was counted on the day of submission."""
    cells: Cells = {}
    for marker in markers:
        of_day = {day: marker.counted[day]} if day in marker.counted else {}
        for cell, counts in tally.expand(of_day, marker.paths, marker.centres).items():
            kept = {name: number for name, number in counts.items() if name.startswith(OF_SUBMISSION)}
            if kept:
                cells.setdefault(cell, Counter()).update(kept)
    return cells


def _of_district(cells: Cells, district: District) -> Cells:
    """Without the units above the district, which other districts' petitions are counted to as well."""
    above = {unit.code for unit in district.organisation.ancestors(district.code)} - {district.code}
    return {cell: counts for cell, counts in cells.items() if cell.unit not in above}


def _units(district: District) -> list[str]:
    found, level = [district.code], [district.code]
    while level:
        level = [child.code for unit in level for child in district.organisation.children(unit)]
        found += level
    return found
