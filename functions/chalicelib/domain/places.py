"""Points, polygons and the two datums. Plain ray casting behind bounding boxes: a district has few polygons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NEAREST_WITHIN_METRES = 600.0  # Source: design section 6
FINENESS = {"grid": 0, "community": 1, "street": 2}
METRES_PER_DEGREE = 111_320.0

Point = tuple[float, float]
Ring = tuple[Point, ...]

# Source: the published GCJ-02 polynomial on the Krasovsky 1940 ellipsoid.
_AXIS = 6_378_245.0
_ECCENTRICITY = 0.006_693_421_622_965_943


def _shift(longitude: float, latitude: float) -> Point:
    x, y = longitude - 105.0, latitude - 35.0
    root, pi = math.sqrt(abs(x)), math.pi
    waves = (20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = math.radians(latitude)
    magic = 1.0 - _ECCENTRICITY * math.sin(radians) ** 2
    along = _AXIS / math.sqrt(magic) * math.cos(radians)
    across = _AXIS * (1.0 - _ECCENTRICITY) / (magic * math.sqrt(magic))
    return math.degrees(east / along), math.degrees(north / across)


def wgs84_to_gcj02(longitude: float, latitude: float) -> Point:
    """The point as a Chinese map shows it."""
    east, north = _shift(longitude, latitude)
    return longitude + east, latitude + north


def gcj02_to_wgs84(longitude: float, latitude: float) -> Point:
    """The true point of one taken from a Chinese map, to well under a metre."""
    found = (longitude, latitude)
    for _ in range(6):
        shown = wgs84_to_gcj02(*found)
        found = (found[0] - shown[0] + longitude, found[1] - shown[1] + latitude)
    return found


@dataclass(frozen=True, slots=True)
class Area:
    """A unit's polygons: for each the outer ring first, then its holes. WGS-84 degrees."""

    unit: str
    level: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    box: tuple[float, float, float, float]

    @classmethod
    def from_geojson(cls, unit: str, level: str, name: str, geometry: Mapping[str, Any]) -> Area:
        """The area of a GeoJSON Polygon or MultiPolygon. Raises: ValueError for anything else."""
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind not in ("Polygon", "MultiPolygon"):
            raise ValueError(f"{kind} is no area")
        written = [coordinates] if kind == "Polygon" else coordinates
        polygons = tuple(tuple(tuple((x, y) for x, y, *_ in ring) for ring in rings) for rings in written)
        points = [point for rings in polygons for point in rings[0]]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        return cls(unit, level, name, polygons, (west, south, east, north))

    def contains(self, x: float, y: float) -> bool:
        """True when the point lies inside, and in no hole."""
        west, south, east, north = self.box
        if not (west <= x <= east and south <= y <= north):
            return False
        return any(
            _in_ring(x, y, rings[0]) and not any(_in_ring(x, y, hole) for hole in rings[1:])
            for rings in self.polygons
        )

    def metres_to(self, x: float, y: float) -> float:
        """How far the point is from the nearest edge. Units: metres, plane about the point."""
        scale = math.cos(math.radians(y))
        return METRES_PER_DEGREE * min(
            _to_segment(((ax - x) * scale, ay - y), ((bx - x) * scale, by - y))
            for rings in self.polygons
            for ring in rings
            for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True)
        )


def _in_ring(x: float, y: float, ring: Ring) -> bool:
    inside = False
    before_x, before_y = ring[-1]
    for here_x, here_y in ring:
        if (here_y > y) != (before_y > y):
            crossing = (before_x - here_x) * (y - here_y) / (before_y - here_y) + here_x
            inside ^= x < crossing
        before_x, before_y = here_x, here_y
    return inside


def _to_segment(a: Point, b: Point) -> float:
    """Distance of the origin from a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / length))
    return math.hypot(a[0] + along * dx, a[1] + along * dy)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a point lies. `how`: polygon, nearest, district, neighbour or nowhere."""

    how: str
    unit: str | None = None
    neighbour_name: str | None = None
    metres: float = 0.0


@dataclass(frozen=True, slots=True, init=False)
class Gazetteer:
    """All areas of a district, its outline, and the districts around it."""

    areas: tuple[Area, ...]
    outline: Area | None
    neighbours: tuple[Area, ...]

    def __init__(self, areas: Iterable[Area], outline: Area | None, neighbours: Iterable[Area]) -> None:
        finest_first = sorted(areas, key=lambda area: FINENESS.get(area.level, len(FINENESS)))
        object.__setattr__(self, "areas", tuple(finest_first))
        object.__setattr__(self, "outline", outline)
        object.__setattr__(self, "neighbours", tuple(neighbours))

    def find(self, longitude: float, latitude: float) -> Found:
        """The finest unit at the point; in a gap inside the district the nearest street within 600 m."""
        for area in self.areas:
            if area.contains(longitude, latitude):
                return Found("polygon", area.unit)
        inside = self.outline is not None and self.outline.contains(longitude, latitude)
        if not inside:
            for neighbour in self.neighbours:
                if neighbour.contains(longitude, latitude):
                    return Found("neighbour", neighbour_name=neighbour.name)
            return Found("nowhere")
        near = [(area.metres_to(longitude, latitude), area.unit) for area in self.areas if area.level == "street"]
        metres, unit = min(near, default=(math.inf, ""))
        if metres <= NEAREST_WITHIN_METRES:
            return Found("nearest", unit, metres=metres)
        return Found("district")
