"""An appeal: once, within 30 days, for one further supervised round at the end of which stands an explanation."""

from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.journey.appeal import appeal
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.look import status_for_citizen
from chalicelib.journey.sweep import sweep

from tests.fakes.district import (
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL_OFFICER,
    OAK,
    SUPERVISOR,
    ZONE,
    staff,
)
from tests.journey.steps import (
    CROSS,
    HAPPY,
    UNSOLVED,
    actions,
    answers,
    asked,
    deliver,
    do,
    lines,
    petition,
    report,
    says,
    told,
    unsolved_thrice,
)


def rejected(world) -> str:
    number = report(world).number
    do(world, number, "reject", DISPATCHER, reason="in_court", note="属于法院")
    return number


def appealed(world, number: str) -> str:
    appeal(world, Visit(number, DEVICE), "不是法院的事")
    return number


def test_rejection_is_opened_again_when_appealed(world) -> None:
    number = rejected(world)
    world.clock.move(days=3)
    assert status_for_citizen(world, Visit(number, DEVICE), "zh")["can_appeal"]
    assert appeal(world, Visit(number, DEVICE), " 不是法院的事\x07 ") == {"number": number, "status": "submitted"}
    held, entries, texts = world.petitions.whole(number)
    assert (held.status, held.owner, held.appealed_at) == (Status.SUBMITTED, DISTRICT, world.clock.now())
    assert (texts[held.version], str(entries[-1].by.role)) == ("不是法院的事", "citizen")
    assert told(world, DISTRICT)[0] == (number, "appeal")
    assert [each.number for each in world.petitions.queue("owner", DISTRICT, 5, None).items] == [number]


def test_nothing_more_happens_when_the_appeal_comes_again(world) -> None:
    number = appealed(world, rejected(world))
    assert appeal(world, Visit(number, DEVICE), "noch einmal")["status"] == "submitted"
    assert actions(world, number).count("appeal") == 1


def test_further_round_is_supervised_with_clocks_of_its_own_when_assigned(world) -> None:
    number = appealed(world, asked_and(world, HAPPY))
    world.clock.move(hours=2)
    do(world, number, "assign", DISPATCHER, unit=OAK)
    held = petition(world, number)
    assert (held.owner, len(held.rounds), held.rounds[1].supervised, held.settled_at) == (OAK, 2, True, None)
    assert held.rounds[1].response_due == world.clock.now() + timedelta(hours=4)
    assert held.rounds[0].answer.rating is HAPPY


def asked_and(world, rating) -> str:
    number = asked(world)
    answers(world, number, rating)
    return number


@pytest.mark.parametrize(("days", "seconds", "allowed"), [(30, 0, True), (30, 1, False)])
def test_appeal_is_allowed_when_thirty_days_have_not_passed(world, days, seconds, allowed) -> None:
    number = rejected(world)
    world.clock.move(days=days, seconds=seconds)
    if allowed:
        assert appeal(world, Visit(number, DEVICE), "x")["status"] == "submitted"
        return
    with pytest.raises(ActionNotAllowed) as refused:
        appeal(world, Visit(number, DEVICE), "x")
    assert "appeal" not in refused.value.allowed


def test_second_appeal_is_refused_when_there_was_one(world) -> None:
    number = appealed(world, rejected(world))
    do(world, number, "reject", DISPATCHER, reason="in_court")
    with pytest.raises(ActionNotAllowed):
        appeal(world, Visit(number, DEVICE), "x")
    assert not status_for_citizen(world, Visit(number, DEVICE), "zh")["can_appeal"]


@pytest.mark.parametrize("status", ["assigned", "closed", "withdrawn"])
def test_appeal_is_refused_when_nothing_is_over_or_the_citizen_ended_it(world, status) -> None:
    number = asked(world) if status == "closed" else report(world).number
    if status == "withdrawn":
        from chalicelib.journey.withdraw import withdraw

        withdraw(world, Visit(number, DEVICE), "")
    with pytest.raises(ActionNotAllowed):
        appeal(world, Visit(number, DEVICE), "x")


@pytest.mark.parametrize(("reason", "fault"), [("", "reason_missing"), (" \x00 ", "reason_missing"), ("x" * 5_001, "text_too_long")])
def test_appeal_is_refused_when_its_reason_is_faulty(world, reason, fault) -> None:
    with pytest.raises(InvalidInput) as refused:
        appeal(world, Visit(rejected(world), DEVICE), reason)
    assert refused.value.fields == {"reason": fault}


def test_appeal_is_refused_when_there_is_no_such_petition(world) -> None:
    with pytest.raises(PetitionNotFound):
        appeal(world, Visit("1" * 14, DEVICE), "x")


def test_supervisor_explains_when_the_round_of_the_appeal_was_unhappy_too(world) -> None:
    number = appealed(world, asked_and(world, HAPPY))
    do(world, number, "assign", DISPATCHER, unit=OAK)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "settle", SUPERVISOR, note="x")
    worker = staff(ELM_OFFICER.roles[0].role, OAK)
    do(world, number, "accept", worker)
    do(world, number, "close", worker, note="x")
    world.clock.move(hours=25)
    deliver(world)
    answers(world, number, UNSOLVED)
    held = petition(world, number)
    assert (held.owner, len(held.rounds), held.rounds[2].supervised) == (DISTRICT, 3, True)
    do(world, number, "settle", SUPERVISOR, note="说明")
    assert petition(world, number).status is Status.SETTLED
    assert lines(world)[-1][0] == "explained"


def test_last_answer_is_the_final_one_when_a_supervisor_settled(world) -> None:
    number = unsolved_thrice(world, CROSS)
    do(world, number, "settle", SUPERVISOR, note="说明")
    measures = tally.contribution(petition(world, number), ZONE)["2025-09"][DISTRICT]
    assert [measures.get(name) for name in ("settled", "final_answers", "final_resolved", "final_satisfied")] == [
        1, 1, None, None,
    ]  # fmt: skip


def test_answer_to_the_round_before_changes_nothing_when_the_appeal_has_been_assigned(world) -> None:
    """The round that runs was opened by the appeal: no answer can take it back, and none belongs to it yet."""
    number = asked_and(world, HAPPY)
    appealed(world, number)
    for _ in range(2):
        assert says(world, "4") == "answer"
        with pytest.raises(ActionNotAllowed):
            answers(world, number, UNSOLVED)
        if petition(world, number).status is Status.SUBMITTED:
            do(world, number, "assign", DISPATCHER, unit=OAK)
    held = petition(world, number)
    assert (held.status, held.owner, len(held.rounds)) == (Status.ASSIGNED, OAK, 2)
    assert [len(each.answers) for each in held.rounds] == [1, 0]
    assert actions(world, number)[-1] == "comment"


def test_unhappy_answer_may_turn_happy_when_the_next_unit_sent_the_round_back(world) -> None:
    number = asked_and(world, UNSOLVED)
    do(world, number, "send_back", HILL_OFFICER, reason="x")
    world.clock.move(hours=23)
    held = answers(world, number, HAPPY)
    assert (held.status, held.owner, len(held.rounds)) == (Status.SETTLED, ELM, 1)
    assert told(world, DISTRICT)[0] == (number, "answer_happy")


def test_rejected_petitions_unhappy_answer_stands_when_it_was_appealed(world) -> None:
    number = asked_and(world, UNSOLVED)
    do(world, number, "reject", DISPATCHER, reason="in_court")
    says(world, "1", id="late")
    assert (petition(world, number).status, actions(world, number)[-1]) == (Status.REJECTED, "comment")
    appealed(world, number)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, HAPPY)
    assert sweep(world).petitions == 0
