"""Where somebody with many rights goes at the desk: everyday lists at once, the rest behind "More", with counts as they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.conftest import watched
from tests.frontend.desk_world import NOW, NUMBERS, fill_stub, item, tab
from tests.frontend.stub import Stub

MANY = ("dispatcher", "supervisor", "admin")
EVERY_DAY = ["To assign", "To do", "To decide", "Unhappy", "To publish", "New photos", "Notices", "Board", "Search", "To ring"]
RARE = ["All open", "Messages", "Exports", "Bulletins", "Numbers viewed", "Try rules", "Administration"]


@pytest.fixture(params=[1280, 360])
def wide(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == 1280)  # noqa: PLR2004


@pytest.fixture
def page(chromium: Any, origin: str, stub: Stub, wide: bool) -> Iterator[Any]:
    fill_stub(stub, *MANY)
    with watched(chromium, viewport={"width": 1280 if wide else 360, "height": 800}) as page:
        page.goto(f"{origin}/en/desk/#dispatch")
        page.locator(".row").first.wait_for()
        yield page


def tabs(page: Any) -> list[str]:
    return [" ".join(each.split()) for each in page.locator(".desk-head .tabs a:visible").all_inner_texts()]


def more(page: Any) -> Any:
    return page.get_by_role("button", name="More …")


def test_everyday_lists_stand_at_once_and_the_others_behind_one_button(page: Any, wide: bool) -> None:
    shown = EVERY_DAY if wide else EVERY_DAY[:3]
    assert [each.rstrip("0123456789 ") for each in tabs(page)] == shown
    expect(more(page)).to_have_attribute("aria-expanded", "false")
    if wide:
        assert page.locator(".desk-head nav").bounding_box()["height"] < 70, "one row"
    more(page).focus()
    page.keyboard.press("Enter")
    expect(more(page)).to_have_attribute("aria-expanded", "true")
    assert [each.rstrip("0123456789 ") for each in tabs(page)] == EVERY_DAY + RARE
    page.keyboard.press("Tab")  # on into what was opened, and not past it
    assert page.evaluate("document.activeElement.textContent") == (RARE[0] if wide else EVERY_DAY[3])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    heights = page.locator(".desk-head nav a:visible, .desk-head nav button").evaluate_all("all => all.map((each) => each.getBoundingClientRect().height)")
    assert min(heights) >= 44  # noqa: PLR2004
    page.keyboard.press("Escape")
    expect(more(page)).to_be_focused()
    expect(more(page)).to_have_attribute("aria-expanded", "false")


def test_a_screen_from_more_is_named_in_the_row_while_one_is_there(page: Any) -> None:
    tab(page, "Exports")
    page.get_by_role("heading", name="Exports", level=1).wait_for()
    here = page.locator(".desk-head .tabs a[aria-current]:visible")
    expect(here).to_have_text("Exports")
    expect(more(page)).to_have_attribute("aria-expanded", "false")
    assert tabs(page).count("Exports") == 1
    more(page).click()
    assert tabs(page).count("Exports") == 1
    tab(page, "To do")
    page.get_by_role("heading", name="To do").wait_for()
    assert "Exports" not in tabs(page)


@pytest.mark.parametrize(("address", "name"), [("admin/settings", "Administration"), ("board/s1/2025-08", "Board"), (f"publication/{NUMBERS[0]}/photos/d", "New photos")])
def test_what_was_opened_from_a_screen_names_that_screen(page: Any, address: str, name: str) -> None:
    page.evaluate("address => { location.hash = address; }", address)
    expect(page.locator(".desk-head .tabs a[aria-current]:visible")).to_have_text(re.compile(rf"^{name}( \d+)?$"))


def test_how_many_wait_stands_beside_a_list_as_soon_as_it_was_read_and_sums_up_behind_more(page: Any, stub: Stub, wide: bool) -> None:
    assert tabs(page)[0] == "To assign 12"
    assert tabs(page)[1:3] == ["To do", "To decide"], "nothing is read for the sake of a number"
    stub.desk["/api/desk/today"] = (200, stub.desk["/api/desk/today"][1] | {"items": [item(0), item(1)], "cursor": "further"})
    tab(page, "New photos")
    page.get_by_role("heading", name="New photos").wait_for()
    page.get_by_role("link", name="New photos 2+", exact=True).wait_for()
    tab(page, "To do")
    page.get_by_role("heading", name="To do").wait_for()
    if wide:
        expect(page.get_by_role("link", name="New photos 2+", exact=True)).to_be_visible()
    else:
        expect(more(page)).to_have_text("More … 2+")


def test_a_count_that_is_old_is_not_told(page: Any) -> None:
    page.clock.install()
    tab(page, "To decide")
    page.get_by_role("link", name="To decide 12", exact=True).wait_for()
    tab(page, "Help")
    page.get_by_role("heading", name="Help").wait_for()
    page.clock.fast_forward("11:00")
    tab(page, "Notices")
    page.get_by_role("heading", name="Notices").wait_for()
    page.get_by_role("link", name="To decide", exact=True).first.wait_for()


@pytest.mark.parametrize("role", ["officer", "grid_worker", "admin"])
def test_who_has_few_screens_at_a_wide_screen_sees_them_all(chromium: Any, origin: str, stub: Stub, role: str) -> None:
    fill_stub(stub, role)
    with watched(chromium, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{origin}/en/desk/")
        page.locator(".desk-head .tabs a").first.wait_for()
        assert more(page).count() == 0
        assert page.locator(".desk-head .tabs a:not(:visible)").count() == 0


def test_turning_the_phone_shows_what_there_is_room_for(page: Any) -> None:
    page.set_viewport_size({"width": 1100, "height": 700})
    page.get_by_role("link", name="To ring").wait_for()
    page.set_viewport_size({"width": 400, "height": 700})
    page.get_by_role("link", name="To ring").wait_for(state="hidden")


def test_a_list_that_is_polled_empty_counts_none(page: Any, stub: Stub) -> None:
    stub.desk["/api/desk/petitions"] = (200, {"items": [], "cursor": None, "now": NOW})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("link", name="To assign", exact=True).wait_for()
