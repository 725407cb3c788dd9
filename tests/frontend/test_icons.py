"""The drawings beside main deeds and places: one style, one place, said to nobody twice."""

import re
from pathlib import Path
from typing import Any

import pytest
from chalicelib.messages.words import LANGUAGES
from playwright.sync_api import expect

from tests.frontend.samples import samples
from tests.frontend.stub import Stub

PAGES = Path(__file__).parents[2] / "functions/chalicelib/messages/pages"
DRAWN = re.compile(r'<svg class="icon"[^>]*><path d="([^"]+)"/></svg>')
HIDDEN = 'aria-hidden="true" focusable="false"'
WHERE_DRAWN = {"receipt.html": 5, "status.html": 4, "rate.html": 4, "sent_for_other.html": 1}


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def bare(html: str, tag: str) -> list[str]:
    """The wide buttons of a page without a drawing."""
    found = re.findall(rf'<{tag}\b[^>]*class="[^"]*\bwide\b[^"]*"[^>]*>(.*?)</{tag}>', main_of(html), re.DOTALL)
    assert found
    return [each for each in found if not DRAWN.search(each)]


@pytest.mark.parametrize("page", ["index.html", "en/index.html"])
def test_each_deed_of_the_home_page_has_its_own_drawing(site: Path, page: str) -> None:
    html = (site / page).read_text("utf-8")
    assert bare(html, "a") == []
    drawn = DRAWN.findall(main_of(html))
    assert len(set(drawn)) == len(drawn) >= 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_ones_own_petition_draw_number_clock_unit_and_answers(language: str) -> None:
    for name, least in WHERE_DRAWN.items():
        assert (name, len(set(DRAWN.findall(samples(language)[name]))) >= least) == (name, True)
    answers = re.findall(r'<button name="digit".*?</button>', samples(language)["rate.html"], re.DOTALL)
    assert len({DRAWN.search(each)[1] for each in answers}) == len(answers) == 4


def test_drawings_are_silent_take_the_colour_of_words_and_need_no_inline_style(site: Path) -> None:
    for html in [*samples("zh").values(), (site / "index.html").read_text("utf-8"), (site / "report/index.html").read_text("utf-8")]:
        for each in re.findall(r'<svg class="icon"[^>]*>', html):
            assert (HIDDEN in each, 'stroke="currentColor"' in each, "style" in each) == (True, True, False)


def test_every_drawing_is_shown_somewhere() -> None:
    names = re.findall(r'^  "(\w+)": "', (PAGES / "icons.html").read_text("utf-8"), re.MULTILINE)
    static = Path(__file__).parents[2] / "frontend/pages"
    said = "".join(each.read_text("utf-8") for folder in (PAGES, static) for each in folder.rglob("*.html") if each.name != "icons.html")
    assert [name for name in names if f'icon("{name}")' not in said and f': "{name}"' not in said] == []


def test_form_draws_camera_place_and_map_beside_their_words(site: Path) -> None:
    html = (site / "report/index.html").read_text("utf-8")
    drawn = re.findall(r"<(?:button|label)\b[^>]*>" + DRAWN.pattern + r"([^<]+)<", html)
    assert len({path for path, _ in drawn}) == len(drawn) == 3


def test_button_that_works_keeps_its_drawing(page: Any, origin: str, stub: Stub) -> None:
    page.route("**/map.js", lambda route: route.abort())
    page.goto(f"{origin}/en/report/")
    shown = page.locator("#map button")
    shown.click()
    expect(page.locator("#map [role=status]")).to_have_text("The map could not be loaded. Please choose in the list.")
    expect(shown).to_have_text("Show the map")
    expect(shown.locator("svg")).to_be_visible()
