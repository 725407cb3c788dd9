"""What an administrator does about the sign-in of people whose every role lies below the administrator's unit."""

from __future__ import annotations

from chalicelib.domain import people, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound
from chalicelib.domain.ports import Person, PersonEntry, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import enrol, seat


def person(ports: Ports, admin: Staff, login: str, language: str) -> dict[str, object]:
    """Who the person is, where they stand, and what happened to their sign-in. Raises: Forbidden, NotFound."""
    held = reached(ports, admin, login)
    return {
        "login": held.login,
        "name": held.name_en if language == "en" else held.name_zh,
        "name_zh": held.name_zh,
        "name_en": held.name_en,
        "version": people.version_of((held.name_zh, held.name_en), held.roles, disabled=held.disabled),
        "own": held.login == admin.login,
        "disabled": held.disabled,
        "enrolled": bool(held.sealed_totp),
        "invited_until": held.enrolment_ends.isoformat() if held.enrolment_ends else None,
        "roles": seat.held_at(ports, held.roles, language),
        "history": [
            {"at": each.at.isoformat(), "action": each.action, "by": each.by, "fields": _pairs(each)}
            for each in ports.people.history(login)
        ],
    }


def invite(ports: Ports, admin: Staff, login: str) -> str:
    """The secret of an invitation to enrol anew, shown once to the administrator, who hands it over.

    Raises: Forbidden, NotFound. InvalidInput for somebody who is out: they are let in again first.
    """
    held = reached(ports, admin, login)
    if held.disabled:
        raise InvalidInput({"login": "person_disabled"})
    return enrol.invite(ports, held.login, admin.login)


def _pairs(entry: PersonEntry) -> dict[str, list[object]]:
    return {name: list(pair) for name, pair in (entry.fields or {}).items()}


def reached(ports: Ports, admin: Staff, login: str) -> Person:
    """The person, when every role of theirs lies at or below a unit where this administrator holds the role.

    The refusal is the same for somebody elsewhere and for nobody.
    """
    if not rights.may_anywhere(admin, Right.MANAGE_PEOPLE):
        raise Forbidden
    found, organisation = ports.people.person(login), ports.districts.current().organisation
    if found is None or not rights.may_manage(admin, found.roles, organisation):
        raise NotFound
    return found
