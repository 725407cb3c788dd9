"""Phones that follow a petition by SMS: beside those who said "me too", so that a crowd makes no petition dear to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.outbox import Contact, Message
from chalicelib.domain.proof import CODES, Challenge
from chalicelib.domain.subscription import Subscription, SubscriptionState
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, message_item, stamp, strings
from chalicelib.storage.proofs import challenge_item
from chalicelib.storage.table import Table


def subscription_item(subscription: Subscription) -> Item:
    """A phone that follows a petition: in the phone's list while it stands, in the wake index until it is forgotten."""
    item = strings(
        pk=keys.supporters(subscription.number), sk=keys.subscription(subscription.id), entity="subscription",
        state=encode(subscription), wake_key=keys.forget_wake(subscription.id), wake_at=stamp(subscription.forget_at),
    )  # fmt: skip
    if subscription.state is not SubscriptionState.STANDING:
        return item
    return item | strings(phone_key=keys.subscriptions_of(subscription.phone_key), phone_sort=stamp(subscription.at))


@dataclass(frozen=True, slots=True)
class DynamoSubscriptions:
    """The subscriptions in the main table; `seal` makes the contacts table's item, which can only be put from here."""

    table: Table
    contacts_table: str
    seal: Callable[[Contact], Item]

    def begin(self, challenge: Challenge, message: Message, subscription: Subscription, contact: Contact) -> None:
        """Nothing; the subscription waits for its code, whose message is in the phone's line."""
        items = (challenge_item(challenge), message_item(message), subscription_item(subscription))
        sealed = self.table.put_if_new(self.seal(contact), self.contacts_table)
        self.table.write([*map(self.table.put_if_new, items), sealed])

    def get(self, number: str, subscription: str) -> Subscription | None:
        """The subscription; None when it was forgotten or never was."""
        item = self.table.get(keys.supporters(number), keys.subscription(subscription))
        return decode(item, Subscription) if item else None

    def of_phone(self, phone_key: str) -> list[Subscription]:
        """Those of a phone that stand, the oldest first: one query, and one batch, as the index trails the table."""
        wanted = {
            "TableName": self.table.name,
            "IndexName": "phone",
            "KeyConditionExpression": "phone_key = :key",
            "ExpressionAttributeValues": {":key": {"S": keys.subscriptions_of(phone_key)}},
        }
        places = [{"pk": item["pk"], "sk": item["sk"]} for item in self.table.pages(wanted)]
        found = (decode(item, Subscription) for item in self.table.batch(places, consistent=True))
        return sorted((each for each in found if each.state is SubscriptionState.STANDING), key=lambda each: (each.at, each.id))

    def page(self, number: str, after: str, limit: int) -> list[Subscription]:
        """A petition's, in whatever state, by their ids from `after` on: one query."""
        since = keys.subscription(f"{after}#" if after else "")
        items = self.table.page(keys.supporters(number), since, keys.subscription("~"), limit)
        return [decode(item, Subscription) for item in items]

    def move(self, before: Subscription, after: Subscription) -> bool:
        """True when it stands as said; False when another moved it first."""
        return self.table.replace(subscription_item(after), before)

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Those that are to be forgotten."""
        places: list[Item] = []
        for part in keys.forget_wake_parts():
            places += self.table.due(part, stamp(now), limit)[0]
        wanted = [{"pk": each["pk"], "sk": each["sk"]} for each in places]
        found = (decode(item, Subscription) for item in self.table.batch(wanted, consistent=True))
        return [each for each in found if each.forget_at <= now]

    def drop(self, subscription: Subscription) -> None:
        """Nothing; what it was told is gone, then it is. A code that is on its way is forgotten by itself."""
        line = self.table.query(keys.phone(subscription.phone_key), prefix=keys.MESSAGES)
        told = [item for item in line if _told(decode(item, Message), subscription)]
        self.table.write_batch([{"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}} for item in told])
        self.table.delete(strings(pk=keys.supporters(subscription.number), sk=keys.subscription(subscription.id)), subscription)


def _told(message: Message, subscription: Subscription) -> bool:
    return message.subscription == subscription.id and message.name not in CODES
