"""More time, and none counted: extensions (延期) and holds (挂账) of a round (design section 4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.round import Extension, Hold, Round
from chalicelib.domain.transitions import Clocks, scheduled


def request_extension(petition: Petition, days: int, by: str, now: datetime) -> Petition:
    """The petition with more time asked for."""
    return petition.with_round(extension=Extension(days, now, by))


def grant_extension(petition: Petition, days: int, now: datetime, clocks: Clocks) -> Petition:
    """The petition with its old due date moved by working days, even when granted late.

    An overdue fact that only the wait for this decision made is taken back: the request came before the deadline.
    """
    current = petition.rounds[-1]
    asked = current.extension or Extension(days, now, "")
    longer = replace(
        current,
        extension=replace(asked, days=days, granted=True, decided_at=now),
        extension_days=current.extension_days + days,
        closing_reminded=False,
    )
    moved = scheduled(longer, clocks)
    if moved.closing_due is None or moved.closing_due > now:
        moved = replace(moved, closing_overdue_at=None, overdue_unit=None)
    elif moved.closing_overdue_at is not None:
        moved = replace(moved, closing_overdue_at=moved.closing_due)
    return _with(petition, moved)


def refuse_extension(petition: Petition, now: datetime) -> Petition:
    """The petition whose old deadline stands."""
    current = petition.rounds[-1]
    decided = current.extension and replace(current.extension, granted=False, decided_at=now)
    return petition.with_round(extension=decided)


def request_hold(petition: Petition, review_at: datetime, by: str, now: datetime) -> Petition:
    """The petition with a hold asked for."""
    return petition.with_round(holds=(*petition.rounds[-1].holds, Hold(review_at, now, by)))


def grant_hold(petition: Petition, review_at: datetime, now: datetime, clocks: Clocks) -> Petition:
    """The petition on hold: its closing clock stands still and keeps the remaining whole working days.

    A clock that had run out before keeps none; its overdue fact stays.
    """
    current = petition.rounds[-1]
    left = clocks.days_left(now, current.closing_due) if current.closing_due else None
    kept = max(left, 0) if left is not None else None
    held = replace(current.holds[-1], review_at=review_at, granted=True, decided_at=now, days_left=kept)
    return replace(petition, status=Status.ON_HOLD).with_round(holds=(*current.holds[:-1], held))


def refuse_hold(petition: Petition, now: datetime) -> Petition:
    """The petition whose clock runs on."""
    holds = petition.rounds[-1].holds
    return petition.with_round(holds=(*holds[:-1], replace(holds[-1], granted=False, decided_at=now)))


def resume(petition: Petition, now: datetime, clocks: Clocks) -> Petition:
    """The petition in handling again, with the working days that the hold kept counted from now."""
    current = petition.rounds[-1]
    held = current.holds[-1]
    days = current.closing_days if held.days_left is None else held.days_left
    again = replace(
        current,
        holds=(*current.holds[:-1], replace(held, ended_at=now)),
        closing_from=now,
        closing_days=days,
        extension_days=current.extension_days if held.days_left is None else 0,
        closing_reminded=False,
    )
    return _with(replace(petition, status=Status.HANDLING), scheduled(again, clocks))


def _with(petition: Petition, current: Round) -> Petition:
    return replace(petition, rounds=(*petition.rounds[:-1], current))
