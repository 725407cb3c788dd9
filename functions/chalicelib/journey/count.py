"""Moves the counters to what a petition adds now. Exact under replay, reordering and crashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.domain import tally
from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Marker, Ports, Tally
from chalicelib.domain.tally import Cells, Contribution

MOST_CELLS = 58  # Source: design section 8: one move stays under 60 actions, and the marker is one of them
AT_ONCE = (32, 16, 8, 4, 2, 1)  # parts that are tried for one transaction; one alone always fits
TRIES = 8
NOTHING = Marker(0, {}, {})


def count(ports: Ports, petition: Petition) -> bool:
    """True when counters moved; False for an event that is not newer than what was counted.

    Raises: Busy when others moved the same marker through every try.
    """
    current, *building = ports.tally.kept()
    moved = _count(ports, current, petition, listed=True)
    for each in building:
        _count(ports, each, petition)
    return moved


def count_into(ports: Ports, counters: Tally, petition: Petition) -> bool:
    """True when these counters, which are being built, moved. Raises: as `count`.

    Most of its petitions are new to them, so whether one was counted before is asked only when it turns out that it was.
    """
    return _count(ports, counters, petition, unread=True)


def count_again(ports: Ports, petition: Petition) -> bool:
    """True when this version had been counted otherwise than it adds up to now; it is counted now. Raises: as `count`.

    Another place in the tree is no reason: a unit that moved takes its old figures along only with its next event.
    """
    (current, *_) = ports.tally.kept()
    marker = current.marker(petition.number)
    counted = tally.contribution(petition, ports.districts.of(petition.district).zone)
    if marker is None or marker.version != petition.version or marker.counted == counted:
        return False
    return _count(ports, current, petition, again=True, listed=True)


def _count(
    ports: Ports, counters: Tally, petition: Petition, *, again: bool = False, listed: bool = False, unread: bool = False
) -> bool:
    """As `count`. Days are `listed` before they are counted, so that a recount of a day misses nobody after a crash."""
    district = ports.districts.of(petition.district)
    counted = tally.contribution(petition, district.zone)
    goal = Marker(petition.version, counted, _paths(counted, district), centres=_centres(counted, district))
    marker = None if unread else counters.marker(petition.number)
    for _ in range(TRIES):
        if marker is not None and marker.version >= petition.version + again:
            return False
        if listed:
            ports.days.add(petition.number, _days_beyond(goal, marker or NOTHING))
        if _brought(counters, petition, marker, goal):
            return True
        marker = counters.marker(petition.number)
    raise Busy


def _brought(counters: Tally, petition: Petition, marker: Marker | None, goal: Marker) -> bool:
    """True when the counters were brought to the goal, in one step or more; False when another was first."""
    while True:
        held = marker or NOTHING
        if held.version == petition.version:  # its steps are those of an older version, or the first would look like the last
            held = replace(held, version=held.version - 1)
        after, moves = _step(held, goal)
        if not counters.move(petition.number, marker, after, moves):
            return False
        if after.version == petition.version:
            return True
        marker = after


def _days_beyond(goal: Marker, held: Marker) -> list[str]:
    return sorted(period for period in goal.counted.keys() - held.counted.keys() if len(period) == len("2026-11-24"))


def _paths(counted: Contribution, district: District) -> dict[str, tuple[str, ...]]:
    """For each unit itself and those above it; a unit that is gone from the tree stands alone."""
    organisation = district.organisation
    units = sorted({unit for by_unit in counted.values() for unit in by_unit})
    return {
        unit: tuple(above.code for above in organisation.ancestors(unit))
        if unit in organisation
        else (unit,)
        for unit in units
    }


def _centres(counted: Contribution, district: District) -> dict[str, str]:
    """For each unit of the tree the district that it lies in."""
    organisation = district.organisation
    units = {unit for by_unit in counted.values() for unit in by_unit}
    return {unit: organisation.command_centre(unit).code for unit in sorted(units) if unit in organisation}


def _step(held: Marker, goal: Marker) -> tuple[Marker, Cells]:
    """The marker and what moves with it: the goal, or as many of its parts as fit into one transaction.

    A part is one unit in one period: never more cells than the tree is deep, so a part always fits and every life comes
    to its end. A step on the way keeps the version that was counted whole, so that whoever comes next goes on from it.
    """
    moves = _moves(held, goal)
    if len(moves) <= MOST_CELLS:
        return _turned(held, goal), moves
    parts = _differing(held, _mixed(held, goal, _parts(held) | _parts(goal)))
    for many in AT_ONCE:
        towards = _mixed(held, goal, set(parts[:many]))
        moves = _moves(held, towards)
        if len(moves) <= MOST_CELLS:
            break
    return _turned(held, towards), moves


def _differing(held: Marker, towards: Marker) -> list[tuple[str, str]]:
    """Units in periods of which the two counted differently, in order."""

    def measures(marker: Marker, part: tuple[str, str]) -> Mapping[str, int] | None:
        return marker.counted.get(part[0], {}).get(part[1])

    return [part for part in sorted(_parts(held) | _parts(towards)) if measures(held, part) != measures(towards, part)]


def _parts(marker: Marker) -> set[tuple[str, str]]:
    return {(period, unit) for period, by_unit in marker.counted.items() for unit in by_unit}


def _moves(before: Marker, after: Marker) -> Cells:
    return tally.difference(
        tally.expand(after.counted, after.paths, after.centres),
        tally.expand(before.counted, before.paths, before.centres),
    )


def _turned(held: Marker, after: Marker) -> Marker:
    return Marker(after.version, after.counted, after.paths, held.turn + 1, after.centres)


def _mixed(held: Marker, goal: Marker, taken: set[tuple[str, str]]) -> Marker:
    """What was counted, with some parts as the goal has them.

    A marker knows one path for each unit. One that moved in the tree therefore first gives back, in as many steps as it
    takes, all that it gave along its old path, and is counted along the new one afterwards.
    """
    standing = {unit for _, unit in _parts(held)}
    moved = {unit for unit in standing if _place(held, unit) != _place(goal, unit)}
    counted: dict[str, dict[str, Mapping[str, int]]] = {}
    for source, wanted in ((held, False), (goal, True)):
        for period, by_unit in source.counted.items():
            for unit, measures in by_unit.items():
                if ((period, unit) in taken) is wanted and not (wanted and unit in moved):
                    counted.setdefault(period, {})[unit] = measures
    sources = {unit: held if unit in standing else goal for by_unit in counted.values() for unit in by_unit}
    paths = {unit: source.paths[unit] for unit, source in sources.items()}
    centres = {unit: source.centres[unit] for unit, source in sources.items() if unit in source.centres}
    return Marker(held.version, counted, paths, centres=centres)


def _place(marker: Marker, unit: str) -> tuple[tuple[str, ...] | None, str | None]:
    return marker.paths.get(unit), marker.centres.get(unit)
