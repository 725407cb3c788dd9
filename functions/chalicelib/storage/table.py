"""Calls to the main table: one place for retries, for the reasons of a cancelled transaction, and for paging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.errors import Busy
from chalicelib.storage.items import Item, encode

TRIES = 5
BATCH = 100  # Source: BatchGetItem takes 100 keys
WRITE_BATCH = 25  # Source: BatchWriteItem takes 25 items
NEW = "attribute_not_exists(pk)"
UNMOVED = "#state IN (:before, :earlier)"
# Last fields that an earlier release did not write, with what they stand for there: what it left waiting must still be moved.
LATER = (',"subscription":""}', ',"audience":"joined"}')


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    """A transaction that wrote nothing: for each of its items the old item if its condition failed, else None."""

    failed: tuple[Item | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's name with the client that reaches it."""

    client: Any
    name: str

    def get(self, pk: str, sk: str, *, consistent: bool = True) -> Item | None:
        """The item, or None."""
        key = {"pk": {"S": pk}, "sk": {"S": sk}}
        answer = self.client.get_item(TableName=self.name, Key=key, ConsistentRead=consistent)
        found: Item | None = answer.get("Item")
        return found

    def put(self, item: Item, condition: str | None = None, **names_and_values: Any) -> bool:
        """True when written; False when the condition failed."""
        extra = {"ConditionExpression": condition, **names_and_values} if condition else {}
        try:
            self.client.put_item(TableName=self.name, Item=item, **extra)
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def replace(self, item: Item, before: object) -> bool:
        """True when written in the place of an item that held `before`; False when another had moved it."""
        return self.put(item, UNMOVED, **_held(before))

    def delete(self, key: Item, before: object) -> bool:
        """True when an item that held `before` is gone; False when another had moved or deleted it."""
        try:
            self.client.delete_item(TableName=self.name, Key=key, ConditionExpression=UNMOVED, **_held(before))
        except self.client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def query(
        self, pk: str, *, consistent: bool = True, prefix: str | None = None, since: str = "", until: str = ""
    ) -> Iterator[Item]:
        """Every item of a partition in order, page after page; those of a prefix, or from a sort key on, or up to another."""
        values: dict[str, Any] = {":pk": {"S": pk}}
        condition = "pk = :pk"
        if prefix:
            condition += " AND begins_with(sk, :sk)"
            values[":sk"] = {"S": prefix}
        elif until:
            condition += " AND sk BETWEEN :sk AND :until"
            values |= {":sk": {"S": since}, ":until": {"S": until}}
        elif since:
            condition += " AND sk >= :sk"
            values[":sk"] = {"S": since}
        wanted: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ConsistentRead": consistent,
        }
        return self.pages(wanted)

    def page(self, pk: str, since: str, until: str, limit: int) -> list[Item]:
        """The first items of a partition between two sort keys, both included, in order: one query."""
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues={":pk": {"S": pk}, ":from": {"S": since}, ":to": {"S": until}},
            Limit=limit,
            ConsistentRead=True,
        )
        found: list[Item] = answer["Items"]
        return found

    def pages(self, wanted: dict[str, Any]) -> Iterator[Item]:
        """Every item that a query finds, page after page."""
        while True:
            answer = self.client.query(**wanted)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            wanted["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def last(self, pk: str) -> Item | None:
        """The item of a partition with the highest sort key, or None."""
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=1,
        )
        found: list[Item] = answer["Items"]
        return found[0] if found else None

    def newest(self, pk: str, limit: int, cursor: dict[str, str] | None) -> tuple[list[Item], dict[str, str] | None]:
        """A page of a partition from its highest sort key down, and where the next begins: one query."""
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression="pk = :pk AND sk < :before",
            ExpressionAttributeValues={":pk": {"S": pk}, ":before": {"S": cursor["before"] if cursor else "~"}},
            ScanIndexForward=False,
            Limit=limit,
        )
        found: list[Item] = answer["Items"]
        more = found and "LastEvaluatedKey" in answer
        return found, {"before": found[-1]["sk"]["S"]} if more else None

    def batch(self, wanted: Sequence[Item], *, consistent: bool = False) -> Iterator[Item]:
        """The items of these keys that exist, in no order: one call for each hundred."""
        for start in range(0, len(wanted), BATCH):
            asked: dict[str, Any] = {
                self.name: {"Keys": list(wanted[start : start + BATCH]), "ConsistentRead": consistent}
            }
            while asked:
                answer = self.client.batch_get_item(RequestItems=asked)
                yield from answer["Responses"].get(self.name, [])
                asked = answer.get("UnprocessedKeys") or {}

    def write_batch(self, requests: Sequence[dict[str, Any]]) -> None:
        """Nothing; all of these puts and deletions are done, in no order: one call for each 25."""
        for start in range(0, len(requests), WRITE_BATCH):
            asked: dict[str, Any] = {self.name: requests[start : start + WRITE_BATCH]}
            while asked:
                asked = self.client.batch_write_item(RequestItems=asked).get("UnprocessedItems") or {}

    def due(self, wake_key: str, until: str, limit: int, after: Item | None = None) -> tuple[list[Item], Item | None]:
        """Keys of what the wake index holds up to a moment, earliest first, and where the next page begins."""
        answer = self.client.query(
            TableName=self.name,
            IndexName="wake",
            KeyConditionExpression="wake_key = :key AND wake_at <= :until",
            ExpressionAttributeValues={":key": {"S": wake_key}, ":until": {"S": until}},
            Limit=limit,
            **({"ExclusiveStartKey": after} if after else {}),
        )
        found: list[Item] = answer["Items"]
        return found, answer.get("LastEvaluatedKey")

    def waiting(self, wake_key: str, after: str, limit: int) -> list[Item]:
        """Keys of what one partition of the wake index holds behind a place, in order: one query."""
        answer = self.client.query(
            TableName=self.name,
            IndexName="wake",
            KeyConditionExpression="wake_key = :key AND wake_at > :after",
            ExpressionAttributeValues={":key": {"S": wake_key}, ":after": {"S": after or " "}},
            Limit=limit,
        )
        found: list[Item] = answer["Items"]
        return found

    def put_always(self, item: Item) -> dict[str, Any]:
        """A transaction's write of an item, whatever stood in its place."""
        return {"Put": {"TableName": self.name, "Item": item}}

    def put_if_new(self, item: Item, table: str | None = None) -> dict[str, Any]:
        """A transaction's write of an item that must not exist."""
        return {
            "Put": {
                "TableName": table or self.name,
                "Item": item,
                "ConditionExpression": NEW,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def put_if_state(self, item: Item, before: object) -> dict[str, Any]:
        """A transaction's write in the place of an item that still holds `before`."""
        return {"Put": {"TableName": self.name, "Item": item, "ConditionExpression": UNMOVED, **_held(before)}}

    def delete_if_state(self, key: Item, before: object) -> dict[str, Any]:
        """A transaction's deletion of an item that still holds `before`."""
        return {"Delete": {"TableName": self.name, "Key": key, "ConditionExpression": UNMOVED, **_held(before)}}

    def write(self, actions: list[dict[str, Any]]) -> None:
        """Nothing; all actions are written, or none.

        Raises: Refused when a condition failed. Busy when others held the same items through every try.
        """
        for _ in range(TRIES):
            try:
                self.client.transact_write_items(TransactItems=actions)
            except self.client.exceptions.TransactionCanceledException as error:
                reasons = error.response.get("CancellationReasons", [])
                if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                    raise Refused(tuple(_failed(reason) for reason in reasons)) from None
                if not _passing(reasons):
                    raise
            except ClientError as error:
                if error.response["Error"]["Code"] != "TransactionInProgressException":
                    raise
            else:
                return
        raise Busy


def _held(state: object) -> dict[str, Any]:
    """What the condition compares: the state as it is written now, and as an earlier release wrote it."""
    before = encode(state)
    later = next((each for each in LATER if before.endswith(each)), "")
    earlier = before.removesuffix(later) + "}" if later else before
    return {
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":before": {"S": before}, ":earlier": {"S": earlier}},
    }


def _failed(reason: dict[str, Any]) -> Item | None:
    if reason.get("Code") != "ConditionalCheckFailed":
        return None
    return reason.get("Item") or {}


def _passing(reasons: list[dict[str, Any]]) -> bool:
    codes = {reason.get("Code") for reason in reasons} - {"None", None}
    return bool(codes) and codes <= {
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    }
