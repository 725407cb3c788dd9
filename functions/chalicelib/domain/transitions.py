"""What each action makes of a petition. Pure: the caller has checked the lifecycle's edge and the actor's right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from chalicelib.domain.petition import (
    CHANGE_WINDOW,
    CLOSING_REMINDER_BEFORE,
    RESPONSE_REMINDER_BEFORE,
    Answer,
    Assist,
    Petition,
    Rating,
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
        return _open_round(opened, NextRound(unit, supervised=supervised), now, clocks)
    upheld = not petition.sent_back or petition.sent_back[-1].unit != unit
    judged = _judged(assigned, now, upheld=upheld)
    renewed = judged.with_round(response_due=clocks.response_due(now), response_reminded=False)
    if not upheld:
        return renewed
    began = replace(
        renewed.rounds[-1],
        closing_from=now,
        closing_days=clocks.days_for(petition.urgency),
        extension_days=0,
        closing_reminded=False,
        accepted_at=None,
        responsible=None if renewed.rounds[-1].response_overdue_at is None else renewed.rounds[-1].responsible,
    )
    return replace(renewed, rounds=(*renewed.rounds[:-1], scheduled(began, clocks)))


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
    if current.accepted_at is None and now >= current.response_due - RESPONSE_REMINDER_BEFORE:
        petition = petition.with_round(response_reminded=True)
    if current.closing_due and now >= current.closing_due - CLOSING_REMINDER_BEFORE:
        petition = petition.with_round(closing_reminded=True)
    return petition


def send_back(petition: Petition, now: datetime) -> Petition:
    """The petition back in the command centre's queue, remembering who sent it back."""
    return replace(
        petition,
        status=Status.SUBMITTED,
        owner=petition.district,
        sent_back=(*petition.sent_back, SentBack(petition.owner, now)),
    )


def hand_over(petition: Petition, unit: str, now: datetime, clocks: Clocks) -> Petition:
    """The petition with another unit, sideways or up: a new response clock, the same closing clock."""
    moved = replace(petition, status=Status.ASSIGNED, owner=unit)
    current = petition.round
    if current is None or current.accepted_at is not None:
        return moved
    return moved.with_round(response_due=clocks.response_due(now), response_reminded=False)


def close(petition: Petition, now: datetime) -> Petition:
    """The petition closed by its unit; whether it is resolved only the citizen says. A hold that ran is over."""
    current = petition.rounds[-1]
    holds = (*current.holds[:-1], replace(current.holds[-1], ended_at=now)) if current.hold else current.holds
    closed = replace(petition, status=Status.CLOSED)
    return closed.with_round(closed_at=now, closed_by=petition.owner, holds=holds)


def follow_up_sent(petition: Petition, now: datetime) -> Petition:
    """The petition whose citizen has been asked: the days until the lapse count from here."""
    return petition.with_round(asked_at=now)


def may_change(petition: Petition, rating: Rating, now: datetime) -> bool:
    """True when a later answer still counts: within 24 hours, happy to unhappy, or back while nobody accepted."""
    answered = _answered_round(petition)
    if answered is None or answered.answer is None or now - answered.answers[0].at > CHANGE_WINDOW:
        return False
    if answered.answer.rating.happy == rating.happy:
        return False
    if petition.status is Status.SETTLED:
        return answered.answer.rating.happy
    opened = petition.round
    return petition.status is Status.ASSIGNED and opened is not None and opened.accepted_at is None


def answer_happy(petition: Petition, answer: Answer) -> Petition:
    """The petition settled, either at once or by taking back an unhappy answer before the next round was accepted."""
    if petition.status is Status.ASSIGNED:
        petition = _without_unstarted_round(petition)
    settled = replace(petition, status=Status.SETTLED, settled_at=answer.at)
    return _answered(settled, answer)


def answer_unhappy(petition: Petition, answer: Answer, following: NextRound, clocks: Clocks) -> Petition:
    """The petition in its next round, at the unit one level up, with clocks of its own."""
    answered = _answered(petition, answer)
    reopened = replace(answered, status=Status.ASSIGNED, owner=following.unit, settled_at=None)
    return _open_round(reopened, following, answer.at, clocks)


def lapse(petition: Petition, now: datetime) -> Petition:
    """The petition settled by silence: counted in participation and nowhere else."""
    current = petition.round
    reached = current is not None and current.asked_at is not None
    return replace(petition, status=Status.SETTLED, settled_at=now).with_round(
        lapsed_at=now, lapse_reached=reached
    )


def settle(petition: Petition, now: datetime) -> Petition:
    """The petition ended by a supervisor's explanation; its last answer stays unresolved."""
    return replace(petition, status=Status.SETTLED, settled_at=now)


def end(petition: Petition, status: Status, now: datetime) -> Petition:
    """The petition rejected, merged or withdrawn; units that assisted are released."""
    ended = replace(petition, status=status, settled_at=now)
    return replace(ended, assists=tuple(_released(each, now) for each in petition.assists))


def _released(assist: Assist, now: datetime) -> Assist:
    return replace(assist, released_at=now) if assist.open else assist


def reopen(petition: Petition) -> Petition:
    """The petition in the command centre's queue again, after an appeal or out of a merge."""
    return replace(petition, status=Status.SUBMITTED, owner=petition.district)


def appeal(petition: Petition, now: datetime) -> Petition:
    """The petition reopened for one further supervised round."""
    return replace(reopen(petition), appealed_at=now)


def _open_round(petition: Petition, following: NextRound, now: datetime, clocks: Clocks) -> Petition:
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


def _answered_round(petition: Petition) -> Round | None:
    """The round whose answer might be changed: the last one, or the one before a round that nobody started."""
    if petition.status is Status.ASSIGNED:
        return petition.rounds[-2] if len(petition.rounds) > 1 else None
    return petition.round


def _without_unstarted_round(petition: Petition) -> Petition:
    before = petition.rounds[-2]
    return replace(petition, rounds=petition.rounds[:-1], owner=before.closed_by or before.unit)


def _answered(petition: Petition, answer: Answer) -> Petition:
    current = petition.rounds[-1]
    return petition.with_round(answers=(*current.answers, answer))
