"""Phones that follow by SMS: begun in one transaction with their code, moved once however many move them, gone whole."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.outbox import Contact, Wishes
from chalicelib.domain.proof import Challenge
from chalicelib.domain.subscription import Subscription, SubscriptionState

from tests.fakes import FakePorts
from tests.storage.samples import NOW, PHONE, message, petition

MINUTE = timedelta(minutes=1)
NUMBER = petition().number


def begun(stores, serial: int = 1, phone_key: str = PHONE, number: str = NUMBER) -> Subscription:
    held = Subscription(f"{serial:032x}", number, phone_key, "D", "zh", NOW, NOW + 10 * MINUTE)
    challenge = Challenge(held.id, phone_key, NOW + 5 * MINUTE, follows=number)
    code = message(serial, phone_key, name="follow_code", number="", variables={"challenge": held.id}, subscription=held.id)
    stores.subscriptions.begin(challenge, code, held, Contact(held.id, "+8613900139002", None))
    return held


def standing(stores, serial: int = 1, **changes) -> Subscription:
    held = begun(stores, serial, **changes)
    proved = held.standing(NOW + serial * MINUTE)
    assert stores.subscriptions.move(held, proved)
    return proved


def sealed(stores, identity: str) -> bool:
    if isinstance(stores, FakePorts):
        return identity in stores.memory.contacts
    held = stores.contacts.open(identity)
    return held is not None and (held.phone, held.name) == ("+8613900139002", None)


def test_code_its_message_and_the_sealed_number_stand_together_when_one_begins(stores) -> None:
    held = begun(stores)
    assert stores.subscriptions.get(NUMBER, held.id) == held
    assert [each.subscription for each in stores.outbox.messages_of(PHONE)] == [held.id]
    assert stores.proofs.attempt(held.id, NOW, 3).follows == NUMBER
    assert sealed(stores, held.id)
    assert stores.subscriptions.of_phone(PHONE) == []


def test_phones_list_has_those_that_stand_the_oldest_first(stores) -> None:
    held = [standing(stores, serial, number=petition(serial).number) for serial in (2, 1, 3)]
    standing(stores, 9, phone_key="e" * 32)
    begun(stores, 8)
    assert stores.subscriptions.of_phone(PHONE) == sorted(held, key=lambda each: each.at)
    assert stores.subscriptions.move(held[0], held[0].ended(NOW))
    assert held[0].id not in [each.id for each in stores.subscriptions.of_phone(PHONE)]


def test_pages_go_through_all_once(stores) -> None:
    held = [standing(stores, serial, phone_key=f"{serial:032x}") for serial in range(1, 6)]
    standing(stores, 7, number=petition(2).number)
    first = stores.subscriptions.page(NUMBER, "", 2)
    second = stores.subscriptions.page(NUMBER, first[-1].id, 2)
    last = stores.subscriptions.page(NUMBER, second[-1].id, 2)
    assert [*first, *second, *last] == held


def test_one_of_eight_moves_it_when_they_come_at_once(stores) -> None:
    held = standing(stores)
    with ThreadPoolExecutor(8) as pool:
        moved = list(pool.map(lambda each: stores.subscriptions.move(held, held.ended(NOW + each * MINUTE)), range(1, 9)))
    assert sum(moved) == 1


def test_what_a_phone_follows_ends_with_its_holders_word_or_not_at_all(stores) -> None:
    held, other = standing(stores), standing(stores, 2, number=petition(2).number)
    pairs = [(each, each.ended(NOW)) for each in (held, other)]
    assert stores.subscriptions.move(other, other.ended(NOW + MINUTE))
    assert stores.outbox.take_in("r1", NOW, Wishes(PHONE, 1, NOW), None, pairs) is None
    assert stores.subscriptions.of_phone(PHONE) == [held]
    assert stores.outbox.wishes(PHONE) == Wishes(PHONE)
    assert stores.outbox.take_in("r1", NOW, Wishes(PHONE, 1, NOW), None, pairs[:1]) is True
    assert stores.subscriptions.get(NUMBER, held.id) == pairs[0][1]
    assert stores.outbox.take_in("r1", NOW, Wishes(PHONE, 2, NOW), None, pairs[:1]) is False


def test_what_is_to_be_forgotten_is_due_in_its_time(stores) -> None:
    held = begun(stores)
    assert stores.subscriptions.due(NOW + 9 * MINUTE, 9) == []
    assert stores.subscriptions.due(NOW + 10 * MINUTE, 9) == [held]
    proved = held.standing(NOW)
    assert stores.subscriptions.move(held, proved)
    assert stores.subscriptions.due(NOW + 10 * MINUTE, 9) == []
    assert stores.subscriptions.due(proved.forget_at, 9) == [proved]


def test_what_it_was_told_goes_with_it_and_nothing_of_others(stores) -> None:
    held, other = standing(stores), standing(stores, 2, number=petition(2).number)
    for serial, of in ((11, held), (12, other)):
        stores.outbox.enqueue(message(serial, name="followed_answered", number=of.number, subscription=of.id))
    stores.outbox.enqueue(message(13))
    gone = held.ended(NOW)
    assert stores.subscriptions.move(held, gone)
    for _ in range(2):
        stores.subscriptions.drop(gone)
    assert stores.subscriptions.get(NUMBER, held.id) is None
    assert [int(each.id) for each in stores.outbox.messages_of(PHONE)] == [1, 2, 12, 13]
    assert stores.subscriptions.get(other.number, other.id) == other


def test_what_moved_meanwhile_is_not_dropped(stores) -> None:
    held = standing(stores)
    stores.subscriptions.drop(replace(held, state=SubscriptionState.ENDED))
    assert stores.subscriptions.get(NUMBER, held.id) == held


def test_contact_is_forgotten_by_the_id_of_its_subscription(stores) -> None:
    held = begun(stores)
    stores.contacts.forget(held.id)
    assert not sealed(stores, held.id)


def test_both_fan_outs_of_one_step_are_due(stores) -> None:
    from chalicelib.domain.ports import SUBSCRIBED, FanOut

    from tests.storage.samples import following, submitted

    held = petition()
    stores.petitions.commit(submitted(held))
    two = (FanOut(NUMBER, 2, "close", NOW), FanOut(NUMBER, 2, "close", NOW, audience=SUBSCRIBED))
    stores.petitions.commit(replace(following(held), fan_outs=two))
    assert sorted(stores.petitions.due_fan_outs(9), key=lambda each: each.audience) == list(two)
    assert stores.petitions.advance(two[1], replace(two[1], ended=True))
    assert stores.petitions.due_fan_outs(9) == [two[0]]
