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


def test_message_is_named_by_what_its_carrier_was_told(stores) -> None:
    taken = sent(stores)
    assert stores.receipts.named(taken.reference) == taken
    for foreign in ("", ".", taken.id, f"{taken.id}.", f".{PHONE}", f"{taken.id}.nobody", f"9{taken.reference}", f"{taken.reference}."):
        assert stores.receipts.named(foreign) is None


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
    held, other = message(1, district="370202"), message(2, phone_key="e" * 32, district="370202")
    for each, minutes in ((held, 2), (other, 1)):
        in_doubt(stores, each, minutes)
    assert waiting(stores, "370202") == [other.id, held.id]
    assert stores.outbox.undecided_since("370202") == NOW + MINUTE
    assert stores.outbox.due_phones(NOW + timedelta(days=9), 10) == []
    assert not any(each.goes_on for each in stores.outbox.messages_of(PHONE))
    (standing,) = stores.outbox.messages_of(PHONE)
    stores.outbox.settle(standing, replace(standing, state=MessageState.EXPIRED))
    assert waiting(stores, "370202") == [other.id]


def in_doubt(stores, held, minutes: int) -> None:
    stores.petitions.commit(submitted(petition(int(held.id)), messages=(held,)))
    undecided = replace(held.moved(MessageState.UNDECIDED, NOW), ended_at=NOW + minutes * MINUTE)
    assert stores.outbox.settle(held, undecided)


def waiting(stores, district: str, limit: int = 10) -> list[str]:
    """Ids on every page, each page of at most `limit`."""
    found, cursor = [], None
    while True:
        page = stores.outbox.undecided(district, limit, cursor)
        assert len(page.items) <= limit
        found += [each.id for each in page.items]
        if (cursor := page.cursor) is None:
            return found


def test_a_busy_district_hides_nothing_of_another(stores) -> None:
    for place in range(1, 6):
        in_doubt(stores, message(place, district="370203"), place)
    in_doubt(stores, message(9, district="370202"), 60)
    assert waiting(stores, "370202", 3) == [message(9).id]
    assert (stores.outbox.undecided_since("370202"), stores.outbox.undecided_since("370299")) == (NOW + 60 * MINUTE, None)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_pages_of_what_waits_for_a_person_leave_none_out_though_all_ended_at_once(stores, limit) -> None:
    for place in (3, 1, 2):
        in_doubt(stores, message(place, district="370202"), 1)
    assert waiting(stores, "370202", limit) == [message(place).id for place in (1, 2, 3)]


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
