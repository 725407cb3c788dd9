"""Every call of every command and consumer, broken in every way: at rest nothing is lost, nothing doubled, all is counted."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest

from tests.prove import faults
from tests.prove.faults import Crash
from tests.prove.harness import Outcome, Run, broken
from tests.prove.journeys import JOURNEYS
from tests.prove.points import STRIKES, Broken
from tests.prove.worlds import real

SENDS = ("send", "send, not twice", "sweep")
ON_THE_ENGINE = {"submit": 2, "close": 2, "send": 5, "reply, unhappy": 2, "receipt": 2, "rate, unhappy": 2, "sweep": 11}
HEAD = f"{'journey':<18}{'runs':>6}{'lost':>6}{'SMS twice':>11}{'ratings twice':>15}{'for a person':>14}{'s':>7}"


def row(journey: str, outcomes: list[Outcome], seconds: float) -> str:
    """A line of the table. Its zeros are no counts: the harness fails at the first petition, message or rating that is wrong."""
    doubled, waiting = sum(each.doubled for each in outcomes), sum(each.undecided for each in outcomes)
    return f"{journey:<18}{len(outcomes):>6}{0:>6}{doubled:>11}{0:>15}{waiting:>14}{seconds:>7.0f}"


def by_kind(outcomes: list[Outcome]) -> str:
    """Where an SMS went twice: nowhere but between the carrier's answer and our writing it down."""
    found = Counter((each.kind, each.struck) for each in outcomes if each.doubled)
    return "\n".join(f"  twice: {kind} at {struck}: {times}" for (kind, struck), times in sorted(found.items()))


@pytest.mark.parametrize("journey", JOURNEYS)
def test_nothing_is_lost_or_doubled_whatever_call_breaks(journey) -> None:
    outcomes = list(broken(journey, STRIKES))
    assert outcomes
    assert all(each.doubled <= 1 for each in outcomes)


@pytest.mark.slow
def test_every_call_with_every_fault_in_memory() -> None:
    print(f"\n{HEAD}")
    everything: list[Outcome] = []
    for journey in JOURNEYS:
        began = time.process_time()
        outcomes = list(broken(journey, STRIKES))
        everything += outcomes
        print(row(journey, outcomes, time.process_time() - began), flush=True)
    print(row("all", everything, 0) + "\n" + by_kind(everything))
    assert len(everything) > 700
    assert any(each.doubled for each in everything), "the harness would see a second SMS"


@dataclass
class RealRun(Run):
    """The same on the real local engine: each attempt of each AWS call can break, as botocore meets it."""

    ports: tuple[str, ...] = ()
    attempts: int = 0

    def strike(self) -> None:
        kind, at = self.kind, self.at
        for _ in range(5):
            try:
                with faults.injected(kind, at) as seen:
                    self.case.command()
                break
            except (Crash, Broken, *faults.FAILURES):
                self.attempts, kind = seen["attempts"], ""
        else:
            raise AssertionError("broken for ever")
        self.attempts = self.attempts or seen["attempts"]

    @property
    def calls(self) -> int:
        return self.attempts

    def _may_double(self) -> int:
        return 1 if self.journey in SENDS else 0  # between the carrier's answer and our writing it down


@dataclass
class CarrierRun(Run):
    """The same on the real local engine, with the carrier's own calls broken."""

    ports: tuple[str, ...] = ()


@pytest.mark.slow
def test_calls_of_aws_and_of_the_carrier_with_every_fault_on_the_real_engine(engine) -> None:
    print(f"\n{HEAD}")
    everything: list[Outcome] = []
    for journey, every in ON_THE_ENGINE.items():
        began = time.monotonic()
        outcomes = list(broken(journey, faults.KINDS, partial(RealRun, made=lambda: real(engine)), every))
        if journey == "send":
            outcomes += broken(journey, STRIKES, partial(CarrierRun, made=lambda: real(engine)), 3)
        everything += outcomes
        print(row(journey, outcomes, time.monotonic() - began), flush=True)
    print(row("all", everything, 0) + "\n" + by_kind(everything))
    assert all(each.doubled <= 1 for each in everything)
    assert len(everything) > 60
