"""What somebody may have reported already: open petitions of the kind, close to a place, without anybody's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians

from chalicelib.domain.petition import Petition, Place
from chalicelib.domain.photos import BEFORE
from chalicelib.domain.places import METRES_PER_DEGREE
from chalicelib.domain.ports import District, Ports, Summary
from chalicelib.domain.publication import NEAR, shown_photos
from chalicelib.journey.links import held, lasting

WITHIN_METRES = 150
MOST_NEAR = 3
# One query of a street's list. At the design load a street has about 500 open petitions, 80 KB or 10 read units;
# those with the latest deadlines of a street that has more are not looked at.
MOST_READ = 500
MOST_LOOKED_AT = 8
TOKEN_LASTS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Near:
    """An open petition close by; `metres` is None when only the community is the same."""

    petition: Petition
    metres: int | None


def near(ports: Ports, place: Place, kinds: Iterable[str]) -> list[Near]:
    """At most MOST_NEAR of the categories that begin with one of `kinds`, the nearest first.

    Neither complaints about staff nor matters of law enforcement: that they exist is nobody's to learn.
    """
    beginnings = tuple(kinds)
    if place.street is None or not beginnings:
        return []
    listed = ports.petitions.queue("street", place.street, MOST_READ, None).items
    alike = [each for each in listed if each.status in NEAR and each.category.startswith(beginnings)]
    found = []
    for each in sorted(alike, key=lambda each: _rank(each, place))[:MOST_LOOKED_AT]:
        petition = ports.petitions.get(each.number)
        if petition is None or petition.confidential or petition.status not in NEAR:
            continue
        metres = _metres(place, petition.place)
        same = place.community is not None and petition.place.community == place.community
        if same or (metres is not None and metres <= WITHIN_METRES):
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


def shown(ports: Ports, district: District, each: Near, language: str) -> dict[str, object]:
    """A petition close by as anybody may see it: what kind, where officially, since when, how many, and a cleared photo."""
    petition = each.petition
    troubles = [photo.file for photo in shown_photos(petition) if photo.kind == BEFORE]
    return {
        "token": token(ports, petition.number),
        "category_name": district.category_name(petition.category, language),
        "place_name": district.organisation.in_language(petition.place.name, language),
        "metres": None if each.metres is None else max(10, round(each.metres, -1)),
        "days": (ports.clock.now() - petition.submitted_at).days,
        "supporters": ports.supporters.count(petition.number),
        "photo": ports.photo_files.address(troubles[0], "small") if troubles else "",
    }
