"""The areas of a district as SVG paths: small enough for a page, true enough to know one's street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Final

from chalicelib.domain.places import Area, Gazetteer

WIDTH: Final = 1000  # units of the drawing, whatever the district's size
NEAR: Final = 4.0  # points closer than this to the last one are left out: 0.4 % of the width


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the drawing lies on the ground: its corner and its units for each degree, so that a point can be put into it."""

    west: float
    north: float
    per_longitude: float
    per_latitude: float

    def drawn(self, point: tuple[float, float]) -> tuple[float, float]:
        """The point (longitude, latitude in WGS-84) in units of the drawing."""
        return (point[0] - self.west) * self.per_longitude, (self.north - point[1]) * self.per_latitude


@dataclass(frozen=True, slots=True)
class Outline:
    """A unit's ground in the drawing, and where its name may stand."""

    unit: str
    path: str
    x: int
    y: int


def framed(gazetteer: Gazetteer, level: str) -> Frame | None:
    """The frame that holds all areas of a level, WIDTH units across and north up; None when there are no areas."""
    areas = [each for each in gazetteer.areas if each.level == level]
    if not areas:
        return None
    west, north = min(each.box[0] for each in areas), max(each.box[3] for each in areas)
    narrow = cos(radians(north))
    scale = WIDTH / max((max(each.box[2] for each in areas) - west) * narrow, 1e-9)
    return Frame(west, north, narrow * scale, scale)


def outlines(gazetteer: Gazetteer, level: str) -> tuple[Outline, ...]:
    """The areas of a level in their frame; none when there are no areas."""
    frame = framed(gazetteer, level)
    if frame is None:
        return ()
    areas = [each for each in gazetteer.areas if each.level == level]
    return tuple(_outline(area, [[frame.drawn(p) for p in ring] for part in area.polygons for ring in part]) for area in areas)


def _outline(area: Area, rings: Sequence[Sequence[tuple[float, float]]]) -> Outline:
    path = "".join(_path(ring) for ring in rings)
    longest = max(rings, key=len)
    x, y = (sum(point[axis] for point in longest) / len(longest) for axis in (0, 1))
    return Outline(area.unit, path, round(x), round(y))


def _path(ring: Sequence[tuple[float, float]]) -> str:
    kept = [ring[0]]
    for point in ring[1:-1]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) >= NEAR:
            kept.append(point)
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in kept) + "Z"
