"""What each action makes of a petition. Pure: the caller has checked the lifecycle's edge and the actor's right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from chalicelib.domain.petition import (
    CLOSING_REMINDER_BEFORE,
    RESPONSE_REMINDER_BEFORE,
    Assist,
    Missed,
    Petition,
    Ringing,
    RingWhy,
    Round,
    SentBack,
    Status,
)

ROUND_TO_COMMAND_CENTRE = 3  # Source: design section 3: round 3 goes to the command centre, supervised


class Clocks(Protocol):
    """The district's limits and calendar, asked for deadlines."""

    def response_due(self, assigned_at: datetime) -> datetime:
        """When the unit must have accepted."""

    @property
    def hours(self) -> int:
        """The clock hours that a unit has to accept."""

    def days_for(self, urgency: int) -> int:
        """The working days that an urgency leaves a unit to close."""

    def due_after(self, moment: datetime, working_days: int) -> datetime | None:
        """The end of working day N after a moment; None when a calendar year is missing."""

    def extended(self, due: datetime, working_days: int) -> datetime | None:
        """A due moment moved on by working days; None when a calendar year is missing."""

    def days_left(self, now: datetime, due: datetime) -> int | None:
        """Whole working days from now to a due moment; None when a calendar year is missing."""


@dataclass(frozen=True, slots=True)
class NextRound:
    """Where an unhappy answer leads: the unit of the next round and whether a supervisor watches it."""

    unit: str
    supervised: bool


def scheduled(current: Round, clocks: Clocks) -> Round:
    """The round with the deadline that its counting days make of the calendar as it is loaded now."""
    due = clocks.due_after(current.closing_from or current.opened_at, current.closing_days)
    if due is not None and current.extension_days:
        due = clocks.extended(due, current.extension_days)
    return replace(current, closing_due=due, calendar_missing=due is None)


def assign(petition: Petition, unit: str, now: datetime, clocks: Clocks) -> Petition:
    """The petition owned by `unit`: a round opened, or one that was sent back goes on.

    Naming another unit upholds the sending back, so both clocks begin anew; naming the same unit refuses it, and its
    closing clock has run all the while (design section 4).
    """
    current = petition.round
    assigned = replace(petition, status=Status.ASSIGNED, owner=unit)
    if current is None or current.closed_at is not None or petition.settled_at is not None:
        opened = replace(assigned, settled_at=None)
        supervised = petition.appealed_at is not None
        return open_round(opened, NextRound(unit, supervised=supervised), now, clocks)
    upheld = not petition.sent_back or petition.sent_back[-1].unit != unit
    judged = _judged(_without_help_of(assigned, unit, now), now, upheld=upheld)
    renewed = judged.with_round(response_due=clocks.response_due(now), response_reminded=False)
    if not upheld:
        return renewed
    began = _begun_anew(renewed.rounds[-1], clocks.days_for(petition.urgency), now)
    return replace(renewed, rounds=(*renewed.rounds[:-1], scheduled(began, clocks)))


def _begun_anew(current: Round, closing_days: int, now: datetime) -> Round:
    """The round with its clocks unused; what the unit before let pass stays its own."""
    missed = list(current.missed)
    if current.response_overdue_at and current.responsible:
        missed.append(Missed("response", current.response_overdue_at, current.responsible))
    if current.closing_overdue_at and current.overdue_unit:
        missed.append(Missed("closing", current.closing_overdue_at, current.overdue_unit))
    return replace(
        current,
        closing_from=now,
        closing_days=closing_days,
        extension_days=0,
        closing_reminded=False,
        closing_overdue_at=None,
        overdue_unit=None,
        accepted_at=None,
        response_overdue_at=None,
        responsible=None,
        missed=tuple(missed),
    )


def _judged(petition: Petition, now: datetime, *, upheld: bool) -> Petition:
    """The petition whose last sending back is judged."""
    if not petition.sent_back or petition.sent_back[-1].upheld is not None:
        return petition
    *earlier, last = petition.sent_back
    return replace(petition, sent_back=(*earlier, replace(last, upheld=upheld, judged_at=now)))


def accept(petition: Petition, now: datetime) -> Petition:
    """The petition in handling; a round keeps its first acceptance, for a transfer must not restart it."""
    handling = replace(petition, status=Status.HANDLING)
    current = petition.round
    if current is None or current.accepted_at:
        return handling
    return handling.with_round(accepted_at=now, responsible=current.responsible or petition.owner)


def mark_overdue(petition: Petition, now: datetime) -> Petition:
    """The petition with a fact for each deadline that has passed, stamped with the time it was due.

    Every action runs this first, so that a late sweep can neither lose a fact nor blame the unit that came after.
    """
    current = petition.round
    if current is None or petition.status not in (Status.ASSIGNED, Status.HANDLING):
        return petition
    late_response = (
        current.accepted_at is None and not current.response_overdue_at and now > current.response_due
    )
    if late_response and petition.status is Status.ASSIGNED:
        petition = petition.with_round(response_overdue_at=current.response_due, responsible=petition.owner)
    if current.closing_due and not current.closing_overdue_at and now > current.closing_due:
        petition = petition.with_round(closing_overdue_at=current.closing_due, overdue_unit=petition.owner)
    return petition


def mark_reminded(petition: Petition, now: datetime) -> Petition:
    """The petition whose owner has been reminded of each deadline that is near."""
    current = petition.round
    if current is None or petition.status not in (Status.ASSIGNED, Status.HANDLING):
        return petition
    if current.accepted_at is None and _near(current.response_due, RESPONSE_REMINDER_BEFORE, now):
        petition = petition.with_round(response_reminded=True)
    if current.closing_due and _near(current.closing_due, CLOSING_REMINDER_BEFORE, now):
        petition = petition.with_round(closing_reminded=True)
    return petition


def _near(due: datetime, before: timedelta, now: datetime) -> bool:
    """True shortly before a deadline; after it a reminder is no use."""
    return due - before <= now <= due


def send_back(petition: Petition, now: datetime) -> Petition:
    """The petition back in the command centre's queue, remembering who sent it back.

    More time or a hold that the unit had asked for is nobody's wish any more.
    """
    current = petition.rounds[-1]
    holds = current.holds[:-1] if current.hold_asked else current.holds
    back = petition.with_round(extension=None if current.extension_asked else current.extension, holds=holds)
    return replace(
        back,
        status=Status.SUBMITTED,
        owner=petition.district,
        sent_back=(*petition.sent_back, SentBack(petition.owner, now)),
    )


def hand_over(petition: Petition, unit: str, now: datetime, clocks: Clocks) -> Petition:
    """The petition with another unit, sideways or up: a new response clock, the same closing clock."""
    moved = _without_help_of(replace(petition, status=Status.ASSIGNED, owner=unit), unit, now)
    current = petition.round
    if current is None or current.accepted_at is not None:
        return moved
    return moved.with_round(response_due=clocks.response_due(now), response_reminded=False)


def close(petition: Petition, now: datetime) -> Petition:
    """The petition closed by its unit; whether it is resolved only the citizen says. A hold that ran is over."""
    current = petition.rounds[-1]
    holds = (*current.holds[:-1], replace(current.holds[-1], ended_at=now)) if current.hold else current.holds
    closed = replace(petition, status=Status.CLOSED)
    ringing = None
    if petition.phone_key is None:
        ringing = Ringing(RingWhy.LANDLINE if petition.landline else RingWhy.NO_PHONE, now)
    return closed.with_round(closed_at=now, closed_by=petition.owner, holds=holds, ringing=ringing)


def to_ring(petition: Petition, why: RingWhy, now: datetime) -> Petition:
    """The petition whose citizen is to be rung; why it came to that is told once a round."""
    return petition if petition.ringing else petition.with_round(ringing=Ringing(why, now))


def not_reached(petition: Petition, now: datetime) -> Petition:
    """The petition whose citizen was rung in vain once more."""
    ringing = petition.ringing
    return petition if ringing is None else petition.with_round(ringing=replace(ringing, tries=(*ringing.tries, now)))


def follow_up_sent(petition: Petition, now: datetime) -> Petition:
    """The petition whose citizen has been asked: the days until the lapse count from here."""
    return petition.with_round(asked_at=now)


def end(petition: Petition, status: Status, now: datetime) -> Petition:
    """The petition over: settled, rejected, merged or withdrawn; units that assisted are released."""
    ended = replace(petition, status=status, settled_at=now)
    return replace(ended, assists=tuple(_released(each, now) for each in petition.assists))


def _without_help_of(petition: Petition, unit: str, now: datetime) -> Petition:
    """The petition without a unit's help, as it owns the petition now: it would wait for itself."""
    assists = (_released(each, now) if each.unit == unit else each for each in petition.assists)
    return replace(petition, assists=tuple(assists))


def _released(assist: Assist, now: datetime) -> Assist:
    return replace(assist, released_at=now) if assist.open else assist


def reopen(petition: Petition) -> Petition:
    """The petition in the command centre's queue again, after an appeal or out of a merge."""
    return replace(petition, status=Status.SUBMITTED, owner=petition.district, lead=None)


def appeal(petition: Petition, now: datetime) -> Petition:
    """The petition reopened for one further supervised round."""
    return replace(reopen(petition), appealed_at=now)


def open_round(petition: Petition, following: NextRound, now: datetime, clocks: Clocks) -> Petition:
    """The petition with its next round opened, with clocks of its own."""
    opened = Round(
        number=len(petition.rounds) + 1,
        unit=following.unit,
        opened_at=now,
        response_due=clocks.response_due(now),
        closing_due=None,
        closing_from=now,
        closing_days=clocks.days_for(petition.urgency),
        supervised=following.supervised,
    )
    return replace(petition, rounds=(*petition.rounds, scheduled(opened, clocks)))
