"""The words of the categories: the same for everybody, so that browser and front may keep them, and read again only when they changed."""

from __future__ import annotations

import pytest

from tests.entrypoints.keeping import Browser

pytestmark = pytest.mark.usefixtures("world")
PATH = "/api/form/words"


def test_everybody_may_keep_the_words_for_five_minutes_and_show_them_while_newer_ones_are_asked_for() -> None:
    told = Browser().send("GET", f"{PATH}?lang=en")
    assert told.status == 200
    assert told.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert "set-cookie" not in told.lines
    assert told.body["categories"]


@pytest.mark.parametrize("brought", ["{0}", "W/{0}", '"x", {0}'])
def test_who_has_the_words_already_gets_no_second_copy(brought: str) -> None:
    browser = Browser()
    mark = browser.send("GET", PATH).headers["etag"]
    again = browser.send("GET", PATH, if_none_match=brought.format(mark))
    assert (again.status, again.words, again.headers["etag"]) == (304, "", mark)
    assert browser.send("GET", PATH, if_none_match='"another"').status == 200


def test_their_language_is_said_by_the_address_alone_as_a_front_knows_nothing_else() -> None:
    browser = Browser()
    browser.jar["lang"] = "en"
    names = [browser.send("GET", path, accept_language="en").body["categories"][0]["name"] for path in (PATH, f"{PATH}?lang=zh", f"{PATH}?lang=en")]
    assert names[0] == names[1] != names[2]
