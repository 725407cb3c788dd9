"""Following by SMS in the fault harness: the code, the telling and the end, whatever call breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from chalicelib.domain.errors import InvalidInput, ProofOver
from chalicelib.journey import clear, prove, subscribe, unsubscribe
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER
from tests.journey.steps import PHONE, do, phone_key
from tests.prove.case import Case

OTHER = "13900139002"
SOURCE, KEY = "192.0.2.1", "k" * 20


def _public(case: Case) -> str:
    """A public petition of the first phone, which the other one does not know of yet."""
    case.phones = (PHONE, OTHER)
    number = case.file()
    case.work()
    clear.decide(case.world, clear.Decision(number, case.world.petitions.get(number).version, "publish", "路灯坏了"), DISPATCHER, KEY)
    return number


def _follow(case: Case, number: str) -> None:
    case.tokens.append(subscribe.ask(case.world, number, OTHER, SOURCE, "zh"))
    case.work()
    subscribe.confirm(case.world, case.tokens[-1], _code(case), SOURCE)


def following(case: Case) -> None:
    """The right code, until the phone follows; when it was used and the answer lost, a new one is asked for."""
    number = _public(case)
    case.tokens.append(subscribe.ask(case.world, number, OTHER, SOURCE, "zh"))
    case.work()

    def command() -> None:
        try:
            subscribe.confirm(case.world, case.tokens[-1], _code(case), SOURCE)
        except (ProofOver, InvalidInput):
            _follow(case, number)

    case.command = command

    def wrong() -> int:
        """Not following, or told of a closing otherwise than once."""
        do(case.world, number, "accept")
        do(case.world, number, "close", note="修好了")
        case.work()
        return abs(_told_of_it(case).count("followed_answered") - 1)

    case.wrong = wrong


def _told_of_it(case: Case) -> list[str]:
    line = case.world.outbox.messages_of(phone_key(case.world, OTHER))
    return [each.name for each in line if each.name.startswith("followed")]


def telling_who_follows(case: Case) -> None:
    """The sweep after a closing: one who follows is told once, and as nobody who answers."""
    number = _public(case)
    _follow(case, number)
    do(case.world, number, "accept")
    do(case.world, number, "close", note="修好了")
    case.command = lambda: sweep(case.world)


def following_no_more(case: Case) -> None:
    """TD from a phone without petitions: what it follows ends, its number goes, and nothing is told of a closing after it."""
    number = _public(case)
    _follow(case, number)
    held = case.world.subscriptions.of_phone(phone_key(case.world, OTHER))[0]
    case.command = lambda: case.says("TD", "reply-1", OTHER)

    def wrong() -> int:
        do(case.world, number, "accept")
        do(case.world, number, "close", note="修好了")
        case.work()
        told = _told_of_it(case)
        case.world.clock.move(days=2)
        unsubscribe.forget_due(case.world, case.world.clock.now() + timedelta(hours=1))
        return len(told) + (case.world.contacts.open(held.id) is not None)

    case.wrong = wrong


def _code(case: Case) -> str:
    return prove.code_of(case.world, case.world.secrets.digest("challenge", case.tokens[-1]))


FOLLOWING: dict[str, Callable[[Case], None]] = {
    "follow": following, "follow, told": telling_who_follows, "follow, stop": following_no_more,
}  # fmt: skip
