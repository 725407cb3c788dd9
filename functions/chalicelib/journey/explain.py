"""How a petition's deadlines came about, in their terms."""

from __future__ import annotations

from chalicelib.domain import deadlines
from chalicelib.domain.actors import Staff
from chalicelib.domain.petition import Status
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import within_reach


def explained(ports: Ports, staff: Staff, number: str) -> dict[str, object]:
    """How the deadlines of a petition's running round were computed, in their terms.

    Raises: PetitionNotFound.
    """
    petition, district = within_reach(ports, staff, ports.petitions.get(number))
    current = petition.round
    if current is None:
        return {"round": None}
    closing = deadlines.explain(
        current.closing_from or current.opened_at, current.closing_days, current.extension_days, district.calendar
    )
    return {
        "round": current.number,
        "response": {
            "hours": district.clocks.hours,
            "due": current.response_due.isoformat(),
        },
        "closing": closing | {"due": current.closing_due.isoformat() if current.closing_due else None},
        "on_hold": petition.status is Status.ON_HOLD,
    }
