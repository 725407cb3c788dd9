"""Petitions and the outbox in memory: one lock makes a change one transaction, as the table does."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import RLock
from typing import Any, TypeVar

import msgspec
from chalicelib.domain.erasure import Erasure, Removal
from chalicelib.domain.errors import AlreadyReceived, Busy, IdempotencyMismatch
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.marks import MARKS, waits_for
from chalicelib.domain.outbox import Contact, Message, OpenFollowUp, Remembered, Wishes
from chalicelib.domain.petition import OPEN, Petition, next_wake
from chalicelib.domain.photos import Photo
from chalicelib.domain.ports import Change, Erasing, FanOut, Note, Notice, Opened, Page, Pressing, Summary
from chalicelib.domain.publication import (
    Publication,
    PublicPetition,
    PublicRow,
    is_public,
    is_solved,
    news_at,
    public_row,
    reply_waits,
    shown_photos,
)
from chalicelib.domain.receipts import Receipt
from chalicelib.domain.subscription import Subscription

State = TypeVar("State")


def stored(state: State) -> State:
    """A copy as it comes back from a store: what JSON cannot hold fails here too."""
    return msgspec.json.decode(msgspec.json.encode(state), type=type(state))


def stamp(moment: datetime) -> str:
    """UTC to the millisecond, as lists show and compare it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class MemorySupporters:
    """Who said "me too"."""

    held: set[tuple[str, str]] = field(default_factory=set)

    def add(self, number: str, who: str) -> bool:
        before = len(self.held)
        self.held.add((number, who))
        return len(self.held) > before

    def count(self, number: str) -> int:
        return sum(of == number for of, _ in self.held)


@dataclass
class Memory:
    """What the fakes hold together."""

    lock: Any = field(default_factory=RLock)
    petitions: dict[str, Petition] = field(default_factory=dict)
    history: dict[tuple[str, int], HistoryEntry] = field(default_factory=dict)
    texts: dict[tuple[str, int], str] = field(default_factory=dict)
    remembered: dict[str, Remembered] = field(default_factory=dict)
    inbound: set[str] = field(default_factory=set)
    messages: dict[str, dict[str, Message]] = field(default_factory=lambda: defaultdict(dict))
    follow_ups: dict[str, OpenFollowUp] = field(default_factory=dict)
    wishes: dict[str, Wishes] = field(default_factory=dict)
    leases: dict[str, tuple[str, str]] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    followers: set[tuple[str, str]] = field(default_factory=set)
    fan_outs: dict[tuple[str, int, str], FanOut] = field(default_factory=dict)
    subscriptions: dict[tuple[str, str], Subscription] = field(default_factory=dict)
    returns: dict[tuple[str, str], Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    notes: list[Note] = field(default_factory=list)
    publications: dict[str, Publication] = field(default_factory=dict)
    place_names: dict[str, str] = field(default_factory=dict)
    taken: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    receipts: dict[tuple[str, str, str, str], tuple[Receipt, bool]] = field(default_factory=dict)
    photos: dict[tuple[str, str, int], Photo] = field(default_factory=dict)
    supporters: MemorySupporters = field(default_factory=MemorySupporters)
    removals: dict[tuple[str, int], Removal] = field(default_factory=dict)
    listed: dict[str, Erasure] = field(default_factory=dict)

    def write_message(self, message: Message) -> None:
        """The message as it is now, and what leads to it from its carrier's id."""
        self.messages[message.phone_key][message.id] = stored(message)
        if message.provider_id:
            self.taken[message.provider, message.provider_id] = (message.phone_key, message.id)


@dataclass
class MemoryPetitions:
    """The store of petitions."""

    memory: Memory

    def commit(self, change: Change) -> dict[str, object] | None:
        with self.memory.lock:
            for each in (change, *change.others):
                earlier = self._refusal(each)
                if earlier is not None:
                    return earlier
            for each in (change, *change.others):
                self._write(each)
            return None

    def _refusal(self, change: Change) -> dict[str, object] | None:
        held, number, kept = self.memory, change.after.number, change.remembered
        if kept and (old := held.remembered.get(kept.scope)):
            if old.body_digest != kept.body_digest:
                raise IdempotencyMismatch
            return stored(old).answer
        if change.inbound in held.inbound:
            raise AlreadyReceived
        standing = held.petitions.get(number)
        seen = (change.before.version, change.before.status) if change.before else None
        if seen != ((standing.version, standing.status) if standing else None):
            raise (standing or change.after).last.was_first()
        if standing and change.before and standing.new_photos != change.before.new_photos:
            raise Busy
        turn = change.erasing.follow_up if change.erasing else None
        if turn and held.follow_ups.get(turn.phone_key) != turn:
            raise change.after.last.was_first()
        taken = any((number, each.version) in held.history for each in change.entries)
        if change.wishes:
            standing_wishes = held.wishes.get(change.wishes.phone_key)
            taken |= (standing_wishes.version if standing_wishes else 0) != change.wishes.version - 1
        taken |= any(each.id in held.messages[each.phone_key] for each in change.messages)
        if taken or (change.contact and number in held.contacts):
            raise change.after.last.was_first()
        return None

    def _write(self, change: Change) -> None:
        held, number = self.memory, change.after.number
        held.petitions[number] = stored(change.after)
        if change.before is None:
            held.place_names[number] = change.place_name or change.after.place.name
        held.history |= {(number, each.version): stored(each) for each in change.entries}
        held.texts |= {(number, version): words for version, words in change.texts.items()}
        for message in (*change.messages, *filter(None, [change.settled_message])):
            held.write_message(message)
        if change.remembered:
            held.remembered[change.remembered.scope] = stored(change.remembered)
        if change.inbound:
            held.inbound.add(change.inbound)
        if change.contact:
            held.contacts[number] = stored(change.contact)
        if change.wishes:
            held.wishes[change.wishes.phone_key] = stored(change.wishes)
        if change.follow_up:
            held.follow_ups[change.follow_up.phone_key] = stored(change.follow_up)
        for notice in change.notices:
            place = f"{stamp(notice.at)}#{notice.number}#{notice.version:06d}"
            held.notices[notice.unit, place] = stored(notice)
        if change.publication:
            held.publications[number] = stored(change.publication)
        elif change.after.published_at is None:
            held.publications.pop(number, None)
        for each in change.returned:
            held.returns[change.after.district, each.period][each.sender, each.owner] += 1
        if change.erasing:
            self._erase(change.erasing, change.after)
        if change.joins:
            held.followers.add((change.joins, number))
        held.fan_outs |= {(each.lead, each.version, each.audience): stored(each) for each in change.fan_outs}

    def _erase(self, erasing: Erasing, after: Petition) -> None:
        held, number = self.memory, after.number
        held.place_names[number] = after.place.name
        held.listed[erasing.entry.key] = stored(erasing.entry)
        held.removals[number, erasing.removal.version] = stored(erasing.removal)
        for version in erasing.texts:
            held.texts.pop((number, version), None)
        gone = {(each.at, each.by) for each in erasing.notes}
        held.notes[:] = [each for each in held.notes if each.number != number or (each.at, each.by) not in gone]
        for photo in erasing.photos:
            held.photos.pop((number, photo.kind, photo.slot), None)
        if erasing.follow_up:
            del held.follow_ups[erasing.follow_up.phone_key]

    def remembered(self, scope: str) -> Remembered | None:
        return self.memory.remembered.get(scope)

    def get(self, number: str) -> Petition | None:
        return self.memory.petitions.get(number)

    def many(self, numbers: Sequence[str]) -> Iterator[Petition]:
        return (held for number in numbers if (held := self.memory.petitions.get(number)))

    def whole(self, number: str) -> tuple[Petition, list[HistoryEntry], dict[int, str]] | None:
        with self.memory.lock:
            petition = self.memory.petitions.get(number)
            entries = [each for key, each in sorted(self.memory.history.items()) if key[0] == number]
            erased = petition.erased_version if petition and petition.erased_at else -1
            texts = {key[1]: words for key, words in sorted(self.memory.texts.items()) if key[0] == number and key[1] > erased}
            return (petition, entries, texts) if petition else None

    def queue(self, index: str, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        after = cursor["after"] if cursor else ""
        with self.memory.lock:
            standing = [
                (_place_in(petition, index), petition)
                for petition in self.memory.petitions.values()
                if (petition.status in OPEN or index in ("phone", "clear")) and unit in _stands_in(petition, index)
            ]
        found = sorted((each for each in standing if each[0] > after), key=lambda each: each[0])
        more = {"after": found[limit - 1][0]} if len(found) > limit else None
        return Page([self._summary(petition, index) for _, petition in found[:limit]], more)

    def _summary(self, petition: Petition, index: str) -> Summary:
        shown = petition.place.name if index in ("assist", *MARKS) else self.memory.place_names[petition.number]
        ringing = petition.ringing if index == "ring" else None
        return replace(_summary(petition), place_name=shown, ringing=ringing)

    def pressing(self, index: str, unit: str, now: datetime) -> Pressing:
        found = self.queue(index, unit, len(self.memory.petitions) + 1, None).items
        late = [each for each in found if each.due_at and not each.calendar_missing and datetime.fromisoformat(each.due_at) < now]
        return Pressing(len(late), sum(each.emergency for each in found), more=False)

    def length(self, index: str, unit: str) -> tuple[int, bool]:
        return len(self.queue(index, unit, len(self.memory.petitions) + 1, None).items), False

    def ended(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        before = cursor["before"] if cursor else "~"
        with self.memory.lock:
            over = {
                f"{stamp(each.submitted_at)}#{each.number}": each
                for each in self.memory.petitions.values()
                if each.district == district and each.status not in OPEN
            }
        found = sorted((place for place in over if place < before), reverse=True)
        more = {"before": found[limit - 1]} if len(found) > limit else None
        return Page([self._summary(over[place], "district") for place in found[:limit]], more)

    def submitted(self, district: str, since: datetime, before: datetime) -> list[str]:
        with self.memory.lock:
            held = [each for each in self.memory.petitions.values() if each.district == district]
        within = [(stamp(each.submitted_at), each.number) for each in held if stamp(since) <= stamp(each.submitted_at) < stamp(before)]
        return [number for _, number in sorted(within)]

    def publication(self, number: str) -> Publication | None:
        return self.memory.publications.get(number)

    def latest(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[PublicRow]:
        before = cursor["before"] if cursor else "~"
        with self.memory.lock:
            held = [self.memory.petitions[number] for number in self.memory.publications]
        places = {f"{stamp(news_at(each))}#{each.number}": each for each in held if is_public(each) and each.district == district}
        found = sorted((place for place in places if place < before), reverse=True)
        more = {"before": found[limit - 1]} if len(found) > limit else None
        return Page([public_row(places[place]) for place in found[:limit]], more)

    def published(
        self, index: str, area: str, month: str, limit: int, cursor: dict[str, str] | None
    ) -> Page[PublicRow]:
        before = cursor["before"] if cursor else "~"
        with self.memory.lock:
            held = [self.memory.petitions[number] for number, each in self.memory.publications.items() if each.month == month]
        within = [each for each in held if is_public(each) and area == (each.place.street if index == "street" else each.district)]
        places = {f"{stamp(each.submitted_at)}#{each.number}": each for each in within}
        found = sorted((place for place in places if place < before), reverse=True)
        more = {"before": found[limit - 1]} if len(found) > limit else None
        return Page([public_row(places[place]) for place in found[:limit]], more)

    def cleared(self, numbers: Sequence[str]) -> list[PublicPetition]:
        with self.memory.lock:
            held = [(self.memory.petitions[each], self.memory.publications[each]) for each in numbers if each in self.memory.publications]
        return [
            PublicPetition(public_row(petition), petition.district, is_solved(petition), said.words, said.reply, said.at, shown_photos(petition), petition.language, reply_waits(petition))
            for petition, said in held
            if is_public(petition)
        ]

    due_parts = 2

    def due(self, now: datetime, limit: int, part: int, after: str | None = None) -> tuple[list[str], str | None]:
        with self.memory.lock:
            wakes = [(next_wake(each), each.number) for each in self.memory.petitions.values()]
        places = sorted(
            f"{stamp(wake)}#{number}"
            for wake, number in wakes
            if wake and stamp(wake) <= stamp(now) and int(number) % self.due_parts == part
        )
        page = [place for place in places if place > (after or "")][:limit]
        return [place.partition("#")[2] for place in page], page[-1] if len(page) == limit else None

    def without_deadline(self, district: str, limit: int) -> list[str]:
        with self.memory.lock:
            held = list(self.memory.petitions.values())
        return [each.number for each in held if each.district == district and each.calendar_missing][:limit]

    def followers(self, lead: str, after: str, limit: int) -> list[str]:
        with self.memory.lock:
            return sorted(number for of, number in self.memory.followers if of == lead and number > after)[:limit]

    def due_fan_outs(self, limit: int) -> list[FanOut]:
        with self.memory.lock:
            return [each for each in self.memory.fan_outs.values() if not each.ended][:limit]

    def advance(self, before: FanOut, after: FanOut) -> bool:
        with self.memory.lock:
            if self.memory.fan_outs.get((before.lead, before.version, before.audience)) != before:
                return False
            self.memory.fan_outs[before.lead, before.version, before.audience] = stored(after)
            return True

    def returns(self, district: str, period: str) -> dict[tuple[str, str], int]:
        with self.memory.lock:
            return dict(self.memory.returns[district, period])

    def add_note(self, note: Note, notices: Sequence[Notice], remembered: Remembered) -> dict[str, object] | None:
        with self.memory.lock:
            if old := self.memory.remembered.get(remembered.scope):
                if old.body_digest != remembered.body_digest:
                    raise IdempotencyMismatch
                return stored(old).answer
            self.memory.remembered[remembered.scope] = stored(remembered)
            self.memory.notes.append(stored(note))
            for notice in notices:
                place = f"{stamp(notice.at)}#{notice.number}#{notice.version:06d}"
                self.memory.notices[notice.unit, place] = stored(notice)
        return None

    def opened(self, number: str) -> Opened | None:
        with self.memory.lock:
            held = self.whole(number)
            mine = sorted((each for each in self.memory.notes if each.number == number), key=lambda each: each.at)
            erased_at = held[0].erased_at if held else None
            mine = [each for each in mine if erased_at is None or each.at > erased_at]
        return (*held, mine) if held else None

    def seen(self, number: str) -> tuple[Opened, list[Photo], int] | None:
        held = self.opened(number)
        mine = [each for (of, _, _), each in self.memory.photos.items() if of == number]
        mine.sort(key=lambda each: (each.kind != "before", each.slot))
        return (held, mine, self.memory.supporters.count(number)) if held else None

    def notices(self, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Notice]:
        before = cursor["before"] if cursor else "~"
        with self.memory.lock:
            places = sorted((key[1] for key in self.memory.notices if key[0] == unit), reverse=True)
        page = [place for place in places if place < before][:limit]
        more = {"before": page[-1]} if len(page) == limit else None
        return Page([self.memory.notices[unit, place] for place in page], more)


def _stands_in(petition: Petition, index: str) -> tuple[str | None, ...]:
    if index == "assist":
        return tuple(petition.assisting)
    if index == "phone":
        return (petition.phone_key,)
    if index in MARKS:
        return (petition.district,) if MARKS[index](petition) else ()
    street = None if petition.about_staff else petition.place.street
    places = {"owner": petition.owner, "street": street, "district": petition.district}
    return (places[index],)


def _place_in(petition: Petition, index: str) -> str:
    if index == "phone":
        return stamp(petition.submitted_at)
    if index == "ring" and petition.ringing:
        return f"2 {stamp(petition.ringing.since)} {petition.number}"
    if index == "photos":
        return f"2 {stamp(petition.submitted_at)} {petition.number}"
    return f"2 {stamp(petition.settled_at)} {petition.number}" if index == "clear" and petition.settled_at else _place(petition)


def _place(petition: Petition) -> str:
    """Emergencies first, then unknown deadlines, then by deadline, those without one last."""
    rank = 0 if petition.emergency else 1 if petition.calendar_missing else 2
    due = "0000" if petition.calendar_missing else stamp(petition.due_at) if petition.due_at else "9999"
    return f"{rank} {due} {petition.number}"


def _five_digits(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 5)


def _summary(petition: Petition) -> Summary:
    return Summary(
        number=petition.number,
        status=str(petition.status),
        category=petition.category,
        urgency=petition.urgency,
        emergency=petition.emergency,
        place_name=petition.place.name,
        owner=petition.owner,
        submitted_at=stamp(petition.submitted_at),
        due_at=stamp(petition.due_at) if petition.due_at else None,
        version=petition.version,
        round_number=len(petition.rounds),
        calendar_missing=petition.calendar_missing,
        waits_for=waits_for(petition),
        longitude=_five_digits(petition.place.longitude),
        latitude=_five_digits(petition.place.latitude),
    )
