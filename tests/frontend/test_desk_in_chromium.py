"""The desk in a real browser, by keyboard where it matters."""

from typing import Any

import pytest

from tests.frontend.stub import Stub

ITEM = {
    "number": "12345678901234", "status": "assigned", "category": "01", "category_name": "Roads", "place_name": "Hill", "urgency": 2,
    "emergency": True, "owner": "c1", "submitted_at": "2025-09-29T01:00:00Z", "due_at": "2025-09-29T05:00:00Z", "version": 3,
    "round_number": 2, "calendar_missing": False,
}  # fmt: skip
WHOLE = {
    "petition": ITEM | {"owner_name": "Hill Community"}, "text": "<img src=x onerror=alert(1)> dark", "version": 3, "now": "2025-09-29T07:10:00Z",
    "history": [{"at": "2025-09-29T01:00:00Z", "action": "submit", "by": "petitioner", "role": "citizen", "owner_name": "District", "text": ""}],
    "actions": [{"action": "accept", "needs": []}, {"action": "transfer", "needs": ["unit", "reason"], "units": [{"code": "c2", "name": "Lake"}]}],
}  # fmt: skip
ME = {
    "login": "li",
    "name": "Li",
    "roles": [{"role": "officer", "unit": "c1", "unit_name": "Hill Community"}],
}
FORBIDDEN = {"code": "forbidden", "message": "Not yours.", "fields": {}}
ACTIONS = "POST /api/desk/petitions/12345678901234/actions"


@pytest.fixture
def desk(chromium: Any, origin: str, stub: Stub) -> Any:
    stub.desk |= {
        "/api/desk/me": (200, ME),
        "/api/desk/petitions": (200, {"items": [ITEM], "cursor": None, "now": "2025-09-29T07:10:00Z"}),
        "/api/desk/petitions/12345678901234": (200, WHOLE),
        ACTIONS: (200, {}),
    }
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(5000)
    page.goto(f"{origin}/en/desk/")
    yield page
    context.close()


def open_petition(page: Any) -> None:
    page.get_by_role("link", name="1234-5678-901-234").press("Enter")
    page.get_by_role("heading", name="What you can do now").wait_for()


def test_queue_counts_down_against_the_servers_clock(desk: Any) -> None:
    desk.get_by_text("2 h late").wait_for()
    assert desk.get_by_text("Emergency").is_visible()
    assert desk.evaluate("document.activeElement.tagName") == "H1"


def test_administrator_alone_is_told_where_they_are_and_can_sign_out(desk: Any, stub: Stub) -> None:
    role = {"role": "admin", "unit": "d", "unit_name": "District"}
    stub.desk |= {"/api/desk/me": (200, ME | {"roles": [role]}), "/api/desk/petitions": (403, FORBIDDEN)}
    desk.reload()
    desk.get_by_text("You look after people").wait_for()
    assert desk.get_by_role("button", name="Sign out").is_visible()


def test_what_is_forbidden_is_said_and_signs_nobody_out(desk: Any, stub: Stub) -> None:
    stub.desk |= {"/api/desk/petitions": (403, FORBIDDEN)}
    desk.goto(desk.url.partition("#")[0] + "#unit/elsewhere")
    desk.reload()
    desk.get_by_text("Not yours.").wait_for()
    assert desk.get_by_label("Password").count() == 0


def test_sign_in_is_asked_for_when_there_is_no_session(chromium: Any, origin: str, stub: Stub) -> None:
    refused = {"code": "sign_in_refused", "message": "Login or password is wrong.", "fields": {}}
    stub.desk |= {
        "/api/desk/me": (401, {"message": "Unauthorized"}),
        "POST /api/desk/session": (401, refused),
    }
    page = chromium.new_page()
    page.goto(f"{origin}/en/desk/")
    page.fill("#login", "li")
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.get_by_text("Login or password is wrong.").wait_for()
    stub.desk |= {
        "/api/desk/me": (200, ME),
        "POST /api/desk/session": (200, ME),
        "/api/desk/petitions": (200, {"items": [], "cursor": None}),
    }
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing is waiting here.").wait_for()
    page.close()


def test_petition_shows_words_as_words_and_a_form_for_each_action(desk: Any) -> None:
    open_petition(desk)
    assert desk.get_by_text("<img src=x onerror=alert(1)> dark").is_visible()
    assert desk.locator("summary").all_inner_texts() == ["Transfer"]
    desk.locator("summary", has_text="Transfer").press("Enter")
    assert desk.get_by_label("Unit").locator("option").all_inner_texts() == ["Please choose", "Lake"]
    assert desk.get_by_label("Reason").is_visible()


def test_done_is_said_when_the_action_was_taken(desk: Any) -> None:
    open_petition(desk)
    desk.get_by_role("button", name="Accept").press("Enter")
    desk.get_by_text("Done: Accept.").wait_for()


def test_conflict_names_who_was_first_and_shows_how_it_stands(desk: Any, stub: Stub) -> None:
    first = {"by": "Wang", "action": "transfer", "at": "2025-09-29T06:29:00Z"}
    stub.desk[ACTIONS] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    open_petition(desk)
    desk.get_by_role("button", name="Accept").press("Enter")
    desk.get_by_text("Somebody was first: Wang, “Transfer”. Nothing of yours was written.").wait_for()
    assert desk.evaluate("document.activeElement.className") == "alarm"
    stub.desk["/api/desk/petitions/12345678901234"] = (200, WHOLE | {"actions": []})
    desk.get_by_role("button", name="Show how it stands now").press("Enter")
    desk.get_by_text("Nothing is to be done by you now.").wait_for()


def test_the_page_itself_never_scrolls_sideways_at_320(desk: Any) -> None:
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.get_by_text("2 h late").wait_for()
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    open_petition(desk)
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
