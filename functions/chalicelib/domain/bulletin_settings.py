"""What a district wishes of its bulletins, read from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.periods import KINDS, Kind

LEVELS: Final = ("street", "department")  # below the district itself
OFFERED_LEVELS: Final = (*LEVELS, "community")
REVIEW_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class BulletinWishes:
    """Which bulletins a district issues, and whether a supervisor looks at each before."""

    kinds: tuple[Kind, ...]
    levels: tuple[str, ...]
    review: bool
    review_days: int


def wishes(settings: Mapping[str, object]) -> BulletinWishes:
    """The wishes in a district's settings; a month's for streets and departments, unreviewed, where it says nothing.

    Raises: ValueError naming the setting that cannot be meant.
    """
    kinds = _some("bulletin_kinds", settings.get("bulletin_kinds", ("month",)), KINDS)
    levels = _some("bulletin_levels", settings.get("bulletin_levels", LEVELS), OFFERED_LEVELS)
    review, days = settings.get("bulletin_review", False), settings.get("bulletin_review_days", REVIEW_DAYS)
    if review not in (True, False):
        raise ValueError("bulletin_review must be true or false")
    if type(days) is not int or days < 0:
        raise ValueError("bulletin_review_days must be a whole number from 0")
    return BulletinWishes(tuple(each for each in KINDS if each in kinds), levels, bool(review), days)


def _some(name: str, held: object, offered: tuple[str, ...]) -> tuple[str, ...]:
    if not isinstance(held, (list, tuple)) or not all(each in offered for each in held):
        raise ValueError(f"{name} must be some of {', '.join(offered)}")
    return tuple(str(each) for each in held)
