"""Every law of a life finds what it is there for, when that is planted; and nothing, when nothing is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import FakePorts, ports
from tests.journey.steps import do, report
from tests.prove.laws import Laws


def lived() -> tuple[FakePorts, Laws, str]:
    """A petition whose unit accepted it and asked for time, seen at each step."""
    world, laws = ports(), Laws()
    number = report(world).number
    laws.check(world, [number])
    for action in ("accept", "request_extension"):  # of the second the command centre is told
        do(world, number, action, **({"days": "1", "reason": "缺备件"} if action != "accept" else {}))
        laws.check(world, [number])
    laws.check_counters(world, [number])
    return world, laws, number


def changed(world: FakePorts, number: str, **fields) -> None:
    held = world.memory.petitions
    held[number] = replace(held[number], **fields)


def history_gap(world: FakePorts, number: str) -> None:
    del world.memory.history[number, 1]


def history_out_of_line(world: FakePorts, number: str) -> None:
    entry = world.memory.history[number, 2]
    world.memory.history[number, 2] = replace(entry, owner_before="S-hill")


def history_of_no_edge(world: FakePorts, number: str) -> None:
    entry = world.memory.history[number, 2]
    world.memory.history[number, 2] = replace(entry, action="settle")


def time_backwards(world: FakePorts, number: str) -> None:
    entry = world.memory.history[number, 1]
    world.memory.history[number, 1] = replace(entry, at=entry.at + timedelta(days=1))


def silent_change(world: FakePorts, number: str) -> None:
    changed(world, number, urgency="urgent")


def clock_moved(world: FakePorts, number: str) -> None:
    run = world.memory.petitions[number].rounds[-1]
    changed(world, number, rounds=(replace(run, closing_due=run.closing_due + timedelta(days=1)),))


def message_lost(world: FakePorts, number: str) -> None:
    world.memory.messages.clear()


def notice_lost(world: FakePorts, number: str) -> None:
    world.memory.notices.clear()


def queue_of_another(world: FakePorts, number: str) -> None:
    world.petitions.queue = _without(world.petitions.queue)


def _without(queue):
    return lambda index, *given: replace(queue(index, *given), items=[]) if index == "owner" else queue(index, *given)


CHECKED = (
    history_gap, history_out_of_line, history_of_no_edge, time_backwards, silent_change, clock_moved, message_lost,
    notice_lost, queue_of_another,
)  # fmt: skip


@pytest.mark.parametrize("plant", CHECKED)
def test_law_finds_what_was_planted(plant) -> None:
    world, laws, number = lived()
    laws.check(world, [number])
    plant(world, number)
    with pytest.raises(AssertionError):
        laws.check(world, [number])


def test_counters_are_found_that_no_petition_explains() -> None:
    world, laws, number = lived()
    cell, counts = next(iter(world.tally.cells.items()))
    world.tally.cells[cell] = Counter(counts) + Counter({next(iter(counts)): 1})
    with pytest.raises(AssertionError):
        laws.check_counters(world, [number])
