"""A question that did not arrive, or brought no answer: its citizen is to be rung, and the history says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message, MessageState, OpenFollowUp
from chalicelib.domain.petition import Petition, RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import after_races, change_of, stepped

QUESTIONS = ("follow_up", "follow_up_link")


def to_ring(ports: Ports, message: Message, why: RingWhy, settled: Message | None = None, *, dropped: bool = False) -> bool:
    """True when the petition of a question that did not arrive is to be rung now, `settled` being written with it.

    False, and nothing is written, when it is nobody's question any more, or somebody is to be rung already. What a
    person dropped gives the phone's turn to the next; what a carrier lost may yet be answered, and keeps it.

    Raises: VersionConflict after five races lost: then nobody is told to ring, and whoever asked comes again.
    """
    return message.name in QUESTIONS and after_races(lambda: _to_ring(ports, message, why, settled, dropped=dropped))


def _to_ring(ports: Ports, message: Message, why: RingWhy, settled: Message | None, *, dropped: bool) -> bool:
    petition = ports.petitions.get(message.number)
    if petition is None or not _waits(petition, message):
        return False
    now = ports.clock.now()
    step = stepped(petition, transitions.to_ring(petition, why, now), Action.RING, SYSTEM, now, reason=str(why))
    turn = ended_turn(ports, petition, now) if dropped else None
    ports.petitions.commit(replace(change_of(step), settled_message=settled, follow_up=turn))
    return True


def _waits(petition: Petition, message: Message) -> bool:
    """True while the round that the message asks about has neither an answer nor anybody to ring."""
    if not petition.waits_for_answer(message.round) or petition.ringing:
        return False
    asked = petition.rounds[-1].asked_at  # by another message, and that one arrived: then this one is a second
    return asked is None or any(step.state is MessageState.SENT and step.at == asked for step in message.states)


def ended_turn(ports: Ports, petition: Petition, now: datetime) -> OpenFollowUp | None:
    """The phone's open question, ended, where it is this petition's: for a day digits still belong to it."""
    if petition.phone_key is None:
        return None
    asked = ports.outbox.open_follow_up(petition.phone_key)
    if asked is None or asked.number != petition.number or asked.ended_at is not None:
        return None
    return replace(asked, ended_at=now)
