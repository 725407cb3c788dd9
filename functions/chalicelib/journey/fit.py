"""Whether a message is to be sent now: what ended it before it went, and what lets it wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.domain.outbox import Message, MessageState
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.subscription import still_true
from chalicelib.domain.told_by_sms import About, kind_of

OVER_LIMIT, OPTED_OUT = "daily limit", "opted out"
MOST_A_DAY = 20  # Source: design section 9, limits per number and day; ten of them may be answers to what was asked by SMS
MOST_URGENT_A_DAY = 3  # ours: anybody can write "fire" and somebody else's number; the rest are told as others are
QUIET_FROM, QUIET_TO = 21, 8  # Source: design section 9, hours of the district's clock


def going_past(ports: Ports, messages: Sequence[Message], now: datetime) -> frozenset[str]:
    """Ids of a phone's messages that wait for no line, no night and no cap: codes, and its day's first emergencies."""
    district = ports.districts.current()
    urgent = [each for each in messages if each.variables.get("emergency")]
    left = MOST_URGENT_A_DAY - sum(_went_on(each, now, district) for each in urgent)
    first = [each.id for each in urgent if each.goes_on][: max(left, 0)]
    return frozenset([*first, *(each.id for each in messages if kind_of(each.name).essential)])


def unfit(message: Message, petition: Petition | None, now: datetime) -> tuple[MessageState, str] | None:
    """How a message ends that is not to be sent (again), and why; None for one that is."""
    kind = kind_of(message.name)
    if not makes_sense(message, petition):
        return MessageState.EXPIRED, "petition moved on"
    if kind.lasts is not None and now - message.created_at > kind.lasts:
        return MessageState.EXPIRED, "too late"
    if message.state is MessageState.CLAIMED and not may_repeat(message):
        return in_doubt(message), "sender stopped"
    return None


def in_doubt(message: Message) -> MessageState:
    """How a message ends of which nobody knows whether it went: a person decides, but on none to who only follows a petition."""
    return MessageState.FAILED if message.subscription else MessageState.UNDECIDED


def may_repeat(message: Message) -> bool:
    """True for a message that may have gone and that may go once more: where that does no harm, and not a third time."""
    return kind_of(message.name).harmless and message.unsure == 0


def unwanted(message: Message, *, opted_out: bool, past: bool) -> tuple[MessageState, str] | None:
    """How a message ends whose receiver wants no more; what they ask for and what is essential still goes."""
    wanted = not opted_out or past or kind_of(message.name).asked_for
    return None if wanted else (MessageState.SUPPRESSED, OPTED_OUT)


def left_today(ports: Ports, messages: Sequence[Message], now: datetime) -> int:
    """How many messages may still go to a phone today, by its district's clock and by what went to it."""
    district = ports.districts.current()
    limit = int(str(district.settings.get("limit_sms_phone", MOST_A_DAY)))
    return limit - sum(_went_on(message, now, district) for message in messages)


def _went_on(message: Message, now: datetime, district: District) -> bool:
    """True when it went on the day that it is now."""
    sent = (step.at for step in message.states if step.state is MessageState.SENT)
    return any(district.day(at) == district.day(now) for at in sent)


def makes_sense(message: Message, petition: Petition | None) -> bool:
    """False for a question that its petition has outlived, and where the phone was erased from it."""
    if petition is None:
        return False
    about = kind_of(message.name).about
    if message.subscription:
        return about is not About.FOLLOWED or still_true(message.name, petition)
    if petition.phone_key != message.phone_key:
        return False
    if about is About.LEAD:
        return petition.status is Status.MERGED
    if about is not About.QUESTION:
        return True
    return petition.waits_for_answer(message.round)


def morning(now: datetime, ports: Ports) -> datetime | None:
    """The next 8:00 when it is night, for a message that can wait."""
    local = now.astimezone(ports.districts.current().zone)
    if QUIET_TO <= local.hour < QUIET_FROM:
        return None
    day = local + timedelta(days=1) if local.hour >= QUIET_FROM else local
    return day.replace(hour=QUIET_TO, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
