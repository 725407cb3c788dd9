"""The dead-letter queues, and how the letters of each are taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, ParamValidationError
from chalicelib.storage import keys

from infra import stack

HIDDEN_SECONDS = 900  # a letter in hand is nobody else's for so long
PAGE = 10  # Source: ReceiveMessage gives ten at most
MOST_PAGES = 200  # of a stream that is looked through for one letter
FETCHED = 100  # Source: BatchGetItem takes 100 keys
PATIENCE_SECONDS = 300  # over the longest timeout of the functions that are called
SCHEDULED = {
    "version": "0", "id": "redrive", "detail-type": "Scheduled Event", "source": "aws.events", "account": "",
    "time": "1970-01-01T00:00:00Z", "region": "", "resources": [], "detail": {},
}  # fmt: skip
# What each reader of the stream is woken by (infra/template/functions.yaml).
ENTITIES = {"tally": ("petition", "message"), "outbox": ("message",)}
Key = dict[str, dict[str, str]]
Letter = dict[str, Any]
Take = Callable[[Letter], list[str]]


@dataclass(frozen=True, slots=True)
class Stage:
    """A deployed stage: what it told of itself, and clients that reach it."""

    target: stack.Target
    made: dict[str, str]

    def client(self, service: str) -> Any:
        """A client of a service."""
        return self.target.client(service)

    def failed(self, function: str, event: object) -> bool:
        """True when the function did not take the event, or named a record of it as failed."""
        sent = json.dumps(event).encode()
        # A function may take minutes, and an impatient second call would run it beside itself.
        patient = Config(read_timeout=PATIENCE_SECONDS, retries={"total_max_attempts": 1})
        told = self.target.client("lambda", patient).invoke(FunctionName=f"{self.target.name}-{function}", Payload=sent)
        content = told["Payload"].read()
        answer = json.loads(content) if content else None
        named = isinstance(answer, dict) and bool(answer.get("batchItemFailures"))
        return bool(told.get("FunctionError")) or named


def letters(sqs: Any, url: str) -> Iterator[Letter]:
    """Every letter of a queue, once."""
    while True:
        asked = {"QueueUrl": url, "MaxNumberOfMessages": PAGE, "VisibilityTimeout": HIDDEN_SECONDS}
        got = sqs.receive_message(**asked, WaitTimeSeconds=1).get("Messages", [])
        if not got:
            return
        yield from got


def drain(sqs: Any, url: str, take: Take) -> tuple[int, list[str]]:
    """How many letters were done with, and what those that stay in the queue are about."""
    done, kept, held = 0, [], []
    try:
        for letter in letters(sqs, url):
            held.append(letter["ReceiptHandle"])
            left = take(letter)
            kept += left
            if not left:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=held.pop())
                done += 1
    finally:  # only now, or they would be received again and again
        for handle in held:
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    return done, kept


class StreamLetters:
    """Takes up letters of the table's stream. A letter is a pointer that dies in 24 hours; the table tells the rest."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dynamodb = stage.client("dynamodb")
        self._behind: list[str] | None = None

    def take(self, letter: Letter) -> list[str]:
        """Keys of what still cannot be processed; empty when the letter is done with."""
        try:
            told = json.loads(letter["Body"])
            function = _function_of(told)
            pointed = self._pointed(told["DDBStreamBatchInfo"], ENTITIES[function])
        except (ValueError, KeyError, TypeError, ParamValidationError):
            return [f"letter {letter['MessageId']} (it is no letter of the stream)"]
        if pointed is not None:
            return [_shown(key) for key in pointed if self._poisoned(function, key)]
        if function == "outbox":  # the sweep wakes the phones of all messages that wait
            return ["messages that wait"] if self._stage.failed("sweep", SCHEDULED) else []
        if self._behind is None:
            self._behind = [_shown(key) for key in self._uncounted() if self._poisoned("tally", key)]
        return self._behind

    def _pointed(self, info: dict[str, Any], entities: tuple[str, ...]) -> list[Key] | None:
        """Keys of the records that the letter points to; None when the stream has forgotten them."""
        client, last = self._stage.client("dynamodbstreams"), int(info["endSequenceNumber"])
        place = {"StreamArn": info["streamArn"], "ShardId": info["shardId"]}
        found: dict[str, Key] = {}
        try:
            following = client.get_shard_iterator(
                **place,
                ShardIteratorType="AT_SEQUENCE_NUMBER",
                SequenceNumber=info["startSequenceNumber"],
            )["ShardIterator"]
            for _ in range(MOST_PAGES):
                page = client.get_records(ShardIterator=following)
                for record in page["Records"]:
                    told = record["dynamodb"]
                    if int(told["SequenceNumber"]) > last:
                        return list(found.values())
                    if told.get("NewImage", {}).get("entity", {}).get("S") in entities:
                        found[_shown(told["Keys"])] = told["Keys"]
                    if int(told["SequenceNumber"]) == last:
                        return list(found.values())
                following = page.get("NextShardIterator")
                if not following:
                    break
        except ClientError:
            return None
        return None

    def _poisoned(self, function: str, key: Key) -> bool:
        """True when the function refuses the item as it is now; what is gone or mended is no trouble any more."""
        asked = {"TableName": self._stage.made["MainTable"], "Key": key, "ConsistentRead": True}
        item = self._dynamodb.get_item(**asked).get("Item")
        if item is None:
            return False
        told = {"Keys": key, "NewImage": item, "SequenceNumber": "1"}
        record = {"eventID": "redrive", "eventName": "INSERT", "eventSource": "aws:dynamodb", "dynamodb": told}
        return self._stage.failed(function, {"Records": [record]})

    def _uncounted(self) -> Iterator[Key]:
        """Keys of petitions whose marker is missing or of an older version: a read of the whole table, once a run."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._stage.made["MainTable"],
            ConsistentRead=True,
            FilterExpression="entity = :petition",
            ExpressionAttributeValues={":petition": {"S": "petition"}},
            ProjectionExpression="pk, sk, version",
        )
        generation = self._generation()
        for page in pages:
            for start in range(0, len(page["Items"]), FETCHED):
                yield from self._behind_their_markers(page["Items"][start : start + FETCHED], generation)

    def _generation(self) -> int:
        """Of the counters that are read."""
        pk, sk = keys.COUNTING
        got = self._dynamodb.get_item(
            TableName=self._stage.made["MainTable"], Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
        return int(got.get("Item", {"current": {"N": "0"}})["current"]["N"])

    def _behind_their_markers(self, petitions: list[dict[str, Any]], generation: int) -> Iterator[Key]:
        name = self._stage.made["MainTable"]
        wanted = [
            {"pk": {"S": keys.marker(each["pk"]["S"].partition("#")[2], generation)}, "sk": {"S": "K"}}
            for each in petitions
        ]
        counted: dict[str, int] = {}
        asked: dict[str, Any] = {name: {"Keys": wanted, "ConsistentRead": True}}
        while asked:
            got = self._dynamodb.batch_get_item(RequestItems=asked)
            for marker in got["Responses"].get(name, []):
                number = marker["pk"]["S"].partition("#")[2]
                counted[number] = int(json.loads(marker["state"]["S"])["version"])
            asked = got.get("UnprocessedKeys") or {}
        for each in petitions:
            version = int(each.get("version", {}).get("N", "0"))
            if counted.get(each["pk"]["S"].partition("#")[2], -1) < version:
                yield {"pk": each["pk"], "sk": each["sk"]}


def inbound_take(stage: Stage, letter: Letter) -> list[str]:
    """Empty when the citizen's SMS in the letter was taken in now; it counts once however often it comes."""
    try:
        told = json.loads(letter["Body"])
        event, function = told["requestPayload"], _function_of(told)
    except (ValueError, KeyError, TypeError):
        return [f"letter {letter['MessageId']} (it holds no reply)"]
    return [f"letter {letter['MessageId']}"] if stage.failed(function, event) else []


def sms_take(stage: Stage, letter: Letter) -> list[str]:
    """Empty; the phone is in the sender's queue again."""
    stage.client("sqs").send_message(QueueUrl=stage.made["SmsQueue"], MessageBody=letter["Body"])
    return []


def photo_take(stage: Stage, letter: Letter) -> list[str]:
    """Empty; the upload is in its queue again. One whose original is gone ends there by itself."""
    stage.client("sqs").send_message(QueueUrl=stage.made["PhotoQueue"], MessageBody=letter["Body"])
    return []


def _function_of(told: dict[str, Any]) -> str:
    """Our name of the function that a letter comes from. Raises: KeyError for a stranger's."""
    name = str(told["requestContext"]["functionArn"]).split(":function:")[1].partition(":")[0]
    for ours in (*ENTITIES, "inbound-sms", "receipts"):
        if name.endswith(f"-{ours}"):
            return ours
    raise KeyError(name)


def _shown(key: Key) -> str:
    return f"{key['pk']['S']} {key['sk']['S']}"
