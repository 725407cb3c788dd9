"""Replies late, doubled, shuffled and replayed: one answer each, and never on another petition. Fewer in every run."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from chalicelib.domain import outbox
from chalicelib.domain.petition import Status
from chalicelib.journey import send
from chalicelib.journey.reply import Inbound, receive
from chalicelib.storage import keys

from tests.fakes import FakePorts, ports
from tests.journey.steps import PHONE, asked, petition
from tests.prove.replies import REPLAYED_AFTER, Schedule, strays
from tests.prove.worlds import real


def _run(seeds: range, made: Callable[[int], FakePorts] = ports) -> tuple[list[int], int]:
    """Seeds whose schedule put an answer on the wrong petition, and how many answers were given in all."""
    wrong, given = [], 0
    for seed in seeds:
        schedule = Schedule(seed, made)
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
    since = time.monotonic()
    wrong, given = _run(range(10_000))
    print(_told("in memory", 10_000, given, wrong, since))
    assert not wrong
    assert given > 15_000  # a guard against schedules in which nobody answers, not a promise


def _told(where: str, schedules: int, given: int, wrong: list[int], since: float) -> str:
    head = f"\n{'schedules':<22}{'runs':>7}{'petitions':>11}{'answers':>9}{'on the wrong petition':>23}{'s':>6}"
    return f"{head}\n{where:<22}{schedules:>7}{3 * schedules:>11}{given:>9}{len(wrong):>23}{time.monotonic() - since:>6.0f}"


@pytest.mark.slow
def test_no_answer_lands_on_the_wrong_petition_on_the_real_engine(engine, monkeypatch) -> None:
    monkeypatch.setattr(keys, "WAKE_SPREAD", 1)  # sixty sweeps a schedule, of which this is not the proof
    since = time.monotonic()
    wrong, given = _run(range(20_000, 20_020), partial(_on, engine))
    print(_told("on the real engine", 20, given, wrong, since))
    assert not wrong
    assert given > 30


def _on(engine, seed: int) -> FakePorts:
    return real(engine, seed)


def test_schedules_would_catch_a_phone_that_is_not_kept_quiet(monkeypatch) -> None:
    monkeypatch.setattr(outbox, "QUIET_AFTER_ANSWER", timedelta(0))
    wrong, _ = _run(range(60))
    assert wrong


def test_schedules_would_catch_a_reminder_that_asks_for_a_digit_out_of_its_turn(monkeypatch) -> None:
    monkeypatch.setattr(send, "_answerable", lambda _, message: message)
    wrong, _ = _run(range(60))
    assert wrong


def _replay(seed: int, copies: int, made: Callable[[int], FakePorts] = ports) -> tuple[int, int]:
    """How many answers a petition holds after a reply came so often, among others' words, and again 23 days later; and replies."""
    drawn, world = random.Random(seed), made(seed)
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
    return sum(len(run.answers) for run in held.rounds), 2 * len(came)


def _every_number_of_copies(where: str, seeds: int, made: Callable[[int], FakePorts] = ports) -> None:
    since = time.monotonic()
    found = [_replay(seed * 100 + copies, copies, made) for copies in range(2, 51) for seed in range(seeds)]
    counted = Counter(answers for answers, _ in found)
    head = f"\n{'doubled 2 to 50 times':<22}{'runs':>7}{'replies':>11}{'one rating':>12}{'none':>7}{'more':>7}{'s':>6}"
    more = len(found) - counted[1] - counted[0]
    replies, took = sum(replies for _, replies in found), time.monotonic() - since
    print(f"{head}\n{where:<22}{len(found):>7}{replies:>11}{counted[1]:>12}{counted[0]:>7}{more:>7}{took:>6.0f}")
    assert counted == {1: 49 * seeds}


@pytest.mark.parametrize("copies", [2, 3, 50])
def test_one_rating_stands_when_a_reply_is_doubled_shuffled_and_replayed(copies) -> None:
    assert _replay(copies, copies)[0] == 1


def test_one_rating_stands_for_every_number_of_copies() -> None:
    _every_number_of_copies("in memory", 5)


@pytest.mark.slow
def test_one_rating_stands_for_every_number_of_copies_on_the_real_engine(engine) -> None:
    _every_number_of_copies("on the real engine", 1, partial(_on, engine))


def test_replays_would_catch_replies_that_are_remembered_for_a_day_only(monkeypatch) -> None:
    """The planted fault: after its day is over a reply that comes again is taken for a new one."""

    class Forgetful(FakePorts):
        def forget(self) -> None:
            self.memory.inbound.clear()

    def made(seed: int) -> FakePorts:
        world = Forgetful(ids=ports(seed).ids)
        move = world.clock.move

        def moved(**by):
            if by.get("seconds") == REPLAYED_AFTER.total_seconds():
                world.forget()
            return move(**by)

        world.clock.move = moved
        return world

    with pytest.raises(AssertionError):
        _replay(2, 2, made)
