"""Photos in a real browser: made small and bare on the device, kept with the draft, and sent once after their petition."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from chalicelib.messages import pages
from PIL import Image
from playwright.sync_api import expect

from tests.frontend.desk_world import NUMBERS, fill_stub, whole
from tests.frontend.stub import RECEIPT, Stub, serve
from tests.frontend.test_in_chromium import PERFECT, PROBE, look, send, write
from tests.frontend.test_offline import WRITTEN_SECONDS, kill, opened
from tests.frontend.waiting import in_charge, until
from tests.images.test_darkroom import GPS, ORIENTATION, picture, written

WITH_TOKEN = (201, dict(RECEIPT) | {"photo_token": "photo-token"})


@pytest.fixture
def page(page: Any, stub: Stub) -> Any:
    stub.answers = [WITH_TOKEN]
    return page


def taken(name: str = "a.jpg", orientation: int = 6, width: int = 3000, height: int = 2000) -> dict[str, Any]:
    """A picture as a phone takes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[0x010F] = orientation, "canary-camera"
    exif.get_ifd(GPS)[2] = (36.0, 4.0, 12.3)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written(picture(width, height), exif=exif)}


def choose(page: Any, count: int, *files: dict[str, Any]) -> None:
    page.set_input_files("#album", list(files))
    expect(page.locator("#photos canvas")).to_have_count(count)


def test_photos_arrive_after_their_petition_small_upright_and_bare(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    choose(page, 2, taken(), taken("b.jpg", 1))
    assert page.evaluate(PROBE) == PERFECT
    look(page)
    expect(page.locator("#check dl")).to_contain_text("Photos")
    page.click("#send")
    page.wait_for_url("**/p/receipt*")
    assert [each["token"] for each in stub.photos] == ["photo-token"] * 2
    assert len(stub.uploads) == 2
    shapes = []
    for content in stub.uploads.values():
        assert b"canary" not in content
        assert b"Exif" not in content
        shapes.append(Image.open(BytesIO(content), formats=["JPEG"]).size)
    assert sorted(shapes) == [(1067, 1600), (1600, 1067)]
    assert "photos" not in stub.received[0]["body"]


def test_a_fifth_photo_is_not_taken_and_one_can_be_removed(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    choose(page, 4, *(taken(f"{name}.jpg", 1, 200, 100) for name in "abcde"))
    expect(page.locator("#photos [role=status]")).to_have_text("Four photos are enough.")
    expect(page.locator("#photos .stacked")).to_be_hidden()
    page.get_by_role("button", name="Remove Photo 2").click()
    expect(page.locator("#photos canvas")).to_have_count(3)
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert len(stub.uploads) == 3


def test_what_the_phone_cannot_read_is_said_and_nothing_is_kept(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    page.set_input_files("#album", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<script>"})
    expect(page.locator("#photos [role=status]")).to_contain_text("cannot open this")
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert (stub.photos, stub.uploads) == ([], {})


def test_photos_stay_with_the_draft_when_the_page_is_loaded_anew(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    choose(page, 1, taken())
    page.reload()
    expect(page.locator("#photos canvas")).to_have_count(1)
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert len(stub.uploads) == 1
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    expect(page.locator("#photos canvas")).to_have_count(0)


def test_nobody_waits_for_photos_on_a_bad_line_and_they_follow_from_the_home_page(page: Any, origin: str, stub: Stub) -> None:
    stub.upload_status = 503
    write(page, origin)
    choose(page, 1, taken())
    send(page)
    page.get_by_text("will be sent by themselves").wait_for()
    assert page.locator("#photos-sending .number").text_content() == RECEIPT["number_shown"]
    assert page.evaluate(PROBE) == PERFECT
    page.get_by_role("button", name="Carry on").click()
    page.wait_for_url("**/p/receipt*")
    stub.upload_status = 204
    page.goto(f"{origin}/en/")
    until(lambda: page.evaluate("localStorage.getItem('nuannan.photos')") == "[]")
    assert len(stub.uploads) == 1
    assert len({each["id"] for each in stub.photos}) == 1


@pytest.fixture
def one_photo(page: Any, origin: str, site: Path) -> Any:
    """The page that takes one photo in, as the function renders it."""
    fields = {"key": "one", "success_action_redirect": f"{origin}/p/status?done=photo"}
    shown = site / "sample-one-photo.html"
    shown.write_text(pages.render("photo.html", "en", alternate="", fields=fields, kind="image/jpeg"))
    page.goto(f"{origin}/sample-one-photo.html")
    shown.unlink()
    expect(page.locator("#file")).to_have_attribute("accept", "image/*")
    return page


def test_one_photo_goes_small_and_bare_from_its_own_page(one_photo: Any, stub: Stub) -> None:
    assert one_photo.evaluate(PROBE) == PERFECT
    one_photo.click("main button")
    expect(one_photo.locator("#photo [role=status]")).to_have_text("Please choose a photo first.")
    one_photo.set_input_files("#file", taken())
    one_photo.click("main button")
    one_photo.wait_for_url("**/p/status?done=photo")
    [content] = stub.uploads.values()
    assert b"canary" not in content
    assert Image.open(BytesIO(content), formats=["JPEG"]).size == (1067, 1600)


def test_one_photo_that_fails_says_so_and_can_be_sent_again(one_photo: Any, stub: Stub) -> None:
    state = one_photo.locator("#photo [role=status]")
    one_photo.set_input_files("#file", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    one_photo.click("main button")
    expect(state).to_contain_text("cannot open this")
    stub.upload_status = 403
    one_photo.set_input_files("#file", taken())
    one_photo.click("main button")
    expect(state).to_contain_text("did not arrive")
    stub.upload_status = 204
    one_photo.click("main button")
    one_photo.wait_for_url("**/p/status?done=photo")
    assert len(stub.uploads) == 1


def test_a_photo_that_can_never_arrive_is_not_tried_for_ever(page: Any, origin: str, stub: Stub) -> None:
    page.route("**/api/photos*", lambda route: route.fulfill(status=404, json={"code": "link_invalid", "message": "?", "fields": {}}))
    write(page, origin)
    choose(page, 1, taken())
    send(page)
    page.get_by_text("A photo could not be sent").wait_for()
    page.get_by_role("button", name="Carry on").click()
    page.wait_for_url("**/p/receipt*")
    assert page.evaluate("localStorage.getItem('nuannan.photos')") == "[]"
    assert stub.uploads == {}


@pytest.mark.slow
def test_a_killed_browser_brings_petition_and_photos_once_after_it_was_opened_again(
    chromium: Any, site: Path, stub: Stub, tmp_path: Path
) -> None:
    stub.answers = [WITH_TOKEN]
    server = serve(site, stub)
    port, profile = server.server_port, tmp_path / "profile"
    origin = f"http://127.0.0.1:{port}"

    page = opened(chromium, profile).new_page()
    write(page, origin)
    choose(page, 2, taken(), taken("b.jpg", 1))
    in_charge(page)
    server.shutdown()
    server.server_close()
    send(page)
    page.locator("#waiting").wait_for()
    page.wait_for_timeout(WRITTEN_SECONDS * 1000)
    kill(profile)
    server = serve(site, stub, port)
    again = opened(chromium, profile)
    page = again.new_page()
    page.goto(f"{origin}/en/")
    page.locator("#arrived").wait_for()
    until(lambda: page.evaluate("localStorage.getItem('nuannan.photos')") == "[]")
    again.close()
    server.shutdown()
    server.server_close()
    assert len(stub.received) == 1
    assert len(stub.uploads) == 2


def test_the_desk_shows_before_beside_after_and_takes_a_photo_of_how_it_is_now(chromium: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer", items=12)
    shown = {"kind": "before", "state": "ready", "reason": "", "at": "2025-09-29T01:00:00+00:00", "url": "/assets/icon.svg", "small": "/assets/icon.svg"}
    at = f"/api/desk/petitions/{NUMBERS[0]}"
    stub.desk[at] = (200, whole(0) | {"photos": [shown, shown | {"kind": "after", "state": "awaited", "url": "", "small": ""}], "supporters": 0})
    stub.desk[f"POST {at}/photos"] = (200, {"state": "awaited", "fields": {"key": "after-1"}})
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{origin}/en/desk/#petition/{NUMBERS[0]}")
    expect(page.get_by_role("heading", name="How it was")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("heading", name="How it is now")).to_be_visible()
    page.set_input_files("#photo-now", taken())
    expect(page.get_by_text("The photo has arrived")).to_be_visible(timeout=15_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
    [asked] = [each["body"] for each in stub.sent if each["path"] == f"{at}/photos"]
    assert asked["type"] == "image/jpeg"
    assert b"canary" not in stub.uploads["after-1"]
