"""One trouble, many petitions: handled once, everybody told, and nobody lost with the lead."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.errors import ActionNotAllowed, Busy, InvalidInput, VersionConflict
from chalicelib.domain.petition import Status
from chalicelib.domain.receipt_number import shown
from chalicelib.journey import merge as merging
from chalicelib.journey.appeal import reopen
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.look import petition_for_staff, status_for_citizen
from chalicelib.journey.merge import PAGE
from chalicelib.journey.sweep import sweep
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import (
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL,
    HILL_OFFICER,
    OAK,
    PIER,
    SUPERVISOR,
)
from tests.journey.steps import HAPPY, UNSOLVED, actions, answers, asked, do, lines, petition, report, told


def phone(serial: int) -> str:
    return f"138{serial:08d}"


def merged(world, lead: str, count: int = 1) -> list[str]:
    """Petitions of as many phones, joined to a lead."""
    numbers = [report(world, phone=phone(serial)).number for serial in range(1, count + 1)]
    for number in numbers:
        do(world, number, "merge", DISPATCHER, lead=lead)
    world.clock.move(seconds=1)
    return numbers


def heard(world, serial: int = 1) -> list[str]:
    return [name for name, _ in lines(world, phone(serial))]


def test_petition_ends_and_its_lead_counts_it_when_merged(world) -> None:
    lead, number = report(world).number, report(world, phone=phone(1)).number
    do(world, number, "merge", DISPATCHER, lead=shown(lead))
    held, of = petition(world, number), petition(world, lead)
    assert (held.status, held.lead, held.settled_at) == (Status.MERGED, lead, world.clock.now())
    assert (of.followers, of.status, of.version, of.owner) == (1, Status.ASSIGNED, 3, ELM)
    assert (actions(world, number)[-1], actions(world, lead)[-1]) == ("merge", "join")
    assert world.petitions.queue("district", DISTRICT, 9, None).items[0].number == lead
    assert len(world.petitions.queue("district", DISTRICT, 9, None).items) == 1
    assert heard(world) == ["acknowledgement", "merged"]
    assert told(world, ELM) == [(number, "merge")]
    assert petition_for_staff(world, ELM_OFFICER, lead)["petition"]["followers"] == 1


@pytest.mark.parametrize("fault", ["itself", "nobody", "ended", "foreign", "words", "unseen"])
def test_merge_is_refused_when_the_lead_cannot_take_it_on(world, fault) -> None:
    number, lead = report(world).number, report(world, community=PIER).number
    who = DISPATCHER
    if fault == "ended":
        do(world, lead, "reject", DISPATCHER, reason="no_facts")
    if fault == "foreign":
        world.memory.petitions[lead] = replace(petition(world, lead), district="E")
    if fault == "unseen":
        from chalicelib.domain.actors import Role

        from tests.fakes.district import staff

        who = staff(Role.DISPATCHER, HILL)
    named = {"itself": number, "nobody": "1" * 14, "words": "楼下那个"}.get(fault, lead)
    before = petition(world, number)
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "merge", who, lead=named)
    assert refused.value.fields == {"lead": "lead_unknown"}
    assert petition(world, number) == before


def test_lead_cannot_be_merged_itself_when_others_follow_it(world) -> None:
    lead, other = report(world).number, report(world).number
    merged(world, lead)
    with pytest.raises(ActionNotAllowed):
        do(world, lead, "merge", DISPATCHER, lead=other)


def test_nothing_is_written_when_the_lead_moved_at_the_same_time(world) -> None:
    lead, number = report(world).number, report(world, phone=phone(1)).number
    commit = world.petitions.commit

    def meanwhile(change):
        world.petitions.commit = commit
        do(world, lead, "accept")
        return commit(change)

    world.petitions.commit = meanwhile
    before, texts = petition(world, number), dict(world.memory.texts)
    with pytest.raises(VersionConflict) as refused:
        do(world, number, "merge", DISPATCHER, lead=lead)
    assert (refused.value.by, refused.value.action) == (ELM_OFFICER.login, "accept")
    assert petition(world, number) == before
    assert petition(world, lead).followers == 0
    assert (world.petitions.followers(lead, "", 9), heard(world), dict(world.memory.texts)) == (
        [], ["acknowledgement"], texts,
    )  # fmt: skip


def test_all_followers_are_told_in_one_sweep_when_their_lead_is_closed(world) -> None:
    lead = report(world).number
    numbers = merged(world, lead, 2 * PAGE + 3)
    do(world, lead, "accept")
    do(world, lead, "close", note="修好了")
    assert not sweep(world).more
    for serial, number in enumerate(numbers, 1):
        assert heard(world, serial) == ["acknowledgement", "merged", "merged_closed"]
        assert petition(world, number).status is Status.MERGED
    assert world.petitions.due_fan_outs(9) == []
    sweep(world)
    assert heard(world) == ["acknowledgement", "merged", "merged_closed"]


@pytest.mark.parametrize("count", [PAGE - 1, PAGE, PAGE + 1])
def test_fan_out_ends_when_its_last_page_is_full_or_not(world, count) -> None:
    lead = report(world).number
    merged(world, lead, count)
    do(world, lead, "reject", DISPATCHER, reason="in_court")
    sweep(world)
    assert [heard(world, serial)[-1] for serial in range(1, count + 1)] == ["merged_rejected"] * count
    assert world.petitions.due_fan_outs(9) == []


def test_each_follower_is_told_once_when_the_fan_out_was_cut_off_in_the_middle(world, monkeypatch) -> None:
    lead = report(world).number
    numbers = merged(world, lead, PAGE + 10)
    do(world, lead, "accept")
    do(world, lead, "close", note="x")
    enqueue, told_before = world.outbox.enqueue, []

    def cut_off(message):
        if len(told_before) == PAGE + 4:
            raise ConnectionError
        told_before.append(message)
        return enqueue(message)

    monkeypatch.setattr(world.outbox, "enqueue", cut_off)
    with pytest.raises(ConnectionError):
        sweep(world)
    monkeypatch.setattr(world.outbox, "enqueue", enqueue)
    sweep(world)
    assert [heard(world, serial).count("merged_closed") for serial in range(1, len(numbers) + 1)] == [1] * len(numbers)


def test_rest_is_told_by_the_next_sweep_when_time_is_up_after_a_page(world, monkeypatch) -> None:
    lead = report(world).number
    merged(world, lead, PAGE + 1)
    do(world, lead, "accept")
    do(world, lead, "close", note="x")
    expand = merging.expand

    def slow(ports, fan_out):
        after = expand(ports, fan_out)
        world.clock.move(seconds=100)
        return after

    monkeypatch.setattr("chalicelib.journey.sweep.expand", slow)
    assert sweep(world, world.clock.now() + timedelta(seconds=50)).more
    (left,) = world.petitions.due_fan_outs(9)
    assert left.after
    assert not sweep(world).more


def test_two_sweeps_tell_each_follower_once_when_they_run_at_the_same_time(world, monkeypatch) -> None:
    lead = report(world).number
    merged(world, lead, PAGE + 2)
    do(world, lead, "accept")
    do(world, lead, "close", note="x")
    advance = world.petitions.advance

    def meanwhile(before, after):
        monkeypatch.setattr(world.petitions, "advance", advance)
        sweep(world)
        return advance(before, after)

    monkeypatch.setattr(world.petitions, "advance", meanwhile)
    sweep(world)
    assert all(heard(world, serial).count("merged_closed") == 1 for serial in range(1, PAGE + 3))


def test_followers_are_petitions_of_their_own_again_when_the_lead_is_withdrawn(world) -> None:
    lead = report(world).number
    numbers = merged(world, lead, PAGE + 2)
    silent = report(world, phone=None).number
    do(world, silent, "merge", DISPATCHER, lead=lead)
    withdraw(world, Visit(lead, DEVICE), "算了")
    sweep(world)
    sweep(world)
    for number in (*numbers, silent):
        held = petition(world, number)
        assert (held.status, held.owner, held.lead, held.last.by) == (Status.SUBMITTED, DISTRICT, None, "system")
        assert actions(world, number).count("reopen") == 1
        assert (number, "reopen") in told(world, DISTRICT)
    assert heard(world)[-1] == "reopened"
    do(world, silent, "assign", DISPATCHER, unit=OAK)
    assert len(petition(world, silent).rounds) == 2
    assert petition(world, silent).settled_at is None


def test_others_are_reopened_when_somebody_acts_on_one_at_the_same_time(world, monkeypatch) -> None:
    lead = report(world).number
    first, second = sorted(merged(world, lead, 2))
    other = report(world, community=PIER).number
    (third,) = merged(world, other)
    withdraw(world, Visit(lead, DEVICE), "")
    withdraw(world, Visit(other, DEVICE), "")
    commit = world.petitions.commit

    def refused(change):
        if change.after.number == first:
            raise VersionConflict("petitioner", "comment", world.clock.now())
        return commit(change)

    monkeypatch.setattr(world.petitions, "commit", refused)
    swept = sweep(world)
    assert swept.more
    assert petition(world, third).status is Status.SUBMITTED
    assert swept.phones > 0
    monkeypatch.setattr(world.petitions, "commit", commit)
    assert not sweep(world).more
    assert petition(world, first).status is petition(world, second).status is Status.SUBMITTED


def test_fan_out_goes_on_when_the_follower_was_reopened_meanwhile(world, monkeypatch) -> None:
    lead = report(world).number
    (number,) = merged(world, lead)
    withdraw(world, Visit(lead, DEVICE), "")
    commit = world.petitions.commit

    def refused(change):
        raise VersionConflict("petitioner", "reopen", world.clock.now())

    monkeypatch.setattr(world.petitions, "commit", refused)
    sweep(world)
    monkeypatch.setattr(world.petitions, "commit", commit)
    assert world.petitions.due_fan_outs(9) == []
    assert number


def test_follower_takes_its_petition_back_when_the_lead_is_closed(world) -> None:
    lead = report(world).number
    (number,) = merged(world, lead)
    visit = Visit(number, DEVICE)
    assert not status_for_citizen(world, visit, "zh")["can_reopen"]
    with pytest.raises(ActionNotAllowed):
        reopen(world, visit, "")
    do(world, lead, "accept")
    do(world, lead, "close", note="x")
    assert status_for_citizen(world, visit, "zh")["can_reopen"]
    assert reopen(world, visit, "我这里没修\x00") == {"number": number, "status": "submitted"}
    assert reopen(world, visit, "我这里没修") == {"number": number, "status": "submitted"}
    held, entries, texts = world.petitions.whole(number)
    assert (held.status, held.owner, held.lead) == (Status.SUBMITTED, DISTRICT, None)
    assert (texts[held.version], str(entries[-1].action), str(entries[-1].by.role)) == ("我这里没修", "reopen", "citizen")
    assert told(world, DISTRICT) == [(number, "reopen")]
    sweep(world)
    assert heard(world) == ["acknowledgement", "merged"]
    do(world, number, "assign", DISPATCHER, unit=HILL)
    assert petition(world, number).rounds[-1].unit == HILL


def test_words_are_refused_when_reopening_with_too_many(world) -> None:
    with pytest.raises(InvalidInput):
        reopen(world, Visit("1" * 14, DEVICE), "x" * 5_001)


@pytest.mark.parametrize(("ending", "open_to_followers"), [("happy", True), ("unhappy", False), ("lapse", True)])
def test_follower_may_reopen_its_own_by_what_became_of_the_lead(world, ending, open_to_followers) -> None:
    lead = asked(world)
    (number,) = merged(world, lead)
    if ending == "lapse":
        world.clock.move(days=8)
        sweep(world)
    else:
        answers(world, lead, HAPPY if ending == "happy" else UNSOLVED)
    assert status_for_citizen(world, Visit(number, DEVICE), "zh")["can_reopen"] is open_to_followers


def test_followers_are_told_again_when_the_lead_is_closed_in_its_next_round(world) -> None:
    lead = asked(world)
    merged(world, lead)
    answers(world, lead, UNSOLVED)
    do(world, lead, "accept", HILL_OFFICER)
    do(world, lead, "close", HILL_OFFICER, note="x")
    sweep(world)
    assert heard(world).count("merged_closed") == 1


@pytest.mark.parametrize(("about", "same"), [(HILL, True), (OAK, False), (None, False)])
def test_complaint_joins_only_one_about_the_same_unit_when_merged(world, about, same) -> None:
    """Or the unit complained of would handle the complaint as its lead's owner."""
    lead, number = report(world, community=PIER).number, report(world, about_staff=True).number
    world.memory.petitions[number] = replace(petition(world, number), about_unit=HILL)
    world.memory.petitions[lead] = replace(petition(world, lead), about_unit=about)
    if same:
        do(world, number, "merge", DISPATCHER, lead=lead)
        assert petition(world, number).status is Status.MERGED
        return
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "merge", DISPATCHER, lead=lead)
    assert refused.value.fields == {"lead": "lead_unknown"}


def test_fan_out_raises_busy_when_a_follower_moved_otherwise(world, monkeypatch) -> None:
    lead = report(world).number
    merged(world, lead)
    withdraw(world, Visit(lead, DEVICE), "")
    (fan_out,) = world.petitions.due_fan_outs(9)

    def refused(change):
        raise VersionConflict("x", "comment", world.clock.now())

    monkeypatch.setattr(world.petitions, "commit", refused)
    with pytest.raises(Busy):
        merging.expand(world, fan_out)


@pytest.mark.parametrize("who", [ELM_OFFICER, SUPERVISOR])
def test_merge_is_a_dispatchers_alone(world, who) -> None:
    lead, number = report(world).number, report(world).number
    with pytest.raises(ActionNotAllowed):
        do(world, number, "merge", who, lead=lead)
