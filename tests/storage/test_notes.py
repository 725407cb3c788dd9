"""Notes of staff: the same in memory and in the table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import IdempotencyMismatch
from chalicelib.domain.outbox import Remembered
from chalicelib.domain.ports import Note, Notice

from tests.storage.samples import NOW, petition, submitted

HELD = petition()


def note(text: str = "问过物业😀", minutes: int = 0, **changes) -> Note:
    return replace(Note(HELD.number, NOW + timedelta(minutes=minutes), "li", text, ("S-hill",)), **changes)


def remembered(key: str, body: str = "body") -> Remembered:
    return Remembered(key, body, {"key": key}, NOW + timedelta(days=30))


def test_notes_of_a_petition_come_oldest_first_beside_its_history(stores) -> None:
    stores.petitions.commit(submitted(HELD))
    later, first = note("later", 2), note(minutes=1)
    for each in (later, first, note(number=petition(2).number)):
        told = (Notice("S-hill", each.number, 1, "mentioned", each.at),)
        assert stores.petitions.add_note(each, told, remembered(f"{each.text}{each.number}")) is None
    assert stores.petitions.opened(HELD.number)[3] == [first, later]
    whole, entries, texts = stores.petitions.whole(HELD.number)
    assert (whole, len(entries), set(texts)) == (HELD, 1, {1})
    assert [each.action for each in stores.petitions.notices("S-hill", 9, None).items] == ["mentioned"] * 3


def test_the_same_command_is_answered_as_before_and_another_body_is_refused(stores) -> None:
    stores.petitions.commit(submitted(HELD))
    assert stores.petitions.add_note(note(), (), remembered("k")) is None
    assert stores.petitions.add_note(note("other", 1), (), remembered("k")) == {"key": "k"}
    with pytest.raises(IdempotencyMismatch):
        stores.petitions.add_note(note("other", 1), (), remembered("k", "other"))
    assert stores.petitions.opened(HELD.number)[3] == [note()]
