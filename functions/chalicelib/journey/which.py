"""Which trouble a petition is about, as whoever holds a link to it is told: for no two look alike to their citizen by number."""

from __future__ import annotations

from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District


def which(petition: Petition, district: District, language: str) -> dict[str, object]:
    """Its kind and official place; neither of what no neighbour may learn of, for a number can be mistyped."""
    if petition.confidential:
        return {"category_name": "", "place_name": ""}
    return which_own(petition, district, language)


def which_own(petition: Petition, district: District, language: str, place_words: str = "") -> dict[str, object]:
    """Its kind and place in the words that were typed, on the device that sent it."""
    name = district.category_name(petition.category, language)
    return {"category_name": name, "place_name": place_words or district.organisation.in_language(petition.place.name, language)}
