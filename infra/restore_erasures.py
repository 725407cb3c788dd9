"""`make restore-erasures`: after a backup was restored, everything that was erased since is erased in it again.

The list of erasures lies in a table of its own, which is not restored with the others, and names petitions by a keyed
hash alone. So every petition of the restored table is looked at; this reads the whole table, as no function ever does.
Who followed a petition by SMS then may have stopped since: all of them are forgotten, and follow anew if they like.
It may be broken off and run again.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.domain.outbox import Contact
from chalicelib.domain.ports import Ports
from chalicelib.domain.subscription import Subscription
from chalicelib.journey import erase, unsubscribe
from chalicelib.journey.acting import after_races
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.contacts import SealedContacts
from chalicelib.storage.erasures import DynamoErasures
from chalicelib.storage.items import Item, decode
from chalicelib.storage.outbox import DynamoOutbox
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.photos import DynamoPhotos, S3PhotoFiles
from chalicelib.storage.subscriptions import DynamoSubscriptions
from chalicelib.storage.table import Table
from chalicelib.storage.terms import DynamoTerms
from chalicelib.wiring import KeyedSecrets, SystemClock

from infra import stack
from infra.local import stage as local
from infra.shares import items


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the list did to the restored tables. `missing` are petitions that the backup does not have.

    `forgotten` are numbers that followed petitions by SMS.
    """

    listed: int
    erased: int
    known: int
    missing: int
    forgotten: int = 0


def _no_contact(_: Contact) -> Item:
    raise NotImplementedError("an erasure writes no contact")


def ports_of(target: stack.Target, made: dict[str, str], table: str, contacts: str) -> Ports:
    """Ports that erase in these two tables, by the stage's own list and secret."""
    client, held = target.client("dynamodb"), Table(target.client("dynamodb"), table)
    told = target.client("secretsmanager").get_secret_value(SecretId=made["Secret"])["SecretString"]
    clock = SimpleNamespace(now=local.now) if target.stage == local.STAGE else SystemClock()
    return cast(
        "Ports",
        SimpleNamespace(
            clock=clock,
            secrets=KeyedSecrets(str(json.loads(told)["key"]).encode()),
            districts=StoredDistricts(held),
            petitions=DynamoPetitions(held, contacts, _no_contact, erasures_table=made["ErasuresTable"]),
            erasures=DynamoErasures(held, made["ErasuresTable"]),
            subscriptions=DynamoSubscriptions(held, contacts, _no_contact),
            contacts=SealedContacts(client, None, contacts, ""),
            photos=DynamoPhotos(held),
            photo_files=S3PhotoFiles(target.client("s3"), made["UploadsBucket"], made["PhotosBucket"]),
            outbox=DynamoOutbox(held),
            terms=DynamoTerms(held),
        ),
    )


def replay(ports: Ports, client: Any, table: str) -> Replayed:
    """What was done; a petition that others act on at the same time is tried again. Raises: VersionConflict, Busy."""
    listed = {each.key: each for each in ports.erasures.listed()}
    found: dict[str, bool] = {}
    for item in items(client, table, ("petition",), "pk"):
        number = item["pk"]["S"].partition("#")[2]
        entry = listed.get(erase.list_key(ports, number))
        if entry is not None:
            found[entry.key] = after_races(partial(erase.again, ports, number, entry))
    erased = sum(found.values())
    followed = [decode(item, Subscription) for item in items(client, table, ("subscription",))]
    forgotten = sum(unsubscribe.forget(ports, each) for each in followed)
    return Replayed(len(listed), erased, len(found) - erased, len(listed) - len(found), forgotten)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when something could not be erased again."""
    from botocore.exceptions import BotoCoreError, ClientError

    parser = argparse.ArgumentParser(prog="make restore-erasures", description=__doc__)
    parser.add_argument("--stage", default=local.STAGE)
    parser.add_argument("--table", default="", help="the restored main table; the stage's own where none is named")
    parser.add_argument("--contacts", default="", help="the restored table of contacts, likewise")
    asked = parser.parse_args(arguments)
    target = stack.Target(asked.stage)
    if asked.stage == local.STAGE:
        if fault := local.not_running():
            print(fault)
            return 1
        local.use_local_credentials()
        target = stack.Target(asked.stage, local.ENDPOINT)
    try:
        made = stack.outputs(target)
        table, contacts = asked.table or made["MainTable"], asked.contacts or made["ContactsTable"]
        done = replay(ports_of(target, made, table, contacts), target.client("dynamodb"), table)
    except (ClientError, BotoCoreError, VersionConflict, Busy) as stopped:
        print(f"Not everything is erased again: {stopped!r}. Run it again.", file=sys.stderr)
        return 1
    print(f"{done.listed:,} erasures are listed: {done.erased:,} done again, {done.known:,} known to the backup, {done.missing:,} of petitions that it does not have. {done.forgotten:,} numbers that followed petitions by SMS are forgotten.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
