"""Every call of every command and consumer, broken in every way: at rest nothing is lost, nothing doubled, all is counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from chalicelib.domain.errors import Busy
from chalicelib.storage import keys

from tests.prove import faults
from tests.prove.faults import Crash
from tests.prove.harness import HEAD, Outcome, Run, broken, by_kind, of_kinds, row
from tests.prove.journeys import JOURNEYS
from tests.prove.points import CARRIER, STRIKES, Broken, Gate
from tests.prove.worlds import real

SENDS = ("send", "send, not twice", "receipt, early", "code, sent")  # whose command asks the carrier


@dataclass
class EngineRun(Run):
    """A run on tables of its own on the real local engine."""

    def over(self) -> None:
        self.case.world.over()


@dataclass
class RealRun(EngineRun):
    """Each attempt of each AWS call can break, as botocore meets it."""

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
class CarrierRun(EngineRun):
    """The carrier's own calls break."""

    @property
    def points(self) -> list[int]:
        return [place for place, name in enumerate(self.gate.seen, 1) if name == CARRIER]


def table(work: dict[str, Callable[[], list[Outcome]]]) -> list[Outcome]:
    """All outcomes, printed by journey, by kind and by call. Raises: AssertionError naming those of which a law found something."""
    print(f"\n{HEAD}", flush=True)
    everything, began = [], time.monotonic()
    for name, outcomes_of in work.items():
        since = time.monotonic()
        outcomes = outcomes_of()
        everything += outcomes
        print(row(name, outcomes, time.monotonic() - since), flush=True)
    print(row("all", everything, time.monotonic() - began))
    print(of_kinds(everything) + "\n" + by_kind(everything))
    wrong = [str(each) for each in everything if each.wrong]
    assert not wrong, "\n".join(wrong[:20])
    assert any(each.doubled for each in everything), "the harness would see a second SMS"
    return everything


@pytest.mark.parametrize("journey", JOURNEYS)
def test_nothing_is_lost_or_doubled_whatever_call_breaks(journey) -> None:
    outcomes = list(broken(journey, STRIKES))
    assert outcomes
    assert [str(each) for each in outcomes if each.wrong] == []


@pytest.mark.slow
def test_every_call_with_every_fault_in_memory() -> None:
    everything = table({journey: lambda journey=journey: list(broken(journey, STRIKES)) for journey in JOURNEYS})
    assert len(everything) > 1_400


@pytest.fixture
def narrow(monkeypatch) -> Callable[[str], None]:
    """Sweeps that are not what is broken read one part of the wake index and not eight, which are the same call eight times."""
    spread = keys.WAKE_SPREAD
    return lambda journey: monkeypatch.setattr(keys, "WAKE_SPREAD", spread if journey == "sweep" else 1)


@pytest.mark.slow
def test_every_attempt_of_every_call_of_aws_with_every_fault_on_the_real_engine(engine, narrow) -> None:
    def outcomes(journey: str) -> list[Outcome]:
        narrow(journey)
        return list(broken(journey, faults.KINDS, partial(RealRun, made=lambda: real(engine))))

    everything = table({journey: partial(outcomes, journey) for journey in JOURNEYS})
    assert len(everything) > 900


@pytest.mark.slow
def test_every_call_of_the_carrier_with_every_fault_on_the_real_engine(engine, narrow) -> None:
    narrow("send")
    make = partial(CarrierRun, made=lambda: real(engine))
    everything = table({journey: lambda journey=journey: list(broken(journey, STRIKES, make)) for journey in SENDS})
    assert len(everything) == len(STRIKES) * len({(each.journey, each.at) for each in everything})
    assert len(everything) > 60
