"""The local stream as AWS delivers one: partial answers, halving, bounded retries, dead letters, a restart.

`deliver` is tested with every batch it may meet; the rest runs the real engine, since it leans on its private functions.
"""

import itertools
import json
import time
import zipfile
from io import BytesIO
from pathlib import Path

import boto3
import pytest

from infra.local import engine, streams
from tests.engine import free_pair

RETRIES = 5


def batch(*names: str) -> list[dict]:
    return [{"dynamodb": {"SequenceNumber": name}} for name in names]


def names(part: list[dict]) -> list[str]:
    return [record["dynamodb"]["SequenceNumber"] for record in part]


class Function:
    """A function that cannot take some records; it says so by a partial answer, or crashes."""

    def __init__(self, poison: set[str], *, crashes: bool) -> None:
        self.poison, self.crashes = poison, crashes
        self.taken: list[str] = []
        self.tries: dict[str, int] = {}

    def __call__(self, part: list[dict]) -> dict:
        for place, name in enumerate(names(part)):
            self.tries[name] = self.tries.get(name, 0) + 1
            if name in self.poison:
                if self.crashes:
                    return {"error": True}
                self.taken += names(part)[:place]
                failures = [{"itemIdentifier": each} for each in names(part)[place:]]
                return {"body": json.dumps({"batchItemFailures": failures})}
        self.taken += names(part)
        return {"body": {"batchItemFailures": []}}


@pytest.mark.parametrize("crashes", [True, False])
@pytest.mark.parametrize(
    "poison", [set(some) for size in range(4) for some in itertools.combinations("abcd", size)]
)
def test_every_sound_record_is_taken_in_order_and_every_poisoned_one_refused(
    monkeypatch: pytest.MonkeyPatch, poison: set[str], crashes: bool
) -> None:
    monkeypatch.setattr(streams, "RETRY_SECONDS", 0)
    function, refused = Function(poison, crashes=crashes), []
    streams.deliver(batch(*"abcd"), RETRIES, function, lambda part, _: refused.extend(names(part)))
    sound = [name for name in "abcd" if name not in poison]
    assert sorted(refused) == sorted(poison)
    assert list(dict.fromkeys(function.taken)) == sound
    for name in poison:  # alone, it is tried once and then as often as it may be
        assert function.tries[name] >= RETRIES + 1
        assert function.tries[name] <= RETRIES + 1 + 3  # and within the batches that were halved around it


def test_a_record_that_succeeds_later_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RETRY_SECONDS", 0)
    answers = iter([{"error": True}] * RETRIES + [{"body": None}])
    refused: list[dict] = []
    streams.deliver(batch("a"), RETRIES, lambda _: next(answers), lambda part, _: refused.extend(part))
    assert refused == []
    assert next(answers, None) is None


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"body": None}, None),
        ({"body": {"batchItemFailures": []}}, None),
        ({"body": {"batchItemFailures": [{"itemIdentifier": "c"}, {"itemIdentifier": "b"}]}}, 1),
        ({"body": '{"batchItemFailures": [{"itemIdentifier": "a"}]}'}, 0),
        ({"body": {"batchItemFailures": [{"itemIdentifier": "stranger"}]}}, None),
        ({"body": ["no answer of ours"]}, None),
        ({"error": True, "body": {"batchItemFailures": []}}, 0),
    ],
)
def test_the_first_failed_record_is_where_the_batch_goes_on(answer: dict, place: int | None) -> None:
    assert streams.first_failed(answer, batch("a", "b", "c")) == place


HANDLER = """
import os
def handler(event, context):
    for record in event["Records"]:
        name = record["dynamodb"]["Keys"]["pk"]["S"]
        with open(os.environ["SEEN"], "a") as seen:
            seen.write(name + "\\n")
        if name.startswith("poison"):
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}
"""


class Engine:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_pair()
        self.seen_file = folder / "seen"
        self.seen_file.write_text("")
        self.child = engine.start(self.port, folder)

    def client(self, service: str):
        local = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
        return boto3.client(service, endpoint_url=f"http://127.0.0.1:{self.port}", **local)

    def set_up(self) -> None:
        keys = {
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        }
        view = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        made = self.client("dynamodb").create_table(
            TableName="table", BillingMode="PAY_PER_REQUEST", StreamSpecification=view, **keys
        )
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("h.py", HANDLER)
        self.client("lambda").create_function(
            FunctionName="f",
            Runtime="python3.11",
            Role="arn:aws:iam::000000000000:role/r",
            Handler="h.handler",
            Code={"ZipFile": archive.getvalue()},
            Environment={"Variables": {"SEEN": str(self.seen_file)}},
        )
        self.queue = self.client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        self.client("lambda").create_event_source_mapping(
            FunctionName="f",
            EventSourceArn=made["TableDescription"]["LatestStreamArn"],
            StartingPosition="TRIM_HORIZON",
            BatchSize=10,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            BisectBatchOnFunctionError=True,
            MaximumRetryAttempts=2,
            DestinationConfig={"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:dead"}},
        )

    def put(self, *items: str) -> None:
        for name in items:
            self.client("dynamodb").put_item(TableName="table", Item={"pk": {"S": name}})

    def reads(self, *, enabled: bool) -> None:
        client = self.client("lambda")
        (mapping,) = client.list_event_source_mappings(FunctionName="f")["EventSourceMappings"]
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)

    def seen(self) -> list[str]:
        return self.seen_file.read_text().split()

    def restart(self) -> None:
        engine.stop(self.child)
        self.child = engine.start(self.port, self.folder)


def until(holds, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def running(tmp_path: Path):
    made = Engine(tmp_path)
    try:
        made.set_up()
        yield made
    finally:
        engine.stop(made.child)


def test_the_engine_gives_a_poisoned_record_up_and_goes_on(running: Engine) -> None:
    running.put("one", "poison", "two", "three")
    until(lambda: "three" in running.seen())
    assert {"one", "two", "three"} <= set(running.seen())
    assert 3 <= running.seen().count("poison") <= 5  # once, twice again, and in the batches around it
    until(lambda: "Messages" in running.client("sqs").receive_message(QueueUrl=running.queue, VisibilityTimeout=0))
    (letter,) = running.client("sqs").receive_message(QueueUrl=running.queue)["Messages"]
    told = json.loads(letter["Body"])
    assert told["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert told["DDBStreamBatchInfo"]["batchSize"] == 1
    pointer = told["DDBStreamBatchInfo"]
    reader = running.client("dynamodbstreams")
    place = reader.get_shard_iterator(
        StreamArn=pointer["streamArn"],
        ShardId=pointer["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=pointer["startSequenceNumber"],
    )
    (record, *_) = reader.get_records(ShardIterator=place["ShardIterator"])["Records"]
    assert record["dynamodb"]["Keys"] == {"pk": {"S": "poison"}}


def test_unread_records_are_read_after_a_restart_and_read_ones_are_not_skipped(running: Engine) -> None:
    running.put("a", "b", "c")
    until(lambda: set(running.seen()) == {"a", "b", "c"})
    running.reads(enabled=False)
    running.put("d", "e")
    running.restart()
    assert set(running.seen()) == {"a", "b", "c"}
    running.reads(enabled=True)
    until(lambda: {"d", "e"} <= set(running.seen()))
    running.put("f")
    until(lambda: "f" in running.seen())
    assert set(running.seen()) == set("abcdef")
