"""The desk where there is no network: what is kept, what is sent once and in order, and what is said when nothing can be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.conftest import watched
from tests.frontend.desk_world import ACCEPT, CLOSE, NUMBERS, action, fill_stub, whole
from tests.frontend.stub import Stub
from tests.frontend.test_photos import taken
from tests.frontend.waiting import in_charge, until

FIRST = NUMBERS[0]
AT = f"/api/desk/petitions/{FIRST}"
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1200, "height": 900}
WORK = (CLOSE, action("progress", "note"))
FULL = """
const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (name, value) {
  if (name === "nuannan.desk.outbox" && value !== "[]") throw new DOMException("full", "QuotaExceededError");
  put.call(this, name, value);
};
"""
FORGETFUL = """
const put = Storage.prototype.setItem;
Storage.prototype.setItem = function (name, value) { if (name !== "nuannan.desk.outbox") put.call(this, name, value); };
"""
NO_DATABASE = "IDBFactory.prototype.open = function () { throw new DOMException('shut', 'SecurityError'); };"


@pytest.fixture
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    with watched(chromium, viewport=getattr(request, "param", PHONE)) as made:
        yield made


ON_BOTH = pytest.mark.parametrize("page", [PHONE, pytest.param(SCREEN, marks=pytest.mark.slow)], ids=["phone", "screen"], indirect=True)


def open_petition(page: Any, origin: str, stub: Stub, *actions: dict[str, Any], language: str = "en") -> None:
    fill_stub(stub, "grid_worker")
    stub.desk[AT] = (200, whole(0, *(actions or WORK), status="handling"))
    stub.desk[f"POST {AT}/photos"] = (200, lambda asked: {"state": "ready" if asked["id"] in stub.uploads else "awaited", "fields": {"key": asked["id"]}})
    page.goto(f"{origin}/{'en/' if language == 'en' else ''}desk/#petition/{FIRST}")
    page.locator(".act").first.wait_for()
    page.wait_for_load_state("networkidle")  # what a photo is made with is fetched behind the screen, before a dead spot comes


def dead_spot(page: Any) -> None:
    """No line; a page that is loaded anew has none from its first moment either, which `set_offline` alone leaves open."""
    page.context.set_offline(True)
    page.context.route("**/api/**", lambda route: route.abort("internetdisconnected"))


def line_back(page: Any) -> None:
    page.context.unroute("**/api/**")
    page.context.set_offline(False)


def write(page: Any, name: str, words: str, *files: dict[str, Any]) -> None:
    """The action's form is filled in and sent, with photos of how it is now."""
    act = page.locator(f"[data-action={name}]")
    if not act.evaluate("each => each.open"):
        act.locator("summary").click()
    act.locator("textarea").fill(words)
    if files:
        page.set_input_files(f"#photo-{name}", list(files))
        expect(act.locator("canvas")).to_have_count(len(files), timeout=30_000)
    act.locator("button[type=submit]").click()


def at_petition(stub: Stub) -> list[tuple[str, str]]:
    """What the petition was sent, in order: actions by their words, photos by their key."""
    sent = [each for each in stub.sent if each["path"].startswith(AT)]
    return [("photo", each["body"]["id"]) if each["path"].endswith("/photos") else (each["body"]["action"], each["body"].get("note", "")) for each in sent]


@pytest.mark.parametrize("storage", [FULL, FORGETFUL], ids=["full", "forgetful"])
def test_what_the_device_could_not_keep_is_refused_in_words_and_stays_in_the_form(page: Any, origin: str, stub: Stub, storage: str) -> None:
    page.add_init_script(storage)
    open_petition(page, origin, stub)
    dead_spot(page)
    write(page, "progress", "The lamp is burnt out.")
    expect(page.locator(".alarm:focus")).to_contain_text("this device cannot keep it")
    expect(page.locator("[data-action=progress] textarea")).to_have_value("The lamp is burnt out.")
    assert page.get_by_text("Kept on this device").count() == 0
    line_back(page)
    page.locator("[data-action=progress] button[type=submit]").click()
    page.get_by_text("Done: Report progress.").first.wait_for()
    assert at_petition(stub) == [("progress", "The lamp is burnt out.")]


@ON_BOTH
def test_photos_of_a_dead_spot_outlast_the_page_and_follow_their_action_once(page: Any, origin: str, stub: Stub) -> None:
    open_petition(page, origin, stub)
    in_charge(page)
    dead_spot(page)
    write(page, "progress", "The lamp is burnt out.", taken(), taken("b.jpg", 1))
    page.get_by_text("Kept on this device: Report progress.").first.wait_for()
    expect(page.locator(".outbox li")).to_have_text(re.compile(r"Report progress \+ photos: 2"))
    assert page.locator("[data-action=progress] canvas").count() == 0
    write(page, "close", "A new lamp shines.", taken("c.jpg", 1))
    expect(page.locator(".outbox li")).to_have_count(2, timeout=30_000)
    page.reload()  # the tab was put away by the phone
    expect(page.locator(".outbox li")).to_have_count(2, timeout=30_000)
    assert (at_petition(stub), stub.uploads) == ([], {})
    stub.upload_status = 503
    line_back(page)
    until(lambda: len(at_petition(stub)) >= 2)
    expect(page.locator(".outbox li").first).to_have_text(re.compile(r"^photos: 2"), timeout=30_000)
    stub.upload_status = 204
    # It also tries again by itself, so the button may be gone before it is pressed.
    page.evaluate("[...document.querySelectorAll('.outbox button')].find((each) => each.textContent === 'Send now')?.click()")
    page.locator(".outbox").wait_for(state="detached")
    sent = at_petition(stub)
    keys = list(dict.fromkeys(key for what, key in sent if what == "photo"))
    assert (len(keys), set(stub.uploads)) == (3, set(keys))
    assert [what for what in dict.fromkeys(sent)] == [("progress", "The lamp is burnt out."), ("photo", keys[0]), ("photo", keys[1]), ("close", "A new lamp shines."), ("photo", keys[2])]
    assert [what for what, _ in sent if what != "photo"] == ["progress", "close"]
    assert [each["body"]["version"] for each in stub.sent if each["path"] == f"{AT}/actions"] == [3, 4]
    assert not any(b"canary" in content for content in stub.uploads.values())
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_photos_of_a_refused_action_are_shown_and_go_alone_only_when_they_are_told_to(page: Any, origin: str, stub: Stub) -> None:
    open_petition(page, origin, stub)
    in_charge(page)
    dead_spot(page)
    write(page, "close", "A new lamp shines.", taken())
    page.get_by_text("Kept on this device: Close.").first.wait_for()
    stub.desk[f"POST {AT}/actions"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": {"by": "Wang", "action": "transfer", "at": "2025-09-29T06:29:00Z"}})
    line_back(page)
    page.get_by_text("Not done: Close + photos: 1").first.wait_for()
    assert stub.uploads == {}
    page.get_by_role("button", name="Send the photos anyway").press("Enter")
    page.locator(".outbox").wait_for(state="detached")
    assert len(stub.uploads) == 1
    assert [what for what, _ in at_petition(stub)] == ["close", "photo"]


def test_a_refused_photo_says_why_and_keeps_back_no_other(page: Any, origin: str, stub: Stub) -> None:
    open_petition(page, origin, stub)
    seen: list[str] = []

    def place(asked: dict[str, Any]) -> dict[str, Any]:
        seen.append(asked["id"])
        stub.desk[f"POST {AT}/photos"] = (200, {"state": "awaited", "fields": {"key": "second"}})
        return {"code": "invalid_input", "message": "?", "fields": {"photos": {"code": "photos_too_many", "message": "There are eight photos already."}}}

    stub.desk[f"POST {AT}/photos"] = (422, place)
    write(page, "progress", "Two walls are dry.", taken(), taken("b.jpg", 1))
    page.get_by_text("Done: Report progress.").first.wait_for()
    page.get_by_text("There are eight photos already.").first.wait_for()
    expect(page.locator(".outbox .not-taken")).to_contain_text("Not done: photos: 1")
    until(lambda: set(stub.uploads) == {"second"})
    page.get_by_role("button", name="OK", exact=True).click()
    page.locator(".outbox").wait_for(state="detached")
    assert len(seen) == 1


def test_a_photo_that_the_device_cannot_keep_is_sent_at_once_or_refused(page: Any, origin: str, stub: Stub) -> None:
    page.add_init_script(NO_DATABASE)
    open_petition(page, origin, stub)
    dead_spot(page)
    write(page, "progress", "The lamp is burnt out.", taken())
    expect(page.locator(".alarm:focus")).to_contain_text("this device cannot keep it")
    expect(page.locator("[data-action=progress] canvas")).to_have_count(1)
    line_back(page)
    page.locator("[data-action=progress] button[type=submit]").click()
    page.get_by_text("Done: Report progress.").first.wait_for()
    assert [what for what, _ in at_petition(stub)] == ["progress", "photo"]
    assert len(stub.uploads) == 1


def test_one_photo_alone_waits_too_and_says_when_it_has_come_in(page: Any, origin: str, stub: Stub) -> None:
    open_petition(page, origin, stub, ACCEPT)
    in_charge(page)
    dead_spot(page)
    page.set_input_files("#photo-now", taken())
    page.get_by_text("The photo is kept on this device until it has arrived.").wait_for()
    line_back(page)
    page.get_by_text("The photo has arrived").wait_for()
    [(what, key)] = at_petition(stub)
    assert (what, set(stub.uploads)) == ("photo", {key})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chosen_photo_can_be_taken_out_by_the_keyboard_and_outlasts_a_reload(page: Any, origin: str, stub: Stub, language: str) -> None:
    open_petition(page, origin, stub, language=language)
    page.locator("[data-action=close] summary").press("Enter")
    page.set_input_files("#photo-close", [taken(), taken("b.jpg", 1)])
    expect(page.locator("[data-action=close] canvas")).to_have_count(2, timeout=30_000)
    page.reload()
    expect(page.locator("[data-action=close] canvas")).to_have_count(2, timeout=30_000)
    page.locator("[data-action=close] .pictures button").first.press("Enter")
    expect(page.locator("[data-action=close] canvas")).to_have_count(1)
    page.locator("#photo-close:focus").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_a_broken_address_opens_the_list(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#%")
    page.locator(".row").first.wait_for()
    page.evaluate("location.hash = '#board/%E4%'")
    page.get_by_role("heading", level=1).wait_for()


def test_the_slash_leads_into_the_search_field(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#help")
    page.get_by_role("heading", name="What the shapes mean").wait_for()
    page.keyboard.press("/")
    page.locator("#wanted:focus").wait_for()
    page.keyboard.type("lamp/door")
    assert page.input_value("#wanted") == "lamp/door"
    page.evaluate("location.hash = '#help'")
    page.get_by_role("heading", name="What the shapes mean").wait_for()
    page.evaluate("location.hash = '#search'")
    page.get_by_role("heading", name="Search").wait_for()
    assert page.locator("#wanted:focus").count() == 0
    page.keyboard.press("/")
    page.locator("#wanted:focus").wait_for()
