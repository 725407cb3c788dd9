"""Erasing at the desk in a real browser: said before it is done, done once, and shown plainly afterwards."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.frontend.desk_world import NUMBERS, fill_stub, whole
from tests.frontend.stub import Stub
from tests.frontend.test_in_chromium import PERFECT, PROBE

FIRST = NUMBERS[0]
PATH = f"/api/desk/petitions/{FIRST}"
ERASED = {"number": FIRST, "status": "withdrawn", "version": 4, "erased_at": "2025-09-29T02:00:00+00:00"}


@pytest.fixture
def page(chromium: Any, origin: str, stub: Stub) -> Iterator[Any]:
    fill_stub(stub, "supervisor")
    stub.desk[PATH] = (200, whole(0, can_erase=True))
    stub.desk[f"POST {PATH}/erasure"] = (200, ERASED)
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.set_default_timeout(30_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{origin}/en/desk/#petition/{FIRST}")
    page.get_by_text("Erase words and number").wait_for()
    yield page
    context.close()
    assert faults == []


def test_what_goes_is_said_and_it_is_erased_once(page: Any, stub: Stub) -> None:
    page.get_by_text("Erase words and number").click()
    page.get_by_text("this also withdraws it in the citizen's name").wait_for()
    assert page.evaluate(PROBE)["sideways"] == 0
    assert page.evaluate(PROBE)["targets"] == PERFECT["targets"]
    erased = whole(0, can_erase=False, erased_at=ERASED["erased_at"], status="withdrawn", has_phone=False)
    stub.desk[PATH] = (200, erased | {"text": "", "notes": [], "version": 4})
    page.get_by_role("button", name="Erase for good").dblclick()
    page.get_by_text("The words were erased on").wait_for()
    page.get_by_text("The number was erased.").wait_for()
    assert [each["body"] for each in stub.sent if each["path"] == f"{PATH}/erasure"] == [{"version": 3}]
    assert page.get_by_text("Erase words and number").count() == 0


def test_a_second_click_that_comes_after_the_answer_erases_nothing_more(page: Any, stub: Stub) -> None:
    """The petition stays as it was on the screen, as it does until it is read again: only the click itself can be told."""
    page.get_by_text("Erase words and number").click()
    button = page.get_by_role("button", name="Erase for good")
    button.click()
    page.locator("[role=status]").get_by_text("Erased. Photos and number will be gone").first.wait_for()
    box = button.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(300)
    assert len([each for each in stub.sent if each["path"] == f"{PATH}/erasure"]) == 1


def test_who_came_second_is_told_who_was_first(page: Any, stub: Stub) -> None:
    first = {"by": "zhao", "action": "erase", "at": "2025-09-29T08:00:00+00:00"}
    stub.desk[f"POST {PATH}/erasure"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    page.get_by_text("Erase words and number").click()
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("zhao was first (Words and number erased, ").wait_for()
