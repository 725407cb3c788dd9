"""Every five minutes: what is due is done, once, stamped with the time it was due."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from chalicelib.domain.deadlines import YearDays
from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.domain.petition import Status
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER, ELM, ELM_OFFICER, OAK
from tests.fakes.small import MONDAY_9_AM
from tests.journey.steps import (
    actions,
    asked,
    closed,
    deliver,
    do,
    lines,
    names,
    petition,
    phone_key,
    report,
    says,
    told,
)


def test_nothing_happens_when_nothing_is_due(world) -> None:
    report(world)
    assert (sweep(world).petitions, sweep(world).more) == (0, False)


def test_owner_is_reminded_once_when_the_response_is_due_in_an_hour(world) -> None:
    number = report(world).number
    world.clock.move(hours=3)
    assert [sweep(world).petitions for _ in range(3)] == [1, 0, 0]
    held = petition(world, number)
    assert (held.rounds[0].response_reminded, held.last.by) == (True, "system")
    assert actions(world, number) == ["submit", "assign", "remind"]


def test_lateness_is_a_fact_of_the_due_time_when_the_sweep_came_late(world) -> None:
    number = report(world).number
    due = petition(world, number).rounds[0].response_due
    world.clock.move(hours=30)
    sweep(world)
    held = petition(world, number).rounds[0]
    assert (held.response_overdue_at, held.responsible) == (due, ELM)
    assert actions(world, number).count("overdue") == 1


def test_closing_lateness_names_the_unit_that_held_it_when_the_deadline_passed(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    due = petition(world, number).rounds[0].closing_due
    world.clock.moment = due + timedelta(minutes=1)
    sweep(world)
    do(world, number, "transfer", ELM_OFFICER, unit=OAK, reason="x")
    held = petition(world, number).rounds[0]
    assert (held.closing_overdue_at, held.overdue_unit) == (due, ELM)


def test_nothing_is_late_when_done_at_the_very_moment(world) -> None:
    number = report(world).number
    world.clock.moment = petition(world, number).rounds[0].response_due
    sweep(world)
    do(world, number, "accept")
    world.clock.moment = petition(world, number).rounds[0].closing_due
    sweep(world)
    do(world, number, "close", note="x")
    held = petition(world, number).rounds[0]
    assert (held.response_overdue_at, held.closing_overdue_at) == (None, None)


def test_citizen_is_asked_once_more_when_two_days_are_silent(world) -> None:
    number = asked(world)
    world.clock.move(days=2)
    sweep(world)
    sweep(world)
    deliver(world)
    assert names(world).count("follow_up_reminder") == 1
    assert petition(world, number).rounds[0].reminded_at == world.clock.now()
    assert says(world, "1") == "answer"


def test_silence_settles_without_an_answer_when_seven_days_have_passed(world) -> None:
    number = asked(world)
    since = world.clock.now()
    world.clock.move(days=7, hours=5)
    sweep(world)
    held = petition(world, number)
    assert (held.status, held.settled_at, held.rounds[0].answers) == (
        Status.SETTLED, since + timedelta(days=7), (),
    )  # fmt: skip
    assert (held.rounds[0].lapsed_at, held.rounds[0].lapse_reached) == (held.settled_at, True)
    assert world.outbox.open_follow_up(phone_key(world)).ended_at == world.clock.now()
    assert sweep(world).petitions == 0


@pytest.mark.parametrize("phone", [None, "0532-85912345"])
def test_silence_is_shown_apart_when_nobody_could_be_asked(world, phone) -> None:
    number = closed(world, phone=phone)
    world.clock.move(days=7)
    sweep(world)
    held = petition(world, number)
    assert (held.status, held.rounds[0].lapse_reached) == (Status.SETTLED, False)


@pytest.mark.parametrize("hours", [20, 30])
def test_late_answer_is_kept_and_its_sender_told_that_they_may_appeal_when_it_lapsed_before(world, hours) -> None:
    number = asked(world)
    world.clock.move(days=7)
    sweep(world)
    world.clock.move(hours=hours)
    assert [says(world, "4", id="one") for _ in range(2)][1] == "already_received"
    held = petition(world, number)
    assert (held.status, actions(world, number)[-1]) == (Status.SETTLED, "comment")
    assert [name for name, _ in lines(world)].count("late") == 1
    world.clock.move(days=31)  # nor is anything promised that is over
    says(world, "4")
    assert [name for name, _ in lines(world)].count("late") == 1


def test_late_answer_to_what_the_citizen_had_answered_promises_no_appeal(world) -> None:
    number = asked(world)
    says(world, "1")
    world.clock.move(days=2)
    says(world, "4")
    assert actions(world, number)[-1] == "comment"
    assert "late" not in [name for name, _ in lines(world)]


def test_phones_are_woken_when_their_message_should_have_gone(world) -> None:
    report(world)
    assert sweep(world).phones == 1
    assert world.wake.woken == [(phone_key(world), 0)]
    deliver(world)
    assert sweep(world).phones == 0


def test_all_are_attended_when_more_are_due_than_one_page_holds(world) -> None:
    numbers = [report(world, phone=None).number for _ in range(250)]
    world.clock.move(hours=3)
    swept = sweep(world)
    assert (swept.petitions, swept.more) == (250, False)
    assert all(petition(world, number).rounds[0].response_reminded for number in numbers)


def test_sweep_stops_and_says_so_when_its_time_is_up(world) -> None:
    report(world)
    world.clock.move(hours=3)
    swept = sweep(world, until=world.clock.now())
    assert (swept.petitions, swept.more) == (0, True)


@pytest.mark.parametrize("refusal", [VersionConflict("li", "accept", MONDAY_9_AM), Busy()])
def test_the_others_are_attended_when_one_was_moved_by_somebody_else(world, refusal, monkeypatch) -> None:
    first, second = report(world).number, report(world).number
    world.clock.move(hours=3)
    commit = world.petitions.commit

    def refused(change):
        if change.after.number == first:
            raise refusal
        return commit(change)

    monkeypatch.setattr(world.petitions, "commit", refused)
    assert sweep(world).petitions == 1
    assert petition(world, second).rounds[0].response_reminded
    assert not petition(world, first).rounds[0].response_reminded


def test_two_sweeps_do_the_same_once_when_they_run_at_the_same_time(world) -> None:
    number = asked(world)
    world.clock.move(days=2)
    commit = world.petitions.commit

    def meanwhile(change):
        world.petitions.commit = commit
        sweep(world)
        return commit(change)

    world.petitions.commit = meanwhile
    sweep(world)
    assert actions(world, number).count("remind") == 1
    assert [name for name, _ in lines(world)].count("follow_up_reminder") == 1


def _load(world, year: int, *free: str) -> None:
    """The calendar of another year, as `make load-district` brings it."""
    district = world.districts.held
    days = YearDays(frozenset(date.fromisoformat(f"{year}-{day}") for day in free), frozenset())
    calendar = replace(district.calendar, years={**district.calendar.years, year: days})
    world.districts.held = replace(district, calendar=calendar, clocks=replace(district.clocks, calendar=calendar))


@pytest.fixture
def unknown(world) -> str:
    """A petition of 30 December 2026 whose two working days lead into a year that is not loaded."""
    world.clock.moment += timedelta(days=457)
    number = report(world).number
    held = petition(world, number)
    assert (held.rounds[0].closing_due, held.calendar_missing) == (None, True)
    return number


def test_missing_deadline_is_filled_in_when_the_year_is_loaded(world, unknown) -> None:
    assert sweep(world).petitions == 0
    world.clock.move(hours=2)
    do(world, unknown, "accept")
    _load(world, 2027, "01-01")
    assert [sweep(world).petitions for _ in range(3)] == [1, 0, 0]
    held = petition(world, unknown)
    assert held.rounds[0].closing_due.isoformat() == "2027-01-04T09:00:00+00:00"
    assert (held.calendar_missing, actions(world, unknown)[-1]) == (False, "reschedule")
    assert told(world, ELM) == [(unknown, "reschedule")]
    assert world.petitions.without_deadline("D", 9) == []
    world.clock.moment = held.rounds[0].closing_due + timedelta(seconds=1)
    sweep(world)
    assert petition(world, unknown).rounds[0].closing_overdue_at == held.rounds[0].closing_due


def test_lateness_is_of_the_right_moment_when_the_year_was_loaded_after_it(world, unknown) -> None:
    do(world, unknown, "accept")
    world.clock.move(days=30)
    _load(world, 2027, "01-01")
    sweep(world)
    due = petition(world, unknown).rounds[0].closing_due
    assert (petition(world, unknown).rounds[0].closing_overdue_at, due.isoformat()) == (due, "2027-01-04T09:00:00+00:00")
    assert actions(world, unknown)[-2:] == ["reschedule", "overdue"]


def test_extension_counts_when_the_year_was_missing_at_its_granting(world, unknown) -> None:
    do(world, unknown, "accept")
    do(world, unknown, "request_extension", days="2", reason="x")
    do(world, unknown, "grant_extension", DISPATCHER)
    assert petition(world, unknown).calendar_missing
    _load(world, 2027, "01-01", "01-05")
    sweep(world)
    assert petition(world, unknown).rounds[0].closing_due.isoformat() == "2027-01-07T09:00:00+00:00"


def test_response_clock_runs_when_the_closing_deadline_is_unknown(world, unknown) -> None:
    world.clock.move(hours=5)
    sweep(world)
    assert actions(world, unknown)[-1] == "overdue"
    assert petition(world, unknown).calendar_missing


def test_petition_that_waits_leads_its_list_when_the_year_is_missing(world, unknown) -> None:
    world.clock.move(hours=-20)
    report(world)
    first = world.petitions.queue("owner", ELM, 5, None).items[0]
    assert (first.number, first.calendar_missing) == (unknown, True)


def test_hundreds_are_filled_in_by_further_sweeps_when_the_year_is_loaded(world, unknown) -> None:
    for _ in range(120):
        report(world, phone=None)
    _load(world, 2027, "01-01")
    while sweep(world).petitions:
        pass
    assert world.petitions.without_deadline("D", 500) == []
    assert unknown
