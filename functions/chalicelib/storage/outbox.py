"""The outbox: messages in line by phone, the lease of a sender, the phone's one open follow-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.outbox import Message, MessageState, OpenFollowUp, Wishes
from chalicelib.domain.ports import Page
from chalicelib.domain.subscription import Subscription
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, message_item, seconds, stamp, strings
from chalicelib.storage.receipts import KEPT, reference_actions
from chalicelib.storage.subscriptions import subscription_item
from chalicelib.storage.table import NEW, Refused, Table


def follow_up_item(follow_up: OpenFollowUp) -> Item:
    """The one question of a phone; while it is open it has no `quiet_until`."""
    quiet = follow_up.quiet_until
    return strings(
        pk=keys.phone(follow_up.phone_key),
        sk=keys.FOLLOW_UP,
        entity="follow_up",
        state=encode(follow_up),
        message_id=follow_up.message_id,
        quiet_until=stamp(quiet) if quiet else None,
    )


def wishes_action(table: Table, wishes: Wishes) -> dict[str, Any]:
    """The write of a phone's wishes, if nobody wrote them since the version before."""
    item = strings(pk=keys.phone(wishes.phone_key), sk=keys.WISHES, entity="wishes", state=encode(wishes))
    if wishes.version == 1:
        return table.put_if_new(item | {"version": {"N": "1"}})
    return {
        "Put": {
            "TableName": table.name,
            "Item": item | {"version": {"N": str(wishes.version)}},
            "ConditionExpression": "version = :before",
            "ExpressionAttributeValues": {":before": {"N": str(wishes.version - 1)}},
        }
    }


def inbound_item(inbound_id: str, now: datetime) -> Item:
    """A reply that was taken in; remembered for 30 days."""
    item = strings(pk=keys.inbound(inbound_id), sk="R", entity="inbound", at=stamp(now))
    return item | {"expires_at": {"N": seconds(now + KEPT)}}


@dataclass(frozen=True, slots=True)
class DynamoOutbox:
    """The outbox in the main table."""

    table: Table
    tell: Callable[[Message], None] = lambda _: None  # hears of each message that was settled

    def enqueue(self, message: Message) -> bool:
        """True when the message is in its phone's line now; False when it was there before."""
        return self.table.put(message_item(message), NEW)

    def messages_of(self, phone_key: str) -> list[Message]:
        """All messages of a phone, oldest first."""
        return [decode(item, Message) for item in self.table.query(keys.phone(phone_key), prefix="M#")]

    def take_lease(self, phone_key: str, holder: str, now: datetime, until: datetime) -> bool:
        """True when this sender alone may send to the phone until then."""
        item = strings(
            pk=keys.phone(phone_key), sk=keys.LEASE, entity="lease", holder=holder, lease_until=stamp(until)
        )
        return self.table.put(
            item,
            "attribute_not_exists(pk) OR lease_until < :now",
            ExpressionAttributeValues={":now": {"S": stamp(now)}},
        )

    def release_lease(self, phone_key: str, holder: str) -> None:
        """Nothing; a lease of somebody else stays."""
        client = self.table.client
        try:
            client.delete_item(
                TableName=self.table.name,
                Key=strings(pk=keys.phone(phone_key), sk=keys.LEASE),
                ConditionExpression="holder = :holder",
                ExpressionAttributeValues={":holder": {"S": holder}},
            )
        except client.exceptions.ConditionalCheckFailedException:
            return

    def claim(
        self, message: Message, claimed: Message, follow_up: OpenFollowUp | None, now: datetime
    ) -> bool:
        """True when the claim (and the phone's turn, if one is needed) was won."""
        actions = [self.table.put_if_state(message_item(claimed), message)]
        if follow_up:
            actions.append(
                {
                    "Put": {
                        "TableName": self.table.name,
                        "Item": follow_up_item(follow_up),
                        "ConditionExpression": "attribute_not_exists(pk) OR quiet_until < :now OR message_id = :same",
                        "ExpressionAttributeValues": {
                            ":now": {"S": stamp(now)},
                            ":same": {"S": follow_up.message_id},
                        },
                    }
                }
            )
        return self._won(actions)

    def settle(self, claimed: Message, ended: Message) -> bool:
        """True when the message moved from its claim to an end or back to waiting."""
        move = self.table.put_if_state(message_item(ended), claimed)
        won = self._won([move, *reference_actions(self.table, ended)])
        if won:
            self.tell(ended)
        return won

    def _won(self, actions: list[dict[str, Any]]) -> bool:
        try:
            self.table.write(actions)
        except Refused:
            return False
        return True

    def open_follow_up(self, phone_key: str) -> OpenFollowUp | None:
        """The question a phone is being asked, or was asked last."""
        item = self.table.get(keys.phone(phone_key), keys.FOLLOW_UP)
        return decode(item, OpenFollowUp) if item else None

    def due_phones(self, now: datetime, limit: int) -> list[str]:
        """Keys of phones with messages that should have gone."""
        phones: dict[str, None] = {}
        for part in range(keys.WAKE_SPREAD):
            for item in self.table.due(f"M#{part}", stamp(now), limit)[0]:
                phones[item["pk"]["S"].partition("#")[2]] = None
        return list(phones)

    def undecided(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Message]:
        """A district's messages that may or may not have gone, the longest waiting first: a query, and a read of the page.

        The index trails the table, so that what was decided a moment ago is left out of its page.
        """
        places = self.table.waiting(keys.undecided(district), (cursor or {}).get("after", ""), limit + 1)
        page = places[:limit]
        wanted = [{"pk": place["pk"], "sk": place["sk"]} for place in page]
        found = {item["sk"]["S"]: decode(item, Message) for item in self.table.batch(wanted, consistent=True)}
        standing = [each for place in page if (each := found.get(place["sk"]["S"])) and each.state is MessageState.UNDECIDED]
        return Page(standing, {"after": page[-1]["wake_at"]["S"]} if len(places) > limit else None)

    def undecided_since(self, district: str) -> datetime | None:
        """Since when the longest waiting of them waits; None when nothing does: one query."""
        places = self.table.waiting(keys.undecided(district), "", 1)
        return datetime.fromisoformat(keys.undecided_since(places[0]["wake_at"]["S"])) if places else None

    def record_inbound(self, inbound_id: str, now: datetime, reading: str) -> bool:
        """True when this reply was not seen before; for replies that change no petition."""
        item = inbound_item(inbound_id, now) | strings(reading=reading)
        return self.table.put(item, NEW)

    def wishes(self, phone_key: str) -> Wishes:
        """What the holder of a phone wants; nothing special when they never said."""
        item = self.table.get(keys.phone(phone_key), keys.WISHES)
        return decode(item, Wishes) if item else Wishes(phone_key)

    def take_in(
        self, inbound_id: str, now: datetime, wishes: Wishes, message: Message | None,
        moved: Sequence[tuple[Subscription, Subscription]] = (),
    ) -> bool | None:  # fmt: skip
        """True when written together; False when this reply was seen before; None when one of the others moved meanwhile."""
        actions = [self.table.put_if_new(inbound_item(inbound_id, now)), wishes_action(self.table, wishes)]
        actions += [self.table.put_if_new(message_item(message))] if message else []
        actions += [self.table.put_if_state(subscription_item(after), before) for before, after in moved]
        try:
            self.table.write(actions)
        except Refused as refused:
            return None if refused.failed[0] is None else False
        return True
