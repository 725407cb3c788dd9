"""Several petitions and several units: what joins, helps, is told and waits, the same in memory and in the table."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import Busy, IdempotencyMismatch, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Remembered
from chalicelib.domain.petition import Assist, Status
from chalicelib.domain.ports import Change, FanOut, Notice

from tests.storage.samples import NOW, following, message, petition, submitted


def standing(stores, serial: int, **changes):
    held = petition(serial, **changes)
    stores.petitions.commit(submitted(held))
    return held


def joining(one, lead, **changes) -> Change:
    """The change that a merge writes: the petition, its place in the lead's list, and the lead's own step."""
    merged = following(one, Action.MERGE, status=Status.MERGED, lead=lead.number)
    other = following(lead, Action.JOIN, followers=lead.followers + 1)
    return replace(merged, joins=lead.number, others=(other,), **changes)


def test_petition_and_lead_move_together_when_merged(stores) -> None:
    one, lead = standing(stores, 1), standing(stores, 2)
    change = joining(one, lead)
    assert stores.petitions.commit(change) is None
    assert stores.petitions.get(one.number) == change.after
    assert stores.petitions.get(lead.number) == change.others[0].after
    assert stores.petitions.followers(lead.number, "", 9) == [one.number]
    assert [str(each.action) for each in stores.petitions.whole(lead.number)[1]] == ["submit", "join"]


@pytest.mark.parametrize("moved", ["lead", "petition"])
def test_nothing_at_all_is_written_when_one_of_two_petitions_moved(stores, moved) -> None:
    one, lead = standing(stores, 1), standing(stores, 2)
    told = Notice("C-elm", one.number, 2, "merge", NOW)
    remembered = Remembered("scope", "body", {"version": 2}, NOW + timedelta(days=30))
    change = joining(
        one, lead, messages=(message(5),), notices=(told,), remembered=remembered, texts={2: "dasselbe"},
        inbound="r5", fan_outs=(FanOut(one.number, 2, "close", NOW),),
    )  # fmt: skip
    first = following(lead if moved == "lead" else one, Action.ACCEPT, by="li")
    stores.petitions.commit(first)
    before = [stores.petitions.whole(each.number) for each in (one, lead)]
    with pytest.raises(VersionConflict) as refused:
        stores.petitions.commit(change)
    assert (refused.value.by, refused.value.action, refused.value.at) == ("li", "accept", first.after.last.at)
    assert [stores.petitions.whole(each.number) for each in (one, lead)] == before
    assert stores.petitions.followers(lead.number, "", 9) == []
    assert stores.petitions.remembered("scope") is None
    assert stores.outbox.messages_of(message().phone_key) == []
    assert stores.petitions.notices("C-elm", 9, None).items == []
    assert stores.petitions.due_fan_outs(9) == []
    assert stores.outbox.record_inbound("r5", NOW, "comment")


def test_merge_is_answered_as_before_when_its_key_comes_again(stores) -> None:
    one, lead = standing(stores, 1), standing(stores, 2)
    change = joining(one, lead, remembered=Remembered("scope", "body", {"version": 2}))
    assert stores.petitions.commit(change) is None
    assert stores.petitions.commit(change) == {"version": 2}
    assert stores.petitions.get(lead.number).followers == 1
    with pytest.raises(IdempotencyMismatch):
        stores.petitions.commit(replace(change, remembered=Remembered("scope", "other", {})))


def test_every_follower_is_counted_when_eight_are_merged_at_once(stores) -> None:
    lead = standing(stores, 100)
    ones = [standing(stores, serial) for serial in range(1, 9)]

    def merge(one) -> int:
        for tries in range(200):
            try:
                stores.petitions.commit(joining(one, stores.petitions.get(lead.number)))
                return tries
            except (VersionConflict, Busy):
                continue
        raise AssertionError("never first")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(merge, ones))
    held = stores.petitions.get(lead.number)
    assert (held.followers, held.version) == (8, 9)
    assert stores.petitions.followers(lead.number, "", 99) == sorted(one.number for one in ones)


def test_followers_are_paged_by_number_when_there_are_many(stores) -> None:
    lead = standing(stores, 100)
    numbers = []
    for serial in range(1, 8):
        one = standing(stores, serial)
        stores.petitions.commit(joining(one, stores.petitions.get(lead.number)))
        numbers.append(one.number)
    pages, after = [], ""
    while page := stores.petitions.followers(lead.number, after, 3):
        pages.append(page)
        after = page[-1]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sum(pages, []) == sorted(numbers)
    assert stores.petitions.followers(numbers[0], "", 9) == []


def test_whole_is_only_the_leads_own_when_others_joined_it(stores) -> None:
    one, lead = standing(stores, 1), standing(stores, 2)
    stores.petitions.commit(joining(one, lead))
    held = stores.petitions.get(lead.number)
    closing = following(held, Action.CLOSE, assists=(Assist("C-oak", NOW, 1),))
    stores.petitions.commit(replace(closing, fan_outs=(FanOut(lead.number, 3, "close", NOW),)))
    found, entries, texts = stores.petitions.whole(lead.number)
    assert (found, [each.version for each in entries], list(texts)) == (closing.after, [1, 2, 3], [1])


def fanned(stores, lead, version: int = 2) -> FanOut:
    fan_out = FanOut(lead.number, version, "close", NOW)
    held = stores.petitions.get(lead.number)
    stores.petitions.commit(replace(following(held, Action.CLOSE), fan_outs=(fan_out,)))
    return fan_out


def test_fan_out_is_due_when_written_and_no_longer_when_it_ended(stores) -> None:
    fan_out = fanned(stores, standing(stores, 1))
    assert stores.petitions.due_fan_outs(9) == [fan_out]
    halfway = replace(fan_out, after="123")
    assert stores.petitions.advance(fan_out, halfway)
    assert stores.petitions.due_fan_outs(9) == [halfway]
    assert stores.petitions.advance(halfway, replace(halfway, ended=True))
    assert stores.petitions.due_fan_outs(9) == []


def test_fan_out_moves_once_when_two_move_it(stores) -> None:
    fan_out = fanned(stores, standing(stores, 1))

    def advance(serial: int) -> bool:
        return stores.petitions.advance(fan_out, replace(fan_out, after=f"{serial}"))

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(advance, range(4))) == [False, False, False, True]
    assert not stores.petitions.advance(fan_out, replace(fan_out, ended=True))


def test_each_fan_out_of_a_lead_is_due_when_it_was_closed_twice(stores) -> None:
    lead = standing(stores, 1)
    due = [fanned(stores, lead), fanned(stores, lead, 3)]
    assert sorted(stores.petitions.due_fan_outs(9), key=lambda each: each.version) == due


def test_fan_outs_of_many_leads_are_due_when_asked_for_all(stores) -> None:
    leads = [standing(stores, serial) for serial in range(1, 13)]
    for lead in leads:
        fanned(stores, lead)
    assert {each.lead for each in stores.petitions.due_fan_outs(99)} == {lead.number for lead in leads}


def helping(stores, index_unit: str) -> list[str]:
    return [each.number for each in stores.petitions.queue("assist", index_unit, 9, None).items]


def test_unit_finds_what_it_may_help_with_by_deadline_when_its_part_is_open(stores) -> None:
    late, early = standing(stores, 1), standing(stores, 2)
    asked = (Assist("C-oak", NOW, 1), Assist("D-lamps", NOW, 1, accepted_at=NOW))
    sooner = replace(early.rounds[0], response_due=NOW + timedelta(hours=1))
    stores.petitions.commit(following(late, Action.ASSIST, assists=asked))
    stores.petitions.commit(following(early, Action.ASSIST, assists=asked, rounds=(sooner,)))
    assert helping(stores, "C-oak") == helping(stores, "D-lamps") == [early.number, late.number]
    assert helping(stores, "C-elm") == []
    (summary, _) = stores.petitions.queue("assist", "C-oak", 9, None).items
    assert (summary.owner, summary.version, summary.status) == ("C-elm", 2, "assigned")
    owned = [each.number for each in stores.petitions.queue("owner", "C-elm", 9, None).items]
    assert owned == [early.number, late.number]


@pytest.mark.parametrize(
    "changes",
    [
        {"assists": (Assist("C-oak", NOW, 1, accepted_at=NOW, done_at=NOW),)},
        {"assists": (Assist("C-oak", NOW, 1, released_at=NOW),)},
        {"status": Status.MERGED},
        {"status": Status.SETTLED},
    ],
)
def test_part_leaves_the_units_list_when_done_released_or_over(stores, changes) -> None:
    held = standing(stores, 1)
    asked = following(held, Action.ASSIST, assists=(Assist("C-oak", NOW, 1),))
    stores.petitions.commit(asked)
    stores.petitions.commit(following(asked.after, Action.FINISH_ASSIST, **changes))
    assert helping(stores, "C-oak") == []


def test_part_stands_in_the_list_once_when_the_unit_was_asked_again(stores) -> None:
    held = standing(stores, 1)
    again = (Assist("C-oak", NOW, 1, done_at=NOW), Assist("C-oak", NOW, 2))
    stores.petitions.commit(following(held, Action.ASSIST, assists=again))
    assert helping(stores, "C-oak") == [held.number]


def test_list_of_help_is_paged_when_longer_than_a_page(stores) -> None:
    for serial in range(1, 6):
        held = standing(stores, serial)
        stores.petitions.commit(following(held, Action.ASSIST, assists=(Assist("C-oak", NOW, 1),)))
    page = stores.petitions.queue("assist", "C-oak", 3, None)
    rest = stores.petitions.queue("assist", "C-oak", 3, page.cursor)
    assert (len(page.items), len(rest.items), rest.cursor) == (3, 2, None)
    assert len({each.number for each in (*page.items, *rest.items)}) == 5


def test_notices_are_newest_first_when_paged(stores) -> None:
    told = []
    for serial in range(1, 8):
        held = standing(stores, serial)
        notice = Notice("C-oak", held.number, 2, "transfer", NOW + timedelta(minutes=serial))
        stores.petitions.commit(replace(following(held), notices=(notice, replace(notice, unit="C-elm"))))
        told.append(notice)
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        page = stores.petitions.notices("C-oak", 3, cursor)
        found, cursor, pages = [*found, *page.items], page.cursor, pages + 1
    assert found == told[::-1]
    assert pages == 3
    assert stores.petitions.notices("D-lamps", 3, None).items == []


def test_notices_of_one_moment_are_kept_apart_when_of_different_petitions_or_versions(stores) -> None:
    held = standing(stores, 1)
    other = standing(stores, 2)
    notice = Notice("C-oak", held.number, 2, "transfer", NOW)
    first = following(held)
    stores.petitions.commit(replace(first, notices=(notice,)))
    stores.petitions.commit(replace(following(first.after), notices=(replace(notice, version=3, action="assign"),)))
    stores.petitions.commit(replace(following(other), notices=(replace(notice, number=other.number),)))
    found = stores.petitions.notices("C-oak", 9, None).items
    assert sorted((each.number, each.version) for each in found) == sorted(
        [(held.number, 2), (held.number, 3), (other.number, 2)]
    )


def waiting(serial: int, **changes):
    current = replace(petition().rounds[0], closing_due=None, calendar_missing=True)
    return petition(serial, rounds=(current,), **changes)


def test_petitions_that_wait_for_a_year_are_found_when_of_the_district_and_in_work(stores) -> None:
    found = [waiting(serial) for serial in range(1, 9)]
    others = (
        petition(20), petition(21, emergency=True), waiting(22, district="E"), waiting(23, status=Status.SETTLED),
        waiting(24, status=Status.SUBMITTED), waiting(25, status=Status.ON_HOLD),
    )  # fmt: skip
    emergency = waiting(9, emergency=True, status=Status.HANDLING)
    for held in (*found, emergency, *others):
        stores.petitions.commit(submitted(held))
    numbers = stores.petitions.without_deadline("D", 100)
    assert sorted(numbers) == sorted(each.number for each in (*found, emergency))
    assert stores.petitions.without_deadline("E", 100) == [others[2].number]


def test_petition_waits_no_more_when_its_deadline_is_filled_in(stores) -> None:
    held = waiting(1)
    stores.petitions.commit(submitted(held))
    filled = replace(held.rounds[0], closing_due=NOW + timedelta(days=3), calendar_missing=False)
    stores.petitions.commit(following(held, Action.RESCHEDULE, rounds=(filled,)))
    assert stores.petitions.without_deadline("D", 9) == []
