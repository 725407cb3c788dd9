"""The commands and consumers that the fault harness breaks: what stands before each, and what it then is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, ProofOver
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt
from chalicelib.journey import prove, receipt
from chalicelib.journey.answer import answer_by_link
from chalicelib.journey.calls import Told, told
from chalicelib.journey.count import count
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.messages import decide, resend
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER
from tests.journey.steps import PHONE, do, phone_key, render, report
from tests.prove.case import Case
from tests.prove.following import FOLLOWING

OTHER = "13900139002"
SOURCE, KEY = "192.0.2.1", "k" * 20


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
    """Two petitions of one phone, both closed: four messages in a line, and a turn to wait for."""
    case.closed(), case.closed()
    case.command = lambda: send(case.world, phone_key(case.world), render)


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


def ringing(case: Case, digit: str) -> None:
    """What a citizen said on the telephone, entered by a dispatcher on the version that stood."""
    number = case.asked()
    case.replied.add(number)
    case.digits[number] = digit
    version = case.world.petitions.get(number).version
    case.command = lambda: told(case.world, Told(number, version, int(digit), "电话里说的"), DISPATCHER, "call-1")


def asking_for_a_code(case: Case) -> None:
    """Asked for until a token comes: whoever got no answer asks again, and the last token is the one that counts."""
    case.file()
    case.work()
    case.command = lambda: case.tokens.append(prove.ask(case.world, PHONE, SOURCE, "zh"))
    case.wrong = lambda: len({key for key in _phones_asked(case)} - {phone_key(case.world)}) + (not case.tokens)


def _phones_asked(case: Case) -> list[str]:
    return [each.phone_key for each in case.world.outbox.messages_of(phone_key(case.world)) if each.name == prove.MESSAGE]


def sending_a_code(case: Case) -> None:
    """A code goes past a line that waits."""
    case.file()
    prove.ask(case.world, PHONE, SOURCE, "zh")
    case.command = lambda: send(case.world, phone_key(case.world), render)


def proving(case: Case) -> None:
    """The right code, until it lets in; when it was used and the answer lost, a new one is asked for."""
    case.file()
    case.work()
    case.tokens.append(prove.ask(case.world, PHONE, SOURCE, "zh"))
    case.work()

    def command() -> None:
        try:
            _verify(case)
        except (ProofOver, InvalidInput):
            case.tokens.append(prove.ask(case.world, PHONE, SOURCE, "zh"))
            case.work()
            _verify(case)

    def wrong() -> int:
        """Not let in; let in elsewhere; or one token that lets in once more."""
        strangers = sum(prove.proved(case.world, each) != phone_key(case.world) for each in case.marks)
        again = 0
        for token in case.tokens:
            try:
                again += bool(prove.verify(case.world, token, _code(case, token), SOURCE))
            except (ProofOver, InvalidInput):
                continue
        return (not case.marks) + strangers + again

    case.command, case.wrong = command, wrong


def _verify(case: Case) -> None:
    case.marks.append(prove.verify(case.world, case.tokens[-1], _code(case, case.tokens[-1]), SOURCE))


def _code(case: Case, token: str) -> str:
    return prove.code_of(case.world, case.world.secrets.digest("challenge", token))


def sending_again(case: Case) -> None:
    """A message that a carrier refused, sent again from the desk."""
    number = case.file()
    case.carrier.answers = [Sent(None, "x", Trouble.REFUSED_NUMBER, "carrier")]
    case.work()
    failed = case.world.outbox.messages_of(phone_key(case.world))[-1]
    assert failed.state is MessageState.FAILED
    case.command = lambda: resend(case.world, DISPATCHER, number, failed.id, KEY)


def deciding(case: Case, decision: str) -> None:
    """A reminder of which nobody knows whether it went: a person decides; who got no answer finds it decided."""
    number = case.asked()
    case.world.clock.move(days=2)
    sweep(case.world)
    case.carrier.answers = [Sent(None, "timeout", Trouble.UNKNOWN, "carrier")]
    send(case.world, phone_key(case.world), render)
    doubtful = case.world.outbox.messages_of(phone_key(case.world))[-1]
    assert doubtful.state is MessageState.UNDECIDED
    if decision == "sent":
        case.granted.add(doubtful.id)

    def command() -> None:
        try:
            decide(case.world, DISPATCHER, number, doubtful.id, decision)
        except ActionNotAllowed:
            return

    case.command = command


JOURNEYS: dict[str, Callable[[Case], None]] = {
    "submit": submitted, "close": closing, "send": sending, "send, not twice": asking_again, "reply, happy": replying,
    "reply, unhappy": replying_unhappily, "reply, words": commenting, "reply, stop": stopping, "receipt": reporting,
    "receipt, early": hearing_early, "rate, happy": rating, "rate, unhappy": rating_unhappily, "sweep": sweeping, "count": counting,
    "call, happy": partial(ringing, digit="1"), "call, unhappy": partial(ringing, digit="4"),
    **FOLLOWING,
    "code, asked": asking_for_a_code, "code, sent": sending_a_code, "code, verified": proving, "resend": sending_again,
    "decide, again": partial(deciding, decision="again"), "decide, sent": partial(deciding, decision="sent"),
    "decide, drop": partial(deciding, decision="drop"),
}  # fmt: skip
