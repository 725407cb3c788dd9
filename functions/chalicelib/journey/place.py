"""Where a petition belongs: the point's unit, the chosen community, or words alone; and in which district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from chalicelib.domain import places, text
from chalicelib.domain.errors import InvalidInput, too_long
from chalicelib.domain.organisation import Organisation
from chalicelib.domain.petition import Place

if TYPE_CHECKING:
    from chalicelib.domain.ports import District, DistrictSource
    from chalicelib.journey.submit import Submission

LONGEST_PLACE = 200
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0  # Source: the extremes of China's territory, in degrees


@dataclass(frozen=True, slots=True)
class Placed:
    """The district, the place by its official names, and what the person wrote of it, which lies apart."""

    district: District
    place: Place
    words: str

    @property
    def shown(self) -> str:
        """What lists show: the person's own words, or the official name."""
        return self.words or self.place.name


def placed(submission: Submission, districts: DistrictSource) -> Placed:
    """The place with its street, community and grid, as fine as the district's geometry allows.

    Words alone belong to the district that stands for the site.
    Raises: InvalidInput for a community nobody knows, a point elsewhere, or no place at all.
    """
    words = text.clean(submission.place_words or "")
    if len(words) > LONGEST_PLACE:
        raise InvalidInput({"place_words": too_long(words, LONGEST_PLACE)})
    if submission.community:
        return _chosen(submission, words, districts)
    if submission.point:
        return _found(submission.point, words, submission.language, districts)
    if words:
        return Placed(districts.current(), Place("words"), words)
    raise InvalidInput({"place": "place_missing"})


def _chosen(submission: Submission, words: str, districts: DistrictSource) -> Placed:
    code = submission.community or ""
    district = districts.of(code)
    organisation = district.organisation
    unit = organisation.find(code)
    if (
        unit is None
        or unit.level not in ("community", "street")
        or not organisation.is_below(code, district.code)
    ):
        raise InvalidInput({"community": "community_unknown"})
    point = _wgs84(submission.point) if submission.point else (None, None)
    at = _at(code, organisation)
    grid = _grid_of(code, point, district)
    return Placed(
        district,
        Place("chosen", point[0], point[1], unit.name(submission.language), at["street"], at["community"], grid),
        words,
    )


def _grid_of(community: str, point: tuple[float | None, float | None], district: District) -> str | None:
    """The grid of the point if it is the chosen community's: what a person chose counts more than where they stand."""
    longitude, latitude = point
    if longitude is None or latitude is None:
        return None
    found = district.gazetteer.find(longitude, latitude)
    organisation = district.organisation
    unit = organisation.find(found.unit) if found.unit else None
    is_grid = unit is not None and unit.level == "grid" and organisation.is_below(unit.code, community)
    return unit.code if unit and is_grid else None


def _at(code: str, organisation: Organisation) -> dict[str, str | None]:
    by_level = {unit.level: unit.code for unit in organisation.ancestors(code)}
    return {
        "street": by_level.get("street"),
        "community": by_level.get("community"),
        "grid": by_level.get("grid"),
    }


def _wgs84(point: tuple[float, float, str]) -> tuple[float, float]:
    longitude, latitude, datum = point
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise InvalidInput({"point": "place_nowhere"})
    return places.gcj02_to_wgs84(longitude, latitude) if datum == "gcj02" else (longitude, latitude)


def _found(point: tuple[float, float, str], words: str, language: str, districts: DistrictSource) -> Placed:
    longitude, latitude = _wgs84(point)
    gazetteers = {each.code: each.gazetteer for each in districts.all()}
    code, found = places.find_among(gazetteers, longitude, latitude)
    if found.how == "neighbour":
        raise InvalidInput({"point": "place_outside_district"}, {"neighbour": found.neighbour_name})
    if found.how == "nowhere" or code is None:
        raise InvalidInput({"point": "place_nowhere"})
    district = districts.of(code)
    organisation = district.organisation
    known = found.unit if found.unit in organisation else None
    name = organisation.name(known, language) if known else ""
    at = _at(known, organisation) if known else _at(code, organisation)
    return Placed(
        district,
        Place(found.how, round(longitude, 6), round(latitude, 6), name, at["street"], at["community"], at["grid"]),
        words,
    )
