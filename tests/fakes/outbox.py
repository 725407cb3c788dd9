"""The outbox in memory: claims, leases and the one question of a phone, under the lock of the petitions."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.outbox import Message, MessageState, OpenFollowUp

from tests.fakes.petitions import Memory, stamp, stored

GOES_ON = (MessageState.WAITING, MessageState.CLAIMED)


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

    def pending(self, phone_key: str) -> list[Message]:
        return [each for each in self.messages_of(phone_key) if each.state in GOES_ON]

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
            self.memory.messages[claimed.phone_key][claimed.id] = stored(ended)
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

    def record_inbound(self, inbound_id: str, now: datetime, reading: str) -> bool:
        with self.memory.lock:
            new = inbound_id not in self.memory.inbound
            self.memory.inbound.add(inbound_id)
            return new
