"""The first screen: one call, and no body when nothing has changed."""

from types import SimpleNamespace
from unittest.mock import patch

import pytest
from chalicelib import wiring

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, fresh_world
from tests.fakes import FakePorts
from tests.fakes.district import ELM
from tests.journey.steps import report

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
OFFICER = {"principalId": "w", "name": "W", "roles": f'[["officer", "{ELM}"]]'}
ADMIN = {"principalId": "a", "name": "A", "roles": '[["admin", "D"]]'}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakePorts:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    return held.world


def get(path: str, who: dict[str, str], **headers: str) -> SimpleNamespace:
    sent = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, "GET", path, None, sent, who)


def test_first_screen_names_the_person_and_lists_their_queue(world: FakePorts) -> None:
    receipt = report(world)
    told = get("/api/desk/today?lang=en", OFFICER)
    assert told.status == 200
    assert told.body["me"]["roles"] == [{"role": "officer", "unit": ELM, "unit_name": "Elm Community", "level": "community"}]
    assert "reveal_contact" in told.body["me"]["may"]
    assert "change_organisation" not in told.body["me"]["may"]
    assert told.body["me"]["zone"] == "Asia/Shanghai"
    assert (told.body["listing"], told.body["unit"]) == ("unit", ELM)
    assert [each["number"] for each in told.body["items"]] == [receipt.number]
    assert told.body["items"][0]["owner_name"] == "Elm Community"


def test_first_screen_of_who_lists_nothing_is_empty_and_no_refusal(world: FakePorts) -> None:
    told = get("/api/desk/today", ADMIN)
    assert (told.status, told.body["listing"], told.body["items"]) == (200, "", [])


@pytest.mark.parametrize("path", ["/api/desk/today", "/api/desk/petitions"])
def test_a_list_that_has_not_changed_is_answered_without_a_body(world: FakePorts, path: str) -> None:
    report(world)
    first = get(path, OFFICER)
    world.clock.move(minutes=1)
    again = get(path, OFFICER, if_none_match=first.headers["etag"])
    assert (again.status, again.words) == (304, "")
    report(world)
    changed = get(path, OFFICER, if_none_match=first.headers["etag"])
    assert changed.status == 200
    assert len(changed.body["items"]) == 2
    assert changed.headers["etag"] != first.headers["etag"]
