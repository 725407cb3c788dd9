"""Sends what waits for one phone: lease, then for each message claim, send, settle. A crash never sends blindly twice.

The claim is written before the carrier is asked; what a crash leaves claimed is taken up again when its claim has run
out, which repeats a message at most once and only where a repeat is harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain import transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.carriers import TREATMENTS, Sent, Trouble, Words
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import (
    CLAIM_LASTS,
    TURN_LIMIT,
    Message,
    MessageState,
    OpenFollowUp,
    Unrenderable,
)
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import Ports
from chalicelib.domain.told_by_sms import About, kind_of
from chalicelib.journey import receipt
from chalicelib.journey.acting import change_of, stepped
from chalicelib.journey.links import link_token

LEASE_LASTS = timedelta(seconds=60)
QUIET_FROM, QUIET_TO = 21, 8  # Source: design section 9, hours of the district's clock
MOST_ATTEMPTS = 6
FIRST_PAUSE, HASTY_PAUSE = timedelta(seconds=30), timedelta(seconds=5)
JITTER = 0.25  # so that what failed together does not come back together
TURN_PAUSE = timedelta(hours=6)

Render = Callable[[Message, str, str], Words]


@dataclass(slots=True)
class Line:
    """What the sender carries from message to message; `failed` tells that the last one is to be tried again."""

    ports: Ports
    render: Render
    failed: bool = False
    opted_out: bool = False


def send(ports: Ports, phone_key: str, render: Render) -> datetime | None:
    """When the phone's next message may go, or None when nothing waits. Nothing is done while another sender works."""
    now = ports.clock.now()
    holder = ports.ids.token()
    if not ports.outbox.take_lease(phone_key, holder, now, now + LEASE_LASTS):
        return now + LEASE_LASTS
    try:
        line = Line(ports, render, opted_out=ports.outbox.wishes(phone_key).opted_out_at is not None)
        held = False
        for message in ports.outbox.pending(phone_key):
            if held and not _goes_past(message):
                continue
            held = held or _holds(message, now)
            if message.wake_at is not None and message.wake_at <= now:
                _take(line, message, now)
                held = held or line.failed
        return _next(ports.outbox.pending(phone_key), now)
    finally:
        ports.outbox.release_lease(phone_key, holder)


def _holds(message: Message, now: datetime) -> bool:
    """True for a message that is to be tried again: what stands behind it waits, so that order is kept."""
    return message.attempts > 0 and message.wake_at is not None and message.wake_at > now


def _goes_past(message: Message) -> bool:
    return kind_of(message.name).essential or bool(message.variables.get("emergency"))


def _next(pending: list[Message], now: datetime) -> datetime | None:
    """When the first message that nothing stands in front of may go."""
    moments: list[datetime] = []
    held = False
    for message in pending:
        if message.wake_at is not None and (not held or _goes_past(message)):
            moments.append(message.wake_at)
        held = held or _holds(message, now)
    return min(moments, default=None)


def _take(line: Line, message: Message, now: datetime) -> None:
    ports = line.ports
    petition = ports.petitions.get(message.number)
    unfit = _unfit(message, petition, now) or _unwanted(line, message)
    if unfit is not None:
        ports.outbox.settle(message, _ended(message, *unfit, now))
        return
    morning = _morning(message, now, ports)
    if morning is not None:
        ports.outbox.settle(
            message, _later(message, morning, "quiet hours", now)
        )
        return
    question, message = _question(ports, message, now)
    claimed = replace(
        message, state=MessageState.CLAIMED, attempts=message.attempts + 1, claimed_until=now + CLAIM_LASTS
    )
    if not ports.outbox.claim(message, claimed, question, now):
        if question is not None:
            ports.outbox.settle(message, replace(message, not_before=now + TURN_PAUSE))
        return
    _deliver(line, claimed, now)


def _unfit(message: Message, petition: Petition | None, now: datetime) -> tuple[MessageState, str] | None:
    """How a message ends that is not to be sent (again), and why; None for one that is."""
    kind = kind_of(message.name)
    if not _makes_sense(message, petition):
        return MessageState.EXPIRED, "petition moved on"
    if kind.lasts is not None and now - message.created_at > kind.lasts:
        return MessageState.EXPIRED, "too late"
    if message.state is MessageState.CLAIMED and not kind.harmless:
        return MessageState.UNDECIDED, "sender stopped"
    return None


def _unwanted(line: Line, message: Message) -> tuple[MessageState, str] | None:
    """How a message ends whose receiver wants no more; what they ask for and what is essential still goes."""
    wanted = not line.opted_out or _goes_past(message) or kind_of(message.name).asked_for
    return None if wanted else (MessageState.SUPPRESSED, "opted out")


def _makes_sense(message: Message, petition: Petition | None) -> bool:
    """False for a question that its petition has outlived."""
    if petition is None:
        return False
    about = kind_of(message.name).about
    if about is About.LEAD:
        return petition.status is Status.MERGED
    if about is not About.QUESTION:
        return True
    return petition.status is Status.CLOSED and len(petition.rounds) == message.round


def _morning(message: Message, now: datetime, ports: Ports) -> datetime | None:
    """The next 8:00 when it is night and the message can wait."""
    local = now.astimezone(ports.districts.current().zone)
    if _goes_past(message) or QUIET_TO <= local.hour < QUIET_FROM:
        return None
    day = local + timedelta(days=1) if local.hour >= QUIET_FROM else local
    return day.replace(hour=QUIET_TO, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _question(ports: Ports, message: Message, now: datetime) -> tuple[OpenFollowUp | None, Message]:
    """The turn that a follow-up needs; one that waited too long, or whose carrier cannot receive, goes by link."""
    if message.name != "follow_up":
        return None, message
    if not ports.provider.receives or now - message.created_at > TURN_LIMIT:
        by_link = replace(message, name="follow_up_link")
        return (None, by_link) if ports.outbox.settle(message, by_link) else (None, message)
    return OpenFollowUp(message.phone_key, message.number, message.round, message.id, now), message


def _deliver(line: Line, claimed: Message, now: datetime) -> None:
    ports = line.ports
    contact = ports.contacts.open(claimed.number)
    if contact is None or contact.phone is None:
        ports.outbox.settle(claimed, _ended(claimed, MessageState.SUPPRESSED, "contact erased", now))
        return
    try:
        words = line.render(claimed, _link(ports, claimed), _unit_name(ports, claimed))
    except Unrenderable:
        ports.outbox.settle(claimed, _ended(claimed, MessageState.FAILED, "unrenderable", now))
        return
    sent = ports.provider.send(contact.phone, words, claimed.id)
    if sent.provider_id is None:
        line.failed = _failed(ports, claimed, sent, now)
        return
    taken = replace(claimed, provider=sent.provider, provider_id=sent.provider_id)
    _settle_sent(ports, claimed, _ended(taken, MessageState.SENT, "", now), now)
    receipt.catch_up(ports, sent.provider, sent.provider_id)


def _unit_name(ports: Ports, message: Message) -> str:
    return ports.districts.current().organisation.name(message.variables.get("unit", ""), message.language)


def _link(ports: Ports, message: Message) -> str:
    return f"{ports.districts.current().site_origin}/s/{link_token(ports, message.number, message.id)}"


def _failed(ports: Ports, claimed: Message, sent: Sent, now: datetime) -> bool:
    """True when the message is to be tried again."""
    again = TREATMENTS[sent.trouble].retry and claimed.attempts < MOST_ATTEMPTS
    reason = sent.error or str(sent.trouble)
    taken = replace(claimed, provider=sent.provider)
    if sent.trouble is Trouble.UNKNOWN and not kind_of(claimed.name).harmless:
        ports.outbox.settle(claimed, _ended(taken, MessageState.UNDECIDED, reason, now))
    elif again:
        ports.outbox.settle(claimed, _later(taken, now + _pause(ports, claimed), reason, now))
        return True
    else:
        end = MessageState.SUPPRESSED if sent.trouble is Trouble.OPTED_OUT else MessageState.FAILED
        ports.outbox.settle(claimed, _ended(taken, end, reason, now))
    return False


def _pause(ports: Ports, claimed: Message) -> timedelta:
    """How long a message waits before it is tried again: longer each time, and not all alike."""
    hasty = kind_of(claimed.name).lasts is not None
    pause: timedelta = HASTY_PAUSE * 2**claimed.attempts if hasty else FIRST_PAUSE * 4**claimed.attempts
    drawn = ports.ids.random(1)[0] / 255
    return pause * (1 - JITTER + 2 * JITTER * drawn)


def _settle_sent(ports: Ports, claimed: Message, ended: Message, now: datetime) -> None:
    """The message is sent; a follow-up's sending is also a step of its petition, in the same transaction."""
    if ended.name not in ("follow_up", "follow_up_link"):
        ports.outbox.settle(claimed, ended)
        return
    for _ in range(5):
        petition = ports.petitions.get(ended.number)
        if petition is None or not _makes_sense(ended, petition) or petition.rounds[-1].asked_at is not None:
            ports.outbox.settle(claimed, ended)
            return
        after = transitions.follow_up_sent(petition, now)
        step = stepped(petition, after, Action.FOLLOW_UP, SYSTEM, now)
        try:
            ports.petitions.commit(replace(change_of(step), settled_message=ended))
        except VersionConflict:
            continue
        return


def _ended(message: Message, state: MessageState, reason: str, now: datetime) -> Message:
    return replace(message.moved(state, now, reason), ended_at=now, claimed_until=None)


def _later(message: Message, moment: datetime, reason: str, now: datetime) -> Message:
    waiting = message.moved(MessageState.WAITING, now, reason)
    return replace(waiting, not_before=moment, claimed_until=None)
