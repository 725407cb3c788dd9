"""A bad line and an impatient thumb before the real local stage: each ends with exactly one petition at the desk."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.test_offline import WRITTEN_SECONDS, kill, opened
from tests.frontend.waiting import in_charge
from tests.lives.stage import Stage

pytestmark = pytest.mark.slow
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # Source: web.md, 400 kbit/s, 400 ms
SIZE = {"width": 360, "height": 740}
WORDS = "The lamp before house 3 has been dark since Monday."


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(Path(tmp_path_factory.mktemp("line")) / "home")
    try:
        made.to_morning()
        yield made
    finally:
        made.stop()


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=SIZE, locale="en-GB")
    context.set_default_timeout(60_000)
    yield context
    context.close()


def numbers(stage: Stage) -> set[str]:
    """All petitions that the desk has."""
    status, told, _ = stage.call("GET", "/api/desk/petitions?street=370202001&limit=100", Cookie=stage.sign_in("supervisor"))
    assert status == 200, told
    return {each["number"] for each in told["items"]}


def write(page: Any, stage: Stage) -> None:
    """The form filled in, at the last look before sending."""
    page.goto(f"{stage.origin}/en/report/")
    page.locator("#community option[value='370202001001']").wait_for(state="attached")
    page.fill("#text", WORDS)
    page.select_option("#community", "370202001001")
    page.check("#consent")


def look(page: Any) -> None:
    page.click("form button[name=step][value=check]")
    page.locator("#check").wait_for()


def arrived(stage: Stage, before: set[str]) -> str:
    """The one number that came since; a second would have come by now."""
    for _ in range(150):
        if numbers(stage) - before:
            break
        time.sleep(0.2)
    time.sleep(2)
    [number] = numbers(stage) - before
    return number


def test_petition_is_sent_once_by_itself_when_the_network_is_back(stage: Stage, phone: Any) -> None:
    before, page = numbers(stage), phone.new_page()
    write(page, stage)
    look(page)
    phone.set_offline(True)
    page.click("#send")
    page.locator("#waiting").wait_for()
    assert numbers(stage) == before
    phone.set_offline(False)
    page.wait_for_url("**/p/receipt*")
    arrived(stage, before)


def test_petition_is_sent_once_when_the_browser_was_killed_and_the_stage_was_away(stage: Stage, chromium: Any, tmp_path: Path) -> None:
    before, profile = numbers(stage), tmp_path / "profile"

    page = opened(chromium, profile).new_page()
    write(page, stage)
    in_charge(page)
    look(page)
    stage.stop()
    try:
        page.click("#send")
        page.locator("#waiting").wait_for()
        time.sleep(2 * WRITTEN_SECONDS)  # the stage that goes and comes makes the disk slow
        kill(profile)
        again = opened(chromium, profile)
        page = again.new_page()
        page.goto(f"{stage.origin}/en/")
        page.locator("#waiting").wait_for()
    finally:
        stage.start()
    page.locator("#arrived").wait_for()
    shown = page.locator("#arrived-number").inner_text()
    again.close()
    assert shown.replace("-", "") == arrived(stage, before)


def test_taps_on_a_slow_line_send_one_petition(stage: Stage, phone: Any) -> None:
    before, page = numbers(stage), phone.new_page()
    write(page, stage)
    line = phone.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G)
    page.evaluate("for (let tap = 0; tap < 5; tap += 1) document.querySelector('#report button[type=submit]').click()")
    page.locator("#check").wait_for()
    page.evaluate("for (let tap = 0; tap < 5; tap += 1) document.getElementById('send').click()")
    page.wait_for_url("**/p/receipt*")
    arrived(stage, before)


def test_back_after_sending_sends_nothing_more(stage: Stage, phone: Any) -> None:
    before, page = numbers(stage), phone.new_page()
    write(page, stage)
    look(page)
    page.click("#send")
    page.wait_for_url("**/p/receipt*")
    page.go_back()
    expect(page.locator("#text")).to_have_value("", timeout=60_000)
    page.go_forward()
    page.wait_for_url("**/p/receipt*")
    page.reload()
    arrived(stage, before)


def test_back_while_it_is_being_sent_and_sending_again_leaves_one(stage: Stage, phone: Any) -> None:
    before, page = numbers(stage), phone.new_page()
    page.goto(f"{stage.origin}/en/")
    write(page, stage)
    look(page)
    line = phone.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_3G | {"latency": 4_000})
    with page.expect_request("**/api/petitions*"):
        page.click("#send")
    page.go_back()
    page.wait_for_url(f"{stage.origin}/en/")
    line.send("Network.emulateNetworkConditions", SLOW_3G | {"latency": 0})
    page.goto(f"{stage.origin}/en/report/")
    page.locator("#text, #arrived").first.wait_for()
    if page.input_value("#text") == WORDS:  # it is sent by whoever looks first: this form again, or the page itself
        look(page)
        page.click("#send")
        page.wait_for_url("**/p/receipt*")
    arrived(stage, before)
