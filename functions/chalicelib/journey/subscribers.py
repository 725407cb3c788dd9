"""Telling those who follow a public petition by SMS, page by page, each once: when it is answered, when it is taken up
again, and when it is public no more. They are asked nothing, and whatever they reply is no answer of the petitioner's.
"""

from __future__ import annotations

from chalicelib.domain import receipt_number
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import FanOut, Ports
from chalicelib.domain.subscription import TOLD, Subscription, SubscriptionState, after, still_true
from chalicelib.journey import keywords

# What those who joined a lead are told of it as its petitioners.
TOLD_AS_JOINED = frozenset({Action.CLOSE, Action.REJECT, Action.WITHDRAW})


def tell_page(ports: Ports, fan_out: FanOut, limit: int) -> list[str]:
    """The ids of one page of those who follow; each of them was told once, and stands as the step leaves it.

    Run twice, or cut off anywhere, nobody is told twice: a message's id is made of the step.
    """
    page = ports.subscriptions.page(fan_out.lead, fan_out.after, limit)
    petition = ports.petitions.get(fan_out.lead)
    for held in page:
        if petition is not None and held.state is SubscriptionState.STANDING:
            _tell(ports, fan_out, petition, held)
    return [each.id for each in page]


def _tell(ports: Ports, fan_out: FanOut, petition: Petition, held: Subscription) -> None:
    action = Action(fan_out.action)
    name = TOLD.get(action)
    if name and still_true(name, petition) and not _knows(ports, petition, held.phone_key, action):
        ports.outbox.enqueue(_message(fan_out, held, name))
    moved = after(held, petition, fan_out.at)
    if moved != held:
        ports.subscriptions.move(held, moved)  # whoever was first, said that it is over


def _knows(ports: Ports, petition: Petition, phone_key: str, action: Action) -> bool:
    """True for a phone that is told of the step as a petitioner: of this petition, or of one that joined it."""
    if petition.phone_key == phone_key:
        return True
    if action not in TOLD_AS_JOINED:
        return False
    merged = [each.number for each in keywords.petitions_of(ports, phone_key) if each.status == Status.MERGED]
    return any(each.lead == petition.number for each in ports.petitions.many(merged))


def _message(fan_out: FanOut, held: Subscription, name: str) -> Message:
    return Message(
        id=f"{int(fan_out.at.timestamp() * 1000):013d}{fan_out.version:09d}{held.number}",
        phone_key=held.phone_key, number=held.number, name=name, variables={"number": receipt_number.shown(held.number)},
        language=held.language, created_at=fan_out.at, not_before=fan_out.at, district=held.district, subscription=held.id,
    )  # fmt: skip
