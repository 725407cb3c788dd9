"""What a citizen is told to expect: of a hold its plan and review day, of silence its end, of an unhappy answer where it leads."""

from datetime import datetime, timedelta

import pytest
from chalicelib.domain.petition import Status
from chalicelib.journey import look
from chalicelib.journey.appeal import appeal, reopen
from chalicelib.journey.erase import ask
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.sweep import sweep
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import DISPATCHER, DISTRICT, HILL, HILL_OFFICER, SUPERVISOR
from tests.journey.steps import HAPPY, UNSOLVED, answers, asked, closed, do, petition, report

REVIEW = "2025-10-20"


def seen(world, number: str, scope: str = DEVICE) -> dict:
    return look.status_for_citizen(world, Visit(number, scope), "en")


def step(world, number: str, action: str) -> dict:
    return next(each for each in reversed(seen(world, number)["steps"]) if each["action"] == action)


@pytest.mark.parametrize("scope", [DEVICE, LINK])
def test_plan_and_review_day_are_told_once_the_hold_is_granted(world, scope: str) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_hold", plan="春天再种树", review_date=REVIEW)
    assert "春天" not in repr(seen(world, number, scope))
    do(world, number, "grant_hold", SUPERVISOR)
    assert seen(world, number, scope)["review_at"] == "2025-10-20T01:00:00+00:00"
    assert step(world, number, "grant_hold")["text"] == "春天再种树"
    do(world, number, "resume")
    assert seen(world, number, scope)["review_at"] is None


def test_refused_plan_is_never_told_and_each_hold_tells_its_own(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_hold", plan="推倒重来", review_date=REVIEW)
    do(world, number, "refuse_hold", SUPERVISOR, reason="太贵")
    assert not {"推倒重来", "太贵"} & {each["text"] for each in seen(world, number)["steps"]}
    do(world, number, "request_hold", plan="先修路", review_date=REVIEW)
    do(world, number, "grant_hold", SUPERVISOR)
    do(world, number, "resume")
    do(world, number, "request_hold", plan="再种树", review_date=REVIEW)
    do(world, number, "grant_hold", SUPERVISOR)
    told = [each["text"] for each in seen(world, number)["steps"] if each["action"] == "grant_hold"]
    assert told == ["先修路", "再种树"]


@pytest.mark.parametrize("begun", [closed, asked])
def test_end_by_silence_is_told_while_an_answer_is_waited_for_and_is_when_it_ends(world, begun) -> None:
    number = begun(world)
    ends = datetime.fromisoformat(seen(world, number)["lapses_at"])
    world.clock.moment = ends - timedelta(seconds=1)
    sweep(world)
    assert petition(world, number).status is Status.CLOSED
    for _ in range(3):  # reminded, to be rung, over
        world.clock.moment = ends
        sweep(world)
    assert (petition(world, number).status, seen(world, number)["lapses_at"]) == (Status.SETTLED, None)
    assert seen(world, number)["can_appeal"]


def close_again(world, number: str) -> None:
    owner = petition(world, number).owner
    by = DISPATCHER if owner == DISTRICT else HILL_OFFICER
    do(world, number, "accept", by)
    do(world, number, "close", by, note="又换了")


def test_unhappy_answer_tells_where_it_leads_in_each_round(world) -> None:
    number = closed(world)
    told, owners = [], []
    for _ in range(4):
        told.append(seen(world, number)["if_unhappy"])
        owners.append(answers(world, number, UNSOLVED).owner)
        close_again(world, number)
    assert told == ["up", "to_command_centre", "stays", "stays"]
    assert owners == [HILL, DISTRICT, DISTRICT, DISTRICT]


def test_unhappy_answer_stays_with_the_command_centre_after_an_appeal(world) -> None:
    number = report(world).number
    do(world, number, "reject", DISPATCHER, reason="private_dispute", note="x")
    appeal(world, Visit(number, DEVICE), "because")
    do(world, number, "assign", DISPATCHER, unit=DISTRICT)
    close_again(world, number)
    assert seen(world, number)["if_unhappy"] == "stays"


def test_appeal_is_promised_and_dated_until_the_one_is_used(world) -> None:
    number = closed(world)
    promised = ("may_appeal_later", "appeal_until", "can_appeal")
    assert [seen(world, number)[name] for name in promised] == [True, None, False]
    answers(world, number, HAPPY)
    until = datetime.fromisoformat(seen(world, number)["appeal_until"])
    assert [seen(world, number)[name] for name in promised] == [False, until.isoformat(), True]
    world.clock.moment = until
    assert seen(world, number)["can_appeal"]
    appeal(world, Visit(number, DEVICE), "because")
    assert seen(world, number)["appeal_until"] is None
    do(world, number, "assign", DISPATCHER, unit=DISTRICT)
    close_again(world, number)
    assert [seen(world, number)[name] for name in promised] == [False, None, False]
    answers(world, number, HAPPY)
    assert [seen(world, number)[name] for name in promised] == [False, None, False]


def test_appeal_is_dated_as_long_as_it_counts_and_not_of_what_was_withdrawn(world) -> None:
    number = report(world).number
    do(world, number, "reject", DISPATCHER, reason="private_dispute", note="x")
    world.clock.moment = datetime.fromisoformat(seen(world, number)["appeal_until"])
    assert seen(world, number)["can_appeal"]
    world.clock.move(seconds=1)
    assert not seen(world, number)["can_appeal"]
    other = report(world, key="other", phone="13800000002").number
    withdraw(world, Visit(other, DEVICE), "")
    assert seen(world, other)["appeal_until"] is None


def test_attempt_tells_of_an_unhappy_answer_and_is_over_with_the_petition(world) -> None:
    number = closed(world)
    assert seen(world, number)["round_after"] == ""
    answers(world, number, UNSOLVED)
    close_again(world, number)
    assert seen(world, number)["round_after"] == "unhappy"
    answers(world, number, HAPPY)
    assert seen(world, number)["round_after"] == ""


def test_attempt_after_a_lapse_and_an_appeal_tells_of_the_appeal(world) -> None:
    number = closed(world)
    world.clock.moment = datetime.fromisoformat(seen(world, number)["lapses_at"])
    sweep(world)
    assert petition(world, number).status is Status.SETTLED
    appeal(world, Visit(number, DEVICE), "because")
    assert (seen(world, number)["round"], seen(world, number)["round_after"]) == (1, "")
    do(world, number, "assign", DISPATCHER, unit=DISTRICT)
    assert (seen(world, number)["round"], seen(world, number)["round_after"]) == (2, "appeal")
    close_again(world, number)
    answers(world, number, UNSOLVED)
    assert seen(world, number)["round_after"] == "unhappy"


def test_attempt_after_a_merge_tells_its_number_only_and_keeps_it_while_sent_back(world) -> None:
    lead, number = report(world).number, report(world, phone="13800000003").number
    do(world, number, "merge", DISPATCHER, lead=lead)
    do(world, lead, "accept")
    do(world, lead, "close", note="x")
    reopen(world, Visit(number, DEVICE), "")
    assert seen(world, number)["round_after"] == ""
    do(world, number, "assign", DISPATCHER, unit=HILL)
    assert (seen(world, number)["round"], seen(world, number)["round_after"]) == (2, "other")
    do(world, number, "send_back", HILL_OFFICER, reason="x")
    assert seen(world, number)["round_after"] == "other"


def test_who_comes_by_a_link_learns_how_to_come_to_their_words(world) -> None:
    with_phone = report(world).number
    without, landline = report(world, phone="", no_phone_reason="none").number, report(world, phone="053288886666").number
    assert {seen(world, number)["way_to_words"] for number in (with_phone, without, landline)} == {""}
    assert [seen(world, number, LINK)["way_to_words"] for number in (with_phone, without, landline)] == ["code", "device", "device"]
    world.clock.move(hours=2)
    assert [seen(world, number, LINK)["way_to_words"] for number in (with_phone, without, landline)] == ["code", "desk", "desk"]
    ask(world, Visit(with_phone, DEVICE))
    assert seen(world, with_phone, LINK)["way_to_words"] == ""
