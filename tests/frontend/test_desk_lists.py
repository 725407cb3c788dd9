"""A list that is longer than what is loaded: filters look through all of it, and say through how much."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.frontend.desk_world import NOW, NUMBERS, fill_stub, item, me
from tests.frontend.stub import Stub

PAGES = 3
OF_A_PAGE = 20
LATE = {"due_at": "2025-09-29T05:00:00+00:00"}
CALM = {"due_at": "2025-10-09T09:30:00+00:00"}


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    made = context.new_page()
    made.set_default_timeout(30_000)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def long_list(stub: Stub) -> list[str]:
    """Three pages; only the last one has what is late. The cursors that were asked for."""
    fill_stub(stub, "officer")
    asked: list[str] = []

    def listed(place: int) -> dict[str, Any]:
        items = [item(number, emergency=False, **(LATE if place == PAGES - 1 and number == 59 else CALM)) for number in range(place * OF_A_PAGE, (place + 1) * OF_A_PAGE)]
        return {"items": items, "cursor": str(place + 1) if place + 1 < PAGES else None, "now": NOW}

    def further(path: str) -> dict[str, Any]:
        [cursor] = parse_qs(urlsplit(path).query)["cursor"]
        asked.append(cursor)
        return listed(int(cursor))

    stub.desk["/api/desk/today"] = (200, listed(0) | {"me": me("officer"), "listing": "unit", "unit": "c1"})
    stub.desk["/api/desk/petitions"] = (200, further)
    return asked


def test_a_filter_looks_through_the_whole_list_and_says_through_how_much(page: Any, origin: str, stub: Stub) -> None:
    asked = long_list(stub)
    page.goto(f"{origin}/en/desk/")
    expect(page.locator(".shown")).to_have_text("20 of 20 shown, more below")
    assert asked == []
    page.locator(".more-filters summary").click()
    page.get_by_label("Deadline").select_option("late")
    page.locator(f"a[href='#petition/{NUMBERS[59]}']").wait_for()
    expect(page.locator(".shown")).to_have_text("1 of 60 shown")
    assert asked == ["1", "2"]
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_a_kept_filter_finds_what_is_not_loaded_yet_and_names_its_choice(page: Any, origin: str, stub: Stub) -> None:
    long_list(stub)
    stub.desk["/api/desk/petitions"] = (503, {"code": "unavailable", "message": "Too busy just now.", "fields": {}})
    kept = {"Works": {"words": "", "status": "on_hold", "category": "Trees", "pressing": ""}}
    page.add_init_script(f"localStorage.setItem('nuannan.desk.filters', {json.dumps(json.dumps(kept))})")
    page.goto(f"{origin}/en/desk/")
    page.locator(".more-filters summary").click()
    page.get_by_role("button", name="Works", exact=True).click()
    page.get_by_role("alert").get_by_text("Too busy just now.").wait_for()
    expect(page.locator(".shown")).to_have_text("0 of 20 shown, more below")
    expect(page.locator("#filter-category")).to_have_value("Trees")
    expect(page.locator("#filter-status")).to_have_value("on_hold")


def test_show_more_tells_that_there_is_no_connection_and_can_be_pressed_again(page: Any, origin: str, stub: Stub) -> None:
    asked = long_list(stub)
    page.goto(f"{origin}/en/desk/")
    more = page.get_by_role("button", name="Show more")
    more.wait_for()
    page.context.set_offline(True)
    more.press("Enter")
    page.locator(".alarm:focus").get_by_text("There is no connection.").wait_for()
    page.context.set_offline(False)
    more.press("Enter")
    expect(page.locator(".row")).to_have_count(40)
    expect(page.locator(".alarm")).to_have_count(0)
    assert asked == ["1"]
