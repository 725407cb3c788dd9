"""What somebody may have reported already: open petitions of the kind, close to a place, with no words but what was cleared for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians

from chalicelib.domain.petition import Petition, Place
from chalicelib.domain.photos import BEFORE
from chalicelib.domain.places import METRES_PER_DEGREE
from chalicelib.domain.ports import District, Ports, Summary
from chalicelib.domain.publication import NEAR, is_public, shown_photos
from chalicelib.journey.links import held, lasting

WITHIN_METRES = 150
MOST_NEAR = 3
# One query of a street's list. At the design load a street has about 500 open petitions, 80 KB or 10 read units;
# those with the latest deadlines of a street that has more are not looked at.
MOST_READ = 500
MOST_LOOKED_AT = 8
LONGEST_WORDS = 80  # of what was cleared: enough to know one's own trouble by
FIRST_DIGITS = 2
FINE_DIGITS = 4  # of a category's code: its second level, which tells a lamp from a pit in the road
TOKEN_LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Near:
    """An open petition close by; `metres` is None when only the community is the same."""

    petition: Petition
    metres: int | None


def near(ports: Ports, place: Place, kinds: Iterable[str]) -> list[Near]:
    """At most MOST_NEAR of the categories that begin with one of `kinds`, the nearest first.

    Where a point is not known on both sides the community must be the same, and something must tell the petition from any
    other of its first level there: a cleared photo, cleared words, or that its finer category is among `kinds`.
    Neither complaints about staff nor matters of law enforcement: that they exist is nobody's to learn.
    """
    fine = {each[:FINE_DIGITS] for each in kinds if len(each) >= FINE_DIGITS}
    beginnings = tuple({each[:FIRST_DIGITS] for each in kinds})
    if place.street is None or not beginnings:
        return []
    listed = ports.petitions.queue("street", place.street, MOST_READ, None).items
    alike = [each for each in listed if each.status in NEAR and each.category.startswith(beginnings)]
    found = []
    for each in sorted(alike, key=lambda each: (_rank(each, place), each.category[:FINE_DIGITS] not in fine))[:MOST_LOOKED_AT]:
        petition = ports.petitions.get(each.number)
        if petition is None or petition.confidential or petition.status not in NEAR:
            continue
        metres = _metres(place, petition.place)
        told_apart = petition.category[:FINE_DIGITS] in fine or is_public(petition) or bool(_troubles(petition))
        same = place.community is not None and petition.place.community == place.community and told_apart
        if metres <= WITHIN_METRES if metres is not None else same:
            found.append(Near(petition, metres))
    return sorted(found, key=lambda each: (each.metres is None, each.metres or 0))[:MOST_NEAR]


def _rank(listed: Summary, place: Place) -> float:
    """Metres; where one of the two has no point, the community's own come after all that are close, then the others."""
    metres = _metres(place, Place("", listed.longitude, listed.latitude))
    if metres is not None:
        return metres
    return WITHIN_METRES if listed.owner == place.community else WITHIN_METRES + 1


def _metres(one: Place, other: Place) -> int | None:
    if one.longitude is None or one.latitude is None or other.longitude is None or other.latitude is None:
        return None
    across = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return round(hypot(across, one.latitude - other.latitude) * METRES_PER_DEGREE)


def token(ports: Ports, number: str) -> str:
    """What names a petition to a browser that was shown it, for a while."""
    return lasting(ports, "near", number, TOKEN_LASTS)


def read_token(ports: Ports, brought: str) -> str | None:
    """The number in a token of ours; None for any other or one that is over."""
    return held(ports, "near", brought)


def shown(ports: Ports, district: District, close: Sequence[Near], language: str) -> list[dict[str, object]]:
    """Petitions close by as anybody may see them: what kind, where officially, since when, how many, and what was cleared.

    One read more for all of them together where the words of one are public, else none.
    """
    public = [each.petition.number for each in close if is_public(each.petition)]
    cleared = {each.row.number: (each.words, each.language) for each in ports.petitions.cleared(public)} if public else {}
    return [_shown(ports, district, each, language, *cleared.get(each.petition.number, ("", ""))) for each in close]


def _troubles(petition: Petition) -> list[str]:
    return [photo.file for photo in shown_photos(petition) if photo.kind == BEFORE]


def _shown(ports: Ports, district: District, each: Near, language: str, words: str, spoken: str) -> dict[str, object]:
    petition = each.petition
    troubles = _troubles(petition)
    return {
        "token": token(ports, petition.number),
        "category_name": district.category_name(petition.category, language),
        "place_name": district.organisation.in_language(petition.place.name, language),
        "metres": None if each.metres is None else max(10, round(each.metres, -1)),
        "days": (ports.clock.now() - petition.submitted_at).days,
        "supporters": ports.supporters.count(petition.number),
        "photo": ports.photo_files.address(troubles[0], "small") if troubles else "",
        "words": words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…",
        "language": spoken,
    }
