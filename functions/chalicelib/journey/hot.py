"""What keeps coming back at a place: others of a petition's category there, submitted in the month before now."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain import finding, receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Ports
from chalicelib.journey.find import NEWEST, number_at, place_from

WITHIN = timedelta(days=30)
LEAST = 3  # others that make a hint: two may be chance
SHOWN = 10


def hot_spot(ports: Ports, staff: Staff, petition: Petition, district: District) -> dict[str, object] | None:
    """How many others of its category its community, or else its street, had in the last month; None for few.

    Only those that this person may see are named. Two calls, or one.
    """
    term = finding.hot_term(petition)
    if term is None:
        return None
    since = place_from(ports.clock.now() - WITHIN)
    found = ports.terms.postings(district.code, term, since, NEWEST, SHOWN + 1)
    numbers = [number for place in found.places if (number := number_at(place)) != petition.number][:SHOWN]
    if len(numbers) < LEAST:
        return None
    others = [
        {
            "number": each.petition.number,
            "number_shown": receipt_number.shown(each.petition.number),
            "status": str(each.petition.status),
            "submitted_at": each.petition.submitted_at.isoformat(),
        }
        for each in ports.terms.read(numbers)
        if rights.may_see(staff, each.petition, district.organisation)
    ]
    return {"days": WITHIN.days, "count": len(numbers), "more": not found.ended, "others": others}
