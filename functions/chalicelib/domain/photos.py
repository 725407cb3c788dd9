"""Photos of a petition: where it is wrong, and after the work how it is mended. Nothing of a picture itself lies here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Literal

PhotoKind = Literal["before", "after"]
BEFORE: Final[PhotoKind] = "before"  # the citizen's
AFTER: Final[PhotoKind] = "after"  # the unit's
MOST: Final[dict[PhotoKind, int]] = {BEFORE: 4, AFTER: 8}  # Source: issue 5 for the citizen's; two rounds of them for the unit
LARGEST_BYTES: Final = 8 * 1024 * 1024  # Source: design section 11, issue 5
LARGEST_PIXELS: Final = 40_000_000  # Source: issue 5
TYPES: Final = ("image/jpeg", "image/png")
SIZES: Final = {"large": 1600, "small": 480}  # the longer side
FORM_LASTS: Final = timedelta(minutes=30)  # long enough for 8 MB at 40 kbit/s
ADDRESS_LASTS: Final = timedelta(minutes=15)


class PhotoState(StrEnum):
    """Where a photo stands."""

    AWAITED = "awaited"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Photo:
    """A place for one photo. `id` is the sender's, so that sending it again fills the same place; `file` names its pictures."""

    number: str
    kind: PhotoKind
    slot: int
    id: str
    file: str
    by: str
    at: datetime
    state: PhotoState = PhotoState.AWAITED
    reason: str = ""

    @property
    def upload(self) -> str:
        """The key under which the original comes in."""
        return f"uploads/{self.number}/{self.kind}/{self.slot}/{self.file}"

    def awaited(self, now: datetime) -> bool:
        """True while a form may still bring it."""
        return self.state is PhotoState.AWAITED and now - self.at < FORM_LASTS

    def gives_way(self, now: datetime) -> bool:
        """True when another photo may have its place: it was refused, or nothing came while its form lasted."""
        return self.state is PhotoState.REFUSED or (self.state is PhotoState.AWAITED and not self.awaited(now))


@dataclass(frozen=True, slots=True)
class ClearedPhoto:
    """A photo that a person judged fit for everybody: the very picture that they saw, whatever its place holds."""

    kind: PhotoKind
    file: str


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where an upload belongs, read from its key."""

    number: str
    kind: PhotoKind
    slot: int
    file: str


def picture(file: str, size: str) -> str:
    """The key of a finished picture; it tells nothing of the petition."""
    return f"photos/{file}/{size}.jpg"


def came(key: str) -> UploadPlace | None:
    """What an upload's key says; None for a key that we never gave."""
    parts = key.split("/")
    if len(parts) != 5 or parts[0] != "uploads" or parts[2] not in MOST or not parts[3].isdecimal():  # noqa: PLR2004
        return None
    return UploadPlace(parts[1], BEFORE if parts[2] == BEFORE else AFTER, int(parts[3]), parts[4])
