"""The tally, the staff, the door and the bulletins in memory."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.ports import BulletinRecord, Marker, Person, Session
from chalicelib.domain.tally import Cells

from tests.fakes.petitions import stored

PULSES = 256


@dataclass
class MemoryTally:
    """Counters and markers."""

    markers: dict[str, Marker] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)
    pulses: dict[str, set[int]] = field(default_factory=dict)
    at_once: bool = True  # nothing here flows through a stream, so a mark arrives as it is sent

    def send_pulses(self, period: str, now: datetime) -> None:
        self.pulses.setdefault(period, set(range(PULSES)) if self.at_once else set())

    def pulse_arrived(self, period: str, part: int) -> None:
        self.pulses.setdefault(period, set()).add(part)

    def pulses_missing(self, period: str) -> int | None:
        return PULSES - len(self.pulses[period]) if period in self.pulses else None

    def marker(self, number: str) -> Marker | None:
        return self.markers.get(number)

    def move(self, number: str, before: Marker | None, after: Marker, moves: Cells) -> bool:
        held = self.markers.get(number)
        if (held.turn if held else None) != (before.turn if before else None):
            return False
        if len(moves) > 99:  # beside the marker; a transaction of the table holds 100 items
            raise ValueError(f"{len(moves)} counters do not fit into one transaction")
        self.markers[number] = stored(after)
        for cell, counts in moves.items():
            self.cells.setdefault(cell, Counter()).update(counts)
        return True

    def read(self, periods: Sequence[str], units: Sequence[str]) -> Cells:
        return {
            cell: Counter(counts)
            for cell, counts in self.cells.items()
            if cell.period in periods and cell.unit in units
        }


@dataclass
class MemoryPeople:
    """Staff and sessions."""

    persons: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    def add(self, person: Person) -> None:
        self.persons[person.login] = person

    def person(self, login: str) -> Person | None:
        return self.persons.get(login)

    def open_session(self, session: Session) -> None:
        self.sessions[session.key] = stored(session)

    def session(self, key: str) -> Session | None:
        return self.sessions.get(key)

    def close_session(self, key: str) -> None:
        self.sessions.pop(key, None)


@dataclass
class MemoryDoor:
    """Knocks by key."""

    knocks: Counter[str] = field(default_factory=Counter)

    def knock(self, key: str, window_ends: datetime, limit: int) -> bool:
        if self.knocks[key] >= limit:
            return False
        self.knocks[key] += 1
        return True


@dataclass
class MemoryBulletins:
    """Issued bulletins and their files."""

    records: dict[tuple[str, str], BulletinRecord] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def issued(self, unit: str) -> list[BulletinRecord]:
        return [each for key, each in sorted(self.records.items()) if key[0] == unit]

    def store(self, path: str, body: bytes, content_type: str) -> None:
        self.files[path] = body

    def record(self, record: BulletinRecord) -> bool:
        key = (record.unit, record.period)
        new = key not in self.records
        self.records.setdefault(key, record)
        return new
