"""Several units on one petition (协办): each with its own accept and end, and the lead closes last."""

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.domain.together import MOST_ASSISTS
from chalicelib.journey.look import petition_for_staff

from tests.fakes.district import (
    BAY,
    BAY_OFFICER,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    GRID,
    HILL,
    HILL_OFFICER,
    OAK,
    PIER,
    SUPERVISOR,
    staff,
)
from tests.journey.steps import HAPPY, UNSOLVED, answers, asked, do, petition, report, told, unsolved_thrice

LAMPS = staff(Role.OFFICER, DEPARTMENT)
OAK_WORKER = staff(Role.GRID_WORKER, OAK)


def helped(world, *units: str) -> str:
    """A petition in handling at Elm, with these units asked to help."""
    number = report(world).number
    do(world, number, "accept")
    for unit in units:
        do(world, number, "assist", unit=unit)
    return number


def queued(world, unit: str) -> list[str]:
    return [each.number for each in world.petitions.queue("assist", unit, 50, None).items]


def test_unit_finds_the_petition_among_what_it_helps_with_when_asked(world) -> None:
    number = helped(world, DEPARTMENT)
    assert (queued(world, DEPARTMENT), queued(world, ELM)) == ([number], [])
    assert told(world, DEPARTMENT) == [(number, "assist")]
    held = petition(world, number)
    assert (held.owner, held.status, held.assisting) == (ELM, Status.HANDLING, {DEPARTMENT})
    assert [(each.unit, each.round, each.asked_at) for each in held.assists] == [(DEPARTMENT, 1, world.clock.now())]


def test_lead_cannot_close_when_a_part_is_open(world) -> None:
    number = helped(world, DEPARTMENT, OAK)
    with pytest.raises(ActionNotAllowed) as refused:
        do(world, number, "close", note="x")
    assert "close" not in refused.value.allowed
    do(world, number, "accept_assist", LAMPS)
    do(world, number, "finish_assist", LAMPS, note="灯杆已修")
    with pytest.raises(ActionNotAllowed):
        do(world, number, "close", note="x")
    do(world, number, "release_assist", unit=OAK)
    assert do(world, number, "close", note="好了")["status"] == "closed"


def test_part_has_an_acceptance_and_an_end_of_its_own_when_taken_on(world) -> None:
    number = helped(world, DEPARTMENT)
    lead = petition(world, number).rounds
    world.clock.move(hours=1)
    accepted = world.clock.now()
    do(world, number, "accept_assist", LAMPS)
    world.clock.move(hours=1)
    do(world, number, "finish_assist", LAMPS, note="x")
    (part,) = petition(world, number).assists
    assert (part.accepted_at, part.done_at, part.released_at) == (accepted, world.clock.now(), None)
    assert petition(world, number).rounds == lead
    assert queued(world, DEPARTMENT) == []
    assert told(world, ELM)[0] == (number, "finish_assist")


def test_part_cannot_be_finished_when_it_was_not_accepted(world) -> None:
    number = helped(world, DEPARTMENT)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "finish_assist", LAMPS, note="x")
    do(world, number, "accept_assist", LAMPS)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "accept_assist", LAMPS)


def test_helper_may_do_nothing_of_the_leads_when_it_only_helps(world) -> None:
    number = helped(world, OAK)
    shown = {each["action"] for each in petition_for_staff(world, OAK_WORKER, number)["actions"]}
    assert shown == {"accept_assist"}
    for action in ("close", "progress", "transfer", "assist", "release_assist", "send_back"):
        with pytest.raises(ActionNotAllowed):
            do(world, number, action, OAK_WORKER, note="x", reason="x", unit=PIER)


def test_helper_sees_the_petition_no_more_when_released(world) -> None:
    number = helped(world, BAY)
    assert petition_for_staff(world, BAY_OFFICER, number)["version"] == 4
    do(world, number, "release_assist", unit=BAY)
    assert told(world, BAY)[0] == (number, "release_assist")
    with pytest.raises(PetitionNotFound):
        petition_for_staff(world, BAY_OFFICER, number)


def test_part_is_taken_on_from_above_when_the_helper_lies_below(world) -> None:
    number = helped(world, PIER)
    do(world, number, "accept_assist", BAY_OFFICER)
    assert petition(world, number).assists[0].accepted_at
    with pytest.raises(PetitionNotFound):
        do(world, number, "finish_assist", staff(Role.OFFICER, GRID), note="x")


def test_each_part_is_taken_on_by_its_own_unit_when_several_help(world) -> None:
    number = helped(world, OAK, DEPARTMENT)
    do(world, number, "accept_assist", LAMPS)
    parts = {each.unit: each for each in petition(world, number).assists}
    assert (parts[DEPARTMENT].accepted_at, parts[OAK].accepted_at) == (world.clock.now(), None)


@pytest.mark.parametrize("unit", ["nobody", ELM, OAK])
def test_assist_is_refused_when_the_unit_is_unknown_the_owner_or_helps_already(world, unit) -> None:
    number = helped(world, OAK)
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "assist", unit=unit)
    assert refused.value.fields == {"unit": "unit_unknown"}


def test_release_is_refused_when_the_unit_does_not_help(world) -> None:
    number = helped(world, OAK)
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "release_assist", unit=PIER)
    assert refused.value.fields == {"unit": "unit_unknown"}


def test_unit_may_help_again_when_its_first_part_is_done(world) -> None:
    number = helped(world, OAK)
    do(world, number, "release_assist", unit=OAK)
    do(world, number, "assist", DISPATCHER, unit=OAK)
    assert [each.open for each in petition(world, number).assists] == [False, True]
    assert queued(world, OAK) == [number]


def test_assist_is_refused_when_ten_have_been_asked(world) -> None:
    number = helped(world)
    for _ in range(MOST_ASSISTS):
        do(world, number, "assist", unit=OAK)
        do(world, number, "release_assist", unit=OAK)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "assist", unit=OAK)


def test_named_units_are_called_in_when_escalated(world) -> None:
    number = report(world).number
    do(world, number, "escalate", reason="x", units=f"{DEPARTMENT},{OAK},{DEPARTMENT}")
    held = petition(world, number)
    assert (held.owner, held.status, held.assisting) == (HILL, Status.ASSIGNED, {DEPARTMENT, OAK})
    assert told(world, DEPARTMENT) == told(world, OAK) == told(world, HILL) == [(number, "escalate")]
    do(world, number, "accept_assist", LAMPS)


def test_too_many_units_are_refused_when_called_in_at_once(world) -> None:
    number = report(world).number
    for _ in range(9):
        do(world, number, "accept") if petition(world, number).status is Status.ASSIGNED else None
        do(world, number, "assist", unit=OAK)
        do(world, number, "release_assist", unit=OAK)
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "escalate", reason="x", units=f"{DEPARTMENT},{OAK}")
    assert refused.value.fields == {"units": "units_too_many"}


@pytest.mark.parametrize("way", ["transfer", "escalate", "assign", "assign_again"])
def test_unit_helps_no_more_when_it_comes_to_own_the_petition(world, way) -> None:
    helper = {"transfer": OAK, "escalate": HILL, "assign": OAK, "assign_again": ELM}[way]
    number = helped(world, *([helper] if helper != ELM else []))
    if way == "transfer":
        do(world, number, "transfer", unit=OAK, reason="x")
    elif way == "escalate":
        do(world, number, "escalate", reason="x")
    else:
        do(world, number, "send_back", reason="x")
        do(world, number, "assign", DISPATCHER, unit=helper)
    held = petition(world, number)
    assert (held.owner, held.assisting) == (helper, frozenset())
    who = staff(Role.OFFICER, helper)
    do(world, number, "accept", who)
    do(world, number, "close", who, note="x")


def test_helpers_are_released_when_a_supervisor_settles(world) -> None:
    number = unsolved_thrice(world)
    do(world, number, "accept", DISPATCHER)
    do(world, number, "assist", DISPATCHER, unit=OAK)
    do(world, number, "settle", SUPERVISOR, note="说明")
    assert petition(world, number).assisting == frozenset()
    assert told(world, OAK)[0] == told(world, DISTRICT)[0] == (number, "settle")


def test_helpers_are_released_when_the_citizen_takes_the_unhappy_answer_back(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    do(world, number, "escalate", HILL_OFFICER, reason="x", units=OAK)
    world.clock.move(hours=3)
    answers(world, number, HAPPY)
    held = petition(world, number)
    assert (held.status, held.owner, held.assisting) == (Status.SETTLED, ELM, frozenset())
    assert told(world, DISTRICT)[0] == told(world, OAK)[0] == (number, "answer_happy")


@pytest.mark.parametrize("ending", ["reject", "withdraw"])
def test_helpers_are_released_and_told_when_the_petition_ends(world, ending) -> None:
    number = helped(world, OAK)
    if ending == "reject":
        do(world, number, "reject", DISPATCHER, reason="in_court")
    else:
        from chalicelib.journey.links import DEVICE, Visit
        from chalicelib.journey.withdraw import withdraw

        withdraw(world, Visit(number, DEVICE), "")
    assert (petition(world, number).assisting, queued(world, OAK)) == (frozenset(), [])
    assert told(world, OAK)[0] == (number, ending)
    assert told(world, ELM)[0] == (number, ending)


def test_part_stays_open_when_the_lead_sends_back(world) -> None:
    number = helped(world, DEPARTMENT)
    do(world, number, "send_back", reason="x")
    assert petition(world, number).assisting == {DEPARTMENT}
    do(world, number, "assign", DISPATCHER, unit=OAK)
    assert petition(world, number).assisting == {DEPARTMENT}
