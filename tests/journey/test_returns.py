"""Who sends back to whom: counted when the command centre decides, in its month, once."""

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.journey.board import returns

from tests.fakes import FakePorts
from tests.fakes.district import DISPATCHER, DISTRICT, ELM, ELM_OFFICER, HILL, OAK, SUPERVISOR, staff
from tests.journey.steps import do, report


def sent_back(world: FakePorts, to: str, key: str = "") -> str:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "send_back", ELM_OFFICER, reason="x", note="x")
    do(world, number, "assign", DISPATCHER, key, unit=to)
    return number


def rows(world: FakePorts, unit: str = DISTRICT, period: str = "", who=SUPERVISOR) -> list[tuple[object, ...]]:
    shown = returns(world, who, unit, period, "en")["rows"]
    return [(each["unit"], each["to"], each["times"], each["upheld"]) for each in shown]


def test_pairs_are_counted_when_it_is_decided_the_most_frequent_first(world: FakePorts) -> None:
    for to in (HILL, OAK, OAK, ELM):
        sent_back(world, to)
    assert rows(world) == [(ELM, OAK, 2, True), (ELM, ELM, 1, False), (ELM, HILL, 1, True)]
    world.clock.move(days=7)  # October
    sent_back(world, HILL)
    assert rows(world) == [(ELM, HILL, 1, True)]
    assert len(rows(world, period="2025-09")) == 3


def test_what_is_rejected_or_still_waits_is_no_pair_and_a_second_assignment_adds_none(world: FakePorts) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "send_back", ELM_OFFICER, reason="x", note="x")
    assert rows(world) == []
    do(world, number, "reject", DISPATCHER, reason="private_dispute")
    assert rows(world) == []
    moved = sent_back(world, OAK)
    do(world, moved, "transfer", staff(Role.OFFICER, OAK), unit=HILL, reason="x", note="x")
    assert rows(world) == [(ELM, OAK, 1, True)]


def test_a_unit_sees_its_own_and_those_below_it(world: FakePorts) -> None:
    sent_back(world, OAK)
    assert rows(world, HILL, who=staff(Role.SUPERVISOR, HILL)) == rows(world, ELM, who=staff(Role.OFFICER, ELM)) == [(ELM, OAK, 1, True)]
    assert rows(world, OAK) == []
    with pytest.raises(Forbidden):
        rows(world, DISTRICT, who=staff(Role.OFFICER, HILL))
    with pytest.raises(InvalidInput):
        rows(world, period="never")
