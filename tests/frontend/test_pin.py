"""A pin on the form's map, in a real browser: by tap, by drag, by keys, taken away, kept, and sent."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from chalicelib.domain.organisation import Organisation, Unit
from chalicelib.domain.ports import District
from chalicelib.journey.form import street_map
from chalicelib.journey.place import placed
from chalicelib.journey.submit import Submission
from chalicelib.storage import config
from playwright.sync_api import expect

from infra import ROOT, district_files
from tests.frontend.stub import MAP, Stub
from tests.frontend.test_in_chromium import CARE_PROBE, PERFECT, PROBE, look, send
from tests.frontend.waiting import cached, in_charge

FRAME: Any = MAP["frame"]
# A point within a street as the board counts it: what comes above the map later does not move it.
WHERE_ON_BOARD = """(board, [street, across, down]) => {
  const [own, drawn] = [board, board.querySelectorAll("path.street")[street]].map((each) => each.getBoundingClientRect());
  return { x: drawn.left - own.left - board.clientLeft + drawn.width * across, y: drawn.top - own.top - board.clientTop + drawn.height * down };
}"""
HOSTILE = '<img src=x onerror="document.title=1">{street}'


def begin(page: Any, origin: str, language: str = "en") -> None:
    page.goto(f"{origin}/{'' if language == 'zh' else 'en/'}report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#text", "The lamp before house 3 has been dark since Monday.")
    page.check("#consent")


def open_map(page: Any) -> Any:
    page.locator("#map > button").click()
    page.locator(".street-label b").first.wait_for()
    return page.locator(".map-board")


def drawn(page: Any, code: int) -> dict[str, float]:
    """Where a street is drawn, in pixels of the window."""
    found: dict[str, float] = page.locator("path.street").nth(code).bounding_box()
    return found


def tap(page: Any, street: int, across: float, down: float) -> tuple[float, float]:
    """Taps a place of a street, told as parts of its width and height; where that is in degrees."""
    board = page.locator(".map-board")
    board.click(position=board.evaluate(WHERE_ON_BOARD, [street, across, down]))
    x, y = 500 * (street + across), 400 * down
    return FRAME["west"] + x / FRAME["per_longitude"], FRAME["north"] - y / FRAME["per_latitude"]


def state(page: Any) -> Any:
    return page.locator("#map [role=status]")


def sent(page: Any, stub: Stub) -> dict[str, Any]:
    send(page)
    page.wait_for_url("**/p/receipt*")
    body: dict[str, Any] = stub.received[-1]["body"]
    return body


def test_a_pin_is_set_by_a_tap_and_sent_with_its_datum(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    expect(page.get_by_text("Outlines: Outlines & Sons")).to_be_visible()
    longitude, latitude = tap(page, 1, 0.25, 0.5)
    expect(state(page)).to_have_text("Pin set, in South Street.")
    expect(page.locator("#where [role=status]")).to_have_text("We will use the pin on the map.")
    look(page)
    expect(page.locator("#check dl")).to_contain_text("the pin on the map")
    assert stub.checked[-1]["point"] == pytest.approx({"longitude": longitude, "latitude": latitude, "datum": "wgs84"}, abs=3e-4)
    page.click("#send")
    page.wait_for_url("**/p/receipt*")
    body = stub.received[0]["body"]
    assert body["point"] == stub.checked[-1]["point"]
    assert "community" not in body


def test_a_pin_is_set_and_moved_by_keys_alone(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    page.locator("#map > button").focus()
    page.keyboard.press("Enter")
    page.locator(".street-label b").first.wait_for()
    expect(page.locator(".map-board")).to_be_focused()
    before = drawn(page, 0)["width"]
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert drawn(page, 0)["width"] > before
    page.keyboard.press("-")
    label = page.locator(".street-label b").first  # an outline is cut where it goes far beyond what is shown
    left = label.bounding_box()["x"]
    page.keyboard.press("ArrowRight")
    assert label.bounding_box()["x"] < left
    page.get_by_role("button", name="Put a pin in the middle").focus()
    page.keyboard.press("Enter")
    pin = page.get_by_role("button", name="Pin. Arrow keys move it.")
    expect(pin).to_be_focused()
    at = page.evaluate("JSON.parse(localStorage.getItem('nuannan.draft')).values.pin")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    moved = page.evaluate("JSON.parse(localStorage.getItem('nuannan.draft')).values.pin")
    assert moved["longitude"] < at["longitude"]
    assert moved["latitude"] > at["latitude"]
    for _ in range(200):  # far out of what is shown: the map follows
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => { const [pin, board] = ['.pin', '.map-board'].map((each) => document.querySelector(each).getBoundingClientRect()); return pin.left >= board.left - 23 && pin.right <= board.right; }")
    assert sent(page, stub)["point"]["longitude"] < moved["longitude"]


def test_a_pin_is_dragged(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in North Street.")
    pin, goal = page.locator(".pin").bounding_box(), drawn(page, 1)
    page.mouse.move(pin["x"] + 22, pin["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2 - 36, steps=6)
    page.mouse.up()
    expect(state(page)).to_have_text("Pin set, in South Street.")
    assert sent(page, stub)["point"]["longitude"] > FRAME["west"] + 600 / FRAME["per_longitude"]


def test_a_pin_that_was_removed_is_not_sent(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    page.get_by_role("button", name="Remove the pin").click()
    expect(page.locator(".pin")).to_have_count(0)
    expect(state(page)).to_have_text("The pin has been removed.")
    expect(page.locator("#where [role=status]")).to_have_text("")
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#place_words", "by the gate")
    body = sent(page, stub)
    assert "point" not in body


def test_the_map_says_first_what_to_do_and_offers_what_serves_now(page: Any, origin: str) -> None:
    begin(page, origin)
    board = open_map(page)
    hint = page.get_by_text("Tap the map where the problem is.")
    assert hint.bounding_box()["y"] < board.bounding_box()["y"]
    street = page.get_by_role("button", name="1 North Street")
    expect(street).to_be_hidden()
    fold = page.get_by_text("Or choose the street by its number on the map")
    fold.click()
    expect(street).to_be_visible()
    before = [page.get_by_role("button", name="Put a pin in the middle"), fold]
    after = page.get_by_role("button", name="Remove the pin")
    for each in before:
        expect(each).to_be_visible()
    expect(after).to_be_hidden()
    tap(page, 0, 0.5, 0.5)
    expect(page.get_by_text("Wrong place? Drag the pin, or tap the right place.")).to_be_visible()
    for each in (*before, page.get_by_role("button", name="Do not use this place")):
        expect(each).to_be_hidden()
    after.click()
    expect(hint).to_be_visible()
    for each in before:
        expect(each).to_be_visible()


def test_a_pin_of_the_draft_is_taken_back_while_the_map_is_shut(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    tap(page, 1, 0.5, 0.5)
    page.reload()
    expect(page.locator("#where [role=status]")).to_have_text("We will use the pin on the map.")
    page.get_by_role("button", name="Do not use this place").click()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#place_words", "by the gate")
    assert "point" not in sent(page, stub)


@pytest.mark.parametrize("opened", [False, True], ids=["map shut", "map opened"])
def test_a_draft_keeps_its_pin_over_a_reload(page: Any, origin: str, stub: Stub, opened: bool) -> None:
    begin(page, origin)
    open_map(page)
    tap(page, 1, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in South Street.")
    page.reload()
    expect(page.locator("#where [role=status]")).to_have_text("We will use the pin on the map.")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    if opened:
        open_map(page)
        expect(state(page)).to_have_text("Pin set, in South Street.")
        pin, street = page.locator(".pin").bounding_box(), drawn(page, 1)
        assert street["x"] < pin["x"] + 22 < street["x"] + street["width"]
    look(page)
    expect(page.locator("#check dl")).to_contain_text("the pin on the map")
    page.click("#send")
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["point"]["longitude"] == pytest.approx(FRAME["west"] + 750 / FRAME["per_longitude"], abs=3e-4)


def test_the_last_of_pin_and_where_i_am_counts(page: Any, origin: str, stub: Stub) -> None:
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"longitude": 120.33, "latitude": 36.06, "accuracy": 20})
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    page.get_by_role("button", name="Use my location").click()
    expect(page.locator("#where [role=status]")).to_have_text("Found, to within about 20 metres.")
    expect(page.locator(".pin")).to_have_count(0)
    expect(state(page)).to_have_text("The pin has been removed.")
    tap(page, 1, 0.5, 0.5)
    expect(page.locator("#where [role=status]")).to_have_text("We will use the pin on the map.")
    assert "accuracy" not in sent(page, stub)["point"]


def test_a_late_answer_of_the_device_does_not_undo_a_pin(page: Any, origin: str, stub: Stub) -> None:
    page.add_init_script("navigator.geolocation.getCurrentPosition = (found, refused) => { window.found = found; window.refused = refused; }")
    begin(page, origin)
    open_map(page)
    page.get_by_role("button", name="Use my location").click()
    tap(page, 0, 0.5, 0.5)
    page.evaluate("found({coords: {longitude: 120.33, latitude: 36.06, accuracy: 20}})")
    expect(page.locator("#where [role=status]")).to_have_text("We will use the pin on the map.")
    page.get_by_role("button", name="Use my location").click()
    page.evaluate("refused({code: 1})")
    expect(page.locator("#where [role=status]")).to_contain_text("Your phone does not say where you are.")
    expect(page.locator("#where [role=status]")).to_contain_text("We will use the pin on the map.")
    assert "accuracy" not in sent(page, stub)["point"]


def test_a_kept_page_forgets_the_point_of_what_was_sent(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    # As sending ends, and as a browser that kept the page in memory brings it back.
    [folder] = {each.rpartition("/")[0] for each in page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((each) => each.href)")}
    page.evaluate(f"import('{folder}/kept.js').then(({{ forget }}) => {{ forget('nuannan.draft'); dispatchEvent(new PageTransitionEvent('pageshow', {{ persisted: true }})); }})")
    expect(page.locator(".pin")).to_have_count(0)
    page.fill("#text", "Another matter.")
    page.check("#consent")
    page.fill("#place_words", "by the gate")
    assert "point" not in sent(page, stub)


def test_the_page_says_what_decides_when_list_and_pin_differ(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin)
    open_map(page)
    page.select_option("#community", "c1")
    tap(page, 1, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in South Street. Hill Community is chosen in the list, and that decides who gets it.")
    expect(page.locator(".street-buttons button").first).to_have_attribute("aria-pressed", "true")
    page.select_option("#community", "")
    expect(state(page)).to_have_text("Pin set, in South Street.")
    tap(page, 0, 0.5, 0.5)
    page.select_option("#community", "c1")
    expect(state(page)).to_have_text("Pin set, in North Street.")
    body = sent(page, stub)
    assert (body["community"], "point" in body) == ("c1", True)


def test_a_pin_outside_is_answered_as_the_function_says(page: Any, origin: str, stub: Stub) -> None:
    said = "This place lies in Laoshan District. Please ring 12345."
    refused = {"code": "invalid_input", "message": "?", "fields": {"point": {"code": "place_outside_district", "message": said}}}
    stub.checks = [(422, refused)]
    begin(page, origin)
    open_map(page).click(position={"x": 60, "y": 20})
    expect(state(page)).to_contain_text("It is outside these streets")
    page.click("button[type=submit]")
    page.locator(".error-summary").get_by_role("link", name=said).wait_for()


def test_chinese_words_are_said_of_the_pin(page: Any, origin: str, stub: Stub) -> None:
    begin(page, origin, "zh")
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_have_text("图钉已放好，在North Street。")
    look(page)
    expect(page.locator("#check dl")).to_contain_text("地图上的图钉")


def test_names_that_look_like_markup_stay_words(page: Any, origin: str, stub: Stub) -> None:
    stub.map = {**MAP, "streets": [{**each, "name": HOSTILE} for each in MAP["streets"]]}
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_have_text(f"Pin set, in {HOSTILE}.")
    assert page.locator("#map img").count() == 0
    assert page.title() != "1"


@pytest.mark.parametrize(("width", "care"), [(320, False), (320, True), (1280, False), (1280, True)])
def test_the_open_map_fits_and_can_be_hit(page: Any, origin: str, width: int, care: bool) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    begin(page, origin)
    open_map(page)
    if care:
        page.click("#care")
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_contain_text("Pin set, in North Street.")
    assert page.evaluate(CARE_PROBE if care else PROBE) == PERFECT
    least = 60 if care else 44
    for target in (".pin", ".map-zoom button"):
        boxes = [each.bounding_box() for each in page.locator(target).all()]
        assert min(min(each["width"], each["height"]) for each in boxes) >= least


def test_nothing_of_the_map_is_loaded_before_the_tap_and_nobody_else_is_asked(page: Any, origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    begin(page, origin)
    in_charge(page)
    assert not [each for each in asked if "leaflet" in each or "gcoord" in each]
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    assert {each.split("?")[0].rsplit("/", 1)[1] for each in asked if "vendor/" in each} == {"leaflet.js", "leaflet.css"}
    assert [each for each in asked if not each.startswith(origin)] == []


def test_a_changed_library_is_not_run_and_streets_can_be_chosen_all_the_same(chromium: Any, origin: str, stub: Stub) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.route("**/vendor/leaflet.js", lambda route: route.fulfill(body="document.title = 'run'", content_type="text/javascript"))
    begin(page, origin)
    page.locator("#map > button").click()
    expect(state(page)).to_have_text("The map could not be loaded. Choose a street here, or in the list.")
    page.get_by_role("button", name="1 North Street").click()
    expect(state(page)).to_contain_text("Chosen on the map: North Street.")
    assert page.title() != "run"
    assert sent(page, stub)["community"] == "s1"
    context.close()


def test_a_map_that_was_opened_once_opens_without_a_network(page: Any, origin: str) -> None:
    begin(page, origin)
    in_charge(page)
    page.reload()  # its lists are kept from a visit that the worker sees
    page.locator("#community option[value=c1]").wait_for(state="attached")
    open_map(page)
    cached(page, "/vendor/leaflet.js", "/vendor/leaflet.css")
    page.context.set_offline(True)
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in North Street.")
    page.context.set_offline(False)


def test_a_map_that_was_never_opened_says_so_without_a_network(page: Any, origin: str) -> None:
    begin(page, origin)
    in_charge(page)
    page.evaluate("fetch('/api/form/map?lang=en').then((answer) => answer.text())")
    cached(page, "/api/form/map?lang=en")
    page.context.set_offline(True)
    page.locator("#map > button").click()
    expect(state(page)).to_have_text("The map could not be loaded. Choose a street here, or in the list.")
    page.context.set_offline(False)


@pytest.fixture(scope="module")
def shinan() -> District:
    """A district as its folder has it, with the outlines of real streets."""
    documents = district_files.read_directory(ROOT / "infra/districts/shinan")
    organisation = Organisation(Unit(**row) for row in documents["units"])
    return config.district_from(documents, "1", organisation, "http://127.0.0.1")


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_the_function_places_a_pin_in_the_street_that_the_page_named(chromium: Any, origin: str, stub: Stub, shinan: District, datum: str) -> None:
    """Page and function each read the outlines in their own way, and over pictures in GCJ-02 each converts by itself."""
    source: Any = SimpleNamespace(current=lambda: shinan, of=lambda _: shinan, all=lambda: (shinan,))
    tiles = {"url": "https://tiles.example/{z}/{x}/{y}.png", "host": "tiles.example", "datum": datum, "attribution": "Somebody", "max_zoom": 18}
    stub.map = street_map(SimpleNamespace(districts=source), "en") | {"tiles": tiles}  # type: ignore[arg-type]
    named, placed_in = [], []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.route(re.compile("^https://"), lambda route: route.abort())
    begin(page, origin)
    open_map(page).scroll_into_view_if_needed()
    for label in page.locator(".street-label b").all():
        box = label.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        pin = page.evaluate("JSON.parse(localStorage.getItem('nuannan.draft')).values.pin")
        assert pin["datum"] == datum
        point = (pin["longitude"], pin["latitude"], pin["datum"])
        place = placed(Submission(text="x", consent=True, point=point, language="en"), source).place
        named.append(state(page).text_content())
        placed_in.append(f"Pin set, in {shinan.organisation.name(place.street, 'en')}." if place.street else "")
    context.close()
    assert len(set(named)) == len(stub.map["streets"]) == 11
    assert named == placed_in
