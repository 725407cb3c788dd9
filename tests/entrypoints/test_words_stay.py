"""What was typed stays when it is refused: in the form again, with the summary, the field's error and the words as they came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chalicelib import wiring
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.journey import links

from tests.entrypoints.keeping import Browser, held
from tests.entrypoints.walk import fresh_world, petition_in
from tests.fakes import FakePorts
from tests.frontend.markup import Element, elements, faults


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    yield held.world


def seeing(world: FakePorts, status: Status, action: Action | None = None) -> Browser:
    browser = Browser()
    number = petition_in(world, status, action).number
    browser.jar["__Host-petition"] = links.visit_cookie(world, number, links.DEVICE)
    return browser


def area(page: str, name: str) -> Element:
    return next(each for each in elements(page) if each.tag == "textarea" and each.attributes["id"] == name)


@pytest.mark.parametrize(
    ("path", "status", "action", "words", "said"),
    [
        ("/p/appeal", Status.SETTLED, Action.APPEAL, "", "Give the reason"),
        ("/p/appeal", Status.SETTLED, Action.APPEAL, "x" * 9_000, "too long"),
        ("/p/withdraw", Status.HANDLING, None, "y" * 6_000, "too long"),
        ("/p/reopen", Status.MERGED, None, "z" * 6_000, "too long"),
    ],
)
def test_reason_stays_in_its_form_with_what_is_wrong_when_it_is_refused(
    world: FakePorts, path: str, status: Status, action: Action | None, words: str, said: str
) -> None:
    browser = seeing(world, status, action)
    before = {number: held for number, held in world.memory.petitions.items()}
    csrf = browser.hidden("/p/status?lang=en")["csrf"]
    told = browser.send("POST", f"{path}?lang=en", form={"csrf": csrf, "reason": words})
    name = path.removeprefix("/p/")
    assert told.status == 400
    assert faults(told.words) == []
    found = elements(told.words)
    assert next(each.text for each in found if each.tag == "title").startswith("Error: ")
    [link] = [each for each in found if each.tag == "a" and each.attributes["href"] == f"#{name}"]
    assert said in link.text
    field = area(told.words, name)
    assert (field.text.strip(), field.attributes["aria-describedby"]) == (words, f"{name}-error")
    assert "open" in next(each.attributes for each in found if each.tag == "details" and "open" in each.attributes)
    assert world.memory.petitions == before
    # As it stands there, shortened, it goes through.
    again = {each.attributes["name"]: each.attributes["value"] for each in found if each.attributes.get("type") == "hidden"}
    assert browser.send("POST", f"{path}?lang=en", form=again | {"reason": "short"}).status == 303


def test_reason_for_what_is_not_offered_any_more_gets_the_plain_page(world: FakePorts) -> None:
    browser = seeing(world, Status.HANDLING)
    csrf = browser.hidden("/p/status?lang=en")["csrf"]
    told = browser.send("POST", "/p/appeal?lang=en", form={"csrf": csrf, "reason": ""})
    assert (told.status, "That did not work" in told.words) == (400, True)
