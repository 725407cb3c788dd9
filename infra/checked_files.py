"""Files that people edit, read so that each fault is told with its file, line and reason."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chalicelib.domain.places import Area


class DistrictFaulty(ValueError):
    """The folder cannot be loaded; the text has one line "file:line: reason" for each fault."""


class Faults:
    """The faults found so far, in the order of the files."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, file: str, line: int, reason: str) -> None:
        """One more fault; line 0 means the file as a whole."""
        self.lines.append(f"{file}:{line}: {reason}")

    def raise_if_any(self) -> None:
        """Raises: DistrictFaulty when there are faults."""
        if self.lines:
            raise DistrictFaulty("\n".join(self.lines))


def text(path: Path, found: Faults) -> str:
    """The file's text; empty, with a fault, when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")  # a spreadsheet puts a byte order mark first
    except FileNotFoundError:
        found.add(path.name, 0, "the file is missing")
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        found.add(path.name, line, "the file is not UTF-8; save it as CSV UTF-8")
    return ""


def rows(
    path: Path, columns: tuple[str, ...], found: Faults, may_be_empty: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and row of each row that has all its columns; lines that start with #, outside of quotes, are comments."""
    written = text(path, found)
    lines = list(_without_comments(written))  # keeps the line numbers
    above = next((place for place, line in enumerate(lines) if line.strip()), 0)
    read = csv.DictReader(lines[above:], strict=True)
    if written and tuple(read.fieldnames or ()) != columns:
        found.add(path.name, above + 1, f"the columns must be {','.join(columns)}")
        return
    try:
        for row in read:
            if None in row or None in row.values():
                found.add(path.name, above + read.line_num, f"the row must have {len(columns)} columns")
            elif empty := [name for name, value in row.items() if not value.strip() and name not in may_be_empty]:
                found.add(path.name, above + read.line_num, f"{' and '.join(empty)} must not be empty")
            else:
                yield above + read.line_num, {name: value.strip() for name, value in row.items()}
    except csv.Error as fault:
        found.add(path.name, above + read.reader.line_num, f"the line is no CSV: {fault}")


def _without_comments(written: str) -> Iterator[str]:
    """The lines, a comment as an empty one; a line that goes on within quotes is none, whatever it begins with."""
    quoted = False
    for line in written.removesuffix("\n").split("\n"):
        comment = line.startswith("#") and not quoted
        yield "\n" if comment else f"{line}\n"
        quoted ^= not comment and line.count('"') % 2 == 1


def features(path: Path, wanted: tuple[str, ...], found: Faults) -> Iterator[tuple[int, dict[str, str], Any]]:
    """Place, named properties and geometry of each sound feature; the place is its number in the file."""
    collection = json_object(path, found)
    for place, feature in enumerate(collection.get("features") or (), 1):
        try:
            properties = {name: str(feature["properties"][name]) for name in wanted}
            Area.from_geojson(properties.get("code", ""), "", properties["name"], feature["geometry"])
        except KeyError as fault:
            found.add(path.name, place, f"feature {place} has no {fault.args[0]}")
        except (ValueError, TypeError, IndexError, AttributeError) as fault:
            found.add(path.name, place, f"feature {place}: {fault}")
        else:
            yield place, properties, feature["geometry"]


def json_object(path: Path, found: Faults) -> dict[str, Any]:
    """The file's one object; empty, with a fault, when there is none."""
    try:
        read = json.loads(text(path, found) or "{}")
    except json.JSONDecodeError as fault:
        found.add(path.name, fault.lineno, f"the file is no JSON: {fault.msg}")
        return {}
    if isinstance(read, dict):
        return read
    found.add(path.name, 1, "the file must hold one JSON object")
    return {}
