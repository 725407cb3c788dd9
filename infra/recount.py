"""`make recount`: builds all counters anew from the petitions while work goes on, shows what differs, and switches over.

Every event moves the old counters and the new ones from the moment that the building begins; the command counts every
petition into the new ones once, and a marker of each petition there keeps both from counting a version twice. What was
begun and broke off is taken up again by the next run. Only after the switch is the old generation deleted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from chalicelib.domain import periods
from chalicelib.domain.outbox import Contact
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Ports
from chalicelib.domain.tally import SMS
from chalicelib.journey.count import count_into
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.items import Item, decode
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import WRITE_BATCH, Table
from chalicelib.storage.tally import FIXED, DynamoTally

from infra.load_district import reached

THREADS = 8
SHOWN = 20
# A function that read the old state just before the switch still writes into both generations for as long as it may run.
IN_FLIGHT_SECONDS = 65
Made = TypeVar("Made")
Sums = dict[tuple[str, str, str], Counter[str]]


def _no_contact(_: Contact) -> Item:
    raise NotImplementedError("a recount writes no contact")


def ports_of(client: Any, name: str) -> Ports:
    """Ports that read districts and petitions, and move counters."""
    table = Table(client, name)
    districts = StoredDistricts(table)

    def level_of(unit: str) -> str:
        found = districts.current().organisation.find(unit)
        return found.level if found else "community"

    made = SimpleNamespace(
        districts=districts, petitions=DynamoPetitions(table, "", _no_contact), tally=DynamoTally(table, level_of)
    )
    return cast("Ports", made)


def items(client: Any, table: str, entities: tuple[str, ...], fields: str = "", share: tuple[int, int] = (0, 1)) -> Iterator[Item]:
    """Every item of some entities in one share of the table: a read of all of it, which no function ever does."""
    named = {f":{place}": {"S": entity} for place, entity in enumerate(entities)}
    projection = {"ProjectionExpression": fields} if fields else {}
    pages = client.get_paginator("scan").paginate(
        TableName=table, ConsistentRead=True, FilterExpression=f"entity IN ({', '.join(named)})",
        ExpressionAttributeValues=named, Segment=share[0], TotalSegments=share[1], **projection,
    )  # fmt: skip
    for page in pages:
        yield from page["Items"]


def shared(work: Callable[[tuple[int, int]], Made]) -> list[Made]:
    """What each share of the table made, all of them worked on at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, [(place, THREADS) for place in range(THREADS)]))


def build(ports: Ports, client: Any, table: str, new: DynamoTally) -> int:
    """How many petitions were looked at; each is counted into the new generation.

    What a petition says is the scan's own reading: a change that it misses comes as an event, which moves both generations.
    """
    done, began = Counter[str](), time.monotonic()

    def counted(share: tuple[int, int]) -> int:
        many = 0
        for item in items(client, table, ("petition",), share=share):
            count_into(ports, new, decode(item, Petition))
            many += 1
            done["petitions"] += 1
            if not done["petitions"] % 1_000:
                print(f"  {done['petitions']:,} petitions, {done['petitions'] / (time.monotonic() - began):.0f} a second", flush=True)
        return many

    return sum(shared(counted))


def sums(client: Any, table: str, generations: tuple[int, ...], months: frozenset[str]) -> list[Sums]:
    """Each generation's counters of some months, or of all, summed over their spread: one read of the table for all of them."""
    names = [f"T{each or ''}" for each in generations]

    def summed(share: tuple[int, int]) -> list[Sums]:
        found: list[Sums] = [{} for _ in names]
        for item in items(client, table, ("tally",), share=share):
            name, period, unit, _ = item["pk"]["S"].split("#")
            if item["sk"]["S"] == SMS or name not in names:
                continue  # of no petition, or of a generation that is nobody's any more
            if not months or period[: len("2026-11")] in months:
                counts = {each: int(value["N"]) for each, value in item.items() if each not in FIXED}
                found[names.index(name)].setdefault((period, unit, item["sk"]["S"]), Counter()).update(counts)
        return found

    whole: list[Sums] = [{} for _ in names]
    for part in shared(summed):
        for into, cells in zip(whole, part, strict=True):
            for cell, counts in cells.items():
                into.setdefault(cell, Counter()).update(counts)
    return whole


def differences(old: Sums, new: Sums) -> list[str]:
    """Where two generations part, counter by counter."""
    return [
        f"{' '.join(cell)} {name}: {old.get(cell, Counter())[name]} -> {new.get(cell, Counter())[name]}"
        for cell in sorted(old.keys() | new.keys())
        for name in sorted(old.get(cell, Counter()).keys() | new.get(cell, Counter()).keys())
        if old.get(cell, Counter())[name] != new.get(cell, Counter())[name]
    ]


def drop(client: Any, table: str, generation: int) -> int:
    """How many items of an old generation were deleted, all shares of the table at once and 25 in a call."""
    heads, main = (f"T{generation or ''}#", f"K{generation or ''}#"), Table(client, table)

    def deleted(share: tuple[int, int]) -> int:
        many, waiting = 0, []
        for item in items(client, table, ("tally", "marker"), "pk, sk", share):
            if item["pk"]["S"].startswith(heads) and item["sk"]["S"] != SMS:  # what became of messages is counted once for all
                waiting.append({"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}})
                many += 1
            if len(waiting) == WRITE_BATCH:
                main.write_batch(waiting)
                waiting = []
        main.write_batch(waiting)
        return many

    return sum(shared(deleted))


def months_between(first: str, last: str) -> frozenset[str]:
    """The months from one to another; none named means all. Raises: ValueError."""
    if not first and not last:
        return frozenset()
    start, end = periods.parse(first or last), periods.parse(last or first)
    if start.kind != "month" or end.kind != "month" or end.first < start.first:
        raise ValueError("say months in order, as FROM=2026-01 TO=2026-11")
    found = [start]
    while found[-1].code < end.code:
        found.append(found[-1].next())
    return frozenset(each.code for each in found)


def run(client: Any, table: str, months: frozenset[str], wait: float = IN_FLIGHT_SECONDS) -> list[str]:
    """What differed between the old counters and the new ones in these months; the new ones are read now."""
    ports = ports_of(client, table)
    held = cast("DynamoTally", ports.tally)
    new = held.begin()
    (old, *_) = held.kept()
    print(f"Counting every petition into generation {new.generation}; {old.generation} is read meanwhile.", flush=True)
    print(f"  {build(ports, client, table, new):,} petitions", flush=True)
    parted = differences(*sums(client, table, (old.generation or 0, new.generation or 0), months))
    for line in parted[:SHOWN]:
        print(f"  {line}")
    print(f"{len(parted):,} counters differ (what came in between the two looks is among them).")
    if not new.switch():
        raise LookupError("another recount has switched meanwhile")
    print(f"Generation {new.generation} is read now.", flush=True)
    time.sleep(wait)
    print(f"  {drop(client, table, old.generation or 0):,} items of generation {old.generation} deleted")
    return parted


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when nothing could be counted."""
    from botocore.exceptions import BotoCoreError, ClientError

    parser = argparse.ArgumentParser(prog="make recount", description=__doc__)
    parser.add_argument("--from", dest="first", default="", help="the first month whose differences are shown")
    parser.add_argument("--to", dest="last", default="", help="the last one")
    parser.add_argument("--stage", default="")
    parser.add_argument("--table", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    try:
        run(*reached(asked), months_between(asked.first, asked.last))
    except (LookupError, ValueError, BotoCoreError, ClientError) as refused:
        print(f"Nothing was switched: {refused}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
