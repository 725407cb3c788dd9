"""Words in another language than the page's say so, for a voice that reads them aloud; a refused form's summary takes the focus."""

from __future__ import annotations

from html import escape

import pytest
from chalicelib.messages import pages

from tests.entrypoints.keeping import Browser
from tests.fakes import FakePorts
from tests.frontend.markup import elements
from tests.frontend.samples import contexts, public_petition
from tests.journey.steps import do

WORDS, PLACE = "三单元楼道灯坏了", "小卖部后面"


pytestmark = pytest.mark.usefixtures("world")


def named(page: str, words: str) -> str:
    """The language that the innermost element with these words, and no others beside a title's, names."""
    assert escape(words) in page
    return next((each.attributes.get("lang", "") for each in reversed(elements(page)) if each.text.strip() == words), "")


@pytest.mark.parametrize("path", ["/p/status", "/p/words", "/p/rate", "/p/receipt", "/p/erase"])
@pytest.mark.parametrize(("language", "other"), [("en", "zh-CN"), ("zh", "")])
def test_own_words_name_their_language_on_a_page_of_the_other_one(world: FakePorts, path: str, language: str, other: str) -> None:
    browser = Browser()
    number = browser.report(place_words=PLACE, language="zh")
    browser.send("POST", "/api/words", {"words": "四楼也黑"})
    if path == "/p/rate":
        do(world, number, "accept")
        do(world, number, "close", note="x")
    page = browser.send("GET", f"{path}?lang={language}").words
    shown = [PLACE, *([WORDS] if path in ("/p/status", "/p/rate") else []), *(["四楼也黑"] if path == "/p/status" else [])]
    assert [named(page, words) for words in shown] == [other] * len(shown)


def test_official_place_is_in_the_pages_language() -> None:
    browser = Browser()
    browser.report(language="zh")
    page = browser.send("GET", "/p/status?lang=en").words
    assert ("Elm Community" in page, 'lang="zh-CN">Elm' in page) == (True, False)


@pytest.mark.parametrize(("written", "other"), [("zh", "zh-CN"), ("en", ""), ("", "")])
def test_public_words_name_their_language(written: str, other: str) -> None:
    shown = public_petition(language=written)
    page = pages.render("public_petition.html", "en", alternate="", **contexts("en")["public_petition.html"] | {"petition": shown})
    assert named(page, shown["words"]) == other
    listed = pages.render("public_list.html", "en", alternate="", **contexts("en")["public_list.html"] | {"items": [shown | {"words": "灯"}]})
    assert named(listed, "灯") == other


def test_summary_of_errors_takes_the_focus_where_no_script_gives_it() -> None:
    browser = Browser()
    told = browser.send("POST", "/p/report?lang=en", form=browser.hidden("/p/report?lang=en") | {"step": "check"})
    [summary] = [each.attributes for each in elements(told.words) if "autofocus" in each.attributes]
    assert (summary["class"], summary["tabindex"]) == ("error-summary", "-1")
