"""Where a petition belongs: the point's unit, the chosen community, or words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import places, text
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.petition import Place

if TYPE_CHECKING:
    from chalicelib.domain.ports import District
    from chalicelib.journey.submit import Submission

LONGEST_PLACE = 200
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0  # Source: the extremes of China's territory, in degrees


def placed(submission: Submission, district: District) -> Place:
    """The place with its street and community, as fine as the district's geometry allows.

    Raises: InvalidInput for a community nobody knows, a point elsewhere, or no place at all.
    """
    words = text.clean(submission.place_words or "")
    if len(words) > LONGEST_PLACE:
        raise InvalidInput({"place_words": "text_too_long"})
    if submission.community:
        return _chosen(submission.community, words, submission, district)
    if submission.point:
        return _found(submission.point, words, district)
    if words:
        return Place("words", name=words)
    raise InvalidInput({"place": "place_missing"})


def _chosen(code: str, words: str, submission: Submission, district: District) -> Place:
    organisation = district.organisation
    unit = organisation.find(code)
    if (
        unit is None
        or unit.level not in ("community", "street")
        or not organisation.is_below(code, district.code)
    ):
        raise InvalidInput({"community": "community_unknown"})
    street = organisation.parent(code) if unit.level == "community" else unit
    point = _wgs84(submission.point) if submission.point else (None, None)
    return Place(
        "chosen",
        longitude=point[0],
        latitude=point[1],
        name=words or unit.name(submission.language),
        street=street.code if street else None,
        community=code if unit.level == "community" else None,
    )


def _wgs84(point: tuple[float, float, str]) -> tuple[float, float]:
    longitude, latitude, datum = point
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise InvalidInput({"point": "place_nowhere"})
    return places.gcj02_to_wgs84(longitude, latitude) if datum == "gcj02" else (longitude, latitude)


def _found(point: tuple[float, float, str], words: str, district: District) -> Place:
    longitude, latitude = _wgs84(point)
    found = district.gazetteer.find(longitude, latitude)
    if found.how == "neighbour":
        raise InvalidInput({"point": "place_outside_district"}, {"neighbour": found.neighbour_name})
    if found.how == "nowhere":
        raise InvalidInput({"point": "place_nowhere"})
    organisation = district.organisation
    chain = organisation.ancestors(found.unit) if found.unit else ()
    by_level = {unit.level: unit for unit in chain}
    street, community = by_level.get("street"), by_level.get("community")
    name = words or (chain[0].name_zh if chain else "")
    return Place(
        found.how,
        round(longitude, 6),
        round(latitude, 6),
        name,
        street.code if street else None,
        community.code if community else None,
    )
