"""Sends what waits for one phone: lease, then for each message claim, send, settle. A crash never sends blindly twice.

The claim is written before the carrier is asked; what a crash leaves claimed is taken up again when its claim has run
out, which repeats a message at most once and only where a repeat is harmless.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.outbox import CLAIM_LASTS, TURN_LIMIT, Message, MessageState, OpenFollowUp
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import CODE_LASTS
from chalicelib.domain.proof import MESSAGE as CODE
from chalicelib.journey import prove, receipt
from chalicelib.journey.deliver import MOST_ATTEMPTS, Line, Render, deliver, ended, later
from chalicelib.journey.fit import goes_past, morning, unfit, unwanted

__all__ = ["LEASE_LASTS", "MOST_ATTEMPTS", "send"]

LEASE_LASTS = timedelta(seconds=60)
HEARS_FOR = timedelta(minutes=20)  # the queue brings a crashed sender's phone again after three minutes, five times
TURN_PAUSE = timedelta(hours=6)


def send(ports: Ports, phone_key: str, render: Render) -> datetime | None:
    """When the phone's next message may go, or None when nothing waits. Nothing is done while another sender works."""
    now = ports.clock.now()
    holder = ports.ids.token()
    if not ports.outbox.take_lease(phone_key, holder, now, now + LEASE_LASTS):
        return now + LEASE_LASTS
    try:
        line = Line(ports, render, opted_out=ports.outbox.wishes(phone_key).opted_out_at is not None)
        held = False
        every = ports.outbox.messages_of(phone_key)
        _hear(ports, every, now)
        for message in every:
            if message.wake_at is None:
                continue
            if held and not goes_past(message):
                continue
            held = held or _holds(message, now)
            if message.wake_at is not None and message.wake_at <= now:
                _take(line, message, now)
                held = held or line.failed
        return _next(ports.outbox.pending(phone_key), now)
    finally:
        ports.outbox.release_lease(phone_key, holder)


def _hear(ports: Ports, messages: list[Message], now: datetime) -> None:
    """Nothing; receipts that came before a sender had settled, and that it did not live to apply, are applied now."""
    for message in messages:
        if message.state is MessageState.SENT and message.ended_at is not None and now - message.ended_at < HEARS_FOR:
            receipt.catch_up(ports, message.provider, message.provider_id)


def _holds(message: Message, now: datetime) -> bool:
    """True for a message that is to be tried again: what stands behind it waits, so that order is kept."""
    return message.attempts > 0 and message.wake_at is not None and message.wake_at > now


def _next(pending: list[Message], now: datetime) -> datetime | None:
    """When the first message that nothing stands in front of may go."""
    moments: list[datetime] = []
    held = False
    for message in pending:
        if message.wake_at is not None and (not held or goes_past(message)):
            moments.append(message.wake_at)
        held = held or _holds(message, now)
    return min(moments, default=None)


def _take(line: Line, message: Message, now: datetime) -> None:
    ports = line.ports
    if message.name == CODE and not message.number:
        addressed = _addressed(ports, message, now)
        if addressed is None:
            return
        message = addressed
    petition = ports.petitions.get(message.number)
    over = unfit(message, petition, now) or unwanted(message, opted_out=line.opted_out)
    if over is not None:
        ports.outbox.settle(message, ended(message, *over, now))
        return
    daylight = morning(message, now, ports)
    if daylight is not None:
        ports.outbox.settle(message, later(_tried(message), daylight, "quiet hours", now))
        return
    question, message = _question(ports, message, now)
    claimed = replace(
        _tried(message), state=MessageState.CLAIMED, attempts=message.attempts + 1, claimed_until=now + CLAIM_LASTS
    )
    if not ports.outbox.claim(message, claimed, question, now):
        if question is not None:
            ports.outbox.settle(message, replace(message, not_before=now + TURN_PAUSE))
        return
    deliver(line, claimed, now)


def _tried(message: Message) -> Message:
    """The message, with the attempt of a sender that stopped before it wrote what became of it."""
    return replace(message, unsure=message.unsure + (message.state is MessageState.CLAIMED))


def _addressed(ports: Ports, message: Message, now: datetime) -> Message | None:
    """A code with the petition whose contact it goes to; None when it goes to nobody, or another sender moved it."""
    if now - message.created_at > CODE_LASTS:
        ports.outbox.settle(message, ended(message, MessageState.EXPIRED, "too late", now))
        return None
    known, reason = prove.addressed(ports, message)
    if reason:
        ports.outbox.settle(message, ended(message, MessageState.SUPPRESSED, reason, now))
        return None
    return known if ports.outbox.settle(message, known) else None


def _question(ports: Ports, message: Message, now: datetime) -> tuple[OpenFollowUp | None, Message]:
    """The turn that a follow-up needs; one that waited too long, or whose carrier cannot receive, goes by link."""
    if message.name != "follow_up":
        return None, message
    if not ports.provider.receives or now - message.created_at > TURN_LIMIT:
        by_link = replace(message, name="follow_up_link")
        return (None, by_link) if ports.outbox.settle(message, by_link) else (None, message)
    return OpenFollowUp(message.phone_key, message.number, message.round, message.id, now), message
