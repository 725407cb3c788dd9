"""A petition that meets no network: it is kept, sent by itself, and arrives once, whatever happens to the browser."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ARGUMENTS, CHROMIUM
from tests.frontend.stub import RECEIPT, Stub, serve
from tests.frontend.test_in_chromium import REFUSAL, send, write

# Chromium writes what a page keeps to the disk within five seconds; what is younger dies with a killed process.
WRITTEN_SECONDS = 6


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    context.set_default_timeout(30_000)
    yield context
    context.close()


def keys(stub: Stub) -> list[str]:
    return [each["headers"]["idempotency-key"] for each in stub.received]


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


def test_a_killed_browser_sends_it_once_after_it_was_opened_again_without_a_network(
    chromium: Any, site: Path, stub: Stub, tmp_path: Path
) -> None:
    server = serve(site, stub)
    port, profile = server.server_port, tmp_path / "profile"
    origin = f"http://127.0.0.1:{port}"

    def opened() -> Any:
        context = chromium.browser_type.launch_persistent_context(
            str(profile), executable_path=str(CHROMIUM), args=ARGUMENTS, viewport={"width": 360, "height": 740}
        )
        context.set_default_timeout(30_000)
        return context

    page = opened().new_page()
    write(page, origin)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    server.shutdown()
    server.server_close()
    send(page)
    page.locator("#waiting").wait_for()
    time.sleep(WRITTEN_SECONDS)
    kill(profile)
    again = opened()
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


def test_the_form_and_its_lists_open_without_a_network(phone: Any, site: Path, stub: Stub) -> None:
    server = serve(site, stub)
    page = phone.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/en/report/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    server.shutdown()
    server.server_close()
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    assert page.locator("#lists-missing").is_hidden()
