"""Internal notes on a petition: what staff tell each other, with units that are told of it. No citizen ever reads one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from chalicelib.domain import rights, text
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, too_long
from chalicelib.domain.petition import OPEN, Petition
from chalicelib.domain.ports import District, Note, Notice, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey.acting import remember, within_reach

LONGEST = 2_000
MOST_UNITS = 5
MENTIONED = "mentioned"


def write(ports: Ports, staff: Staff, number: str, words: str, units: Sequence[str], key: str, language: str) -> dict[str, object]:
    """The note as it stands; the same one when the same key comes again.

    Raises: PetitionNotFound, InvalidInput (also for a unit that cannot see the petition), IdempotencyMismatch,
    ActionNotAllowed for a petition that is over and was erased.
    """
    petition, district = within_reach(ports, staff, ports.petitions.get(number), Right.WRITE_NOTE)
    if petition.erased_at is not None and petition.status not in OPEN:
        raise ActionNotAllowed  # nothing would ever erase it
    said, named = text.clean(words), tuple(dict.fromkeys(units))
    _check(said, named, petition, district)
    now = ports.clock.now()
    note = Note(number, now, staff.login, said, named, staff.name)
    body = json.dumps([number, words, list(units)], ensure_ascii=False)
    answer = shown(note, district, language)
    notices = tuple(Notice(unit, number, petition.version, MENTIONED, now) for unit in named)
    kept = {name: value for name, value in answer.items() if name != "text"}  # words lie where an erasure finds them
    seen = remember(ports.secrets, f"staff:{staff.login}", "note", key, body, kept, now)
    earlier = ports.petitions.add_note(note, notices, seen)
    return answer if earlier is None else answer | earlier


def _check(said: str, units: Sequence[str], petition: Petition, district: District) -> None:
    faults: dict[str, str] = {}
    if not said:
        faults["text"] = "text_missing"
    if len(said) > LONGEST:
        faults["text"] = too_long(said, LONGEST)
    if len(units) > MOST_UNITS:
        faults["units"] = "too_many"
    elif not all(_sees(unit, petition, district) for unit in units):
        faults["units"] = "unit_cannot_see"
    if faults:
        raise InvalidInput(faults)


def _sees(unit: str, petition: Petition, district: District) -> bool:
    """True for a unit whose officers may see the petition: the owner's line up to the district, and those who help."""
    tree = district.organisation
    holders = (rights.holder(petition, tree), *petition.assisting)
    return any(tree.is_below(each, unit) for each in holders)


def shown(note: Note, district: District, language: str) -> dict[str, object]:
    """A note as the desk shows it."""
    named = [{"unit": unit, "unit_name": district.organisation.name(unit, language)} for unit in note.units]
    return {"at": note.at.isoformat(), "by": note.by, "by_name": note.by_name, "text": note.text, "units": named}
