"""Between a bulletin's figures and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from chalicelib.domain.figures import BulletinRecord, Figures
from chalicelib.domain.ports import District

SUMS: Final = "SHA256SUMS"  # beside a bulletin's files: what `sha256sum -c` checks them by


@dataclass(frozen=True, slots=True)
class File:
    """A file of a bulletin, by its path under /bulletins/."""

    path: str
    body: bytes
    content_type: str


class Pages(Protocol):
    """Turns figures into words."""

    def bulletin(self, figures: Figures, district: District) -> list[File]:
        """Every file of one bulletin; the page a person opens comes first."""

    def preview(self, figures: Figures, district: District, language: str) -> str:
        """The page that a bulletin would have, for whoever may issue it; no address in it leads to files."""

    def index(self, records: Sequence[BulletinRecord], district: District) -> list[File]:
        """The lists and feeds of what was issued, newest first."""
