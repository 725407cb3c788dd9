"""A petition (诉求) and its rounds, as they are after each action. Free text and contacts lie elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

RESPONSE_REMINDER_BEFORE = timedelta(hours=1)
CLOSING_REMINDER_BEFORE = timedelta(hours=4)
FOLLOW_UP_REMINDER_AFTER = timedelta(days=2)  # Source: design section 9
LAPSE_AFTER = timedelta(days=7)  # Source: design section 9
CHANGE_WINDOW = timedelta(hours=24)  # Source: design section 3


class Status(StrEnum):
    """Where a petition stands (design section 3)."""

    SUBMITTED = "submitted"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    ON_HOLD = "on_hold"
    CLOSED = "closed"
    SETTLED = "settled"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Status.SUBMITTED, Status.ASSIGNED, Status.HANDLING, Status.ON_HOLD, Status.CLOSED})


class Kind(StrEnum):
    """民生, 发展 or 执法."""

    LIVELIHOOD = "livelihood"
    DEVELOPMENT = "development"
    ENFORCEMENT = "enforcement"


class Rating(StrEnum):
    """The citizen's answer (评价), by the digit that the follow-up SMS asks for."""

    SATISFIED = "1"
    BASICALLY_SATISFIED = "2"
    DISSATISFIED = "3"
    NOT_RESOLVED = "4"

    @property
    def resolved(self) -> bool:
        """True when the citizen says that the trouble is gone (解决)."""
        return self is not Rating.NOT_RESOLVED

    @property
    def happy(self) -> bool:
        """True when the answer ends the petition rather than opening the next round."""
        return self in (Rating.SATISFIED, Rating.BASICALLY_SATISFIED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trouble is. `how` says how the unit was found: polygon, nearest, chosen, district or words."""

    how: str
    longitude: float | None = None
    latitude: float | None = None
    name: str = ""
    street: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One accepted rating of a round and how it came: sms, link or telephone."""

    rating: Rating
    at: datetime
    via: str


@dataclass(frozen=True, slots=True)
class Round:
    """One assignment-to-answer cycle with its own clocks (design sections 3 and 4).

    `responsible` is the unit whose acceptance, or failure to accept, the response rate counts; `overdue_unit` the one
    that held the petition when the closing deadline passed; `closed_by` the one that closed. Transfers between these
    moments must not move a fact from one unit to another.
    """

    number: int
    unit: str
    opened_at: datetime
    response_due: datetime
    closing_due: datetime | None
    supervised: bool = False
    calendar_missing: bool = False
    response_reminded: bool = False
    response_overdue_at: datetime | None = None
    accepted_at: datetime | None = None
    responsible: str | None = None
    closing_reminded: bool = False
    closing_overdue_at: datetime | None = None
    overdue_unit: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    asked_at: datetime | None = None
    asked_again: bool = False
    reminded_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    lapsed_at: datetime | None = None
    lapse_reached: bool = False

    @property
    def answer(self) -> Answer | None:
        """The answer that holds: the first one, or what it was validly changed to."""
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class SentBack:
    """A unit that said "not ours", and when."""

    unit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LastAction:
    """Who acted last, so that the loser of a race can be told who was first."""

    by: str
    action: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Petition:
    """Everything about a petition that is no free text and no contact."""

    number: str
    status: Status
    version: int
    kind: Kind
    category: str
    urgency: int
    channel: str
    place: Place
    district: str
    owner: str
    submitted_at: datetime
    language: str
    last: LastAction
    rounds: tuple[Round, ...] = ()
    emergency: bool = False
    hide_identity: bool = False
    about_staff: bool = False
    phone_key: str | None = None
    device_key: str = ""
    sent_back: tuple[SentBack, ...] = ()
    settled_at: datetime | None = None

    @property
    def round(self) -> Round | None:
        """The round that runs, or the last one; None before the first assignment."""
        return self.rounds[-1] if self.rounds else None

    @property
    def due_at(self) -> datetime | None:
        """The deadline that presses now: response while assigned, closing while handled."""
        current = self.round
        if current is None:
            return None
        if self.status is Status.ASSIGNED:
            return current.response_due
        return current.closing_due if self.status is Status.HANDLING else None

    @property
    def calendar_missing(self) -> bool:
        """True while the closing deadline is unknown because a calendar year is not loaded."""
        return bool(self.rounds) and self.rounds[-1].calendar_missing and self.rounds[-1].closed_at is None

    def with_round(self, **changes: object) -> Petition:
        """The petition with its last round changed."""
        return replace(self, rounds=(*self.rounds[:-1], replace(self.rounds[-1], **changes)))  # type: ignore[arg-type]


def next_wake(petition: Petition) -> datetime | None:
    """When the sweep must look at this petition next; None when nothing is to come by itself."""
    current = petition.round
    if current is None:
        return None
    if petition.status is Status.CLOSED:
        return _follow_up_wake(current)
    moments: list[datetime] = []
    if (
        petition.status is Status.ASSIGNED
        and current.accepted_at is None
        and current.response_overdue_at is None
    ):
        reminder = current.response_due - RESPONSE_REMINDER_BEFORE
        moments.append(current.response_due if current.response_reminded else reminder)
    if (
        petition.status in (Status.ASSIGNED, Status.HANDLING)
        and current.closing_due
        and not current.closing_overdue_at
    ):
        reminder = current.closing_due - CLOSING_REMINDER_BEFORE
        moments.append(current.closing_due if current.closing_reminded else reminder)
    return min(moments, default=None)


def _follow_up_wake(current: Round) -> datetime | None:
    if current.asked_at is None:
        return None if current.closed_at is None else current.closed_at + LAPSE_AFTER
    if current.reminded_at is None:
        return current.asked_at + FOLLOW_UP_REMINDER_AFTER
    return current.asked_at + LAPSE_AFTER
