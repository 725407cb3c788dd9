"""An erasure moves nothing: words and contact go, the table's own stream tells of it, and every counter stays as it was."""

from typing import Any

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Caller
from chalicelib.domain.petition import Rating
from chalicelib.entrypoints import events
from chalicelib.journey.answer import Given, answer
from chalicelib.journey.handle import Command, act
from chalicelib.journey.submit import Submission, submit
from chalicelib.storage import keys

from infra import shares
from tests.engine import Engine, EngineWired
from tests.fakes.district import Role, staff

COMMUNITY = "370202001001"


@pytest.fixture
def wired(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> EngineWired:
    made = engine.fresh()
    made._table.client.update_table(
        TableName=made.settings.table, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    )
    made.districts.current()
    monkeypatch.setattr(events, "ports", lambda: made)
    monkeypatch.setattr(wiring, "ports", lambda: made)
    return made


class Stream:
    """What the table tells of its changes, handed to the function batch by batch."""

    def __init__(self, wired: EngineWired) -> None:
        described = wired._table.client.describe_table(TableName=wired.settings.table)["Table"]
        self.reader, self.arn = wired.engine.client("dynamodbstreams"), described["LatestStreamArn"]
        shards = self.reader.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]
        self.places = {each["ShardId"]: self._first(each["ShardId"]) for each in shards}

    def _first(self, shard: str) -> str:
        asked = {"StreamArn": self.arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
        return str(self.reader.get_shard_iterator(**asked)["ShardIterator"])

    def deliver(self) -> list[str]:
        """Which events came, by the kind of item and of change; all of them were taken, and then came once more."""
        seen = []
        for shard in self.places:
            while records := self._read(shard):
                for _ in range(2):
                    assert events.count_petitions({"Records": records}) == {"batchItemFailures": []}
                seen += [f"{_entity(each['dynamodb'])} {each['eventName']}" for each in records]
        return seen

    def _read(self, shard: str) -> list[dict[str, Any]]:
        answered = self.reader.get_records(ShardIterator=self.places[shard])
        self.places[shard] = answered["NextShardIterator"]
        return list(answered["Records"])


def _entity(told: dict[str, Any]) -> str:
    return str((told.get("NewImage") or told["OldImage"])["entity"]["S"])


def settled(wired: EngineWired) -> str:
    said = Submission("三号楼的路灯坏了三天", consent=True, community=COMMUNITY, phone="13800138001", name="王某", category="010101")
    number = submit(wired, said, Caller("device", "192.0.2.1"), "k" * 20).number
    for action in ("accept", "close"):
        held = wired.petitions.get(number)
        act(wired, Command(number, action, held.version, {"note": "换了灯泡"}), staff(Role.OFFICER, held.owner), action * 5)
    answer(wired, number, Given(Rating.SATISFIED, "link"))
    return number


def counted(wired: EngineWired) -> dict[str, Any]:
    client, table = wired._table.client, wired.settings.table
    return {f"{each['pk']} {each['sk']}": each for each in shares.items(client, table, ("tally", "marker"))}


def test_counters_and_marker_stay_when_words_and_contact_are_erased(wired: EngineWired) -> None:
    stream, number = Stream(wired), settled(wired)
    assert "petition MODIFY" in stream.deliver()
    before = counted(wired)
    assert len(before) > 10
    texts = [item for item in shares.items(wired._table.client, wired.settings.table, ("text",)) if item["pk"]["S"] == keys.petition(number)]
    assert len(texts) > 1
    for item in texts:
        wired._table.client.delete_item(TableName=wired.settings.table, Key={name: item[name] for name in ("pk", "sk")})
    contacts = wired._table.client.scan(TableName=wired.settings.contacts_table)["Items"]
    assert contacts
    for item in contacts:
        wired._table.client.delete_item(TableName=wired.settings.contacts_table, Key={"pk": item["pk"]})
    assert "text REMOVE" in stream.deliver()
    assert counted(wired) == before
