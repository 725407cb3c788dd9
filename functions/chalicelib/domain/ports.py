"""What the journey needs from outside: time, ids, stores and a carrier. `wiring` supplies the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from chalicelib.domain.actors import HeldRole
from chalicelib.domain.carriers import Circuit, Sent, Words
from chalicelib.domain.configuration import Configuration, ConfigurationChange
from chalicelib.domain.deadlines import WorkingCalendar
from chalicelib.domain.erasure import Erasure, Removal
from chalicelib.domain.figures import BulletinRecord, Draft, Figures
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.organisation import Category, Organisation
from chalicelib.domain.outbox import Contact, Message, OpenFollowUp, Remembered, Wishes
from chalicelib.domain.petition import Petition, Ringing
from chalicelib.domain.photos import Photo, PhotoState, UploadPlace
from chalicelib.domain.phrases import Phrase
from chalicelib.domain.places import Gazetteer
from chalicelib.domain.proof import Challenge
from chalicelib.domain.publication import Publication, PublicPetition, PublicRow
from chalicelib.domain.questions import Question
from chalicelib.domain.receipts import Receipt
from chalicelib.domain.returns import Returned, Returns
from chalicelib.domain.rota import Cover
from chalicelib.domain.rules import LEAST_CONFIDENCE, Ground, Rule
from chalicelib.domain.subscription import Subscription
from chalicelib.domain.tally import SCOPES, Cell, Cells, Contribution
from chalicelib.domain.transitions import Clocks

Item = TypeVar("Item")


class Clock(Protocol):
    """The time of day; in the local stage it can be moved."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""


class Ids(Protocol):
    """Randomness."""

    def receipt_number(self) -> str:
        """13 random digits and their check digit."""

    def token(self) -> str:
        """At least 128 random bits, URL-safe; sorts by nothing."""

    def sequence(self, now: datetime) -> str:
        """A string that sorts by `now` and is never given twice."""

    def random(self, count: int) -> bytes:
        """Random bytes."""


class Secrets(Protocol):
    """Keyed hashes under the deployment's own key."""

    def digest(self, purpose: str, text: str) -> str:
        """A keyed hash, hex, different for each purpose."""

    def sign(self, purpose: str, payload: str) -> str:
        """A URL-safe token that carries the payload and proves that we made it."""

    def verify(self, purpose: str, token: str) -> str | None:
        """The payload of a token of ours; None for any other."""


@dataclass(frozen=True, slots=True)
class District:
    """A district's configuration as loaded: places, categories, clocks, rules and settings; the tree is the city's."""

    version: str
    code: str
    zone: ZoneInfo
    site_origin: str
    organisation: Organisation
    gazetteer: Gazetteer
    categories: Mapping[str, Category]
    clocks: Clocks
    calendar: WorkingCalendar
    settings: Mapping[str, object]
    rules: tuple[Rule, ...] = ()
    questions: tuple[Question, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    @property
    def ground(self) -> Ground:
        """What the assignment rules stand on."""
        discipline = self.settings.get("discipline_unit")
        named = str(discipline) if discipline else None
        least = float(str(self.settings.get("least_confidence", LEAST_CONFIDENCE)))
        return Ground(self.code, self.organisation, self.categories, self.rules, named, least)

    @property
    def areas_credit(self) -> str:
        """Whose the outlines are, as every map that shows them must say; empty where nobody asks for it."""
        return str(self.settings.get("areas_credit", ""))

    def day(self, moment: datetime) -> date:
        """The day of a moment by the district's clock."""
        return moment.astimezone(self.zone).date()

    def category_name(self, code: str, language: str) -> str:
        """A category's name in a language; empty for one that is gone."""
        category = self.categories.get(code)
        return category.name(language) if category else ""


class DistrictSource(Protocol):
    """Where the configuration comes from."""

    def current(self) -> District:
        """The district that stands for the whole site (the first one loaded), at most a minute old."""

    def of(self, code: str) -> District:
        """The district that a unit lies in; `current` for a unit above all districts or gone from the tree."""

    def all(self) -> tuple[District, ...]:
        """Every district of the deployment, the first one loaded first."""

    def covers(self) -> tuple[Cover, ...]:
        """Who covers whom, in every district."""

    def refresh(self) -> None:
        """Nothing; the next ask reads anew, as something was changed here."""


class Configurations(Protocol):
    """The districts' configurations as documents, with their history."""

    def get(self, district: str) -> Configuration | None:
        """A district's configuration as it stands; None when none was loaded."""

    def replace(self, after: Configuration, entry: ConfigurationChange) -> bool:
        """True when the documents count from now on; False when the district was changed since `entry`'s before."""

    def history(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[ConfigurationChange]:
        """What was changed, newest first."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a unit is told at its desk. The id is the petition's version, so that the same step tells once."""

    unit: str
    number: str
    version: int
    action: str
    at: datetime
    bulletin: str = ""  # "unit/period" where it is about a bulletin's draft; then no petition is named


@dataclass(frozen=True, slots=True)
class Note:
    """What one of the staff told the others of a petition, and the units that were told. It is no step of its life."""

    number: str
    at: datetime
    by: str
    text: str
    units: tuple[str, ...] = ()
    by_name: str = ""  # what they were called then


Opened = tuple[Petition, list[HistoryEntry], dict[int, str], list[Note]]  # with its words by version, and what staff told each other
JOINED, SUBSCRIBED = "joined", "subscribed"


@dataclass(frozen=True, slots=True)
class FanOut:
    """One message to all who joined a lead petition, or who follow one by SMS, expanded page by page.

    `after` is the last one served.
    """

    lead: str
    version: int
    action: str
    at: datetime
    after: str = ""
    ended: bool = False
    audience: str = JOINED


MOST_ERASED = 50  # items that go in an erasure's own transaction; what a petition has beyond goes minutes later


@dataclass(frozen=True, slots=True)
class Erasing:
    """What goes in the transaction of an erasure, with its line in the list and what is left to be removed."""

    entry: Erasure
    removal: Removal
    photos: tuple[Photo, ...] = ()
    texts: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    follow_up: OpenFollowUp | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One command's whole effect, written in one transaction or not at all.

    `joins` writes the petition into its lead's list; `others` are changes of further petitions in the same transaction.
    `place_name` is what lists show of a new petition's place: a copy that later changes leave alone and erasure clears.
    """

    before: Petition | None
    after: Petition
    entries: tuple[HistoryEntry, ...]
    texts: Mapping[int, str]
    messages: tuple[Message, ...] = ()
    contact: Contact | None = None
    remembered: Remembered | None = None
    follow_up: OpenFollowUp | None = None
    inbound: str | None = None
    wishes: Wishes | None = None
    settled_message: Message | None = None
    notices: tuple[Notice, ...] = ()
    joins: str | None = None
    fan_outs: tuple[FanOut, ...] = ()
    others: tuple[Change, ...] = ()
    place_name: str = ""
    publication: Publication | None = None
    returned: tuple[Returned, ...] = ()
    erasing: Erasing | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `cursor` is None on the last."""

    items: Sequence[Item]
    cursor: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list shows of a petition, straight from an index."""

    number: str
    status: str
    category: str
    urgency: int
    emergency: bool
    place_name: str
    owner: str
    submitted_at: str
    due_at: str | None
    version: int
    round_number: int
    calendar_missing: bool
    waits_for: str = ""
    longitude: float | None = None
    latitude: float | None = None
    ringing: Ringing | None = None  # only in the list of those who are to be rung


@dataclass(frozen=True, slots=True)
class Pressing:
    """What presses in a list: how many are past their deadline, how many are emergencies. `more`: at least so many."""

    overdue: int
    emergencies: int
    more: bool


class PetitionStore(Protocol):
    """Petitions with their history, texts and the outbox they fill."""

    def commit(self, change: Change) -> dict[str, object] | None:
        """None when written; what was remembered when the same command had been answered before.

        Raises: VersionConflict, IdempotencyMismatch, AlreadyReceived, Busy.
        """

    def remembered(self, scope: str) -> Remembered | None:
        """What a key was answered with, if it was used."""

    def get(self, number: str) -> Petition | None:
        """The petition, strongly consistent."""

    def many(self, numbers: Sequence[str]) -> Iterator[Petition]:
        """Those of these petitions that exist, strongly consistent, in no order: one call for each hundred."""

    def whole(self, number: str) -> tuple[Petition, list[HistoryEntry], dict[int, str]] | None:
        """The petition with its history and texts, in one query."""

    def queue(self, index: str, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        """Open petitions by deadline: of an `owner`, a `street`, a `district`, those that a unit may `assist`, and a district's
        that wait for a decision (`decide`), are `unhappy`, or whose citizen is to be rung (`ring`, the longest waiting first).
        Of a `phone`, by its key: all, the oldest first.
        """

    def pressing(self, index: str, unit: str, now: datetime) -> Pressing:
        """What presses among the open petitions of an `owner`, a `street` or a `district`, however many."""

    def length(self, index: str, unit: str) -> tuple[int, bool]:
        """How many stand in a list beside the owner's, and whether there are more than were looked at."""

    def ended(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        """Petitions of a district that are over, the newest submission first."""

    def submitted(self, district: str, since: datetime, before: datetime) -> list[str]:
        """Numbers of all petitions of a district that were submitted within a span, open or over, in order."""

    def due(self, now: datetime, limit: int, part: int, after: str | None = None) -> tuple[list[str], str | None]:
        """Numbers in one part of the wake index that the sweep must look at, and where the next ones begin."""

    @property
    def due_parts(self) -> int:
        """Into how many parts the wake index is spread."""

    def without_deadline(self, district: str, limit: int) -> list[str]:
        """Numbers of petitions of a district whose closing deadline waits for a calendar year."""

    def followers(self, lead: str, after: str, limit: int) -> list[str]:
        """Numbers of petitions that were merged into a lead, from `after` on."""

    def due_fan_outs(self, limit: int) -> list[FanOut]:
        """Fan-outs that have not come to their end."""

    def advance(self, before: FanOut, after: FanOut) -> bool:
        """True when the fan-out moved on; False when another sweep got there first."""

    def add_note(self, note: Note, notices: Sequence[Notice], remembered: Remembered) -> dict[str, object] | None:
        """None when written, with what units are told; what was remembered when the same command came before.

        Raises: IdempotencyMismatch.
        """

    def opened(self, number: str) -> Opened | None:
        """As `whole`, with what staff told each other, oldest first."""

    def seen(self, number: str) -> tuple[Opened, list[Photo], int] | None:
        """As `opened`, with the photos, the citizen's before the unit's after, and how many people have the same trouble."""

    def returns(self, district: str, period: str) -> Returns:
        """Who sent petitions back to whom in a month, and how often."""

    def notices(self, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Notice]:
        """What a unit was told, newest first."""

    def publication(self, number: str) -> Publication | None:
        """What was cleared of a petition, whether or not its status shows it now."""

    def latest(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[PublicRow]:
        """Public petitions of a district, whenever submitted: those that were published or settled last come first."""

    def published(
        self, index: str, area: str, month: str, limit: int, cursor: dict[str, str] | None
    ) -> Page[PublicRow]:
        """Public petitions of a `street` or `district` that were submitted in a month, newest first."""

    def cleared(self, numbers: Sequence[str]) -> list[PublicPetition]:
        """What everybody may read of these petitions now, in this order; those that are not public are left out."""


class Erasures(Protocol):
    """The list of erasures, and what is still to be removed."""

    def expired(self, district: str, since: datetime, limit: int) -> list[str]:
        """Numbers of petitions that have been over from `since` or before and hold words, the longest ago first."""

    def due(self, now: datetime, limit: int) -> list[Removal]:
        """Removals whose time has come."""

    def sweep_out(self, removal: Removal) -> None:
        """Nothing; what was said up to the erasure, its photos' places, and the phone's messages about it are gone."""

    def advance(self, before: Removal, after: Removal | None) -> bool:
        """True when the removal stands as said, or is done with; False when another worker moved it."""

    def record(self, entry: Erasure) -> None:
        """Nothing; the list has this line. A later one of the same petition stands in an earlier one's place."""

    def listed(self) -> list[Erasure]:
        """The whole list: for the command that follows a restored backup, and for no function."""


class Photos(Protocol):
    """The places of photos."""

    def of(self, number: str) -> list[Photo]:
        """Every place that was given, the citizen's before the unit's after."""

    def reserve(self, photo: Photo) -> Photo | None:
        """The photo in the first free place of its kind, or in the one that its id has already; None when all are taken.

        When none was never given, the place of one that gives way. What its own id still awaits is awaited anew.
        """

    def find(self, came: UploadPlace) -> Photo | None:
        """The place that an upload was meant for; None when it was never given."""

    def settle(self, photo: Photo, state: PhotoState, reason: str = "") -> bool:
        """True when the place says now what became of its photo; False when it is gone, or another was first."""

    def noted(self, photo: Photo, before: Petition, after: Petition) -> bool:
        """True when the photo is ready and its petition knows of it; False when the photo or the petition was moved."""


class PhotoFiles(Protocol):
    """The files of photos."""

    def form(self, photo: Photo, content_type: str, back: str) -> dict[str, str]:
        """The fields of a form that takes this one photo in, of this type and at most LARGEST_BYTES, for a while."""

    def address(self, file: str, size: str) -> str:
        """Where the picture is shown for a while."""

    def original(self, key: str) -> bytes | None:
        """What came in; None when it is gone."""

    def keep(self, file: str, made: dict[str, bytes]) -> None:
        """Nothing; the pictures can be shown."""

    def forget(self, key: str) -> None:
        """Nothing; the original is gone."""

    def drop(self, file: str) -> None:
        """Nothing; the pictures are gone, in both sizes."""


class Darkroom(Protocol):
    """Makes pictures fit to be shown."""

    def develop(self, original: bytes) -> dict[str, bytes]:
        """The picture as JPEG, by size. Raises: PhotoRefused with why."""


class Supporters(Protocol):
    """Who said "me too" of a petition."""

    def add(self, number: str, who: str) -> bool:
        """True when this browser is counted now; False when it was before. Raises: Busy."""

    def count(self, number: str) -> int:
        """How many they are."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A petition with the terms by which it is found."""

    number: str
    district: str
    submitted_at: datetime
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Postings:
    """Petitions that have a term, the newest first: `places` are submission and number; `ended` when no older one follows."""

    places: tuple[str, ...]
    ended: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A petition that may be what is looked for, with what its citizen said."""

    summary: Summary
    petition: Petition
    texts: Mapping[int, str]


MOST_READ = 33  # petitions: each is three items, and one call reads a hundred


class Terms(Protocol):
    """The index by which petitions are found, besides by number and phone."""

    def write(self, entry: Indexed) -> bool:
        """True when the petition stood under other terms before; now it stands under exactly these."""

    def postings(self, district: str, term: str, since: str, before: str, limit: int) -> Postings:
        """Petitions that have a term, submitted from `since` on and before `before`."""

    def read(self, numbers: Sequence[str]) -> list[Candidate]:
        """The petitions with what was said, in one call; those that are gone are left out. At most 33."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file of petitions that somebody asked for: made in the background, gone after a day. `rows` counts what is in it."""

    id: str
    login: str
    district: str
    unit: str
    since: str
    until: str
    form: str
    language: str
    asked_at: datetime
    state: str = "waiting"
    rows: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ExportStep:
    """Who asked for an export, or fetched it, and of what: never changed, and without a petition's words."""

    district: str
    at: datetime
    by: str
    action: str
    export: str
    unit: str
    since: str
    until: str
    form: str
    rows: int


class Exports(Protocol):
    """Exports, their files, and the record of them."""

    def ask(self, export: Export, step: ExportStep) -> None:
        """Nothing; the export waits to be made, and that it was asked for is on record."""

    def get(self, login: str, export: str) -> Export | None:
        """A person's own export."""

    def of(self, login: str) -> list[Export]:
        """A person's exports of the last day, newest first."""

    def finish(self, export: Export) -> None:
        """Nothing; the export stands as it is said here."""

    def record(self, step: ExportStep) -> None:
        """Nothing; the step is on record."""

    def steps(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[ExportStep]:
        """Who exported what of a district, newest first."""

    def store(self, export: Export, file: IO[bytes]) -> None:
        """Nothing; the file can be fetched by an address."""

    def address(self, export: Export, name: str) -> str:
        """A short-lived address of the file, saved under a name."""

    def start(self, export: Export) -> None:
        """Nothing; a function of its own makes the file."""


class Outbox(Protocol):
    """Messages by phone, and the one follow-up that a phone may have open."""

    def enqueue(self, message: Message) -> bool:
        """True when the message is in its phone's line now; False when it was there before."""

    def messages_of(self, phone_key: str) -> list[Message]:
        """All messages of a phone, oldest first."""

    def undecided(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Message]:
        """A district's messages that may or may not have gone, the longest waiting first: a person decides on them."""

    def undecided_since(self, district: str) -> datetime | None:
        """Since when the longest waiting of them waits; None when nothing does."""

    def take_lease(self, phone_key: str, holder: str, now: datetime, until: datetime) -> bool:
        """True when this sender alone may send to the phone until then."""

    def release_lease(self, phone_key: str, holder: str) -> None:
        """Nothing; a lease of somebody else stays."""

    def claim(
        self, message: Message, claimed: Message, follow_up: OpenFollowUp | None, now: datetime
    ) -> bool:
        """True when the claim (and the phone's turn, if one is needed) was won."""

    def settle(self, claimed: Message, ended: Message) -> bool:
        """True when the message moved from its claim to an end or back to waiting."""

    def open_follow_up(self, phone_key: str) -> OpenFollowUp | None:
        """The question a phone is being asked, or was asked last."""

    def wishes(self, phone_key: str) -> Wishes:
        """What the holder of a phone wants; nothing special when they never said."""

    def take_in(
        self, inbound_id: str, now: datetime, wishes: Wishes, message: Message | None,
        moved: Sequence[tuple[Subscription, Subscription]] = (),
    ) -> bool | None:  # fmt: skip
        """True when written together; False when this reply was seen before; None when one of the others moved meanwhile.

        `moved` are subscriptions, each before and after.
        """

    def due_phones(self, now: datetime, limit: int) -> list[str]:
        """Keys of phones with messages that should have gone."""

    def record_inbound(self, inbound_id: str, now: datetime, reading: str) -> bool:
        """True when this reply was not seen before; for replies that change no petition."""


class Receipts(Protocol):
    """What carriers told of messages, each word of theirs once."""

    def message_of(self, provider: str, provider_id: str) -> Message | None:
        """The message that a carrier took under its id, as it is now."""

    def named(self, reference: str) -> Message | None:
        """The message that a reference of ours names, as it is now."""

    def keep(self, receipt: Receipt, now: datetime) -> bool:
        """True when this receipt, which no message is known for, was not seen before."""

    def apply(self, receipt: Receipt, before: Message, after: Message | None, now: datetime) -> bool | None:
        """True when recorded together with what it changes; False when applied before; None when the message moved."""

    def early(self, provider: str, provider_id: str) -> list[Receipt]:
        """Receipts that came before their message was settled."""


class Contacts(Protocol):
    """Reading of sealed contacts; the function behind the pages is not given this."""

    def open(self, number: str) -> Contact | None:
        """The contact of a petition; None when it was erased or never given."""

    def forget(self, number: str) -> None:
        """Nothing; the contact is gone. The function that erases can do this and cannot read."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """One reading of a contact by staff: never changed, and never holding the contact."""

    district: str
    number: str
    owner: str
    by: str
    at: datetime
    by_name: str = ""  # what they were called then


class Reveals(Protocol):
    """Who saw which contact."""

    def record(self, entry: Revealed) -> None:
        """Nothing; the reading is on record."""

    def of(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Revealed]:
        """Readings in a district, newest first."""


class Revealer(Protocol):
    """The one function that opens contacts for the desk, as the pages' function reaches it."""

    def ask(self, token: str, number: str) -> dict[str, str]:
        """`phone` and `name`, or a refusal's `code`."""


class WakeQueue(Protocol):
    """Wakes the sender."""

    def wake(self, phone_keys: Sequence[str], delay_seconds: int = 0) -> None:
        """Nothing; each phone's sender runs soon."""


class Provider(Protocol):
    """A carrier of SMS, or several behind one face."""

    @property
    def receives(self) -> bool:
        """True when citizens can reply to what is sent now."""

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """The carrier's id and name, or a named error. It never raises for what a carrier or the network did."""


class Carrier(Provider, Protocol):
    """One carrier."""

    @property
    def name(self) -> str:
        """What messages say they went by."""

    @property
    def receipts(self) -> bool:
        """True when it tells what became of a message."""

    @property
    def templates(self) -> bool:
        """True when it sends nothing but templates that it has approved."""


class Circuits(Protocol):
    """How each carrier has been doing, for all senders together."""

    def read(self, carrier: str) -> Circuit:
        """The carrier's circuit; a closed one when nothing is known."""

    def write(self, before: Circuit, after: Circuit) -> bool:
        """True when written; False when another sender wrote first."""


@dataclass(frozen=True, slots=True)
class Marker:
    """What was last counted of a petition, and of which version."""

    version: int
    counted: Contribution
    paths: Mapping[str, tuple[str, ...]]
    turn: int = 0
    centres: Mapping[str, str] = field(default_factory=dict)


class Tally(Protocol):
    """Counters and markers."""

    def kept(self) -> Sequence[Tally]:
        """The counters that every event moves: those that are read, then those that are being built."""

    def marker(self, number: str) -> Marker | None:
        """What was last counted of a petition."""

    def marked(self, numbers: Sequence[str]) -> dict[str, Marker]:
        """What was last counted of each of these petitions, where anything was: one call for each hundred."""

    def move(self, number: str, before: Marker | None, after: Marker, moves: Cells) -> bool:
        """True when marker and counters moved together; False when another got there first."""

    def count_once(self, mark: str, cell: Cell, counts: Counter[str]) -> bool:
        """True when these counts were added now; False when they were added under the same mark before."""

    def send_pulses(self, period: str, now: datetime) -> None:
        """Nothing; marks follow every change of the petitions that was written before, on every path to the counters."""

    def pulse_arrived(self, period: str, part: int) -> None:
        """Nothing; one mark came to the counters, once or again."""

    def pulses_missing(self, period: str) -> int | None:
        """How many marks have not come yet; 0 when all counters have passed, None when none were sent."""

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
        """The counters of units in periods (months or days), summed over their spread; of those `below` with all under them.

        `past` where a second old will do; `together` where few units are asked for many scopes, and their price counts.
        """

    def mend(self, cell: Cell, was: Mapping[str, int], by: Mapping[str, int]) -> bool:
        """True when a counter that stood at `was` was moved by what it lacked; False when it stands elsewhere by now."""


class Days(Protocol):
    """Which petitions have a part in a day's counters, and how far a night's recount of such days has come."""

    def add(self, number: str, days: Iterable[str]) -> None:
        """Nothing; the petition stands in the list of each of these days."""

    def petitions(self, day: str) -> Iterator[str]:
        """Numbers of the petitions in a day's list: a superset of those that are counted on it."""

    def done(self, night: str) -> frozenset[str]:
        """What a night's recount has behind it."""

    def finish(self, night: str, task: str) -> None:
        """Nothing; the night's recount has this behind it."""


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff, as stored."""

    login: str
    name_zh: str
    name_en: str
    roles: tuple[HeldRole, ...]
    password_hash: str
    disabled: bool
    session_epoch: int
    sealed_totp: str = ""
    totp_step: int = 0
    enrolment_key: str = ""
    enrolment_ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in; the token itself is never stored."""

    key: str
    login: str
    session_epoch: int
    expires_at: datetime
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What happened to a person: never changed, and never holding a secret. `fields` says before and after."""

    login: str
    at: datetime
    action: str
    by: str
    fields: Mapping[str, tuple[Any, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is listed, and of which units they begin or cease to be an administrator.

    A unit's last one does not cease to be, unless `forced`.
    """

    place: str
    gained: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    forced: bool = False


class People(Protocol):
    """Staff and their sessions."""

    def person(self, login: str) -> Person | None:
        """The person of that login."""

    def open_session(self, session: Session) -> None:
        """Nothing; the session counts from now."""

    def session(self, key: str) -> Session | None:
        """The session, whether or not it has run out."""

    def close_session(self, key: str) -> None:
        """Nothing; the session is over."""

    def sessions(self, login: str) -> list[Session]:
        """The person's sessions that were not closed, also those that a newer epoch has ended."""

    def end_sessions(self, login: str, entry: PersonEntry) -> None:
        """Nothing; every session of the person is over."""

    def accept_step(self, login: str, step: int) -> bool:
        """True when no code of this time step, or a later one, was accepted before."""

    def invite(self, login: str, key: str, ends: datetime, entry: PersonEntry) -> bool:
        """True when the person may enrol with the secret that hashes to `key`; what was enrolled before is void.

        Who is out stays out.
        """

    def listed(self, place: str, limit: int, cursor: dict[str, str] | None) -> Page[Person]:
        """A page of those who are listed at a unit, by login."""

    def take_on(self, person: Person, standing: Standing, entry: PersonEntry) -> bool:
        """True when the person is there from now on; False when somebody has the login."""

    def change(self, before: Person, after: Person, standing: Standing, entry: PersonEntry) -> bool:
        """True when names, roles and whether disabled are as in `after`; False when the person was changed since `before`.

        Sessions of before are over when `after` says another epoch. Raises: LastAdministrator.
        """

    def enrol(self, login: str, key: str, password_hash: str, sealed_totp: str, entry: PersonEntry) -> bool:
        """True when password and second factor are the person's now; False when the invitation was used or replaced."""

    def record(self, entry: PersonEntry) -> None:
        """Nothing; the entry stands in the person's history."""

    def history(self, login: str) -> list[PersonEntry]:
        """What happened to the person's sign-in, oldest first."""


class Issuer(Protocol):
    """The district's own OpenID Connect issuer."""

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser asks who it is. Raises: IssuerAway."""

    def login(self, back: str, code: str, nonce: str, verifier: str) -> str:
        """The login that the issuer vouches for. Raises: SignInRefused, IssuerAway."""


class Passwords(Protocol):
    """Hashes and checks passwords."""

    def matches(self, password_hash: str, password: str) -> bool:
        """True when the password is the one that was hashed."""

    def hashed(self, password: str) -> str:
        """What is kept of a password."""


class StaffSecrets(Protocol):
    """Seals the second factors of the staff, each bound to its login."""

    def seal(self, login: str, secret: bytes) -> str:
        """What may be stored."""

    def open(self, login: str, sealed: str) -> bytes:
        """The secret again."""


class Proofs(Protocol):
    """Codes that prove a phone, by the hash of the token of the browser that asked."""

    def begin(self, challenge: Challenge, message: Message) -> None:
        """Nothing; the challenge stands and its message is in the phone's line."""

    def arm(self, key: str) -> bool:
        """True when the challenge may be answered from now on; False when it is gone."""

    def attempt(self, key: str, now: datetime, most: int) -> Challenge | None:
        """The challenge with this try counted; None when it is over, used, tried too often, or never was."""

    def use(self, key: str) -> bool:
        """True for the first who answers it."""


class Subscriptions(Protocol):
    """Phones that are told by SMS how a petition of somebody else goes."""

    def begin(self, challenge: Challenge, message: Message, subscription: Subscription, contact: Contact) -> None:
        """Nothing; the subscription waits for its code, whose message is in the phone's line."""

    def get(self, number: str, subscription: str) -> Subscription | None:
        """The subscription; None when it was forgotten or never was."""

    def of_phone(self, phone_key: str) -> list[Subscription]:
        """Those of a phone that stand, the oldest first."""

    def page(self, number: str, after: str, limit: int) -> list[Subscription]:
        """A petition's, in whatever state, by their ids from `after` on."""

    def move(self, before: Subscription, after: Subscription) -> bool:
        """True when it stands as said; False when another moved it first."""

    def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Those that are to be forgotten."""

    def drop(self, subscription: Subscription) -> None:
        """Nothing; it is gone, with what it was told. Its contact goes by `Contacts.forget`."""


class Door(Protocol):
    """Counts knocks."""

    def knock(self, key: str, window_ends: datetime, limit: int) -> bool:
        """True when this knock is still within the limit of its window."""


class Bulletins(Protocol):
    """Issued bulletins and their files."""

    def issued(self, unit: str, kind: str = "month", since: str = "") -> list[BulletinRecord]:
        """A unit's bulletins of one kind of period from `since` on, oldest first, each followed by its revisions."""

    def last(self, unit: str, kind: str) -> BulletinRecord | None:
        """The newest bulletin of one kind of period, however long ago, in its last revision; None before the first."""

    def store(self, path: str, body: bytes, content_type: str) -> None:
        """Nothing; the file is served under /bulletins/."""

    def record(self, record: BulletinRecord) -> bool:
        """True when this revision of this period was not issued yet; False when somebody issued it first."""

    def complete(self, record: BulletinRecord) -> None:
        """Nothing; every file of the bulletin is stored."""

    def keep_figures(self, figures: Figures) -> str:
        """The name under which exactly these figures can be read again."""

    def figures(self, name: str) -> Figures:
        """The figures of that name."""

    def drafts(self, unit: str) -> list[Draft]:
        """What was added to a unit's bulletins, oldest period first."""

    def keep_draft(self, draft: Draft, version_before: int | None, notices: Sequence[Notice] = ()) -> bool:
        """True when the draft stands now; False when somebody changed it since that version (None: it must be new).

        With it, or not at all, units are told.
        """


class Ports(Protocol):
    """Everything that the journey is given."""

    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def ids(self) -> Ids: ...  # noqa: D102
    @property
    def secrets(self) -> Secrets: ...  # noqa: D102
    @property
    def districts(self) -> DistrictSource: ...  # noqa: D102
    @property
    def configurations(self) -> Configurations: ...  # noqa: D102
    @property
    def petitions(self) -> PetitionStore: ...  # noqa: D102
    @property
    def erasures(self) -> Erasures: ...  # noqa: D102
    @property
    def photos(self) -> Photos: ...  # noqa: D102
    @property
    def photo_files(self) -> PhotoFiles: ...  # noqa: D102
    @property
    def darkroom(self) -> Darkroom: ...  # noqa: D102
    @property
    def terms(self) -> Terms: ...  # noqa: D102
    @property
    def exports(self) -> Exports: ...  # noqa: D102
    @property
    def supporters(self) -> Supporters: ...  # noqa: D102
    @property
    def outbox(self) -> Outbox: ...  # noqa: D102
    @property
    def receipts(self) -> Receipts: ...  # noqa: D102
    @property
    def contacts(self) -> Contacts: ...  # noqa: D102
    @property
    def reveals(self) -> Reveals: ...  # noqa: D102
    @property
    def revealer(self) -> Revealer: ...  # noqa: D102
    @property
    def wake(self) -> WakeQueue: ...  # noqa: D102
    @property
    def provider(self) -> Provider: ...  # noqa: D102
    @property
    def tally(self) -> Tally: ...  # noqa: D102
    @property
    def days(self) -> Days: ...  # noqa: D102
    @property
    def people(self) -> People: ...  # noqa: D102
    @property
    def passwords(self) -> Passwords: ...  # noqa: D102
    @property
    def staff_secrets(self) -> StaffSecrets: ...  # noqa: D102
    @property
    def issuer(self) -> Issuer | None: ...  # noqa: D102
    @property
    def proofs(self) -> Proofs: ...  # noqa: D102
    @property
    def subscriptions(self) -> Subscriptions: ...  # noqa: D102
    @property
    def door(self) -> Door: ...  # noqa: D102
    @property
    def bulletins(self) -> Bulletins: ...  # noqa: D102
