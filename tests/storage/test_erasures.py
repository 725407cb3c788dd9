"""Erasures, the fake and the real stores alike: one transaction, a worker after it, and a list that outlives backups."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.erasure import Erasure, erased, removal_of
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.domain.photos import Photo, PhotoState
from chalicelib.domain.ports import Erasing, Note
from chalicelib.domain.publication import Publication

from tests.storage.samples import NOW, PHONE, contact, following, message, petition, question, submitted

ENTRY = Erasure("k" * 32, 3, NOW, "asked")


def photo(slot: int = 1, **changes) -> Photo:
    return replace(Photo(petition().number, "before", slot, f"id{slot}", f"file{slot}", "petitioner", NOW, PhotoState.READY), **changes)


def erasing(before, stores, **changes):
    """The erasure of a petition with all that it has."""
    opened = stores.petitions.opened(before.number)
    after = erased(before, NOW + timedelta(hours=1))
    change = following(before, Action.ERASE, **{name: getattr(after, name) for name in ("place", "phone_key", "landline", "device_key", "published_at", "published_month", "erased_at", "erased_version")})
    photos = stores.photos.of(before.number)
    removal = removal_of(before, change.after, photos, NOW + timedelta(hours=1))
    made = Erasing(replace(ENTRY, version=change.after.version), removal, tuple(photos), tuple(opened[2]), tuple(opened[3]))
    return replace(change, erasing=replace(made, **changes))


@pytest.fixture
def held(stores):
    """A settled petition with words, a note, a photo, a message, a public text and a contact."""
    first = petition()
    stores.petitions.commit(replace(submitted(first), contact=contact(first), place_name="五号楼", messages=(message(),)))
    over = following(first, Action.ANSWER_HAPPY, status=Status.SETTLED, settled_at=NOW)
    stores.petitions.commit(replace(over, texts={2: "好了"}))
    told = following(over.after, Action.PUBLISH, published_at=NOW, published_month="2025-09")
    stores.petitions.commit(replace(told, publication=Publication(first.number, "2025-09", "灯坏了", "", NOW, "zhao")))
    remembered = replace(submitted(first, "note").remembered, answer={})
    stores.petitions.add_note(Note(first.number, NOW, "zhao", "王女士"), (), remembered)
    stores.photos.reserve(photo())
    return told.after


def test_one_transaction_takes_what_readers_see(stores, held) -> None:
    stores.petitions.commit(erasing(held, stores))
    after, entries, texts, notes = stores.petitions.opened(held.number)
    assert (texts, notes, after.phone_key) == ({}, [], None)
    assert [str(each.action) for each in entries] == ["submit", "answer_happy", "publish", "erase"]
    assert stores.photos.of(held.number) == []
    assert stores.petitions.publication(held.number) is None
    assert stores.petitions.cleared([held.number]) == []
    assert stores.petitions.queue("phone", PHONE, 9, None).items == []
    [shown] = stores.petitions.ended("D", 9, None).items
    assert (shown.place_name, shown.longitude, shown.latitude) == (held.place.name, 120.31, 36.06)
    assert stores.erasures.listed() == [replace(ENTRY, version=after.version)]


def test_nothing_is_written_when_somebody_acted_meanwhile(stores, held) -> None:
    change = erasing(held, stores)
    stores.petitions.commit(following(held, Action.COMMENT))
    with pytest.raises(VersionConflict):
        stores.petitions.commit(change)
    assert stores.petitions.opened(held.number)[2] == {1: "灯坏了\n😀", 2: "好了"}
    assert stores.erasures.listed() == []
    assert stores.erasures.due(NOW + timedelta(days=9), 9) == []


def test_nothing_is_written_when_the_phones_question_moved(stores, held) -> None:
    asked = question(message())
    with pytest.raises(VersionConflict):
        stores.petitions.commit(erasing(held, stores, follow_up=asked))
    assert stores.petitions.get(held.number).erased_at is None


def test_what_does_not_fit_into_the_transaction_is_hidden_and_removed_later(stores, held) -> None:
    change = erasing(held, stores, texts=(1,), notes=())
    stores.petitions.commit(change)
    assert stores.petitions.opened(held.number)[2:] == ({}, [])
    stores.erasures.sweep_out(change.erasing.removal)
    assert stores.petitions.opened(held.number)[2:] == ({}, [])
    assert stores.outbox.messages_of(PHONE) == []


def test_what_is_said_later_and_what_is_about_others_stays(stores, held) -> None:
    change = erasing(held, stores)
    stores.outbox.enqueue(message(2, number="99"))
    stores.outbox.enqueue(message(3, name="code"))
    stores.petitions.commit(change)
    stores.petitions.commit(replace(following(change.after, Action.COMMENT), texts={change.after.version + 1: "后来"}))
    stores.photos.reserve(photo(at=NOW + timedelta(hours=2)))
    stores.erasures.sweep_out(change.erasing.removal)
    assert stores.petitions.whole(held.number)[2] == {change.after.version + 1: "后来"}
    assert [(each.number, each.name) for each in stores.outbox.messages_of(PHONE)] == [("99", "follow_up"), (held.number, "code")]
    assert len(stores.photos.of(held.number)) == 1


def test_a_removal_is_looked_at_until_it_is_done_with(stores, held) -> None:
    change = erasing(held, stores)
    stores.petitions.commit(change)
    first = change.erasing.removal
    assert stores.erasures.due(first.next_at - timedelta(seconds=1), 9) == []
    assert stores.erasures.due(first.next_at, 9) == [first]
    later = replace(first, looked=True, next_at=first.next_at + timedelta(hours=1))
    assert stores.erasures.advance(first, later)
    assert not stores.erasures.advance(first, None)
    assert stores.erasures.due(first.next_at, 9) == []
    assert stores.erasures.due(later.next_at, 9) == [later]
    assert stores.erasures.advance(later, None)
    assert stores.erasures.due(later.next_at, 9) == []


def test_what_is_over_is_listed_until_it_is_erased_and_again_when_something_is_said(stores, held) -> None:
    assert stores.erasures.expired("D", NOW, 9) == [held.number]
    assert stores.erasures.expired("D", NOW - timedelta(seconds=1), 9) == []
    assert stores.erasures.expired("E", NOW, 9) == []
    change = erasing(held, stores)
    stores.petitions.commit(change)
    assert stores.erasures.expired("D", NOW, 9) == []
    stores.petitions.commit(following(change.after, Action.COMMENT))
    assert stores.erasures.expired("D", NOW, 9) == [held.number]


def test_a_question_of_the_petition_ends_with_it(stores, held) -> None:
    asked = question(message())
    stores.petitions.commit(replace(following(held, Action.COMMENT), follow_up=asked))
    stores.petitions.commit(erasing(stores.petitions.get(held.number), stores, follow_up=asked))
    assert stores.outbox.open_follow_up(PHONE) is None


def test_the_contact_is_forgotten_however_often(stores, held) -> None:
    assert stores.contacts.open(held.number) is not None
    for _ in range(2):
        stores.contacts.forget(held.number)
    assert stores.contacts.open(held.number) is None
