"""Ticking photos through the real app: hostile lists, who may, and what a neighbour's check then answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.petition import Kind, Status
from chalicelib.entrypoints.http import ORIGIN_KEY

from tests.entrypoints.gateway import OURS, ask, fresh_app
from tests.entrypoints.walk import authorizer, fresh_world
from tests.fakes import FakePorts
from tests.fakes.district import IN_HILL
from tests.journey.steps import petition, report
from tests.journey.test_clear_photos import photo
from tests.journey.test_photos_wait import arrived

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
PATH = "/api/desk/petitions/{number}/publication"
FRONT = OURS | {ORIGIN_KEY: "front"}
LAMP = {"point": IN_HILL, "community": None, "category": "01"}


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    yield held.world


def post(world: FakePorts, number: str, photos: object, role: Role = Role.DISPATCHER, key: str = "", **more: object) -> SimpleNamespace:
    body = {"decision": "photos", "version": petition(world, number).version, "photos": photos} | more
    headers = FRONT | {"idempotency-key": key or world.ids.token()}
    return ask(app, "POST", PATH, body, headers, authorizer(role, Relation.BELOW, PATH), {"number": number})


def checked() -> SimpleNamespace:
    point = {"longitude": IN_HILL[0], "latitude": IN_HILL[1], "datum": "wgs84"}
    return ask(app, "POST", "/api/checks", {"text": "The lamp is dark.", "consent": True, "category": "01", "point": point}, FRONT)


def test_a_ticked_photo_comes_with_the_check_and_one_taken_back_does_not(world: FakePorts) -> None:
    number = report(world, **LAMP).number
    file, other = photo(world, number), photo(world, number, slot=2)
    assert [each["photo"] for each in checked().body["nearby"]] == [""]
    assert post(world, number, [file]).status == 200
    told = checked()
    assert [each["photo"] for each in told.body["nearby"]] == [world.photo_files.address(file, "small")]
    assert (other in told.words, f"{file}/large" in told.words) == (False, False)
    assert post(world, number, []).status == 200
    assert file not in checked().words


@pytest.mark.parametrize("hidden", [{"about_staff": True}, {"kind": Kind.ENFORCEMENT}, {"status": Status.WITHDRAWN}, {"status": Status.REJECTED}, {"status": Status.MERGED}])
def test_a_photo_of_what_is_hidden_later_is_in_no_check(world: FakePorts, hidden: dict[str, object]) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    post(world, number, [file])
    assert file in checked().words
    world.memory.petitions[number] = replace(world.memory.petitions[number], **hidden)
    assert file not in checked().words


def test_a_check_reads_no_place_of_a_photo(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cleared lies in the petition, which is read in any case: a photo costs a check no read."""
    number = report(world, **LAMP).number
    file = photo(world, number)
    post(world, number, [file])
    for name in ("of", "find"):
        monkeypatch.setattr(world.photos, name, None)
    assert file in checked().words


@pytest.mark.parametrize("photos", [["x"] * 13, ["x"] * 10_000, ["x" * 65], [1], [None], [["x"]], "x", {"x": 1}, 5, True])
def test_what_is_no_list_of_a_petitions_photos_is_refused_before_anything_is_read(world: FakePorts, photos: object) -> None:
    number = report(world, **LAMP).number
    before = petition(world, number)
    told = post(world, number, photos)
    assert (told.status, told.body["code"], list(told.body["fields"])) == (400, "invalid_input", ["photos"])
    assert petition(world, number) == before


@pytest.mark.parametrize("seen", [["x"] * 13, ["x" * 65], [1], [None], "x", {"x": 1}, 5])
def test_what_is_no_list_of_photos_that_were_looked_at_is_refused(world: FakePorts, seen: object) -> None:
    number = report(world, **LAMP).number
    before = petition(world, number)
    told = post(world, number, [], seen=seen)
    assert (told.status, told.body["code"], list(told.body["fields"])) == (400, "invalid_input", ["seen"])
    assert petition(world, number) == before


def waiting(seat: str = '[["dispatcher", "D"]]') -> SimpleNamespace:
    return ask(app, "GET", "/api/desk/petitions?photos=D", None, FRONT, {"principalId": "w", "name": "W", "roles": seat})


def test_a_photo_that_arrived_is_listed_until_it_was_looked_at(world: FakePorts) -> None:
    number, other = report(world, **LAMP).number, report(world, **LAMP).number
    assert waiting().body["items"] == []
    file, late = arrived(world, number), arrived(world, number, "photo-0002")
    assert [(each["number"], each["status"]) for each in waiting().body["items"]] == [(number, "assigned")]
    seen = ask(app, "GET", PATH, None, FRONT, authorizer(Role.DISPATCHER, Relation.BELOW, PATH), {"number": number}).body
    assert (seen["waits"], [(each["file"], each["new"]) for each in seen["photos"]]) == ("photos", [(file, True), (late, True)])
    assert post(world, number, [], seen=[file]).status == 200
    assert [each["number"] for each in waiting().body["items"]] == [number]
    assert post(world, number, [file], seen=[file, late]).status == 200
    assert waiting().body["items"] == []
    arrived(world, other)
    assert [each["number"] for each in waiting().body["items"]] == [other]
    assert waiting('[["officer", "C-elm"]]').status == 403


def test_another_petitions_photo_and_one_that_there_is_not_are_answered_alike(world: FakePorts) -> None:
    number, other = report(world, **LAMP).number, report(world, **LAMP).number
    mine, foreign = photo(world, number), photo(world, other)
    answers = [post(world, number, [mine, each]) for each in (foreign, "f" * 43, "", "../../x", "𝕊" * 20, "\x00")]
    assert {(each.status, each.words) for each in answers} == {(400, answers[0].words)}
    assert answers[0].body["fields"]["photos"]["code"] == "photo_unknown"
    assert petition(world, number).cleared_photos == ()


def test_the_same_photo_many_times_is_one(world: FakePorts) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    assert post(world, number, [file] * 12).status == 200
    assert len(petition(world, number).cleared_photos) == 1


def test_doubled_late_and_outraced_commands_change_nothing(world: FakePorts) -> None:
    number = report(world, **LAMP).number
    file, version = photo(world, number), petition(world, number).version
    first = post(world, number, [file], key="k" * 20)
    again = post(world, number, [file], key="k" * 20, version=version)
    assert (again.status, again.body) == (200, first.body)
    other = post(world, number, [], key="k" * 20, version=version)
    assert (other.status, other.body["code"]) == (409, "idempotency_mismatch")
    late = post(world, number, [], version=version)
    assert (late.status, late.body["code"], late.body["first"]["action"]) == (409, "version_conflict", "clear_photos")
    assert len(petition(world, number).cleared_photos) == 1


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.OFFICER, Role.ADMIN])
def test_who_may_not_clear_finds_nothing_there(world: FakePorts, role: Role) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    assert post(world, number, [file], role).status == 404
    assert file not in checked().words
