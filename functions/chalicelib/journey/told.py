"""What a unit was told at its desk."""

from __future__ import annotations

from chalicelib.domain import receipt_number
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.ports import Ports


def notices_of(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """What a unit was told, newest first, and where the next page begins.

    Raises: Forbidden for a unit that no role of this person reaches.
    """
    if not any(ports.districts.of(unit).organisation.is_below(unit, held.unit) for held in staff.roles):
        raise Forbidden
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
