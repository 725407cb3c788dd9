"""Sending back (退单): counted against nobody until judged; upheld it begins the clocks anew, refused it does not."""

from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import ActionNotAllowed
from chalicelib.domain.petition import Missed, Status
from chalicelib.journey.sweep import sweep

from tests.fakes.district import (
    BAY,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL,
    OAK,
    SUPERVISOR,
    ZONE,
    staff,
)
from tests.journey.steps import actions, do, in_round, petition, report, told

MONTH = "2025-09"
SENDER = staff(Role.OFFICER, OAK)


def counted(world, number: str) -> dict[str, dict[str, int]]:
    """What a petition adds to September, by unit."""
    return tally.contribution(petition(world, number), ZONE)[MONTH]


def back(world, hours: float = 1) -> str:
    number = report(world).number
    do(world, number, "accept")
    world.clock.move(hours=hours)
    do(world, number, "send_back", reason="不是我们的")
    return number


def test_nobody_is_counted_when_it_is_not_judged_yet(world) -> None:
    number = back(world)
    held = petition(world, number)
    assert [(each.unit, each.at, each.upheld) for each in held.sent_back] == [(ELM, world.clock.now(), None)]
    assert all("sent_back" not in measures for measures in counted(world, number).values())
    assert told(world, DISTRICT) == [(number, "send_back")]


def test_clocks_begin_anew_when_it_is_upheld(world) -> None:
    number = back(world)
    before = in_round(world, number)
    world.clock.move(days=1, hours=9)  # past working hours on Tuesday: day 0 is the 9th of October
    do(world, number, "assign", DISPATCHER, unit=OAK)
    held = in_round(world, number)
    assert petition(world, number).sent_back[0].upheld is True
    assert held.response_due == world.clock.now() + timedelta(hours=4)
    assert (held.closing_from, held.closing_days) == (world.clock.now(), 2)
    assert held.closing_due.isoformat() == "2025-10-11T09:00:00+00:00"  # worked Saturday, day 2 after the 9th
    assert (held.number, held.opened_at) == (1, before.opened_at)
    assert (held.accepted_at, held.responsible) == (None, None)
    assert counted(world, number)[ELM]["sent_back"] == 1
    assert "sent_back_refused" not in counted(world, number)[ELM]


def test_closing_clock_has_run_all_the_while_when_it_is_refused(world) -> None:
    number = back(world)
    before = in_round(world, number)
    world.clock.move(days=1)
    do(world, number, "assign", DISPATCHER, unit=ELM)
    held = in_round(world, number)
    assert petition(world, number).sent_back[0].upheld is False
    assert (held.closing_due, held.closing_from) == (before.closing_due, before.closing_from)
    assert (held.accepted_at, held.responsible) == (before.accepted_at, ELM)
    assert counted(world, number)[ELM] | {"sent_back": 1, "sent_back_refused": 1} == counted(world, number)[ELM]


def test_response_counts_from_the_new_assignment_when_refused_before_acceptance(world) -> None:
    number = report(world).number
    do(world, number, "send_back", reason="x")
    world.clock.move(hours=10)
    do(world, number, "assign", DISPATCHER, unit=ELM)
    assert in_round(world, number).response_due == world.clock.now() + timedelta(hours=4)
    assert in_round(world, number).response_overdue_at is None


def test_closing_lateness_is_found_when_the_deadline_passed_in_the_queue_and_it_was_refused(world) -> None:
    number = back(world)
    due = in_round(world, number).closing_due
    world.clock.moment = due + timedelta(hours=1)
    assert sweep(world).petitions == 0
    do(world, number, "assign", DISPATCHER, unit=ELM)
    sweep(world)
    assert (in_round(world, number).closing_overdue_at, in_round(world, number).overdue_unit) == (due, ELM)


def test_both_units_are_told_once_when_it_is_judged(world) -> None:
    number = back(world)
    do(world, number, "assign", DISPATCHER, unit=OAK)
    assert told(world, ELM)[0] == told(world, OAK)[0] == (number, "assign")
    do(world, number, "send_back", SENDER, reason="x")
    do(world, number, "assign", DISPATCHER, unit=BAY)
    assert [action for _, action in told(world, ELM)].count("assign") == 1
    assert [each.upheld for each in petition(world, number).sent_back] == [True, True]


def test_lateness_of_the_first_unit_stays_and_the_next_is_watched_when_upheld(world) -> None:
    number = report(world).number
    response_due = in_round(world, number).response_due
    world.clock.move(hours=5)
    do(world, number, "accept")
    closing_due = in_round(world, number).closing_due
    world.clock.moment = closing_due + timedelta(hours=1)
    do(world, number, "send_back", reason="x")
    do(world, number, "assign", DISPATCHER, unit=OAK)
    held = in_round(world, number)
    assert held.missed == (Missed("response", response_due, ELM), Missed("closing", closing_due, ELM))
    assert (held.response_overdue_at, held.closing_overdue_at, held.overdue_unit) == (None, None, None)
    world.clock.moment = held.closing_due + timedelta(hours=1)
    sweep(world)
    assert actions(world, number)[-1] == "overdue"
    assert told(world, HILL)[0] == (number, "overdue")
    measures = tally.contribution(petition(world, number), ZONE)
    assert [measures["2025-09"][ELM].get(name) for name in ("response_counted", "response_within")] == [1, None]
    assert measures["2025-10"][ELM]["closing_counted"] + measures["2025-10"][OAK]["closing_counted"] == 2
    assert measures["2025-10"][OAK]["response_counted"] == 1


def test_wishes_end_when_the_unit_that_had_them_sends_back(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_extension", days="1", reason="x")
    do(world, number, "request_hold", plan="x", review_date="2025-10-20")
    do(world, number, "send_back", reason="x")
    assert (in_round(world, number).extension, in_round(world, number).holds) == (None, ())
    do(world, number, "assign", DISPATCHER, unit=OAK)
    for action in ("grant_extension", "grant_hold"):
        with pytest.raises(ActionNotAllowed):
            do(world, number, action, DISPATCHER if "ext" in action else SUPERVISOR)
    do(world, number, "accept", SENDER)
    do(world, number, "request_extension", SENDER, days="1", reason="x")


def test_extension_counts_no_more_but_stays_the_only_one_when_sent_back(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_extension", days="2", reason="x")
    do(world, number, "grant_extension", DISPATCHER)
    do(world, number, "send_back", reason="x")
    do(world, number, "assign", DISPATCHER, unit=OAK)
    held = in_round(world, number)
    assert (held.extension_days, held.extension.granted) == (0, True)
    assert held.closing_due.isoformat() == "2025-10-09T09:00:00+00:00"
    do(world, number, "accept", SENDER)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "request_extension", SENDER, days="1", reason="x")


def test_command_centre_cannot_send_back_when_it_owns_the_petition_itself(world) -> None:
    number = back(world)
    do(world, number, "assign", DISPATCHER, unit=DISTRICT)
    held = petition(world, number)
    assert (held.status, held.owner, held.sent_back[0].upheld) == (Status.ASSIGNED, DISTRICT, True)
    do(world, number, "accept", DISPATCHER)
    due = in_round(world, number).closing_due
    with pytest.raises(ActionNotAllowed) as refused:
        do(world, number, "send_back", DISPATCHER, reason="x")
    assert "send_back" not in refused.value.allowed
    world.clock.move(days=1)
    do(world, number, "transfer", DISPATCHER, unit=ELM, reason="x")
    assert in_round(world, number).closing_due == due


def test_queue_shows_the_closing_deadline_when_it_was_handed_on_after_acceptance(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    world.clock.move(hours=6)
    do(world, number, "transfer", ELM_OFFICER, unit=OAK, reason="x")
    assert petition(world, number).due_at == in_round(world, number).closing_due
    world.clock.moment = in_round(world, number).closing_due - timedelta(hours=5)
    assert sweep(world).petitions == 0
