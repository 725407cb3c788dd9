"""The same small district over two kinds of stores: in memory, and the real ones on the local AWS, each with faults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from chalicelib.storage.tally import DynamoTally

from tests.fakes import FakePorts, ports
from tests.fakes.small import SeededIds
from tests.fakes.two_districts import TREE
from tests.prove import faults
from tests.prove.faults import Crash

LEVELS = {unit.code: unit.level for unit in TREE.units}


def _nobody(_: object) -> None:
    """Who hears of settled messages here: thousands of log lines would hide the figures."""


class RealPorts(FakePorts):
    """Clock, ids, district and carrier as in memory; all that is written for a petition or a message in real tables."""

    def use(self, wired) -> RealPorts:
        self.petitions, self.outbox = (replace(each, tell=_nobody) for each in (wired.petitions, wired.outbox))
        self.contacts = wired.contacts
        self.receipts, self.proofs, self.door, self.days = wired.receipts, wired.proofs, wired.door, wired.days
        self.circuits, self.wake, self.subscriptions = wired.circuits, wired.wake, wired.subscriptions
        self.tally = DynamoTally(wired._table, lambda unit: LEVELS.get(unit, "community"))
        self.tables = (wired.settings.table, wired.settings.contacts_table)
        self.client = wired._table.client
        return self


def in_memory() -> FakePorts:
    """Empty stores in memory."""
    return ports()


def real(engine, seed: int = 1) -> RealPorts:
    """Empty tables on the local AWS."""
    return RealPorts(ids=SeededIds(seed)).use(engine.fresh())


@contextmanager
def faulty(world: FakePorts, kind: str | None, at: int) -> Iterator[None]:
    """A block in which one call meets a fault; in memory a commit can only crash, before or after it is written."""
    if kind is None or (not isinstance(world, RealPorts) and not kind.startswith("crash")):
        with nullcontext():
            yield
        return
    if isinstance(world, RealPorts):
        with faults.injected(kind, at):
            yield
        return
    seen: list[object] = []

    def crashing(call):
        def called(*given):
            seen.append(call)
            strikes = len(seen) == (at + 1) // 2
            faults.happened[kind] += strikes
            if strikes and kind == "crash before":
                raise Crash
            answer = call(*given)
            if strikes:
                raise Crash
            return answer

        return called

    commit, enqueue = world.petitions.commit, world.outbox.enqueue
    world.petitions.commit, world.outbox.enqueue = crashing(commit), crashing(enqueue)
    try:
        yield
    finally:
        world.petitions.commit, world.outbox.enqueue = commit, enqueue
