"""The desk's screen of bulletins, in a real browser: words before the issue, a case from what was cleared, a revision."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.desk_world import BULLETIN_DRAFT as DRAFT
from tests.frontend.desk_world import BULLETIN_ISSUED as ISSUED
from tests.frontend.desk_world import BULLETINS as ANSWER
from tests.frontend.desk_world import fill_stub
from tests.frontend.stub import Stub
from tests.frontend.test_in_chromium import PERFECT, PROBE

PATH = "/api/desk/bulletins"
@pytest.fixture
def page(chromium: Any, origin: str, stub: Stub) -> Iterator[Any]:
    fill_stub(stub, "supervisor")
    stub.desk[f"PUT {PATH}/draft"] = (200, DRAFT | {"version": 2})
    stub.desk[f"POST {PATH}/revision"] = (200, DRAFT | {"revision": 2})
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{origin}/en/desk/#bulletins")
    page.get_by_role("heading", name="Bulletins: Some District").wait_for()
    yield page
    context.close()
    assert faults == []


def sent(stub: Stub, end: str) -> list[Any]:
    return [each["body"] for each in stub.sent if each["path"] == f"{PATH}/{end}"]


def test_it_fits_a_phone_and_shows_what_is_out(page: Any) -> None:
    page.get_by_role("link", name="July 2025 · No. 7 · revision 1").wait_for()
    assert page.evaluate(PROBE)["sideways"] == 0
    assert page.evaluate(PROBE)["targets"] == PERFECT["targets"]


def test_words_and_a_cleared_case_are_issued_once(page: Any, stub: Stub) -> None:
    page.get_by_label("Remarks").fill("Quick work")
    page.get_by_text("Published petitions").click()
    page.get_by_role("button", name="Use as a case").click()
    page.get_by_label("Title of a typical case").fill("The lamp")
    page.get_by_label("Thanks, one per line").fill("Mr Wang\n\nThe stairwell leaders")
    stub.desk[PATH] = (200, ANSWER | {"drafts": [DRAFT | {"version": 2, "remarks": "Quick work", "approved_at": "2025-09-01T02:00:00+00:00"}]})
    page.get_by_role("button", name="Approve for issue").dblclick()
    page.get_by_text("Approved").wait_for()
    assert sent(stub, "draft") == [{
        "unit": "d", "period": "2025-08", "version": 1, "approve": True, "remarks": "Quick work", "thanks": ["Mr Wang", "The stairwell leaders"],
        "cases": [{"title": "The lamp", "text": "The lamp is <b>dark</b>.\nIt shines."}],
    }]  # fmt: skip


def test_what_was_refused_stays_on_the_screen(page: Any, stub: Stub) -> None:
    fields = {"remarks": {"code": "personal_data", "message": "This seems to hold a phone number."}}
    stub.desk[f"PUT {PATH}/draft"] = (400, {"code": "invalid_input", "message": "Please check what is marked.", "fields": fields})
    page.get_by_label("Remarks").fill("Ring 13800138001")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("This seems to hold a phone number.").wait_for()
    assert page.get_by_label("Remarks").input_value() == "Ring 13800138001"


def test_a_revision_is_ordered_with_its_reason_and_all_that_was_said(page: Any, stub: Stub) -> None:
    row = page.get_by_role("row", name="Answers 59 60")
    row.wait_for()
    page.get_by_role("button", name="Correct: July 2025 · No. 7 · revision 1").click()
    page.get_by_label("Why is it being corrected?").fill("A word was wrong")
    correction = page.locator(".panel", has=page.get_by_label("Why is it being corrected?"))
    assert correction.get_by_label("Thanks, one per line").input_value() == "Mr Wang\nMs Li"
    assert correction.get_by_label("Title of a typical case").input_value() == "The lamp"
    correction.get_by_label("Remarks").fill("Good work")
    page.get_by_role("button", name="Order a revision").dblclick()
    page.get_by_text("The revision will be issued within the hour.").first.wait_for()
    expect(page.get_by_role("button", name="Order a revision")).to_have_count(0)  # nobody orders it again
    assert sent(stub, "revision") == [{
        "unit": "d", "period": "2025-07", "corrects": 1, "why": "A word was wrong", "remarks": "Good work",
        "cases": [{"title": "The lamp", "text": "It shines."}], "thanks": ["Mr Wang", "Ms Li"],
    }]  # fmt: skip


def second_click(page: Any, what: Any) -> None:
    """What a double click does after its first click, wherever the page has moved in between."""
    box = what.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)


def test_the_second_click_of_a_double_follows_no_link_that_came_under_it(page: Any) -> None:
    page.get_by_role("button", name="Correct: July 2025 · No. 7 · revision 1").click()
    page.get_by_label("Why is it being corrected?").wait_for()
    link = page.get_by_role("link", name="July 2025 · No. 7 · revision 1")
    link.scroll_into_view_if_needed()
    second_click(page, link)
    page.wait_for_timeout(300)
    assert "/desk/" in page.url
    link.click()  # a click of its own does
    page.wait_for_url("**/bulletins/d/2025-07/r1/index.html", wait_until="commit")


def test_only_the_last_revision_of_each_is_corrected_and_older_ones_too(page: Any, stub: Stub) -> None:
    assert page.get_by_role("button", name="Correct:").count() == 1
    old = {"period": "2023-02", "issue": 2, "issue_of_year": 2, "revision": 0, "issued_at": "2023-03-01T00:20:00+00:00", "href": "/bulletins/d/2023-02/index.html"}
    stub.desk[PATH] = (200, ANSWER | {"issued": [*ANSWER["issued"], old], "older": False})
    page.get_by_role("button", name="Show older").click()
    page.get_by_role("button", name="Correct: February 2023 · No. 2").wait_for()
    assert page.get_by_role("button", name="Show older").count() == 0


def test_one_that_is_ordered_already_says_so(page: Any, stub: Stub) -> None:
    stub.desk[f"{PATH}/issued"] = (200, ISSUED | {"ordered_at": "2025-09-02T02:00:00+00:00"})
    page.get_by_role("button", name="Correct:").click()
    page.get_by_text("The revision will be issued within the hour.").wait_for()
    assert page.get_by_role("button", name="Order a revision").count() == 0
