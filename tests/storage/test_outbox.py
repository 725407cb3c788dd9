"""The outbox: one sender, one claim, one question at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.outbox import MessageState, Wishes

from tests.storage.samples import NOW, PHONE, following, message, petition, question, submitted

MINUTE = timedelta(minutes=1)


def written(stores, *messages) -> None:
    for place, each in enumerate(messages):
        number = petition(100 + place)
        stores.petitions.commit(submitted(number, messages=(each,)))


def claimed(held, **changes):
    return replace(held, state=MessageState.CLAIMED, attempts=1, claimed_until=NOW + MINUTE, **changes)


def test_messages_come_in_the_order_of_writing_when_read(stores) -> None:
    written(stores, message(2), message(1), message(3, state=MessageState.SENT), message(4, phone_key="e" * 32))
    assert [each.id for each in stores.outbox.messages_of(PHONE)] == ["00000001", "00000002", "00000003"]
    assert [each.id for each in stores.outbox.messages_of(PHONE) if each.goes_on] == ["00000001", "00000002"]
    assert stores.outbox.messages_of("nobody") == []


def test_lease_is_refused_when_another_holds_it_and_given_when_it_ran_out(stores) -> None:
    assert stores.outbox.take_lease(PHONE, "one", NOW, NOW + MINUTE)
    assert not stores.outbox.take_lease(PHONE, "two", NOW, NOW + MINUTE)
    assert not stores.outbox.take_lease(PHONE, "two", NOW + MINUTE, NOW + 2 * MINUTE)
    assert stores.outbox.take_lease(PHONE, "two", NOW + 2 * MINUTE, NOW + 3 * MINUTE)


def test_lease_stays_when_somebody_else_releases_it(stores) -> None:
    stores.outbox.release_lease(PHONE, "nobody")
    stores.outbox.take_lease(PHONE, "one", NOW, NOW + MINUTE)
    stores.outbox.release_lease(PHONE, "two")
    assert not stores.outbox.take_lease(PHONE, "two", NOW, NOW + MINUTE)
    stores.outbox.release_lease(PHONE, "one")
    assert stores.outbox.take_lease(PHONE, "two", NOW, NOW + MINUTE)


def test_lease_goes_to_one_when_eight_ask_at_once(stores) -> None:
    def ask(holder: int) -> bool:
        return stores.outbox.take_lease(PHONE, str(holder), NOW, NOW + MINUTE)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(8))) == 1


def test_claim_is_won_once_when_two_hold_the_same_message(stores) -> None:
    held = message(name="acknowledgement")
    written(stores, held)
    assert stores.outbox.claim(held, claimed(held), None, NOW)
    assert not stores.outbox.claim(held, claimed(held), None, NOW)
    assert stores.outbox.messages_of(PHONE) == [claimed(held)]


def test_message_ends_once_when_it_is_settled_twice(stores) -> None:
    held = message()
    written(stores, held)
    stores.outbox.claim(held, claimed(held), None, NOW)
    sent = replace(claimed(held), state=MessageState.SENT, claimed_until=None, provider_id="p1")
    assert not stores.outbox.settle(held, sent)
    assert stores.outbox.settle(claimed(held), sent)
    assert not stores.outbox.settle(claimed(held), replace(sent, provider_id="p2"))
    assert stores.outbox.messages_of(PHONE) == [sent]


def test_settle_is_refused_when_there_is_no_such_message(stores) -> None:
    assert not stores.outbox.settle(message(), replace(message(), state=MessageState.EXPIRED))
    assert stores.outbox.messages_of(PHONE) == []


def test_question_waits_when_the_phone_is_being_asked_another(stores) -> None:
    first, second = message(1), message(2)
    written(stores, first, second)
    assert stores.outbox.claim(first, claimed(first), question(first), NOW)
    assert not stores.outbox.claim(second, claimed(second), question(second), NOW)
    assert stores.outbox.messages_of(PHONE) == [claimed(first), second]
    assert stores.outbox.open_follow_up(PHONE) == question(first)


@pytest.mark.parametrize(("after", "won"), [(timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)])
def test_question_waits_for_a_quiet_day_when_the_one_before_ended(stores, after, won) -> None:
    first, second = message(1), message(2)
    ended = question(first, ended_at=NOW)
    stores.petitions.commit(submitted(petition(), messages=(second,), follow_up=ended))
    assert stores.outbox.claim(second, claimed(second), question(second), NOW + after) is won
    assert stores.outbox.open_follow_up(PHONE) == (question(second) if won else ended)


def test_question_is_claimed_again_when_its_own_sender_crashed(stores) -> None:
    held = message()
    written(stores, held)
    stores.outbox.claim(held, claimed(held), question(held), NOW)
    again = replace(claimed(held), attempts=2)
    assert stores.outbox.claim(claimed(held), again, question(held), NOW + MINUTE)


def test_phone_is_due_until_its_messages_ended_when_their_time_has_come(stores) -> None:
    held, later = message(1), message(2, phone_key="e" * 32, not_before=NOW + MINUTE)
    written(stores, held, later)
    assert stores.outbox.due_phones(NOW - timedelta(milliseconds=1), 10) == []
    assert stores.outbox.due_phones(NOW, 10) == [PHONE]
    assert sorted(stores.outbox.due_phones(NOW + MINUTE, 10)) == sorted([PHONE, "e" * 32])
    stores.outbox.claim(held, claimed(held), None, NOW)
    assert stores.outbox.due_phones(NOW, 10) == []
    assert PHONE in stores.outbox.due_phones(NOW + MINUTE, 10)
    stores.outbox.settle(claimed(held), replace(held, state=MessageState.EXPIRED))
    assert PHONE not in stores.outbox.due_phones(NOW + MINUTE, 10)


def test_reply_is_new_once_when_it_comes_twice(stores) -> None:
    assert stores.outbox.record_inbound("r1", NOW, "comment")
    assert not stores.outbox.record_inbound("r1", NOW + MINUTE, "comment")
    assert stores.outbox.record_inbound("r2", NOW, "comment")


def test_phone_has_no_question_when_none_was_asked(stores) -> None:
    assert stores.outbox.open_follow_up(PHONE) is None


def test_wishes_are_written_with_the_reply_and_its_message_when_nobody_was_first(stores) -> None:
    assert stores.outbox.wishes(PHONE) == Wishes(PHONE)
    first = Wishes(PHONE, 1, opted_out_at=NOW, day="2025-09-29", told=1)
    assert stores.outbox.take_in("in1", NOW, first, message()) is True
    assert (stores.outbox.wishes(PHONE), stores.outbox.messages_of(PHONE)) == (first, [message()])
    assert stores.outbox.take_in("in1", NOW, replace(first, version=2), message(2)) is False
    assert stores.outbox.take_in("in2", NOW, replace(first, told=9), message(3)) is None
    assert stores.outbox.take_in("in2", NOW, replace(first, version=4), None) is None
    assert not stores.outbox.record_inbound("in1", NOW, "query")
    second = replace(first, version=2, opted_out_at=None)
    assert stores.outbox.take_in("in2", NOW, second, None) is True
    assert (stores.outbox.wishes(PHONE), stores.outbox.messages_of(PHONE)) == (second, [message()])


def test_change_is_refused_when_the_wishes_that_it_writes_moved(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    wishes = Wishes(PHONE, 1, helped_at=NOW)
    stores.petitions.commit(replace(following(held), wishes=wishes))
    again = following(following(held).after)
    with pytest.raises(VersionConflict):
        stores.petitions.commit(replace(again, wishes=wishes))
    assert stores.petitions.get(held.number).version == 2
    stores.petitions.commit(replace(again, wishes=replace(wishes, version=2)))
    assert stores.outbox.wishes(PHONE).version == 2
