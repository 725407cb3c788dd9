"""An administrator looks after people: who they are, what they may do, and whether they may come in at all.

Only for people whose every role lies at or below the administrator's unit, and only up to there; nobody does it for
themselves. Each change is one entry of the person's history that says before and after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain import people, rights
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.configuration import tidied
from chalicelib.domain.errors import Forbidden, InvalidInput, OwnRights, PersonConflict, too_long
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.ports import Person, PersonEntry, Ports, Standing
from chalicelib.domain.rights import STAFF_ROLES, Right
from chalicelib.journey import enrol, seat
from chalicelib.journey.staff import reached


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom an administrator looks for; what is empty asks for nothing."""

    unit: str = ""
    words: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """How a person shall stand."""

    name_zh: str
    name_en: str
    roles: Sequence[Mapping[str, str]]


def listed(
    ports: Ports, admin: Staff, wanted: Wanted, limit: int, cursor: dict[str, str] | None, language: str
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """Of the next people by login those that are wanted and within reach, and where to go on. Raises: Forbidden."""
    unit = wanted.unit or rights.seat(admin, Right.LIST_PEOPLE) or ""
    tree = ports.districts.of(unit).organisation
    if not rights.may(admin, Right.LIST_PEOPLE, unit, tree):
        raise Forbidden
    page = ports.people.listed(tree.command_centre(unit).code, limit, cursor)
    shown = [
        {
            "login": each.login,
            "name": each.name_en if language == "en" else each.name_zh,
            "disabled": each.disabled,
            "roles": seat.held_at(ports, each.roles, language),
        }
        for each in page.items
        if rights.may_manage(admin, each.roles, tree) and _fits(each, wanted, unit, tree)
    ]
    return shown, page.cursor


def _fits(person: Person, wanted: Wanted, unit: str, tree: Organisation) -> bool:
    words = wanted.words.strip().casefold()
    said = f"{person.login} {person.name_zh} {person.name_en}".casefold()
    held = [each for each in person.roles if each.unit not in tree or tree.is_below(each.unit, unit)]
    fits = words in said and any(not wanted.role or each.role == wanted.role for each in held)
    return fits and (not wanted.state or person.disabled is (wanted.state == "disabled"))


def take_on(ports: Ports, admin: Staff, login: str, said: Said) -> str:
    """The secret of the new person's invitation, shown once. Raises: Forbidden, InvalidInput."""
    if not rights.may_anywhere(admin, Right.ADD_PERSON):
        raise Forbidden
    faults = {} if people.LOGIN.fullmatch(login) else {"login": "login_invalid"}
    names, roles = _checked(ports, admin, said, faults)
    tree, now = ports.districts.current().organisation, ports.clock.now()
    token, key, ends = enrol.invitation(ports, login)
    made = Person(login, *names, roles, "", disabled=False, session_epoch=1, enrolment_key=key, enrolment_ends=ends)
    standing = Standing(people.place_of(roles, tree), gained=people.administered(roles, tree))
    entry = PersonEntry(login, now, "added", admin.login, people.changed({}, _told(made)))
    if not ports.people.take_on(made, standing, entry):
        raise InvalidInput({"login": "login_taken"})
    return token


def change(ports: Ports, admin: Staff, login: str, version: str, said: Said) -> None:
    """Nothing; names and roles are as said. Sessions are over when something may not be done any more.

    Raises: Forbidden, NotFound, OwnRights, InvalidInput, PersonConflict, LastAdministrator.
    """
    held = _others(ports, admin, login)
    names, roles = _checked(ports, admin, said, {})
    shrinks = bool(set(held.roles) - set(roles))
    after = replace(
        held, name_zh=names[0], name_en=names[1], roles=roles, session_epoch=held.session_epoch + (1 if shrinks else 0)
    )
    _write(ports, admin, held, after, version, "changed")


def enable(ports: Ports, admin: Staff, login: str, version: str) -> None:
    """Nothing; the person may sign in again, with what they had enrolled. Raises: as `change`."""
    held = _others(ports, admin, login)
    _write(ports, admin, held, replace(held, disabled=False), version, "enabled")


def disable(ports: Ports, admin: Staff, login: str, version: str) -> None:
    """Nothing; the person is out at once and cannot sign in any more. Raises: as `change`."""
    held = _others(ports, admin, login)
    _write(ports, admin, held, replace(held, disabled=True, session_epoch=held.session_epoch + 1), version, "disabled")


def _others(ports: Ports, admin: Staff, login: str) -> Person:
    held = reached(ports, admin, login)
    if held.login == admin.login:
        raise OwnRights
    return held


def _write(ports: Ports, admin: Staff, before: Person, after: Person, version: str, action: str) -> None:
    if version != version_of(before):
        raise _conflict(ports, before.login)
    made = people.changed(_told(before), _told(after))
    if not made:
        return
    tree = ports.districts.current().organisation
    was, will = (frozenset() if each.disabled else people.administered(each.roles, tree) for each in (before, after))
    standing = Standing(people.place_of(after.roles, tree), gained=will - was, lost=was - will)
    entry = PersonEntry(before.login, ports.clock.now(), action, admin.login, made)
    if not ports.people.change(before, after, standing, entry):
        raise _conflict(ports, before.login)


def _conflict(ports: Ports, login: str) -> PersonConflict:
    standing, history = ports.people.person(login), ports.people.history(login)
    changes = [each for each in history if each.fields]
    return PersonConflict(version_of(standing) if standing else "", changes[-1].by if changes else "")


def version_of(person: Person) -> str:
    """What a change of the person must name."""
    return people.version_of((person.name_zh, person.name_en), person.roles, disabled=person.disabled)


def _told(person: Person) -> dict[str, object]:
    return {
        "name_zh": person.name_zh, "name_en": person.name_en, "roles": people.told(person.roles), "disabled": person.disabled,
    }  # fmt: skip


def _checked(
    ports: Ports, admin: Staff, said: Said, faults: dict[str, str]
) -> tuple[tuple[str, str], tuple[HeldRole, ...]]:
    """Names and roles as they can be kept. Raises: InvalidInput with every fault; Forbidden for a role out of reach."""
    tree, found = ports.districts.current().organisation, dict(faults)
    told = tidied({"name_zh": said.name_zh, "name_en": said.name_en})
    for name, text in told.items():
        if not text:
            found[name] = "name_missing"
        elif len(text) > people.LONGEST_NAME:
            found[name] = too_long(text, people.LONGEST_NAME, "name_too_long")
    rows = list(dict.fromkeys((each["role"], each["unit"]) for each in said.roles))
    for fault, holds in (
        ("roles_missing", not rows),
        ("roles_too_many", len(rows) > people.MOST_ROLES),
        ("role_unknown", any(role not in STAFF_ROLES for role, _ in rows)),
        ("role_unit_unknown", any(unit not in tree for _, unit in rows)),
    ):
        if holds:
            found.setdefault("roles", fault)
    if found:
        raise InvalidInput(found)
    roles = tuple(HeldRole(Role(role), unit) for role, unit in rows)
    if not rights.may_manage(admin, roles, tree):
        raise Forbidden
    return (str(told["name_zh"]), str(told["name_en"])), roles
