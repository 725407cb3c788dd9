"""CPU of one lookup among 600 polygons, a grid city of the size of a district with all its grids.

Run: python tests/bench/bench_places.py
"""

import random
import sys
import time
from math import cos, pi, sin
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "functions"))

from chalicelib.domain.places import Area, Gazetteer, gcj02_to_wgs84

COLUMNS, ROWS, POINTS = 25, 24, 100  # 600 areas of 100 points each, as detailed as real boundaries
WEST, SOUTH, STEP = 120.28, 36.04, 0.005
LOOKUPS = 5_000


def ragged(column: int, row: int) -> dict[str, object]:
    """A round-ish polygon that leaves gaps to its neighbours, so that some points need the nearest."""
    x, y = WEST + (column + 0.5) * STEP, SOUTH + (row + 0.5) * STEP
    turns = [2 * pi * n / POINTS for n in range(POINTS)]
    ring = [(x + STEP * (0.47 + 0.02 * sin(9 * t)) * cos(t), y + STEP * 0.48 * sin(t)) for t in turns]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def gazetteer(level: str) -> Gazetteer:
    """The 600 areas, all of one level, in an outline that holds them."""
    cells = [(column, row) for column in range(COLUMNS) for row in range(ROWS)]
    areas = tuple(Area.from_geojson(f"{c}-{r}", level, "", ragged(c, r)) for c, r in cells)
    east, north = WEST + COLUMNS * STEP, SOUTH + ROWS * STEP
    corners = [(WEST, SOUTH), (east, SOUTH), (east, north), (WEST, north), (WEST, SOUTH)]
    return Gazetteer(
        areas, Area.from_geojson("", "district", "", {"type": "Polygon", "coordinates": [corners]})
    )


def main() -> None:
    """Nothing; prints microseconds of CPU per lookup."""
    chance = random.Random(1)
    points = [
        (WEST + chance.random() * COLUMNS * STEP, SOUTH + chance.random() * ROWS * STEP)
        for _ in range(LOOKUPS)
    ]
    for level in ("grid", "street"):
        held = gazetteer(level)
        started = time.process_time()
        found = [held.find(*point) for point in points]
        spent = (time.process_time() - started) / LOOKUPS * 1e6
        hits = sum(each.how == "polygon" for each in found) / LOOKUPS
        print(f"600 {level} polygons of {POINTS} points: {spent:7.1f} µs a lookup, {hits:.0%} inside one")
    started = time.process_time()
    for point in points:
        gcj02_to_wgs84(*point)
    print(f"GCJ-02 to WGS-84: {(time.process_time() - started) / LOOKUPS * 1e6:27.1f} µs a point")


if __name__ == "__main__":
    main()
