"""Moves the counters to what a petition adds now. Exact under replay, reordering and crashes."""

from __future__ import annotations

from itertools import islice

from chalicelib.domain import tally
from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Marker, Ports

MOST_CELLS = 60  # Source: design section 8: one move stays under 60 actions; a transaction holds 100
TRIES = 8


def count(ports: Ports, petition: Petition) -> bool:
    """True when counters moved; False for an event that is not newer than what was counted.

    Raises: Busy when others moved the same marker through every try.
    """
    district = ports.districts.of(petition.district)
    for _ in range(TRIES):
        marker = ports.tally.marker(petition.number)
        if marker is not None and marker.version >= petition.version:
            return False
        counted = tally.contribution(petition, district.zone)
        units = {unit for by_unit in counted.values() for unit in by_unit}
        paths = {
            unit: tuple(above.code for above in district.organisation.ancestors(unit))
            if unit in district.organisation
            else (unit,)
            for unit in sorted(units)
        }
        before = tally.expand(marker.counted, marker.paths) if marker else {}
        moves = tally.difference(tally.expand(counted, paths), before)
        if len(moves) > MOST_CELLS:
            moves = dict(islice(moves.items(), 98))
            if len(moves) > 98:  # noqa: PLR2004
                raise Busy
        after = Marker(petition.version, counted, paths, (marker.turn if marker else 0) + 1)
        if ports.tally.move(petition.number, marker, after, moves):
            return True
    raise Busy
