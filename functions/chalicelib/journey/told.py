"""What a unit was told at its desk."""

from __future__ import annotations

from chalicelib.domain import receipt_number
from chalicelib.domain.actors import Staff
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.journey.acting import district_for


def notices_of(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None, language: str
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """What a unit was told, newest first, and where the next page begins.

    Raises: Forbidden for a unit whose notices no role of this person may read.
    """
    tree = district_for(ports, staff, Right.READ_NOTICES, unit).organisation
    page = ports.petitions.notices(unit, limit, cursor)
    shown: list[dict[str, object]] = [
        {
            "number": each.number or None,
            "number_shown": receipt_number.shown(each.number) if each.number else "",
            "action": each.action,
            "at": each.at.isoformat(),
            "bulletin": _bulletin(each.bulletin, tree, language),
        }
        for each in page.items
    ]
    return shown, page.cursor


def _bulletin(name: str, tree: Organisation, language: str) -> dict[str, object] | None:
    """Which bulletin a notice is about, where it is about one."""
    unit, _, period = name.partition("/")
    return {"unit": unit, "unit_name": tree.name(unit, language), "period": period} if name else None
