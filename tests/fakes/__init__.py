"""Every port in memory, for tests of the journey; tests/storage holds them to what the real stores do."""

from dataclasses import dataclass, field

from chalicelib.domain.ports import Issuer
from chalicelib.domain.tiles import Tiles

from tests.fakes.counters import MemoryBulletins, MemoryDays, MemoryDoor, MemoryPeople, MemoryTally
from tests.fakes.district import district
from tests.fakes.erasures import MemoryErasures
from tests.fakes.exports import MemoryExports
from tests.fakes.outbox import MemoryCircuits, MemoryOutbox, MemoryReceipts
from tests.fakes.petitions import Memory, MemoryPetitions, MemorySupporters
from tests.fakes.proofs import MemoryProofs
from tests.fakes.small import (
    Carrier,
    Districts,
    KeyedSecrets,
    MemoryConfigurations,
    MemoryContacts,
    MemoryPhotoFiles,
    MemoryPhotos,
    MemoryReveals,
    MovedClock,
    OpenRevealer,
    PlainDarkroom,
    PlainPasswords,
    PlainStaffSecrets,
    RememberedWake,
    SeededIds,
)
from tests.fakes.subscriptions import MemorySubscriptions
from tests.fakes.terms import MemoryTerms


@dataclass
class FakePorts:
    """Everything that the journey is given, in memory."""

    clock: MovedClock = field(default_factory=MovedClock)
    ids: SeededIds = field(default_factory=SeededIds)
    secrets: KeyedSecrets = field(default_factory=KeyedSecrets)
    districts: Districts = field(default_factory=lambda: Districts(district()))
    configurations: MemoryConfigurations = field(default_factory=MemoryConfigurations)
    memory: Memory = field(default_factory=Memory)
    wake: RememberedWake = field(default_factory=RememberedWake)
    provider: Carrier = field(default_factory=Carrier)
    tally: MemoryTally = field(default_factory=MemoryTally)
    days: MemoryDays = field(default_factory=MemoryDays)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    passwords: PlainPasswords = field(default_factory=PlainPasswords)
    staff_secrets: PlainStaffSecrets = field(default_factory=PlainStaffSecrets)
    issuer: Issuer | None = None
    callback_keys: tuple[str, ...] = ("1",)
    door: MemoryDoor = field(default_factory=MemoryDoor)
    reveals: MemoryReveals = field(default_factory=MemoryReveals)
    photos: MemoryPhotos = field(default_factory=MemoryPhotos)
    photo_files: MemoryPhotoFiles = field(default_factory=MemoryPhotoFiles)
    map_tiles: Tiles | None = None
    darkroom: PlainDarkroom = field(default_factory=PlainDarkroom)
    exports: MemoryExports = field(default_factory=MemoryExports)
    supporters: MemorySupporters = field(default_factory=MemorySupporters)
    bulletins: MemoryBulletins = field(default_factory=MemoryBulletins)

    def __post_init__(self) -> None:
        self.petitions = MemoryPetitions(self.memory)
        self.memory.supporters = self.supporters
        self.memory.photos, self.photos.petitions = self.photos.held, self.memory.petitions
        self.erasures = MemoryErasures(self.memory)
        self.terms = MemoryTerms(self.memory, self.petitions)
        self.bulletins.notices = self.memory.notices
        self.outbox = MemoryOutbox(self.memory)
        self.receipts = MemoryReceipts(self.memory)
        self.proofs = MemoryProofs(self.memory)
        self.subscriptions = MemorySubscriptions(self.memory, self.proofs)
        self.circuits = MemoryCircuits()
        self.contacts = MemoryContacts(self.memory.contacts)
        self.revealer = OpenRevealer(self.contacts)


def ports(seed: int = 1, **settings: object) -> FakePorts:
    """Fresh ports, with the small district and its settings."""
    return FakePorts(ids=SeededIds(seed), districts=Districts(district(**settings)))
