"""What a carrier reports of a message it took, and how far that moves the message: forward only, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.outbox import Message, MessageState

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
    """One report. `code` is the carrier's own word for it; no phone number is in it."""

    provider: str
    provider_id: str
    state: MessageState
    code: str
    at: datetime


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


def received(message: Message, receipt: Receipt) -> Message | None:
    """The message as the receipt leaves it; None when it moves nothing."""
    standing, told = _RANK.get(message.state), _RANK[receipt.state]
    if standing is None or not message.provider_id or told <= standing:
        return None
    moved = message.moved(receipt.state, receipt.at, receipt.code, receipt.provider)
    return replace(moved, ended_at=receipt.at)
