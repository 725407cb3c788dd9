"""Replies late, doubled, shuffled and replayed: one answer each, and never on another petition. Fewer in every run."""

import random
from datetime import timedelta

import pytest
from chalicelib.domain import outbox
from chalicelib.domain.petition import Status
from chalicelib.journey import send
from chalicelib.journey.reply import Inbound, receive

from tests.fakes import ports
from tests.journey.steps import PHONE, asked, petition
from tests.prove.replies import REPLAYED_AFTER, Schedule, strays


def _run(seeds: range) -> tuple[list[int], int]:
    """Seeds whose schedule put an answer on the wrong petition, and how many answers were given in all."""
    wrong, given = [], 0
    for seed in seeds:
        schedule = Schedule(seed)
        schedule.run()
        given += sum(len(run.answers) for n in schedule.digits for run in petition(schedule.world, n).rounds)
        if strays(schedule):
            wrong.append(seed)
    return wrong, given


def test_no_answer_lands_on_the_wrong_petition_when_carriers_are_late() -> None:
    wrong, given = _run(range(60))
    assert not wrong
    assert given > 60


@pytest.mark.slow
def test_no_answer_lands_on_the_wrong_petition_in_ten_thousand_schedules() -> None:
    wrong, given = _run(range(10_000))
    print(f"10,000 schedules, 30,000 petitions, {given} answers, on the wrong petition: {len(wrong)}")
    assert not wrong
    assert given > 15_000  # a guard against schedules in which nobody answers, not a promise


def test_schedules_would_catch_a_phone_that_is_not_kept_quiet(monkeypatch) -> None:
    monkeypatch.setattr(outbox, "QUIET_AFTER_ANSWER", timedelta(0))
    wrong, _ = _run(range(60))
    assert wrong


def test_schedules_would_catch_a_reminder_that_asks_for_a_digit_out_of_its_turn(monkeypatch) -> None:
    monkeypatch.setattr(send, "_answerable", lambda _, message: message)
    wrong, _ = _run(range(60))
    assert wrong


def _replay(seed: int, copies: int) -> int:
    """How many answers a petition holds after a reply came so often, among others' words, and once more 23 days later."""
    drawn, world = random.Random(seed), ports(seed)
    number = asked(world)
    digit = drawn.choice("1234")
    came = [Inbound("aws", "one", f"+86{PHONE}", digit)] * copies
    came += [Inbound("aws", f"other-{n}", f"+86{PHONE}", f"{n}个月了没人管") for n in (1, 2)] * 2
    drawn.shuffle(came)
    for each in came:
        receive(world, each)
        world.clock.move(minutes=drawn.randrange(30))
    world.clock.move(seconds=REPLAYED_AFTER.total_seconds())
    drawn.shuffle(came)
    outcomes = {receive(world, each) for each in came}
    assert outcomes == {"already_received"}
    held = petition(world, number)
    assert (held.status is Status.SETTLED) is (digit in "12")
    return sum(len(run.answers) for run in held.rounds)


@pytest.mark.parametrize("copies", [2, 3, 50])
def test_one_rating_stands_when_a_reply_is_doubled_shuffled_and_replayed(copies) -> None:
    assert _replay(copies, copies) == 1


@pytest.mark.slow
def test_one_rating_stands_for_every_number_of_copies() -> None:
    counted = [_replay(seed * 100 + copies, copies) for copies in range(2, 51) for seed in range(5)]
    print(f"{len(counted)} replays of 2 to 50 copies, ratings each: {set(counted)}")
    assert set(counted) == {1}
