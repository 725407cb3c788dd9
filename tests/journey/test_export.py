"""A file of petitions: what the person may see, once, on record, and nothing for who may not any more."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import IO

import pytest
from chalicelib.domain.actors import HeldRole, Role, Staff
from chalicelib.domain.errors import Forbidden, InvalidInput, NotFound, TooManyRequests
from chalicelib.domain.ports import Person
from chalicelib.journey import export as journey
from chalicelib.journey.export import address, ask, make, own, steps
from chalicelib.journey.find import Asked

from tests.fakes import FakePorts
from tests.fakes.district import BAY, DISPATCHER, DISTRICT, ELM, HILL, OAK, PIER, SUPERVISOR, staff
from tests.journey.test_find import reported


def write(lines: Iterator[tuple], form: str, language: str) -> IO[bytes]:
    return BytesIO("\n".join(f"{line[0]} {line[-1]}" for line in lines).encode())


def hired(world: FakePorts, who: Staff, **changes) -> Staff:
    held = Person(who.login, who.login, who.login, who.roles, "", disabled=False, session_epoch=0)
    world.people.add(replace(held, **changes))
    return who


def made(world: FakePorts, who: Staff, **asked) -> list[str]:
    """What stands in the file, line by line."""
    form = asked.pop("form", "csv")
    waiting = ask(world, hired(world, who), Asked(**asked), form, "zh")
    assert make(world, who.login, waiting["id"], write) == "ready"
    return world.exports.files[waiting["id"]].decode().splitlines()


def test_a_file_holds_what_the_person_may_see_newest_first(world: FakePorts) -> None:
    for community in (ELM, OAK, PIER):
        reported(world, f"灯坏了 {community}", community=community)
    said = lambda lines: [line.split()[-1] for line in lines]  # noqa: E731
    assert said(made(world, staff(Role.OFFICER, HILL))) == [OAK, ELM]
    assert said(made(world, DISPATCHER)) == [PIER, OAK, ELM]
    assert said(made(world, DISPATCHER, unit=BAY)) == [PIER]
    assert made(world, SUPERVISOR, since="2025-10-01") == []


def test_pages_of_the_index_leave_nothing_out(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "LIST", 4)
    monkeypatch.setattr(journey, "MOST_READ", 3)
    for serial in range(11):
        reported(world, f"灯坏了 {serial}")
    assert [line.split()[-1] for line in made(world, DISPATCHER)] == [str(serial) for serial in reversed(range(11))]


def test_a_file_takes_so_many_lines_and_says_that_there_were_more(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journey, "MOST_ROWS", 2)
    for _ in range(3):
        reported(world, "灯坏了")
    assert len(made(world, DISPATCHER)) == 2
    assert own(world, DISPATCHER, "zh")[0] | {"id": ""} == {
        "id": "", "unit": DISTRICT, "unit_name": "小区", "since": "", "until": "", "form": "csv", "state": "ready", "rows": 2, "cut": True,
        "asked_at": world.clock.now().isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize(("role", "unit"), [(Role.OFFICER, DISTRICT), (Role.GRID_WORKER, ELM), (Role.ADMIN, DISTRICT)])
def test_a_unit_beyond_ones_own_is_refused(world: FakePorts, role: Role, unit: str) -> None:
    with pytest.raises(Forbidden):
        ask(world, staff(role, ELM), Asked(unit=unit), "csv", "zh")
    assert world.exports.entries == []


@pytest.mark.parametrize("changes", [{"disabled": True}, {"roles": (HeldRole(Role.OFFICER, OAK),)}, {"roles": ()}])
def test_who_may_not_any_more_gets_no_file(world: FakePorts, changes: dict[str, object]) -> None:
    reported(world, "灯坏了")
    who = staff(Role.OFFICER, ELM)
    waiting = ask(world, who, Asked(), "csv", "zh")
    hired(world, who, **changes)
    assert make(world, who.login, waiting["id"], write) == "failed"
    assert world.exports.files == {}
    with pytest.raises(NotFound):
        address(world, who, waiting["id"])


def test_a_file_is_made_once_however_often_it_is_asked_of_the_function(world: FakePorts) -> None:
    reported(world, "灯坏了")
    made(world, DISPATCHER)
    (held,) = world.exports.held.values()
    reported(world, "又坏了")
    assert make(world, DISPATCHER.login, held.id, write) == "ready"
    assert b"\xe5\x8f\x88" not in world.exports.files[held.id]
    assert make(world, DISPATCHER.login, "nothing", write) == "gone"


def test_each_step_is_on_record_for_the_command_centre_without_a_word_of_a_petition(world: FakePorts) -> None:
    reported(world, "灯坏了")
    who = staff(Role.OFFICER, ELM)
    waiting = ask(world, hired(world, who), Asked(), "csv", "zh")
    world.clock.move(minutes=1)
    make(world, who.login, waiting["id"], write)
    world.clock.move(minutes=1)
    (held,) = world.exports.held.values()
    assert address(world, who, held.id).endswith("name=petitions-C-elm-20250929-0101.csv")
    rows, _ = steps(world, SUPERVISOR, DISTRICT, 10, None, "en")
    assert [(each["by"], each["action"], each["unit_name"], each["rows"]) for each in reversed(rows)] == [
        (who.login, "asked", "Elm Community", 0), (who.login, "made", "Elm Community", 1), (who.login, "fetched", "Elm Community", 1),
    ]  # fmt: skip
    assert "灯" not in str(world.exports.entries)
    assert held.id not in str(rows), "the record must not hold the name of the file"
    with pytest.raises(Forbidden):
        steps(world, who, ELM, 10, None, "zh")


def test_a_file_of_somebody_else_is_not_there(world: FakePorts) -> None:
    made(world, DISPATCHER)
    (held,) = world.exports.held.values()
    with pytest.raises(NotFound):
        address(world, SUPERVISOR, held.id)
    assert own(world, SUPERVISOR, "zh") == []


def test_a_form_or_a_day_that_is_none_is_refused_and_many_in_a_day_are_stopped(world: FakePorts) -> None:
    with pytest.raises(InvalidInput):
        ask(world, DISPATCHER, Asked(since="x"), "csv", "zh")
    with pytest.raises(InvalidInput):
        ask(world, DISPATCHER, Asked(), "pdf", "zh")
    for _ in range(20):
        ask(world, DISPATCHER, Asked(), "csv", "zh")
    with pytest.raises(TooManyRequests):
        ask(world, DISPATCHER, Asked(), "csv", "zh")
