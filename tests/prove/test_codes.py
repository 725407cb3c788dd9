"""A million guesses at a phone's code, under the limits at the door: how many count, and how many get in.

The guesser owns as many addresses as it likes, asks for a code whenever it may, and sees whether it is in. What it
cannot do is get more than the limits give: five codes a day for a number and three tries for a code.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import pytest
from chalicelib.domain import proof
from chalicelib.domain.errors import InvalidInput, ProofOver, TooManyRequests
from chalicelib.journey import door
from chalicelib.journey.prove import ask, code_of, verify

from tests.fakes import FakePorts, ports
from tests.journey.steps import PHONE, deliver, report

CODES_A_DAY, TRIES = 5, 3
CODES = 10**proof.CODE_DIGITS


@dataclass
class Guesser:
    """One who throws guesses at a phone from ever new addresses."""

    world: FakePorts
    chance: random.Random
    phone: str = PHONE
    told: Counter[str] = field(default_factory=Counter)
    token: str = ""

    def ask(self) -> None:
        """A new code, if the phone may have one; else the old token stays."""
        try:
            self.token = ask(self.world, self.phone, self.address(), "zh")
            self.told["codes"] += 1
            deliver(self.world, self.phone)
        except TooManyRequests:
            self.told["no code"] += 1

    def guess(self) -> None:
        """One guess; a new code is asked for when the one at hand is over."""
        try:
            verify(self.world, self.token, f"{self.chance.randrange(CODES):06d}", self.address())
            self.told["in"] += 1
        except InvalidInput:
            self.told["counted"] += 1
        except ProofOver:
            self.told["over"] += 1
            self.ask()

    def address(self) -> str:
        return f"10.{self.chance.randrange(256)}.{self.chance.randrange(256)}.{self.chance.randrange(256)}"


def guesser(seed: int = 1) -> Guesser:
    world = ports(seed)
    report(world)
    return Guesser(world, random.Random(seed))


def guess_all_day(guesses: int) -> tuple[Guesser, int]:
    """What came of so many guesses within one day, and how many of them the store compared."""
    held, compared = guesser(), 0
    attempt = held.world.proofs.attempt

    def counted(*given):
        nonlocal compared
        found = attempt(*given)
        compared += found is not None
        return found

    held.world.proofs.attempt = counted
    for _ in range(guesses):
        held.guess()
        held.world.clock.move(seconds=80_000 / guesses)
    return held, compared


def test_the_limits_are_those_of_which_the_odds_are_told() -> None:
    assert (door.LIMITS["code_phone"][0], proof.MOST_TRIES) == (CODES_A_DAY, TRIES)


def test_fifteen_guesses_a_day_count_however_many_are_thrown() -> None:
    held, compared = guess_all_day(3_000)
    assert compared == CODES_A_DAY * TRIES
    assert (held.told["codes"], held.told["in"]) == (CODES_A_DAY, 0)


@pytest.mark.slow
def test_none_of_a_million_guesses_a_day_gets_in() -> None:
    held, compared = guess_all_day(10**6)
    odds = Fraction(CODES_A_DAY * TRIES, CODES)
    print(f"1,000,000 guesses in a day at one phone: {compared} compared, {held.told['in']} in; odds {float(odds):.6%} a day")
    assert compared == CODES_A_DAY * TRIES
    assert held.told["in"] == 0


@pytest.mark.slow
def test_guesses_that_count_hit_as_often_as_chance_says() -> None:
    """A million compared guesses take one phone 183 years: what the odds are worth is counted by moving the clock."""
    held = guesser(7)
    days = 10**6 // (CODES_A_DAY * TRIES)
    for _ in range(days):
        for _ in range(CODES_A_DAY):
            held.ask()
            for _ in range(TRIES):
                held.guess()
        held.world.memory.messages.clear()  # what was sent would make the line long, and nothing else
        held.world.proofs.held.clear()
        held.world.door.knocks.clear()
        held.world.clock.move(days=1)
    compared = held.told["counted"] + held.told["in"] + held.told["over"]
    print(f"{compared} compared guesses in {days} days ({days // 365} years): {held.told['in']} in, 1 in {CODES:,} expected")
    assert compared == days * CODES_A_DAY * TRIES
    assert held.told["in"] <= 6  # Poisson of mean 1: 1 in 12,000 runs goes over; the seed is fixed


def test_a_guesser_gets_in_when_tries_are_not_counted() -> None:
    """The planted fault: without the count the same guesser is in after some hundred thousand guesses, so few digits do here."""
    held = guesser()
    held.ask()
    attempt = held.world.proofs.attempt
    held.world.proofs.attempt = lambda key, now, _: attempt(key, now, 10**9)
    door.LIMITS["code_try"], limit = (10**9, door.LIMITS["code_try"][1]), door.LIMITS["code_try"]
    try:
        for typed in range(int(right(held)) - 50, int(right(held)) + 1):
            try:
                verify(held.world, held.token, f"{typed:06d}", held.address())
                held.told["in"] += 1
            except (InvalidInput, ProofOver):
                held.told["counted"] += 1
    finally:
        door.LIMITS["code_try"] = limit
    assert held.told["in"] == 1


def right(held: Guesser) -> str:
    return code_of(held.world, held.world.secrets.digest("challenge", held.token))


def test_codes_are_spread_evenly() -> None:
    world = ports()
    drawn = Counter(code_of(world, world.secrets.digest("challenge", str(serial)))[:2] for serial in range(50_000))
    assert len(drawn) == 100
    off = sum((count - 500) ** 2 / 500 for count in drawn.values())
    print(f"chi-square of the first two digits of 50,000 codes: {off:.0f} (99 degrees of freedom)")
    assert off < 149  # Source: the 99.9 % point of chi-square with 99 degrees of freedom is 148.2


def test_an_address_alone_gets_few_guesses_at_all_phones_together() -> None:
    world, refused = ports(), 0
    for serial in range(200):
        try:
            ask(world, f"138{serial:08d}", "192.0.2.1", "zh")
        except TooManyRequests:
            refused += 1
        if serial == 100:
            world.clock.move(hours=1)
    assert 200 - refused == 60


def test_codes_of_phones_without_petitions_are_no_guess_at_all() -> None:
    world = ports()
    token = ask(world, PHONE, "192.0.2.1", "zh")
    deliver(world)
    with pytest.raises(InvalidInput):
        verify(world, token, code_of(world, world.secrets.digest("challenge", token)), "192.0.2.2")
