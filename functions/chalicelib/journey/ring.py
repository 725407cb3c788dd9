"""A question that did not arrive, or brought no answer: its citizen is to be rung, and the history says why."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain import transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message, MessageState
from chalicelib.domain.petition import Petition, RingWhy, Status
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import change_of, stepped

QUESTIONS = ("follow_up", "follow_up_link")
TRIES = 5


def to_ring(ports: Ports, message: Message, why: RingWhy, settled: Message | None = None) -> bool:
    """True when the petition of a question that did not arrive is to be rung now, `settled` being written with it.

    False, and nothing is written, when it is nobody's question any more, or somebody is to be rung already.
    """
    if message.name not in QUESTIONS:
        return False
    for _ in range(TRIES):
        petition = ports.petitions.get(message.number)
        if petition is None or not _waits(petition, message):
            return False
        now = ports.clock.now()
        step = stepped(petition, transitions.to_ring(petition, why, now), Action.RING, SYSTEM, now, reason=str(why))
        try:
            ports.petitions.commit(replace(change_of(step), settled_message=settled))
        except VersionConflict:
            continue
        return True
    return False


def _waits(petition: Petition, message: Message) -> bool:
    """True while the round that the message asks about has neither an answer nor anybody to ring."""
    if petition.status is not Status.CLOSED or len(petition.rounds) != message.round or petition.ringing:
        return False
    asked = petition.rounds[-1].asked_at  # by another message, and that one arrived: then this one is a second
    return asked is None or any(step.state is MessageState.SENT and step.at == asked for step in message.states)
