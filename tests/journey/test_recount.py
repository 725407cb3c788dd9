"""The ledger's second count equals the counters' own on random lives: what one learns to count, the other must too."""

import json
import random
from collections import Counter
from datetime import timedelta
from functools import lru_cache

import msgspec
import pytest
from chalicelib.domain import tally
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import NuannanError
from chalicelib.journey import appeal, sweep, withdraw
from chalicelib.journey.links import Visit

from infra.replay import days, recount
from tests.fakes import FakePorts, ports
from tests.fakes.district import DISTRICT, HOLIDAYS_2025, HOLIDAYS_2026, UNITS, ZONE
from tests.journey.steps import RATINGS, answers, deliver, do, petition, report

OFFICERS = tuple(HeldRole(Role.OFFICER, unit.code) for unit in UNITS)
ALL = Staff("all", "all", (*OFFICERS, HeldRole(Role.DISPATCHER, DISTRICT), HeldRole(Role.SUPERVISOR, DISTRICT)))
CODES = [unit.code for unit in UNITS]
CALENDAR = days.Calendar(
    {year: (its.free, its.worked) for year, its in ((2025, HOLIDAYS_2025), (2026, HOLIDAYS_2026))},
    hours_end=ports().districts.current().calendar.hours_end,
)
DEEDS = (
    ["accept"] * 6 + ["close"] * 5 + ["assign"] * 6 + ["send_back"] * 2 + ["transfer", "escalate", "progress"]
    + ["request_extension", "grant_extension", "refuse_extension", "request_hold", "grant_hold", "refuse_hold"]
    + ["resume", "assist", "accept_assist", "finish_assist", "release_assist", "settle", "supervise"]
)  # fmt: skip
CITIZEN = ["answer"] * 5 + ["appeal"]
MOST_STEPS, LIVES = 70, 300


def details(drawn: random.Random, world: FakePorts) -> dict[str, str]:
    review = world.clock.now().astimezone(ZONE).date() + timedelta(days=5)
    return {
        "unit": drawn.choice(CODES), "note": "办好了", "reason": "不归我们管", "days": str(drawn.choice((1, 2))),
        "plan": "分三期改造", "review_date": review.isoformat(),
    }  # fmt: skip


def step(world: FakePorts, number: str, drawn: random.Random, *, cross: bool) -> None:
    """One thing that somebody tries; what the rules forbid changes nothing."""
    what = drawn.choice(DEEDS + CITIZEN)
    visit = Visit(number, "device")
    try:
        if what == "answer":
            answers(world, number, drawn.choice(RATINGS[2:] if cross else RATINGS))
        elif what == "appeal":
            appeal.appeal(world, visit, "没有解决")
        else:
            do(world, number, what, ALL, **details(drawn, world))
    except NuannanError:
        return


@lru_cache(maxsize=LIVES)
def lived(seed: int) -> tuple[FakePorts, str]:
    drawn, world = random.Random(seed), ports(seed)
    number = report(world, category=drawn.choice(("01", "02"))).number
    cross = drawn.random() < 0.4  # never content, so that lives get to round 3 and beyond
    for _ in range(drawn.randint(5, MOST_STEPS)):
        world.clock.move(hours=drawn.choice((0, 0, 1, 3, 6, 20, 40)))
        if drawn.random() < 0.7:
            sweep.sweep(world)
            deliver(world)
        step(world, number, drawn, cross=cross)
    if drawn.random() < 0.1:
        try:
            withdraw.withdraw(world, Visit(number, "device"), "")
        except NuannanError:
            pass
    sweep.sweep(world)
    return world, number


def counted(world: FakePorts, number: str) -> tuple[dict, dict]:
    """Each measure by period and unit: by the counters, and by the ledger from the history."""
    held, entries, _ = world.petitions.whole(number)
    own = {
        (month, unit): Counter({name: count for name, count in measures.items() if not name.startswith(tally.DEEP)})
        for month, units in tally.contribution(held, ZONE).items()
        for unit, measures in units.items()
    }
    state, history = (json.loads(msgspec.json.encode(each)) for each in (held, entries))
    now = world.clock.now()
    second = [recount.counted(state, history, CALENDAR, now, name) for name in (recount.MONTH, recount.DAY)]
    return own, second[0] | second[1]


@pytest.mark.parametrize("start", range(0, LIVES, 60))
def test_second_count_equals_the_counters_when_lives_are_random(start: int) -> None:
    for seed in range(start, start + 60):
        world, number = lived(seed)
        own, second = counted(world, number)
        assert own == second, f"seed {seed}"


def test_random_lives_meet_every_measure_and_action() -> None:
    measures, actions = set(), set()
    for seed in range(LIVES):
        world, number = lived(seed)
        measures |= {name for each in counted(world, number)[0].values() for name in each}
        actions |= {str(each.action) for each in world.petitions.whole(number)[1]}
        assert petition(world, number).version == len(world.petitions.whole(number)[1])
    wanted = {
        "response_within", "closing_on_time", "closed", "answers", "answers_resolved", "answers_satisfied", "lapses",
        "sent_back", "sent_back_refused", "extended", "held", "assists", "final_answers", "final_satisfied",
    }  # fmt: skip
    assert wanted <= measures
    assert {"appeal", "settle", "resume", "overdue", "answer_unhappy"} <= actions
