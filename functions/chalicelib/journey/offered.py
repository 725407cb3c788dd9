"""What a petition's citizen may do now: some of it by any link to it, the rest on the device that sent it alone."""

from __future__ import annotations

from chalicelib.domain import answers
from chalicelib.domain.erasure import holds_words
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import OPEN, Petition, Rating, Status
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import may
from chalicelib.journey.appeal import may_reopen
from chalicelib.journey.links import DEVICE, Visit


def offered(ports: Ports, petition: Petition, visit: Visit, *, room: bool) -> dict[str, object]:
    """What the visitor may do; `room` says whether one more photo finds a place."""
    now, own = ports.clock.now(), visit.scope == DEVICE
    return {
        "can_withdraw": own and may(petition, Action.WITHDRAW, now),
        "can_rate": petition.status is Status.CLOSED,
        **_second_thought(ports, petition),
        "can_appeal": may(petition, Action.APPEAL, now),
        "can_reopen": may_reopen(ports, petition),
        "can_add_photo": own and petition.status in OPEN and room,
        "can_erase": own and holds_words(petition),
    }


def _second_thought(ports: Ports, petition: Petition) -> dict[str, object]:
    """The answer that may still be changed, to which digits, and until when."""
    now = ports.clock.now()
    held, until = answers.changeable(petition, now), answers.change_until(petition, now)
    return {
        "answered": int(held.rating) if held else None,
        "changes": [int(each) for each in Rating if answers.may_change(petition, each, now)],
        "change_until": until.isoformat() if until else None,
    }
