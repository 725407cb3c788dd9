"""What a carrier reports of a message it took, and how far that moves the message: forward only, in any order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.outbox import Message, MessageState

LONGEST_REFERENCE: Final = 128
BY_RECEIPT: Final = "receipt"
# The higher one stands, whichever came first: a part that arrived was read, whatever became of another part.
_RANK: Final[Mapping[MessageState, int]] = {
    MessageState.SENT: 0,
    MessageState.UNCLEAR: 1,
    MessageState.EXPIRED: 2,
    MessageState.FAILED: 3,
    MessageState.DELIVERED: 4,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """One report. `code` is the carrier's own word for it; no phone number is in it.

    `reference` is what we had told the carrier of the message, `segments` how many it was: empty and 0 where it says neither.
    """

    provider: str
    provider_id: str
    state: MessageState
    code: str
    at: datetime
    reference: str = ""
    segments: int = 0


@dataclass(slots=True)
class Came:
    """What a carrier told: receipts, replies (carrier, its id, phone, words), and how many entries nobody can read."""

    receipts: list[Receipt] = field(default_factory=list)
    replies: list[tuple[str, str, str, str]] = field(default_factory=list)
    broken: int = 0


class NotificationRefused(ValueError):
    """Nobody proves that SNS sent this, or it is of a topic that is not ours; `args[0]` is a code."""


def state_of(codes: Mapping[str, MessageState], code: str) -> MessageState:
    """What a carrier's code means; `unclear` for a code that its table does not hold."""
    return codes.get(code, MessageState.UNCLEAR)


def reference_in(value: object) -> str:
    """The reference that a carrier tells us again; empty for what cannot be one of ours."""
    return value if isinstance(value, str) and len(value) <= LONGEST_REFERENCE else ""


def segments_in(value: object) -> int:
    """How many segments a carrier counted; 0 for what is no count."""
    return int(value) if isinstance(value, str | int) and re.fullmatch("[0-9]{1,2}", str(value)) else 0


def taken(message: Message, receipt: Receipt, now: datetime) -> Message:
    """A message in doubt as sent: a carrier reports of it, so it had taken it."""
    known = replace(message, provider=receipt.provider, provider_id=receipt.provider_id, segments=max(receipt.segments, 1))
    return replace(known.moved(MessageState.SENT, now, BY_RECEIPT), ended_at=now, claimed_until=None)


def reached(message: Message, receipt: Receipt) -> Message | None:
    """A message delivered by another sending than the one on record; None for any other word of such a one.

    What became of one of two says nothing of the other, unless it arrived.
    """
    if receipt.state is not MessageState.DELIVERED:
        return None
    known = replace(message, provider=message.provider or receipt.provider, provider_id=message.provider_id or receipt.provider_id)
    return received(known, receipt)


def received(message: Message, receipt: Receipt) -> Message | None:
    """The message as the receipt leaves it; None when it moves nothing."""
    standing, told = _RANK.get(message.state), _RANK[receipt.state]
    if standing is None or not message.provider_id or told <= standing:
        return None
    at = max(receipt.at, message.ended_at or receipt.at)  # carriers' clocks go their own way, and many know whole seconds only
    return replace(message.moved(receipt.state, at, receipt.code, receipt.provider), ended_at=at)
