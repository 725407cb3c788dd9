"""Finding petitions by phone: for the command centre, and only what lies at or below its unit."""

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import Forbidden, InvalidInput, TooManyRequests
from chalicelib.journey.search import search

from tests.fakes import ports
from tests.fakes.district import DISTRICT, ELM, HILL, OAK, staff
from tests.journey.steps import PHONE, report

DISPATCHER = staff(Role.DISPATCHER, DISTRICT)


def test_petitions_of_a_phone_are_found_newest_first_however_it_is_written() -> None:
    world = ports()
    first = report(world).number
    world.clock.move(hours=1)
    second = report(world, community=OAK).number
    report(world, phone="13900139000")
    for written in (PHONE, f"+86 {PHONE}", "138-0013-8001"):
        assert [each["number"] for each in search(world, DISPATCHER, written, "en")] == [second, first]


def test_only_petitions_at_or_below_ones_unit_are_found() -> None:
    world = ports()
    number = report(world).number
    assert [each["number"] for each in search(world, staff(Role.SUPERVISOR, HILL), PHONE, "en")] == [number]
    assert search(world, staff(Role.SUPERVISOR, OAK), PHONE, "en") == []


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.OFFICER, Role.ADMIN])
def test_others_may_not_ask_whose_a_phone_is(role: Role) -> None:
    world = ports()
    report(world)
    with pytest.raises(Forbidden):
        search(world, staff(role, ELM), PHONE, "en")


def test_what_is_no_phone_is_refused_and_trying_many_is_stopped() -> None:
    world = ports()
    for _ in range(120):
        with pytest.raises(InvalidInput):
            search(world, DISPATCHER, "1380013", "en")
    with pytest.raises(TooManyRequests):
        search(world, DISPATCHER, PHONE, "en")
