"""Several units on one petition (协办), and several petitions about one trouble (merge)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.petition import Assist, Petition, Status
from chalicelib.domain.transitions import end

MOST_ASSISTS = 10  # keeps a petition's transaction far under the 100 items that one may hold


def ask(petition: Petition, units: Iterable[str], now: datetime) -> Petition:
    """The petition with these units asked to help; one that helps already is not asked twice."""
    asked = [unit for unit in dict.fromkeys(units) if unit not in petition.assisting]
    added = tuple(Assist(unit, now, len(petition.rounds)) for unit in asked)
    return replace(petition, assists=(*petition.assists, *added))


def accept(petition: Petition, unit: str, now: datetime) -> Petition:
    """The petition whose assisting unit has taken its part on."""
    return _changed(petition, unit, accepted_at=now)


def finish(petition: Petition, unit: str, now: datetime) -> Petition:
    """The petition whose assisting unit has done its part."""
    return _changed(petition, unit, done_at=now)


def release(petition: Petition, unit: str, now: datetime) -> Petition:
    """The petition whose assisting unit is needed no more."""
    return _changed(petition, unit, released_at=now)


def merge(petition: Petition, lead: str, now: datetime) -> Petition:
    """The petition ended in favour of its lead."""
    return replace(end(petition, Status.MERGED, now), lead=lead)


def _changed(petition: Petition, unit: str, **moment: datetime) -> Petition:
    changed = (
        replace(each, **moment) if each.unit == unit and each.open else each  # type: ignore[arg-type]
        for each in petition.assists
    )
    return replace(petition, assists=tuple(changed))
