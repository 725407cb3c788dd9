"""Phones that follow a petition by SMS, in memory, under the lock of the petitions."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.outbox import Contact, Message
from chalicelib.domain.proof import CODES, Challenge
from chalicelib.domain.subscription import Subscription, SubscriptionState

from tests.fakes.petitions import Memory, stamp, stored
from tests.fakes.proofs import MemoryProofs


@dataclass
class MemorySubscriptions:
    """Subscriptions by petition and id."""

    memory: Memory
    proofs: MemoryProofs

    def begin(self, challenge: Challenge, message: Message, subscription: Subscription, contact: Contact) -> None:
        with self.memory.lock:
            self.proofs.begin(challenge, message)
            self.memory.subscriptions[subscription.number, subscription.id] = stored(subscription)
            self.memory.contacts[contact.number] = stored(contact)

    def get(self, number: str, subscription: str) -> Subscription | None:
        return self.memory.subscriptions.get((number, subscription))

    def of_phone(self, phone_key: str) -> list[Subscription]:
        with self.memory.lock:
            held = [each for each in self.memory.subscriptions.values() if each.phone_key == phone_key]
        return sorted((each for each in held if each.state is SubscriptionState.STANDING), key=lambda each: (each.at, each.id))

    def page(self, number: str, after: str, limit: int) -> list[Subscription]:
        with self.memory.lock:
            return [each for (of, id), each in sorted(self.memory.subscriptions.items()) if of == number and id > after][:limit]

    def move(self, before: Subscription, after: Subscription) -> bool:
        with self.memory.lock:
            place = (before.number, before.id)
            if self.memory.subscriptions.get(place) != before:
                return False
            self.memory.subscriptions[place] = stored(after)
            return True

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        with self.memory.lock:
            return [each for each in self.memory.subscriptions.values() if stamp(each.forget_at) <= stamp(now)][:limit]

    def drop(self, subscription: Subscription) -> None:
        with self.memory.lock:
            line = self.memory.messages[subscription.phone_key]
            for told in [each for each in line.values() if each.subscription == subscription.id and each.name not in CODES]:
                del line[told.id]
            if self.get(subscription.number, subscription.id) == subscription:
                del self.memory.subscriptions[subscription.number, subscription.id]
