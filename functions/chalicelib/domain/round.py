"""A round: one assignment-to-answer cycle with its own clocks, its extension and its holds (design sections 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal


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
class Answer:
    """One accepted rating of a round and how it came: sms, link or telephone."""

    rating: Rating
    at: datetime
    via: str


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, asked for once a round (延期). `granted` is None until a dispatcher has decided."""

    days: int
    asked_at: datetime
    asked_by: str
    granted: bool | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A long-term matter, asked for with a review date (挂账). `days_left` are the working days that it keeps."""

    review_at: datetime
    asked_at: datetime
    asked_by: str
    granted: bool | None = None
    decided_at: datetime | None = None
    days_left: int | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A deadline that a unit let pass before its sending back was upheld and the clocks began anew for another."""

    clock: Literal["response", "closing"]
    due: datetime
    unit: str


class RingWhy(StrEnum):
    """Why a person rings: no SMS reaches the citizen, or what came of it is no answer (design section 9)."""

    NO_PHONE = "no_phone"
    LANDLINE = "landline"
    OPTED_OUT = "opted_out"
    FAILED = "failed"
    LIMIT = "limit"
    UNCLEAR = "unclear"
    SILENT = "silent"

    @property
    def reached(self) -> bool:
        """True when the question did arrive: then a lapse is silence, and no failure of ours."""
        return self in (RingWhy.UNCLEAR, RingWhy.SILENT)


@dataclass(frozen=True, slots=True)
class Ringing:
    """A round whose citizen is to be rung: why, since when, and when nobody answered."""

    why: RingWhy
    since: datetime
    tries: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One assignment-to-answer cycle with its own clocks.

    `responsible` is the unit whose acceptance, or failure to accept, the response rate counts; `overdue_unit` the one
    that held the petition when the closing deadline passed; `closed_by` the one that closed. Transfers between these
    moments must not move a fact from one unit to another. `closing_due` is always what `closing_days` working days
    from `closing_from`, and then `extension_days` more, make of the calendar: loading a missing year fills it in.
    """

    number: int
    unit: str
    opened_at: datetime
    response_due: datetime
    closing_due: datetime | None
    closing_from: datetime | None = None
    closing_days: int = 0
    extension_days: int = 0
    supervised: bool = False
    calendar_missing: bool = False
    response_reminded: bool = False
    response_overdue_at: datetime | None = None
    accepted_at: datetime | None = None
    responsible: str | None = None
    closing_reminded: bool = False
    closing_overdue_at: datetime | None = None
    overdue_unit: str | None = None
    extension: Extension | None = None
    holds: tuple[Hold, ...] = ()
    closed_at: datetime | None = None
    closed_by: str | None = None
    asked_at: datetime | None = None
    asked_again: bool = False
    reminded_at: datetime | None = None
    answers: tuple[Answer, ...] = ()
    lapsed_at: datetime | None = None
    lapse_reached: bool = False
    missed: tuple[Missed, ...] = ()
    ringing: Ringing | None = None

    @property
    def answer(self) -> Answer | None:
        """The answer that holds: the first one, or what it was validly changed to."""
        return self.answers[-1] if self.answers else None

    @property
    def hold(self) -> Hold | None:
        """The hold that is asked for or runs; None when there is none."""
        last = self.holds[-1] if self.holds else None
        return last if last and last.granted is not False and last.ended_at is None else None

    @property
    def hold_asked(self) -> bool:
        """True while a supervisor has a hold to decide."""
        return self.hold is not None and self.hold.granted is None

    @property
    def extension_asked(self) -> bool:
        """True while a dispatcher has an extension to decide."""
        return self.extension is not None and self.extension.granted is None
