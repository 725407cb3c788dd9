"""A photo and its petition are written at once: the list of photos that wait, whoever keeps it, and its races on the engine."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.photos import Photo, PhotoState
from chalicelib.domain.publication import with_new_photo

from tests.fakes.small import MONDAY_9_AM
from tests.storage.samples import following, petition, submitted


def stored_as(stores, serial: int = 1, **changes) -> Petition:
    held = petition(serial, **changes)
    stores.petitions.commit(submitted(held))
    return held


def placed(stores, number: str, file: str = "f" * 43) -> Photo:
    photo = stores.photos.reserve(Photo(number, "before", 0, file[:9], file, "petitioner", MONDAY_9_AM))
    assert photo is not None
    return photo


def noted(stores, before: Petition, file: str = "f" * 43) -> Petition:
    after = with_new_photo(before, file)
    assert stores.photos.noted(placed(stores, before.number, file), before, after)
    return after


def waiting(stores) -> list[str]:
    return [each.number for each in stores.petitions.queue("photos", "D", 9, None).items]


def test_a_photo_is_ready_and_its_petition_waits_the_oldest_first_until_it_ends(stores) -> None:
    late, early = stored_as(stores, 1), stored_as(stores, 2, submitted_at=MONDAY_9_AM.replace(year=2024))
    late, early = noted(stores, late), noted(stores, early)
    late = noted(stores, late, "g" * 43)
    assert waiting(stores) == [early.number, late.number]
    assert stores.petitions.get(late.number) == late
    assert [each.state for each in stores.photos.of(late.number)] == [PhotoState.READY] * 2
    stores.petitions.commit(following(early, Action.WITHDRAW, status=Status.WITHDRAWN))
    stores.petitions.commit(following(late, status=Status.HANDLING))
    [shown] = stores.petitions.queue("photos", "D", 9, None).items
    assert (shown.number, shown.status, shown.version) == (late.number, "handling", 2)
    stores.petitions.commit(following(stores.petitions.get(late.number), Action.CLEAR_PHOTOS, new_photos=()))
    assert waiting(stores) == []


def test_a_photo_moves_nothing_when_its_petition_or_its_place_was_moved(stores) -> None:
    held = stored_as(stores)
    photo = placed(stores, held.number)
    ended = following(held, Action.WITHDRAW, status=Status.WITHDRAWN)
    stores.petitions.commit(ended)
    assert not stores.photos.noted(photo, held, with_new_photo(held, photo.file))
    assert (waiting(stores), stores.petitions.get(held.number), stores.photos.of(held.number)) == ([], ended.after, [photo])
    stores.photos.settle(photo, PhotoState.REFUSED, "photo_unreadable")
    assert not stores.photos.noted(photo, ended.after, with_new_photo(ended.after, photo.file))
    assert stores.petitions.get(held.number) == ended.after


@pytest.mark.parametrize("earlier", [0, 1])
def test_a_command_that_read_before_a_photo_came_writes_nothing_and_may_be_tried_again(stores, earlier: int) -> None:
    held = stored_as(stores)
    if earlier:
        held = noted(stores, held, "e" * 43)
    late = following(held, Action.WITHDRAW, status=Status.WITHDRAWN)
    after = noted(stores, held)
    with pytest.raises(Busy):
        stores.petitions.commit(late)
    assert (waiting(stores), stores.petitions.get(held.number)) == ([held.number], after)
    stores.petitions.commit(following(after, Action.WITHDRAW, status=Status.WITHDRAWN))
    assert waiting(stores) == []
    with pytest.raises(VersionConflict):
        stores.petitions.commit(late)


def test_a_petition_that_an_earlier_release_wrote_can_be_moved_and_takes_photos(stores) -> None:
    """It drops what was noted, and nothing that it leaves behind stands in the way."""
    dropped = following(noted(stores, stored_as(stores)), new_photos=None)
    stores.petitions.commit(dropped)
    held = noted(stores, stores.petitions.get(dropped.after.number), "g" * 43)
    assert (held.new_photos, waiting(stores)) == (("g" * 43,), [held.number])


def test_photos_and_commands_at_once_lose_nothing_and_leave_nothing(engine) -> None:
    """Four photos of each petition against its end, in eight threads: it is not listed, and each ready photo is known to it."""
    stores = engine.fresh()

    def arrives(number: str, photo: Photo) -> None:
        for _ in range(50):
            before = stores.petitions.get(number)
            try:
                if stores.photos.noted(photo, before, with_new_photo(before, photo.file)):
                    return
            except Busy:
                continue
        raise AssertionError("it never came to its turn")

    def ends(number: str) -> None:
        for _ in range(50):
            try:
                stores.petitions.commit(following(stores.petitions.get(number), Action.WITHDRAW, status=Status.WITHDRAWN))
            except Busy:
                continue
            return
        raise AssertionError("it never came to its turn")

    for serial in range(1, 5):
        held = stored_as(stores, serial)
        photos = [placed(stores, held.number, name * 43) for name in "abcd"]
        with ThreadPoolExecutor(8) as pool:
            deeds = [pool.submit(arrives, held.number, each) for each in photos[:2]]
            deeds += [pool.submit(ends, held.number), *(pool.submit(arrives, held.number, each) for each in photos[2:])]
            for deed in deeds:
                deed.result()
        after = stores.petitions.get(held.number)
        assert (after.status, sorted(after.new_photos)) == (Status.WITHDRAWN, sorted(each.file for each in photos))
        assert {each.state for each in stores.photos.of(held.number)} == {PhotoState.READY}
    assert waiting(stores) == []
