"""Writes what counts in a stage into a district's folder: `python -m infra.download_district DIR [--code C] [--stage S]`.

`make load-district` loads the folder back with no difference: what was changed at the desk is then in the files. In the
folder of a district that is there already, a file that says the same stays as it is, with its comments and sources; one
that differs keeps the comments above its first line. People are no part of a configuration: people.csv is left alone.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from chalicelib.domain.configuration import Documents, Row, difference
from chalicelib.storage.configuration import StoredConfigurations

from infra.checked_files import DistrictFaulty, Faults, features, json_object, rows
from infra.district_files import OPTIONAL, SHAPE_FILES, TABLES, read_directory
from infra.load_district import other_units, parser, reached, stored


class NotWritten(ValueError):
    """The folder cannot be written; the text says why."""


def download(directory: Path, table: str, client: Any, code: str = "") -> list[str]:
    """The files that were written, made so that loading the folder changes nothing.

    Raises: NotWritten for a folder of something else, and where nobody says which district. DistrictFaulty when what
    lies beside, as people.csv, names what is gone: the files are written and cannot be loaded before that is mended.
    """
    configurations = stored(client, table)
    named = _named(directory, code, configurations)
    held = configurations.get(named)
    if held is None:
        raise NotWritten(f"no district {named} is loaded")
    directory.mkdir(parents=True, exist_ok=True)
    changed = []
    for file, text in _files(directory, held.documents):
        (directory / file).parent.mkdir(exist_ok=True)
        (directory / file).write_bytes(text.encode())  # one kind of line end on every machine
        changed.append(file)
    years = {str(row["year"]) for row in held.documents.get("calendars", ())}
    for path in (directory / "calendars").glob("*.json"):
        if path.stem not in years:
            path.unlink()
            changed.append(f"calendars/{path.name}")
    documents = read_directory(directory, other_units(configurations, named))
    if left := difference(held.documents, documents):
        raise NotWritten(f"what was written differs from what counts: {left}")
    return changed


def _named(directory: Path, code: str, configurations: StoredConfigurations) -> str:
    """The district that is wanted: the one of the folder, the one that is named, or the only one there is."""
    there = directory / "district.toml"
    if there.exists():
        try:
            own = str(tomllib.loads(there.read_text(encoding="utf-8-sig")).get("code", ""))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise NotWritten(f"{there}: {fault}") from fault
        if code and own != code:
            raise NotWritten(f"{directory} is the folder of {own}")
        return own
    if directory.exists() and any(directory.iterdir()):
        raise NotWritten(f"{directory} holds something that is no district")
    loaded = list(configurations.heads().by_code)
    if not code and len(loaded) != 1:
        raise NotWritten(f"say which district: {', '.join(loaded) or 'none is loaded'}")
    return code or loaded[0]


def _files(directory: Path, documents: Documents) -> Iterator[tuple[str, str]]:
    """Name and text of each file that does not say yet what counts."""
    (settings,) = documents["settings"]
    if not _same_settings(directory / "district.toml", settings):
        yield "district.toml", _comments(directory / "district.toml") + toml(settings)
    for document, (file, columns, may_be_empty) in TABLES.items():
        path, wanted = directory / file, [_text_of(row) for row in documents.get(document, ())]
        found = Faults()
        standing = [row for _, row in rows(path, columns, found, may_be_empty)] if path.exists() else []
        needed = path.exists() or wanted or document not in OPTIONAL
        if needed and (found.lines or not path.exists() or standing != wanted):
            yield file, _comments(path) + table(columns, wanted)
    for document, wanted_names in SHAPE_FILES.items():
        path, shapes = directory / f"{document}.geojson", [dict(row) for row in documents.get(document, ())]
        found = Faults()
        told = [{**own, "geometry": shape} for _, own, shape in features(path, wanted_names, found)] if path.exists() else None
        if found.lines or told != shapes:
            yield path.name, collection(shapes)
    for row in documents.get("calendars", ()):
        path = directory / "calendars" / f"{row['year']}.json"
        written = json_object(path, Faults()) if path.exists() else {}
        if any(written.get(name) != row[name] for name in ("free", "worked")):
            yield f"calendars/{path.name}", json.dumps(dict(row), ensure_ascii=False, indent=1) + "\n"


def _same_settings(path: Path, settings: Row) -> bool:
    return path.exists() and tomllib.loads(path.read_text(encoding="utf-8-sig")) == dict(settings)


def _comments(path: Path) -> str:
    """What stands above the first line of a file that is there."""
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if path.exists() else ():
        if not line.startswith("#"):
            break
        kept.append(f"{line}\n")
    return "".join(kept)


def _text_of(row: Row) -> dict[str, str]:
    return {name: value or "" for name, value in row.items()}


def table(columns: Sequence[str], wanted: Sequence[Row]) -> str:
    """Rows as CSV; one that would begin as a comment is quoted."""
    return _line(list(columns)) + "".join(_line([row[name] for name in columns]) for row in wanted)


def _line(values: list[str]) -> str:
    written = io.StringIO()
    comment = values[0].startswith("#")
    csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL if comment else csv.QUOTE_MINIMAL).writerow(values)
    return written.getvalue()


def collection(shapes: Sequence[Row]) -> str:
    """Shapes as GeoJSON, one on a line."""
    lines = [
        json.dumps(
            {"type": "Feature", "properties": {name: value for name, value in row.items() if name != "geometry"}, "geometry": row["geometry"]},
            ensure_ascii=False, separators=(",", ":"),
        )
        for row in shapes
    ]  # fmt: skip
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def toml(settings: Row) -> str:
    """Settings as a file says them, tables last. Raises: NotWritten for a value that no file can say."""
    plain = {name: value for name, value in settings.items() if not isinstance(value, dict)}
    tables = {name: value for name, value in settings.items() if isinstance(value, dict)}
    lines = [f"{_key(name)} = {_value(name, value)}\n" for name, value in plain.items()]
    for name, held in tables.items():
        lines += [f"\n[{_key(name)}]\n", *(f"{_key(each)} = {_value(name, value)}\n" for each, value in held.items())]
    return "".join(lines)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "_").isidentifier() else _text(name)


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(name, each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(each)} = {_value(name, held)}' for each, held in value.items())}}}"
    raise NotWritten(f"the setting {name} has a value that no file can say: {value!r}")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when nothing was written, or when what was written cannot be loaded back."""
    from botocore.exceptions import BotoCoreError, ClientError

    made = parser(__doc__)
    made.add_argument("--code", default="", help="which district, where the folder does not say it")
    asked = made.parse_args(arguments)
    try:
        client, name = reached(asked)
        changed = download(asked.directory, name, client, asked.code)
    except DistrictFaulty as faulty:
        print(f"Written, but it cannot be loaded before these are mended:\n{faulty}", file=sys.stderr)
        return 1
    except (NotWritten, LookupError, BotoCoreError, ClientError) as refused:
        print(f"Not done: {refused}", file=sys.stderr)
        return 1
    print("\n".join(f"written: {each}" for each in changed) or "Every file says already what counts.")
    if any(each.endswith(".geojson") for each in changed):
        print("Whose the shapes are is not in the table: say it in LICENCES.md, as the folder that they came from did.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
