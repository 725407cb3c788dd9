"""More time (延期): once a round, asked before the deadline, at most as long as the limit, added to the old due date."""

from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER, DISTRICT, ELM, GRID_WORKER, HILL_OFFICER, OAK, SUPERVISOR, ZONE
from tests.journey.steps import UNSOLVED, actions, answers, deliver, do, in_round, petition, report, told


@pytest.fixture
def number(world) -> str:
    """A petition in handling: reported on Monday the 29th, two working days later is Thursday the 9th."""
    number = report(world).number
    do(world, number, "accept")
    assert in_round(world, number).closing_due.isoformat() == "2025-10-09T09:00:00+00:00"
    return number


def test_deadline_moves_by_working_days_when_granted(world, number) -> None:
    do(world, number, "request_extension", GRID_WORKER, days="2", reason="等零件")
    asked = in_round(world, number).extension
    assert (asked.days, asked.granted, asked.asked_by, asked.asked_at) == (
        2, None, GRID_WORKER.login, world.clock.now(),
    )  # fmt: skip
    assert told(world, DISTRICT) == [(number, "request_extension")]
    do(world, number, "grant_extension", DISPATCHER)
    held = in_round(world, number)
    assert held.closing_due.isoformat() == "2025-10-11T09:00:00+00:00"  # the 10th, and worked Saturday
    assert (held.extension.granted, held.extension.decided_at, held.extension_days) == (True, world.clock.now(), 2)
    assert told(world, ELM)[0] == (number, "grant_extension")
    assert tally.contribution(petition(world, number), ZONE)["2025-09"][ELM]["extended"] == 1


def test_dispatcher_may_grant_fewer_days_when_deciding(world, number) -> None:
    do(world, number, "request_extension", days="2", reason="x")
    do(world, number, "grant_extension", DISPATCHER, days="1")
    held = in_round(world, number)
    assert (held.extension.days, held.closing_due.isoformat()) == (1, "2025-10-10T09:00:00+00:00")


def test_old_deadline_stands_when_refused(world, number) -> None:
    before = in_round(world, number).closing_due
    do(world, number, "request_extension", days="2", reason="x")
    do(world, number, "refuse_extension", DISPATCHER, reason="不必")
    held = in_round(world, number)
    assert (held.closing_due, held.extension.granted, held.extension_days) == (before, False, 0)
    assert "extended" not in tally.contribution(petition(world, number), ZONE)["2025-09"][ELM]
    with pytest.raises(ActionNotAllowed):
        do(world, number, "request_extension", days="1", reason="x")
    with pytest.raises(ActionNotAllowed):
        do(world, number, "grant_extension", DISPATCHER)


@pytest.mark.parametrize("days", ["0", "3", "-1", "x", "", "1.5", "99999999999999999999", "00012"])
def test_days_are_refused_when_none_or_more_than_the_limit(world, number, days) -> None:
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "request_extension", days=days, reason="x")
    fault = {"days": "days_missing" if not days else "days_out_of_range"}
    assert refused.value.fields == fault
    assert refused.value.details == ({} if not days else {"longest": 2})


def test_grant_of_more_than_the_limit_is_refused_when_deciding(world, number) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    with pytest.raises(InvalidInput):
        do(world, number, "grant_extension", DISPATCHER, days="3")


def test_asking_counts_at_the_very_deadline_and_not_after_it(world, number) -> None:
    due = in_round(world, number).closing_due
    world.clock.moment = due + timedelta(seconds=1)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "request_extension", days="1", reason="x")
    world.clock.moment = due
    do(world, number, "request_extension", days="1", reason="x")
    assert in_round(world, number).closing_overdue_at is None


def test_lateness_is_taken_back_when_only_the_decision_was_late(world, number) -> None:
    due = in_round(world, number).closing_due
    do(world, number, "request_extension", days="2", reason="x")
    world.clock.moment = due + timedelta(minutes=1)
    sweep(world)
    assert in_round(world, number).closing_overdue_at == due
    do(world, number, "grant_extension", DISPATCHER)
    held = in_round(world, number)
    assert held.closing_due.isoformat() == "2025-10-11T09:00:00+00:00"
    assert (held.closing_overdue_at, held.overdue_unit, held.closing_reminded) == (None, None, False)
    world.clock.moment = held.closing_due - timedelta(hours=4)
    sweep(world)
    assert actions(world, number)[-1] == "remind"
    world.clock.moment = held.closing_due + timedelta(minutes=1)
    sweep(world)
    assert in_round(world, number).closing_overdue_at == held.closing_due


def test_lateness_is_of_the_moved_deadline_when_that_passed_too(world, number) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    world.clock.move(days=20)
    do(world, number, "grant_extension", DISPATCHER)
    held = in_round(world, number)
    assert held.closing_overdue_at == held.closing_due
    assert (held.closing_due.isoformat(), held.overdue_unit) == ("2025-10-10T09:00:00+00:00", ELM)
    assert not any(action == "overdue" for action in actions(world, number))


def test_units_wish_is_decided_when_the_petition_was_handed_on(world, number) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    do(world, number, "transfer", unit=OAK, reason="x")
    do(world, number, "grant_extension", DISPATCHER)
    assert in_round(world, number).closing_due.isoformat() == "2025-10-10T09:00:00+00:00"


@pytest.mark.parametrize("who", [GRID_WORKER, HILL_OFFICER, SUPERVISOR])
def test_extension_is_granted_by_no_one_but_a_dispatcher(world, number, who) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    for action in ("grant_extension", "refuse_extension"):
        with pytest.raises(ActionNotAllowed):
            do(world, number, action, who, reason="x")


def test_next_round_has_an_extension_of_its_own_when_opened(world, number) -> None:
    do(world, number, "request_extension", days="1", reason="x")
    do(world, number, "grant_extension", DISPATCHER)
    do(world, number, "close", note="x")
    deliver(world)
    answers(world, number, UNSOLVED)
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "request_extension", HILL_OFFICER, days="2", reason="x")
    assert (in_round(world, number).number, in_round(world, number).extension.days) == (2, 2)
