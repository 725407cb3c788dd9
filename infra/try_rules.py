"""Tries a folder's rules on the past petitions of a stage: `python -m infra.try_rules DIR [--stage STAGE | --table NAME]`.

Nothing is written. Each line is a petition that these rules would have placed otherwise than the ones that count now.
"""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any, cast

from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.outbox import Contact
from chalicelib.domain.ports import Ports
from chalicelib.journey.trial import tried
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.items import Item
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import Table
from chalicelib.storage.terms import DynamoTerms

from infra.checked_files import DistrictFaulty
from infra.district_files import read_directory
from infra.load_district import other_units, parser, reached, stored

PAGE = 100


def _no_contact(_: Contact) -> Item:
    raise NotImplementedError("a trial writes nothing")


def readers(client: Any, table: str) -> Ports:
    """Ports that can only read districts and petitions."""
    held = Table(client, table)
    made = SimpleNamespace(districts=StoredDistricts(held), petitions=DynamoPetitions(held, "", _no_contact), terms=DynamoTerms(held))
    return cast("Ports", made)


def run(directory: Any, client: Any, table: str) -> int:
    """How many petitions were looked at; prints each that would change. Raises: DistrictFaulty, InvalidInput, LookupError."""
    documents = read_directory(directory)
    code = str(documents["settings"][0]["code"])
    documents = read_directory(directory, other_units(stored(client, table), code))
    ports = readers(client, table)
    district = next((each for each in ports.districts.all() if each.code == code), None)
    if district is None:
        raise LookupError(f"the district {code} is not loaded yet, so it has no petitions")
    looked, changed = 0, 0
    cursor: dict[str, str] | None = None
    while True:
        page: Any = tried(ports, district, documents["rules"], PAGE, cursor)
        looked += int(page["looked_at"])
        changed += len(page["changes"])
        for each in page["changes"]:
            sides = " -> ".join(f"{side['unit_name']} ({side['rule'] or '-'})" for side in (each["before"], each["after"]))
            print(f"  {each['number_shown']}  {each['category']:<6} {sides}")
        cursor = page["cursor"]
        if cursor is None:
            print(f"{changed} of {looked} petitions would go to another unit.")
            return looked


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when the rules cannot be used."""
    from botocore.exceptions import BotoCoreError, ClientError

    asked = parser(__doc__).parse_args(arguments)
    try:
        run(asked.directory, *reached(asked))
    except (DistrictFaulty, LookupError, BotoCoreError, ClientError) as refused:
        print(f"Nothing was tried: {refused}", file=sys.stderr)
        return 1
    except InvalidInput as refused:
        for fault in cast("list[dict[str, object]]", refused.details["faults"]):
            print(f"rule {fault['row']}: {fault['reason']}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
