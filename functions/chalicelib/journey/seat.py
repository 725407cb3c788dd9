"""Who somebody of the staff is, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable

from chalicelib.domain import rights
from chalicelib.domain.actors import HeldRole, Staff
from chalicelib.domain.ports import Ports


def signed_in(ports: Ports, staff: Staff, language: str) -> dict[str, object]:
    """Who somebody is, where they stand, which rights their roles give, and by which clock their district tells the time."""
    zone = ports.districts.of(staff.roles[0].unit).zone if staff.roles else ports.districts.current().zone
    held = held_at(ports, staff.roles, language)
    return {"login": staff.login, "name": staff.name, "roles": held, "may": rights.held_anywhere(staff), "zone": zone.key}


def held_at(ports: Ports, roles: Iterable[HeldRole], language: str) -> list[dict[str, str]]:
    """Roles with the names and the levels of the units at which they are held."""
    organisation = ports.districts.current().organisation
    return [
        {
            "role": str(each.role),
            "unit": each.unit,
            "unit_name": organisation.name(each.unit, language),
            "level": found.level if (found := organisation.find(each.unit)) else "",
        }
        for each in roles
    ]
