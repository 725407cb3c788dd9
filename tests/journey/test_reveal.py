"""Who may learn a petitioner's number: checked where it is asked for and again where it is opened, and always on record."""

from datetime import timedelta

import pytest
from chalicelib.domain.actors import HeldRole, Role
from chalicelib.domain.errors import (
    ContactHidden,
    ContactMissing,
    Forbidden,
    NotSignedIn,
    PetitionNotFound,
    TooManyRequests,
)
from chalicelib.domain.ports import Person, Session
from chalicelib.journey import reveal
from chalicelib.journey.sign_in import _key

from tests.fakes import FakePorts
from tests.fakes.district import DISTRICT, ELM, HILL, OAK, staff
from tests.journey.steps import PHONE, report


def signed_in(world: FakePorts, role: Role, unit: str) -> str:
    """The token of a session of somebody with one role."""
    login, token = f"{role}-{unit}", f"token-{role}-{unit}"
    world.people.add(Person(login, login, login, (HeldRole(role, unit),), "", disabled=False, session_epoch=0))
    world.people.open_session(Session(_key(world, token), login, 0, world.clock.now() + timedelta(hours=1)))
    return token


@pytest.mark.parametrize(("role", "unit"), [(Role.GRID_WORKER, ELM), (Role.OFFICER, HILL), (Role.DISPATCHER, DISTRICT)])
def test_number_is_opened_and_put_on_record_for_who_works_on_it(world: FakePorts, role: Role, unit: str) -> None:
    number = report(world, name="王先生").number
    shown = reveal.open_for(world, signed_in(world, role, unit), number)
    assert (shown.phone, shown.name) == (f"+86{PHONE}", "王先生")
    (entry,) = world.reveals.entries
    assert (entry.district, entry.number, entry.owner, entry.by, entry.at) == (
        DISTRICT, number, ELM, f"{role}-{unit}", world.clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "unit", "refused"),
    [(Role.OFFICER, OAK, PetitionNotFound), (Role.GRID_WORKER, HILL, Forbidden), (Role.ADMIN, DISTRICT, PetitionNotFound)],
)
def test_nothing_is_opened_for_anybody_else(world: FakePorts, role: Role, unit: str, refused: type) -> None:
    number = report(world).number
    with pytest.raises(refused):
        reveal.open_for(world, signed_in(world, role, unit), number)
    with pytest.raises(refused):
        reveal.ask(world, staff(role, unit), number, "any")
    assert world.reveals.entries == []


def test_nothing_is_opened_without_a_session_whatever_the_caller_says(world: FakePorts) -> None:
    number = report(world).number
    token = signed_in(world, Role.OFFICER, ELM)
    for said in ("", "invented"):
        with pytest.raises(NotSignedIn):
            reveal.open_for(world, said, number)
    world.clock.move(hours=2)
    with pytest.raises(NotSignedIn):
        reveal.open_for(world, token, number)
    assert world.reveals.entries == []


@pytest.mark.parametrize("fields", [{"hide_identity": True}, {"about_staff": True}, {"category": "03"}])
def test_units_do_not_learn_who_wished_to_be_hidden_and_the_command_centre_does(world: FakePorts, fields: dict) -> None:
    number = report(world, **fields).number
    held = world.petitions.get(number)
    with pytest.raises(ContactHidden):
        reveal.open_for(world, signed_in(world, Role.OFFICER, held.owner), number)
    assert world.reveals.entries == []
    assert reveal.open_for(world, signed_in(world, Role.DISPATCHER, DISTRICT), number).phone == f"+86{PHONE}"


def test_a_petition_without_a_number_says_so(world: FakePorts) -> None:
    number = report(world, phone="").number
    with pytest.raises(ContactMissing):
        reveal.ask(world, staff(Role.OFFICER, ELM), number, "any")
    erased = report(world).number
    del world.memory.contacts[erased]
    with pytest.raises(ContactMissing):
        reveal.ask(world, staff(Role.OFFICER, ELM), erased, "any")


def test_a_person_who_asks_for_everybodys_number_is_stopped(world: FakePorts) -> None:
    number = report(world).number
    for _ in range(60):
        reveal.ask(world, staff(Role.OFFICER, ELM), number, "any")
    with pytest.raises(TooManyRequests):
        reveal.ask(world, staff(Role.OFFICER, ELM), number, "any")


def test_only_the_command_centre_reads_who_saw_which_number(world: FakePorts) -> None:
    number = report(world).number
    reveal.open_for(world, signed_in(world, Role.OFFICER, ELM), number)
    items, cursor = reveal.revealed(world, staff(Role.SUPERVISOR, DISTRICT), DISTRICT, 9, None, "en")
    assert [(each["number"], each["by"], each["by_name"], each["owner_name"]) for each in items] == [(number, f"officer-{ELM}", f"officer-{ELM}", "Elm Community")]
    assert cursor is None
    for who in (staff(Role.OFFICER, DISTRICT), staff(Role.SUPERVISOR, HILL)):
        with pytest.raises(Forbidden):
            reveal.revealed(world, who, DISTRICT, 9, None, "en")
