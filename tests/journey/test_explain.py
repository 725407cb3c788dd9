"""How deadlines came about, in their terms: the day that counts as zero, each day counted, the holidays passed over."""

import pytest
from chalicelib.domain import deadlines
from chalicelib.domain.errors import PetitionNotFound
from chalicelib.journey.explain import explained

from tests.fakes.district import BAY_OFFICER, DISPATCHER, ELM_OFFICER, SUPERVISOR
from tests.journey.steps import do, report


def test_each_day_is_told_when_the_deadline_lies_behind_the_holidays(world) -> None:
    world.clock.move(days=1, hours=7, minutes=20)  # Tuesday the 30th, 16:20: the design's own example
    number = report(world).number
    told = explained(world, ELM_OFFICER, number)
    assert told["round"] == 1
    assert told["response"] == {"hours": 4, "due": "2025-09-30T12:20:00+00:00"}
    assert told["closing"] == {
        "assigned": "2025-09-30T16:20:00+08:00",
        "working_days": 2,
        "extension_days": 0,
        "hours_end": "17:00",
        "calendar_missing": None,
        "day_zero": "2025-09-30",
        "counted": ["2025-10-09", "2025-10-10"],
        "holidays": ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"],
        "due": "2025-10-10T09:00:00+00:00",
    }
    assert told["on_hold"] is False


def test_extension_is_counted_on_when_granted(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_extension", days="2", reason="x")
    do(world, number, "grant_extension", DISPATCHER)
    closing = explained(world, ELM_OFFICER, number)["closing"]
    assert (closing["extension_days"], closing["counted"][-1], closing["due"]) == (
        2, "2025-10-11", "2025-10-11T09:00:00+00:00",
    )  # fmt: skip


def test_missing_year_is_named_when_the_count_comes_to_its_edge(world) -> None:
    world.clock.move(days=457, hours=1)  # Wednesday, 30 December 2026
    number = report(world).number
    closing = explained(world, ELM_OFFICER, number)["closing"]
    assert (closing["calendar_missing"], closing["due"], closing["day_zero"]) == (2027, None, "2026-12-30")
    assert closing["counted"] == ["2026-12-31"]


def test_day_zero_is_unknown_when_its_own_year_is_missing(world) -> None:
    world.clock.move(days=480)
    closing = explained(world, ELM_OFFICER, report(world).number)["closing"]
    assert (closing["day_zero"], closing["counted"], closing["holidays"]) == (None, [], [])


def test_next_working_day_is_zero_when_assigned_on_a_free_day(world) -> None:
    world.clock.move(days=3)  # the 2nd of October
    closing = explained(world, ELM_OFFICER, report(world).number)["closing"]
    assert (closing["day_zero"], closing["counted"]) == ("2025-10-09", ["2025-10-10", "2025-10-11"])


def test_hold_is_told_when_the_clock_stands(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "request_hold", plan="x", review_date="2025-10-20")
    do(world, number, "grant_hold", SUPERVISOR)
    assert explained(world, ELM_OFFICER, number)["on_hold"] is True


def test_there_is_no_round_to_explain_when_nobody_was_assigned(world) -> None:
    assert explained(world, DISPATCHER, report(world, community=None, place_words="x").number) == {"round": None}


def test_nothing_is_told_when_the_petition_is_a_strangers_or_none(world) -> None:
    for number in (report(world).number, "1" * 14):
        with pytest.raises(PetitionNotFound):
            explained(world, BAY_OFFICER, number)


@pytest.mark.parametrize(
    ("days", "counted", "free"),
    [
        (1, ["2025-09-30"], []),  # the holidays begin the day after
        (2, ["2025-09-30", "2025-10-09"], ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"]),
    ],
)
def test_holidays_are_those_up_to_the_deadline_and_no_others(world, days, counted, free) -> None:
    told = deadlines.explain(world.clock.now(), days, 0, world.districts.held.calendar)
    assert (told["counted"], told["holidays"]) == (counted, free)
