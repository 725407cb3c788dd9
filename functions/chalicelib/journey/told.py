"""What a unit was told at its desk."""

from __future__ import annotations

from chalicelib.domain import receipt_number
from chalicelib.domain.actors import Staff
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.journey.acting import district_for


def notices_of(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """What a unit was told, newest first, and where the next page begins.

    Raises: Forbidden for a unit whose notices no role of this person may read.
    """
    district_for(ports, staff, Right.READ_NOTICES, unit)
    page = ports.petitions.notices(unit, limit, cursor)
    shown: list[dict[str, object]] = [
        {
            "number": each.number,
            "number_shown": receipt_number.shown(each.number),
            "action": each.action,
            "at": each.at.isoformat(),
        }
        for each in page.items
    ]
    return shown, page.cursor
