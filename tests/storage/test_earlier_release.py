"""What an earlier release left waiting is moved by this one: its states lack the fields that came since."""

import json
from dataclasses import replace

import pytest
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.ports import FanOut
from chalicelib.storage.items import fan_out_item, message_item

from tests.storage.samples import NOW, message, petition

WAITS, TOLD = message(), FanOut(petition().number, 2, "close", NOW)


def older(item: dict, field: str) -> dict:
    """The item as it was written before its state had the field."""
    state = json.loads(item["state"]["S"])
    assert list(state)[-1] == field, "the field that came last is written last"
    del state[field]
    return {**item, "state": {"S": json.dumps(state, separators=(",", ":"), ensure_ascii=False)}}


@pytest.fixture
def left(engine):
    """Stores in which a message and a fan-out wait since an earlier release."""
    made = engine.fresh()
    for item, field in ((message_item(WAITS), "subscription"), (fan_out_item(TOLD), "audience")):
        engine.client("dynamodb").put_item(TableName=made.settings.table, Item=older(item, field))
    return made


def test_message_is_claimed_once(left) -> None:
    [held] = left.outbox.messages_of(WAITS.phone_key)
    claimed = replace(held, state=MessageState.CLAIMED)
    assert held == WAITS
    assert left.outbox.claim(held, claimed, None, NOW)
    assert not left.outbox.claim(held, claimed, None, NOW)


def test_fan_out_moves_on_once(left) -> None:
    assert left.petitions.due_fan_outs(9) == [TOLD]
    assert left.petitions.advance(TOLD, replace(TOLD, ended=True))
    assert not left.petitions.advance(TOLD, replace(TOLD, after="1"))


def test_what_another_moved_is_not_taken_for_it(left) -> None:
    moved = replace(WAITS, attempts=1)
    assert not left.outbox.claim(moved, replace(moved, state=MessageState.CLAIMED), None, NOW)
