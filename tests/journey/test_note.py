"""Notes of staff: for whoever may see the petition, told to the units they name, and never to the citizen."""

import json

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Petition
from chalicelib.journey import links, look
from chalicelib.journey.links import Visit
from chalicelib.journey.note import write

from tests.fakes import FakePorts
from tests.fakes.district import DISPATCHER, DISTRICT, ELM, ELM_OFFICER, GRID_WORKER, HILL, OAK, PIER, staff
from tests.journey.steps import do, petition, report, told


def noted(world: FakePorts, number: str, words: str = "物业说周五换灯", *units: str, who=ELM_OFFICER, key: str = "") -> dict[str, object]:
    return write(world, who, number, words, units, key or world.ids.token(), "zh")


@pytest.fixture
def number(world: FakePorts) -> str:
    return report(world).number


def test_a_note_is_read_by_all_who_see_the_petition_oldest_first(world: FakePorts, number: str) -> None:
    noted(world, number, " 先问物业\x00 ")
    world.clock.move(minutes=1)
    noted(world, number, "再问街道", who=DISPATCHER)
    for who in (GRID_WORKER, staff(Role.OFFICER, HILL), DISPATCHER):
        shown = look.petition_for_staff(world, who, number)["notes"]
        assert [(each["text"], each["by"]) for each in shown] == [("先问物业", ELM_OFFICER.login), ("再问街道", DISPATCHER.login)]


def test_a_unit_that_is_named_is_told(world: FakePorts, number: str) -> None:
    noted(world, number, "请跟一下", HILL, DISTRICT, HILL)
    assert told(world, HILL)[0] == told(world, DISTRICT)[0] == (number, "mentioned")
    assert [each["unit"] for each in look.petition_for_staff(world, DISPATCHER, number)["notes"][0]["units"]] == [HILL, DISTRICT]


def test_a_unit_that_cannot_see_the_petition_is_not_named_until_it_helps(world: FakePorts, number: str) -> None:
    for unit in (OAK, PIER, "nobody"):
        with pytest.raises(InvalidInput) as refused:
            noted(world, number, "x", unit)
        assert refused.value.fields == {"units": "unit_cannot_see"}
    do(world, number, "accept")
    do(world, number, "assist", unit=PIER, note="x")
    noted(world, number, "x", PIER)
    assert (number, "mentioned") in told(world, PIER)


def test_a_note_moves_nothing_of_the_petition(world: FakePorts, number: str) -> None:
    before: Petition = petition(world, number)
    noted(world, number)
    assert petition(world, number) == before
    do(world, number, "accept", version=before.version)


def test_the_citizen_reads_no_note(world: FakePorts, number: str) -> None:
    noted(world, number, "此人经常投诉", HILL)
    for scope in (links.DEVICE, "link"):
        assert "经常投诉" not in json.dumps(look.status_for_citizen(world, Visit(number, scope), "zh"), ensure_ascii=False)
    assert not any("经常投诉" in str(each) for each in world.outbox.messages_of(petition(world, number).phone_key))


def test_the_same_note_again_stands_once(world: FakePorts, number: str) -> None:
    first = noted(world, number, key="k" * 20)
    world.clock.move(minutes=5)
    assert noted(world, number, key="k" * 20) == first
    assert len(world.petitions.opened(number)[3]) == 1
    with pytest.raises(IdempotencyMismatch):
        noted(world, number, "other words", key="k" * 20)


@pytest.mark.parametrize("who", [staff(Role.OFFICER, OAK), staff(Role.ADMIN, DISTRICT)])
def test_who_may_not_see_it_notes_nothing(world: FakePorts, number: str, who) -> None:
    for wanted in (number, "00000000000000"):
        with pytest.raises(PetitionNotFound):
            noted(world, wanted, who=who)
    assert world.memory.notes == []


@pytest.mark.parametrize(
    ("words", "units", "fault"),
    [
        (" \x00 ", (), {"text": "text_missing"}), ("x" * 2001, (), {"text": "text_too_long"}),
        ("x", (ELM, HILL, DISTRICT, "a", "b", "c"), {"units": "too_many"}),
    ],
)  # fmt: skip
def test_an_empty_or_endless_note_is_refused(
    world: FakePorts, number: str, words: str, units: tuple[str, ...], fault: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        noted(world, number, words, *units)
    assert refused.value.fields == fault
