"""Standard answers of a district: words for a category, with places for what is a petition's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.checks import RowFault
from chalicelib.domain.configuration import Row

VARIABLES: Final = ("number", "place", "unit", "category")
LONGEST: Final = 1_000
_PLACE: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One standard answer; an empty category fits all, another one all that lies below it too."""

    name: str
    category: str
    text_zh: str
    text_en: str

    def text(self, language: str) -> str:
        """The words in a language; Chinese where there are no others."""
        return self.text_en if language == "en" and self.text_en else self.text_zh


def fitting(phrases: Iterable[Phrase], category: str) -> list[Phrase]:
    """The answers for a category, the nearest to it first."""
    found = [each for each in phrases if category.startswith(each.category)]
    return sorted(found, key=lambda each: -len(each.category))


def unknown_places(text: str) -> list[str]:
    """Names in braces that stand for nothing."""
    return [each for each in _PLACE.findall(text) if each not in VARIABLES]


def phrase_faults(rows: Sequence[Row], categories: Iterable[str]) -> list[RowFault]:
    """What is wrong with the standard answers."""
    found, known = [], {"", *categories}
    for place, row in enumerate(rows):
        reasons = [f"there is no category {row['category']}"] if row["category"] not in known else []
        if not row["name"].strip() or not row["text_zh"].strip():
            reasons.append("an answer has a name and Chinese words")
        if max(len(row["text_zh"]), len(row["text_en"])) > LONGEST:
            reasons.append(f"an answer has at most {LONGEST} characters")
        strangers = [*unknown_places(row["text_zh"]), *unknown_places(row["text_en"])]
        if strangers:
            reasons.append(f"{{{strangers[0]}}} is none of {', '.join(f'{{{each}}}' for each in VARIABLES)}")
        found += [RowFault("phrases", place, f"{row['name']}: {reason}") for reason in reasons]
    return found
