"""Which unit a point lies in, and the two datums that coordinates in China come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, radians, sin, sqrt
from typing import Any, Final, Literal

How = Literal["polygon", "nearest", "district", "neighbour", "nowhere"]
Ring = tuple[tuple[float, float], ...]
Box = tuple[float, float, float, float]  # west, south, east, north

NEAREST_WITHIN_METRES: Final = 600.0  # Source: design section 6
METRES_PER_DEGREE: Final = 111_320.0  # of latitude, and of longitude on the equator
FINEST_FIRST: Final = ("grid", "community", "street")

# GCJ-02's published shape: the Krasovsky 1940 ellipsoid, and the box outside which it leaves points alone.
_AXIS: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_CHINA: Final[Box] = (72.004, 0.8293, 137.8347, 55.8271)
_TURNS: Final = 8  # each turn of the inverse shrinks the error by some thousands; it stops below 1e-9 degrees
_NEAR_ENOUGH = 1e-9  # degrees: a tenth of a millimetre
_CORNERS = 3  # fewer points enclose nothing


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The point in GCJ-02; the same point outside the box that GCJ-02 covers."""
    if not _in_box(lon, lat, _CHINA):
        return lon, lat
    east, north = _shift(lon - 105.0, lat - 35.0)
    angle = radians(lat)
    flat = 1 - _ECCENTRICITY_SQUARED * sin(angle) ** 2
    north_degrees = north * 180 / ((_AXIS * (1 - _ECCENTRICITY_SQUARED)) / (flat * sqrt(flat)) * pi)
    east_degrees = east * 180 / (_AXIS / sqrt(flat) * cos(angle) * pi)
    return lon + east_degrees, lat + north_degrees


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The point in WGS-84, to well under a millimetre of what `wgs84_to_gcj02` would turn back."""
    if not _in_box(lon, lat, _CHINA):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_TURNS):
        made_lon, made_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        off_lon, off_lat = lon - made_lon, lat - made_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if abs(off_lon) + abs(off_lat) < _NEAR_ENOUGH:
            break
    return guess_lon, guess_lat


def _shift(x: float, y: float) -> tuple[float, float]:
    """Metres east and north that GCJ-02 moves a point, before the ellipsoid."""
    common = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (common + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (common + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return east, north


@dataclass(frozen=True, slots=True)
class Area:
    """The ground of a unit, in WGS-84: polygons, each an outer ring and the holes in it."""

    unit: str
    level: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    box: Box

    @classmethod
    def from_geojson(cls, unit: str, level: str, name: str, geometry: Mapping[str, Any]) -> Area:
        """The area of a GeoJSON Polygon or MultiPolygon. Raises: ValueError for any other."""
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("Polygon", "MultiPolygon") or not coordinates:
            raise ValueError(f"area {unit or name}: {kind} is no Polygon or MultiPolygon with coordinates")
        parts = [coordinates] if kind == "Polygon" else coordinates
        polygons = tuple(tuple(_ring(ring, unit or name) for ring in part) for part in parts)
        return cls(unit, level, name, polygons, _box_of(point for part in polygons for point in part[0]))

    def contains(self, lon: float, lat: float) -> bool:
        """True when the point lies in a polygon and in none of its holes."""
        return _in_box(lon, lat, self.box) and any(
            _in_ring(lon, lat, part[0]) and not any(_in_ring(lon, lat, hole) for hole in part[1:])
            for part in self.polygons
        )

    def metres_to(self, lon: float, lat: float) -> float:
        """Metres from the point to the area's nearest edge, 0 inside; local equirectangular projection."""
        if self.contains(lon, lat):
            return 0.0
        wide = METRES_PER_DEGREE * cos(radians(lat))
        return min(
            _metres_to_segment(
                ((start[0] - lon) * wide, (start[1] - lat) * METRES_PER_DEGREE),
                ((end[0] - lon) * wide, (end[1] - lat) * METRES_PER_DEGREE),
            )
            for part in self.polygons
            for ring in part
            for start, end in pairwise(ring)
        )

    def metres_to_box(self, lon: float, lat: float) -> float:
        """At least how far the area is: metres to its bounding box, 0 inside the box."""
        west, south, east, north = self.box
        across = max(west - lon, 0.0, lon - east) * METRES_PER_DEGREE * cos(radians(lat))
        return hypot(across, max(south - lat, 0.0, lat - north) * METRES_PER_DEGREE)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a point belongs and how that was told; `metres` is how far the nearest street was."""

    unit: str | None
    how: How
    neighbour_name: str | None = None
    metres: float = 0.0


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The areas of a district's units, its outline, and the outlines of the districts around it."""

    areas: tuple[Area, ...]
    outline: Area | None
    neighbours: tuple[Area, ...] = ()

    def find(self, lon: float, lat: float) -> Found:
        """The finest area with the point, else the nearest street, the district, a neighbour, nowhere.

        A point in a neighbour and outside our own outline is the neighbour's, however near our street is.
        """
        for level in FINEST_FIRST:
            for area in self.areas:
                if area.level == level and area.contains(lon, lat):
                    return Found(area.unit, "polygon")
        if self.outline is not None and self.outline.contains(lon, lat):
            return self._nearest_street(lon, lat) or Found(None, "district")
        neighbour = next((each for each in self.neighbours if each.contains(lon, lat)), None)
        if neighbour is not None:
            return Found(None, "neighbour", neighbour.name)
        # Nobody's ground: a pier, an islet, or a phone that is some metres off at the shore.
        return self._nearest_street(lon, lat) or Found(None, "nowhere")

    def _nearest_street(self, lon: float, lat: float) -> Found | None:
        best: Found | None = None
        limit = NEAREST_WITHIN_METRES
        for area in self.areas:
            if area.level != "street" or area.metres_to_box(lon, lat) > limit:
                continue
            metres = area.metres_to(lon, lat)
            if metres <= limit and (best is None or metres < best.metres):
                best, limit = Found(area.unit, "nearest", None, metres), metres
        return best


def find_among(gazetteers: Mapping[str, Gazetteer], lon: float, lat: float) -> tuple[str | None, Found]:
    """The district whose ground has the point, by its code, and what its gazetteer found.

    A polygon of one district counts more than the neighbour's outline that another one keeps, and that more than
    a street nearby on nobody's ground; of two such streets the nearer.
    """
    best: tuple[int, float, str | None, Found] | None = None
    for code, gazetteer in gazetteers.items():
        found = gazetteer.find(lon, lat)
        rank = _rank(found, gazetteer, lon, lat)
        if best is None or (rank, found.metres) < best[:2]:
            best = (rank, found.metres, code, found)
        if rank == 0:
            break
    return (best[2], best[3]) if best else (None, Found(None, "nowhere"))


def _rank(found: Found, gazetteer: Gazetteer, lon: float, lat: float) -> int:
    if found.how == "nearest" and not (gazetteer.outline and gazetteer.outline.contains(lon, lat)):
        return 3
    return {"polygon": 0, "nearest": 1, "district": 1, "neighbour": 2, "nowhere": 4}[found.how]


def _ring(written: Sequence[Sequence[float]], named: str) -> Ring:
    ring = tuple((float(point[0]), float(point[1])) for point in written)
    if len(ring) < _CORNERS:
        raise ValueError(f"area {named}: a ring of {len(ring)} points encloses nothing")
    return ring if ring[0] == ring[-1] else (*ring, ring[0])


def _box_of(points: Iterable[tuple[float, float]]) -> Box:
    held = list(points)
    lons, lats = [point[0] for point in held], [point[1] for point in held]
    return min(lons), min(lats), max(lons), max(lats)


def _in_box(lon: float, lat: float, box: Box) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def _in_ring(lon: float, lat: float, ring: Ring) -> bool:
    """True when a ray to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _metres_to_segment(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Metres from the origin to the segment."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(start[0] * dx + start[1] * dy) / length))
    return hypot(start[0] + along * dx, start[1] + along * dy)
