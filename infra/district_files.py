"""A district's folder, read and checked as a whole before anything is written.

| document | file | fields of a row |
|---|---|---|
| settings | district.toml | code name_zh name_en zone hours_start hours_end response_hours closing_days {urgency: days}; optional discipline_unit, least_confidence, limit_… |
| units | units.csv | code parent level name_zh name_en (parent empty at the root): the line up to the city, and all below the district |
| categories | categories.csv | code (2, 4, 6 digits) name_zh name_en kind urgency first_level department (empty below the first level: as above) |
| questions | questions.csv | category name kind required text_zh text_en choices (code:中文:English between \\|); may be missing |
| rules | rules.csv | name category area channel kind urgency least_confidence words unit (several between \\|); may be missing |
| rota | rota.csv | absent covering from to; may be missing |
| phrases | phrases.csv | name category text_zh text_en (standard answers, with {number} {place} {unit} {category}); may be missing |
| areas | areas.geojson | code level name geometry (GeoJSON, WGS-84) |
| outline | outline.geojson | name geometry |
| neighbours | neighbours.geojson | code name geometry |
| calendars | calendars/year.json | year free worked (ISO dates) |

Every fault is collected, each with its file, line and reason, so that one run tells all there is to mend.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from chalicelib.domain.actors import Role
from chalicelib.domain.checks import RowFault
from chalicelib.domain.configuration import MAY_BE_EMPTY, ROW_FIELDS
from chalicelib.domain.document_checks import document_faults
from chalicelib.domain.organisation import Unit

from infra.checked_files import Faults, features, json_object, rows, text

PEOPLE_COLUMNS: Final = ("login", "name_zh", "name_en", "role", "unit")
STAFF_ROLES: Final = frozenset(Role) - {Role.CITIZEN, Role.SYSTEM}
# File, columns, and those that may be empty, of each document that is a table.
TABLES: Final[Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]] = {
    name: (f"{name}.csv", ROW_FIELDS[name], MAY_BE_EMPTY.get(name, ()))
    for name in ("units", "categories", "questions", "rules", "rota", "phrases")
}
SHAPE_FILES: Final[Mapping[str, tuple[str, ...]]] = {
    "areas": ("code", "level", "name"),
    "outline": ("name",),
    "neighbours": ("code", "name"),
}  # each in a file document.geojson, with these properties
OPTIONAL: Final = frozenset({"questions", "rules", "rota", "phrases"})
Rows = list[dict[str, Any]]


class Folder:
    """What a folder holds, with the line that each row was read from."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.found = Faults()
        self.documents: dict[str, Rows] = {}
        self.lines: dict[str, list[tuple[str, int]]] = {}

    def keep(self, document: str, file: str, line: int, row: dict[str, Any]) -> None:
        """One more row of a document."""
        self.documents.setdefault(document, []).append(row)
        self.lines.setdefault(document, []).append((file, line))

    def tell(self, faults: Iterable[RowFault]) -> None:
        """Faults of rows, told with their files and lines."""
        for fault in faults:
            lines = self.lines.get(fault.document) or [(fault.document, 0)]
            file, line = lines[min(fault.place, len(lines) - 1)]
            self.found.add(file, line, fault.reason)


def read_directory(directory: Path, others: Sequence[Unit] = ()) -> dict[str, Rows]:
    """Every document of a folder; `others` are the units of the other districts that are loaded.

    Raises: DistrictFaulty with every fault found.
    """
    folder = Folder(directory)
    if not directory.is_dir():
        folder.found.add(str(directory), 0, "there is no such folder")
        folder.found.raise_if_any()
    folder.documents = {name: [] for name in TABLES}
    _settings(folder)
    for document, (file, columns, may_be_empty) in TABLES.items():
        path = directory / file
        if path.exists() or document not in OPTIONAL:
            for line, row in rows(path, columns, folder.found, may_be_empty):
                folder.keep(document, file, line, _row(document, row))
    _places(folder)
    for path in sorted((directory / "calendars").glob("*.json")):
        _calendar(folder, path)
    if "calendars" not in folder.documents:
        folder.found.add(
            "calendars/", 0, "there is no calendar: make one with `python -m infra.calendars YEAR --out …`"
        )
    folder.tell(document_faults(folder.documents, others))
    _people(directory / "people.csv", {row["code"] for row in folder.documents["units"]}, folder.found)
    folder.found.raise_if_any()
    return folder.documents


def read_people(directory: Path) -> list[dict[str, str]]:
    """The rows of people.csv, each with its `unit_name`. Raises: DistrictFaulty."""
    found = Faults()
    file, columns, may_be_empty = TABLES["units"]
    units = {row["code"]: row for _, row in rows(directory / file, columns, found, may_be_empty)}
    staff = _people(directory / "people.csv", set(units), found)
    found.raise_if_any()
    return [{**row, "unit_name": units[row["unit"]]["name_zh"]} for row in staff]


def _row(document: str, row: dict[str, str]) -> dict[str, Any]:
    return {**row, "parent": row["parent"] or None} if document == "units" else dict(row)


def _settings(folder: Folder) -> None:
    path = folder.directory / "district.toml"
    try:
        settings = tomllib.loads(text(path, folder.found))
    except tomllib.TOMLDecodeError as fault:
        folder.found.add(path.name, 0, str(fault))
        return
    if path.exists():
        folder.keep("settings", path.name, 0, settings)


def _people(path: Path, units: set[str], found: Faults) -> list[dict[str, str]]:
    kept = []
    for line, row in rows(path, PEOPLE_COLUMNS, found) if path.exists() else ():
        if row["role"] not in STAFF_ROLES:
            found.add(path.name, line, f"the role {row['role']} is none of {', '.join(sorted(STAFF_ROLES))}")
        if row["unit"] not in units:
            found.add(path.name, line, f"there is no unit {row['unit']}")
        kept.append(row)
    return kept


def _places(folder: Folder) -> None:
    for document, wanted in SHAPE_FILES.items():
        file = f"{document}.geojson"
        folder.documents[document] = []
        for place, own, geometry in features(folder.directory / file, wanted, folder.found):
            folder.keep(document, file, place, {**own, "geometry": geometry})


def _calendar(folder: Folder, path: Path) -> None:
    name = f"calendars/{path.name}"
    written = json_object(path, folder.found)
    try:
        year = int(path.stem)
        days = {kind: [date.fromisoformat(day) for day in written[kind]] for kind in ("free", "worked")}
    except (KeyError, ValueError, TypeError) as fault:
        folder.found.add(name, 0, f"it needs free and worked, lists of dates, in YEAR.json: {fault}")
        return
    folder.keep(
        "calendars", name, 0, {"year": year, **{kind: [str(day) for day in days[kind]] for kind in days}}
    )
