"""What an administrator does about the sign-in of people whose every role lies below the administrator's unit."""

from __future__ import annotations

from chalicelib.domain import rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.ports import Person, PersonEntry, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import enrol, seat


def person(ports: Ports, admin: Staff, login: str, language: str) -> dict[str, object]:
    """Who the person is, where they stand, and what happened to their sign-in. Raises: Forbidden, NotFound."""
    held = _reached(ports, admin, login)
    return {
        "login": held.login,
        "name": held.name_en if language == "en" else held.name_zh,
        "disabled": held.disabled,
        "enrolled": bool(held.sealed_totp),
        "invited_until": held.enrolment_ends.isoformat() if held.enrolment_ends else None,
        "roles": seat.held_at(ports, held.roles, language),
        "history": [
            {"at": each.at.isoformat(), "action": each.action, "by": each.by}
            for each in ports.people.history(login)
        ],
    }


def invite(ports: Ports, admin: Staff, login: str) -> str:
    """The secret of an invitation to enrol anew, shown once to the administrator, who hands it over.

    Raises: Forbidden, NotFound.
    """
    return enrol.invite(ports, _reached(ports, admin, login).login, admin.login)


def disable(ports: Ports, admin: Staff, login: str) -> None:
    """Nothing; the person is out at once and cannot sign in any more. Raises: Forbidden, NotFound."""
    held = _reached(ports, admin, login)
    ports.people.disable(held.login, PersonEntry(held.login, ports.clock.now(), "disabled", admin.login))


def _reached(ports: Ports, admin: Staff, login: str) -> Person:
    """The person, when every role of theirs lies at or below a unit where this administrator holds the role.

    The refusal is the same for somebody elsewhere and for nobody.
    """
    if not rights.may_anywhere(admin, Right.MANAGE_PEOPLE):
        raise Forbidden
    found, organisation = ports.people.person(login), ports.districts.current().organisation
    if found is None or not rights.may_manage(admin, found.roles, organisation):
        raise NotFound
    return found
