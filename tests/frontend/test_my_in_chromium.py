"""One's own petitions in a real browser, against a stub of the API."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.stub import Stub

MINE = {"items": [{
    "number": "12345678901234", "number_shown": "1234-5678-901-234", "status": "closed", "status_text": "The unit says it is done. We are asking you",
    "category_name": "Lighting", "place_name": "Hill <b>Community</b>", "submitted_at": "2025-09-29T01:00:00Z",
}], "followed": []}  # fmt: skip
FOLLOWED = {
    "number": "22345678901234", "number_shown": "2234-5678-901-234", "status": "handling", "status_text": "Being worked on", "category_name": "Noise <i>",
    "street_name": "North Street",
}  # fmt: skip
NOT_PROVED = (404, {"code": "link_invalid", "message": "This link no longer works.", "fields": {}})
WRONG = (400, {"code": "invalid_input", "message": "Look.", "fields": {"code": {"code": "proof_wrong", "message": "This code is wrong."}}})
OVER = (410, {"code": "proof_over", "message": "This code is over.", "fields": {}})


@pytest.fixture
def page(page: Any, stub: Stub) -> Any:
    stub.desk |= {"/api/mine": NOT_PROVED, "POST /api/codes": (200, {"digits": 6, "minutes": 5}), "POST /api/mine/visits": (200, {"number": "12345678901234"})}
    return page


def ask(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/my/")
    page.fill("#phone", "13800138001")
    page.click("#ask button")
    expect(page.locator("#code")).to_be_focused()


def test_the_list_opens_by_a_code_and_leads_to_the_petition(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["POST /api/codes/verification"] = (200, MINE)
    ask(page, origin)
    page.fill("#code", "482913")
    page.click("#prove button[type=submit]")
    expect(page.locator("#mine h2")).to_have_text("Lighting · Hill <b>Community</b>")
    expect(page.locator("#mine")).to_contain_text("Number 1234-5678-901-234")
    page.click("#mine button")
    page.wait_for_url("**/p/status?lang=en")
    assert [(each["path"], each["body"]) for each in stub.sent] == [
        ("/api/codes", {"phone": "13800138001"}), ("/api/codes/verification", {"code": "482913"}), ("/api/mine/visits", {"number": "12345678901234"}),
    ]  # fmt: skip
    assert "1380013" not in page.url


def test_the_code_step_names_the_end_of_the_number_and_the_way_back_keeps_what_was_typed(page: Any, origin: str) -> None:
    ask(page, origin)
    expect(page.locator("#sent")).to_contain_text("the number ending 8001")
    assert "13800138001" not in page.locator("#prove").inner_text()
    page.get_by_role("button", name="Wrong number, or no code?").click()
    expect(page.locator("#phone")).to_be_focused()
    expect(page.locator("#phone")).to_have_value("13800138001")


def test_a_wrong_code_is_told_beside_it_and_one_that_is_over_leads_back(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["POST /api/codes/verification"] = WRONG
    ask(page, origin)
    page.click("#prove button[type=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#code-error")).to_contain_text("This code is wrong.")
    stub.desk["POST /api/codes/verification"] = OVER
    page.click("#prove button[type=submit]")
    expect(page.locator("#phone")).to_be_visible()
    expect(page.locator(".error-summary")).to_contain_text("This code is over.")


def test_the_list_is_there_at_once_when_the_phone_was_proved_before(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["/api/mine"] = (200, MINE)
    page.goto(f"{origin}/en/my/")
    expect(page.locator("#mine h2")).to_have_text("Lighting · Hill <b>Community</b>")
    expect(page.locator("#ask")).to_be_hidden()


def test_what_a_phone_follows_is_listed_and_stopped(page: Any, origin: str, stub: Stub) -> None:
    stub.desk |= {"/api/mine": (200, {"items": [], "followed": [FOLLOWED]}), "POST /api/mine/stops": (200, {"items": [], "followed": []})}
    page.goto(f"{origin}/en/my/")
    expect(page.locator("#mine h3")).to_have_text("Noise <i> · North Street")
    expect(page.locator("#mine a")).to_have_attribute("href", "/public/petitions/22345678901234?lang=en")
    page.click("#mine button")
    expect(page.locator("#mine")).to_have_text("No petition was sent from this number.")
    expect(page.locator("h1")).to_be_focused()
    assert [(each["path"], each["body"]) for each in stub.sent] == [("/api/mine/stops", {"number": "22345678901234"})]


def test_without_script_the_page_leads_to_the_steps(chromium: Any, origin: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/en/my/")
    page.wait_for_url("**/p/my?lang=en")
    context.close()
