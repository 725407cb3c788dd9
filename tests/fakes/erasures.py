"""What is still to be removed, and the list of erasures, in memory."""

from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.erasure import Erasure, Removal, over_since
from chalicelib.domain.proof import CODES

from tests.fakes.petitions import Memory, stamp, stored


@dataclass
class MemoryErasures:
    """Erasures."""

    memory: Memory
    listed_ones: dict[str, Erasure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.memory.listed = self.listed_ones

    def expired(self, district: str, since: datetime, limit: int) -> list[str]:
        with self.memory.lock:
            held = [(over_since(each), each.number) for each in self.memory.petitions.values() if each.district == district]
        return [number for over, number in sorted((o, n) for o, n in held if o) if stamp(over) <= stamp(since)][:limit]

    def due(self, now: datetime, limit: int) -> list[Removal]:
        with self.memory.lock:
            return [each for each in self.memory.removals.values() if stamp(each.next_at) <= stamp(now)][:limit]

    def sweep_out(self, removal: Removal) -> None:
        held, number = self.memory, removal.number
        with held.lock:
            for place in [each for each in held.texts if each[0] == number and each[1] <= removal.version]:
                del held.texts[place]
            held.notes[:] = [each for each in held.notes if each.number != number or each.at > removal.at]
            for photo in [each for each, kept in held.photos.items() if each[0] == number and kept.at <= removal.at]:
                del held.photos[photo]
            line = held.messages[removal.phone_key] if removal.phone_key else {}
            for message in [each for each in line.values() if each.number == number and each.name not in CODES]:
                del line[message.id]
            asked = held.follow_ups.get(removal.phone_key)
            if asked and asked.number == number:
                del held.follow_ups[removal.phone_key]

    def advance(self, before: Removal, after: Removal | None) -> bool:
        with self.memory.lock:
            place = (before.number, before.version)
            if self.memory.removals.get(place) != before:
                return False
            if after is None:
                del self.memory.removals[place]
            else:
                self.memory.removals[place] = stored(after)
            return True

    def record(self, entry: Erasure) -> None:
        self.listed_ones[entry.key] = stored(entry)

    def listed(self) -> list[Erasure]:
        return list(self.listed_ones.values())
