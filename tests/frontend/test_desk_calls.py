"""Whom a dispatcher rings, in a real browser."""

from playwright.sync_api import expect

from tests.frontend.desk_world import NUMBERS
from tests.frontend.stub import Stub
from tests.frontend.test_desk_in_chromium import Open, open_desk
from tests.frontend.waiting import until

__all__ = ["open_desk"]
FIRST = NUMBERS[0]


def test_list_says_why_since_when_and_how_often(open_desk: Open) -> None:
    page = open_desk("dispatcher", address="#calls")
    lines = page.locator("li.call")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("a landline")
    expect(lines.nth(1)).to_contain_text("calls without an answer: 2")
    assert lines.nth(1).locator("time").first.evaluate("each => getComputedStyle(each).display") == "inline"  # one sentence stays one line


def test_what_was_told_is_sent_once_and_the_list_is_read_anew(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", address="#calls")
    page.locator("li.call").first.get_by_role("button").click()
    page.get_by_label("What they said").fill("The lamp is lit.")
    stub.desk["/api/desk/calls"] = (200, {"items": [], "cursor": None, "now": "2025-09-29T07:10:00+00:00"})
    page.get_by_role("button", name="Resolved, satisfied").click()
    expect(page.get_by_role("status").filter(has_text="Answer saved")).to_be_visible()
    expect(page.get_by_text("There is no one to ring.")).to_be_visible()
    [sent] = stub.sent
    assert (sent["path"], sent["body"]) == (f"/api/desk/petitions/{FIRST}/calls", {"version": 5, "digit": 1, "comment": "The lamp is lit."})
    assert sent["key"]


def test_a_vain_call_is_an_action_and_a_conflict_says_who_was_first(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", address="#calls")
    first = {"by": "petitioner", "action": "answer_happy", "at": "2025-09-29T07:00:00Z"}
    stub.desk[f"POST /api/desk/petitions/{FIRST}/actions"] = (409, {"code": "version_conflict", "message": "x", "fields": {}, "first": first})
    page.locator("li.call").first.get_by_role("button").click()
    page.get_by_role("button", name="Nobody answered").click()
    expect(page.get_by_role("alert")).to_contain_text("Citizen was first")
    until(lambda: [each["body"] for each in stub.sent] == [{"action": "not_reached", "version": 5, "note": ""}])


def test_a_supervisor_reads_the_list_and_enters_nothing(open_desk: Open) -> None:
    page = open_desk("supervisor", address="#calls")
    expect(page.locator("li.call")).to_have_count(3)
    expect(page.locator("li.call button")).to_have_count(0)
