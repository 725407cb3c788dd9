"""Loads a district's files into the main table: checked as a whole first, then only what changed is written.

Items: pk CONFIG; sk SETTINGS, UNIT#code, AREA#code, OUTLINE, NEIGHBOUR#n, CATEGORY#code, CALENDAR#year, and last VERSION;
`body` is JSON (VERSION: a digest). Bodies hold the columns of the files below.
"""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.domain.organisation import KINDS, Unit, faults

UNIT_COLUMNS = ("code", "parent", "level", "name_zh", "name_en")
CATEGORY_COLUMNS = ("code", "level1", "name_zh", "name_en", "kind", "urgency", "department")


class DistrictFaulty(ValueError):
    """The files cannot be loaded; each line says where and why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading changed, by sort key."""

    added: list[str]
    changed: list[str]
    removed: list[str]


def _rows(path: Path, columns: tuple[str, ...], errors: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8", newline="") as file:
        numbered = [(place, line) for place, line in enumerate(file, 1) if not line.startswith("#")]
    read = csv.DictReader(line for _, line in numbered)
    for (place, _), row in zip(numbered[1:], read, strict=False):
        if tuple(row) != columns:
            errors.append(f"{path.name}:{place}: the columns must be {', '.join(columns)}")
            return
        yield place, {name: value or None for name, value in row.items()}


def read_directory(directory: Path) -> dict[str, Any]:
    """Every body by its sort key. Raises: DistrictFaulty with every fault found."""
    errors: list[str] = []
    bodies: dict[str, Any] = {}
    for name in ("district.toml", "units.csv", "categories.csv"):
        if not (directory / name).is_file():
            errors.append(f"{name}:0: the file is missing")
    if errors:
        raise DistrictFaulty("\n".join(errors))
    bodies["SETTINGS"] = tomllib.loads((directory / "district.toml").read_text(encoding="utf-8"))
    units = _units(directory / "units.csv", errors)
    bodies |= {f"UNIT#{unit['code']}": unit for unit in units}
    codes = {unit["code"] for unit in units}
    bodies |= _categories(directory / "categories.csv", codes, errors)
    bodies |= _areas(directory, codes, errors)
    for path in sorted((directory / "calendars").glob("*.json")):
        year = json.loads(path.read_text(encoding="utf-8"))
        bodies[f"CALENDAR#{year['year']}"] = {name: year[name] for name in ("year", "free", "worked")}
    if errors:
        raise DistrictFaulty("\n".join(errors))
    return bodies


def _units(path: Path, errors: list[str]) -> list[dict[str, Any]]:
    placed = list(_rows(path, UNIT_COLUMNS, errors))
    lines = {row["code"]: place for place, row in placed}
    found = faults(Unit(**row) for _, row in placed)
    errors += [f"{path.name}:{lines.get(fault.code, 0)}: {fault.reason}" for fault in found]
    return [row for _, row in placed]


def _categories(path: Path, units: set[str], errors: list[str]) -> dict[str, Any]:
    bodies = {}
    for place, row in _rows(path, CATEGORY_COLUMNS, errors):
        if row["kind"] not in KINDS:
            errors.append(f"{path.name}:{place}: the kind {row['kind']} is none of {', '.join(KINDS)}")
        if row["department"] not in units:
            errors.append(f"{path.name}:{place}: there is no unit {row['department']}")
        if row["urgency"] not in ("1", "2", "5"):
            errors.append(f"{path.name}:{place}: the urgency must be 1, 2 or 5")
            continue
        bodies[f"CATEGORY#{row['code']}"] = {**row, "urgency": int(row["urgency"])}
    return bodies


def _areas(directory: Path, units: set[str], errors: list[str]) -> dict[str, Any]:
    bodies: dict[str, Any] = {}
    for place, feature in enumerate(_features(directory / "areas.geojson")):
        properties = feature["properties"]
        if properties["code"] not in units:
            errors.append(f"areas.geojson:{place}: there is no unit {properties['code']}")
        held = {name: properties[name] for name in ("code", "level", "name")}
        bodies[f"AREA#{properties['code']}"] = held | {"geometry": feature["geometry"]}
    for feature in _features(directory / "outline.geojson"):
        bodies["OUTLINE"] = {"name": feature["properties"]["name"], "geometry": feature["geometry"]}
    for place, feature in enumerate(_features(directory / "neighbours.geojson")):
        bodies[f"NEIGHBOUR#{place:02d}"] = {
            "name": feature["properties"]["name"],
            "geometry": feature["geometry"],
        }
    return bodies


def _features(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found


def _stored(table: str, client: Any) -> dict[str, str]:
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "CONFIG"}},
        ConsistentRead=True,
    )
    return {item["sk"]["S"]: item["body"]["S"] for page in pages for item in page["Items"]}


def _put(table: str, client: Any, key: str, body: str) -> None:
    item = {"pk": {"S": "CONFIG"}, "sk": {"S": key}, "entity": {"S": "config"}, "body": {"S": body}}
    client.put_item(TableName=table, Item=item)


def load(
    directory: Path, table: str, client: Any, site_origin: str | None = None, *, dry_run: bool = False
) -> Difference:
    """What was changed. The version is written last, so that readers never see half a district as new."""
    bodies = read_directory(directory)
    before = _stored(table, client)
    held = json.loads(before["SETTINGS"])["site_origin"] if "SETTINGS" in before else ""
    bodies["SETTINGS"]["site_origin"] = site_origin or held
    after = {key: json.dumps(body, ensure_ascii=False, sort_keys=True) for key, body in bodies.items()}
    before.pop("VERSION", None)
    added = sorted(after.keys() - before.keys())
    removed = sorted(before.keys() - after.keys())
    changed = sorted(key for key in after.keys() & before.keys() if after[key] != before[key])
    if not dry_run and (added or removed or changed):
        for key in (*added, *changed):
            _put(table, client, key, after[key])
        for key in removed:
            client.delete_item(TableName=table, Key={"pk": {"S": "CONFIG"}, "sk": {"S": key}})
        digest = hashlib.sha256(
            "\n".join(f"{key}\t{after[key]}" for key in sorted(after)).encode()
        ).hexdigest()
        _put(table, client, "VERSION", digest[:16])
    return Difference(added, changed, removed)
