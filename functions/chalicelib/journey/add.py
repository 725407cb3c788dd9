"""Words that a petition's citizen adds to it while it is open, from the device that sent it or with a proved phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from chalicelib.domain import text
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.danger import emergency
from chalicelib.domain.errors import ActionNotAllowed, Forbidden, InvalidInput, too_long
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import OPEN, Petition
from chalicelib.domain.ports import Notice, Ports
from chalicelib.journey.acting import after_races, change_of, found, stepped
from chalicelib.journey.links import DEVICE, Visit

ADDED: Final = "added"  # what tells these in the history from words that came by SMS or beside an answer
LONGEST_ADDED: Final = 2_000  # as the words that a petition begins with
MOST_ADDED: Final = 20  # of one petition: the desk must stay able to read it


def add(ports: Ports, visit: Visit, words: str) -> dict[str, object]:
    """Number, status, and whom to ring when the words tell of danger; the same when the same words come again.

    Raises: Forbidden outside the device scope, InvalidInput, PetitionNotFound, ActionNotAllowed for one that is over,
    VersionConflict after several races lost.
    """
    if visit.scope != DEVICE:
        raise Forbidden
    said = text.clean(words)
    if not said:
        raise InvalidInput({"words": "words_missing"})
    if len(said) > LONGEST_ADDED:
        raise InvalidInput({"words": too_long(said, LONGEST_ADDED)})
    danger = emergency(said)
    after = after_races(lambda: _added(ports, visit.number, said, danger=danger is not None))
    return {"number": after.number, "status": str(after.status), "emergency": danger.number if danger else None}


def entries_added(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Those of the history that say that its citizen added words."""
    return [each for each in entries if each.action == Action.COMMENT and each.reason == ADDED]


def has_room(petition: Petition, entries: Sequence[HistoryEntry]) -> bool:
    """True while more may be added."""
    return petition.status in OPEN and len(entries_added(entries)) < MOST_ADDED


def added(entries: Sequence[HistoryEntry], texts: Mapping[int, str]) -> list[dict[str, object]]:
    """What was added and when, oldest first; nothing of what was erased."""
    return [
        {"at": each.at.isoformat(), "text": texts[each.version]} for each in entries_added(entries) if texts.get(each.version)
    ]


def _added(ports: Ports, number: str, said: str, *, danger: bool) -> Petition:
    petition, entries, texts = found(ports.petitions.whole(number))
    if any(each["text"] == said for each in added(entries, texts)):
        return petition
    if petition.status not in OPEN:
        raise ActionNotAllowed
    if not has_room(petition, entries):
        raise InvalidInput({"words": "words_too_many"})
    now = ports.clock.now()
    after = replace(petition, emergency=petition.emergency or danger)
    step = stepped(petition, after, Action.COMMENT, PETITIONER, now, said, ADDED)
    units = dict.fromkeys((petition.owner, *sorted(petition.assisting)))
    told = tuple(Notice(unit, number, step.after.version, str(Action.COMMENT), now) for unit in units)
    ports.petitions.commit(replace(change_of(step), notices=told))
    return step.after
