"""`make reindex`: the word index and all lists anew from the petitions, while work goes on.

Petitions from before there was a search stand under no words until somebody else comes to own them; those of an earlier
form stand in no list of who is to be rung, or in a part of their district's list that nobody reads any more. Each petition is looked at once; what stands as it should is not written,
so the command may run as often as one likes. Where it is broken off, the next run goes on there.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, cast

from chalicelib.domain.marks import MARKS
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import BEFORE, PhotoState
from chalicelib.domain.ports import Change, Ports
from chalicelib.domain.publication import NEAR, may_show_photos
from chalicelib.journey.find import index
from chalicelib.storage import keys
from chalicelib.storage.items import (
    MOVING,
    Item,
    mark_actions,
    petition_item,
    petition_update,
    strings,
    unmoved,
)
from chalicelib.storage.photos import placed
from chalicelib.storage.publications import publication_actions
from chalicelib.storage.table import Refused, Table
from chalicelib.storage.terms import DynamoTerms

from infra.load_district import reached
from infra.shares import ports_of

THREADS = 8
PAGE = 1_000  # items looked at between two moments at which the place is kept
A_SECOND = 100  # petitions; a word index takes some 40 writes of each, so this stays a tenth of what one table may
TRIES = 5
TOLD_ONCE = frozenset({"place_name", "state"})  # no list's: the one is told at submission, the other is the petition itself


@dataclass(frozen=True, slots=True)
class Done:
    """What a run found: petitions looked at, of those put under their words, and put into or out of a list."""

    petitions: int
    words: int
    lists: int


def renewed(ports: Ports, table: Table, number: str) -> tuple[bool, bool]:
    """Whether its words and its lists were written. A petition that moved meanwhile is looked at again, as it is then."""
    words = lists = False
    for _ in range(TRIES):
        petition = ports.petitions.get(number)
        if petition is None:
            break
        words |= index(ports, number)
        lists |= relisted(table, petition)
        after = ports.petitions.get(number)
        if after == petition:
            break
    return words, lists


def relisted(table: Table, petition: Petition) -> bool:
    """True when the petition's places in lists, or what these show of it, were written; nothing is when it moved meanwhile."""
    before, petition = petition, _with_photos(table, petition)
    own, said = table.get(keys.petition(petition.number), keys.PETITION) or {}, petition_item(petition)
    places = [strings(pk=keys.petition(petition.number), sk=keys.mark(name)) for name in sorted(MARKS)]
    held = {item["sk"]["S"]: item for item in table.batch(places, consistent=True)}
    wanted = {each["Put"]["Item"]["sk"]["S"]: each["Put"]["Item"] for each in mark_actions(table.name, None, petition)}
    listed = before == petition and all(own.get(name) == said.get(name) for name in {*MOVING, *said} - TOLD_ONCE)
    public = _publication(table, petition)
    if held == wanted and listed and not public:
        return False
    condition, names, values = unmoved(before)
    still: dict[str, Any] = {
        "ConditionCheck": {
            "TableName": table.name,
            "Key": strings(pk=keys.petition(petition.number), sk=keys.PETITION),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
    }
    gone = [{"Delete": {"TableName": table.name, "Key": place}} for place in places if place["sk"]["S"] in held.keys() - wanted.keys()]
    put = [table.put_always(item) for sort, item in wanted.items() if held.get(sort) != item]
    try:
        table.write([still if listed else petition_update(table.name, said, before), *put, *gone, *public])
    except Refused:
        return False
    return True


def _with_photos(table: Table, petition: Petition) -> Petition:
    """The petition with the photos that came before a release noted them, but for those that somebody cleared already."""
    if petition.new_photos is not None or petition.status not in NEAR or not may_show_photos(petition):
        return petition
    photos, _ = placed(table.query(keys.petition(petition.number), prefix=keys.BESIDE))
    cleared = {each.file for each in petition.cleared_photos}
    new = tuple(each.file for each in photos if each.kind == BEFORE and each.state is PhotoState.READY and each.file not in cleared)
    return replace(petition, new_photos=new) if new else petition


def _publication(table: Table, petition: Petition) -> list[dict[str, Any]]:
    """The write that brings a public petition into the lists for everybody in which it does not stand as it should."""
    actions = publication_actions(table, Change(petition, petition, (), {}))
    sets = [each["Update"]["ExpressionAttributeValues"] for each in actions if "Update" in each]
    held = table.get(keys.petition(petition.number), keys.PUBLICATION) if sets else None
    if held is None or all(held.get(name[1:]) == value for name, value in sets[0].items()):
        return []
    return actions


def _pages(table: Table, place: Item | None) -> Iterator[tuple[list[str], Item | None]]:
    """The numbers of petitions, page after page, each with the place behind it; None behind the last."""
    while True:
        answer = table.client.scan(
            TableName=table.name, Limit=PAGE, FilterExpression="entity = :entity", ProjectionExpression="pk",
            ExpressionAttributeValues={":entity": {"S": "petition"}}, **({"ExclusiveStartKey": place} if place else {}),
        )  # fmt: skip
        place = answer.get("LastEvaluatedKey")
        yield [item["pk"]["S"].partition("#")[2] for item in answer["Items"]], place
        if place is None:
            return


def _kept(table: Table) -> Item | None:
    """The place at which an earlier run was broken off."""
    item = table.get(*keys.REINDEX)
    return {name: item[f"at_{name}"] for name in ("pk", "sk")} if item else None


def _keep(table: Table, place: Item | None) -> None:
    pk, sk = keys.REINDEX
    if place is None:
        table.client.delete_item(TableName=table.name, Key=strings(pk=pk, sk=sk))
    else:
        table.put(strings(pk=pk, sk=sk, entity="reindex") | {f"at_{name}": value for name, value in place.items()})


def run(client: Any, name: str, a_second: float = A_SECOND) -> Done:
    """What was found; the place is kept after each page and forgotten at the end."""
    table = Table(client, name)
    ports = cast("Ports", SimpleNamespace(**vars(ports_of(client, name)), terms=DynamoTerms(table)))
    place = _kept(table)
    print("Going on where the last run was broken off." if place else "Looking at every petition.", flush=True)
    done, began = Done(0, 0, 0), time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        for numbers, following in _pages(table, place):
            found = list(pool.map(lambda number: renewed(ports, table, number), numbers))
            done = Done(done.petitions + len(found), done.words + sum(words for words, _ in found), done.lists + sum(lists for _, lists in found))
            _keep(table, following)
            if numbers:
                print(f"  {done.petitions:,} petitions, {done.words:,} put under their words, {done.lists:,} lists mended", flush=True)
            time.sleep(max(0.0, done.petitions / a_second - (time.monotonic() - began)))
    return done


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when it was broken off."""
    from botocore.exceptions import BotoCoreError, ClientError

    parser = argparse.ArgumentParser(prog="make reindex", description=__doc__)
    parser.add_argument("--a-second", type=float, default=A_SECOND, help=f"petitions a second at most ({A_SECOND})")
    parser.add_argument("--stage", default="")
    parser.add_argument("--table", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.a_second <= 0:
        parser.error("say how many petitions a second, more than none")
    try:
        done = run(*reached(asked), asked.a_second)
    except (LookupError, BotoCoreError, ClientError) as refused:
        print(f"Broken off: {refused}. The next run goes on there.", file=sys.stderr)
        return 1
    print(f"All {done.petitions:,} petitions of this run stand as they should.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
