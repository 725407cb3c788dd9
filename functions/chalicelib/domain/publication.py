"""A petition's words as a person cleared them for everybody (公开): nothing is public before, and it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.photos import ClearedPhoto

# What was taken back, was no matter for the platform, or is told in its lead's place is not shown.
HIDDEN: Final = frozenset({Status.WITHDRAWN, Status.REJECTED, Status.MERGED})
# Whose photos a neighbour may be shown: what its unit calls done is offered to nobody as "is it this one?".
NEAR: Final = OPEN - {Status.CLOSED}
COARSE_DIGITS: Final = 3  # of a degree: about 100 m, so that a point names a block and no door


@dataclass(frozen=True, slots=True)
class Publication:
    """What a person cleared of a petition; an item of its own, so that it can be erased."""

    number: str
    month: str
    words: str
    reply: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A public petition as a list has it, without a word of what was said."""

    number: str
    status: str
    category: str
    submitted_at: str
    street: str
    place_name: str
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True, slots=True)
class PublicPetition:
    """Everything that everybody may know of a petition, who cleared it left out."""

    row: PublicRow
    district: str
    solved: bool
    words: str
    reply: str
    published_at: datetime
    photos: tuple[ClearedPhoto, ...] = ()
    language: str = ""  # of the words; not known of what was cleared before it was kept
    reply_waits: bool = False  # its unit has answered since, and nobody has cleared that answer yet


def may_be_published(petition: Petition) -> bool:
    """False for a complaint about staff, for what is not shown in any case, and for what was erased."""
    return not petition.about_staff and petition.status not in HIDDEN and petition.erased_at is None


def is_public(petition: Petition) -> bool:
    """True while everybody may read what was cleared of it."""
    return petition.published_at is not None and may_be_published(petition)


def may_show_photos(petition: Petition) -> bool:
    """False where no text may be public, and for a matter of law enforcement: a picture says more than its words."""
    return may_be_published(petition) and not petition.confidential


def shown_photos(petition: Petition) -> tuple[ClearedPhoto, ...]:
    """The photos that everybody may see now, whether or not its text is public."""
    return petition.cleared_photos if may_show_photos(petition) else ()


def photos_wait(petition: Petition) -> bool:
    """True while a neighbour might be shown a photo of its citizen's that nobody has judged yet."""
    return bool(petition.new_photos) and petition.status in NEAR and may_show_photos(petition)


def with_new_photo(petition: Petition, file: str) -> Petition:
    """The petition with a photo of its citizen's that nobody has judged. Its version stands: nobody who works on it acted."""
    return replace(petition, new_photos=(*(petition.new_photos or ()), file))


def news_at(petition: Petition) -> datetime:
    """When a public petition was published, or settled if that came later: when there was last something new to read."""
    settled = petition.settled_at if petition.status is Status.SETTLED else None
    return max(moment for moment in (petition.published_at, settled) if moment is not None)


def taken_down(petition: Petition) -> Petition:
    """The petition without anything public: what withdrawal, erasure and taking back all do."""
    return replace(petition, published_at=None, published_month="", cleared_photos=())


def is_solved(petition: Petition) -> bool:
    """True when the citizen's last answer says that it is resolved. Silence does not."""
    answer = petition.last_answer
    return petition.status is Status.SETTLED and answer is not None and answer.rating.resolved


def reply_waits(petition: Petition) -> bool:
    """True for a public petition whose unit has answered after its words were cleared: nobody has read that answer for everybody."""
    closed_at = petition.round.closed_at if petition.round else None
    return is_public(petition) and closed_at is not None and petition.published_at is not None and closed_at > petition.published_at


def waits_for_clearing(petition: Petition) -> bool:
    """True for a solved petition of which nobody has decided yet whether everybody may read it, and for a newer answer to a public one."""
    if petition.published_at is not None:
        return reply_waits(petition)
    return petition.publication_refused_at is None and is_solved(petition) and may_be_published(petition)


def public_row(petition: Petition) -> PublicRow:
    """The facts that lists and maps show; of somebody who hides who they are nothing nearer than the street."""
    place, near = petition.place, not petition.hide_identity
    known = near and place.longitude is not None and place.latitude is not None
    return PublicRow(
        number=petition.number,
        status=str(petition.status),
        category=petition.category,
        submitted_at=petition.submitted_at.isoformat(),
        street=place.street or "",
        place_name=place.name if near else "",
        longitude=round(place.longitude, COARSE_DIGITS) if known and place.longitude is not None else None,
        latitude=round(place.latitude, COARSE_DIGITS) if known and place.latitude is not None else None,
    )
