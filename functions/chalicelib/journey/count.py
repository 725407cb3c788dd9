"""Moves the counters to what a petition adds now. Exact under replay, reordering and crashes."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain import tally
from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Marker, Ports
from chalicelib.domain.tally import Cells, Contribution

MOST_CELLS = 60  # Source: design section 8: one move stays under 60 actions
LARGEST_MOVE = 99  # Source: a transaction holds 100 items, and the marker is one
TRIES = 8
NOTHING = Marker(0, {}, {})


def count(ports: Ports, petition: Petition) -> bool:
    """True when counters moved; False for an event that is not newer than what was counted.

    Raises: Busy when others moved the same marker through every try.
    """
    district = ports.districts.of(petition.district)
    counted = tally.contribution(petition, district.zone)
    goal = Marker(petition.version, counted, _paths(counted, district))
    lost = 0
    while lost < TRIES:
        marker = ports.tally.marker(petition.number)
        if marker is not None and marker.version >= petition.version:
            return False
        after, moves = _step(marker or NOTHING, goal)
        if not ports.tally.move(petition.number, marker, after, moves):
            lost += 1
        elif after.version == petition.version:
            return True
    raise Busy


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


def _step(held: Marker, goal: Marker) -> tuple[Marker, Cells]:
    """The marker and what moves with it: the goal, or as many of its units as fit into one transaction.

    A step on the way keeps the version that was counted whole, so that whoever comes next goes on from it.
    """
    moves = _moves(held, goal)
    if len(moves) <= MOST_CELLS:
        return _turned(held, goal), moves
    best: tuple[Marker, Cells] | None = None
    taken: set[str] = set()
    for unit in sorted(held.paths.keys() | goal.paths.keys()):
        taken.add(unit)
        towards = _mixed(held, goal, taken)
        moves = _moves(held, towards)
        if best is not None and len(moves) > MOST_CELLS:
            break
        best = (_turned(held, towards), moves) if moves else best
    if best is None or len(best[1]) > LARGEST_MOVE:
        raise Busy
    return best


def _moves(before: Marker, after: Marker) -> Cells:
    return tally.difference(
        tally.expand(after.counted, after.paths), tally.expand(before.counted, before.paths)
    )


def _turned(held: Marker, after: Marker) -> Marker:
    return Marker(after.version, after.counted, after.paths, held.turn + 1)


def _mixed(held: Marker, goal: Marker, taken: set[str]) -> Marker:
    """What was counted, with some units as the goal has them."""
    counted: dict[str, dict[str, Mapping[str, int]]] = {}
    for source, wanted in ((held, False), (goal, True)):
        for period, by_unit in source.counted.items():
            for unit, measures in by_unit.items():
                if (unit in taken) is wanted:
                    counted.setdefault(period, {})[unit] = measures
    kept = {unit: path for unit, path in held.paths.items() if unit not in taken}
    return Marker(
        held.version, counted, kept | {unit: goal.paths[unit] for unit in taken if unit in goal.paths}
    )
