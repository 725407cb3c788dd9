"""One claimed message and its carrier: sent, to be tried again, or ended, and settled with what its petition makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.carriers import TREATMENTS, Sent, Trouble, Words
from chalicelib.domain.outbox import Message, MessageState, Unrenderable
from chalicelib.domain.petition import RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.domain.segments import segments
from chalicelib.domain.told_by_sms import kind_of
from chalicelib.journey import prove, receipt, ring
from chalicelib.journey.fit import in_doubt, may_repeat
from chalicelib.journey.links import link_token
from chalicelib.journey.settle import settle_sent

MOST_ATTEMPTS = 40  # three days with the pauses below: a carrier that is away or asks for time loses nobody's message
FIRST_PAUSE, HASTY_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(seconds=5), timedelta(hours=2)
JITTER = 0.25  # so that what failed together does not come back together

Render = Callable[[Message, str, str], Words]


@dataclass(slots=True)
class Line:
    """What the sender carries from message to message; `failed` tells that the last one is to be tried again.

    `left` is how many may still go to the phone today, `questions` those that wait for its turn, the oldest first; `past`
    holds what waits for no line, no night and no cap.
    """

    ports: Ports
    render: Render
    failed: bool = False
    opted_out: bool = False
    left: int = 0
    questions: list[str] = field(default_factory=list)
    past: frozenset[str] = frozenset()

    def ahead(self, message: Message) -> int:
        """How many questions of the phone waited before this one."""
        return self.questions.index(message.id) if message.id in self.questions else 0


def deliver(line: Line, claimed: Message, now: datetime) -> None:
    """Nothing; the claimed message went, waits for a further try, or ended."""
    ports = line.ports
    contact = ports.contacts.open(claimed.subscription or claimed.number)
    if contact is None or contact.phone is None:
        give_up(ports, claimed, claimed.ended(MessageState.SUPPRESSED, "contact erased", now), RingWhy.NO_PHONE)
        return
    try:
        words = line.render(prove.with_code(ports, claimed), _link(ports, claimed), _unit_name(ports, claimed))
    except Unrenderable:
        give_up(ports, claimed, claimed.ended(MessageState.FAILED, "unrenderable", now), RingWhy.FAILED)
        return
    if claimed.claimed_until is not None and ports.clock.now() >= claimed.claimed_until:
        return  # this process stood still for so long that another may have taken the message up
    sent = ports.provider.send(contact.phone, words, claimed.reference)
    if sent.provider_id is None:
        line.failed = _failed(ports, claimed, sent, now)
        return
    line.left -= 1
    taken = replace(claimed, provider=sent.provider, provider_id=sent.provider_id, segments=segments(words.text).count)
    settle_sent(ports, claimed, taken.ended(MessageState.SENT, "", now), now)
    receipt.catch_up(ports, sent.provider, sent.provider_id)


def _unit_name(ports: Ports, message: Message) -> str:
    return ports.districts.current().organisation.name(message.variables.get("unit", ""), message.language)


def _link(ports: Ports, message: Message) -> str:
    """The petitioner's own way in; who only follows is shown what everybody may read."""
    origin = ports.districts.current().site_origin
    if message.subscription:
        return f"{origin}/public/petitions/{message.number}{'?lang=en' if message.language == 'en' else ''}"
    return f"{origin}/s/{link_token(ports, message.number, message.id)}"


def _failed(ports: Ports, claimed: Message, sent: Sent, now: datetime) -> bool:
    """True when the message is to be tried again."""
    again = TREATMENTS[sent.trouble].retry and claimed.attempts < MOST_ATTEMPTS
    reason = sent.error or str(sent.trouble)
    unsure = claimed.unsure + (sent.trouble is Trouble.UNKNOWN)
    taken = replace(claimed, provider=sent.provider, trouble=str(sent.trouble), unsure=unsure)
    if sent.trouble is Trouble.UNKNOWN and not may_repeat(claimed):
        ports.outbox.settle(claimed, taken.ended(in_doubt(claimed), reason, now))
    elif again:
        ports.outbox.settle(claimed, taken.later(now + _pause(ports, claimed, sent.trouble), reason, now))
        return True
    else:
        wish = sent.trouble is Trouble.OPTED_OUT
        over = taken.ended(MessageState.SUPPRESSED if wish else MessageState.FAILED, reason, now)
        give_up(ports, claimed, over, RingWhy.OPTED_OUT if wish else RingWhy.FAILED)
    return False


def give_up(ports: Ports, before: Message, over: Message, why: RingWhy) -> None:
    """Nothing; the message ended, and where it was a question its citizen is to be rung, in the same transaction.

    Raises: VersionConflict after five races lost: it stays claimed, as after a crash, and is taken up again.
    """
    if not ring.to_ring(ports, over, why, settled=over):
        ports.outbox.settle(before, over)


def _pause(ports: Ports, claimed: Message, trouble: Trouble) -> timedelta:
    """How long a message waits before it is tried again: longer each time, and not all alike."""
    hasty, grown = kind_of(claimed.name).lasts is not None, min(claimed.attempts, 10)
    pause: timedelta = HASTY_PAUSE * 2**grown if hasty else FIRST_PAUSE * TREATMENTS[trouble].growth ** grown
    drawn = ports.ids.random(1)[0] / 255
    return min(pause, LONGEST_PAUSE) * (1 - JITTER + 2 * JITTER * drawn)


