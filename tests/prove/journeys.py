"""The commands and consumers that the fault harness breaks: what stands before each, and what it then is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt
from chalicelib.journey import receipt
from chalicelib.journey.answer import answer_by_link
from chalicelib.journey.count import count
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.reply import Inbound, receive
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep

from tests.fakes import FakePorts
from tests.journey.steps import PHONE, do, phone_key, render, report
from tests.prove.points import CountingCarrier

OTHER = "13900139002"
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
    command: Callable[[], Any] = lambda: None

    def work(self) -> None:
        """One look of every sender, as queue and sweep wake them."""
        sweep(self.world)
        for phone in self.phones:
            send(self.world, phone_key(self.world, phone), render)

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


def submitted(case: Case) -> None:
    def command() -> None:
        number = report(case.world, key="key-0").number
        if number not in case.numbers:
            case.numbers.append(number)
            case.digits[number] = "1"

    case.command = command


def closing(case: Case) -> None:
    number = case.file()
    case.work()
    do(case.world, number, "accept")
    version = case.world.petitions.get(number).version
    case.command = lambda: do(case.world, number, "close", key="close-1", version=version, note="修好了")


def sending(case: Case) -> None:
    """Two petitions of one phone, both closed, and one of another: four messages in a line, and a turn to wait for."""
    case.phones = (PHONE, OTHER)
    case.closed(), case.closed(), case.closed(OTHER)
    case.command = lambda: [send(case.world, phone_key(case.world, each), render) for each in case.phones]


def asking_again(case: Case) -> None:
    """A message that is not to be sent twice without a person: the question once more."""
    case.asked()
    case.says("收到", "first-words")
    case.command = lambda: send(case.world, phone_key(case.world), render)


def replying(case: Case) -> None:
    case.asked()
    case.replied.add(case.numbers[0])
    case.command = lambda: case.says("1。谢谢", "reply-1")


def replying_unhappily(case: Case) -> None:
    case.digits[case.asked()] = "4"
    case.replied.add(case.numbers[0])
    case.command = lambda: case.says("4", "reply-1")


def commenting(case: Case) -> None:
    case.asked()
    case.command = lambda: case.says("1个月了没人管", "reply-1")


def stopping(case: Case) -> None:
    case.asked()
    case.command = lambda: case.says("TD", "reply-1")


def reporting(case: Case) -> None:
    """The receipt of the first message, with an older one behind it."""
    case.file()
    case.work()
    at = case.world.clock.now()

    def command() -> None:
        for state in (MessageState.DELIVERED, MessageState.SENT):
            receipt.record(case.world, Receipt("carrier", "id-1", state, str(state), at))

    case.command = command


def hearing_early(case: Case) -> None:
    """The carrier reports the delivery before it answers that it took the message."""
    case.closed()
    at = case.world.clock.now()
    delivered = MessageState.DELIVERED
    case.carrier.reports = lambda id: receipt.record(case.world, Receipt("carrier", id, delivered, "DELIVRD", at))
    case.command = lambda: send(case.world, phone_key(case.world), render)


def rating(case: Case) -> None:
    number = case.asked()
    case.replied.add(number)
    case.command = lambda: answer_by_link(case.world, Visit(number, DEVICE), 1)


def rating_unhappily(case: Case) -> None:
    number = case.asked()
    case.replied.add(number)
    case.digits[number] = "3"
    case.command = lambda: answer_by_link(case.world, Visit(number, DEVICE), 3, "还是不亮")


def sweeping(case: Case) -> None:
    """Two days after a question: its reminder is due; and a message waits that nobody woke a sender for."""
    case.phones = (PHONE, OTHER)
    case.asked()
    case.world.clock.move(hours=49)
    case.file(OTHER)
    case.command = lambda: sweep(case.world)


def counting(case: Case) -> None:
    number = case.closed()
    case.command = lambda: count(case.world, case.world.petitions.get(number))


JOURNEYS: dict[str, Callable[[Case], None]] = {
    "submit": submitted, "close": closing, "send": sending, "send, not twice": asking_again, "reply, happy": replying,
    "reply, unhappy": replying_unhappily, "reply, words": commenting, "reply, stop": stopping, "receipt": reporting,
    "receipt, early": hearing_early, "rate, happy": rating, "rate, unhappy": rating_unhappily, "sweep": sweeping, "count": counting,
}  # fmt: skip
