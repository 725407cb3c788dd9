"""A petition's words as a person cleared them for everybody (公开): nothing is public before, and it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.petition import Petition, Status

# What was taken back, was no matter for the platform, or is told in its lead's place is not shown.
HIDDEN: Final = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.MERGED})


@dataclass(frozen=True, slots=True)
class Publication:
    """What everybody may read of a petition; an item of its own, so that it can be erased."""

    number: str
    month: str
    words: str
    reply: str
    at: datetime
    by: str


def may_be_published(petition: Petition) -> bool:
    """False for a complaint about staff, and for what is not shown in any case."""
    return not petition.about_staff and petition.status not in HIDDEN


def is_public(petition: Petition) -> bool:
    """True while everybody may read what was cleared of it."""
    return petition.published_at is not None and may_be_published(petition)
