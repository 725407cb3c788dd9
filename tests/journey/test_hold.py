"""A long-term matter (挂账): with a plan and a review date; the closing clock stands and keeps its whole working days."""

from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput
from chalicelib.domain.petition import Status
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER, DISTRICT, ELM, ELM_OFFICER, OAK, SUPERVISOR, ZONE
from tests.journey.steps import HAPPY, actions, answers, deliver, do, in_round, lines, petition, report, told

REVIEW = "2025-10-20"


@pytest.fixture
def number(world) -> str:
    """A petition in handling that has two working days: the 30th of September and the 9th of October."""
    number = report(world).number
    do(world, number, "accept")
    return number


def held_until(world, number: str, review: str = REVIEW) -> str:
    do(world, number, "request_hold", plan="春天再种树", review_date=review)
    do(world, number, "grant_hold", SUPERVISOR)
    return number


def test_nothing_is_counted_and_nothing_falls_due_when_on_hold(world, number) -> None:
    do(world, number, "request_hold", plan="春天再种树", review_date=REVIEW)
    assert told(world, DISTRICT) == [(number, "request_hold")]
    do(world, number, "grant_hold", SUPERVISOR)
    held = petition(world, number)
    hold = held.rounds[0].hold
    assert (held.status, hold.granted, hold.days_left, hold.ended_at) == (Status.ON_HOLD, True, 2, None)
    assert held.due_at == hold.review_at
    assert hold.review_at.isoformat() == "2025-10-20T01:00:00+00:00"
    world.clock.moment = hold.review_at - timedelta(seconds=1)
    assert sweep(world).petitions == 0
    measures = tally.contribution(petition(world, number), ZONE)["2025-09"][ELM]
    assert measures["held"] == 1
    assert not {"response_counted", "closing_counted"} & set(measures)
    assert [name for name, _ in lines(world)] == ["acknowledgement", "on_hold"]


def test_review_date_brings_it_back_with_the_days_it_kept(world, number) -> None:
    held_until(world, number)
    world.clock.moment = in_round(world, number).hold.review_at
    assert sweep(world).petitions == 1
    held = petition(world, number)
    assert (held.status, held.last.by, actions(world, number)[-1]) == (Status.HANDLING, "system", "resume")
    assert held.rounds[0].closing_due.isoformat() == "2025-10-22T09:00:00+00:00"  # Monday the 20th and two days
    assert (held.rounds[0].hold, held.rounds[0].holds[0].ended_at) == (None, world.clock.now())
    assert told(world, ELM)[0] == (number, "resume")
    assert sweep(world).petitions == 0


def test_days_that_an_extension_gave_are_kept_when_held(world, number) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    do(world, number, "grant_extension", DISPATCHER)
    world.clock.move(days=1)
    held_until(world, number)
    assert in_round(world, number).hold.days_left == 2
    do(world, number, "resume")
    held = in_round(world, number)
    assert (held.closing_days, held.extension_days) == (2, 0)
    assert held.closing_due.isoformat() == "2025-10-10T09:00:00+00:00"


def test_unit_or_supervisor_resumes_when_the_work_can_go_on(world, number) -> None:
    held_until(world, number)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "resume", DISPATCHER)
    do(world, number, "resume", SUPERVISOR)
    assert petition(world, number).status is Status.HANDLING


def test_none_is_left_and_lateness_stays_when_the_clock_had_run_out(world, number) -> None:
    due = in_round(world, number).closing_due
    world.clock.moment = due + timedelta(days=1)
    held_until(world, number)
    assert (in_round(world, number).hold.days_left, in_round(world, number).closing_overdue_at) == (0, due)
    world.clock.moment = in_round(world, number).hold.review_at
    sweep(world)
    held = in_round(world, number)
    assert (held.closing_due.isoformat(), held.closing_overdue_at) == ("2025-10-20T09:00:00+00:00", due)


def test_limit_counts_from_the_resuming_when_the_year_was_missing_at_the_hold(world) -> None:
    world.clock.moment += timedelta(days=457)  # 30 December 2026: 2027 is not loaded
    number = report(world).number
    do(world, number, "accept")
    held_until(world, number, "2027-01-11")
    assert (in_round(world, number).closing_due, in_round(world, number).hold.days_left) == (None, None)
    do(world, number, "resume")
    held = in_round(world, number)
    assert (held.closing_from, held.closing_days, held.calendar_missing) == (world.clock.now(), 2, True)


def test_clock_runs_on_when_refused_and_it_may_be_asked_again(world, number) -> None:
    due = in_round(world, number).closing_due
    do(world, number, "request_hold", plan="x", review_date=REVIEW)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "request_hold", plan="x", review_date=REVIEW)
    do(world, number, "refuse_hold", SUPERVISOR, reason="不必")
    assert (petition(world, number).status, in_round(world, number).closing_due) == (Status.HANDLING, due)
    assert told(world, ELM)[0] == (number, "refuse_hold")
    assert "held" not in tally.contribution(petition(world, number), ZONE)["2025-09"][ELM]
    do(world, number, "request_hold", plan="y", review_date=REVIEW)
    assert [each.granted for each in in_round(world, number).holds] == [False, None]


@pytest.mark.parametrize(
    "review",
    ["2025-09-29", "2025-09-28", "2026-10-01", "gestern", "2025-13-01", "0001-01-01", "9999-12-31", "2025-10-20T09"],
)
def test_review_date_is_refused_when_not_ahead_within_a_year(world, number, review) -> None:
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "request_hold", plan="x", review_date=review)
    assert refused.value.fields == {"review_date": "review_date_invalid"}


def test_review_date_is_refused_when_the_districts_day_begins_before_all_time(world, number) -> None:
    from dataclasses import replace
    from datetime import time

    district = world.districts.held
    early = replace(district.calendar, hours_start=time(8))
    world.districts.held = replace(district, calendar=early)
    with pytest.raises(InvalidInput):
        do(world, number, "request_hold", plan="x", review_date="0001-01-01")


def test_supervisor_may_name_another_date_when_the_asked_one_has_passed(world, number) -> None:
    do(world, number, "request_hold", plan="x", review_date="2025-10-08")
    world.clock.move(days=10)
    with pytest.raises(InvalidInput):
        do(world, number, "grant_hold", SUPERVISOR)
    do(world, number, "grant_hold", SUPERVISOR, review_date="2025-11-03")
    assert in_round(world, number).hold.review_at.isoformat() == "2025-11-03T01:00:00+00:00"


@pytest.mark.parametrize("who", [ELM_OFFICER, DISPATCHER])
def test_hold_is_granted_by_no_one_but_a_supervisor(world, number, who) -> None:
    do(world, number, "request_hold", plan="x", review_date=REVIEW)
    for action in ("grant_hold", "refuse_hold"):
        with pytest.raises(ActionNotAllowed):
            do(world, number, action, who, reason="x")


def test_hold_is_over_and_on_time_when_closed_from_it(world, number) -> None:
    held_until(world, number)
    world.clock.move(days=15)
    do(world, number, "close", note="种好了")
    held = in_round(world, number)
    assert (held.holds[0].ended_at, held.closed_at, held.hold) == (world.clock.now(), world.clock.now(), None)
    measures = tally.contribution(petition(world, number), ZONE)["2025-10"][ELM]
    assert measures["closing_on_time"] == measures["closing_counted"] == 1
    deliver(world)
    assert answers(world, number, HAPPY).status is Status.SETTLED


def test_wish_is_over_when_closed_before_it_was_decided(world, number) -> None:
    do(world, number, "request_hold", plan="x", review_date=REVIEW)
    do(world, number, "close", note="x")
    assert (in_round(world, number).hold, in_round(world, number).holds[0].granted) == (None, None)


@pytest.mark.parametrize("action", ["transfer", "send_back", "progress", "escalate", "remind", "supervise", "reject"])
def test_nothing_but_resuming_and_closing_is_done_when_on_hold(world, number, action) -> None:
    held_until(world, number)
    for who in (ELM_OFFICER, DISPATCHER, SUPERVISOR):
        with pytest.raises(ActionNotAllowed) as refused:
            do(world, number, action, who, unit=OAK, reason="in_court", note="x")
        assert set(refused.value.allowed) <= {"resume", "close"}


def test_second_hold_keeps_what_the_first_left_when_held_twice(world, number) -> None:
    held_until(world, number)
    world.clock.moment = in_round(world, number).hold.review_at
    sweep(world)
    world.clock.move(days=1)
    held_until(world, number, "2025-11-03")
    assert [each.days_left for each in in_round(world, number).holds] == [2, 1]
