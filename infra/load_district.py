"""Loads a district's folder into the main table: `python -m infra.load_district DIR --table NAME [--dry-run]`.

Items: pk CONFIG, entity config, sk as the table in infra/district_files.py says, `body` that body as JSON.
SETTINGS also holds `site_origin`, the public https origin, which later loads keep. The item VERSION is written
last; its body is a digest of all others, so a reader that sees a new version finds everything of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.checked_files import DistrictFaulty
from infra.district_files import read_directory

__all__ = ["Difference", "DistrictFaulty", "load", "read_directory", "set_site_origin"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading changed, by sort key."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def __str__(self) -> str:
        counts = (("added", self.added), ("changed", self.changed), ("removed", self.removed))
        return ", ".join(f"{len(keys)} {word}" for word, keys in counts)


def load(
    directory: Path, table: str, client: Any, site_origin: str | None = None, *, dry_run: bool = False
) -> Difference:
    """What was changed: nothing is written before every file is found sound, and then only what differs.

    Raises: DistrictFaulty.
    """
    bodies = read_directory(directory)
    before = _stored(table, client)
    version = before.pop("VERSION", "")
    bodies["SETTINGS"]["site_origin"] = site_origin or _origin(before)
    after = {key: json.dumps(body, ensure_ascii=False, sort_keys=True) for key, body in bodies.items()}
    difference = Difference(
        added=sorted(after.keys() - before.keys()),
        changed=sorted(key for key in after.keys() & before.keys() if after[key] != before[key]),
        removed=sorted(before.keys() - after.keys()),
    )
    # The version is compared too: a load that was cut off before writing it is finished by the next one.
    if not dry_run and (before != after or version != _digest(after)):
        _write(table, client, difference, after)
    return difference


def set_site_origin(client: Any, table: str, origin: str) -> None:
    """The public origin is in the settings from now on, and readers see a new version.

    Raises: LookupError when no district is loaded.
    """
    held = _stored(table, client)
    if "SETTINGS" not in held:
        raise LookupError("no district is loaded, so there are no settings to put the origin in")
    held.pop("VERSION", None)
    if _origin(held) == origin:
        return
    settings = json.loads(held["SETTINGS"]) | {"site_origin": origin}
    held["SETTINGS"] = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    _write(table, client, Difference([], ["SETTINGS"], []), held)


def _origin(stored: Mapping[str, str]) -> str:
    return str(json.loads(stored.get("SETTINGS", "{}")).get("site_origin", ""))


def _digest(bodies: Mapping[str, str]) -> str:
    written = "\n".join(f"{key}\t{bodies[key]}" for key in sorted(bodies))
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _stored(table: str, client: Any) -> dict[str, str]:
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "CONFIG"}},
        ConsistentRead=True,
    )
    return {item["sk"]["S"]: item["body"]["S"] for page in pages for item in page["Items"]}


def _write(table: str, client: Any, difference: Difference, bodies: Mapping[str, str]) -> None:
    for key in (*difference.added, *difference.changed):
        _put(table, client, key, bodies[key])
    for key in difference.removed:
        client.delete_item(TableName=table, Key={"pk": {"S": "CONFIG"}, "sk": {"S": key}})
    _put(table, client, "VERSION", _digest(bodies))


def _put(table: str, client: Any, key: str, body: str) -> None:
    item = {"pk": {"S": "CONFIG"}, "sk": {"S": key}, "entity": {"S": "config"}, "body": {"S": body}}
    client.put_item(TableName=table, Item=item)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when the files or the table cannot be used."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    parser = argparse.ArgumentParser(
        prog="python -m infra.load_district", description="Loads a district's folder."
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument(
        "--table", default=os.environ.get("NUANNAN_TABLE"), help="main table, or NUANNAN_TABLE"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    asked = parser.parse_args(arguments)
    if not asked.table:
        parser.error("say which table: --table NAME, or set NUANNAN_TABLE")
    try:
        found = load(asked.directory, asked.table, boto3.client("dynamodb"), dry_run=asked.dry_run)
    except DistrictFaulty as faulty:
        print(f"Nothing was loaded. Mend these first:\n{faulty}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as refused:
        print(f"The table {asked.table} could not be used: {refused}", file=sys.stderr)
        return 1
    print(f"{'Would be' if asked.dry_run else 'Loaded'}: {found}.")
    for mark, keys in (("+", found.added), ("~", found.changed), ("-", found.removed)):
        for key in keys if asked.dry_run else ():
            print(f"  {mark} {key}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
