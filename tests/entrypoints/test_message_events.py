"""The stream brings messages to the figures of the day: each step once, and none that is on its way."""

from dataclasses import replace

import pytest
from chalicelib.domain.carriers import Sent
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.tally import SMS, Cell
from chalicelib.entrypoints import events
from chalicelib.storage.items import message_item

from tests.fakes import FakePorts, ports
from tests.fakes.district import DISTRICT
from tests.journey.steps import phone_key, report
from tests.storage.samples import NOW, message


def record(held) -> dict[str, object]:
    return {"dynamodb": {"NewImage": message_item(held), "SequenceNumber": held.id}}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakePorts:
    made = ports()
    monkeypatch.setattr(events, "ports", lambda: made)
    return made


def test_a_message_that_went_is_counted_once_however_often_its_record_comes(world: FakePorts) -> None:
    waiting = message(district=DISTRICT)
    taken = replace(waiting, provider="sns", segments=2).moved(MessageState.SENT, NOW)
    told = [record(each) for each in (waiting, replace(waiting, state=MessageState.CLAIMED), taken, taken)]
    assert events.count_petitions({"Records": told}) == {"batchItemFailures": []}
    events.count_petitions({"Records": told})
    assert dict(world.tally.cells) == {Cell("2025-09-29", DISTRICT, SMS): {"sent.sns": 1, "segments.sns": 2}}


def test_a_message_that_cannot_be_counted_comes_again(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bool:
        raise RuntimeError

    monkeypatch.setattr(world.tally, "count_once", broken)
    gone = message(district=DISTRICT).moved(MessageState.EXPIRED, NOW, "too late")
    assert events.count_petitions({"Records": [record(gone)]}) == {"batchItemFailures": [{"itemIdentifier": gone.id}]}


def test_a_carrier_that_hangs_costs_the_other_phones_of_a_batch_a_turn_and_no_failure(world: FakePorts) -> None:
    phones = [f"138001380{serial:02d}" for serial in range(10)]
    for phone in phones:
        report(world, phone=phone, device=phone)
    asked: list[str] = []

    class Hanging:
        receives = True

        def send(self, phone: str, *_: object) -> Sent:
            asked.append(phone)
            world.clock.move(seconds=8)
            return Sent(f"id-{phone}", provider="carrier")

    world.provider, began = Hanging(), world.clock.now()
    records = [{"messageId": phone, "body": phone_key(world, phone)} for phone in phones]
    assert events.send_messages({"Records": records}) == {"batchItemFailures": []}
    assert [each[-11:] for each in asked] == phones[:2]
    assert (world.clock.now() - began).total_seconds() == 16
    assert world.wake.woken == [(phone_key(world, phone), 1) for phone in phones[2:]]
