"""A petition that meets no network: it is kept, sent by itself, and arrives once, whatever happens to the browser."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chalicelib.messages.errors import text
from playwright.sync_api import expect

from tests.conftest import ARGUMENTS, CHROMIUM
from tests.frontend.stub import CHECKED, FORM, RECEIPT, Stub, serve
from tests.frontend.test_in_chromium import REFUSAL, send, write
from tests.frontend.waiting import cached, in_charge, until

# Chromium writes what a page keeps to the disk within five seconds; what is younger dies with a killed process.
WRITTEN_SECONDS = 6

# A page that waits its patience out for each file in turn takes longer; one that waits once takes a fraction.
HANGING_MS = 8_000


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def keys(stub: Stub) -> list[str]:
    return [each["headers"]["idempotency-key"] for each in stub.received]


def opened(chromium: Any, profile: Path) -> Any:
    """A browser whose profile outlasts it, as a phone's does."""
    context = chromium.browser_type.launch_persistent_context(str(profile), executable_path=str(CHROMIUM), args=ARGUMENTS, viewport={"width": 360, "height": 740})
    context.set_default_timeout(30_000)
    return context


def kill(profile: Path) -> None:
    """Ends the browser of this profile as a dead battery does."""
    killed = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                os.kill(int(process.name), signal.SIGKILL)
                killed += 1
        except (FileNotFoundError, ProcessLookupError):
            continue
    assert killed


def test_it_is_sent_once_by_itself_when_the_network_is_back(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    write(page, origin)
    phone.set_offline(True)
    send(page)
    page.locator("#waiting").wait_for()
    assert stub.received == []
    phone.set_offline(False)
    page.wait_for_url("**/p/receipt*")
    page.goto(f"{origin}/en/")
    page.wait_for_timeout(500)
    assert page.locator("#waiting").is_hidden()
    assert len(stub.received) == 1


def test_two_open_pages_send_under_one_key(phone: Any, origin: str, stub: Stub) -> None:
    first, second = phone.new_page(), phone.new_page()
    write(first, origin)
    phone.set_offline(True)
    send(first)
    first.locator("#waiting").wait_for()
    phone.set_offline(False)
    second.goto(f"{origin}/en/")
    first.wait_for_url("**/p/receipt*")
    assert len(set(keys(stub))) == 1


def test_a_fault_of_the_server_is_waited_out_under_the_same_key(phone: Any, origin: str, stub: Stub) -> None:
    fault = (503, {"code": "unavailable", "message": "Later.", "fields": {}})
    stub.answers = [fault, fault, (201, RECEIPT)]
    page = phone.new_page()
    write(page, origin)
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert len(keys(stub)) == 3
    assert len(set(keys(stub))) == 1


def test_the_form_comes_back_with_its_words_when_the_waiting_petition_is_refused(
    phone: Any, origin: str, stub: Stub
) -> None:
    stub.answers = [None, (400, REFUSAL)]
    page = phone.new_page()
    write(page, origin)
    send(page)
    page.locator("#waiting").wait_for()
    page.click("#try-now")
    page.locator("#text-error").wait_for()
    assert page.locator("#waiting").is_hidden()
    assert page.input_value("#text").startswith("The lamp")
    page.reload()
    page.wait_for_timeout(500)
    assert len(stub.received) == 2


def test_what_the_device_can_know_to_be_wrong_is_said_without_a_line_and_nothing_is_kept_to_be_sent(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#text", "The lamp is dark.")
    page.fill("#phone", "1234")
    page.select_option("#category", "02")
    in_charge(page)
    phone.set_offline(True)
    page.click("#report button[type=submit]")
    page.locator("#consent-error").wait_for()
    told = page.locator(".error-summary a").all_inner_texts()
    assert told == [text(code, "en") for code in ("phone_invalid", "consent_missing", "place_missing", "answer_missing")]
    assert page.locator("#check").is_hidden()
    page.check("#consent")
    page.fill("#phone", "")
    page.select_option("[id='answers.when']", "night")
    page.fill("#place_words", "Behind the school")
    send(page)
    page.locator("#waiting").wait_for()
    phone.set_offline(False)
    page.wait_for_url("**/p/receipt*")
    assert len(stub.received) == 1


def test_the_form_says_at_once_why_what_waited_was_refused(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    write(page, origin)
    in_charge(page)
    phone.set_offline(True)
    send(page)
    page.locator("#waiting").wait_for()
    page.goto(f"{origin}/en/")
    stub.answers = [(400, REFUSAL)]
    phone.set_offline(False)
    page.locator("#refused a").click()
    expect(page.locator("#text-error")).to_contain_text("Tell us what the problem is.")
    page.reload()
    expect(page.locator("#text-error")).to_contain_text("Tell us what the problem is.")
    stub.answers = [(201, RECEIPT)]
    page.fill("#text", "The lamp is dark, and has been since Monday.")
    send(page)
    page.wait_for_url("**/p/receipt*")
    # Now and then Chromium lets through what a page sends through its worker while it is told to have no network, and takes the answer away:
    # for the page a lost answer as any other, after which the same words come once more under the same key.
    *before, last = [each["body"]["text"] for each in stub.received]
    assert (set(before), last) == ({"The lamp before house 3 has been dark since Monday."}, "The lamp is dark, and has been since Monday.")
    assert len(set(keys(stub))) == 1


@pytest.mark.slow
def test_a_killed_browser_sends_it_once_after_it_was_opened_again_without_a_network(
    chromium: Any, site: Path, stub: Stub, tmp_path: Path
) -> None:
    server = serve(site, stub)
    port, profile = server.server_port, tmp_path / "profile"
    origin = f"http://127.0.0.1:{port}"

    page = opened(chromium, profile).new_page()
    write(page, origin)
    in_charge(page)
    server.shutdown()
    server.server_close()
    send(page)
    page.locator("#waiting").wait_for()
    time.sleep(WRITTEN_SECONDS)
    kill(profile)
    again = opened(chromium, profile)
    page = again.new_page()
    page.goto(f"{origin}/en/report/")
    page.locator("#waiting").wait_for()
    page.goto(f"{origin}/en/")
    page.locator("#waiting").wait_for()
    assert stub.received == []
    server = serve(site, stub, port)
    page.locator("#arrived").wait_for()
    assert page.locator("#arrived-number").text_content() == RECEIPT["number_shown"]
    again.close()
    server.shutdown()
    server.server_close()
    assert len(stub.received) == 1


@pytest.mark.slow
def test_a_killed_browser_sends_each_of_a_queue_once_after_it_was_opened_again_without_a_network(chromium: Any, site: Path, stub: Stub, tmp_path: Path) -> None:
    server = serve(site, stub)
    port, profile = server.server_port, tmp_path / "profile"
    origin = f"http://127.0.0.1:{port}"

    page = opened(chromium, profile).new_page()
    page.goto(f"{origin}/en/")
    in_charge(page)
    cached(page, "shelf.js", "shelf_words.js", "shelf_store.js")
    write(page, origin)
    server.shutdown()
    server.server_close()
    send(page)
    page.get_by_role("button", name="Write another one").click()
    page.fill("#text", "The bin overflows.")
    page.select_option("#community", "c1")
    page.check("#consent")
    send(page)
    expect(page.locator("#shelf li")).to_have_count(2)
    time.sleep(WRITTEN_SECONDS)
    kill(profile)
    again = opened(chromium, profile)
    page = again.new_page()
    page.goto(f"{origin}/en/report/")
    expect(page.locator("#shelf li")).to_have_count(2)
    expect(page.locator("#report")).to_be_hidden()
    page.goto(f"{origin}/en/")
    expect(page.locator("#shelf li")).to_have_count(2)
    assert stub.received == []
    server = serve(site, stub, port)
    expect(page.locator("#shelf .number")).to_have_count(2, timeout=60_000)
    again.close()
    server.shutdown()
    server.server_close()
    assert [each["body"]["text"][:7] for each in stub.received] == ["The lam", "The bin"]
    assert len(set(keys(stub))) == 2


def test_the_form_and_its_lists_open_without_a_network(phone: Any, site: Path, stub: Stub) -> None:
    server = serve(site, stub)
    page = phone.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/en/report/")
    in_charge(page)
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    server.shutdown()
    server.server_close()
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    assert page.locator("#lists-missing").is_hidden()


@pytest.mark.parametrize("path", ["/", "/report/"])
def test_nothing_but_the_page_is_fetched_before_the_first_touch_and_all_that_opens_offline_after_it(phone: Any, origin: str, stub: Stub, path: str) -> None:
    page = phone.new_page()
    page.goto(origin + path)
    page.wait_for_load_state("networkidle")
    named = set(page.evaluate("[...document.querySelectorAll('link[href], script[src]')].map((each) => new URL(each.href || each.src).pathname)"))
    if path == "/":  # whose scripts are not named in the page, but asked for by it
        named |= set(page.evaluate("performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"))
    assert set(stub.fetched) - {path, "/favicon.ico", *named} <= {"/api/form"}
    page.dispatch_event("body", "pointerdown")
    cached(page, "/report/", "/help/", "checking.js", "suggest.js")


def test_the_worker_comes_after_ten_seconds_to_who_touches_nothing(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(f"{origin}/")
    page.wait_for_load_state("networkidle")
    page.clock.fast_forward(9_000)
    assert "/sw.js" not in stub.fetched
    page.clock.fast_forward(2_000)
    until(lambda: "/sw.js" in stub.fetched, page)


def test_what_is_kept_is_shown_soon_on_a_line_that_hangs_and_fresh_lists_are_still_taken(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    page.goto(f"{origin}/en/report/")
    in_charge(page)
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    cached(page, "/api/form")
    stub.fetched.clear()
    stub.stalled = threading.Event()
    page.goto(f"{origin}/en/report/", wait_until="commit", timeout=HANGING_MS)
    expect(page.locator("#report")).to_be_visible(timeout=HANGING_MS)
    page.locator("#community option[value=c1]").wait_for(state="attached", timeout=HANGING_MS)
    assert [path for path in stub.fetched if path.startswith("/assets/")] == []
    until(lambda: "/api/form" in stub.fetched, page)
    street = {**FORM["streets"][0], "communities": [{"code": "c2", "name": "Valley Community"}]}
    stub.form = {**FORM, "streets": [street]}
    stub.stalled.set()
    until(lambda: "c2" in page.evaluate("async () => (await caches.match('/api/form?lang=en'))?.text() ?? ''"), page)


def test_a_page_of_a_function_is_waited_for_however_long_the_line_hangs(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    page.goto(f"{origin}/en/report/")
    in_charge(page)
    stub.fetched.clear()
    stub.stalled = threading.Event()
    page.evaluate("location.assign('/p/status')")
    until(lambda: "/p/status" in stub.fetched, page)
    stub.stalled.set()
    expect(page.locator("h1")).to_have_text("/p/status")


def test_back_after_sending_finds_an_empty_form_and_sends_nothing(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    write(page, origin)
    send(page)
    page.wait_for_url("**/p/receipt*")
    page.go_back()
    expect(page.locator("#report")).to_be_visible(timeout=15_000)
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator("#check")).to_be_hidden()
    page.go_forward()
    page.wait_for_url("**/p/receipt*")
    page.go_back()
    expect(page.locator("#text")).to_have_value("")
    page.reload()
    expect(page.locator("#text")).to_have_value("")
    assert len(stub.received) == 1


def test_back_while_it_is_being_sent_leaves_one_petition(phone: Any, origin: str, stub: Stub) -> None:
    stub.delay = threading.Event()
    page = phone.new_page()
    page.goto(f"{origin}/en/")
    write(page, origin)
    send(page)
    while not stub.received:
        page.wait_for_timeout(50)
    page.go_back()
    page.wait_for_url(f"{origin}/en/")
    stub.delay.set()
    page.goto(f"{origin}/en/report/")
    expect(page.locator("#text")).to_have_value("The lamp before house 3 has been dark since Monday.")
    stub.checks = [(200, CHECKED)]
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert len(set(keys(stub))) == 1


def test_taps_on_a_very_slow_line_send_one_petition(phone: Any, origin: str, stub: Stub) -> None:
    page = phone.new_page()
    write(page, origin)
    line = phone.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
    line.send("Network.emulateNetworkConditions", slow)
    page.evaluate("for (let tap = 0; tap < 5; tap += 1) document.querySelector('#report button[type=submit]').click()")
    page.locator("#check").wait_for()
    page.evaluate("for (let tap = 0; tap < 5; tap += 1) document.getElementById('send').click()")
    page.wait_for_url("**/p/receipt*")
    assert len(stub.received) == 1
    assert len(stub.checked) == 1
