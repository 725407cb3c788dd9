"""Every call of every command and consumer, broken in every way: at rest nothing is lost, nothing doubled, all is counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
from chalicelib.journey import deliver, fit
from chalicelib.storage import keys

from tests.prove import faults
from tests.prove.harness import HEAD, Outcome, broken, by_kind, of_kinds, row
from tests.prove.journeys import JOURNEYS
from tests.prove.points import STRIKES
from tests.prove.rewound import CarrierRun, EngineRun, Rewound

SENDS = ("send", "send, not twice", "receipt, early", "code, sent")  # whose command asks the carrier


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


def rests(worlds: Rewound) -> str:
    """How many of the strikes left something behind that no other had left."""
    return f"  {worlds.struck.total()} strikes left {len(worlds.verdicts)} different states behind; each of these was brought to rest"


@pytest.mark.slow
def test_every_attempt_of_every_call_of_aws_with_every_fault_on_the_real_engine(engine, narrow) -> None:
    worlds = Rewound(engine, EngineRun)

    def outcomes(journey: str) -> list[Outcome]:
        narrow(journey)
        return list(broken(journey, faults.KINDS, worlds))

    everything = table({journey: partial(outcomes, journey) for journey in JOURNEYS})
    print(rests(worlds))
    assert len(everything) > 900


@pytest.mark.slow
def test_every_call_of_the_carrier_with_every_fault_on_the_real_engine(engine, narrow) -> None:
    narrow("send")
    worlds = Rewound(engine, CarrierRun)
    everything = table({journey: lambda journey=journey: list(broken(journey, STRIKES, worlds)) for journey in SENDS})
    print(rests(worlds))
    assert len(everything) == len(STRIKES) * len({(each.journey, each.at) for each in everything})
    assert len(everything) > 60


@pytest.mark.slow
def test_nothing_is_left_of_a_run_when_its_world_is_wound_back(engine, narrow) -> None:
    narrow("send")
    worlds = Rewound(engine, EngineRun)
    run = worlds("send")
    before = worlds.held["send"][1]
    stood = before.now()
    run.strike()
    run.rest()
    assert before.now() != stood
    worlds("send")
    assert before.now() == stood


@pytest.mark.slow
def test_a_message_that_goes_twice_is_seen_on_the_real_engine(engine, narrow, monkeypatch) -> None:
    """The planted fault: what may have gone goes again, whatever it is."""
    narrow("send")
    for module in (fit, deliver):
        monkeypatch.setattr(module, "may_repeat", lambda _: True)
    outcomes = list(broken("send, not twice", ("crash after",), Rewound(engine, CarrierRun)))
    assert [dict(each.wrong) for each in outcomes] == [{"SMS too often": 1}]
