"""A district's messages at the desk, in a real browser."""

from playwright.sync_api import expect

from tests.frontend.desk_world import NUMBERS, SMS_FIGURES, sms
from tests.frontend.stub import Stub
from tests.frontend.test_desk_in_chromium import Open, open_desk

__all__ = ["open_desk"]
AT = f"/api/desk/petitions/{NUMBERS[0]}/messages"


def test_figures_and_what_is_to_be_decided_are_shown_and_a_decision_is_sent(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", address="#messages")
    expect(page.get_by_role("row", name="failed: no such number 2")).to_be_visible()
    expect(page.get_by_role("row", name="cost in yuan 11.30")).to_be_visible()
    expect(page.get_by_role("row", name="answered 31")).to_be_visible()
    expect(page.get_by_text("The longest wait is 2 days, since")).to_be_visible()
    expect(page.get_by_role("row", name="held back: too many messages that day 3")).to_be_visible()
    stub.desk["/api/desk/messages/undecided"] = (200, {"items": [], "oldest_at": None, "cursor": None, "now": SMS_FIGURES["now"]})
    page.get_by_role("button", name="It was sent").click()
    expect(page.get_by_text("Nothing to decide.")).to_be_visible()
    assert [(each["path"], each["body"]) for each in stub.sent] == [(f"{AT}/1-0/decision", {"decision": "sent"})]


def test_what_is_to_be_decided_comes_page_after_page(open_desk: Open, stub: Stub) -> None:
    waits = {"oldest_at": SMS_FIGURES["now"], "now": SMS_FIGURES["now"]}
    page = open_desk("dispatcher")
    stub.desk["/api/desk/messages/undecided"] = (200, {"items": [sms(0, "undecided", "timeout")], "cursor": "c1", **waits})
    page.evaluate("location.hash = '#messages'")
    expect(page.get_by_role("button", name="It was sent")).to_have_count(1)
    stub.desk["/api/desk/messages/undecided"] = (200, {"items": [sms(1, "undecided", "timeout")], "cursor": None, **waits})
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("button", name="It was sent")).to_have_count(2)
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)


def test_messages_of_a_petition_are_shown_with_reasons_and_sent_again_once(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", address=f"#petition/{NUMBERS[0]}")
    page.get_by_role("link", name="Messages about it").click()
    expect(page.locator(".panel").first).to_contain_text("no such number")
    stub.desk[AT] = (200, {"items": [sms(0, "failed", "refused_number"), sms(1, "waiting")], "now": SMS_FIGURES["now"]})
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".panel")).to_have_count(2)
    [sent] = stub.sent
    assert sent["path"] == f"{AT}/1-0/resending"
    assert sent["key"]


def test_history_tells_each_state_of_a_message_with_its_reason_among_what_was_done(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", address=f"#petition/{NUMBERS[0]}")
    lines = page.locator("ol.steps").last.locator("li")
    expect(lines).to_have_count(5)
    expect(lines.nth(2)).to_contain_text("SMS “Acknowledgement”: waits · written")
    expect(lines.nth(3)).to_contain_text("SMS “Acknowledgement”: sent · Amazon SNS")
    expect(lines.nth(4)).to_contain_text("SMS “Acknowledgement”: failed · not delivered · Amazon SNS")


def test_a_supervisor_sees_what_is_to_be_decided_and_decides_nothing(open_desk: Open) -> None:
    page = open_desk("supervisor", address="#messages")
    expect(page.locator(".panel").first).to_contain_text("to be decided")
    expect(page.get_by_role("button", name="It was sent")).to_have_count(0)
