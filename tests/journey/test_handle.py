"""What staff do: each action of the desk, by whom, and what it refuses."""

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status

from tests.fakes.district import (
    BAY,
    BAY_OFFICER,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    GRID,
    GRID_WORKER,
    HILL,
    HILL_OFFICER,
    OAK,
    SUPERVISOR,
    staff,
)
from tests.journey.steps import (
    UNSOLVED,
    actions,
    answers,
    asked,
    deliver,
    do,
    lines,
    names,
    petition,
    report,
)


def test_response_clock_stops_when_accepted(world) -> None:
    number = report(world).number
    world.clock.move(hours=1)
    told = do(world, number, "accept", GRID_WORKER)
    held = petition(world, number)
    assert told == {"number": number, "status": "handling", "owner": ELM, "version": 3}
    assert (held.rounds[0].accepted_at, held.rounds[0].responsible) == (world.clock.now(), ELM)
    assert (held.last.by, held.last.action) == (GRID_WORKER.login, "accept")
    assert held.due_at == held.rounds[0].closing_due


def test_note_is_kept_apart_when_progress_is_told(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "progress", note="灯泡已订")
    _, entries, texts = world.petitions.whole(number)
    assert (texts[4], entries[-1].has_text, entries[-2].has_text) == ("灯泡已订", True, False)


def test_citizen_is_asked_when_closed(world) -> None:
    number = asked(world)
    held = petition(world, number)
    assert (held.status, held.rounds[0].closed_by) == (Status.CLOSED, ELM)
    assert actions(world, number) == ["submit", "assign", "accept", "close", "follow_up"]
    assert names(world) == ["acknowledgement", "follow_up"]


def test_clocks_start_anew_when_sent_back_and_assigned_again(world) -> None:
    number = report(world).number
    world.clock.move(hours=2)
    do(world, number, "send_back", reason="不是我们的")
    held = petition(world, number)
    assert (held.status, held.owner, held.sent_back[0].unit) == (Status.SUBMITTED, DISTRICT, ELM)
    assert held.due_at is None
    world.clock.move(hours=7, minutes=30)  # past working hours, so that day 0 is tomorrow
    do(world, number, "assign", DISPATCHER, unit=OAK)
    again = petition(world, number)
    assert (again.status, again.owner, len(again.rounds)) == (Status.ASSIGNED, OAK, 1)
    assert (again.rounds[0].response_due - world.clock.now()).total_seconds() == 4 * 3600
    assert again.rounds[0].closing_due > held.rounds[0].closing_due


def test_closing_clock_runs_on_when_transferred(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    before = petition(world, number).rounds[0]
    world.clock.move(hours=1)
    do(world, number, "transfer", unit=OAK, reason="在他们那边")
    held = petition(world, number)
    assert (held.status, held.owner) == (Status.ASSIGNED, OAK)
    assert held.rounds[0].closing_due == before.closing_due
    assert held.rounds[0].accepted_at == before.accepted_at


def test_response_clock_starts_for_the_new_unit_when_transferred_unaccepted(world) -> None:
    number = report(world).number
    world.clock.move(hours=3)
    do(world, number, "transfer", unit=OAK, reason="在他们那边")
    due = petition(world, number).rounds[0].response_due
    assert (due - world.clock.now()).total_seconds() == 4 * 3600


@pytest.mark.parametrize(
    ("owner", "who", "above"),
    [(ELM, ELM_OFFICER, HILL), (GRID, staff(Role.GRID_WORKER, GRID), ELM), (DEPARTMENT, SUPERVISOR, DISTRICT)],
)
def test_petition_goes_one_level_up_when_escalated(world, owner, who, above) -> None:
    number = report(world, community=None, place_words="某处").number
    do(world, number, "assign", DISPATCHER, unit=owner)
    who = who if who is not SUPERVISOR else staff(Role.OFFICER, DEPARTMENT)
    do(world, number, "escalate", who, reason="要更大的权力")
    assert petition(world, number).owner == above


def test_escalation_is_refused_when_nobody_stands_above(world) -> None:
    number = report(world).number
    do(world, number, "escalate", ELM_OFFICER, reason="x")
    do(world, number, "escalate", HILL_OFFICER, reason="x")
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "escalate", DISPATCHER, reason="x")
    assert refused.value.fields == {"unit": "unit_is_highest"}


def test_citizen_is_told_why_when_rejected(world) -> None:
    number = report(world).number
    do(world, number, "reject", DISPATCHER, reason="in_court", note="属于法院")
    deliver(world)
    assert petition(world, number).status is Status.REJECTED
    assert names(world) == ["acknowledgement", "rejected"]
    assert world.petitions.queue("district", DISTRICT, 5, None).items == []


def test_supervisor_may_watch_and_remind_when_it_is_in_work(world) -> None:
    number = report(world).number
    do(world, number, "supervise", SUPERVISOR, note="盯住")
    do(world, number, "remind", SUPERVISOR)
    held = petition(world, number)
    assert (held.rounds[0].supervised, held.status, held.version) == (True, Status.ASSIGNED, 4)


def test_supervisor_settles_with_an_explanation_when_three_rounds_were_unhappy(world) -> None:
    number = _unhappy_thrice(world)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "settle", DISPATCHER, note="说明")
    do(world, number, "settle", SUPERVISOR, note="说明")
    held = petition(world, number)
    assert (held.status, held.rounds[2].answer.rating) == (Status.SETTLED, UNSOLVED)
    deliver(world)
    assert names(world)[-1] == "explained"


def _unhappy_thrice(world) -> str:
    number = asked(world)
    for owner in (HILL_OFFICER, DISPATCHER):
        answers(world, number, UNSOLVED)
        do(world, number, "accept", owner)
        do(world, number, "close", owner, note="好了")
        world.clock.move(hours=25)
        deliver(world)
    answers(world, number, UNSOLVED)
    return number


def test_settling_is_refused_when_three_rounds_have_not_been_unhappy(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "settle", SUPERVISOR, note="说明")


@pytest.mark.parametrize(
    ("action", "details", "who", "fault"),
    [
        ("transfer", {"unit": OAK}, ELM_OFFICER, {"reason": "reason_missing"}),
        ("transfer", {"reason": "x"}, ELM_OFFICER, {"unit": "unit_missing"}),
        ("transfer", {"unit": "nobody", "reason": "x"}, ELM_OFFICER, {"unit": "unit_unknown"}),
        ("transfer", {"unit": ELM, "reason": "x"}, ELM_OFFICER, {"unit": "unit_unknown"}),
        ("send_back", {}, ELM_OFFICER, {"reason": "reason_missing"}),
        ("send_back", {"reason": "x" * 5_001}, ELM_OFFICER, {"reason": "text_too_long"}),
        ("supervise", {}, SUPERVISOR, {"note": "note_missing"}),
        ("reject", {}, DISPATCHER, {"reason": "reason_missing"}),
    ],
)
def test_action_is_refused_when_a_detail_is_faulty(world, action, details, who, fault) -> None:
    number = report(world).number
    with pytest.raises(InvalidInput) as refused:
        do(world, number, action, who, **details)
    assert refused.value.fields == fault
    assert petition(world, number).version == 2


@pytest.mark.parametrize("action", ["close", "progress", "assign", "no_such", "submit", "withdraw", "lapse"])
def test_refusal_names_what_is_allowed_when_the_status_does_not_know_the_action(world, action) -> None:
    number = report(world).number
    with pytest.raises(ActionNotAllowed) as refused:
        do(world, number, action, note="x", unit=OAK, reason="x")
    assert set(refused.value.allowed) == {"accept", "send_back", "transfer", "escalate"}


def test_grid_worker_may_not_reject_when_only_a_dispatcher_may(world) -> None:
    number = report(world).number
    with pytest.raises(ActionNotAllowed):
        do(world, number, "reject", GRID_WORKER, reason="x")


@pytest.mark.parametrize("who", [BAY_OFFICER, staff(Role.OFFICER, GRID), staff(Role.OFFICER, OAK)])
def test_petition_seems_not_to_exist_when_no_role_reaches_it(world, who) -> None:
    number = report(world).number
    with pytest.raises(PetitionNotFound):
        do(world, number, "accept", who)
    with pytest.raises(PetitionNotFound):
        do(world, "1" * 14, "accept", version=1)


def test_lateness_is_stamped_with_the_due_time_when_the_action_came_before_the_sweep(world) -> None:
    number = report(world).number
    due = petition(world, number).rounds[0].response_due
    world.clock.move(hours=5)
    do(world, number, "transfer", unit=BAY, reason="x")
    held = petition(world, number).rounds[0]
    assert (held.response_overdue_at, held.responsible) == (due, ELM)


def test_nothing_is_sent_when_an_action_concerns_only_units(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "progress", note="x")
    assert lines(world) == [("acknowledgement", "waiting")]
