"""Loads a district's folder: `python -m infra.load_district DIR [--stage STAGE | --table NAME] [--dry-run]`.

Without a stage or a table it loads into the local stage that runs here. Other districts stay as they are; the folder
is checked as a whole, and with the units of the others, before anything is written. The change is one entry of the
district's history (functions/chalicelib/storage/configuration.py says how it is kept).
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.configuration import Configuration, Difference, Row, change, difference, version_of
from chalicelib.domain.document_checks import open_categories, units_of
from chalicelib.domain.organisation import Unit
from chalicelib.journey.organise import SITE_LIMITS
from chalicelib.storage.configuration import StoredConfigurations
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import Table

from infra.checked_files import DistrictFaulty, Faults
from infra.district_files import read_directory

FILES = "files:"  # no login begins so
__all__ = ["Difference", "DistrictFaulty", "load", "set_site_origin", "stored"]


def stored(client: Any, table: str) -> StoredConfigurations:
    """The configurations in a main table."""
    return StoredConfigurations(Table(client, table))


def other_units(configurations: StoredConfigurations, district: str) -> Sequence[Unit]:
    """The units that the other districts write."""
    held = [configurations.get(code) for code in configurations.heads().by_code if code != district]
    return units_of(each.documents for each in held if each)


def load(
    directory: Path, table: str, client: Any, site_origin: str | None = None, *, dry_run: bool = False
) -> Difference:
    """What was changed: nothing is written before every file is found sound, and nothing when nothing differs.

    Raises: DistrictFaulty. RuntimeError when somebody changed the district meanwhile.
    """
    configurations = stored(client, table)
    documents = read_directory(directory)
    district = str(documents["settings"][0]["code"])
    if others := other_units(configurations, district):
        documents = read_directory(directory, others)
    before = configurations.get(district)
    made = difference(before.documents if before else {}, documents)
    _check_unused(made, table, client)
    if dry_run:
        return made
    version, seen = version_of(documents), before.version if before else ""
    if version != seen:
        entry = change(district, datetime.now(UTC), _who(), (seen, version), made)
        if not configurations.replace(Configuration(district, version, documents), entry):
            raise RuntimeError(f"{district} was changed meanwhile; look at it and load again")
    if site_origin is not None:
        configurations.set_site_origin(site_origin)
    return made


def _check_unused(made: Difference, table: str, client: Any) -> None:
    """Nothing. Raises: DistrictFaulty for a unit that is to go and still has petitions: nobody would see them."""
    petitions = DynamoPetitions(Table(client, table), "", lambda _: {})
    found = Faults()
    for code in [key.partition("/")[2] for key in made.removed if key.startswith("units/")]:
        if petitions.queue("owner", code, 1, None).items:
            found.add("units.csv", 0, f"{code} is gone from the file and still has open petitions")
    found.raise_if_any()


def changed_by_hand(directory: Path, table: str, client: Any) -> bool:
    """True when the district's last change came through the API, which a deployment must not undo.

    Raises: DistrictFaulty.
    """
    district = str(read_directory(directory)["settings"][0]["code"])
    last = stored(client, table).history(district, 1, None).items
    return bool(last) and not last[0].by.startswith(FILES)


def _who() -> str:
    """Who loads, for the history: the account on this machine."""
    try:
        return FILES + getpass.getuser()
    except (KeyError, OSError):
        return f"{FILES}unknown"


def set_site_origin(client: Any, table: str, origin: str) -> None:
    """The public origin counts from now on, for all districts.

    Raises: LookupError when no district is loaded.
    """
    configurations = stored(client, table)
    if not configurations.heads().by_code:
        raise LookupError("no district is loaded, so there is nothing that the origin belongs to")
    configurations.set_site_origin(origin)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when the files or the table cannot be used."""
    from botocore.exceptions import BotoCoreError, ClientError

    made = parser(__doc__)
    made.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    asked = made.parse_args(arguments)
    try:
        client, table = reached(asked)
        found = load(asked.directory, table, client, dry_run=asked.dry_run)
        documents = read_directory(asked.directory)
    except DistrictFaulty as faulty:
        print(f"Nothing was loaded. Mend these first:\n{faulty}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as refused:
        print(f"The table could not be used: {refused}", file=sys.stderr)
        return 1
    except (RuntimeError, LookupError) as refused:
        print(f"Nothing was loaded: {refused}", file=sys.stderr)
        return 1
    tell(found, dry_run=asked.dry_run)
    if idle := _idle_limits(documents["settings"][0], client, table):
        print(f"These count for the whole site, in the settings of the district that was loaded first, and do nothing here: {' '.join(idle)}")
    if unplaced := open_categories(documents):
        print(f"No rule and no unit of the place takes these categories, so the command centre gets them: {' '.join(unplaced)}")
    return 0


def _idle_limits(settings: Row, client: Any, table: str) -> list[str]:
    """The limits of the whole site that a district sets which is not the first."""
    first = next(iter(stored(client, table).heads().by_code), settings["code"])
    return [name for name in SITE_LIMITS if name in settings and first != settings["code"]]


def tell(found: Difference, *, dry_run: bool) -> None:
    """Nothing; prints the difference, each row of it in a dry run."""
    print(f"{'Would be' if dry_run else 'Loaded'}: {found}.")
    for mark, keys in (("+", found.added), ("~", found.changed), ("-", found.removed)):
        for key in keys if dry_run else ():
            print(f"  {mark} {key}")
            for name, (old, new) in (found.fields or {}).get(key, {}).items():
                print(f"      {name}: {old} -> {new}")


def parser(about: str | None) -> argparse.ArgumentParser:
    """A command line that names a folder and where it goes."""
    made = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    made.add_argument("directory", type=Path)
    made.add_argument("--table", default=os.environ.get("NUANNAN_TABLE"), help="main table, or NUANNAN_TABLE")
    made.add_argument("--stage", help="a deployed stage; neither: the local stage that runs here")
    return made


def reached(asked: argparse.Namespace) -> tuple[Any, str]:
    """A client and the name of the main table that was asked for. Raises: LookupError when no local stage runs."""
    import boto3

    if asked.table:
        return boto3.client("dynamodb"), str(asked.table)
    from infra import stack
    from infra.local import stage

    if asked.stage and asked.stage != stage.STAGE:
        target = stack.Target(asked.stage)
        return target.client("dynamodb"), stack.outputs(target)["MainTable"]
    if reason := stage.not_running():
        raise LookupError(reason)
    stage.use_local_credentials()
    return stack.Target(stage.STAGE, stage.ENDPOINT).client("dynamodb"), str(stage.outputs()["MainTable"])


if __name__ == "__main__":
    sys.exit(main())
