"""What a message adds to its district's figures of a day, derived from the step that it took last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.domain.outbox import Message, MessageState


def _sent(message: Message) -> dict[str, int]:
    return {f"sent.{message.provider}": 1, f"segments.{message.provider}": message.segments}


def _failed(message: Message) -> dict[str, int]:
    """By class: that of the carrier's refusal, what it reported after it had taken the message, or our own reason."""
    kind = "not_delivered" if message.provider_id else message.trouble or _code(message.reason)
    return {f"failed.{kind}": 1}


def _by_reason(state: str) -> Callable[[Message], dict[str, int]]:
    return lambda message: {f"{state}.{_code(message.reason)}": 1}


def _code(reason: str) -> str:
    return reason.replace(" ", "_") or "none"


_COUNTED: Final[Mapping[MessageState, Callable[[Message], dict[str, int]]]] = {
    MessageState.SENT: _sent,
    MessageState.DELIVERED: lambda _: {"delivered": 1},
    MessageState.FAILED: _failed,
    MessageState.EXPIRED: lambda _: {"expired": 1},
    MessageState.SUPPRESSED: _by_reason("suppressed"),
    MessageState.UNDECIDED: lambda _: {"undecided": 1},
    MessageState.UNCLEAR: lambda _: {"unclear": 1},
}


def measures(message: Message) -> dict[str, int]:
    """What the message's last step adds; nothing for one on its way. A decision of a person adds nothing of its own."""
    count = _COUNTED.get(message.state)
    if count is None or not message.states or message.states[-1].by:
        return {}
    return count(message)
