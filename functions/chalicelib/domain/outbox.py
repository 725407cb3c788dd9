"""Messages that wait to be sent, written in the same transaction as the action that causes them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.errors import IdempotencyMismatch

CLAIM_LASTS = timedelta(seconds=90)
TURN_LIMIT = timedelta(hours=72)  # Source: design section 9: a follow-up that waits longer goes by link
MOST_IN_LINE = 3  # ours: a turn and its quiet day take a day or more, so a fourth in line would pass the 72 hours
QUIET_AFTER_ANSWER = timedelta(
    hours=24
)  # Source: design section 9: a late digit still belongs to the old question


class MessageState(StrEnum):
    """Where a message stands. All but the first two are ends; a carrier's receipt moves some of them on.

    `undecided` may have gone, and a person decides; `unclear` was taken, and its receipt says what we do not know.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    UNDECIDED = "undecided"
    UNCLEAR = "unclear"


class Unrenderable(ValueError):
    """A message whose words cannot be made of its variables."""


RESENT = "resent"  # the first step of a message that somebody ordered in the place of another
MOST_STATES = 64  # of a message's history: forty attempts in three days, what a person decides, and receipts


@dataclass(frozen=True, slots=True)
class MessageStep:
    """One entry of a message's own history. `reason` is a code, never a person's words."""

    state: MessageState
    at: datetime
    reason: str = ""
    provider: str = ""
    by: str = ""  # who of the staff decided it


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS to be. It holds no phone number: the sender alone reads that from the contacts, by `number`."""

    id: str
    phone_key: str
    number: str
    name: str
    variables: dict[str, str]
    language: str
    created_at: datetime
    not_before: datetime
    round: int = 0
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    unsure: int = 0  # attempts of which nobody knows whether they sent it
    claimed_until: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    provider: str = ""
    provider_id: str = ""
    correlation: str = ""
    states: tuple[MessageStep, ...] = ()
    district: str = ""
    segments: int = 0  # of the words that went
    trouble: str = ""  # the class of its last refusal by a carrier
    subscription: str = ""  # whose contact it goes to, where that is not the petition's own

    def moved(self, state: MessageState, at: datetime, reason: str = "", provider: str = "", by: str = "") -> Message:
        """The message in another state, with that step in its history."""
        step = MessageStep(state, at, reason, provider or self.provider, by)
        return replace(self, state=state, reason=reason, states=(*self.states, step)[-MOST_STATES:])

    def ended(self, state: MessageState, reason: str, now: datetime) -> Message:
        """The message at an end."""
        return replace(self.moved(state, now, reason), ended_at=now, claimed_until=None)

    def later(self, moment: datetime, reason: str, now: datetime) -> Message:
        """The message waiting for a later moment."""
        return replace(self.moved(MessageState.WAITING, now, reason), not_before=moment, claimed_until=None)

    @property
    def reference(self) -> str:
        """What its carrier is told of it, and tells us again where it can: it leads here without the carrier's own id."""
        return f"{self.id}.{self.phone_key}"

    @property
    def in_doubt(self) -> bool:
        """True when it may have gone and nobody knows: being sent, to be tried again after a lost answer, or with a person."""
        sending = self.state is MessageState.CLAIMED or (self.state is MessageState.WAITING and self.unsure > 0)
        return sending or self.state is MessageState.UNDECIDED

    @property
    def goes_on(self) -> bool:
        """True until it has ended."""
        return self.state in (MessageState.WAITING, MessageState.CLAIMED)

    @property
    def wake_at(self) -> datetime | None:
        """When the sweep must look at it: at its time, or when a crashed sender's claim has run out."""
        if self.state is MessageState.WAITING:
            return self.not_before
        return self.claimed_until if self.state is MessageState.CLAIMED else None


@dataclass(frozen=True, slots=True)
class OpenFollowUp:
    """The one question a phone is being asked. After its end it keeps the phone quiet until `quiet_until`."""

    phone_key: str
    number: str
    round: int
    message_id: str
    asked_at: datetime
    ended_at: datetime | None = None
    asked_again: bool = False

    @property
    def quiet_until(self) -> datetime | None:
        """Until when digits still belong to this question; None while it is open."""
        return None if self.ended_at is None else self.ended_at + QUIET_AFTER_ANSWER


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the holder of a phone wants of us, and how much we told them on request that day."""

    phone_key: str
    version: int = 0
    opted_out_at: datetime | None = None
    helped_at: datetime | None = None
    day: str = ""
    told: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A command's answer, kept for the same caller sending the same key again (30 days)."""

    scope: str
    body_digest: str
    answer: dict[str, object] = field(default_factory=dict)
    expires_at: datetime | None = None

    def answer_to(self, body_digest: str) -> dict[str, object]:
        """What the key was answered with before. Raises: IdempotencyMismatch when it came with another body."""
        if self.body_digest != body_digest:
            raise IdempotencyMismatch
        return self.answer


@dataclass(frozen=True, slots=True)
class Contact:
    """What `contacts` keeps sealed: the only place of a phone number or a name. `number` is a petition's, or a subscription's id."""

    number: str
    phone: str | None
    name: str | None
