"""Receipts: once each, in any order, forward only; and what a refusal of a carrier leads to."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from chalicelib.domain import told_by_sms
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.outbox import MOST_STATES, MessageState, Unrenderable
from chalicelib.domain.receipts import Receipt, received
from chalicelib.domain.told_by_sms import Kind
from chalicelib.journey import receipt
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep

from tests.journey.steps import asked, deliver, lines, phone_key, render, report

S = MessageState
CARRIER, ID = "carrier", "id-1"


def told(world, state: MessageState, code: str = "", id: str = ID) -> str:
    return receipt.record(world, Receipt(CARRIER, id, state, code or str(state), world.clock.now()))


def first(world):
    return world.outbox.messages_of(phone_key(world))[0]


def states(world) -> list[str]:
    return [str(each.state) for each in first(world).states]


def test_message_is_delivered_when_its_carrier_says_so(world) -> None:
    report(world)
    deliver(world)
    sent_at = world.clock.now()
    world.clock.move(seconds=4)
    assert told(world, S.DELIVERED, "DELIVRD") == "moved"
    message = first(world)
    assert (message.state, message.reason) == (S.DELIVERED, "DELIVRD")
    assert [(each.state, each.at, each.reason, each.provider) for each in message.states] == [
        (S.SENT, sent_at, "", CARRIER),
        (S.DELIVERED, world.clock.now(), "DELIVRD", CARRIER),
    ]


def test_receipt_counts_once_when_it_comes_again(world) -> None:
    report(world)
    deliver(world)
    told(world, S.DELIVERED)
    before = first(world)
    world.clock.move(hours=24 * 29)
    assert [told(world, S.DELIVERED) for _ in range(50)] == ["repeated"] * 50
    assert first(world) == before


@pytest.mark.parametrize("order", list(permutations((S.SENT, S.UNCLEAR, S.EXPIRED, S.FAILED, S.DELIVERED))))
def test_the_same_end_stands_whatever_the_order(world, order) -> None:
    report(world)
    deliver(world)
    for state in order:
        told(world, state)
    assert first(world).state is S.DELIVERED
    assert first(world).reason == "delivered"


@pytest.mark.parametrize("late", [S.SENT, S.UNCLEAR, S.EXPIRED, S.FAILED])
def test_delivered_never_goes_back(world, late) -> None:
    report(world)
    deliver(world)
    told(world, S.DELIVERED)
    assert told(world, late) == ("unclear" if late is S.UNCLEAR else "kept")
    assert states(world) == ["sent", "delivered"]


def test_unknown_code_is_a_state_of_its_own_and_no_crash(world) -> None:
    report(world)
    deliver(world)
    assert told(world, S.UNCLEAR, "MK:0999") == "unclear"
    assert (first(world).state, first(world).reason) == (S.UNCLEAR, "MK:0999")


def test_receipt_of_no_message_of_ours_changes_nothing(world) -> None:
    report(world)
    deliver(world)
    assert told(world, S.DELIVERED, id="id-999") == "unknown_reference"
    assert told(world, S.DELIVERED, id="id-999") == "repeated"
    assert states(world) == ["sent"]


def test_receipt_is_applied_when_it_came_before_the_sender_had_settled(world) -> None:
    report(world)
    taken = world.provider.send

    def hasty(phone, words, reference):
        sent = taken(phone, words, reference)
        assert told(world, S.DELIVERED) == "unknown_reference"
        return sent

    world.provider.send = hasty
    deliver(world)
    assert states(world) == ["sent", "delivered"]


def test_receipt_is_applied_when_the_sender_settles_between_its_two_looks(world) -> None:
    """The sender looked for early receipts just before this one was kept: the second look finds the message."""
    report(world)
    look, looks = world.receipts.message_of, []

    def after_the_first_look(provider, provider_id):
        looks.append(1)
        found = look(provider, provider_id)
        if len(looks) == 1:
            early = world.receipts.early
            world.receipts.early = lambda *_: []
            deliver(world)
            world.receipts.early = early
        return found

    world.receipts.message_of = after_the_first_look
    assert told(world, S.DELIVERED) == "moved"
    assert states(world) == ["sent", "delivered"]


def test_receipt_that_came_early_counts_once_when_it_comes_again_later(world) -> None:
    report(world)
    told(world, S.DELIVERED)
    deliver(world)
    assert told(world, S.DELIVERED) == "repeated"
    assert states(world) == ["sent", "delivered"]


def test_receipt_is_tried_again_when_another_moved_the_message_meanwhile(world) -> None:
    report(world)
    deliver(world)
    apply, tries = world.receipts.apply, []

    def contested(which, before, after, now):
        tries.append(which.state)
        if len(tries) == 1:
            apply(Receipt(CARRIER, ID, S.FAILED, "x", now), before, before.moved(S.FAILED, now, "x"), now)
        return apply(which, before, after, now)

    world.receipts.apply = contested
    assert told(world, S.DELIVERED) == "moved"
    assert states(world) == ["sent", "failed", "delivered"]


def test_history_of_a_message_stays_short_when_a_carrier_will_not_stop(world) -> None:
    report(world)
    deliver(world)
    message = first(world)
    for _ in range(100):
        message = message.moved(S.UNCLEAR, world.clock.now())
    assert len(message.states) == MOST_STATES


def test_receipt_moves_nothing_that_was_never_taken(world) -> None:
    report(world)
    waiting = first(world)
    for state in S:
        if state not in (S.SENT, S.UNCLEAR, S.EXPIRED, S.FAILED, S.DELIVERED):
            told_state = Receipt(CARRIER, ID, S.DELIVERED, "", world.clock.now())
            assert received(replace(waiting, state=state, provider_id="x"), told_state) is None
    assert received(replace(waiting, state=S.EXPIRED), Receipt(CARRIER, "", S.DELIVERED, "", world.clock.now())) is None


@pytest.mark.parametrize(
    ("trouble", "end"),
    [
        (Trouble.REFUSED_NUMBER, S.FAILED),
        (Trouble.TEMPLATE_REFUSED, S.FAILED),
        (Trouble.OPTED_OUT, S.SUPPRESSED),
        (Trouble.THROTTLED, S.WAITING),
        (Trouble.ACCOUNT, S.WAITING),
        (Trouble.UNREACHABLE, S.WAITING),
        (Trouble.UNKNOWN, S.WAITING),
    ],
)
def test_each_refusal_has_its_end_with_the_carriers_own_code(world, trouble, end) -> None:
    report(world)
    world.provider.answers = [Sent(None, "X1", trouble, CARRIER)]
    deliver(world)
    message = first(world)
    assert (message.state, message.reason) == (end, "X1")
    assert (message.states[-1].provider, message.states[-1].at) == (CARRIER, world.clock.now())
    assert (message.ended_at is None) == (end is S.WAITING)


def test_message_that_may_have_gone_waits_for_a_person_when_a_second_would_do_harm(world, monkeypatch) -> None:
    monkeypatch.setitem(told_by_sms.KINDS, "acknowledgement", Kind(harmless=False))
    report(world)
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)]
    assert deliver(world) is None
    assert lines(world) == [("acknowledgement", "undecided")]
    world.clock.move(hours=24)
    assert sweep(world).phones == 0
    deliver(world)
    assert world.provider.sent == []
    assert [each.id for each in world.outbox.undecided("D", 10, None).items] == [first(world).id]


def test_message_of_a_crashed_sender_waits_for_a_person_when_a_second_would_do_harm(world, monkeypatch) -> None:
    monkeypatch.setitem(told_by_sms.KINDS, "acknowledgement", Kind(harmless=False))
    report(world)
    world.provider.answers = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        deliver(world)
    world.clock.move(seconds=91)
    deliver(world)
    assert world.provider.sent == []
    assert (first(world).state, first(world).reason) == (S.UNDECIDED, "sender stopped")


def test_message_expires_when_it_comes_too_late_to_help(world, monkeypatch) -> None:
    monkeypatch.setitem(told_by_sms.KINDS, "acknowledgement", Kind(essential=True, lasts=timedelta(minutes=5)))
    report(world)
    world.provider.answers = [Sent(None, "", Trouble.THROTTLED)] * 9
    moment = deliver(world)
    assert moment - world.clock.now() <= timedelta(seconds=13)
    while moment is not None:
        world.clock.moment = moment
        moment = deliver(world)
    assert first(world).state in (S.FAILED, S.EXPIRED)
    report(world)
    world.clock.move(minutes=5, seconds=1)
    deliver(world)
    assert world.outbox.messages_of(phone_key(world))[1].reason == "too late"
    assert world.provider.sent == []


def test_line_goes_on_when_a_message_cannot_be_worded(world) -> None:
    report(world)
    report(world)

    def broken(message, link, unit_name):
        if message.id == first(world).id:
            raise Unrenderable
        return render(message, link, unit_name)

    send(world, phone_key(world), broken)
    assert lines(world) == [("acknowledgement", "failed"), ("acknowledgement", "sent")]
    assert first(world).reason == "unrenderable"


def test_waits_are_not_all_alike_when_many_fail_together(world) -> None:
    phones = [f"138001380{place:02d}" for place in range(20)]
    waits = set()
    for phone in phones:
        report(world, phone=phone)
        world.provider.answers = [Sent(None, "", Trouble.THROTTLED)]
        waits.add(deliver(world, phone))
    assert len(waits) > 10


def test_question_sent_keeps_its_carrier_in_its_petitions_own_transaction(world) -> None:
    asked(world)
    message = world.outbox.messages_of(phone_key(world))[1]
    assert (message.name, message.provider) == ("follow_up", CARRIER)
    assert told(world, S.DELIVERED, id=message.provider_id) == "moved"
