"""The written pages, and what was solved near one's street, in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from tests.frontend.conftest import watched
from tests.frontend.samples import samples
from tests.frontend.stub import Stub
from tests.frontend.test_in_chromium import CARE_PROBE, PERFECT, PROBE
from tests.frontend.waiting import until

LATELY = {
    "area": "", "areas": [{"code": "", "name": "Some District", "streets": [{"code": "s1", "name": "North Street"}]}],
    "sentences": ["Since Monday, 12 petitions were received.", "9 of 10 answers say: solved (90.00 %)."],
    "items": [{"href": "/public/petitions/1?lang=en", "title": "Lamps · Hill", "words": "<img src=x onerror=alert(1)> The lamp"}],
    "bulletin": {"href": "/bulletins/d/2025-08/en.html", "words": "Bulletin of August 2025"},
}  # fmt: skip
WRITTEN = ("/help/", "/privacy/", "/accessibility/", "/en/help/", "/en/privacy/", "/en/accessibility/")


@pytest.fixture
def page(page: Any) -> Any:
    page.set_viewport_size({"width": 320, "height": 740})
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_written_pages_fit_and_can_be_hit_in_both_sizes(page: Any, origin: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    for probe in (PROBE, CARE_PROBE):
        for address in WRITTEN:
            page.goto(origin + address)
            assert (address, page.evaluate(probe)) == (address, PERFECT)
        page.click("#care")


def test_home_shows_what_was_solved_near_the_street_that_was_chosen_here(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["/public/lately.json"] = (200, LATELY)
    page.goto(f"{origin}/en/")
    page.get_by_text("9 of 10 answers say: solved (90.00 %).").wait_for()
    page.get_by_text("<img src=x onerror=alert(1)> The lamp").wait_for()
    assert page.get_by_role("link", name="Lamps · Hill").get_attribute("href") == "/public/petitions/1?lang=en"
    assert page.get_by_role("link", name="Bulletin of August 2025").get_attribute("href") == "/bulletins/d/2025-08/en.html"
    assert page.locator("#bulletin svg").is_visible()
    stub.desk["/public/lately.json"] = (200, LATELY | {"bulletin": None})
    page.reload()
    page.get_by_text("9 of 10 answers say: solved (90.00 %).").wait_for()
    assert page.get_by_role("link", name="Read the bulletins").get_attribute("href") == "/bulletins/en/"
    stub.desk["/public/lately.json"] = (200, LATELY | {"area": "s1", "sentences": ["North Street alone."], "items": []})
    page.get_by_label("My street").select_option("s1")
    page.get_by_text("North Street alone.").wait_for()
    page.reload()
    page.get_by_text("North Street alone.").wait_for()
    assert page.get_by_label("My street").input_value() == "s1"
    assert page.evaluate(PROBE) == PERFECT


def test_home_says_nothing_when_nothing_can_be_read(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["/public/lately.json"] = (500, {})
    page.goto(f"{origin}/en/")
    until(lambda: ("/public/lately.json", 500) in stub.asked)
    assert page.locator("#lately").is_hidden()


def test_home_goes_back_to_the_district_when_the_kept_street_is_gone(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["/public/lately.json"] = (400, {})
    page.goto(f"{origin}/en/")
    page.evaluate("localStorage.setItem('nuannan.near', 'gone')")
    page.reload()
    until(lambda: page.evaluate("localStorage.getItem('nuannan.near')") == "")


@pytest.mark.parametrize(("width", "beside"), [(360, False), (1280, True)])
def test_a_cleared_pair_stands_in_its_room_before_it_has_come(chromium: Any, origin: str, site: Path, width: int, beside: bool) -> None:
    (site / "pair.html").write_text(samples("en")["public_petition.html"])
    with watched(chromium, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{origin}/pair.html")
        boxes = [each.bounding_box() for each in page.locator(".seen img").all()]
        assert page.locator(".seen figcaption").all_inner_texts() == ["How it was", "How it was 2", "How it is now"]
        assert all(abs(each["width"] / each["height"] - 4 / 3) < 0.02 for each in boxes), "nothing jumps when it comes"
        first, _, after = boxes
        assert (abs(first["y"] - after["y"]) < 2, after["x"] > first["x"] + first["width"]) == (beside, beside)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    (site / "pair.html").unlink()


FITS = """(select) => {
    const style = getComputedStyle(select), pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const arrow = 24;
    return pen.measureText(select.selectedOptions[0].text).width + arrow < select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}"""


@pytest.mark.parametrize("name", ["public_list.html", "public_figures.html"])
def test_what_is_chosen_can_be_read_whole_on_a_phone(page: Any, origin: str, stub: Stub, name: str) -> None:
    stub.pages["/public/chosen"] = samples("en")[name]
    page.goto(f"{origin}/public/chosen")
    fit = {each.get_attribute("id"): each.evaluate(FITS) for each in page.locator(".choosing select").all()}
    assert fit
    assert set(fit.values()) == {True}, fit
