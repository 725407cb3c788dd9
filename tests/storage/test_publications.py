"""What was cleared for everybody, whoever keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Answer, Kind, Place, Rating, Status
from chalicelib.domain.photos import ClearedPhoto
from chalicelib.domain.publication import Publication, taken_down
from chalicelib.storage import keys

from tests.storage.samples import NOW, following, petition, submitted

MONTH = "2025-09"
PHOTOS = (ClearedPhoto("before", "b" * 43), ClearedPhoto("after", "a" * 43))
SOLVED = Answer(Rating.SATISFIED, NOW, "link")


def cleared(stores, serial: int = 1, words: str = "楼道的灯坏了", **changes):
    held = petition(serial, submitted_at=NOW + timedelta(minutes=serial), **changes)
    stores.petitions.commit(submitted(held))
    change = following(held, Action.PUBLISH, published_at=NOW, published_month=MONTH)
    said = Publication(held.number, MONTH, words, "已修好", NOW, "wang")
    stores.petitions.commit(replace(change, publication=said))
    return change.after


def rows(stores, index: str = "district", area: str = "D", month: str = MONTH):
    return stores.petitions.published(index, area, month, 9, None).items


def listed(stores, *asked: str) -> list[str]:
    return [each.number for each in rows(stores, *asked)]


def test_nothing_is_public_when_nobody_cleared_it(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    assert stores.petitions.publication(held.number) is None
    assert (listed(stores), stores.petitions.cleared([held.number])) == ([], [])


@pytest.mark.parametrize(("index", "area"), [("district", "D"), ("street", "S-hill")])
def test_published_is_newest_first_page_by_page_when_many_were_cleared(stores, index: str, area: str) -> None:
    numbers = [cleared(stores, serial).number for serial in (1, 2, 3)]
    first = stores.petitions.published(index, area, MONTH, 2, None)
    rest = stores.petitions.published(index, area, MONTH, 2, first.cursor)
    assert [each.number for each in (*first.items, *rest.items)] == numbers[::-1]
    assert (rest.cursor, listed(stores, index, area, "2025-10")) == (None, [])


def test_a_public_row_says_where_without_telling_the_door(stores) -> None:
    held = cleared(stores, place=Place("polygon", 120.312345, 36.067891, "榆社区", "S-hill", "C-elm"))
    [row] = rows(stores)
    assert (row.street, row.place_name, row.longitude, row.latitude) == ("S-hill", "榆社区", 120.312, 36.068)
    assert (row.number, row.category, row.submitted_at) == (held.number, "01", held.submitted_at.isoformat())


def test_a_public_row_names_the_street_alone_when_the_petitioner_hides(stores) -> None:
    cleared(stores, hide_identity=True)
    [row] = rows(stores)
    assert (row.street, row.place_name, row.longitude, row.latitude) == ("S-hill", "", None, None)


def test_a_petition_without_a_street_is_listed_by_its_district_alone(stores) -> None:
    cleared(stores, place=Place("words"))
    assert [row.street for row in rows(stores)] == [""]


def test_cleared_gives_words_in_the_order_asked_and_leaves_out_the_rest(stores) -> None:
    first, second = cleared(stores, 1, "路灯"), cleared(stores, 2, "井盖")
    hidden = petition(3)
    stores.petitions.commit(submitted(hidden))
    found = stores.petitions.cleared([second.number, hidden.number, first.number])
    assert [(each.row.number, each.words, each.reply) for each in found] == [
        (second.number, "井盖", "已修好"), (first.number, "路灯", "已修好"),
    ]  # fmt: skip
    assert (found[0].district, found[0].published_at, found[0].solved, found[0].language) == ("D", NOW, False, "zh")


def test_cleared_follows_a_petition_to_its_end(stores) -> None:
    held = cleared(stores)
    rounds = held.with_round(answers=(SOLVED,)).rounds
    change = following(held, Action.ANSWER_HAPPY, status=Status.SETTLED, settled_at=NOW, rounds=rounds)
    stores.petitions.commit(change)
    [found] = stores.petitions.cleared([held.number])
    assert (found.row.status, found.solved, [row.status for row in rows(stores)]) == ("settled", True, ["settled"])


@pytest.mark.parametrize(("minutes", "waits"), [(1, True), (-1, False)])
def test_an_answer_newer_than_what_was_cleared_waits(stores, minutes: int, waits: bool) -> None:
    held = cleared(stores)
    closed = held.with_round(closed_at=NOW + timedelta(minutes=minutes)).rounds
    stores.petitions.commit(following(held, Action.CLOSE, status=Status.CLOSED, rounds=closed))
    assert [each.reply_waits for each in stores.petitions.cleared([held.number])] == [waits]


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.REJECTED, Status.MERGED])
def test_nothing_is_shown_when_the_petition_ended_without_being_handled(stores, status: Status) -> None:
    held = cleared(stores)
    stores.petitions.commit(following(held, Action.WITHDRAW, status=status))
    assert (listed(stores), listed(stores, "street", "S-hill"), stores.petitions.cleared([held.number])) == ([], [], [])


def test_it_is_shown_again_when_a_rejected_petition_was_taken_up_on_appeal(stores) -> None:
    held = cleared(stores)
    gone = following(held, Action.REJECT, status=Status.REJECTED)
    stores.petitions.commit(gone)
    stores.petitions.commit(following(gone.after, Action.APPEAL, status=Status.SUBMITTED))
    assert (listed(stores), len(stores.petitions.cleared([held.number]))) == ([held.number], 1)


def test_cleared_words_are_gone_when_the_publication_is_taken_down(stores) -> None:
    held = cleared(stores)
    change = following(held, Action.UNPUBLISH)
    stores.petitions.commit(replace(change, after=taken_down(change.after)))
    assert stores.petitions.publication(held.number) is None
    assert (listed(stores), stores.petitions.cleared([held.number])) == ([], [])
    assert stores.petitions.whole(held.number)[2] == {1: "灯坏了\n😀"}


def test_what_waits_for_clearing_is_listed_by_its_end_until_somebody_decides(stores) -> None:
    ended = []
    for serial, days in ((1, 2), (2, 1)):
        held = petition(serial, status=Status.CLOSED)
        stores.petitions.commit(submitted(held))
        rounds = held.with_round(answers=(SOLVED,)).rounds
        over = following(held, Action.ANSWER_HAPPY, status=Status.SETTLED, settled_at=NOW + timedelta(days=days), rounds=rounds)
        stores.petitions.commit(over)
        ended.append(over.after)
    waiting = [each.number for each in stores.petitions.queue("clear", "D", 9, None).items]
    assert waiting == [ended[1].number, ended[0].number]
    stores.petitions.commit(following(ended[0], Action.REFUSE_PUBLICATION, publication_refused_at=NOW))
    assert [each.number for each in stores.petitions.queue("clear", "D", 9, None).items] == [ended[1].number]


def test_latest_is_by_the_time_it_was_published_or_settled_whenever_it_was_submitted(stores) -> None:
    old = cleared(stores, 1)
    new = cleared(stores, 2, place=Place("words"))
    settled = cleared(stores, 3)
    hours = [NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=1)]
    for held, at in zip((old, new, settled), hours, strict=True):
        stores.petitions.commit(following(held, Action.PROGRESS, published_at=at))
    assert [each.number for each in stores.petitions.latest("D", 9, None).items] == [new.number, settled.number, old.number]
    moved = stores.petitions.get(old.number)
    rounds = moved.with_round(answers=(SOLVED,)).rounds
    stores.petitions.commit(following(moved, Action.ANSWER_HAPPY, status=Status.SETTLED, settled_at=NOW + timedelta(days=90), rounds=rounds))
    first = stores.petitions.latest("D", 2, None)
    rest = stores.petitions.latest("D", 2, first.cursor)
    assert [each.number for each in (*first.items, *rest.items)] == [old.number, new.number, settled.number]
    assert [each.street for each in first.items] == ["S-hill", ""]
    gone = stores.petitions.get(new.number)
    stores.petitions.commit(replace(following(gone, Action.UNPUBLISH), after=taken_down(following(gone, Action.UNPUBLISH).after)))
    assert [each.number for each in stores.petitions.latest("D", 9, None).items] == [old.number, settled.number]


def test_cleared_photos_are_read_with_the_petition_and_with_what_is_public_of_it(stores) -> None:
    held = cleared(stores)
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [()]
    ticked = following(held, Action.CLEAR_PHOTOS, cleared_photos=PHOTOS)
    stores.petitions.commit(ticked)
    assert stores.petitions.get(held.number).cleared_photos == PHOTOS
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [PHOTOS]
    stores.petitions.commit(following(ticked.after, Action.CLEAR_PHOTOS, cleared_photos=PHOTOS[:1]))
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [PHOTOS[:1]]


def test_photos_cleared_before_the_text_are_public_with_it(stores) -> None:
    held = petition(cleared_photos=PHOTOS)
    stores.petitions.commit(submitted(held))
    assert stores.petitions.cleared([held.number]) == []
    change = following(held, Action.PUBLISH, published_at=NOW, published_month=MONTH)
    stores.petitions.commit(replace(change, publication=Publication(held.number, MONTH, "x", "", NOW, "wang")))
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [PHOTOS]


def test_a_petition_that_became_law_enforcement_keeps_its_text_public_and_no_photo(stores) -> None:
    held = cleared(stores, cleared_photos=PHOTOS)
    stores.petitions.commit(following(held, Action.PROGRESS, kind=Kind.ENFORCEMENT))
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [()]


def test_taking_down_forgets_the_photos_too(stores) -> None:
    held = cleared(stores, cleared_photos=PHOTOS)
    change = following(held, Action.UNPUBLISH)
    stores.petitions.commit(replace(change, after=taken_down(change.after)))
    assert stores.petitions.get(held.number).cleared_photos == ()


def test_what_an_earlier_release_published_has_no_photos(engine) -> None:
    stores = engine.fresh()
    held = cleared(stores)
    key = {"pk": {"S": f"P#{held.number}"}, "sk": {"S": keys.PUBLICATION}}
    engine.client("dynamodb").update_item(TableName=stores.settings.table, Key=key, UpdateExpression="REMOVE photos")
    assert [each.photos for each in stores.petitions.cleared([held.number])] == [()]
