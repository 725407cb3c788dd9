"""What was cleared for everybody, whoever keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.domain.publication import Publication

from tests.storage.samples import NOW, following, petition, submitted


def cleared(stores, serial: int = 1, words: str = "楼道的灯坏了"):
    held = petition(serial, submitted_at=NOW + timedelta(minutes=serial))
    stores.petitions.commit(submitted(held))
    change = following(held, Action.PUBLISH, published_at=NOW, published_month="2025-09")
    said = Publication(held.number, "2025-09", words, "已修好", NOW, "wang")
    stores.petitions.commit(replace(change, publication=said))
    return change.after


def listed(stores, index: str = "district", area: str = "D", month: str = "2025-09") -> list[str]:
    return [each.number for each in stores.petitions.published(index, area, month, 9, None).items]


def test_nothing_is_public_when_nobody_cleared_it(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    assert stores.petitions.publication(held.number) is None
    assert listed(stores) == []


@pytest.mark.parametrize(("index", "area"), [("district", "D"), ("street", "S-hill")])
def test_published_is_newest_first_page_by_page_when_many_were_cleared(stores, index: str, area: str) -> None:
    numbers = [cleared(stores, serial).number for serial in (1, 2, 3)]
    first = stores.petitions.published(index, area, "2025-09", 2, None)
    rest = stores.petitions.published(index, area, "2025-09", 2, first.cursor)
    assert [each.number for each in (*first.items, *rest.items)] == numbers[::-1]
    assert (rest.cursor, listed(stores, index, area, "2025-10")) == (None, [])


def test_published_shows_the_status_of_now_when_the_petition_moved_on(stores) -> None:
    held = cleared(stores)
    stores.petitions.commit(following(held, Action.CLOSE, status=Status.CLOSED))
    assert [each.status for each in stores.petitions.published("district", "D", "2025-09", 9, None).items] == ["closed"]
    assert stores.petitions.publication(held.number).words == "楼道的灯坏了"


def test_published_leaves_it_out_when_its_petitioner_withdrew(stores) -> None:
    held = cleared(stores)
    stores.petitions.commit(following(held, Action.WITHDRAW, status=Status.WITHDRAWN))
    assert (listed(stores), listed(stores, "street", "S-hill")) == ([], [])


def test_cleared_words_are_gone_when_the_publication_is_taken_back(stores) -> None:
    held = cleared(stores)
    stores.petitions.commit(following(held, Action.UNPUBLISH, published_at=None, published_month=""))
    assert stores.petitions.publication(held.number) is None
    assert listed(stores) == []
    assert stores.petitions.whole(held.number)[2] == {1: "灯坏了\n😀"}
