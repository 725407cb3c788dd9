"""One world of the fault harness: its phones and petitions, and what is done to them before and after a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.journey.reply import Inbound, receive
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep

from tests.fakes import FakePorts
from tests.journey.steps import PHONE, do, phone_key, render, report
from tests.prove.points import CountingCarrier

DIGITS = "12"  # the first petition of a phone is answered with the first, so that a stray answer shows


@dataclass
class Case:
    """A world with its phones and petitions; `command` is what is broken, and is given again until it goes through."""

    world: FakePorts
    carrier: CountingCarrier
    phones: tuple[str, ...] = (PHONE,)
    numbers: list[str] = field(default_factory=list)
    digits: dict[str, str] = field(default_factory=dict)
    replied: set[str] = field(default_factory=set)
    granted: set[str] = field(default_factory=set)  # messages that a person says went
    tokens: list[str] = field(default_factory=list)  # of codes that were asked for
    marks: list[str] = field(default_factory=list)  # of browsers that a code let in
    command: Callable[[], Any] = lambda: None
    wrong: Callable[[], int] = lambda: 0  # what this journey alone must not show

    def work(self) -> datetime | None:
        """When the next message may go, after one look of every sender, as queue and sweep wake them."""
        sweep(self.world)
        moments = [send(self.world, phone_key(self.world, phone), render) for phone in self.phones]
        return min((each for each in moments if each is not None), default=None)

    def file(self, phone: str = PHONE) -> str:
        number = report(self.world, phone=phone, key=f"key-{len(self.numbers)}").number
        self.numbers.append(number)
        self.digits[number] = DIGITS[(len(self.numbers) - 1) % 2]
        return number

    def closed(self, phone: str = PHONE) -> str:
        number = self.file(phone)
        do(self.world, number, "accept")
        do(self.world, number, "close", note="修好了")
        return number

    def asked(self, phone: str = PHONE) -> str:
        number = self.closed(phone)
        self.work()
        assert self.world.petitions.get(number).rounds[-1].asked_at is not None
        return number

    def says(self, body: str, id: str, phone: str = PHONE) -> str:
        return receive(self.world, Inbound("aws", id, f"+86{phone}", body))
