"""The history of a petition: one entry for every action, never changed and never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.actors import Actor
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition, Status


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Who did what when. `version` is the petition's version after it; words lie in the text item of that version."""

    number: str
    version: int
    at: datetime
    action: Action
    by: Actor
    status_before: Status | None
    status_after: Status
    owner_before: str | None
    owner_after: str
    round: int
    has_text: bool
    reason: str = ""  # a code, and so a fact that no erasure takes


def entry(
    before: Petition | None, after: Petition, action: Action, by: Actor, *, has_text: bool, reason: str = ""
) -> HistoryEntry:
    """The entry for a step from `before` to `after`."""
    return HistoryEntry(
        number=after.number,
        version=after.version,
        at=after.last.at,
        action=action,
        by=by,
        status_before=before.status if before else None,
        status_after=after.status,
        owner_before=before.owner if before else None,
        owner_after=after.owner,
        round=len(after.rounds),
        has_text=has_text,
        reason=reason,
    )
