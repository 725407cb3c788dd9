"""A petition (诉求) and its rounds, as they are after each action. Free text and contacts lie elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.photos import ClearedPhoto
from chalicelib.domain.round import Answer, Extension, Hold, Missed, Rating, Ringing, RingWhy, Round

__all__ = [
    "Answer",
    "Assist",
    "Extension",
    "Hold",
    "Kind",
    "LastAction",
    "Missed",
    "Petition",
    "Place",
    "Rating",
    "RingWhy",
    "Ringing",
    "Round",
    "SentBack",
    "Status",
    "next_wake",
]

RESPONSE_REMINDER_BEFORE = timedelta(hours=1)
CLOSING_REMINDER_BEFORE = timedelta(hours=4)
FOLLOW_UP_REMINDER_AFTER = timedelta(days=2)  # Source: design section 9
RING_AFTER = timedelta(days=5)  # ours: asked and reminded without an answer, there are two days left to ring
TELEPHONE = "telephone"  # how an answer came that a dispatcher entered
LAPSE_AFTER = timedelta(days=7)  # Source: design section 9
CHANGE_WINDOW = timedelta(hours=24)  # Source: design section 3
APPEAL_WITHIN = timedelta(days=30)  # Source: design section 3


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where the trouble is. `how` says how the unit was found: polygon, nearest, chosen, district or words.

    `name` is an official one or empty, never what a person typed: that lies with the texts and can be erased.
    """

    how: str
    longitude: float | None = None
    latitude: float | None = None
    name: str = ""
    street: str | None = None
    community: str | None = None
    grid: str | None = None


@dataclass(frozen=True, slots=True)
class SentBack:
    """A unit that said "not ours" (退单). `upheld` is None until the command centre has judged."""

    unit: str
    at: datetime
    upheld: bool | None = None
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assist:
    """A unit that helps the lead unit (协办), with an acceptance and an end of its own."""

    unit: str
    asked_at: datetime
    round: int
    accepted_at: datetime | None = None
    done_at: datetime | None = None
    released_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True while the lead unit cannot close because of it."""
        return self.done_at is None and self.released_at is None


@dataclass(frozen=True, slots=True)
class LastAction:
    """Who acted last, so that the loser of a race can be told who was first."""

    by: str
    action: str
    at: datetime
    name: str = field(default="", compare=False)  # what they were called then

    def was_first(self) -> VersionConflict:
        """What the loser is told."""
        return VersionConflict(self.by, self.action, self.at, self.name)


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
    about_unit: str | None = None
    phone_key: str | None = None
    landline: bool = False  # it takes no SMS, but it can be rung
    device_key: str = ""
    consent_version: str = ""  # which words were agreed to; empty for petitions from before it was kept
    sent_back: tuple[SentBack, ...] = ()
    settled_at: datetime | None = None
    assists: tuple[Assist, ...] = ()
    lead: str | None = None
    followers: int = 0
    reject_reason: str = ""
    appealed_at: datetime | None = None
    rule: str = ""  # the assignment rule that placed it at submission, with the configuration's version
    rule_version: str = ""
    published_at: datetime | None = None  # since when everybody may read what was cleared of it
    published_month: str = ""
    publication_refused_at: datetime | None = None  # when a person decided that it stays as it is
    cleared_photos: tuple[ClearedPhoto, ...] = ()  # which everybody may see, the citizen's before the unit's after
    new_photos: tuple[str, ...] | None = None  # files of the citizen's that nobody has judged; None: from before they were noted
    erased_at: datetime | None = None  # when the words and the contact were erased
    erased_version: int = 0  # up to which version: what was said later stands

    @property
    def assisting(self) -> frozenset[str]:
        """The units that are asked to help and are neither done nor released."""
        return frozenset(each.unit for each in self.assists if each.open)

    @property
    def round(self) -> Round | None:
        """The round that runs, or the last one; None before the first assignment."""
        return self.rounds[-1] if self.rounds else None

    @property
    def confidential(self) -> bool:
        """True for a complaint about staff and a matter of law enforcement (执法): no neighbour learns that it exists.

        Source: design section 3.
        """
        return self.about_staff or self.kind is Kind.ENFORCEMENT

    @property
    def last_answer(self) -> Answer | None:
        """The citizen's last answer, whichever round brought it."""
        return next((each.answer for each in reversed(self.rounds) if each.answer), None)

    @property
    def due_at(self) -> datetime | None:
        """The deadline that presses now: response while assigned, closing while handled."""
        current = self.round
        if current is None:
            return None
        if self.status is Status.ASSIGNED and current.accepted_at is None:
            return current.response_due
        if self.status is Status.ON_HOLD and current.hold:
            return current.hold.review_at
        return current.closing_due if self.status in (Status.ASSIGNED, Status.HANDLING) else None

    @property
    def has_phone(self) -> bool:
        """True when its citizen can be reached by phone: by SMS, or by ringing a landline."""
        return self.phone_key is not None or self.landline

    @property
    def calendar_missing(self) -> bool:
        """True while the closing deadline is unknown because a calendar year is not loaded."""
        running = self.status in (Status.ASSIGNED, Status.HANDLING)
        return running and bool(self.rounds) and self.rounds[-1].calendar_missing

    @property
    def ringing(self) -> Ringing | None:
        """Why the citizen of a closed petition is to be rung; None for everybody else."""
        return self.rounds[-1].ringing if self.status is Status.CLOSED else None

    @property
    def lapses_at(self) -> datetime | None:
        """When silence ends what waits for its citizen's answer; None for everything else."""
        current = self.round
        since = (current.asked_at or current.closed_at) if current and self.status is Status.CLOSED else None
        return since + LAPSE_AFTER if since else None

    @property
    def appeal_until(self) -> datetime | None:
        """The last moment of the one appeal; None for what is not over, and once it was used."""
        return self.settled_at + APPEAL_WITHIN if self.settled_at and self.appealed_at is None else None

    @property
    def ended_by_silence(self) -> bool:
        """True for what is over because no answer came in time."""
        return self.status is Status.SETTLED and self.round is not None and self.round.lapsed_at is not None

    def waits_for_answer(self, number: int) -> bool:
        """True while the round of this number is closed, and it is its answer that is waited for."""
        return self.status is Status.CLOSED and len(self.rounds) == number

    def with_round(self, **changes: object) -> Petition:
        """The petition with its last round changed."""
        return replace(self, rounds=(*self.rounds[:-1], replace(self.rounds[-1], **changes)))  # type: ignore[arg-type]


def next_wake(petition: Petition) -> datetime | None:
    """When the sweep must look at this petition next; None when nothing is to come by itself."""
    current = petition.round
    if current is None:
        return None
    if petition.status is Status.CLOSED:
        return _follow_up_wake(current, petition.lapses_at)
    if petition.status is Status.ON_HOLD:
        return current.hold.review_at if current.hold else None
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


def _follow_up_wake(current: Round, lapses: datetime | None) -> datetime | None:
    if current.asked_at is None:
        return lapses
    if current.reminded_at is None:
        return current.asked_at + FOLLOW_UP_REMINDER_AFTER
    if current.ringing is None:
        return current.asked_at + RING_AFTER
    return lapses
