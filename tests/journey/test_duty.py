"""A petition of an absent person's grid reaches the one who covers, who acts in their own name."""

from datetime import timedelta

import pytest
from chalicelib.domain import totp
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import PetitionNotFound
from chalicelib.domain.ports import Person
from chalicelib.domain.rota import Cover
from chalicelib.journey.look import petition_for_staff
from chalicelib.journey.sign_in import Attempt, recognise, sign_in

from tests.fakes.district import DISTRICT, ELM, OAK
from tests.journey.steps import do, report

SECRET = b"12345678901234567890"


def hire(world, login: str, unit: str) -> None:
    role = HeldRole(Role.GRID_WORKER, unit)
    sealed = f"{login}:{SECRET.hex()}"
    world.people.add(Person(login, login, login, (role,), f"hash:{login}", False, 1, sealed_totp=sealed))


def enter(world, login: str) -> str:
    """The token of a session."""
    code = totp.code(SECRET, totp.step_of(world.clock.now()))
    return sign_in(world, Attempt(login, login, code, "192.0.2.1", "")).token


@pytest.fixture
def covered(world):
    hire(world, "absent", ELM)
    hire(world, "covering", OAK)
    now = world.clock.now()
    world.districts.rota = (Cover("absent", "covering", now, now + timedelta(hours=2), DISTRICT),)
    return world


def test_covering_person_accepts_in_their_own_name_while_the_rota_says_so(covered) -> None:
    number = report(covered, community=ELM).number
    token = enter(covered, "covering")
    who = recognise(covered, token)
    assert who.roles == (HeldRole(Role.GRID_WORKER, OAK), HeldRole(Role.GRID_WORKER, ELM))
    do(covered, number, "accept", who)
    _, entries, _ = covered.petitions.whole(number)
    assert (entries[-1].by.id, str(entries[-1].by.role)) == ("covering", "grid_worker")
    covered.clock.move(hours=2)
    after = recognise(covered, token)
    assert after.roles == (HeldRole(Role.GRID_WORKER, OAK),)
    with pytest.raises(PetitionNotFound):
        petition_for_staff(covered, after, number)


def test_nothing_is_handed_on_when_it_is_held_in_another_district(covered) -> None:
    hire(covered, "foreign", "unit-of-elsewhere")
    now = covered.clock.now()
    covered.districts.rota = (Cover("foreign", "covering", now, now + timedelta(hours=2), DISTRICT),)
    who = recognise(covered, enter(covered, "covering"))
    assert who.roles == (HeldRole(Role.GRID_WORKER, OAK),)
