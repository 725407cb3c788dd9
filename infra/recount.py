"""`make recount`: builds all counters anew from the petitions while work goes on, shows what differs, and switches over.

Every event moves the old counters and the new ones from the moment that the building begins; the command counts every
petition into the new ones once, and a marker of each petition there keeps both from counting a version twice. What was
begun and broke off is taken up again by the next run, each share behind the last page that was counted whole. Only after
the switch are old generations deleted, those too that a run which died had left.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import cast

from chalicelib.domain import periods
from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Tally
from chalicelib.domain.tally import SMS
from chalicelib.journey.count import count_into
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, strings
from chalicelib.storage.table import WRITE_BATCH, Table
from chalicelib.storage.tally import FIXED, DynamoTally

from infra.load_district import reached
from infra.shares import SHARES, Hands, Reach, items, pages, ports_of

SHOWN = 20
PAUSES_SECONDS = (0.1, 0.5, 1, 5, 10, 30, 60)
# A function that read the old state just before the switch still writes into both generations for as long as it may run.
IN_FLIGHT_SECONDS = 65
Sums = dict[tuple[str, str, str], Counter[str]]


def counted(reach: Reach, share: int, generation: int) -> int:
    """How many petitions of a share were looked at; each is counted into the generation that is being built.

    What a petition says is the scan's own reading: a change that it misses comes as an event, which moves both generations.
    The place is kept behind each page whose petitions are all counted.
    """
    new, table = replace(cast("DynamoTally", reach.ports.tally), generation=generation), Table(reach.client, reach.table)
    many, place = 0, _place(table, generation, share)
    if place == BEHIND:
        return 0
    (current, *_) = reach.ports.tally.kept()
    for page, following in pages(reach.client, reach.table, ("petition",), share=(share, SHARES), place=place):
        for item in page:
            _into(reach, new, decode(item, Petition), current)
            reach.done["petitions"] += 1
            if not reach.done["petitions"] % 1_000:
                print(f"  {reach.done['petitions']:,} petitions, {reach.done['petitions'] / (time.monotonic() - reach.began):.0f} a second", flush=True)
        many += len(page)
        _keep(table, generation, share, following or BEHIND)
    return many


def _into(reach: Reach, new: DynamoTally, petition: Petition, current: Tally) -> None:
    """Nothing; the petition is counted. Raises: Busy when the counters' parts are written faster than they take for minutes."""
    for pause_seconds in PAUSES_SECONDS:
        with suppress(Busy):
            count_into(reach.ports, new, petition, current)
            return
        time.sleep(pause_seconds)
    count_into(reach.ports, new, petition, current)


BEHIND: Item = {}  # all of a share


def _place(table: Table, generation: int, share: int) -> Item | None:
    """Where a share's counting goes on: None at its beginning."""
    item = table.get(*keys.recounting(generation, share))
    return None if item is None else {name: item[f"at_{name}"] for name in ("pk", "sk") if f"at_{name}" in item}


def _keep(table: Table, generation: int, share: int, place: Item) -> None:
    pk, sk = keys.recounting(generation, share)
    table.put(strings(pk=pk, sk=sk, entity="recounting") | {f"at_{name}": value for name, value in place.items()})


def summed(reach: Reach, share: int, generations: tuple[int, ...], months: frozenset[str]) -> list[Sums]:
    """Each generation's counters in a share, of some months or of all."""
    names = [f"T{each or ''}" for each in generations]
    found: list[Sums] = [{} for _ in names]
    for item in items(reach.client, reach.table, ("tally",), share=(share, SHARES)):
        name, period, unit, _ = item["pk"]["S"].split("#")
        if item["sk"]["S"] == SMS or name not in names:
            continue  # of no petition, or of a generation that is nobody's any more
        if not months or period[: len("2026-11")] in months:
            counts = {each: int(value["N"]) for each, value in item.items() if each not in FIXED}
            found[names.index(name)].setdefault((period, unit, item["sk"]["S"]), Counter()).update(counts)
    return found


def sums(hands: Hands, generations: tuple[int, ...], months: frozenset[str]) -> list[Sums]:
    """Each generation's counters, summed over their spread: one read of the table for all of them."""
    whole: list[Sums] = [{} for _ in generations]
    for part in hands.all(summed, generations, months):
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


def deleted(reach: Reach, share: int, below: int) -> int:
    """How many items of the generations below one were deleted from a share, 25 in a call; its kept places go with them."""
    heads = tuple(f"{letter}{each or ''}#" for letter in "TK" for each in range(below))
    table = Table(reach.client, reach.table)
    many, waiting = 0, []
    for item in items(reach.client, reach.table, ("tally", "marker"), "pk, sk", (share, SHARES)):
        if item["pk"]["S"].startswith(heads) and item["sk"]["S"] != SMS:  # what became of messages is counted once for all
            waiting.append({"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}})
            many += 1
        if len(waiting) == WRITE_BATCH:
            table.write_batch(waiting)
            waiting = []
    places = [keys.recounting(each, share) for each in range(1, below + 1)]
    table.write_batch([*waiting, *({"DeleteRequest": {"Key": strings(pk=pk, sk=sk)}} for pk, sk in places)])
    return many


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


def run(hands: Hands, months: frozenset[str], wait: float = IN_FLIGHT_SECONDS) -> list[str]:
    """What differed between the old counters and the new ones in these months; the new ones are read now."""
    held = cast("DynamoTally", hands.reach.ports.tally)
    new = held.begin()
    (old, *_) = held.kept()
    built = new.generation or 0
    print(f"Counting every petition into generation {built}; {old.generation} is read meanwhile.", flush=True)
    print(f"  {sum(hands.all(counted, built)):,} petitions", flush=True)
    parted = differences(*sums(hands, (old.generation or 0, built), months))
    for line in parted[:SHOWN]:
        print(f"  {line}")
    print(f"{len(parted):,} counters differ (what came in between the two looks is among them).")
    if not new.switch():
        raise LookupError("another recount has switched meanwhile")
    print(f"Generation {built} is read now.", flush=True)
    time.sleep(wait)
    print(f"  {sum(hands.all(deleted, built)):,} items of earlier generations deleted")
    return parted


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when nothing could be counted."""
    from botocore.exceptions import BotoCoreError, ClientError

    parser = argparse.ArgumentParser(prog="make recount", description=__doc__)
    parser.add_argument("--from", dest="first", default="", help="the first month whose differences are shown")
    parser.add_argument("--to", dest="last", default="", help="the last one")
    parser.add_argument("--processes", type=int, default=1, help="how many work side by side; as many as there are processors")
    parser.add_argument("--stage", default="")
    parser.add_argument("--table", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not 1 <= asked.processes <= SHARES:
        parser.error(f"say how many processes, from 1 to {SHARES}")
    try:
        months = months_between(asked.first, asked.last)
        client, table = reached(asked)
        run(Hands(Reach(client, table, ports_of(client, table)), asked, asked.processes), months)
    except (LookupError, ValueError, ChildProcessError, Busy, BotoCoreError, ClientError) as refused:
        print(f"Broken off: {refused}. Run it again; what is counted stays counted.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
