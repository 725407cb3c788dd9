"""A clock that is moved, ids from a seed, keyed hashes, passwords, a carrier and a queue that remember."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from chalicelib.domain import receipt_number
from chalicelib.domain.bulletin import File
from chalicelib.domain.carriers import Sent, Words
from chalicelib.domain.configuration import Configuration, ConfigurationChange
from chalicelib.domain.errors import PhotoRefused, SignInRefused
from chalicelib.domain.figures import BulletinRecord, Figures
from chalicelib.domain.outbox import Contact
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import MOST, Photo, PhotoState, UploadPlace
from chalicelib.domain.ports import District, Page, Revealed
from chalicelib.domain.rota import Cover

MONDAY_9_AM = datetime(2025, 9, 29, 1, tzinfo=UTC)  # in Asia/Shanghai; two working days before the holidays


@dataclass
class MovedClock:
    """Stands still until it is moved."""

    moment: datetime = MONDAY_9_AM

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


class SeededIds:
    """The same ids in the same order for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._given = 0

    def receipt_number(self) -> str:
        return receipt_number.make(f"{self._chance.randrange(10**13):013d}")

    def random(self, count: int) -> bytes:
        return self._chance.randbytes(count)

    def token(self) -> str:
        return f"{self._chance.getrandbits(256):064x}"

    def sequence(self, now: datetime) -> str:
        self._given += 1
        return f"{int(now.timestamp() * 1000):013d}{self._given:09d}{self._chance.getrandbits(32):08x}"


class KeyedSecrets:
    """Hashes and tokens under a key that is no secret."""

    def digest(self, purpose: str, text: str) -> str:
        return hashlib.sha256(f"{purpose}\0{text}".encode()).hexdigest()[:32]

    def sign(self, purpose: str, payload: str) -> str:
        return f"{self.digest(purpose, payload)}-{payload}"

    def verify(self, purpose: str, token: str) -> str | None:
        digest, _, payload = token.partition("-")
        return payload if digest == self.digest(purpose, payload) else None


class PlainPasswords:
    """A hash here is the password behind a colon."""

    def matches(self, password_hash: str, password: str) -> bool:
        return password_hash == f"hash:{password}"

    def hashed(self, password: str) -> str:
        return f"hash:{password}"


class PlainStaffSecrets:
    """A second factor here is sealed by the login in front of it."""

    def seal(self, login: str, secret: bytes) -> str:
        return f"{login}:{secret.hex()}"

    def open(self, login: str, sealed: str) -> bytes:
        of, _, secret = sealed.partition(":")
        if of != login:
            raise ValueError("sealed for somebody else")
        return bytes.fromhex(secret)


@dataclass
class Carrier:
    """Keeps what was sent; `answers` are given one by one before it takes messages again."""

    receives: bool = True
    name: str = "carrier"
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[Sent | BaseException] = field(default_factory=list)

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        if self.answers:
            told = self.answers.pop(0)
            if isinstance(told, BaseException):
                raise told
            return told
        self.sent.append((phone, words.text, reference))
        return Sent(f"id-{len(self.sent)}", provider=self.name)

    @property
    def texts(self) -> list[str]:
        return [text for _, text, _ in self.sent]


@dataclass
class RememberedWake:
    """Remembers which phones were woken, and after how long."""

    woken: list[tuple[str, int]] = field(default_factory=list)

    def wake(self, phone_keys: Sequence[str], delay_seconds: int = 0) -> None:
        self.woken += [(key, delay_seconds) for key in phone_keys]


@dataclass
class Districts:
    """The district that was made, which is the site's, and others beside it in one tree."""

    held: District
    others: tuple[District, ...] = ()
    rota: tuple[Cover, ...] = ()

    def current(self) -> District:
        return self.held

    def of(self, code: str) -> District:
        tree = self.held.organisation
        line = {unit.code for unit in tree.ancestors(code)} if code in tree else set()
        return next((each for each in self.all() if each.code in line), self.held)

    def all(self) -> tuple[District, ...]:
        return (self.held, *self.others)

    def covers(self) -> tuple[Cover, ...]:
        return self.rota

    def refresh(self) -> None:
        return


@dataclass
class MemoryConfigurations:
    """Documents and their history."""

    held: dict[str, Configuration] = field(default_factory=dict)
    changes: list[ConfigurationChange] = field(default_factory=list)

    def get(self, district: str) -> Configuration | None:
        return self.held.get(district)

    def replace(self, after: Configuration, entry: ConfigurationChange) -> bool:
        standing = self.held.get(after.district)
        if (standing.version if standing else "") != entry.version_before:
            return False
        self.held[after.district] = after
        self.changes.insert(0, entry)
        return True

    def history(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[ConfigurationChange]:
        start = int(cursor["from"]) if cursor else 0
        mine = [each for each in self.changes if each.district == district]
        more = {"from": str(start + limit)} if len(mine) > start + limit else None
        return Page(mine[start : start + limit], more)


@dataclass
class MemoryContacts:
    """Contacts that nobody sealed."""

    held: dict[str, Contact]

    def open(self, number: str) -> Contact | None:
        return self.held.get(number)

    def forget(self, number: str) -> None:
        self.held.pop(number, None)


@dataclass
class MemoryReveals:
    """Readings of contacts."""

    entries: list[Revealed] = field(default_factory=list)

    def record(self, entry: Revealed) -> None:
        self.entries.append(entry)

    def of(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Revealed]:
        start = int(cursor["from"]) if cursor else 0
        mine = sorted((each for each in self.entries if each.district == district), key=lambda each: each.at, reverse=True)
        more = {"from": str(start + limit)} if len(mine) > start + limit else None
        return Page(mine[start : start + limit], more)


@dataclass
class OpenRevealer:
    """The function that opens contacts, without its own look at the session (tests/journey/test_reveal.py has that)."""

    contacts: MemoryContacts

    def ask(self, token: str, number: str) -> dict[str, str]:
        held = self.contacts.open(number)
        return {"phone": held.phone, "name": held.name or ""} if held and held.phone else {"code": "contact_missing"}


class PlainPages:
    """A bulletin of one line for each unit, and an index of one line for each bulletin."""

    def bulletin(self, figures: Figures, district: District) -> list[File]:
        lines = [f"{row.unit}{'*' if row.own else ''} {dict(row.measures)}" for row in figures.rows]
        head = f"{figures.unit} {figures.period} {figures.issue} {figures.issue_of_year} {figures.as_of.isoformat()}"
        said = [f"said {figures.said}"] if figures.said.remarks or figures.said.cases else []
        why = [f"revision {figures.revision} {figures.correction}"] if figures.correction else []
        name = f"{figures.unit}/{figures.period}{f'-r{figures.revision}' if figures.revision else ''}.txt"
        return [File(name, "\n".join([head, *lines, *said, *why]).encode(), "text/plain")]

    def preview(self, figures: Figures, district: District, language: str) -> str:
        return self.bulletin(figures, district)[0].body.decode()

    def index(self, records: Sequence[BulletinRecord], district: District) -> list[File]:
        lines = (f"{each.unit} {each.period}" for each in records)
        return [File("index.txt", "\n".join(lines).encode(), "text/plain")]


class CodeIsLogin:
    """An issuer that vouches for the login which the code is, when the browser's verifier is the one it began with."""

    def __init__(self) -> None:
        self.begun: dict[str, str] = {}

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        self.begun[nonce] = verifier
        return f"https://issuer.example/authorize?redirect_uri={back}&state={state}"

    def login(self, back: str, code: str, nonce: str, verifier: str) -> str:
        if self.begun.get(nonce) != verifier:  # a careless issuer takes a code twice; the state must stop that
            raise SignInRefused
        return code


@dataclass
class MemoryPhotos:
    """The places of photos."""

    held: dict[tuple[str, str, int], Photo] = field(default_factory=dict)
    petitions: dict[str, Petition] = field(default_factory=dict)

    def of(self, number: str) -> list[Photo]:
        mine = [each for (of, _, _), each in self.held.items() if of == number]
        return sorted(mine, key=lambda each: (each.kind != "before", each.slot))

    def reserve(self, photo: Photo) -> Photo | None:
        taken = {each.slot: each for each in self.of(photo.number) if each.kind == photo.kind}
        for each in taken.values():
            if each.id == photo.id:
                awaited = each.state is PhotoState.AWAITED
                self.held[each.number, each.kind, each.slot] = replace(each, at=photo.at) if awaited else each
                return self.held[each.number, each.kind, each.slot]
        free = next((slot for slot in range(1, MOST[photo.kind] + 1) if slot not in taken), None)
        free = free or next((slot for slot, each in taken.items() if each.gives_way(photo.at)), None)
        if free is None:
            return None
        placed = replace(photo, slot=free)
        self.held[photo.number, photo.kind, free] = placed
        return placed

    def find(self, came: UploadPlace) -> Photo | None:
        found = self.held.get((came.number, came.kind, came.slot))
        return found if found and found.file == came.file else None

    def settle(self, photo: Photo, state: PhotoState, reason: str = "") -> bool:
        place = (photo.number, photo.kind, photo.slot)
        if self.held.get(place) != photo:
            return False
        self.held[place] = replace(photo, state=state, reason=reason)
        return True

    def noted(self, photo: Photo, before: Petition, after: Petition) -> bool:
        if self.petitions.get(before.number) != before or not self.settle(photo, PhotoState.READY):
            return False
        self.petitions[before.number] = after
        return True


@dataclass
class MemoryPhotoFiles:
    """The files of photos."""

    originals: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def form(self, photo: Photo, content_type: str, back: str) -> dict[str, str]:
        return {"key": photo.upload, "Content-Type": content_type} | ({"success_action_redirect": back} if back else {})

    def address(self, file: str, size: str) -> str:
        return f"/photos/{file}/{size}.jpg?signed"

    def original(self, key: str) -> bytes | None:
        return self.originals.get(key)

    def keep(self, file: str, made: dict[str, bytes]) -> None:
        self.pictures |= {(file, size): content for size, content in made.items()}

    def forget(self, key: str) -> None:
        self.originals.pop(key, None)

    def drop(self, file: str) -> None:
        for size in ("large", "small"):
            self.pictures.pop((file, size), None)


class PlainDarkroom:
    """Shows what begins with PICTURE and refuses all else."""

    def develop(self, original: bytes) -> dict[str, bytes]:
        if not original.startswith(b"PICTURE"):
            raise PhotoRefused("photo_unreadable")
        return {"large": original, "small": original[:7]}
