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
Part = tuple[str, str]  # a period and a unit
Place = tuple[tuple[str, ...], str | None]  # a unit itself and those above it, and its district


def count(ports: Ports, petition: Petition) -> bool:
    """True when counters moved; False for an event that is not newer than what was counted.

    Raises: Busy when others moved the same marker through every try.
    """
    current, *building = ports.tally.kept()
    moved = _count(ports, current, petition, listed=True)
    for each in building:
        _count(ports, each, petition, as_in=current)
    return moved


def count_into(ports: Ports, counters: Tally, petition: Petition, current: Tally) -> bool:
    """True when these counters, which are being built, moved; where a unit lay is as in the `current` ones. Raises: as `count`.

    Most of its petitions are new to them, so whether one was counted before is asked only when it turns out that it was.
    """
    return _count(ports, counters, petition, unread=True, as_in=current)


def count_again(ports: Ports, petition: Petition) -> bool:
    """True when this version had been counted otherwise than it adds up to now; it is counted now. Raises: as `count`.

    Another place in the tree is no reason: what was counted of a unit stays where it was counted when the unit moves.
    """
    (current, *_) = ports.tally.kept()
    marker = current.marker(petition.number)
    counted = tally.contribution(petition, ports.districts.of(petition.district).zone)
    if marker is None or marker.version != petition.version or marker.counted == counted:
        return False
    return _count(ports, current, petition, again=True, listed=True)


def _count(
    ports: Ports, counters: Tally, petition: Petition, *, again: bool = False, listed: bool = False, unread: bool = False, as_in: Tally | None = None
) -> bool:
    """As `count`. Days are `listed` before they are counted, so that a recount of a day misses nobody after a crash.

    Counters that are being built place what is counted `as_in` those that are read.
    """
    district = ports.districts.of(petition.district)
    counted = tally.contribution(petition, district.zone)
    goal = Marker(petition.version, counted, _paths(counted, district), centres=_centres(counted, district))
    if as_in:
        goal = _staying(goal, as_in.marker(petition.number) or NOTHING)
    marker = None if unread else counters.marker(petition.number)
    for _ in range(TRIES):
        if marker is not None and marker.version >= petition.version + again:
            return False
        if listed:
            ports.days.add(petition.number, _days_beyond(goal, marker or NOTHING))
        if _brought(counters, petition, marker, goal if as_in else _staying(goal, marker or NOTHING)):
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
    parts = _differing(held, goal)
    for many in AT_ONCE:
        towards = _mixed(held, goal, set(parts[:many]))
        moves = _moves(held, towards)
        if len(moves) <= MOST_CELLS:
            break
    return _turned(held, towards), moves


def _differing(held: Marker, towards: Marker) -> list[Part]:
    """Units in periods that the two counted differently or along different paths, in order."""
    return [part for part in sorted(_parts(held) | _parts(towards)) if _counted(held, part) != _counted(towards, part)]


def _parts(marker: Marker) -> set[Part]:
    return {(period, unit) for period, by_unit in marker.counted.items() for unit in by_unit}


def _counted(marker: Marker, part: Part) -> tuple[Mapping[str, int], Place] | None:
    """What a marker holds of a part, and where; None when it does not know it."""
    period, unit = part
    measures = marker.counted.get(period, {}).get(unit)
    if measures is None:
        return None
    key = tally.place_key(marker.paths, period, unit)
    return measures, (marker.paths[key], marker.centres.get(key))


def _moves(before: Marker, after: Marker) -> Cells:
    return tally.difference(
        tally.expand(after.counted, after.paths, after.centres),
        tally.expand(before.counted, before.paths, before.centres),
    )


def _turned(held: Marker, after: Marker) -> Marker:
    return Marker(after.version, after.counted, after.paths, held.turn + 1, after.centres)


def _mixed(held: Marker, goal: Marker, taken: set[Part]) -> Marker:
    """What was counted, with some parts as the goal has them."""
    sources = {part: goal if part in taken else held for part in _parts(held) | _parts(goal)}
    return _of_parts(held.version, {part: known for part, source in sources.items() if (known := _counted(source, part))})


def _staying(goal: Marker, held: Marker) -> Marker:
    """The goal, in which what was counted before stays where it was counted.

    A unit that moves in the tree takes no past along: what is counted of it from then on goes along its new path
    (decision 0062).
    """
    parts = {part: known for part in _parts(goal) if (known := _counted(goal, part))}
    placed = {part: (measures, _place(held, part) or place) for part, (measures, place) in parts.items()}
    return goal if placed == parts else _of_parts(goal.version, placed)


def _place(held: Marker, part: Part) -> Place | None:
    """Where a part was counted before, or its month: a month is the sum of its days."""
    period, unit = part
    known = _counted(held, part) or _counted(held, (period[: len("2026-11")], unit))
    return known[1] if known else None


def _of_parts(version: int, parts: Mapping[Part, tuple[Mapping[str, int], Place]]) -> Marker:
    """A marker of these parts: each unit's place is that of its latest period, and another is named with its period."""
    counted: dict[str, dict[str, Mapping[str, int]]] = {}
    latest = {unit: place for (_, unit), (_, place) in sorted(parts.items(), key=lambda each: each[0])}
    places: dict[str, Place] = dict(latest)
    for (period, unit), (measures, place) in parts.items():
        counted.setdefault(period, {})[unit] = measures
        if place != latest[unit]:
            places[tally.period_key(period, unit)] = place
    paths = {key: path for key, (path, _) in places.items()}
    return Marker(version, counted, paths, centres={key: centre for key, (_, centre) in places.items() if centre})
