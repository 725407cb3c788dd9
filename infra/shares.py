"""A whole table worked through in shares: many at once in a process, in as many processes as there are processors.

Every share is a segment of the table's own division, so that a place kept in one means the same in the next run,
whatever number of processes that has.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any, Protocol, TypeVar, cast

from chalicelib.domain.outbox import Contact
from chalicelib.domain.ports import Ports
from chalicelib.storage.config import StoredDistricts
from chalicelib.storage.items import Item
from chalicelib.storage.petitions import DynamoPetitions
from chalicelib.storage.table import Table
from chalicelib.storage.tally import DynamoTally

from infra.load_district import reached

SHARES = 32  # four for each of eight processes: what waits for the table in one leaves the processor to the others
THREADS = 8
Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)


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


@dataclass(frozen=True, slots=True)
class Reach:
    """A table as one process reaches it, and what this process has done of it since it began."""

    client: Any
    table: str
    ports: Ports
    done: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)


class Work(Protocol[Made_co]):
    """What is made of one share; a function of a module, so that another process finds it by its name."""

    def __call__(self, reach: Reach, share: int, /, *args: Any) -> Made_co: ...  # noqa: D102


def pages(
    client: Any, table: str, entities: Sequence[str], fields: str = "", share: tuple[int, int] = (0, 1), place: Item | None = None
) -> Iterator[tuple[list[Item], Item | None]]:
    """The items of some entities in one share, page after page, each with the place behind it; None behind the last.

    A read of all of it, which no function ever does. A process whose parent is gone stops here.
    """
    named = {f":{number}": {"S": entity} for number, entity in enumerate(entities)}
    wanted: dict[str, Any] = {
        "TableName": table, "ConsistentRead": True, "FilterExpression": f"entity IN ({', '.join(named)})",
        "ExpressionAttributeValues": named, "Segment": share[0], "TotalSegments": share[1],
        **({"ProjectionExpression": fields} if fields else {}),
    }  # fmt: skip
    parent = multiprocessing.parent_process()
    while parent is None or parent.is_alive():
        answer = client.scan(**wanted, **({"ExclusiveStartKey": place} if place else {}))
        place = answer.get("LastEvaluatedKey")
        yield answer["Items"], place
        if place is None:
            return
    raise ChildProcessError("the command that began this is gone")


def items(client: Any, table: str, entities: Sequence[str], fields: str = "", share: tuple[int, int] = (0, 1)) -> Iterator[Item]:
    """Every item of some entities in one share."""
    for page, _ in pages(client, table, entities, fields, share):
        yield from page


@dataclass(frozen=True, slots=True)
class Hands:
    """Who works: this process, or as many others as were asked for, each of which reaches the table by itself."""

    reach: Reach
    asked: argparse.Namespace | None = None
    processes: int = 1

    def all(self, work: Work[Made], *args: Any) -> list[Made]:
        """What each share of the table made. Raises: ChildProcessError when a process did not come to its end."""
        if self.asked is None or self.processes == 1:
            return _worked(self.reach, work, range(SHARES), args)
        context = multiprocessing.get_context("spawn")  # a forked client would share its connections
        waiting = []
        for number in range(self.processes):
            receiver, sender = context.Pipe(duplex=False)
            told = (sender, self.asked, work, range(number, SHARES, self.processes), args)
            context.Process(target=_elsewhere, args=told, daemon=True).start()
            sender.close()
            waiting.append(receiver)
        return [made for receiver in waiting for made in _received(receiver)]


def _worked(reach: Reach, work: Work[Made], shares: Sequence[int], args: Sequence[Any]) -> list[Made]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda share: work(reach, share, *args), shares))


def _elsewhere(sender: Connection, asked: argparse.Namespace, work: Work[Made], shares: Sequence[int], args: Sequence[Any]) -> None:
    client, table = reached(asked)
    sender.send(_worked(Reach(client, table, ports_of(client, table)), work, shares, args))


def _received(receiver: Connection) -> list[Any]:
    try:
        return list(receiver.recv())
    except EOFError:
        raise ChildProcessError("one of the processes ended before its work did; what it had done stands, so run it again") from None
