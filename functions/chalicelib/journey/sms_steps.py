"""What became of a petition's messages, told in its history: read from the messages themselves, and kept nowhere twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import chain
from typing import Final

from chalicelib.domain.outbox import RESENT, Message, MessageState, MessageStep
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Ports
from chalicelib.domain.told_by_sms import kind_of

# What a citizen is told of a message is where it stands; on its way, or in doubt, there is nothing to tell yet.
TOLD: Final = frozenset({
    MessageState.SENT, MessageState.DELIVERED, MessageState.UNCLEAR, MessageState.FAILED, MessageState.EXPIRED, MessageState.SUPPRESSED,
})  # fmt: skip


def of_petition(ports: Ports, petition: Petition) -> list[Message]:
    """The petition's own messages, the oldest first; none where it has no phone, and none to who only follows it."""
    if petition.phone_key is None:
        return []
    line = ports.outbox.messages_of(petition.phone_key)
    return [each for each in line if each.number == petition.number and not each.subscription]


def for_staff(ports: Ports, petition: Petition) -> list[dict[str, object]]:
    """Every state that a message of the petition took, with its time and reason, in order of time."""
    lines = chain.from_iterable(map(_lines, of_petition(ports, petition)))
    return [
        {
            "at": step.at.isoformat(),
            "id": message.id,
            "name": message.name,
            "round": message.round,
            "state": str(step.state),
            "reason": step.reason,
            "provider": step.provider,
            "by": step.by,
        }
        for message, step in sorted(lines, key=lambda line: (line[1].at, line[0].id))
    ]


def _lines(message: Message) -> Iterator[tuple[Message, MessageStep]]:
    if not message.states or message.states[0].reason != RESENT:
        yield message, MessageStep(MessageState.WAITING, message.created_at, "written")
    for step in message.states:
        yield message, step


def with_messages(ports: Ports, petition: Petition, steps: list[dict[str, object]]) -> list[dict[str, object]]:
    """A citizen's steps with what we sent them, each message once: where it stands, and since when.

    What they asked for by SMS themselves, and codes, are no steps of a petition.
    """
    messages = [each for each in of_petition(ports, petition) if each.state in TOLD and not kind_of(each.name).asked_for]
    told: list[dict[str, object]] = [
        {
            "at": (each.ended_at or each.created_at).isoformat(),
            "action": f"sms_{'sent' if each.state is MessageState.UNCLEAR else each.state}",
            "unit_name": "",
            "round": each.round,
            "text": each.name,
            "own": False,
        }
        for each in sorted(messages, key=lambda each: (each.ended_at or each.created_at, each.id))
    ]
    return list(merge(steps, told, key=_at))


def _at(step: dict[str, object]) -> datetime:
    return datetime.fromisoformat(str(step["at"]))
