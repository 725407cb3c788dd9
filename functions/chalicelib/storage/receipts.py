"""Receipts: which message a carrier took under which id, and what it told of it. Both are kept for 30 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.outbox import Message
from chalicelib.domain.receipts import Receipt
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, message_item, seconds, strings
from chalicelib.storage.table import NEW, Refused, Table

KEPT = timedelta(days=30)  # Source: design section 9: SNS repeats itself for 23 days


def _reference_item(message: Message) -> Item:
    """What leads from a carrier's id to the message that it took."""
    item = strings(
        pk=keys.taken(message.provider, message.provider_id),
        sk=keys.TAKEN,
        entity="reference",
        phone=message.phone_key,
        message=message.id,
    )
    return item | {"expires_at": {"N": seconds((message.ended_at or message.created_at) + KEPT)}}


def reference_actions(table: Table, settled: Message) -> list[dict[str, Any]]:
    """The write of a settled message's reference, if a carrier took it."""
    return [table.put_always(_reference_item(settled))] if settled.provider_id else []


def _receipt_item(receipt: Receipt, now: datetime, *, applied: bool) -> Item:
    item = strings(
        pk=keys.taken(receipt.provider, receipt.provider_id),
        sk=keys.receipt(receipt.state, receipt.code),
        entity="receipt",
        state=encode(receipt),
    )
    return item | {"applied": {"BOOL": applied}, "expires_at": {"N": seconds(now + KEPT)}}


@dataclass(frozen=True, slots=True)
class DynamoReceipts:
    """Receipts in the main table, under the carrier's id of the message: keys that nobody shares."""

    table: Table

    def message_of(self, provider: str, provider_id: str) -> Message | None:
        """The message that a carrier took under its id, as it is now."""
        found = self.table.get(keys.taken(provider, provider_id), keys.TAKEN)
        if found is None:
            return None
        item = self.table.get(keys.phone(found["phone"]["S"]), keys.message(found["message"]["S"]))
        return decode(item, Message) if item else None

    def named(self, reference: str) -> Message | None:
        """The message that a reference of ours names, as it is now."""
        message, _, phone = reference.partition(".")
        item = self.table.get(keys.phone(phone), keys.message(message)) if message and phone else None
        return decode(item, Message) if item else None

    def keep(self, receipt: Receipt, now: datetime) -> bool:
        """True when this receipt, which no message is known for, was not seen before."""
        return self.table.put(_receipt_item(receipt, now, applied=False), NEW)

    def apply(self, receipt: Receipt, before: Message, after: Message | None, now: datetime) -> bool | None:
        """True when recorded together with what it changes; False when applied before; None when the message moved."""
        record: dict[str, Any] = {
            "Put": {
                "TableName": self.table.name,
                "Item": _receipt_item(receipt, now, applied=True),
                "ConditionExpression": "attribute_not_exists(pk) OR applied = :no",
                "ExpressionAttributeValues": {":no": {"BOOL": False}},
            }
        }
        moved = [self.table.put_if_state(message_item(after), before)] if after else []
        try:
            self.table.write([record, *moved])
        except Refused as refused:
            return False if refused.failed[0] is not None else None
        return True

    def early(self, provider: str, provider_id: str) -> list[Receipt]:
        """Receipts that came before their message was settled."""
        kept = self.table.query(keys.taken(provider, provider_id), prefix=keys.RECEIPTS)
        return [decode(item, Receipt) for item in kept if not item["applied"]["BOOL"]]
