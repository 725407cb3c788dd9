"""Random lives against the real local engine, with people acting at once and faults in every kind of call."""

from collections import Counter

import pytest
from chalicelib.journey.deeds import DEEDS
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.prove import faults, machine
from tests.prove.worlds import in_memory, real

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
MOST_ROUNDS = 6


def lived(made, examples: int, steps: int, *, anew: bool = False, shrink: bool = True) -> Counter[str]:
    """What happened in that many lives; `anew` makes other ones each time."""
    machine.steps.clear()
    faults.happened.clear()
    kind = type("Lived", (machine.Life,), {"made": staticmethod(made)})
    held = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=QUIET, database=None,
        derandomize=not anew, phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,), print_blob=True,
    )  # fmt: skip
    run_state_machine_as_test(kind, settings=held)
    return machine.steps


def test_laws_hold_in_memory_when_anybody_does_anything() -> None:
    steps = lived(in_memory, 60, 30)
    assert steps["looked at"] > 500
    assert steps["acted"] > 50
    assert sum(faults.happened.values()) > 0


@pytest.mark.slow
def test_laws_hold_in_memory_through_many_lives() -> None:
    wanted, did = set(DEEDS) - {"settle"}, set()
    for _ in range(MOST_ROUNDS):  # the laws hold in each life; that the rare deeds happened at all may take another thousand
        steps = lived(in_memory, 1_000, 50, anew=True)
        print(dict(steps), dict(faults.happened))
        did |= {name.removeprefix("did ") for name in steps if name.startswith("did ")}
        if did >= wanted:
            break
    assert did >= wanted


@pytest.mark.slow
def test_laws_hold_on_the_real_engine_when_people_act_at_once_and_calls_fail(engine) -> None:
    steps = lived(lambda: real(engine), 60, 40, anew=True, shrink=False)
    print(dict(steps), dict(faults.happened))
    assert set(faults.happened) == set(faults.KINDS)
    assert steps["raced: 1 won"] > 50
