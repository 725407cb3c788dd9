"""Worlds on the real local engine that are wound back after each fault, so that every call can be struck in minutes.

What stands before a command is made once for each journey; after a run the tables, the clock, the ids and the case are put
back as they were. Where two strikes leave the same behind, byte for byte, what follows is the same too: one of them is
brought to rest, and the verdict holds for both.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.errors import Busy

from tests.prove import faults
from tests.prove.case import Case
from tests.prove.faults import Crash
from tests.prove.harness import Run, Verdict
from tests.prove.points import CARRIER, Broken, Gate
from tests.prove.verdict import Rest
from tests.prove.worlds import RealPorts, real

BATCH = 25  # Source: BatchWriteItem takes 25 items
KEPT = ("phones", "numbers", "digits", "replied", "granted", "tokens", "marks")
Items = dict[str, dict[str, Any]]


def _read(world: RealPorts, table: str) -> Items:
    """Every item of a table by its key."""
    pages = world.client.get_paginator("scan").paginate(TableName=table)
    items = [item for page in pages for item in page["Items"]]
    return {json.dumps([item["pk"], item.get("sk")]): item for item in items}


def _put_back(world: RealPorts, table: str, before: Items) -> None:
    now = _read(world, table)
    gone = [{name: item[name] for name in ("pk", "sk") if name in item} for key, item in now.items() if key not in before]
    work = [{"DeleteRequest": {"Key": key}} for key in gone]
    work += [{"PutRequest": {"Item": item}} for key, item in before.items() if now.get(key) != item]
    for start in range(0, len(work), BATCH):
        left = world.client.batch_write_item(RequestItems={table: work[start : start + BATCH]})["UnprocessedItems"]
        assert not left


@dataclass
class Before:
    """How everything stood before the command."""

    case: Case
    tables: dict[str, Items] = field(init=False)
    state: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        world = self.case.world
        self.tables = {table: _read(world, table) for table in world.tables}
        self.state = copy.deepcopy(self._state())

    def _state(self) -> dict[str, Any]:
        world, carrier = self.case.world, self.case.carrier
        own = {name: getattr(self.case, name) for name in KEPT}
        return own | {"moment": world.clock.moment, "ids": vars(world.ids), "taken": carrier.taken, "answers": carrier.answers}

    def put_back(self) -> None:
        """Nothing; all is as it was."""
        world, held = self.case.world, copy.deepcopy(self.state)
        for table, items in self.tables.items():
            _put_back(world, table, items)
        world.clock.moment = held.pop("moment")
        vars(world.ids).update(held.pop("ids"))
        self.case.carrier.taken, self.case.carrier.answers = held.pop("taken"), held.pop("answers")
        for name, value in held.items():
            setattr(self.case, name, value)

    def now(self) -> str:
        """All that decides what follows. A contact is sealed anew at each writing, so of those only the keys are in it."""
        main, contacts = self.case.world.tables
        chance = self.case.world.ids._chance.getstate()
        state = {name: sorted(value) if isinstance(value, set) else value for name, value in self._state().items() if name != "ids"}
        items = sorted(_read(self.case.world, main).items())
        return repr((items, sorted(_read(self.case.world, contacts)), state, chance, self.case.world.ids._given))


@dataclass
class EngineRun(Run):
    """A run on tables of its own on the real local engine; each attempt of each AWS call can break, as botocore meets it."""

    attempts: int = 0

    def gated(self) -> Gate:
        """Only looks on: it knows within which of our calls the attempt is made that breaks."""
        return Gate()

    def strike(self) -> None:
        kind, self.gate.watching = self.kind, True
        for _ in range(5):
            try:
                with faults.injected(kind, self.at, self.gate.strike) as seen:
                    self.case.command()
                break
            except (Crash, Broken, Busy, *faults.FAILURES):
                kind, self.gate.watching = "", False
        else:
            raise AssertionError("broken for ever")
        self.attempts, self.gate.watching = seen["attempts"], False

    @property
    def points(self) -> list[int]:
        return list(range(1, self.attempts + 1))


@dataclass
class CarrierRun(Run):
    """The same; the carrier's own calls break."""

    @property
    def points(self) -> list[int]:
        return [place for place, name in enumerate(self.gate.seen, 1) if name == CARRIER]


@dataclass
class Rewound:
    """Makes runs of one kind: one world for each journey, wound back for each run."""

    engine: Any
    of: Callable[..., Run]
    held: dict[str, tuple[Run, Before]] = field(default_factory=dict)
    verdicts: dict[tuple[object, ...], Verdict] = field(default_factory=dict)
    struck: Counter[str] = field(default_factory=Counter)

    def __call__(self, journey: str, kind: str = "", at: int = 0) -> Run:
        if journey not in self.held:
            run = self.of(journey, made=lambda: real(self.engine))
            self.held[journey] = run, Before(run.case)
            run.verdict = lambda wanted, run=run: self._verdict(run, wanted)
        run, before = self.held[journey]
        before.put_back()
        run.kind, run.at, gate = kind, at, run.gate
        fresh = run.gated()
        gate.kind, gate.at, gate.struck, gate.open_calls = (kind, at, "", ()) if self.of is CarrierRun else (fresh.kind, fresh.at, "", ())
        gate.seen, gate.watching, gate.dead = [], False, False
        return run

    def _verdict(self, run: Run, wanted: Rest) -> Verdict:
        """What is wrong at rest; of strikes that left the same behind and allow the same only one is brought there."""
        self.struck[run.journey] += 1
        allowed = (run.gate.in_doubt, run.gate.in_flight, run.gate.struck == CARRIER, run.gate.struck == "circuits.read")
        kind = run.kind if any(allowed) else ""
        place = (run.journey, kind, allowed, self.held[run.journey][1].now())
        if place not in self.verdicts:
            self.verdicts[place] = type(run).verdict(run, wanted)
        return self.verdicts[place]
