"""That a message went, written down: whoever learns it, the sender, a receipt or a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message
from chalicelib.domain.ports import Ports
from chalicelib.journey import ring
from chalicelib.journey.acting import TRIES, change_of, stepped
from chalicelib.journey.fit import makes_sense


def settle_sent(ports: Ports, before: Message, sent: Message, now: datetime) -> bool:
    """True when the message is sent; a follow-up's sending is also a step of its petition, in the same transaction."""
    if sent.name not in ring.QUESTIONS:
        return ports.outbox.settle(before, sent)
    for _ in range(TRIES):
        petition = ports.petitions.get(sent.number)
        if petition is None or not makes_sense(sent, petition) or petition.rounds[-1].asked_at is not None:
            return ports.outbox.settle(before, sent)
        after = transitions.follow_up_sent(petition, now)
        step = stepped(petition, after, Action.FOLLOW_UP, SYSTEM, now)
        try:
            ports.petitions.commit(replace(change_of(step), settled_message=sent))
        except VersionConflict:
            continue
        return True
    return ports.outbox.settle(before, sent)  # others act on the petition all the time: that it went must not be forgotten
