"""Ground truth: every counter equals a plain count of the raw histories, whatever the stream and the crashes did.

`NUANNAN_MONTHS` and `NUANNAN_LIVES` make the long proof shorter; as it stands it is 50 months of 2,000 lives, two of them
on the real local engine.
"""

import os
import random
import time

import pytest
from chalicelib.domain.tally import ALL, ALL_DEEP

from tests.fakes import FakePorts, ports
from tests.fakes.district import BAY, DISTRICT, HILL
from tests.fakes.two_districts import CITY, DOCKS, PORT
from tests.prove import months
from tests.prove.worlds import real

MONTHS, LIVES = int(os.environ.get("NUANNAN_MONTHS", "50")), int(os.environ.get("NUANNAN_LIVES", "2000"))
ON_ENGINE = int(os.environ.get("NUANNAN_ENGINE_MONTHS", "2"))


def proved(world: FakePorts, seed: int, lives: int, threads: int = 1) -> months.Month:
    """A month that was lived, streamed and compared; its figures are printed."""
    began = time.process_time()
    month = months.month_of(seed, lives)
    lived = time.process_time() - began
    months.city(world)
    world.tally = careless = months.Careless(world.tally, random.Random(f"crashes {seed}"))
    months.deliver_all(world, months.stream(month, seed), threads)
    assert months.differences(month, world) == []
    cells, counts = len(month.truth), sum(len(counts) for counts in month.truth.values())
    spent = time.process_time() - began
    print(
        f"\nmonth {seed}: {month.petitions} lives, {len(month.versions)} changes, {careless.crashes} crashes, "
        f"{cells} cells with {counts} counts equal, {spent:.1f} s CPU ({lived:.1f} s of it living)"
    )
    assert careless.crashes
    return month


def test_every_counter_equals_the_histories_when_a_small_month_was_streamed_carelessly() -> None:
    month = proved(ports(), 0, 60)
    assert {"assign", "accept", "close", "answer_unhappy", "send_back", "merge", "overdue"} <= set(month.actions)


def test_small_month_knows_every_dimension() -> None:
    month = months.month_of(0, 60)
    names = {name for counts in month.truth.values() for name in counts}
    kinds = {f"kind.{kind}" for kind in ("livelihood", "development", "enforcement")}
    assert kinds | {"channel.web", "channel.proxy", "answers_telephone", "category.01", "category2.0102", "category3.010101"} <= names
    assert {len(cell.period) for cell in month.truth} == {len("2025-09"), len("2025-09-29")}
    assert {cell.unit for cell in month.truth if cell.scope == ALL} >= {CITY, DISTRICT, PORT, DOCKS, HILL, BAY}
    assert {cell.unit for cell in month.truth if cell.scope == ALL_DEEP} == {DISTRICT, PORT}
    city = sum(counts["received"] for cell, counts in month.truth.items() if (cell.unit, len(cell.period)) == (CITY, 7))
    assert city == month.petitions == 60


def test_difference_is_named_when_one_counter_is_one_too_high() -> None:
    world, month = months.city(ports()), months.month_of(1, 3)
    months.deliver_all(world, months.stream(month, 1), 1)
    assert months.differences(month, world) == []
    cell = next(iter(world.tally.cells))
    world.tally.cells[cell]["received"] += 1
    assert len(months.differences(month, world)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 100 + MONTHS - min(ON_ENGINE, MONTHS)))
def test_every_counter_equals_the_histories_in_memory(seed: int) -> None:
    month = proved(ports(), seed, LIVES)
    if LIVES >= 1000:
        wanted = {"appeal", "settle", "resume", "reopen", "withdraw", "reject", "lapse", "finish_assist", "grant_extension"}
        assert wanted <= set(month.actions), wanted - set(month.actions)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200, 200 + min(ON_ENGINE, MONTHS)))
def test_every_counter_equals_the_histories_on_the_real_engine(engine, seed: int) -> None:
    proved(real(engine), seed, LIVES, threads=4)
