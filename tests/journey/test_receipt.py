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
from chalicelib.journey.messages import decide
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER
from tests.journey.steps import actions, asked, closed, deliver, lines, petition, phone_key, render, report

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


def echoed(world, message, state: MessageState = S.DELIVERED, id: str = "id-lost") -> str:
    """What becomes of a receipt whose carrier's id nobody wrote down, and which names our own reference."""
    return receipt.record(world, Receipt(CARRIER, id, state, str(state), world.clock.now(), message.reference, 3))


def crashed(world) -> None:
    """The sender died between the carrier's answer and its writing it down."""
    taken = world.provider.send

    def dying(phone, words, reference):
        taken(phone, words, reference)
        raise KeyboardInterrupt

    world.provider.send = dying
    with pytest.raises(KeyboardInterrupt):
        deliver(world)
    world.provider.send = taken


@pytest.mark.parametrize("waits", [timedelta(seconds=5), timedelta(seconds=95)])
def test_message_of_a_crashed_sender_is_delivered_and_not_sent_again_when_a_receipt_names_it(world, waits) -> None:
    report(world)
    crashed(world)
    world.clock.move(seconds=waits.total_seconds())
    assert echoed(world, first(world)) == "moved"
    assert (states(world), first(world).provider_id, first(world).segments) == (["sent", "delivered"], "id-lost", 3)
    assert [echoed(world, first(world)) for _ in range(3)] == ["repeated"] * 3
    world.clock.move(minutes=10)
    deliver(world)
    assert len(world.provider.sent) == 1


def test_message_with_a_person_needs_none_when_a_receipt_names_it(world, monkeypatch) -> None:
    monkeypatch.setitem(told_by_sms.KINDS, "acknowledgement", Kind(harmless=False))
    report(world)
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)]
    deliver(world)
    assert first(world).state is S.UNDECIDED
    assert echoed(world, first(world), S.FAILED) == "moved"
    assert (first(world).state, world.outbox.undecided("D", 9, None).items) == (S.FAILED, [])


def test_message_that_waits_for_a_second_try_is_not_sent_twice_when_a_receipt_names_it(world) -> None:
    report(world)
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)]
    assert deliver(world) is not None
    assert echoed(world, first(world), S.SENT) == "kept"
    assert (first(world).state, first(world).provider_id) == (S.SENT, "id-lost")
    world.clock.move(hours=1)
    assert deliver(world) is None
    assert world.provider.sent == []


def test_question_that_a_receipt_names_counts_as_asked(world) -> None:
    number = closed(world)
    world.provider.answers = [Sent("a", provider=CARRIER), Sent(None, "no_answer", Trouble.UNKNOWN)]
    deliver(world)
    world.clock.move(seconds=5)
    echoed(world, world.outbox.messages_of(phone_key(world))[1])
    assert petition(world, number).rounds[0].asked_at == world.clock.now()
    assert actions(world, number)[-1] == "follow_up"
    world.clock.move(days=2)
    sweep(world)
    assert lines(world)[-2:] == [("follow_up", "delivered"), ("follow_up_reminder", "waiting")]


def test_sender_that_lives_writes_nothing_over_what_a_hasty_receipt_settled(world) -> None:
    number = closed(world)
    taken = world.provider.send

    def hasty(phone, words, reference):
        sent = taken(phone, words, reference)
        named = next(each for each in world.outbox.messages_of(phone_key(world)) if each.reference == reference)
        assert echoed(world, named, id=sent.provider_id) == "moved"
        return sent

    world.provider.send = hasty
    deliver(world)
    assert lines(world) == [("acknowledgement", "delivered"), ("follow_up", "delivered")]
    assert actions(world, number).count("follow_up") == 1


def test_message_that_went_twice_is_delivered_when_either_of_them_is(world) -> None:
    report(world)
    crashed(world)
    world.clock.move(seconds=95)
    deliver(world)
    assert (first(world).state, first(world).provider_id) == (S.SENT, "id-2")
    assert echoed(world, first(world), S.FAILED, "id-1") == "unknown_reference"
    assert first(world).state is S.SENT, "the other one may yet arrive"
    assert echoed(world, first(world), S.DELIVERED, "id-1") == "moved"
    assert told(world, S.FAILED, id="id-2") == "kept"
    assert (states(world)[-1], first(world).provider_id) == ("delivered", "id-2")


def test_message_that_somebody_said_went_is_delivered_when_a_receipt_names_it(world, monkeypatch) -> None:
    monkeypatch.setitem(told_by_sms.KINDS, "acknowledgement", Kind(harmless=False))
    number = report(world).number
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)]
    deliver(world)
    decide(world, DISPATCHER, number, first(world).id, "sent")
    assert echoed(world, first(world)) == "moved"
    assert (first(world).state, first(world).provider_id) == (S.DELIVERED, "id-lost")


def test_no_step_of_a_message_stands_before_the_one_that_it_follows_whatever_the_carriers_clock_says(world) -> None:
    report(world)
    deliver(world)
    sent = first(world)
    slow = Receipt(CARRIER, ID, S.DELIVERED, "0", world.clock.now() - timedelta(seconds=1))
    assert receipt.record(world, slow) == "moved"
    assert [each.at for each in first(world).states] == [sent.ended_at] * 2
    assert first(world).ended_at == sent.ended_at


@pytest.mark.parametrize("reference", ["", ".", "x", "nothing.nobody", "a.b.c", "#.#", "名.字"])
def test_reference_of_no_message_of_ours_changes_nothing(world, reference) -> None:
    report(world)
    crashed(world)
    named = Receipt(CARRIER, "id-1", S.DELIVERED, "0", world.clock.now(), reference)
    assert receipt.record(world, named) == "unknown_reference"
    assert first(world).state is S.CLAIMED


def test_reference_of_a_message_that_never_went_changes_nothing(world) -> None:
    report(world)
    assert echoed(world, first(world)) == "unknown_reference"
    assert lines(world) == [("acknowledgement", "waiting")]


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
