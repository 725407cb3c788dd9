"""A double click at the desk does what one click does, and still selects a word where there are words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.frontend.conftest import watched
from tests.frontend.desk_world import CLOSE, NOW, NUMBERS, fill_stub, item, whole
from tests.frontend.stub import Stub
from tests.frontend.test_desk_bulletins import second_click
from tests.frontend.test_desk_publication import PATH, PHOTOS, PROPOSAL, PUBLIC

FIRST = NUMBERS[0]


@pytest.fixture
def page(chromium: Any, origin: str, stub: Stub) -> Iterator[Any]:
    fill_stub(stub, "dispatcher")
    stub.desk[PATH] = (200, PROPOSAL | {"photos": PHOTOS})
    stub.desk[f"POST {PATH}"] = (200, {"number": FIRST, "version": 8, "public": True})
    with watched(chromium, viewport={"width": 1280, "height": 900}) as page:
        page.goto(f"{origin}/en/desk/#publication/{FIRST}")
        page.get_by_role("button", name="Publish", exact=True).wait_for()
        yield page


def test_a_tick_holds_by_its_box_and_by_its_words(page: Any) -> None:
    ticks = page.get_by_role("checkbox")
    ticks.nth(0).dblclick()
    page.locator("label[for=clear-photo-1]").dblclick()
    expect(ticks.nth(0)).to_be_checked()
    expect(ticks.nth(1)).to_be_checked()
    ticks.nth(0).click()
    expect(ticks.nth(0)).not_to_be_checked()


def test_a_quick_answer_leaves_the_same_button_nothing_to_send(page: Any, stub: Stub) -> None:
    stub.desk[PATH] = (200, PROPOSAL | {"version": 8, "public": PUBLIC, "photos": PHOTOS})
    button = page.get_by_role("button", name="Publish", exact=True)
    button.click()
    again = page.get_by_role("button", name="Publish this instead")
    again.wait_for()
    second_click(page, again)
    expect(again).to_be_visible()
    page.get_by_role("checkbox").first.check()  # and what is clicked after it counts
    assert [each["body"]["decision"] for each in stub.sent if each["path"] == PATH] == ["publish"]


def test_a_photo_is_opened_once(page: Any) -> None:
    with page.expect_popup() as opened:
        page.locator(".judged a").first.dblclick()
    opened.value.wait_for_load_state()
    assert len(page.context.pages) == 2  # noqa: PLR2004


def test_what_folds_stays_open(page: Any, origin: str, stub: Stub) -> None:
    stub.desk[f"/api/desk/petitions/{FIRST}"] = (200, whole(0, CLOSE, status="handling"))
    page.goto(f"{origin}/en/desk/#petition/{FIRST}")
    page.locator("summary:visible").first.wait_for()
    folded = page.locator("details:not([open]) > summary:visible").element_handles()
    assert folded
    for each in folded:
        each.dblclick()
        assert each.evaluate("summary => summary.parentElement.open")
    more = page.get_by_role("button", name="More …")
    more.dblclick()
    expect(more).to_have_attribute("aria-expanded", "true")


def test_a_word_is_selected_by_a_double_click_in_a_field_and_in_a_text(page: Any) -> None:
    field = page.locator("#clear-reply")
    field.dblclick(position={"x": 20, "y": 22})
    assert field.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd).trim()") == "New"
    page.locator(".said").first.dblclick(position={"x": 10, "y": 14})
    assert page.evaluate("String(getSelection()).trim()") == "My"


def test_a_long_list_is_read_on_once_by_a_double_click_and_again_by_the_next(page: Any, origin: str, stub: Stub) -> None:
    asked: list[str] = []

    def listed(path: str) -> dict[str, Any]:
        asked.append(path)
        return {"items": [item(20 + len(asked))], "cursor": str(len(asked)), "now": NOW}

    stub.desk["/api/desk/today"] = (200, stub.desk["/api/desk/today"][1] | {"cursor": "first"})
    stub.desk["/api/desk/petitions"] = (200, listed)
    page.goto(f"{origin}/en/desk/#decide/d")
    more = page.get_by_role("button", name="Show more")
    more.dblclick()
    page.locator(".row").nth(12).wait_for()
    more.click()
    page.locator(".row").nth(13).wait_for()
    assert [parse_qs(urlsplit(path).query)["cursor"][0] for path in asked] == ["first", "1"]
