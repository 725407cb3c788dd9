"""Codes that prove a phone: one item for each that was asked for, counted by conditional updates, gone after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.outbox import Message
from chalicelib.domain.proof import Challenge
from chalicelib.storage import keys
from chalicelib.storage.items import Item, message_item, seconds, stamp, strings
from chalicelib.storage.table import Table

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DynamoProofs:
    """The challenges in the main table."""

    table: Table

    def begin(self, challenge: Challenge, message: Message) -> None:
        """Nothing; the challenge stands and its message is in the phone's line."""
        self.table.write([self.table.put_if_new(challenge_item(challenge)), self.table.put_if_new(message_item(message))])

    def arm(self, key: str) -> bool:
        """True when the challenge may be answered from now on; False when it is gone."""
        return self._updated(key, "SET armed = :yes", "attribute_exists(pk)", {":yes": {"BOOL": True}}) is not None

    def attempt(self, key: str, now: datetime, most: int) -> Challenge | None:
        """The challenge with this try counted; None when it is over, used, tried too often, or never was."""
        values = {":one": {"N": "1"}, ":most": {"N": str(most)}, ":now": {"S": stamp(now)}}
        open_ = "tries < :most AND ends_at > :now AND attribute_not_exists(used)"
        found = self._updated(key, "ADD tries :one", open_, values)
        return _challenge(key, found) if found else None

    def use(self, key: str) -> bool:
        """True for the first who answers it."""
        condition = "attribute_exists(pk) AND attribute_not_exists(used)"
        return self._updated(key, "SET used = :yes", condition, {":yes": {"BOOL": True}}) is not None

    def _updated(self, key: str, update: str, condition: str, values: dict[str, Any]) -> Item | None:
        client = self.table.client
        try:
            answer = client.update_item(
                TableName=self.table.name,
                Key=strings(pk=keys.challenge(key), sk=keys.CHALLENGE),
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
            )
        except client.exceptions.ConditionalCheckFailedException:
            return None
        item: Item = answer["Attributes"]
        return item


def challenge_item(challenge: Challenge) -> Item:
    """A challenge that nobody has answered yet; it expires by itself."""
    item = strings(
        pk=keys.challenge(challenge.key), sk=keys.CHALLENGE, entity="challenge", phone=challenge.phone_key,
        ends_at=stamp(challenge.ends_at), follows=challenge.follows or None,
    )  # fmt: skip
    return item | {"tries": {"N": "0"}, "expires_at": {"N": seconds(challenge.ends_at + KEPT)}}


def _challenge(key: str, item: Item) -> Challenge:
    return Challenge(
        key, item["phone"]["S"], datetime.fromisoformat(item["ends_at"]["S"]), int(item["tries"]["N"]),
        armed="armed" in item, follows=item["follows"]["S"] if "follows" in item else "",
    )  # fmt: skip
