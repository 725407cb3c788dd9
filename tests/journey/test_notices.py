"""What units are told at their desks: each step tells those whom it concerns, once, and nobody else."""

from datetime import timedelta

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.lifecycle import EDGES, Action
from chalicelib.journey.notices import TOLD
from chalicelib.journey.sweep import sweep
from chalicelib.journey.told import notices_of

from tests.fakes.district import (
    BAY_OFFICER,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL,
    HILL_OFFICER,
    OAK,
    SUPERVISOR,
    staff,
)
from tests.journey.steps import UNSOLVED, answers, asked, do, in_round, petition, report, told

UNITS = (DISTRICT, DEPARTMENT, HILL, ELM, OAK)
# Tells nobody: what the unit does itself, what its queue shows anyway, and what only citizen and platform exchange.
SILENT = {
    Action.RING, Action.NOT_REACHED,
    Action.SUBMIT, Action.ACCEPT, Action.PROGRESS, Action.ACCEPT_ASSIST, Action.CLOSE, Action.JOIN, Action.COMMENT,
    Action.FOLLOW_UP, Action.LAPSE,
}  # fmt: skip


def everybody(world) -> dict[str, list[str]]:
    """The actions that each unit was told of, newest first; units that were told nothing are left out."""
    heard = {unit: [action for _, action in told(world, unit)] for unit in UNITS}
    return {unit: actions for unit, actions in heard.items() if actions}


def test_every_action_is_told_or_silent_and_none_is_both() -> None:
    assert {each.action for each in EDGES} | {Action.SUBMIT} == set(TOLD) | SILENT
    assert not set(TOLD) & SILENT


def test_both_units_are_told_when_transferred(world) -> None:
    number = report(world).number
    do(world, number, "transfer", unit=OAK, reason="x")
    assert everybody(world) == {ELM: ["transfer"], OAK: ["transfer"]}


def test_each_unit_is_told_once_when_it_is_concerned_twice(world) -> None:
    number = report(world).number
    do(world, number, "escalate", reason="x", units=ELM)
    assert everybody(world) == {ELM: ["escalate"], HILL: ["escalate"]}


def test_parent_is_told_when_a_deadline_passed(world) -> None:
    number = report(world).number
    world.clock.moment = in_round(world, number).response_due + timedelta(minutes=1)
    sweep(world)
    assert everybody(world) == {HILL: ["overdue"]}
    (notice,) = world.petitions.notices(HILL, 5, None).items
    assert (notice.at, notice.version, notice.number) == (world.clock.now(), 3, number)


def test_owner_alone_is_reminded_when_a_deadline_is_near(world) -> None:
    number = report(world).number
    world.clock.moment = in_round(world, number).response_due - timedelta(minutes=30)
    sweep(world)
    assert everybody(world) == {ELM: ["remind"]}


def test_nobody_is_reminded_when_the_sweep_comes_after_the_deadline(world) -> None:
    report(world)
    world.clock.move(days=30)
    sweep(world)
    assert everybody(world) == {HILL: ["overdue"]}


@pytest.mark.parametrize("action", ["accept", "transfer", "escalate", "supervise", "withdraw"])
def test_parent_is_told_of_the_lateness_when_somebody_acts_before_the_sweep(world, action) -> None:
    number = report(world).number
    world.clock.move(hours=5)
    if action == "withdraw":
        from chalicelib.journey.links import DEVICE, Visit
        from chalicelib.journey.withdraw import withdraw

        withdraw(world, Visit(number, DEVICE), "")
    else:
        do(world, number, action, SUPERVISOR if action == "supervise" else ELM_OFFICER, unit=OAK, reason="x", note="x")
    assert petition(world, number).rounds[0].response_overdue_at
    heard = everybody(world)
    assert heard[HILL] == (["escalate"] if action == "escalate" else ["overdue"])
    before = sum(map(len, heard.values()))
    sweep(world)
    assert sum(map(len, everybody(world).values())) == before


def test_parent_of_the_late_unit_is_told_when_the_closing_deadline_passed_before_a_transfer(world) -> None:
    number = report(world, community=None, place_words="x").number
    do(world, number, "assign", DISPATCHER, unit=DEPARTMENT)
    lamps = staff(Role.OFFICER, DEPARTMENT)
    do(world, number, "accept", lamps)
    world.clock.moment = in_round(world, number).closing_due + timedelta(seconds=1)
    do(world, number, "transfer", lamps, unit=OAK, reason="x")
    assert everybody(world) == {DISTRICT: ["overdue"], DEPARTMENT: ["transfer", "assign"], OAK: ["transfer"]}


def test_both_units_are_told_when_the_next_round_opens(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    assert everybody(world) == {ELM: ["answer_unhappy"], HILL: ["answer_unhappy"]}


@pytest.mark.parametrize("action", ["supervise", "remind"])
def test_owner_is_told_when_a_supervisor_watches(world, action) -> None:
    number = report(world).number
    do(world, number, action, SUPERVISOR, note="x")
    assert everybody(world) == {ELM: [action]}


def test_command_centre_is_told_when_the_owner_is_gone_from_the_tree(world) -> None:
    from dataclasses import replace

    from chalicelib.domain.organisation import Organisation

    number = report(world, community=OAK).number
    district = world.districts.held
    units = [each for each in district.organisation.units if each.code != OAK]
    world.districts.held = replace(district, organisation=Organisation(units))
    world.clock.move(days=5)
    sweep(world)
    assert everybody(world) == {DISTRICT: ["overdue"]}
    do(world, number, "transfer", DISPATCHER, unit=ELM, reason="die gibt es nicht mehr")
    assert petition(world, number).owner == ELM


def test_command_centre_takes_it_up_when_the_owner_is_gone_from_the_tree(world) -> None:
    from dataclasses import replace

    from chalicelib.domain.organisation import Organisation

    number, other = asked(world, community=ELM), report(world, community=OAK).number
    district = world.districts.held
    units = [each for each in district.organisation.units if each.code not in (OAK, ELM, "G-elm-1")]
    world.districts.held = replace(district, organisation=Organisation(units))
    assert answers(world, number, UNSOLVED).owner == DISTRICT
    do(world, other, "escalate", DISPATCHER, reason="x")
    assert petition(world, other).owner == DISTRICT


def test_notices_are_paged_newest_first_when_a_unit_asks(world) -> None:
    numbers = [report(world).number for _ in range(5)]
    for number in numbers:
        world.clock.move(minutes=1)
        do(world, number, "supervise", SUPERVISOR, note="x")
    seen, cursor = notices_of(world, ELM_OFFICER, ELM, 3, None, "en")
    assert [each["number"] for each in seen] == numbers[:1:-1]
    rest, cursor = notices_of(world, ELM_OFFICER, ELM, 3, cursor, "en")
    assert [each["number"] for each in rest] == numbers[1::-1]
    assert (cursor, rest[0]["action"], rest[0]["at"]) == (None, "supervise", "2025-09-29T01:02:00+00:00")
    assert rest[0]["number_shown"].count("-") == 3


@pytest.mark.parametrize(("who", "seen"), [(ELM_OFFICER, True), (HILL_OFFICER, True), (BAY_OFFICER, False)])
def test_notices_are_read_by_those_whose_role_reaches_the_unit(world, who, seen) -> None:
    if seen:
        assert notices_of(world, who, ELM, 5, None, "en") == ([], None)
        return
    with pytest.raises(Forbidden):
        notices_of(world, who, ELM, 5, None, "en")
