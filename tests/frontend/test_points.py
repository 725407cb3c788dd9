"""The public list as points on a map, and pictures under a map, in a real browser."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from infra.map_tiles import allowing
from tests.frontend.conftest import watched
from tests.frontend.samples import samples
from tests.frontend.stub import CSP, MAP, Stub
from tests.frontend.test_in_chromium import CARE_PROBE, PERFECT, PROBE
from tests.frontend.test_pin import FRAME, begin, open_map, sent, state, tap

HOSTILE = '<img src=x onerror="document.title=1">'
TILES = {"url": "https://tiles.example/{z}/{x}/{y}.png?key=k", "host": "tiles.example", "datum": "gcj02", "attribution": "Tiles & Sons", "max_zoom": 17}
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")


def feature(place: int, point: list[float] | None, **changes: Any) -> dict[str, Any]:
    facts = {
        "number": f"{place:014}", "url": "https://elsewhere.example/", "status": "handling", "category": "01", "category_name": "Lamps", "street": "s1",
        "street_name": "North Street", "place_name": "Hill Community", "submitted_at": "2025-09-29", **changes,
    }  # fmt: skip
    return {"type": "Feature", "id": facts["number"], "geometry": point and {"type": "Point", "coordinates": point}, "properties": facts}


def at(x: float, y: float) -> list[float]:
    """A point of the drawing in degrees, rounded as the open data are."""
    return [round(FRAME["west"] + x / FRAME["per_longitude"], 3), round(FRAME["north"] - y / FRAME["per_latitude"], 3)]


FEATURES = [
    feature(1, at(250, 200)), feature(2, at(250, 200), status="settled", category_name=HOSTILE, place_name=HOSTILE),
    feature(3, at(750, 200), status="closed", place_name="", street_name="South Street"), feature(4, None),
    feature(5, at(760, 200), category_name=""),
]  # fmt: skip


@pytest.fixture
def public(stub: Stub) -> Stub:
    for language in ("zh", "en"):
        stub.pages[f"/public/petitions/{language}"] = samples(language)["public_list.html"]
    stub.desk["/public/petitions.geojson"] = (200, {"type": "FeatureCollection", "features": FEATURES})
    return stub


def show(page: Any, origin: str, language: str = "en") -> None:
    page.goto(f"{origin}/public/petitions/{language}")
    page.get_by_role("button", name="Show on a map" if language == "en" else "在地图上查看").click()
    page.locator(".point").first.wait_for()


def test_points_are_gathered_where_they_lie_together_and_lead_to_each_petition(page: Any, origin: str, public: Stub) -> None:
    show(page, origin)
    expect(page.get_by_text("Outlines: Outlines & Sons")).to_have_count(2)  # by street, and as points
    expect(page.locator("#points [role=status]")).to_have_text("On the map: 4. Tap a point to see what was reported there. Without a point: 1. They are in the list.")
    expect(page.locator(".point")).to_have_count(2)
    page.locator(".point").first.click()
    details = page.locator(".map-details")
    expect(details.get_by_role("heading", level=3).first).to_be_focused()
    expect(details.locator("h3").first).to_have_text("2 petitions")
    assert [each.get_attribute("href") for each in details.locator("a").all()] == [f"/public/petitions/{number:014}?lang=en" for number in (1, 2)]
    expect(details.locator("li").first).to_contain_text("Being dealt with")
    expect(details.locator("li").first).to_contain_text("29 September 2025")
    expect(details.locator("li").nth(1)).to_contain_text(f"{HOSTILE} · {HOSTILE}")
    expect(details.locator("li").nth(1)).to_contain_text("Settled")
    assert page.locator("#points img").count() == 0
    assert page.title() != "1"


def test_the_map_of_points_has_its_own_heading_and_dots_that_are_seen(page: Any, origin: str, public: Stub) -> None:
    page.goto(f"{origin}/public/petitions/en")
    heading = page.locator("#points h2")
    expect(heading).to_have_text("Where they are")
    streets = page.locator(".by-street li").first
    expect(streets).to_be_hidden()
    page.get_by_text("Some District, street by street").click()
    expect(streets).to_be_visible()
    page.get_by_role("button", name="Show on a map").click()
    dots = page.locator(".point span")
    dots.first.wait_for()
    assert min(min(each.bounding_box()[side] for side in ("width", "height")) for each in dots.all()) >= 24
    assert heading.bounding_box()["y"] < page.locator(".map-board").bounding_box()["y"]


def test_points_come_apart_when_one_goes_closer(page: Any, origin: str, public: Stub) -> None:
    show(page, origin)
    expect(page.get_by_role("button", name="2 petitions: Lamps · South Street")).to_have_count(1)
    board = page.locator(".map-board")
    board.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for _ in range(8):
        page.keyboard.press("+")
    page.get_by_role("button", name="2 petitions: Lamps · South Street").wait_for(state="detached")


def test_points_are_reached_and_left_by_keys_alone(page: Any, origin: str, public: Stub) -> None:
    page.goto(f"{origin}/public/petitions/en")
    page.get_by_role("button", name="Show on a map").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-board")).to_be_focused()
    page.keyboard.press("Tab")
    point = page.get_by_role("button", name="2 petitions: Lamps · Hill Community")
    expect(point).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".map-details h3").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".map-details a").first).to_be_focused()
    page.get_by_role("button", name="Back to the map").focus()
    page.keyboard.press("Enter")
    expect(point).to_be_focused()


def test_states_and_days_are_said_in_chinese(page: Any, origin: str, public: Stub) -> None:
    show(page, origin, "zh")
    page.locator(".point").first.click()
    expect(page.locator(".map-details li").first).to_contain_text("2025年9月29日")
    assert page.locator(".map-details a").first.get_attribute("href") == "/public/petitions/00000000000001?lang=zh"


@pytest.mark.parametrize(("width", "care"), [(320, False), (320, True), (1280, False), (1280, True)])
def test_the_map_of_points_fits_and_can_be_hit(page: Any, origin: str, public: Stub, width: int, care: bool) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    many = [feature(number, at(number * 37 % 1000, number * 53 % 400)) for number in range(400)]
    public.desk["/public/petitions.geojson"] = (200, {"type": "FeatureCollection", "features": many})
    if care:
        page.goto(f"{origin}/en/")
        page.click("#care")
    show(page, origin)
    boxes = [each.bounding_box() for each in page.locator(".point").all()]
    assert len(boxes) > 3
    least = 60 if care else 44
    assert min(min(each["width"], each["height"]) for each in boxes) >= least
    apart = [max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"])) for one in boxes for other in boxes if one is not other]
    assert min(apart) >= least
    page.locator(".point").first.click()
    expect(page.locator(".map-details a").first).to_be_visible()
    assert page.evaluate(CARE_PROBE if care else PROBE) == PERFECT


@pytest.mark.parametrize("answer", [(500, {}), (200, {"features": []})], ids=["failed", "empty"])
def test_the_list_serves_when_no_point_can_be_shown(page: Any, origin: str, public: Stub, answer: tuple[int, Any]) -> None:
    public.desk["/public/petitions.geojson"] = answer
    page.goto(f"{origin}/public/petitions/en")
    page.get_by_role("button", name="Show on a map").click()
    expect(page.locator("#points [role=status]")).to_contain_text("The list above says the same." if answer[0] == 500 else "They are in the list.")


def test_without_script_the_page_is_as_it_was(chromium: Any, origin: str, public: Stub) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/public/petitions/en")
    assert page.locator("#points").is_hidden()
    assert page.locator("svg.map").is_visible()
    context.close()


@pytest.fixture
def tiled(chromium: Any, stub: Stub) -> Iterator[tuple[Any, list[tuple[str, dict[str, str]]]]]:
    """A page of a site with pictures in GCJ-02, and what was asked for outside."""
    stub.map = {**MAP, "tiles": TILES}
    stub.policy = allowing(CSP, "tiles.example")
    asked: list[tuple[str, dict[str, str]]] = []
    with watched(chromium, viewport={"width": 360, "height": 740}, service_workers="block") as page:
        def answered(route: Any) -> None:
            asked.append((route.request.url, route.request.headers))
            route.fulfill(body=DOT, content_type="image/png")

        page.route(re.compile("^https://"), answered)
        yield page, asked


def test_pictures_are_asked_of_their_host_alone_without_telling_where_from(tiled: Any, origin: str, stub: Stub) -> None:
    page, asked = tiled
    begin(page, origin)
    assert asked == []
    open_map(page)
    page.locator("img.leaflet-tile-loaded").first.wait_for()
    assert {url.split("/")[2] for url, _ in asked} == {"tiles.example"}
    assert not any({"referer", "cookie", "nuannan-device"} & set(headers) for _, headers in asked)
    assert page.locator("img.leaflet-tile").first.evaluate("each => each.referrerPolicy") == "no-referrer"
    page.get_by_text("Pictures of the map: Tiles & Sons").wait_for()
    assert page.evaluate(PROBE) == PERFECT
    longitude, latitude = tap(page, 1, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in South Street.")
    point = sent(page, stub)["point"]
    # Outlines and pin lie where GCJ-02 has them: some 500 m from where WGS-84 does, and the server converts.
    assert point["datum"] == "gcj02"
    assert 0.003 < point["longitude"] - longitude < 0.008
    assert abs(point["latitude"] - latitude) < 0.003


def test_a_pin_of_before_is_drawn_where_the_pictures_have_it(tiled: Any, origin: str, stub: Stub) -> None:
    page, _ = tiled
    begin(page, origin)
    point = {"longitude": FRAME["west"] + 250 / FRAME["per_longitude"], "latitude": FRAME["north"] - 200 / FRAME["per_latitude"], "datum": "wgs84"}
    page.evaluate("(point) => { const kept = JSON.parse(localStorage.getItem('nuannan.draft')); kept.values.pin = point; localStorage.setItem('nuannan.draft', JSON.stringify(kept)); }", point)
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    open_map(page)
    expect(state(page)).to_have_text("Pin set, in North Street.")
    pin, street = page.locator(".pin").bounding_box(), page.locator("path.street").first.bounding_box()
    assert pin["x"] + 22 == pytest.approx(street["x"] + street["width"] / 2, abs=3)
    assert sent(page, stub)["point"] == pytest.approx(point, abs=1e-9)


def test_the_policy_stops_pictures_that_a_deployment_did_not_let_through(chromium: Any, origin: str, stub: Stub) -> None:
    stub.map = {**MAP, "tiles": TILES}
    context = chromium.new_context(service_workers="block")
    page = context.new_page()
    stopped: list[str] = []
    asked: list[str] = []
    page.on("console", lambda said: stopped.append(said.text) if "Content Security" in said.text else None)
    page.on("requestfinished", lambda request: asked.append(request.url))
    begin(page, origin)
    open_map(page)
    tap(page, 0, 0.5, 0.5)
    expect(state(page)).to_have_text("Pin set, in North Street.")
    assert stopped
    assert "img-src" in json.dumps(stopped)
    assert not [each for each in asked if not each.startswith(origin)]
    context.close()
