"""Erasing (删除) a petition's words and who sent it: asked for by its citizen or at the desk, or because its time is over.

One transaction takes everything that readers see, and writes the list's line and what is left to do; a worker does that
at once and again when nothing is in flight any more. It may stop anywhere, run twice, or two at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from chalicelib.domain import erasure, rights
from chalicelib.domain.actors import PETITIONER, SYSTEM, Actor, Staff
from chalicelib.domain.erasure import (
    ASKED,
    DESK,
    EXPIRED,
    SETTLED_AFTER,
    Erasure,
    Removal,
    holds_words,
    over_since,
    removal_of,
)
from chalicelib.domain.errors import Busy, Forbidden, VersionConflict
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import OpenFollowUp
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import Photo
from chalicelib.domain.ports import MOST_ERASED, Change, Erasing, Note, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import find
from chalicelib.journey.acting import (
    after_races,
    answer_again,
    change_of,
    check_version,
    found,
    may,
    remember,
    stepped,
    within_reach,
)
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.unsubscribe import forget_due
from chalicelib.journey.withdraw import taken_back

AT_ONCE: Final = 100
Opened = tuple[Petition, list[HistoryEntry], dict[int, str], list[Note]]


@dataclass(frozen=True, slots=True)
class Worked:
    """What one run of the worker did: petitions, what they left, numbers of who followed some. `more`: its time ran out first."""

    expired: int
    removed: int
    more: bool
    forgotten: int = 0


def ask(ports: Ports, visit: Visit) -> dict[str, object]:
    """How the petition stands, without words and without its citizen; the same when nothing was said since the last time.

    One that may be withdrawn is, as nobody can work on what nobody can read.
    Raises: Forbidden without the device that sent it or a proved phone, PetitionNotFound, VersionConflict, Busy.
    """
    if visit.scope != DEVICE:
        raise Forbidden
    return told(after_races(lambda: _erased(ports, found(ports.petitions.opened(visit.number)), PETITIONER, ASKED)))


def at_desk(ports: Ports, staff: Staff, number: str, version: int, key: str) -> dict[str, object]:
    """As `ask`, by a supervisor for a citizen; the same answer when the same key comes again.

    Raises: PetitionNotFound for who may not, VersionConflict, IdempotencyMismatch, Busy.
    """
    opened = found(ports.petitions.opened(number))
    petition, district = within_reach(ports, staff, opened[0], Right.ERASE)
    body = json.dumps([number, version])
    seen = remember(ports.secrets, f"staff:{staff.login}", "erase", key, body, {}, ports.clock.now())
    remembered = ports.petitions.remembered(seen.scope)
    if remembered:
        return answer_again(remembered, seen)
    check_version(petition, version)
    by = staff.acting(rights.role_for(staff, Right.ERASE, petition, district.organisation))
    change = _change(ports, opened, by, DESK)
    if change is None:
        return told(petition)
    answer = told(change.after)
    earlier = ports.petitions.commit(replace(change, remembered=replace(seen, answer=answer)))
    return answer if earlier is None else earlier


def told(petition: Petition) -> dict[str, object]:
    """What an erasure answers."""
    at = petition.erased_at.isoformat() if petition.erased_at else None
    return {"number": petition.number, "status": str(petition.status), "version": petition.version, "erased_at": at}


def again(ports: Ports, number: str, entry: Erasure) -> bool:
    """True when a petition of a restored backup was erased once more; False when the backup was younger than its erasure.

    What an erasure removes outside its transaction is removed in either case: the tables of a backup need not be of one
    moment, so a contact may have come back although its petition knows better. Raises: VersionConflict, Busy.
    """
    opened = found(ports.petitions.opened(number))
    petition = opened[0]
    change = _change(ports, opened, SYSTEM, entry.why, entry.at) if petition.erased_version < entry.version else None
    if change is None or change.erasing is None:
        done = removal_of(petition, petition, ports.photos.of(number), petition.erased_at or entry.at)
        _remove(ports, replace(done, looked=True))
        return False
    ports.petitions.commit(change)
    _remove(ports, change.erasing.removal)
    return True


def work(ports: Ports, until: datetime) -> Worked:
    """What was done until then: what somebody waits for first, then petitions whose time is over."""
    now = ports.clock.now()
    removed = expired = 0
    forgotten, more = forget_due(ports, until)
    if more:
        return Worked(0, 0, more=True, forgotten=forgotten)
    for removal in ports.erasures.due(now, AT_ONCE):
        if ports.clock.now() >= until:
            return Worked(expired, removed, more=True, forgotten=forgotten)
        _remove(ports, removal)
        removed += 1
    for district in ports.districts.all():
        since = now - erasure.kept_for(district.settings)
        for number in ports.erasures.expired(district.code, since, AT_ONCE):
            if ports.clock.now() >= until:
                return Worked(expired, removed, more=True, forgotten=forgotten)
            expired += _expire(ports, number, since)
    return Worked(expired, removed, more=False, forgotten=forgotten)


def _expire(ports: Ports, number: str, since: datetime) -> bool:
    """True when the petition's time was over and it is erased; False when others act on it: the next run looks again."""
    opened = found(ports.petitions.opened(number))
    over = over_since(opened[0])
    if over is None or over > since:
        return False
    try:
        _erased(ports, opened, SYSTEM, EXPIRED)
    except (VersionConflict, Busy):
        return False
    return True


def _remove(ports: Ports, removal: Removal) -> None:
    """Nothing; what the transaction left is gone. It is looked for again when nothing that began before can still write."""
    late = [each for each in ports.photos.of(removal.number) if each.at <= removal.at]
    ports.contacts.forget(removal.number)
    for upload in (*removal.uploads, *(each.upload for each in late)):
        ports.photo_files.forget(upload)
    for file in (*removal.files, *(each.file for each in late)):
        ports.photo_files.drop(file)
    ports.erasures.sweep_out(removal)
    find.index(ports, removal.number)
    after = None if removal.looked else replace(removal, looked=True, next_at=removal.next_at + SETTLED_AFTER)
    ports.erasures.advance(removal, after)


def _erased(ports: Ports, opened: Opened, by: Actor, why: str) -> Petition:
    """The petition, erased now or before."""
    change = _change(ports, opened, by, why)
    if change is None:
        return opened[0]
    ports.petitions.commit(change)
    return change.after


def _change(ports: Ports, opened: Opened, by: Actor, why: str, at: datetime | None = None) -> Change | None:
    """The erasure as one transaction; None when there is nothing to erase. `at` is when it was done first."""
    before, _, texts, notes = opened
    if not holds_words(before):
        return None
    now = ports.clock.now()
    withdrawn = why in (ASKED, DESK) and may(before, Action.WITHDRAW, now)
    change = taken_back(ports, before, by, now) if withdrawn else Change(before, before, (), {})
    step = stepped(change.after, erasure.erased(change.after, at or now), Action.ERASE, by, now, reason=why)
    made = change_of(step)
    photos, entry = ports.photos.of(before.number), _entry(ports, step.after, why, at or now)
    erasing = _erasing(before, step.after, photos, texts, notes, entry, _turn(ports, before))
    entries, fan_outs = (*change.entries, *made.entries), (*change.fan_outs, *made.fan_outs)
    return replace(change, after=step.after, entries=entries, erasing=erasing, fan_outs=fan_outs)


def _entry(ports: Ports, petition: Petition, why: str, at: datetime) -> Erasure:
    return Erasure(list_key(ports, petition.number), petition.erased_version, at, why)


def list_key(ports: Ports, number: str) -> str:
    """Under which key the list of erasures holds a petition."""
    return ports.secrets.digest("erasure", number)


def _erasing(
    before: Petition, after: Petition, photos: Sequence[Photo], texts: dict[int, str], notes: Sequence[Note],
    entry: Erasure, turn: OpenFollowUp | None,
) -> Erasing:  # fmt: skip
    """What goes with the transaction, as far as it takes: what the citizen wrote stands first."""
    said = tuple(sorted(texts))[: MOST_ERASED - len(photos)]
    written = tuple(notes)[: MOST_ERASED - len(photos) - len(said)]
    removal = removal_of(before, after, photos, after.last.at)
    return Erasing(entry, removal, tuple(photos), said, written, turn)


def _turn(ports: Ports, petition: Petition) -> OpenFollowUp | None:
    """The question that the phone is being asked about this petition: what it answers would be words again."""
    asked = ports.outbox.open_follow_up(petition.phone_key) if petition.phone_key else None
    return asked if asked and asked.number == petition.number else None
