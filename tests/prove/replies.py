"""Schedules for the proofs of replies: who closes, who answers, and what a carrier does to an SMS on its way."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chalicelib.domain.errors import ActionNotAllowed
from chalicelib.domain.petition import Rating
from chalicelib.journey.answer import Given, answer
from chalicelib.journey.reply import Inbound, receive
from chalicelib.journey.sweep import sweep

from tests.fakes import FakePorts, ports
from tests.journey.steps import PHONE, closed, deliver, petition

CARRIER_DELAY = timedelta(hours=23, minutes=59)
MOST_STEPS = 60
PUTS_OFF, IGNORES, BY_LINK = 0.4, 0.2, 0.2
REPLAYED_AFTER = timedelta(days=23)  # Source: SNS retries for so long


@dataclass
class Schedule:
    """One phone with three closed petitions; each is meant to get digits that no other gets, so that a stray shows.

    The holder reads the question that came last, whichever it is about, and answers it then, by SMS or by its link,
    sometimes twice, or ignores it until it is asked once more, or for ever; an SMS travels for up to a day, is doubled,
    and is overtaken by others. The sweep reminds and lapses meanwhile.
    """

    seed: int
    made: Callable[[int], FakePorts] = ports
    world: FakePorts = field(init=False)
    digits: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    on_the_way: list[tuple[datetime, int, Inbound]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.drawn = random.Random(self.seed)
        self.world = self.made(self.seed)

    def run(self) -> None:
        """Nothing; every petition was asked about in its turn or by link, and every SMS has arrived."""
        shuffled = "".join(self.drawn.sample("1234", 4))
        shares = (shuffled[0], shuffled[1], shuffled[2:])
        for share in shares:
            self.digits[closed(self.world, device=share)] = share
        for _ in range(MOST_STEPS):
            deliver(self.world)
            self._read()
            self.world.clock.move(hours=self.drawn.choice((1, 3, 7, 13)), minutes=self.drawn.randrange(60))
            self._arrive()
            sweep(self.world)
            if not self.on_the_way and len(self.answered) == len(shares):
                return

    def _read(self) -> None:
        """The holder sees the question that came last and, sometimes, answers it right now."""
        asked = self._last_question()
        if asked is None or asked[1] in self.answered or " ".join(asked) in self.ignored:
            return
        name, number = asked
        drawn = self.drawn.random()
        if drawn < PUTS_OFF:
            self.ignored |= {f"{name} {number}"} if drawn < IGNORES else set()
            return
        self.answered.add(number)
        for _ in range(self.drawn.choice((1, 1, 2))):
            digit = self.drawn.choice(self.digits[number])
            if name.endswith("_link") or self.drawn.random() < BY_LINK:
                with suppress(ActionNotAllowed):
                    answer(self.world, number, Given(Rating(digit), "link"))
            else:
                self._post(digit)

    def _last_question(self) -> tuple[str, str] | None:
        """Name and petition of the last question that the phone received."""
        told = (text.split()[:2] for text in reversed(self.world.provider.texts))
        return next(((name, number) for name, number in told if name.startswith("follow_up")), None)

    def _post(self, body: str) -> None:
        """The reply, on its way: late, doubled, and out of order."""
        inbound = Inbound("aws", f"{self.seed}-{self.drawn.getrandbits(64)}", f"+86{PHONE}", body)
        for _ in range(self.drawn.choice([1, 1, 2, 3])):
            arrives = self.world.clock.now() + CARRIER_DELAY * self.drawn.random()
            self.on_the_way.append((arrives, len(self.on_the_way), inbound))

    def _arrive(self) -> None:
        now = self.world.clock.now()
        due = sorted(each for each in self.on_the_way if each[0] <= now)
        self.on_the_way = [each for each in self.on_the_way if each[0] > now]
        for _, _, inbound in due:
            receive(self.world, inbound)


def strays(schedule: Schedule) -> list[str]:
    """Petitions that hold an answer which nobody meant for them."""
    return [
        number
        for number, meant in schedule.digits.items()
        for run in petition(schedule.world, number).rounds
        if any(str(each.rating) not in meant for each in run.answers)
    ]
