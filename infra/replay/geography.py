"""Random points inside the district's street polygons, and what its files say of units."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain.places import Area


@dataclass(frozen=True, slots=True)
class Geography:
    """A district's ground and tree, read from its folder."""

    areas: tuple[Area, ...]
    units: dict[str, tuple[str | None, str]]  # code -> parent, level

    def point(self, drawn: random.Random) -> tuple[float, float]:
        """Longitude and latitude (WGS-84) inside a street's polygon."""
        area = drawn.choice(self.areas)
        west, south, east, north = area.box
        while True:
            found = drawn.uniform(west, east), drawn.uniform(south, north)
            if area.contains(*found):
                return found

    def of_level(self, level: str) -> list[str]:
        """Codes of the units of a level, in the order of the file."""
        return [code for code, (_, its) in self.units.items() if its == level]

    def line(self, code: str) -> list[str]:
        """The unit and everything above it."""
        found = [code]
        while (above := self.units[found[-1]][0]) is not None:
            found.append(above)
        return found


def read(folder: Path) -> Geography:
    """The geography of a district's folder."""
    features = json.loads((folder / "areas.geojson").read_text())["features"]
    named = [(each["properties"], each["geometry"]) for each in features]
    areas = tuple(
        Area.from_geojson(its["code"], "street", its["name"], geometry)
        for its, geometry in named
        if its["level"] == "street"
    )
    with (folder / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        units = {row["code"]: (row["parent"] or None, row["level"]) for row in csv.DictReader(file)}
    return Geography(areas, units)
