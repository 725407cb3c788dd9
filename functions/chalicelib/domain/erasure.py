"""Erasure (删除): a petition's words, its photos and who sent it go; what was done and when stays, and so does every counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from chalicelib.domain.petition import OPEN, Petition
from chalicelib.domain.photos import FORM_LASTS, Photo
from chalicelib.domain.publication import COARSE_DIGITS, taken_down

# Source: 民法典 article 188: a claim can be made for three years, and a petition's words may be what proves it.
KEPT_DAYS: Final = 1_095
LEAST_KEPT_DAYS: Final = 31  # an appeal has 30 days and is about these words
LONGEST_KEPT_DAYS: Final = 36_500
# Whatever began before an erasure is over by then: a form for a photo, a sender, an export.
SETTLED_AFTER: Final = FORM_LASTS * 2
ASKED, DESK, EXPIRED, RESTORED = "asked", "desk", "expired", "restored"


@dataclass(frozen=True, slots=True)
class Erasure:
    """A line of the list of erasures, which outlives a restored backup: the petition as a keyed hash, and up to which version."""

    key: str
    version: int
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Removal:
    """What is still to be removed of an erased petition. It is looked at twice: at once, and when nothing is in flight any more."""

    number: str
    district: str
    version: int
    at: datetime
    next_at: datetime
    phone_key: str = ""
    uploads: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    looked: bool = False


def kept_for(settings: Mapping[str, object]) -> timedelta:
    """How long a district keeps what was said after a petition is over."""
    return timedelta(days=int(str(settings.get("kept_days", KEPT_DAYS))))


def holds_words(petition: Petition) -> bool:
    """False when it was erased and nothing has happened since, so that there is nothing to erase."""
    return petition.erased_at is None or petition.version > petition.erased_version


def over_since(petition: Petition) -> datetime | None:
    """Since when the time runs after which it is erased by itself; None while it is open, and when there is nothing to erase."""
    if petition.status in OPEN or not holds_words(petition):
        return None
    return petition.settled_at or petition.last.at


def erased(petition: Petition, now: datetime) -> Petition:
    """The petition without anybody in it: nothing public, no phone, and a point that names a block and no door."""
    place = petition.place
    coarse = replace(place, longitude=_coarse(place.longitude), latitude=_coarse(place.latitude))
    return replace(
        taken_down(petition), place=coarse, phone_key=None, landline=False, device_key="", new_photos=(),
        erased_at=now, erased_version=petition.version + 1,
    )  # fmt: skip


def _coarse(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, COARSE_DIGITS)


def removal_of(before: Petition, after: Petition, photos: Sequence[Photo], now: datetime) -> Removal:
    """What is to be removed of a petition that was `before` and is erased now."""
    return Removal(
        after.number, after.district, after.erased_version, now, now, before.phone_key or "",
        tuple(each.upload for each in photos), tuple(each.file for each in photos),
    )  # fmt: skip
