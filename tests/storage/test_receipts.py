"""Receipts, circuits and what waits for a person: the same on the fake and on the real table."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.carriers import Circuit
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, received

from tests.storage.samples import NOW, PHONE, message, petition, submitted

MINUTE = timedelta(minutes=1)
TOLD = Receipt("aliyun", "900#1^0", MessageState.DELIVERED, "DELIVRD", NOW)


def sent(stores, id: str = "900#1^0", held=None):
    """A message that a carrier took under its id."""
    held = held or message()
    stores.petitions.commit(submitted(petition(int(held.id)), messages=(held,)))
    claimed = replace(held, state=MessageState.CLAIMED, attempts=1, claimed_until=NOW + MINUTE)
    stores.outbox.claim(held, claimed, None, NOW)
    taken = replace(claimed.moved(MessageState.SENT, NOW), claimed_until=None, ended_at=NOW, provider="aliyun", provider_id=id)
    assert stores.outbox.settle(claimed, taken)
    return taken


def test_message_is_found_by_its_carriers_id(stores) -> None:
    taken = sent(stores)
    assert stores.receipts.message_of("aliyun", "900#1^0") == taken
    assert stores.receipts.message_of("tencent", "900#1^0") is None
    assert stores.receipts.message_of("aliyun", "900#2^0") is None


def test_receipt_and_what_it_changes_are_written_together_once(stores) -> None:
    taken = sent(stores)
    after = received(taken, TOLD)
    assert stores.receipts.apply(TOLD, taken, after, NOW) is True
    assert stores.receipts.message_of("aliyun", "900#1^0") == after
    assert stores.receipts.apply(TOLD, taken, after, NOW) is False
    assert stores.outbox.messages_of(PHONE) == [after]


def test_receipt_is_not_recorded_when_the_message_moved_meanwhile(stores) -> None:
    taken = sent(stores)
    failed = replace(TOLD, state=MessageState.FAILED, code="UNDELIV")
    stores.receipts.apply(failed, taken, received(taken, failed), NOW)
    assert stores.receipts.apply(TOLD, taken, received(taken, TOLD), NOW) is None
    standing = stores.receipts.message_of("aliyun", "900#1^0")
    assert stores.receipts.apply(TOLD, standing, received(standing, TOLD), NOW) is True


def test_receipt_that_moves_nothing_is_remembered_too(stores) -> None:
    taken = sent(stores)
    assert stores.receipts.apply(TOLD, taken, None, NOW) is True
    assert stores.receipts.apply(TOLD, taken, None, NOW) is False
    assert stores.receipts.message_of("aliyun", "900#1^0") == taken


def test_early_receipt_waits_for_its_message_and_is_applied_once(stores) -> None:
    assert stores.receipts.keep(TOLD, NOW)
    assert not stores.receipts.keep(TOLD, NOW + MINUTE)
    assert stores.receipts.early("aliyun", "900#1^0") == [TOLD]
    assert stores.receipts.early("aliyun", "900#1") == []
    taken = sent(stores)
    assert stores.receipts.apply(TOLD, taken, received(taken, TOLD), NOW) is True
    assert stores.receipts.early("aliyun", "900#1^0") == []
    assert stores.receipts.apply(TOLD, taken, received(taken, TOLD), NOW) is False


def test_receipt_is_applied_by_one_when_eight_record_it_at_once(stores) -> None:
    taken = sent(stores)
    after = received(taken, TOLD)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: stores.receipts.apply(TOLD, taken, after, NOW), range(8)))
    assert told.count(True) == 1
    assert stores.receipts.message_of("aliyun", "900#1^0") == after


def test_message_waits_for_a_person_until_it_is_decided(stores) -> None:
    held, other = message(1), message(2, phone_key="e" * 32)
    for each, minutes in ((held, 2), (other, 1)):
        stores.petitions.commit(submitted(petition(int(each.id)), messages=(each,)))
        undecided = replace(each.moved(MessageState.UNDECIDED, NOW), ended_at=NOW + minutes * MINUTE)
        assert stores.outbox.settle(each, undecided)
    assert [each.id for each in stores.outbox.undecided(10)] == [other.id, held.id]
    assert [each.id for each in stores.outbox.undecided(1)] == [other.id]
    assert stores.outbox.due_phones(NOW + timedelta(days=9), 10) == []
    assert not any(each.goes_on for each in stores.outbox.messages_of(PHONE))
    (standing,) = stores.outbox.messages_of(PHONE)
    stores.outbox.settle(standing, replace(standing, state=MessageState.EXPIRED))
    assert [each.id for each in stores.outbox.undecided(10)] == [other.id]


def test_circuit_is_closed_when_nothing_is_known(stores) -> None:
    assert stores.circuits.read("sns") == Circuit("sns")


@pytest.mark.parametrize("known", [False, True])
def test_circuit_is_written_by_one_when_eight_write_at_once(stores, known) -> None:
    before = Circuit("sns")
    if known:
        first = before.after(NOW, failed=True, trial=False)
        assert stores.circuits.write(before, first)
        before = first

    def write(place: int) -> bool:
        return stores.circuits.write(before, replace(before, failures=10 + place, version=before.version + 1))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    standing = stores.circuits.read("sns")
    assert standing.failures >= 10
    assert not stores.circuits.write(before, before)
    assert stores.circuits.read("sns") == standing
