"""What the citizen's answer, or silence, makes of a petition (design sections 3 and 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.petition import CHANGE_WINDOW, Answer, Petition, Rating, Round, Status
from chalicelib.domain.transitions import Clocks, NextRound, end, open_round


def may_change(petition: Petition, rating: Rating, now: datetime) -> bool:
    """True when a later answer still counts: within 24 hours, happy to unhappy, or back while nobody accepted."""
    held = changeable(petition, now)
    return held is not None and held.rating.happy is not rating.happy


def changeable(petition: Petition, now: datetime) -> Answer | None:
    """The answer that stands and may still be changed; None when there is none."""
    answered = petition.round if petition.status is Status.SETTLED else _round_before_unstarted(petition)
    if answered is None or answered.answer is None or now > answered.answers[0].at + CHANGE_WINDOW:
        return None
    # What a supervisor's explanation settled stays unresolved.
    return answered.answer if answered.answer.rating.happy is (petition.status is Status.SETTLED) else None


def change_until(petition: Petition, now: datetime) -> datetime | None:
    """Until when the answer that stands may be changed: a day after the first one; None when it may not."""
    held = changeable(petition, now)
    first = next((each.answers[0] for each in petition.rounds if held in each.answers), None) if held else None
    return first.at + CHANGE_WINDOW if first else None


def answer_happy(petition: Petition, answer: Answer) -> Petition:
    """The petition settled, either at once or by taking back an unhappy answer before the next round was accepted."""
    before = _round_before_unstarted(petition)
    if before is not None:
        petition = replace(petition, rounds=petition.rounds[:-1], owner=before.closed_by or before.unit)
    return _answered(end(petition, Status.SETTLED, answer.at), answer)


def answer_unhappy(petition: Petition, answer: Answer, following: NextRound, clocks: Clocks) -> Petition:
    """The petition in its next round, at the unit one level up, with clocks of its own."""
    answered = _answered(petition, answer)
    reopened = replace(answered, status=Status.ASSIGNED, owner=following.unit, settled_at=None)
    return open_round(reopened, following, answer.at, clocks)


def lapse(petition: Petition, now: datetime) -> Petition:
    """The petition settled by silence: counted in participation and nowhere else."""
    current = petition.round
    reached = (
        current is not None
        and current.asked_at is not None
        and (current.ringing is None or current.ringing.why.reached)
    )
    return replace(petition, status=Status.SETTLED, settled_at=now).with_round(
        lapsed_at=now, lapse_reached=reached
    )


def settle(petition: Petition, now: datetime) -> Petition:
    """The petition ended by a supervisor's explanation; its last answer stays unresolved."""
    return end(petition, Status.SETTLED, now)


def _round_before_unstarted(petition: Petition) -> Round | None:
    """The round whose unhappy answer opened the one that runs, while nobody has accepted that one; else None.

    A round that an appeal opened was opened by no answer, so none can take it back.
    """
    *_, before, opened = (None, None, *petition.rounds)
    if petition.status not in (Status.SUBMITTED, Status.ASSIGNED) or before is None or opened is None:
        return None
    unstarted = opened.accepted_at is None and petition.settled_at is None
    return before if unstarted and before.answer and before.answer.at == opened.opened_at else None


def _answered(petition: Petition, answer: Answer) -> Petition:
    current = petition.rounds[-1]
    return petition.with_round(answers=(*current.answers, answer))
