"""What was reported on this phone: its numbers in a signed cookie, so that who left no phone number finds them again.

It opens what an SMS link opens, for as long: how it goes and the question, and nobody's words. Why that is safe on a
phone that several people use: infra/decisions/0054.
"""

from __future__ import annotations

from typing import Final

from chalicelib.domain import receipt_number
from chalicelib.domain.errors import LinkInvalid, PetitionNotFound
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Ports
from chalicelib.journey.links import LINK, LINK_LASTS, Visit
from chalicelib.journey.which import which

KEPT_FOR: Final = LINK_LASTS
MOST_KEPT: Final = 10
_PURPOSE: Final = "mine"


def keep(ports: Ports, held: str, number: str) -> str:
    """The cookie's value with one petition more, for 90 days from now; the oldest make room."""
    expires = int((ports.clock.now() + KEPT_FOR).timestamp())
    others = [each for each in _read(ports, held) if each[0] != number]
    return _signed(ports, [*others, (number, expires)][-MOST_KEPT:])


def without(ports: Ports, held: str, number: str) -> str:
    """The cookie's value without a petition; empty when none is left."""
    left = [each for each in _read(ports, held) if each[0] != number]
    return _signed(ports, left) if left else ""


def listed(ports: Ports, held: str, language: str) -> list[dict[str, object]]:
    """The petitions that the cookie holds, the newest first, as a link to each would name them; what was erased is not among them."""
    numbers = [number for number, _ in reversed(_read(ports, held))]
    found = {each.number: each for each in ports.petitions.many(numbers) if each.erased_at is None} if numbers else {}
    return [_shown(ports, found[number], language) for number in numbers if number in found]


def visit(ports: Ports, held: str, number: str) -> Visit:
    """The visit of one of them, as wide as that of an SMS link. Raises: LinkInvalid, PetitionNotFound."""
    kept = {number for number, _ in _read(ports, held)}
    if not kept:
        raise LinkInvalid
    petition = ports.petitions.get(number) if number in kept else None
    if petition is None or petition.erased_at is not None:
        raise PetitionNotFound
    return Visit(number, LINK)


def _read(ports: Ports, held: str) -> list[tuple[str, int]]:
    """Number and end of each, oldest first; none from a cookie that is not ours, and none that is over."""
    payload = ports.secrets.verify(_PURPOSE, held) if held else None
    pairs = (each.partition("-") for each in payload.split(".")) if payload else ()
    now = ports.clock.now().timestamp()
    return [(number, int(expires)) for number, _, expires in pairs if int(expires) > now]


def _signed(ports: Ports, kept: list[tuple[str, int]]) -> str:
    return ports.secrets.sign(_PURPOSE, ".".join(f"{number}-{expires}" for number, expires in kept))


def _shown(ports: Ports, petition: Petition, language: str) -> dict[str, object]:
    return {
        "number": petition.number,
        "number_shown": receipt_number.shown(petition.number),
        "status": str(petition.status),
        "has_phone": petition.has_phone,
        **which(petition, ports.districts.of(petition.district), language),
        "submitted_at": petition.submitted_at.isoformat(),
    }
