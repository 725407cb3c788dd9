"""The store of petitions: one command is one transaction, whoever keeps it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import AlreadyReceived, Busy, IdempotencyMismatch, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Remembered
from chalicelib.domain.petition import Place, Status

from tests.storage.samples import NOW, contact, following, message, petition, question, submitted


def test_petition_is_read_as_written_when_committed(stores) -> None:
    held = petition()
    assert stores.petitions.commit(submitted(held)) is None
    assert stores.petitions.get(held.number) == held
    assert stores.petitions.get(petition(2).number) is None


def test_many_come_together_and_those_that_are_not_there_are_left_out(stores) -> None:
    held = [petition(serial) for serial in range(1, 121)]
    for each in held:
        stores.petitions.commit(submitted(each))
    wanted = [each.number for each in (*held, petition(500))]
    assert sorted(stores.petitions.many(wanted), key=lambda each: each.number) == sorted(held, key=lambda each: each.number)
    assert list(stores.petitions.many([])) == []


def test_whole_has_history_and_texts_in_order_when_several_versions_were_written(stores) -> None:
    first = petition()
    stores.petitions.commit(submitted(first))
    held = first
    for version in range(2, 13):
        change = replace(following(held, Action.PROGRESS), texts={version: f"步{version}"})
        stores.petitions.commit(change)
        held = change.after
    found, entries, texts = stores.petitions.whole(first.number)
    assert found == held
    assert [each.version for each in entries] == list(range(1, 13))
    assert texts == {1: "灯坏了\n😀"} | {version: f"步{version}" for version in range(2, 13)}
    assert stores.petitions.whole(petition(2).number) is None


def test_commit_names_who_was_first_when_the_version_moved(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    first = following(held, Action.ACCEPT, by="li")
    stores.petitions.commit(first)
    with pytest.raises(VersionConflict) as refused:
        stores.petitions.commit(following(held, Action.CLOSE, by="wang"))
    assert (refused.value.by, refused.value.action, refused.value.at) == (
        "li", "accept", first.after.last.at,
    )  # fmt: skip
    assert stores.petitions.get(held.number) == first.after


def test_commit_is_refused_when_the_status_is_another(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    with pytest.raises(VersionConflict):
        stores.petitions.commit(following(replace(held, status=Status.HANDLING)))
    assert stores.petitions.get(held.number) == held


def test_commit_is_refused_when_the_number_is_taken(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    with pytest.raises(VersionConflict):
        stores.petitions.commit(submitted(replace(held, category="02")))
    assert stores.petitions.get(held.number) == held


def test_commit_is_refused_when_the_petition_is_not_there(stores) -> None:
    with pytest.raises(VersionConflict):
        stores.petitions.commit(following(petition()))
    assert stores.petitions.get(petition().number) is None


def test_nothing_is_written_when_one_condition_of_the_change_fails(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held, key="k"))
    other = submitted(petition(2), key="k", messages=(message(),), contact=contact(petition(2)))
    assert stores.petitions.commit(other) == {"number": held.number}
    assert stores.petitions.whole(petition(2).number) is None
    assert stores.outbox.messages_of(message().phone_key) == []
    assert stores.contacts.open(petition(2).number) is None


def test_remembered_answer_is_given_when_the_key_comes_again(stores) -> None:
    held = petition()
    answer = {"number": held.number, "nested": {"due": None, "units": ["a", "b"]}, "of": 3}
    change = submitted(held, remembered=Remembered("scope", "body", answer, NOW + timedelta(days=30)))
    assert stores.petitions.commit(change) is None
    assert stores.petitions.commit(change) == answer
    assert stores.petitions.remembered("scope") == change.remembered
    assert stores.petitions.remembered("other") is None


def test_commit_is_refused_when_the_key_comes_with_another_body(stores) -> None:
    stores.petitions.commit(submitted(petition(), key="k"))
    change = submitted(petition(2), key="k")
    with pytest.raises(IdempotencyMismatch):
        stores.petitions.commit(replace(change, remembered=replace(change.remembered, body_digest="other")))


def test_remembered_answer_wins_when_the_version_moved_too(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    change = replace(following(held), remembered=Remembered("s", "body", {"version": 2}))
    assert stores.petitions.commit(change) is None
    stores.petitions.commit(following(change.after, Action.CLOSE))
    assert stores.petitions.commit(change) == {"version": 2}


def test_reply_changes_nothing_when_it_was_received_before(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    change = replace(following(held), inbound="r1")
    stores.petitions.commit(change)
    with pytest.raises(AlreadyReceived):
        stores.petitions.commit(replace(following(change.after), inbound="r1"))
    assert stores.petitions.get(held.number) == change.after
    assert not stores.outbox.record_inbound("r1", NOW, "comment")


def test_change_writes_messages_contact_and_question_when_it_has_them(stores) -> None:
    held, told = petition(), message()
    asked, settled = question(told), message(2, state="sent", ended_at=NOW)
    change = submitted(
        held, messages=(told,), contact=contact(held), follow_up=asked, settled_message=settled
    )
    stores.petitions.commit(change)
    assert stores.outbox.messages_of(told.phone_key) == [told, settled]
    assert stores.outbox.open_follow_up(told.phone_key) == asked
    assert stores.contacts.open(held.number) == contact(held)


def test_one_petition_is_written_when_the_same_key_comes_from_eight_at_once(stores) -> None:
    def commit(serial: int):
        change = submitted(petition(serial), key="k")
        for _ in range(20):
            try:
                return stores.petitions.commit(change) or {"number": change.after.number}
            except Busy:
                continue
        raise AssertionError("busy for ever")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(commit, range(1, 9)))
    assert len({answer["number"] for answer in answers}) == 1
    standing = [serial for serial in range(1, 9) if stores.petitions.get(petition(serial).number)]
    assert [petition(serial).number for serial in standing] == [answers[0]["number"]]


@pytest.mark.parametrize(
    ("index", "unit", "changed"),
    [
        ("owner", "C-elm", {"owner": "C-oak"}),
        ("street", "S-hill", {"place": Place("words", name="x", street="S-bay")}),
        ("district", "D", {"district": "D2"}),
    ],
)
def test_queue_holds_the_open_ones_by_deadline_when_paged(stores, index, unit, changed) -> None:
    numbers = [_standing(stores, serial) for serial in range(1, 10)]
    urgent = petition(20, emergency=True)
    missing = petition(21, rounds=(replace(petition().rounds[0], calendar_missing=True, closing_due=None),))
    waiting = petition(22, status=Status.SUBMITTED, rounds=())
    for held in (urgent, missing, waiting, petition(23, status=Status.SETTLED), petition(24, **changed)):
        stores.petitions.commit(submitted(held))
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = stores.petitions.queue(index, unit, 4, cursor)
        found += page.items
        cursor, pages = page.cursor, pages + 1
    shown = [each.number for each in found]
    assert shown[:2] == [urgent.number, missing.number]
    assert shown[2:] == [*reversed(numbers), waiting.number]
    assert pages == 3


def test_complaint_stands_in_no_streets_list_when_it_is_about_staff(stores) -> None:
    held = petition(1, about_staff=True)
    stores.petitions.commit(submitted(held))
    assert stores.petitions.queue("street", "S-hill", 5, None).items == []
    for index, unit in (("owner", "C-elm"), ("district", "D")):
        assert [each.number for each in stores.petitions.queue(index, unit, 5, None).items] == [held.number]


def test_those_without_a_deadline_are_all_found_when_one_is_an_emergency(stores) -> None:
    unknown = (replace(petition().rounds[0], calendar_missing=True, closing_due=None),)
    waiting = [petition(1, rounds=unknown), petition(2, rounds=unknown, emergency=True)]
    for held in (*waiting, petition(3), petition(4, emergency=True)):
        stores.petitions.commit(submitted(held))
    assert sorted(stores.petitions.without_deadline("D", 10)) == sorted(each.number for each in waiting)


def _standing(stores, serial: int) -> str:
    """Petitions whose deadlines come in the reverse order of their serials."""
    due = NOW + timedelta(hours=20 - serial)
    held = petition(serial, rounds=(replace(petition().rounds[0], response_due=due),))
    stores.petitions.commit(submitted(held))
    return held.number


def test_queue_has_no_cursor_when_the_page_is_exactly_full(stores) -> None:
    for serial in (1, 2):
        stores.petitions.commit(submitted(petition(serial)))
    page = stores.petitions.queue("owner", "C-elm", 2, None)
    assert (len(page.items), page.cursor) == (2, None)
    assert stores.petitions.queue("owner", "C-oak", 2, None).items == []


def test_summary_tells_what_a_list_shows_when_queued(stores) -> None:
    held = petition(emergency=True)
    stores.petitions.commit(submitted(held))
    (summary,) = stores.petitions.queue("owner", "C-elm", 5, None).items
    assert (summary.number, summary.status, summary.version) == (held.number, "assigned", 1)
    assert summary.submitted_at == "2025-09-29T01:02:03.456Z"
    assert summary.due_at == "2025-09-29T05:02:03.456Z"
    assert (summary.emergency, summary.calendar_missing, summary.round_number) == (True, False, 1)
    assert (summary.category, summary.urgency, summary.place_name, summary.owner) == (
        "01", 2, "楼下", "C-elm",
    )  # fmt: skip


def test_petition_leaves_its_old_owner_when_it_is_handed_over(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    stores.petitions.commit(following(held, Action.TRANSFER, owner="C-oak"))
    assert stores.petitions.queue("owner", "C-elm", 5, None).items == []
    assert [each.version for each in stores.petitions.queue("owner", "C-oak", 5, None).items] == [2]


def due(stores, now, limit: int) -> list[str]:
    """All that is due, page after page of every part."""
    found = []
    for part in range(stores.petitions.due_parts):
        after = None
        while True:
            numbers, after = stores.petitions.due(now, limit, part, after)
            assert len(numbers) <= limit
            found += numbers
            if after is None:
                break
    return found


def test_due_holds_a_petition_when_its_moment_has_come_and_no_longer_when_it_moved_on(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    reminder = NOW + timedelta(hours=3)
    assert due(stores, reminder - timedelta(milliseconds=1), 10) == []
    assert due(stores, reminder, 10) == [held.number]
    stores.petitions.commit(following(held, status=Status.WITHDRAWN))
    assert due(stores, reminder + timedelta(days=99), 10) == []


def test_due_holds_every_petition_when_many_are_due(stores) -> None:
    held = [petition(serial) for serial in range(1, 41)]
    for each in held:
        stores.petitions.commit(submitted(each))
    found = due(stores, NOW + timedelta(hours=3), 3)
    assert sorted(found) == sorted(each.number for each in held)


def test_place_that_was_typed_stays_in_the_lists_when_the_petition_moves_on(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held, place_name="王家门口"))
    stores.petitions.commit(following(held, Action.TRANSFER, owner="C-oak"))
    for index, unit in (("owner", "C-oak"), ("street", "S-hill"), ("district", "D")):
        (summary,) = stores.petitions.queue(index, unit, 5, None).items
        assert (summary.place_name, summary.version) == ("王家门口", 2)
    assert "王家" not in repr(stores.petitions.get(held.number))


def test_petition_changes_only_whole_when_it_gains_and_loses_what_lists_hold(stores) -> None:
    held = petition()
    stores.petitions.commit(submitted(held))
    over = following(held, Action.WITHDRAW, status=Status.WITHDRAWN)
    stores.petitions.commit(over)
    assert stores.petitions.get(held.number) == over.after
    assert stores.petitions.queue("owner", "C-elm", 5, None).items == []
    assert due(stores, NOW + timedelta(days=30), 10) == []
    again = following(over.after, Action.APPEAL, status=Status.ASSIGNED)
    stores.petitions.commit(again)
    (summary,) = stores.petitions.queue("owner", "C-elm", 5, None).items
    assert (summary.status, summary.version, summary.due_at) == ("assigned", 3, "2025-09-29T05:02:03.456Z")
    assert stores.petitions.ended("D", 5, None).items == []


def test_ended_petitions_of_a_district_come_newest_first_when_paged(stores) -> None:
    numbers = []
    for serial in range(1, 8):
        held = petition(serial, status=Status.SETTLED, submitted_at=NOW + timedelta(minutes=serial))
        stores.petitions.commit(submitted(held))
        numbers.append(held.number)
    stores.petitions.commit(submitted(petition(20)))
    stores.petitions.commit(submitted(petition(21, status=Status.SETTLED, district="D2")))
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = stores.petitions.ended("D", 3, cursor)
        found += [each.number for each in page.items]
        cursor, pages = page.cursor, pages + 1
    assert (found, pages) == ([*reversed(numbers)], 3)


def test_petitions_submitted_within_a_span_are_found_open_or_over(stores) -> None:
    moments = {serial: NOW + timedelta(minutes=serial) for serial in range(1, 7)}
    for serial, at in moments.items():
        status = Status.SETTLED if serial % 2 else Status.HANDLING
        stores.petitions.commit(submitted(petition(serial, status=status, submitted_at=at)))
    stores.petitions.commit(submitted(petition(20, district="D2", submitted_at=moments[3])))
    found = stores.petitions.submitted("D", moments[2], moments[5])
    assert found == [petition(serial).number for serial in (2, 3, 4)]
    assert stores.petitions.submitted("D", NOW - timedelta(days=1), NOW) == []
