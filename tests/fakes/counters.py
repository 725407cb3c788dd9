"""The tally, the staff, the door and the bulletins in memory."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.domain import periods as spans
from chalicelib.domain.errors import LastAdministrator
from chalicelib.domain.figures import BulletinRecord, Draft, Figures
from chalicelib.domain.ports import Marker, Notice, Page, Person, PersonEntry, Session, Standing
from chalicelib.domain.tally import ALL, SCOPES, Cell, Cells

from tests.fakes.petitions import stored

PULSES = 256


@dataclass
class MemoryTally:
    """Counters and markers."""

    markers: dict[str, Marker] = field(default_factory=dict)
    cells: Cells = field(default_factory=dict)
    pulses: dict[str, set[int]] = field(default_factory=dict)
    built: "MemoryTally | None" = None  # the counters that are being built
    under: "MemoryTally | None" = None  # those that are read meanwhile
    marks: set[str] = field(default_factory=set)
    at_once: bool = True  # nothing here flows through a stream, so a mark arrives as it is sent

    def kept(self) -> tuple["MemoryTally", ...]:
        return (self,) if self.built is None else (self, self.built)

    def begin(self) -> "MemoryTally":
        self.built = self.built or MemoryTally(under=self)
        return self.built

    def switch(self) -> bool:
        read = self.under
        if read is None or read.built is not self:
            return False
        read.markers, read.cells, read.built = self.markers, self.cells, None
        return True

    def send_pulses(self, period: str, now: datetime) -> None:
        self.pulses.setdefault(period, set(range(PULSES)) if self.at_once else set())

    def pulse_arrived(self, period: str, part: int) -> None:
        self.pulses.setdefault(period, set()).add(part)

    def pulses_missing(self, period: str) -> int | None:
        return PULSES - len(self.pulses[period]) if period in self.pulses else None

    def marker(self, number: str) -> Marker | None:
        return self.markers.get(number)

    def marked(self, numbers: Sequence[str]) -> dict[str, Marker]:
        return {number: held for number in numbers if (held := self.marker(number))}

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

    def count_once(self, mark: str, cell: Cell, counts: Counter[str]) -> bool:
        if mark in self.marks:
            return False
        self.marks.add(mark)
        self.cells.setdefault(cell, Counter()).update(counts)
        return True

    def read(
        self,
        periods: Sequence[str],
        units: Sequence[str],
        scopes: Sequence[str] = SCOPES,
        below: Sequence[str] = (),
        *,
        past: bool = False,
        together: bool = False,
    ) -> Cells:
        return {
            cell: Counter(counts)
            for cell, counts in self.cells.items()
            if cell.period in periods and ((cell.unit in units and cell.scope in scopes) or (cell.unit in below and cell.scope == ALL))
        }

    def mend(self, cell: Cell, was: Mapping[str, int], by: Mapping[str, int]) -> bool:
        stands = self.cells.get(cell, Counter())
        if any(stands[name] != was[name] for name in by):
            return False
        self.cells.setdefault(cell, Counter()).update(by)
        return True


@dataclass
class MemoryDays:
    """Lists of days, and nights."""

    lists: dict[str, set[str]] = field(default_factory=dict)
    nights: dict[str, set[str]] = field(default_factory=dict)

    def add(self, number: str, days: Iterable[str]) -> None:
        for day in days:
            self.lists.setdefault(day, set()).add(number)

    def petitions(self, day: str) -> Iterator[str]:
        return iter(sorted(self.lists.get(day, ())))

    def done(self, night: str) -> frozenset[str]:
        return frozenset(self.nights.get(night, ()))

    def finish(self, night: str, task: str) -> None:
        self.nights.setdefault(night, set()).add(task)


@dataclass
class MemoryPeople:
    """Staff and sessions."""

    persons: dict[str, Person] = field(default_factory=dict)
    opened: dict[str, Session] = field(default_factory=dict)
    entries: list[PersonEntry] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)  # who was merely added is listed everywhere
    admins: dict[str, set[str]] = field(default_factory=dict)

    def listed(self, place: str, limit: int, cursor: dict[str, str] | None) -> Page[Person]:
        after = cursor["after"] if cursor else ""
        found = [each for login, each in sorted(self.persons.items()) if login > after and self.places.get(login, place) == place]
        return Page(found[:limit], {"after": found[limit - 1].login} if len(found) > limit else None)

    def take_on(self, person: Person, standing: Standing, entry: PersonEntry) -> bool:
        if person.login in self.persons:
            return False
        self._seat(person.login, standing)
        self.persons[person.login] = replace(person, password_hash="void")
        self.entries.append(stored(entry))
        return True

    def change(self, before: Person, after: Person, standing: Standing, entry: PersonEntry) -> bool:
        held = self.persons[before.login]
        if any(getattr(held, name) != getattr(before, name) for name in ("roles", "name_zh", "name_en", "disabled")):
            return False
        self._seat(before.login, standing)
        said = {name: getattr(after, name) for name in ("roles", "name_zh", "name_en", "disabled")}
        said |= {"enrolment_key": "", "enrolment_ends": None} if after.disabled else {}
        epoch = held.session_epoch + (after.session_epoch != before.session_epoch)
        self.persons[before.login] = replace(held, session_epoch=epoch, **said)
        self.entries.append(stored(entry))
        return True

    def _seat(self, login: str, standing: Standing) -> None:
        for unit in () if standing.forced else standing.lost:
            held = self.admins.get(unit, set())
            if not held or held == {login}:
                raise LastAdministrator
        self.places[login] = standing.place
        for unit in standing.gained:
            self.admins.setdefault(unit, set()).add(login)
        for unit in standing.lost:
            self.admins.get(unit, set()).discard(login)

    def add(self, person: Person) -> None:
        self.persons[person.login] = person

    def person(self, login: str) -> Person | None:
        return self.persons.get(login)

    def open_session(self, session: Session) -> None:
        self.opened[session.key] = stored(session)

    def session(self, key: str) -> Session | None:
        return self.opened.get(key)

    def close_session(self, key: str) -> None:
        self.opened.pop(key, None)

    def sessions(self, login: str) -> list[Session]:
        return [each for each in self.opened.values() if each.login == login]

    def end_sessions(self, login: str, entry: PersonEntry) -> None:
        self._change(login, entry)

    def accept_step(self, login: str, step: int) -> bool:
        held = self.persons.get(login)
        if held is None or held.totp_step >= step:
            return False
        self.persons[login] = replace(held, totp_step=step)
        return True

    def invite(self, login: str, key: str, ends: datetime, entry: PersonEntry) -> bool:
        return self._change(
            login, entry, enrolment_key=key, enrolment_ends=ends, password_hash="void", sealed_totp=""
        )

    def enrol(self, login: str, key: str, password_hash: str, sealed_totp: str, entry: PersonEntry) -> bool:
        held = self.persons.get(login)
        if held is None or held.enrolment_key != key:
            return False
        return self._change(
            login, entry, password_hash=password_hash, sealed_totp=sealed_totp, totp_step=0, enrolment_key="",
            enrolment_ends=None,
        )  # fmt: skip

    def _change(self, login: str, entry: PersonEntry, **changes: object) -> bool:
        held = self.persons.get(login)
        if held is None:
            return False
        self.persons[login] = replace(held, session_epoch=held.session_epoch + 1, **changes)
        self.entries.append(entry)
        return True

    def record(self, entry: PersonEntry) -> None:
        self.entries.append(entry)

    def history(self, login: str) -> list[PersonEntry]:
        return [each for each in self.entries if each.login == login]


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
    """Issued bulletins, drafts, figures and files."""

    records: dict[tuple[str, str, int], BulletinRecord] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, Figures] = field(default_factory=dict)
    added: dict[tuple[str, str, int], Draft] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)  # those of the petitions' store

    def issued(self, unit: str, kind: str = "month", since: str = "") -> list[BulletinRecord]:
        return [
            each
            for key, each in sorted(self.records.items())
            if key[0] == unit and spans.parse(each.period).kind == kind and each.period >= since
        ]

    def last(self, unit: str, kind: str) -> BulletinRecord | None:
        return next(reversed(self.issued(unit, kind)), None)

    def store(self, path: str, body: bytes, content_type: str) -> None:
        self.files[path] = body

    def record(self, record: BulletinRecord) -> bool:
        key = (record.unit, record.period, record.revision)
        new = key not in self.records
        self.records.setdefault(key, stored(record))
        return new

    def complete(self, record: BulletinRecord) -> None:
        self.records[record.unit, record.period, record.revision] = replace(record, complete=True)

    def keep_figures(self, figures: Figures) -> str:
        name = hashlib.sha256(repr(figures).encode()).hexdigest()
        self.kept[name] = stored(figures)
        return name

    def figures(self, name: str) -> Figures:
        return self.kept[name]

    def drafts(self, unit: str) -> list[Draft]:
        return [each for key, each in sorted(self.added.items()) if key[0] == unit]

    def keep_draft(self, draft: Draft, version_before: int | None, notices: Sequence[Notice] = ()) -> bool:
        key = (draft.unit, draft.period, draft.revision)
        held = self.added.get(key)
        if (held.version if held else None) != version_before:
            return False
        self.added[key] = stored(draft)
        for notice in notices:
            self.notices[notice.unit, f"{notice.at.isoformat()}#{notice.number or notice.bulletin}#{notice.version:06d}"] = stored(notice)
        return True
