"""The outbox in memory: claims, leases and the one question of a phone, under the lock of the petitions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.carriers import Circuit
from chalicelib.domain.outbox import Message, MessageState, OpenFollowUp, Wishes
from chalicelib.domain.ports import Page
from chalicelib.domain.receipts import Receipt
from chalicelib.domain.subscription import Subscription

from tests.fakes.petitions import Memory, stamp, stored


@dataclass
class MemoryOutbox:
    """Messages by phone."""

    memory: Memory

    def enqueue(self, message: Message) -> bool:
        with self.memory.lock:
            line = self.memory.messages[message.phone_key]
            new = message.id not in line
            line.setdefault(message.id, stored(message))
            return new

    def messages_of(self, phone_key: str) -> list[Message]:
        with self.memory.lock:
            return [stored(each) for _, each in sorted(self.memory.messages[phone_key].items())]

    def take_lease(self, phone_key: str, holder: str, now: datetime, until: datetime) -> bool:
        with self.memory.lock:
            held = self.memory.leases.get(phone_key)
            if held and held[1] >= stamp(now):
                return False
            self.memory.leases[phone_key] = (holder, stamp(until))
            return True

    def release_lease(self, phone_key: str, holder: str) -> None:
        with self.memory.lock:
            if self.memory.leases.get(phone_key, ("", ""))[0] == holder:
                del self.memory.leases[phone_key]

    def claim(
        self, message: Message, claimed: Message, follow_up: OpenFollowUp | None, now: datetime
    ) -> bool:
        with self.memory.lock:
            asked = self.memory.follow_ups.get(message.phone_key) if follow_up else None
            if asked and follow_up and asked.message_id != follow_up.message_id:
                if asked.quiet_until is None or stamp(asked.quiet_until) >= stamp(now):
                    return False
            if not self.settle(message, claimed):
                return False
            if follow_up:
                self.memory.follow_ups[message.phone_key] = stored(follow_up)
            return True

    def settle(self, claimed: Message, ended: Message) -> bool:
        with self.memory.lock:
            if self.memory.messages[claimed.phone_key].get(claimed.id) != claimed:
                return False
            self.memory.write_message(ended)
            return True

    def open_follow_up(self, phone_key: str) -> OpenFollowUp | None:
        return self.memory.follow_ups.get(phone_key)

    def due_phones(self, now: datetime, limit: int) -> list[str]:
        with self.memory.lock:
            waits = [
                (stamp(each.wake_at), phone)
                for phone, line in self.memory.messages.items()
                for each in line.values()
                if each.wake_at and stamp(each.wake_at) <= stamp(now)
            ]
        return list(dict.fromkeys(phone for _, phone in sorted(waits)[:limit]))

    def undecided(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Message]:
        with self.memory.lock:
            held = [each for line in self.memory.messages.values() for each in line.values()]
        waiting = {
            f"{stamp(each.ended_at)}#{each.id}": each
            for each in held
            if each.state is MessageState.UNDECIDED and each.district == district
        }
        places = [each for each in sorted(waiting) if each > (cursor or {}).get("after", "")]
        more = {"after": places[limit - 1]} if len(places) > limit else None
        return Page([waiting[each] for each in places[:limit]], more)

    def undecided_since(self, district: str) -> datetime | None:
        page = self.undecided(district, 1, None)
        return page.items[0].ended_at if page.items else None

    def wishes(self, phone_key: str) -> Wishes:
        return self.memory.wishes.get(phone_key, Wishes(phone_key))

    def take_in(
        self, inbound_id: str, now: datetime, wishes: Wishes, message: Message | None,
        moved: Sequence[tuple[Subscription, Subscription]] = (),
    ) -> bool | None:  # fmt: skip
        with self.memory.lock:
            if inbound_id in self.memory.inbound:
                return False
            if self.wishes(wishes.phone_key).version != wishes.version - 1:
                return None
            if any(self.memory.subscriptions.get((before.number, before.id)) != before for before, _ in moved):
                return None
            self.memory.inbound.add(inbound_id)
            self.memory.wishes[wishes.phone_key] = stored(wishes)
            self.memory.subscriptions |= {(after.number, after.id): stored(after) for _, after in moved}
            if message:
                self.memory.write_message(message)
            return True

    def record_inbound(self, inbound_id: str, now: datetime, reading: str) -> bool:
        with self.memory.lock:
            new = inbound_id not in self.memory.inbound
            self.memory.inbound.add(inbound_id)
            return new


@dataclass
class MemoryReceipts:
    """What carriers told of messages."""

    memory: Memory

    def message_of(self, provider: str, provider_id: str) -> Message | None:
        with self.memory.lock:
            phone_key, id = self.memory.taken.get((provider, provider_id), ("", ""))
            return self.memory.messages[phone_key].get(id) if phone_key else None

    def named(self, reference: str) -> Message | None:
        with self.memory.lock:
            held = [each for line in self.memory.messages.values() for each in line.values()]
        return next((each for each in held if each.reference == reference), None)

    def keep(self, receipt: Receipt, now: datetime) -> bool:
        with self.memory.lock:
            new = _place(receipt) not in self.memory.receipts
            self.memory.receipts.setdefault(_place(receipt), (stored(receipt), False))
            return new

    def apply(self, receipt: Receipt, before: Message, after: Message | None, now: datetime) -> bool | None:
        with self.memory.lock:
            if self.memory.receipts.get(_place(receipt), (receipt, False))[1]:
                return False
            if after is not None and self.memory.messages[before.phone_key].get(before.id) != before:
                return None
            self.memory.receipts[_place(receipt)] = (stored(receipt), True)
            if after is not None:
                self.memory.write_message(after)
            return True

    def early(self, provider: str, provider_id: str) -> list[Receipt]:
        with self.memory.lock:
            kept = sorted(self.memory.receipts.items(), key=lambda each: each[0])
        return [receipt for place, (receipt, applied) in kept if place[:2] == (provider, provider_id) and not applied]


def _place(receipt: Receipt) -> tuple[str, str, str, str]:
    return receipt.provider, receipt.provider_id, str(receipt.state), receipt.code


@dataclass
class MemoryCircuits:
    """How carriers have been doing."""

    held: dict[str, Circuit] = field(default_factory=dict)

    def read(self, carrier: str) -> Circuit:
        return self.held.get(carrier, Circuit(carrier))

    def write(self, before: Circuit, after: Circuit) -> bool:
        standing = self.held.get(after.carrier)
        if standing is not None and standing.version != before.version:
            return False
        self.held[after.carrier] = stored(after)
        return True
