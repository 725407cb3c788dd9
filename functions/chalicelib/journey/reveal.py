"""Showing a petitioner's phone number to who works on the petition: a function of its own checks, logs, then opens."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.domain import receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import (
    ContactHidden,
    ContactMissing,
    Forbidden,
    NotSignedIn,
    NuannanError,
    PetitionNotFound,
)
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Ports, Revealed
from chalicelib.domain.rights import Right
from chalicelib.journey import sign_in
from chalicelib.journey.acting import district_for, within_reach
from chalicelib.journey.door import knock

REFUSALS: dict[str, type[NuannanError]] = {
    each.code: each for each in (ContactHidden, ContactMissing, Forbidden, NotSignedIn, PetitionNotFound)
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A contact, shown once and kept nowhere."""

    phone: str
    name: str


def ask(ports: Ports, staff: Staff, number: str, token: str) -> Shown:
    """The petitioner's phone and name, from the function that alone may read them.

    Raises: PetitionNotFound, Forbidden, ContactHidden, ContactMissing, NotSignedIn, TooManyRequests.
    """
    petition = _checked(ports, staff, number)
    knock(ports, staff.login, "reveal", petition.district)
    answer = ports.revealer.ask(token, number)
    if "code" in answer:
        raise REFUSALS[answer["code"]]
    return Shown(answer["phone"], answer["name"])


def open_for(ports: Ports, token: str, number: str) -> Shown:
    """The contact, for who holds this session and may see it; the reading is on record before the seal is opened.

    Raises: NotSignedIn, PetitionNotFound, Forbidden, ContactHidden, ContactMissing.
    """
    staff = sign_in.recognise(ports, token)
    if staff is None:
        raise NotSignedIn
    petition = _checked(ports, staff, number)
    ports.reveals.record(Revealed(petition.district, number, petition.owner, staff.login, ports.clock.now(), staff.name))
    contact = ports.contacts.open(number)
    if contact is None or contact.phone is None:
        raise ContactMissing
    return Shown(contact.phone, contact.name or "")


def _checked(ports: Ports, staff: Staff, number: str) -> Petition:
    petition, district = within_reach(ports, staff, ports.petitions.get(number))
    if not rights.may_on(staff, Right.REVEAL_CONTACT, petition, district.organisation):
        raise Forbidden
    if hidden(petition) and not rights.may(staff, Right.AUDIT_REVEALS, petition.district, district.organisation):
        raise ContactHidden
    if not petition.has_phone:
        raise ContactMissing
    return petition


def hidden(petition: Petition) -> bool:
    """True when units must not learn who it was. Source: design section 3: about staff, 执法, or the petitioner's wish."""
    return petition.hide_identity or petition.confidential


def revealed(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None, language: str
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """Who saw which petitioner's number in a district, newest first, and where the next page begins.

    Raises: Forbidden for somebody who does not answer for the district.
    """
    district = district_for(ports, staff, Right.AUDIT_REVEALS, unit)
    page = ports.reveals.of(district.code, limit, cursor)
    shown: list[dict[str, object]] = [
        {
            "number": each.number,
            "number_shown": receipt_number.shown(each.number),
            "owner_name": district.organisation.name(each.owner, language),
            "by": each.by,
            "by_name": each.by_name,
            "at": each.at.isoformat(),
        }
        for each in page.items
    ]
    return shown, page.cursor
