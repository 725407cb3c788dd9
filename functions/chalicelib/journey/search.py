"""Finding petitions by what somebody on the telephone can say: their number, or the phone that it was sent from."""

from __future__ import annotations

from chalicelib.domain import rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.phone import parse
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import look
from chalicelib.journey.door import knock

MOST = 50


def search(ports: Ports, staff: Staff, phone: str, language: str) -> list[dict[str, object]]:
    """Petitions of a phone that this person may list, open or over, the newest first.

    The phone is compared by its keyed hash alone. Raises: Forbidden, InvalidInput, TooManyRequests.
    """
    seat = rights.seat(staff, Right.SEARCH_PETITIONS)
    if seat is None:
        raise Forbidden
    knock(ports, staff.login, "search", seat)
    read = parse(phone)
    if read is None:
        raise InvalidInput({"phone": "phone_invalid"})
    page = ports.petitions.queue("phone", ports.secrets.digest("phone", read.number), MOST, None)
    organisation = ports.districts.current().organisation
    mine = [each for each in page.items if rights.may(staff, Right.LIST_QUEUE, each.owner, organisation)]
    newest = sorted(mine, key=lambda each: each.submitted_at, reverse=True)
    return [look.listed(each, ports.districts.of(each.owner), language) for each in newest]
