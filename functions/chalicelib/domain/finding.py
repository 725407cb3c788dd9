"""By which terms a petition is found: pairs of Chinese characters, words, the units that answer for it, and its day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.organisation import Organisation
from chalicelib.domain.petition import Petition
from chalicelib.domain.questions import beside

LONGEST_TERM: Final = 32
MOST_PHRASES: Final = 8
EVERY: Final = "*"  # the term of all petitions of a district
# Chinese, then what other scripts write as words; everything else parts them.
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS: Final = re.compile(rf"(?P<han>[{_HAN}]+)|(?:(?![{_HAN}])[^\W_])+")
# Pairs with one of these stand in nearly every text, so they are asked for last.
_COMMON: Final = frozenset("的了是在有不我们这那一也就都和没人为")


def normal(text: str) -> str:
    """The text as it is compared: full width as half width, small letters, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def word_terms(text: str) -> set[str]:
    """The terms of a text: each pair of neighbouring Chinese characters, and each word of other scripts as a whole."""
    found: set[str] = set()
    for match in _RUNS.finditer(normal(text)):
        run = match[0]
        found |= {run[at : at + 2] for at in range(len(run) - 1)} if match["han"] else {run[:LONGEST_TERM]}
    return {f"w:{each}" for each in found}


def unit_term(unit: str) -> str:
    """The term of every petition that a unit, or one below it, owns or helps with."""
    return f"u:{unit}"


def hot_term(petition: Petition) -> str | None:
    """The term of its category (second level) at its community, or else its street; None where either is unknown."""
    area = petition.place.community or petition.place.street
    category = petition.category[:4]
    return f"h:{category}:{area}" if area and category.isdecimal() and not petition.about_staff else None


def said_by(petition: Petition, texts: Mapping[int, str]) -> str:
    """What a search looks through: what the citizen wrote, where it is, and what they answered. Empty parts once erased."""
    more = beside(texts)
    return "\n".join([texts.get(1, ""), petition.place.name, more.place_words, *(more.answers or {}).values()])


def terms_of(petition: Petition, texts: Mapping[int, str], organisation: Organisation) -> frozenset[str]:
    """Every term by which a petition is found as it stands now."""
    units = {petition.owner, *petition.assisting}
    within = {
        each.code
        for unit in units
        if unit in organisation
        for each in organisation.ancestors(unit)
        if each.code != petition.district and organisation.is_below(each.code, petition.district)
    }
    hot = hot_term(petition)
    words = word_terms(said_by(petition, texts))
    return frozenset({EVERY, *words, *(unit_term(each) for each in within), *([hot] if hot else [])})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: every phrase must stand in a petition's words as it is written here."""

    phrases: tuple[str, ...] = ()

    @property
    def terms(self) -> list[str]:
        """The terms that stand in every petition sought, the rarest-looking first."""
        return sorted({term for each in self.phrases for term in word_terms(each)}, key=_commonness)

    def stands_in(self, said: str) -> bool:
        """True when each phrase is there."""
        text = normal(said)
        return all(each in text for each in self.phrases)


def wanted(words: str) -> Wanted | None:
    """What these words look for; None when a phrase of theirs is too short for the index, as one Chinese character is."""
    phrases = tuple(dict.fromkeys(normal(words).split()))[:MOST_PHRASES]
    return Wanted(phrases) if all(word_terms(each) for each in phrases) else None


def _commonness(term: str) -> tuple[int, int, str]:
    """Sorts long words first, then pairs without a common character; the rest by itself, so that the order is stable."""
    word = term[2:]
    return (sum(letter in _COMMON for letter in word), -len(word), term)
