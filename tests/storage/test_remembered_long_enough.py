"""What makes a repetition known stays in the real table for longer than any carrier or caller repeats itself."""

from datetime import timedelta

import pytest
from chalicelib.domain.outbox import MessageState, Wishes
from chalicelib.domain.receipts import Receipt
from chalicelib.storage import keys

from tests.engine import Engine
from tests.storage.samples import NOW, message, petition, submitted
from tests.storage.test_receipts import sent

REPEATS_FOR = timedelta(days=23)  # Source: Amazon SNS Developer Guide, message delivery retries: 23 days
TOLD = Receipt("aws", "m-1", MessageState.DELIVERED, "TEXT_DELIVERED", NOW)


@pytest.fixture
def stores(engine: Engine):
    return engine.fresh()


def kept_until(stores, pk: str, sk: str) -> timedelta:
    """How long after NOW the table keeps the item."""
    item = stores._table.get(pk, sk)
    return timedelta(seconds=int(item["expires_at"]["N"]) - NOW.timestamp())


def test_reply_is_known_by_whichever_way_it_was_recorded(stores) -> None:
    stores.outbox.record_inbound("alone", NOW, "comment")
    stores.outbox.take_in("keyword", NOW, Wishes("f" * 32, 1), None)
    stores.petitions.commit(submitted(petition(), inbound="answer"))
    for id in ("alone", "keyword", "answer"):
        assert kept_until(stores, keys.inbound(id), "R") > REPEATS_FOR


def test_receipt_and_its_message_are_known(stores) -> None:
    taken = sent(stores, "m-1", message())
    stores.receipts.keep(TOLD, NOW)
    assert kept_until(stores, keys.taken("aws", "m-1"), keys.receipt(TOLD.state, TOLD.code)) > REPEATS_FOR
    assert kept_until(stores, keys.taken(taken.provider, "m-1"), keys.TAKEN) > REPEATS_FOR


def test_command_is_known_for_thirty_days(stores) -> None:
    stores.petitions.commit(submitted(petition(), key="scope"))
    assert kept_until(stores, keys.idempotency("scope"), "I") > timedelta(days=29, hours=23)
