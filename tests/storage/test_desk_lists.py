"""The short lists of a district, and the record of who saw a number, whoever keeps them."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import (
    Answer,
    Extension,
    Hold,
    Petition,
    Rating,
    Ringing,
    RingWhy,
    SentBack,
    Status,
)
from chalicelib.domain.ports import Pressing, Revealed

from tests.storage.samples import NOW, PHONE, following, petition, submitted


def stored_as(stores, serial: int, **changes) -> Petition:
    """A petition of the store that has taken one step to what `changes` say."""
    first = petition(serial)
    stores.petitions.commit(submitted(first))
    step = following(first, Action.ACCEPT, **changes)
    stores.petitions.commit(step)
    return step.after


def listed(stores, name: str) -> list[tuple[str, str]]:
    page = stores.petitions.queue(name, "D", 9, None)
    return [(each.number, each.waits_for) for each in page.items]


def with_round(serial: int, **changes):
    return (replace(petition(serial).rounds[0], **changes),)


def test_decisions_are_listed_by_deadline_with_what_they_wait_for(stores) -> None:
    late = NOW + timedelta(days=2)
    one = stored_as(stores, 1, status=Status.HANDLING, rounds=with_round(1, extension=Extension(1, NOW, "li"), closing_due=late))
    two = stored_as(stores, 2, status=Status.HANDLING, rounds=with_round(2, holds=(Hold(late, NOW, "li"),), closing_due=NOW))
    three = stored_as(stores, 3, status=Status.SUBMITTED, rounds=(), sent_back=(SentBack("C-elm", NOW),))
    stored_as(stores, 4, status=Status.HANDLING)
    assert listed(stores, "decide") == [(two.number, "hold"), (one.number, "extension"), (three.number, "sent_back")]
    assert stores.petitions.queue("decide", "S-hill", 9, None).items == []


def test_decision_leaves_its_list_when_it_was_made(stores) -> None:
    held = stored_as(stores, 1, status=Status.HANDLING, rounds=with_round(1, extension=Extension(1, NOW, "li")))
    granted = replace(held.rounds[0], extension=Extension(1, NOW, "li", granted=True, decided_at=NOW))
    stores.petitions.commit(following(held, Action.GRANT_EXTENSION, rounds=(granted,)))
    assert listed(stores, "decide") == []


def test_unhappy_is_listed_until_it_is_over(stores) -> None:
    unhappy = with_round(1, answers=(Answer(Rating.NOT_RESOLVED, NOW, "link"),))
    held = stored_as(stores, 1, rounds=unhappy)
    happy = with_round(2, answers=(Answer(Rating.SATISFIED, NOW, "link"),))
    stored_as(stores, 2, status=Status.CLOSED, rounds=happy)
    assert listed(stores, "unhappy") == [(held.number, "")]
    stores.petitions.commit(following(held, Action.SETTLE, status=Status.SETTLED, settled_at=NOW))
    assert listed(stores, "unhappy") == []


def test_a_list_shows_the_point_so_that_the_nearest_can_come_first(stores) -> None:
    first = petition()
    place = replace(first.place, longitude=120.3123456, latitude=None)
    stores.petitions.commit(submitted(first))
    stores.petitions.commit(submitted(petition(2, place=place)))
    points = {each.number: (each.longitude, each.latitude) for each in stores.petitions.queue("owner", "C-elm", 9, None).items}
    assert points[first.number] == (120.31, 36.06)
    assert points[petition(2).number][1] is None


def test_petitions_of_a_phone_are_found_open_or_over_oldest_first(stores) -> None:
    later = stored_as(stores, 2, submitted_at=NOW + timedelta(days=1))
    over = stored_as(stores, 1, status=Status.SETTLED, settled_at=NOW)
    stored_as(stores, 3, phone_key="0" * 32)
    assert [each.number for each in stores.petitions.queue("phone", PHONE, 9, None).items] == [over.number, later.number]


def test_readings_of_contacts_are_kept_newest_first_and_paged(stores) -> None:
    entries = [Revealed("D", petition(n).number, "C-elm", "li", NOW + timedelta(minutes=n)) for n in range(5)]
    for each in entries:
        stores.reveals.record(each)
    stores.reveals.record(replace(entries[0], district="elsewhere"))
    first = stores.reveals.of("D", 3, None)
    assert list(first.items) == entries[:1:-1]
    rest = stores.reveals.of("D", 3, first.cursor)
    assert list(rest.items) == entries[1::-1]
    assert rest.cursor is None


def test_who_is_to_be_rung_is_listed_by_how_long_and_why_until_it_is_answered(stores) -> None:
    later = Ringing(RingWhy.OPTED_OUT, NOW + timedelta(days=1), (NOW + timedelta(days=2),))
    one = stored_as(stores, 1, status=Status.CLOSED, rounds=with_round(1, ringing=later))
    two = stored_as(stores, 2, status=Status.CLOSED, rounds=with_round(2, ringing=Ringing(RingWhy.LANDLINE, NOW)), emergency=False)
    stored_as(stores, 3, status=Status.CLOSED)
    page = stores.petitions.queue("ring", "D", 1, None)
    rest = stores.petitions.queue("ring", "D", 1, page.cursor)
    assert [(each.number, each.ringing) for each in (*page.items, *rest.items)] == [
        (two.number, Ringing(RingWhy.LANDLINE, NOW)), (one.number, later),
    ]  # fmt: skip
    assert rest.cursor is None
    stores.petitions.commit(following(one, Action.ANSWER_HAPPY, status=Status.SETTLED, settled_at=NOW))
    assert [each.number for each in stores.petitions.queue("ring", "D", 9, None).items] == [two.number]
    assert all(each.ringing is None for each in stores.petitions.queue("owner", "C-elm", 9, None).items)


def test_what_presses_is_counted_whole_whatever_a_page_holds(stores) -> None:
    late, soon = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
    for serial in range(1, 120):
        stored_as(stores, serial, status=Status.HANDLING, rounds=with_round(serial, closing_due=late, accepted_at=NOW))
    stored_as(stores, 130, status=Status.HANDLING, emergency=True, rounds=with_round(130, closing_due=late, accepted_at=NOW))
    stored_as(stores, 131, status=Status.HANDLING, emergency=True, rounds=with_round(131, closing_due=soon, accepted_at=NOW))
    stored_as(stores, 132, status=Status.HANDLING, rounds=with_round(132, closing_due=soon, accepted_at=NOW))
    held = stored_as(stores, 133, status=Status.HANDLING, rounds=with_round(133, closing_due=None, accepted_at=NOW))
    for index, unit in (("district", "D"), ("street", held.place.street), ("owner", held.owner)):
        assert stores.petitions.pressing(index, unit, NOW) == Pressing(overdue=120, emergencies=2, more=False)
    assert stores.petitions.pressing("street", "nowhere", NOW) == Pressing(0, 0, more=False)


def test_a_list_beside_the_queue_is_counted_whole(stores) -> None:
    for serial in range(1, 105):
        stored_as(stores, serial, rounds=with_round(serial, answers=(Answer(Rating.NOT_RESOLVED, NOW, "link"),)))
    assert stores.petitions.length("unhappy", "D") == (104, False)
    assert stores.petitions.length("decide", "D") == (0, False)


def test_what_is_on_hold_is_listed_until_it_is_taken_up_again(stores) -> None:
    held = stored_as(stores, 1, status=Status.ON_HOLD)
    assert listed(stores, "on_hold") == [(held.number, "")]
    stores.petitions.commit(following(held, Action.RESUME, status=Status.HANDLING))
    assert listed(stores, "on_hold") == []
