"""Petitions that a person cleared for everybody, offered as typical cases of a bulletin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.ports import District, Ports

CANDIDATES: Final = 20


def candidates(
    ports: Ports, unit: str, district: District, issued: Sequence[BulletinRecord], due: Sequence[str]
) -> list[dict[str, object]]:
    """Petitions that a person cleared for everybody, of the months that the next bulletin is about, or the newest was.

    Where two end on the same day, such as a month and its quarter, the longer one's months hold the other's.
    """
    level = district.organisation.unit(unit).level
    if level not in ("street", "district"):
        return []
    spans = [periods.parse(code) for code in due or [each.period for each in issued]]
    newest = max(spans, key=lambda span: (span.following, span.days), default=None)
    months = {each[: len("2026-11")] for each in newest.counters} if newest else set()
    numbers: list[str] = []
    for month in sorted(months, reverse=True):
        page = ports.petitions.published(level, unit, month, CANDIDATES - len(numbers), None)
        numbers += [row.number for row in page.items]
        if len(numbers) >= CANDIDATES:
            break
    return [
        {"number": each.row.number, "solved": each.solved, "words": each.words, "reply": each.reply}
        for each in ports.petitions.cleared(numbers)
    ]
