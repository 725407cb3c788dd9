"""A district's folder, read and checked as a whole before anything is written.

`read_directory` answers the body of each configuration item by its sort key:

| sort key | file | fields of the body |
|---|---|---|
| SETTINGS | district.toml | code name_zh name_en zone hours_start hours_end response_hours closing_days {urgency: days} |
| UNIT#code | units.csv | code parent level name_zh name_en (parent null at the root) |
| CATEGORY#code | categories.csv | code level1 name_zh name_en kind urgency department |
| AREA#code | areas.geojson | code level name geometry (GeoJSON, WGS-84) |
| OUTLINE | outline.geojson | name geometry |
| NEIGHBOUR#code | neighbours.geojson | name geometry |
| CALENDAR#year | calendars/year.json | year free worked (ISO dates) |

Every fault is collected, each with its file, line and reason, so that one run tells all there is to mend.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain.actors import Role
from chalicelib.domain.deadlines import SATURDAY
from chalicelib.domain.organisation import KINDS, URGENCIES, Unit, faults

from infra.checked_files import Faults, features, json_object, rows, text

UNIT_COLUMNS: Final = ("code", "parent", "level", "name_zh", "name_en")
CATEGORY_COLUMNS: Final = ("code", "level1", "name_zh", "name_en", "kind", "urgency", "department")
PEOPLE_COLUMNS: Final = ("login", "name_zh", "name_en", "role", "unit")
STAFF_ROLES: Final = frozenset(Role) - {Role.CITIZEN, Role.SYSTEM}
SETTINGS: Final[Mapping[str, type]] = {
    "code": str,
    "name_zh": str,
    "name_en": str,
    "zone": str,
    "hours_start": str,
    "hours_end": str,
    "response_hours": int,
    "closing_days": dict,
}
Bodies = dict[str, Any]


def read_directory(directory: Path) -> Bodies:
    """Every body by its sort key. Raises: DistrictFaulty with every fault found."""
    found = Faults()
    if not directory.is_dir():
        found.add(str(directory), 0, "there is no such folder")
        found.raise_if_any()
    settings = _settings(directory / "district.toml", found)
    units = _units(directory / "units.csv", found)
    codes = {unit["code"]: unit["level"] for unit in units}
    if settings and codes and codes.get(settings.get("code")) != "district":
        found.add(
            "district.toml", 0, f"code {settings.get('code')} is no unit of level district in units.csv"
        )
    bodies: Bodies = {"SETTINGS": settings} | {f"UNIT#{unit['code']}": unit for unit in units}
    bodies |= _categories(directory / "categories.csv", codes, found)
    bodies |= _places(directory, codes, found)
    for path in sorted((directory / "calendars").glob("*.json")):
        bodies |= _calendar(path, found)
    if not any(key.startswith("CALENDAR#") for key in bodies):
        found.add(
            "calendars/", 0, "there is no calendar: make one with `python -m infra.calendars YEAR --out …`"
        )
    _people(directory / "people.csv", codes, found)
    found.raise_if_any()
    return bodies


def read_people(directory: Path) -> list[dict[str, str]]:
    """The rows of people.csv, each with its `unit_name`. Raises: DistrictFaulty."""
    found = Faults()
    units = {unit["code"]: unit for unit in _units(directory / "units.csv", found)}
    staff = _people(directory / "people.csv", {code: unit["level"] for code, unit in units.items()}, found)
    found.raise_if_any()
    return [{**row, "unit_name": str(units[row["unit"]]["name_zh"])} for row in staff]


def _settings(path: Path, found: Faults) -> Bodies:
    try:
        settings = tomllib.loads(text(path, found))
    except tomllib.TOMLDecodeError as fault:
        found.add(path.name, 0, str(fault))
        return {}
    if not path.exists():
        return {}
    for name, kind in SETTINGS.items():
        if not isinstance(settings.get(name), kind):
            found.add(path.name, 0, f"{name} is missing or no {kind.__name__}")
            return {}
    try:
        ZoneInfo(settings["zone"])
        if time.fromisoformat(settings["hours_start"]) >= time.fromisoformat(settings["hours_end"]):
            found.add(path.name, 0, "hours_start must be before hours_end")
    except (ValueError, ZoneInfoNotFoundError) as fault:
        found.add(path.name, 0, f"zone or hours: {fault}")
    limits = settings["closing_days"]
    if {str(urgency) for urgency in URGENCIES} != limits.keys() or not all(
        isinstance(days, int) and days > 0 for days in (*limits.values(), settings["response_hours"])
    ):
        found.add(
            path.name, 0, "closing_days needs 1, 2 and 5, and every limit must be a whole number above 0"
        )
    return settings


def _units(path: Path, found: Faults) -> list[dict[str, Any]]:
    placed = [
        (line, {**row, "parent": row["parent"] or None}) for line, row in rows(path, UNIT_COLUMNS, found)
    ]
    lines = {row["code"]: line for line, row in placed}
    for fault in faults(Unit(**row) for _, row in placed):  # type: ignore[arg-type]
        found.add(path.name, lines.get(fault.code, 0), f"{fault.code}: {fault.reason}")
    for line, row in placed:
        if "#" in str(row["code"]):
            found.add(path.name, line, f"{row['code']}: a code must not hold #")
    return [row for _, row in placed]


def _categories(path: Path, units: Mapping[str, str], found: Faults) -> Bodies:
    bodies: Bodies = {}
    for line, row in rows(path, CATEGORY_COLUMNS, found):
        key = f"CATEGORY#{row['code']}"
        above = f"CATEGORY#{row['level1']}"
        for is_wrong, reason in (
            (key in bodies, "the code is used twice"),
            (key != above and above not in bodies, f"its level1 {row['level1']} must stand above it"),
            (row["kind"] not in KINDS, f"the kind {row['kind']} is none of {', '.join(KINDS)}"),
            (row["urgency"] not in map(str, URGENCIES), f"the urgency {row['urgency']} is none of 1, 2, 5"),
            (
                units.get(row["department"]) not in ("department", "district"),
                f"no department {row['department']}",
            ),
        ):
            if is_wrong:
                found.add(path.name, line, f"{row['code']}: {reason}")
        bodies[key] = {**row, "urgency": int(row["urgency"]) if row["urgency"].isdecimal() else 0}
    return bodies


def _people(path: Path, units: Mapping[str, str], found: Faults) -> list[dict[str, str]]:
    kept = []
    for line, row in rows(path, PEOPLE_COLUMNS, found) if path.exists() else ():
        if row["role"] not in STAFF_ROLES:
            found.add(path.name, line, f"the role {row['role']} is none of {', '.join(sorted(STAFF_ROLES))}")
        if row["unit"] not in units:
            found.add(path.name, line, f"there is no unit {row['unit']}")
        kept.append(row)
    return kept


def _places(directory: Path, units: Mapping[str, str], found: Faults) -> Bodies:
    bodies: Bodies = {}
    for place, own, geometry in features(directory / "areas.geojson", ("code", "level", "name"), found):
        if units.get(own["code"]) != own["level"]:
            found.add("areas.geojson", place, f"there is no {own['level']} {own['code']} in units.csv")
        bodies[f"AREA#{own['code']}"] = {**own, "geometry": geometry}
    for _, own, geometry in features(directory / "outline.geojson", ("name",), found):
        bodies["OUTLINE"] = {**own, "geometry": geometry}
    for _, own, geometry in features(directory / "neighbours.geojson", ("code", "name"), found):
        bodies[f"NEIGHBOUR#{own['code']}"] = {"name": own["name"], "geometry": geometry}
    return bodies


def _calendar(path: Path, found: Faults) -> Bodies:
    name = f"calendars/{path.name}"
    written = json_object(path, found)
    try:
        year = int(path.stem)
        days = {kind: [date.fromisoformat(day) for day in written[kind]] for kind in ("free", "worked")}
    except (KeyError, ValueError, TypeError) as fault:
        found.add(name, 0, f"it needs free and worked, lists of dates, in YEAR.json: {fault}")
        return {}
    strangers = [day for kind in days.values() for day in kind if day.year != year]
    strangers += [day for day in days["free"] if day.weekday() >= SATURDAY]
    strangers += [day for day in days["worked"] if day.weekday() < SATURDAY]
    for day in strangers:
        found.add(name, 0, f"{day} is no free weekday or worked weekend day of {year}")
    return {f"CALENDAR#{year}": {"year": year, **{kind: [str(day) for day in days[kind]] for kind in days}}}
