"""Codes that prove a phone: counted however many try at once, used once, over in time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.proof import Challenge

from tests.storage.samples import NOW, PHONE, message

MINUTE = timedelta(minutes=1)
ASKED = Challenge("c" * 32, PHONE, NOW + 5 * MINUTE)


def begun(stores) -> Challenge:
    stores.proofs.begin(ASKED, message(name="code", number="", variables={"challenge": ASKED.key}))
    return ASKED


def test_message_is_in_the_line_when_a_challenge_begins(stores) -> None:
    begun(stores)
    [held] = (each for each in stores.outbox.messages_of(PHONE) if each.goes_on)
    assert (held.name, held.number) == ("code", "")
    assert stores.outbox.due_phones(NOW, 9) == [PHONE]


def test_tries_are_counted_until_there_were_enough(stores) -> None:
    begun(stores)
    assert [stores.proofs.attempt(ASKED.key, NOW, 3) for _ in range(4)] == [
        replace(ASKED, tries=1), replace(ASKED, tries=2), replace(ASKED, tries=3), None,
    ]  # fmt: skip


def test_three_of_eight_tries_count_when_they_come_at_once(stores) -> None:
    begun(stores)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: stores.proofs.attempt(ASKED.key, NOW, 3), range(8)))
    assert sorted(each.tries for each in told if each) == [1, 2, 3]


def test_challenge_is_over_when_its_time_has_passed(stores) -> None:
    begun(stores)
    assert stores.proofs.attempt(ASKED.key, NOW + 5 * MINUTE - timedelta(milliseconds=1), 3)
    assert stores.proofs.attempt(ASKED.key, NOW + 5 * MINUTE, 3) is None


def test_challenge_is_armed_when_the_sender_says_so(stores) -> None:
    begun(stores)
    assert stores.proofs.arm(ASKED.key)
    assert stores.proofs.attempt(ASKED.key, NOW, 3) == replace(ASKED, tries=1, armed=True)
    assert not stores.proofs.arm("nobody")


def test_one_of_eight_uses_it_when_they_come_at_once(stores) -> None:
    begun(stores)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: stores.proofs.use(ASKED.key), range(8))) == 1
    assert stores.proofs.attempt(ASKED.key, NOW, 3) is None
    assert not stores.proofs.use("nobody")


def test_nothing_is_tried_when_nobody_asked(stores) -> None:
    assert stores.proofs.attempt("nobody", NOW, 3) is None
