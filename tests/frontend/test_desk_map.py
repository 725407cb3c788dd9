"""Where a petition is, on our own drawing: the dot lies in its street, and nobody outside hears of it before a link is tapped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.conftest import watched
from tests.frontend.desk_world import NUMBERS, fill_stub, whole
from tests.frontend.stub import Stub

FIRST = NUMBERS[0]
AT = f"/api/desk/petitions/{FIRST}"


@pytest.fixture(params=[360, 1200], ids=["phone", "screen"])
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    with watched(chromium, viewport={"width": request.param, "height": 800}) as made:
        yield made


@pytest.mark.parametrize(("language", "amap"), [("en/", "Open in Amap"), ("", "用高德地图打开")])
def test_the_dot_lies_in_its_street_and_no_other_server_is_asked(page: Any, origin: str, stub: Stub, language: str, amap: str) -> None:
    fill_stub(stub, "grid_worker")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/{language}desk/#petition/{FIRST}")
    drawing = page.locator(".spot-map svg")
    drawing.wait_for()
    assert "South Street" in drawing.get_attribute("aria-label")
    assert "Outlines & Sons" in page.locator(".spot-map figcaption").inner_text()
    inside = "(circle) => { const box = circle.ownerSVGElement.querySelector('path.own').getBBox(); const x = circle.cx.baseVal.value; return x > box.x && x < box.x + box.width; }"
    assert drawing.locator("circle").evaluate(inside)
    box, dot = drawing.bounding_box(), drawing.locator("circle").bounding_box()
    assert box["x"] < dot["x"] < box["x"] + box["width"]
    assert box["y"] < dot["y"] < box["y"] + box["height"]
    link = page.get_by_role("link", name=amap)
    assert link.get_attribute("href") == "https://uri.amap.com/marker?position=120.385,36.0603&coordinate=gaode&callnative=1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert page.locator(".map-apps a").nth(1).get_attribute("href") == "https://maps.apple.com/?ll=36.0603,120.385&q=36.0603,120.385"
    assert [each for each in asked if not each.startswith(origin)] == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_the_drawing_serves_a_dead_spot_and_is_left_out_where_there_is_no_point(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "grid_worker")
    second = f"/api/desk/petitions/{NUMBERS[1]}"
    stub.desk[second] = (200, whole(1, longitude=None, latitude=None, gcj02=None))
    page.goto(f"{origin}/en/desk/#petition/{FIRST}")
    page.locator(".spot-map circle").wait_for()
    page.evaluate(f"location.hash = '#petition/{NUMBERS[1]}'")
    page.get_by_role("heading", name="1234-5678-901-013").wait_for()
    page.get_by_role("heading", name="What has happened").wait_for()
    expect(page.locator(".spot-map")).to_have_count(0)
    expect(page.locator(".map-apps")).to_have_count(0)
    page.context.set_offline(True)
    page.evaluate(f"location.hash = '#petition/{FIRST}'")
    page.locator(".spot-map circle").wait_for()
