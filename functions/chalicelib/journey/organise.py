"""Administrators look at a district's configuration and change it: checked as files are, once, and with a history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from chalicelib.domain import rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.checks import RowFault, as_words
from chalicelib.domain.configuration import (
    BY_ROWS,
    MAY_BE_EMPTY,
    ROW_FIELDS,
    Configuration,
    Difference,
    Documents,
    Row,
    change,
    difference,
    merged,
    tidied,
    version_of,
)
from chalicelib.domain.document_checks import document_faults, open_categories, units_of
from chalicelib.domain.errors import ConfigurationConflict, Forbidden, InvalidInput, NotFound
from chalicelib.domain.organisation import Organisation, Unit
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.domain.settings_offered import OFFERED
from chalicelib.journey.door import LIMITS, OF_DISTRICT
from chalicelib.journey.fit import MOST_A_DAY

SHOWN = ("units", "rules", "rota")
SMS_LIMIT = "limit_sms_phone"  # one phone can be in several districts, and one line sends to it
SITE_LIMITS = (*(f"limit_{what}" for what in LIMITS if what not in OF_DISTRICT), SMS_LIMIT)


def organisation(ports: Ports, staff: Staff, district: str, language: str) -> dict[str, object]:
    """The documents that can be changed here, with the version that a change must name. Raises: Forbidden, NotFound."""
    held, site = _configuration(ports, staff, district), ports.districts.current()
    every = {f"limit_{what}": limit for what, (limit, _) in LIMITS.items()} | {SMS_LIMIT: MOST_A_DAY}
    return {
        "district": held.district,
        "version": held.version,
        "settings": dict(held.documents["settings"][0]),
        **{name: [dict(row) for row in held.documents.get(name, ())] for name in SHOWN},
        "open_categories": open_categories(held.documents),
        "offered": [asdict(each) for each in OFFERED],
        "limits": {name: limit for name, limit in every.items() if name not in SITE_LIMITS},
        "site_limits": {name: every[name] for name in SITE_LIMITS} if held.district == site.code else {},
        "site_district": {"code": site.code, "name": site.organisation.name(site.code, language)},
    }


def history(
    ports: Ports, staff: Staff, district: str, limit: int, cursor: dict[str, str] | None
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """A page of what was changed, newest first, and where the next begins. Raises: Forbidden, NotFound."""
    held = _configuration(ports, staff, district)
    page = ports.configurations.history(held.district, limit, cursor)
    shown = [
        asdict(each)
        | {
            "at": each.at.isoformat(),
            "fields": {
                key: {name: list(pair) for name, pair in named.items()} for key, named in each.fields.items()
            },
        }
        for each in page.items
    ]
    return shown, page.cursor


def put_units(
    ports: Ports, staff: Staff, district: str, version: str, rows: Sequence[Row], removed: Sequence[str]
) -> dict[str, object]:
    """The new version: these units are as said here, new or changed; those named as removed are gone.

    Raises: Forbidden for a unit that the administrator's own does not reach; else as `put`.
    """
    held = _configuration(ports, staff, district)
    said = {str(row.get("code")): row for row in rows}
    kept = [said.pop(row["code"], row) for row in held.documents["units"] if row["code"] not in removed]
    return _put(ports, staff, held, version, "units", [*kept, *said.values()])


def document(ports: Ports, staff: Staff, district: str, name: str) -> dict[str, object]:
    """The rows of one of the documents that are changed row by row. Raises: Forbidden, NotFound."""
    held = _configuration(ports, staff, district)
    if name not in BY_ROWS:
        raise NotFound
    return {"district": held.district, "version": held.version, "rows": [dict(row) for row in held.documents.get(name, ())]}


def put_rows(
    ports: Ports, staff: Staff, district: str, version: str, name: str, rows: Sequence[Row], removed: Sequence[str]
) -> dict[str, object]:
    """The new version: these rows are as said here, new or changed; those whose keys are named are gone. Raises: as `put`."""
    held = _configuration(ports, staff, district)
    if name not in BY_ROWS:
        raise NotFound
    _check_shape(name, rows)
    return _put(ports, staff, held, version, name, merged(name, held.documents.get(name, ()), rows, removed))


def put(
    ports: Ports, staff: Staff, district: str, version: str, document: str, rows: Sequence[Row]
) -> dict[str, object]:
    """The new version: the document is as said here.

    Raises: Forbidden, NotFound, InvalidInput with every fault, ConfigurationConflict when somebody was first.
    """
    return _put(ports, staff, _configuration(ports, staff, district), version, document, rows)


def _put(
    ports: Ports, staff: Staff, held: Configuration, version: str, document: str, rows: Sequence[Row]
) -> dict[str, object]:
    if held.version != version:
        raise _conflict(ports, held.district)
    _check_shape(document, rows)
    documents = {**held.documents, document: [dict(tidied(row)) for row in rows]}
    _check_filled(document, documents[document])
    faults = document_faults(documents, _other_units(ports, held.district))
    faults += _moved_code(documents, held.district)
    faults += _own_cover(staff, document, held.documents.get(document, ()), documents[document])
    faults += _of_the_site(held.documents, documents, ports.districts.current().code)
    if faults:
        raise _faulty(faults)
    made = difference(held.documents, documents)
    _check_reach(ports, staff, held, documents, document, made)
    _check_unused(ports, made)
    after = Configuration(held.district, version_of(documents), documents)
    if after.version != held.version:
        now = ports.clock.now()
        entry = change(held.district, now, staff.login, (held.version, after.version), made)
        if not ports.configurations.replace(after, entry):
            raise _conflict(ports, held.district)
        ports.districts.refresh()
    return {
        "district": held.district,
        "version": after.version,
        "added": list(made.added),
        "changed": list(made.changed),
        "removed": list(made.removed),
        "open_categories": open_categories(documents),
    }


def _configuration(ports: Ports, staff: Staff, district: str) -> Configuration:
    """The configuration that this administrator may see: of the district named, else of their own."""
    seat = rights.seat(staff, Right.READ_ORGANISATION)
    if seat is None:
        raise Forbidden
    code = district or ports.districts.of(seat).code
    found = ports.configurations.get(code)
    if found is None:
        raise NotFound
    tree = ports.districts.of(code).organisation
    if not rights.may(staff, Right.READ_ORGANISATION, code, tree):
        raise Forbidden
    return found


def _check_shape(document: str, rows: Sequence[Row]) -> None:
    """Nothing. Raises: InvalidInput for a row whose fields are not exactly those of the document."""
    wanted = set(ROW_FIELDS.get(document, ()))
    if document == "settings":
        return
    wrong = [
        RowFault(document, place, f"a row has exactly {', '.join(ROW_FIELDS[document])}, each of its kind")
        for place, row in enumerate(rows)
        if set(row) != wanted or not all(_is_of_kind(name, value) for name, value in row.items())
    ]
    if wrong:
        raise _faulty(wrong)


def _check_filled(document: str, rows: Sequence[Row]) -> None:
    """Nothing. Raises: InvalidInput for a field that says nothing and must."""
    may = MAY_BE_EMPTY.get(document, ())
    empty = [
        RowFault(document, place, f"{name} must not be empty")
        for place, row in enumerate(rows)
        for name in ROW_FIELDS.get(document, ())
        if row[name] == "" and name not in may
    ]
    if empty:
        raise _faulty(empty)


def _is_of_kind(name: str, value: object) -> bool:
    if name == "year":
        return isinstance(value, int) and not isinstance(value, bool)
    if name in ("free", "worked"):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str) or (name == "parent" and value is None)


def _faulty(faults: Iterable[RowFault]) -> InvalidInput:
    return InvalidInput({"rows": "configuration_faulty"}, as_words(faults))


def _moved_code(documents: Documents, district: str) -> list[RowFault]:
    code = documents["settings"][0].get("code")
    return [] if code == district else [RowFault("settings", 0, "the code of a district cannot be changed", "code")]


def _own_cover(staff: Staff, document: str, before: Sequence[Row], after: Sequence[Row]) -> list[RowFault]:
    """Rows by which this administrator would be given what somebody else may do: another one enters them."""
    if document != "rota":
        return []
    reason = f"{staff.login} enters the rota and cannot be who covers; another administrator can"
    new = [(place, row) for place, row in enumerate(after) if row not in before]
    return [RowFault("rota", place, reason) for place, row in new if row["covering"] == staff.login]


def _of_the_site(before: Documents, after: Documents, site: str) -> list[RowFault]:
    """What is set here and counts nothing; what stood before, from files, may stand or go."""
    old, new = before["settings"][0], after["settings"][0]
    if new.get("code") == site:
        return []
    said = [name for name in SITE_LIMITS if name in new and old.get(name) != new[name]]
    return [RowFault("settings", 0, f"{name} counts for the whole site and is set in the district {site}", name) for name in said]


def _conflict(ports: Ports, district: str) -> ConfigurationConflict:
    last = next(iter(ports.configurations.history(district, 1, None).items), None)
    standing = ports.configurations.get(district)
    return ConfigurationConflict(standing.version if standing else "", last.by if last else "")


def _other_units(ports: Ports, district: str) -> Sequence[Unit]:
    codes = [each.code for each in ports.districts.all() if each.code != district]
    return units_of(each.documents for code in codes if (each := ports.configurations.get(code)))


def _check_reach(
    ports: Ports, staff: Staff, held: Configuration, documents: Documents, document: str, made: Difference
) -> None:
    """Nothing. Raises: Forbidden for what lies outside the subtree at which the role is held."""
    before, after = (Organisation(units_of([each])) for each in (held.documents, documents))

    def reaches(code: str) -> bool:
        """In the tree as it was and as it will be, so that nobody moves a unit in; never what stands in neither."""
        stands = [tree for tree in (before, after) if code in tree]
        return bool(stands) and all(rights.may(staff, Right.CHANGE_ORGANISATION, code, tree) for tree in stands)

    touched = [key.partition("/")[2] for key in (*made.added, *made.changed, *made.removed)]
    if document == "units":
        allowed = all(reaches(code) for code in touched)
    elif document == "rota":
        allowed = all(_reaches_person(ports, key.split(" ")[0], reaches) for key in touched) and all(
            ports.people.person(key.split(" ")[1]) is not None for key in touched
        )
    else:
        allowed = reaches(held.district)
    if not allowed:
        raise Forbidden


def _reaches_person(ports: Ports, login: str, reaches: Any) -> bool:
    """True when everything that the absent person may do lies within reach: whoever covers is given it."""
    person = ports.people.person(login)
    return person is not None and all(reaches(each.unit) for each in person.roles)


def _check_unused(ports: Ports, made: Difference) -> None:
    """Nothing. Raises: InvalidInput for a unit that is to go and still has petitions."""
    gone = [key.partition("/")[2] for key in made.removed if key.startswith("units/")]
    busy = [code for code in gone if ports.petitions.queue("owner", code, 1, None).items]
    if busy:
        raise _faulty(RowFault("units", 0, f"{code} still has open petitions") for code in busy)
