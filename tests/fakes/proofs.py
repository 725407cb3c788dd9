"""Codes that prove a phone, in memory, under the lock of the petitions."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain.outbox import Message
from chalicelib.domain.proof import Challenge

from tests.fakes.petitions import Memory, stamp, stored


@dataclass
class MemoryProofs:
    """Challenges by key."""

    memory: Memory
    held: dict[str, Challenge] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def begin(self, challenge: Challenge, message: Message) -> None:
        with self.memory.lock:
            self.held[challenge.key] = stored(challenge)
            self.memory.write_message(message)

    def arm(self, key: str) -> bool:
        with self.memory.lock:
            if key in self.held:
                self.held[key] = replace(self.held[key], armed=True)
            return key in self.held

    def attempt(self, key: str, now: datetime, most: int) -> Challenge | None:
        with self.memory.lock:
            found = self.held.get(key)
            if found is None or key in self.used or found.tries >= most or stamp(found.ends_at) <= stamp(now):
                return None
            self.held[key] = replace(found, tries=found.tries + 1)
            return self.held[key]

    def use(self, key: str) -> bool:
        with self.memory.lock:
            if key not in self.held or key in self.used:
                return False
            self.used.add(key)
            return True
