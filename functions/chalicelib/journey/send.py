"""Sends what waits for one phone: lease, then for each message claim, send, settle. A crash never sends blindly twice.

The claim is written before the carrier is asked; what a crash leaves claimed is taken up again when its claim has run
out, which repeats a message at most once and only where a repeat is harmless.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter

from chalicelib.domain import receipt_number
from chalicelib.domain.outbox import (
    CLAIM_LASTS,
    MOST_IN_LINE,
    TURN_LIMIT,
    Message,
    MessageState,
    OpenFollowUp,
)
from chalicelib.domain.petition import RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import CODE_LASTS, CODES
from chalicelib.domain.told_by_sms import About, kind_of
from chalicelib.journey import prove, receipt, unsubscribe
from chalicelib.journey.deliver import MOST_ATTEMPTS, Line, Render, deliver, give_up
from chalicelib.journey.fit import OPTED_OUT, OVER_LIMIT, going_past, left_today, morning, unfit, unwanted

__all__ = ["LEASE_LASTS", "MOST_ATTEMPTS", "WORKS_FOR", "send"]

WHY = {OPTED_OUT: RingWhy.OPTED_OUT, OVER_LIMIT: RingWhy.LIMIT}
A_MOMENT = timedelta(seconds=1)
# A run begins no message later than this; with its last call to a carrier it ends within its function's 40 seconds and
# before its lease, so that nobody else works on the phone meanwhile and no call is cut off and left in doubt.
WORKS_FOR = timedelta(seconds=10)
LEASE_LASTS = timedelta(seconds=60)
HEARS_FOR = timedelta(minutes=25)  # the queue brings a crashed sender's phone again after four minutes, five times
TURN_PAUSE = timedelta(hours=6)


def send(ports: Ports, phone_key: str, render: Render, until: datetime | None = None) -> datetime | None:
    """When the phone's next message may go, or None when nothing waits. Nothing is done while another sender works.

    No message is begun at `until`, which is `WORKS_FOR` from now where a batch does not name it for all its phones.
    """
    now = ports.clock.now()
    until = until or now + WORKS_FOR
    if now >= until:
        return now
    holder = ports.ids.token()
    if not ports.outbox.take_lease(phone_key, holder, now, now + LEASE_LASTS):
        return now + LEASE_LASTS
    try:
        messages = ports.outbox.messages_of(phone_key)
        line = _line(ports, render, phone_key, messages, now)
        held = False
        _hear(ports, messages, now)
        for message in filter(attrgetter("goes_on"), messages):
            now = ports.clock.now()  # a claim lasts from its own moment, however slowly those before it went
            if now >= until:
                break
            if held and message.id not in line.past:
                continue
            held = held or _holds(message, now)
            if message.wake_at is not None and message.wake_at <= now:
                _take(line, message, now)
                held = held or line.failed
        return _next(ports, ports.outbox.messages_of(phone_key), now)
    finally:
        ports.outbox.release_lease(phone_key, holder)


def _line(ports: Ports, render: Render, phone_key: str, messages: list[Message], now: datetime) -> Line:
    opted_out = ports.outbox.wishes(phone_key).opted_out_at is not None
    questions = [each.id for each in messages if each.name == "follow_up" and each.state is MessageState.WAITING]
    past, left = going_past(ports, messages, now), left_today(ports, messages, now)
    return Line(ports, render, opted_out=opted_out, left=left, questions=questions, past=past)


def _hear(ports: Ports, messages: list[Message], now: datetime) -> None:
    """Nothing; receipts that came before a sender had settled, and that it did not live to apply, are applied now."""
    for message in messages:
        if message.state is MessageState.SENT and message.ended_at is not None and now - message.ended_at < HEARS_FOR:
            receipt.catch_up(ports, message.provider, message.provider_id)


def _holds(message: Message, now: datetime) -> bool:
    """True for a message that is to be tried again: what stands behind it waits, so that order is kept."""
    return message.attempts > 0 and message.wake_at is not None and message.wake_at > now


def _next(ports: Ports, messages: list[Message], now: datetime) -> datetime | None:
    """When the first message that nothing stands in front of may go."""
    moments: list[datetime] = []
    held = False
    past = going_past(ports, messages, now)
    for message in filter(attrgetter("goes_on"), messages):
        if message.wake_at is not None and (not held or message.id in past):
            moments.append(message.wake_at)
        held = held or _holds(message, now)
    return min(moments, default=None)


def _take(line: Line, message: Message, now: datetime) -> None:
    ports = line.ports
    if message.name in CODES and not message.number:
        addressed = _addressed(ports, message, now)
        if addressed is None:
            return
        message = addressed
    petition = ports.petitions.get(message.number)
    past = message.id in line.past
    over = unfit(message, petition, now) or unwanted(message, opted_out=line.opted_out, past=past) or _unfollowed(ports, message)
    if over is not None:
        line.questions = [each for each in line.questions if each != message.id]
        _end(ports, message, message.ended(*over, now))
        return
    daylight = None if past else morning(now, ports)
    if daylight is not None:
        ports.outbox.settle(message, _tried(message).later(daylight, "quiet hours", now))
        return
    if line.left <= 0 and not past:
        _end(ports, message, message.ended(MessageState.SUPPRESSED, OVER_LIMIT, now))
        return
    if message.name == "follow_up" and 0 < line.ahead(message) < MOST_IN_LINE:
        ports.outbox.settle(message, replace(message, not_before=_turn(ports, message, now)))
        return
    if kind_of(message.name).asks and message.name != "follow_up":
        message = _answerable(ports, message)
    question, message = _question(line, message, now)
    claimed = replace(
        _tried(message), state=MessageState.CLAIMED, attempts=message.attempts + 1, claimed_until=now + CLAIM_LASTS
    )
    if not ports.outbox.claim(message, claimed, question, now):
        if question is not None:
            ports.outbox.settle(message, replace(message, not_before=_turn(ports, message, now)))
        return
    line.questions = [each for each in line.questions if each != message.id]
    deliver(line, claimed, now)


def _end(ports: Ports, message: Message, over: Message) -> None:
    """Nothing; the message ended unsent. A question that was not wanted by SMS is asked by telephone."""
    why = WHY.get(over.reason) if over.state is MessageState.SUPPRESSED else None
    if why is None:
        ports.outbox.settle(message, over)
    else:
        give_up(ports, message, over, why)


def _unfollowed(ports: Ports, message: Message) -> tuple[MessageState, str] | None:
    """How a message ends whose receiver does not follow the petition any more; None for any other."""
    followed = kind_of(message.name).about is About.FOLLOWED
    return (MessageState.EXPIRED, "not followed") if followed and unsubscribe.is_over(ports, message) else None


def _tried(message: Message) -> Message:
    """The message, with the attempt of a sender that stopped before it wrote what became of it."""
    return replace(message, unsure=message.unsure + (message.state is MessageState.CLAIMED))


def _addressed(ports: Ports, message: Message, now: datetime) -> Message | None:
    """A code with the petition whose contact it goes to; None when it goes to nobody, or another sender moved it."""
    if now - message.created_at > CODE_LASTS:
        ports.outbox.settle(message, message.ended(MessageState.EXPIRED, "too late", now))
        return None
    known, reason = prove.addressed(ports, message)
    if reason:
        ports.outbox.settle(message, message.ended(MessageState.SUPPRESSED, reason, now))
        return None
    return known if ports.outbox.settle(message, known) else None


def _turn(ports: Ports, message: Message, now: datetime) -> datetime:
    """When a question that must wait is looked at again: as the phone's quiet day ends, and not past its own limit."""
    asked = ports.outbox.open_follow_up(message.phone_key)
    quiet = asked.quiet_until if asked else None
    free = quiet + A_MOMENT if quiet and quiet >= now else now + TURN_PAUSE
    return min(free, max(message.created_at + TURN_LIMIT, now) + A_MOMENT)


def _answerable(ports: Ports, message: Message) -> Message:
    """The message that asks for a digit once more, by link where a digit would belong to another question or reach nobody."""
    asked = ports.outbox.open_follow_up(message.phone_key)
    own = asked is not None and asked.ended_at is None and (asked.number, asked.round) == (message.number, message.round)
    if own and ports.provider.receives:
        return message
    shown = {**message.variables, "number": receipt_number.shown(message.number)}
    by_link = replace(message, name="follow_up_reminder_link", variables=shown)
    return by_link if ports.outbox.settle(message, by_link) else message


def _question(line: Line, message: Message, now: datetime) -> tuple[OpenFollowUp | None, Message]:
    """The turn that a follow-up needs; one that waits too long, or whose carrier cannot receive, goes by link."""
    ports = line.ports
    if message.name != "follow_up":
        return None, message
    late = now - message.created_at > TURN_LIMIT or line.ahead(message) >= MOST_IN_LINE
    if late or not ports.provider.receives:
        by_link = replace(message, name="follow_up_link")
        return (None, by_link) if ports.outbox.settle(message, by_link) else (None, message)
    return OpenFollowUp(message.phone_key, message.number, message.round, message.id, now), message
