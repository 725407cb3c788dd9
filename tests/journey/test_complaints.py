"""A complaint about staff never comes to the unit complained of nor below it, by whatever action (design section 3)."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Kind, Status
from chalicelib.journey.placement import placement_of

from tests.fakes.district import (
    BAY,
    DEPARTMENT,
    DISPATCHER,
    DISTRICT,
    ELM,
    GRID,
    HILL,
    HILL_OFFICER,
    OAK,
    PIER,
    staff,
)
from tests.journey.steps import UNSOLVED, answers, deliver, do, petition, report, told

LAMPS = staff(Role.OFFICER, DEPARTMENT)
BARRED = (HILL, ELM, OAK, GRID)


def complaint(world, about: str = HILL, owner: str | None = None, **fields) -> str:
    """A complaint about the staff of a unit, at the command centre or at its owner."""
    number = report(world, about_staff=True, **fields).number
    world.memory.petitions[number] = replace(petition(world, number), about_unit=about)
    if owner:
        do(world, number, "assign", DISPATCHER, unit=owner)
    return number


@pytest.mark.parametrize("fields", [{"about_staff": True}, {"category": "03"}])
def test_command_centre_has_it_when_submitted(world, fields) -> None:
    held = petition(world, report(world, **fields).number)
    assert (held.status, held.owner) == (Status.SUBMITTED, DISTRICT)
    assert held.hide_identity
    ground = world.districts.held
    assert placement_of(held, "", ground).unit is None
    plain = replace(held, about_staff=False, about_unit=None, kind=Kind.LIVELIHOOD, category="01")
    assert placement_of(plain, "", ground).unit in (ELM, DEPARTMENT)


@pytest.mark.parametrize("unit", BARRED)
@pytest.mark.parametrize("action", ["assign", "transfer", "assist", "escalate"])
def test_unit_complained_of_is_refused_when_somebody_names_it(world, unit, action) -> None:
    number = complaint(world, owner=None if action == "assign" else DEPARTMENT)
    who = DISPATCHER if action == "assign" else LAMPS
    if action == "assist":
        do(world, number, "accept", LAMPS)
    details = {"units": f"{PIER},{unit}"} if action == "escalate" else {"unit": unit}
    before = petition(world, number)
    with pytest.raises(InvalidInput) as refused:
        do(world, number, action, who, reason="x", **details)
    assert refused.value.fields == {"unit": "unit_complained_of"}
    assert petition(world, number) == before


@pytest.mark.parametrize("unit", [DEPARTMENT, BAY, PIER])
def test_unit_elsewhere_takes_it_when_named(world, unit) -> None:
    assert petition(world, complaint(world, owner=unit)).owner == unit


def test_complaint_about_one_community_may_go_to_its_street(world) -> None:
    assert petition(world, complaint(world, about=ELM, owner=HILL)).owner == HILL
    with pytest.raises(InvalidInput):
        do(world, complaint(world, about=ELM), "assign", DISPATCHER, unit=GRID)


@pytest.mark.parametrize("way", ["escalate", "unhappy"])
def test_command_centre_has_it_when_the_next_level_is_the_unit_complained_of(world, way) -> None:
    """It came to a grid before it was known whom it is about: up the tree lies the unit complained of."""
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "close", note="x")
    world.memory.petitions[number] = replace(petition(world, number), about_unit=HILL)
    if way == "unhappy":
        deliver(world)
        held = answers(world, number, UNSOLVED)
        assert (held.owner, len(held.rounds)) == (DISTRICT, 2)
        return
    other = report(world).number
    world.memory.petitions[other] = replace(petition(world, other), about_unit=HILL)
    do(world, other, "escalate", reason="x")
    assert petition(world, other).owner == DISTRICT


def test_staff_complained_of_see_and_hear_nothing_when_it_is_handled(world) -> None:
    number = complaint(world, owner=DEPARTMENT)
    do(world, number, "accept", LAMPS)
    do(world, number, "send_back", LAMPS, reason="x")
    do(world, number, "assign", DISPATCHER, unit=PIER)
    with pytest.raises(PetitionNotFound):
        do(world, number, "accept", HILL_OFFICER)
    for unit in BARRED:
        assert told(world, unit) == []
        assert world.petitions.queue("owner", unit, 9, None).items == []
        assert world.petitions.queue("assist", unit, 9, None).items == []


def test_unit_complained_of_is_barred_when_the_dispatcher_names_it(world) -> None:
    number = report(world, text="The people of Hill Street were rude.").number
    do(world, number, "send_back", staff(Role.OFFICER, petition(world, number).owner), reason="x")
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "assign", DISPATCHER, unit=ELM, about_unit=HILL)
    assert refused.value.fields == {"unit": "unit_complained_of"}
    do(world, number, "assign", DISPATCHER, unit=DEPARTMENT, about_unit=HILL)
    held = petition(world, number)
    assert (held.owner, held.about_unit, held.about_staff, held.hide_identity) == (DEPARTMENT, HILL, True, True)
    with pytest.raises(InvalidInput):
        do(world, number, "transfer", LAMPS, unit=ELM, reason="x")


@pytest.mark.parametrize("code", ["nowhere", DISTRICT])
def test_assignment_is_refused_when_the_unit_complained_of_is_none(world, code) -> None:
    number = report(world, about_staff=True).number
    with pytest.raises(InvalidInput) as refused:
        do(world, number, "assign", DISPATCHER, unit=DEPARTMENT, about_unit=code)
    assert refused.value.fields == {"about_unit": "about_unit_unknown"}
