"""A carrier that hangs: whoever works beside a slow sender, nothing goes twice, nothing is doubted, order is kept."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from chalicelib.domain.carriers import Sent, Words
from chalicelib.domain.outbox import CLAIM_LASTS, MessageState
from chalicelib.journey.send import LEASE_LASTS, WORKS_FOR, send

from tests.fakes import FakePorts, ports
from tests.journey.steps import PHONE, closed, phone_key, render, report


@dataclass
class Hanging:
    """Takes each message after `hangs`; while it hangs another sender looks at the phone, as queue and sweep wake it."""

    world: FakePorts
    hangs: timedelta
    receives: bool = True
    name: str = "carrier"
    taken: list[str] = field(default_factory=list)
    inside: bool = False

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        self.taken.append(reference)
        if not self.inside:
            self.inside = True
            for _ in range(4):
                self.world.clock.move(seconds=self.hangs.total_seconds() / 4)
                send(self.world, phone_key(self.world), render)
            self.inside = False
        return Sent(f"id-{len(self.taken)}", provider=self.name)


@pytest.fixture
def world() -> FakePorts:
    return ports()


def until_nothing_waits(world: FakePorts) -> int:
    """How many runs it takes; each begins when the one before said."""
    for run in range(1, 60):
        next_at = send(world, phone_key(world), render)
        if next_at is None:
            return run
        wait = (next_at - world.clock.now()).total_seconds()
        world.clock.move(seconds=max(int(wait) + 1, 0))
    raise AssertionError("it never ends")


@pytest.mark.parametrize("seconds", [1, 3, 8, 11, 16, 24, 29])
def test_nothing_goes_twice_or_is_doubted_when_each_call_hangs(world: FakePorts, seconds: int) -> None:
    for serial in range(9):
        report(world, device=f"device-{serial}")
    world.provider = Hanging(world, timedelta(seconds=seconds))
    until_nothing_waits(world)
    held = world.outbox.messages_of(phone_key(world))
    assert world.provider.taken == [each.reference for each in held]
    assert {(each.state, each.attempts, each.unsure) for each in held} == {(MessageState.SENT, 1, 0)}


def test_a_claim_lasts_from_its_own_moment_when_others_went_slowly_before(world: FakePorts) -> None:
    for serial in range(3):
        report(world, device=f"device-{serial}")
    claims, claim = [], world.outbox.claim

    def seen(message, claimed, question, now):
        claims.append(claimed.claimed_until - world.clock.now())
        return claim(message, claimed, question, now)

    world.outbox.claim = seen
    world.provider = Hanging(world, timedelta(seconds=4))
    send(world, phone_key(world), render)
    assert claims == [CLAIM_LASTS] * 3


def test_a_run_begins_no_message_after_its_time_and_says_that_more_waits(world: FakePorts) -> None:
    for serial in range(9):
        report(world, device=f"device-{serial}")
    world.provider = Hanging(world, timedelta(seconds=4))
    began = world.clock.now()
    next_at = send(world, phone_key(world), render)
    assert 1 < len(world.provider.taken) < 9
    assert world.clock.now() - began <= WORKS_FOR + timedelta(seconds=4)
    assert next_at is not None and next_at <= world.clock.now()


def test_nothing_is_begun_when_the_batch_has_no_time_left(world: FakePorts) -> None:
    closed(world, phone=PHONE)
    now = world.clock.now()
    assert send(world, phone_key(world), render, until=now) == now
    assert world.provider.sent == []
    assert world.outbox.take_lease(phone_key(world), "another", now, now + LEASE_LASTS), "the phone is free"
