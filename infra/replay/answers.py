"""How a citizen takes each question: what is sent when, drawn from the petition's dice."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from infra.replay.plans import Plan

WRITTEN = {
    "1": ("1", "1。谢谢", "１", "满意", "1 谢谢"),
    "2": ("2", "基本满意", "２", "2，谢谢"),
    "3": ("3", "已解决但不满意", "3。"),
    "4": ("4", "没解决", "４", "4！"),
}
NONSENSE = ("1个月了没人管", "你们看着办", "？？", "到底什么时候修", "2号楼也坏了", "。。。")
HAPPY = frozenset("12")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a citizen does some hours after being asked: an SMS, or a tap on the page behind the link.

    `after` names the question that brings it: "asked" for the first, or the kind of a later message.
    """

    by: str
    hours: float
    words: str
    digit: str = ""
    copies: int = 1
    after: str = "asked"


Way = Callable[[random.Random, str], list[Deed]]  # each is given dice and digit, and may leave either


def _sms(drawn: random.Random, digit: str) -> list[Deed]:
    return [Deed("sms", drawn.choice((0, 0, 3, 20, 30)), drawn.choice(WRITTEN[digit]), digit)]


def _reminded(drawn: random.Random, digit: str) -> list[Deed]:
    return [Deed("sms", 1, drawn.choice(WRITTEN[digit]), digit, after="follow_up_reminder")]


def _link(drawn: random.Random, digit: str) -> list[Deed]:
    return [Deed(drawn.choice(("page", "json")), drawn.choice((0, 0, 5, 26)), "", digit)]


def _link_twice(drawn: random.Random, digit: str) -> list[Deed]:
    first = _link(drawn, digit)[0]
    return [first, Deed(first.by, first.hours, "", digit)]


def _doubled(drawn: random.Random, digit: str) -> list[Deed]:
    return [Deed("sms", drawn.choice((0, 4)), drawn.choice(WRITTEN[digit]), digit, copies=3)]


def _twice(drawn: random.Random, digit: str) -> list[Deed]:
    return [Deed("sms", hours, drawn.choice(WRITTEN[digit]), digit) for hours in (0, 4)]


def _other_mind(drawn: random.Random, digit: str) -> list[Deed]:
    """Happy, then unhappy within the day, or the other way round."""
    other = "4" if digit in HAPPY else "1"
    return [
        Deed("sms", 0, drawn.choice(WRITTEN[digit]), digit),
        Deed("sms", 1, drawn.choice(WRITTEN[other]), other),
    ]


def _nonsense_first(drawn: random.Random, digit: str) -> list[Deed]:
    return [
        Deed("sms", 0, drawn.choice(NONSENSE)),
        Deed("sms", 1, drawn.choice(WRITTEN[digit]), digit, after="ask_again"),
    ]


def _nonsense_only(drawn: random.Random, _: str) -> list[Deed]:
    return [Deed("sms", hours, drawn.choice(NONSENSE)) for hours in (0, 25)]


def _which(_: random.Random, digit: str) -> list[Deed]:
    chosen = digit if digit not in HAPPY else "3"
    return [Deed("sms", 0, "不满意"), Deed("sms", 1, chosen, chosen, after="ask_which")]


def _late(_: random.Random, digit: str) -> list[Deed]:
    return [Deed("sms", 24 * 8, digit, digit)]


def _silent(_: random.Random, __: str) -> list[Deed]:
    return []


WAYS: tuple[tuple[int, Way], ...] = (
    (36, _sms), (6, _reminded), (14, _link), (4, _link_twice), (7, _doubled), (4, _twice), (6, _other_mind),
    (6, _nonsense_first), (3, _nonsense_only), (4, _which), (2, _late), (10, _silent),
)  # fmt: skip
DIGITS, DIGIT_WEIGHTS = "1234", (42, 20, 14, 24)


def deeds(plan: Plan, asked: int, *, by_sms: bool) -> list[Deed]:
    """What follows the petition's question number `asked`; a question that came by link alone is answered there."""
    drawn = plan.dice("answer", asked)
    digit = drawn.choices(DIGITS, DIGIT_WEIGHTS)[0]
    way = drawn.choices([way for _, way in WAYS], [weight for weight, _ in WAYS])[0]
    if not by_sms and way not in (_silent, _link_twice):
        way = _link
    return way(drawn, digit)
