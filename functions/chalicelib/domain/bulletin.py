"""What a bulletin says, before any word of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domain.ports import BulletinRecord, District


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the unit table; `own` tells a unit's figures without what lies below it."""

    unit: str
    own: bool
    measures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a bulletin says, before any word of it."""

    unit: str
    period: str
    as_of: datetime
    measures: Mapping[str, int]
    rows: tuple[UnitRow, ...]
    issue: int | None
    issue_of_year: int | None


@dataclass(frozen=True, slots=True)
class File:
    """A file of a bulletin, by its path under /bulletins/."""

    path: str
    body: str
    content_type: str


class Pages(Protocol):
    """Turns figures into words."""

    def bulletin(self, figures: Figures, district: District) -> list[File]:
        """Every file of one bulletin; the page a person opens comes first."""

    def index(self, records: Sequence[BulletinRecord], district: District) -> list[File]:
        """The lists of what was issued, newest first."""
