"""Words added to a petition over HTTP, without script and by the API: what was typed stays, and nobody else adds any."""

from __future__ import annotations

import pytest
from chalicelib.domain import text

from tests.entrypoints.keeping import Browser
from tests.fakes import FakePorts
from tests.frontend.markup import elements, faults
from tests.prove.hostile import paired

pytestmark = pytest.mark.usefixtures("world")


def history(world: FakePorts) -> list[str]:
    [number] = world.memory.petitions
    return [str(each.action) for each in world.petitions.whole(number)[1]]


def test_words_are_added_without_script_and_shown(world: FakePorts) -> None:
    browser = Browser()
    browser.report()
    assert 'href="/p/words?lang=en"' in browser.send("GET", "/p/status?lang=en").words
    page = browser.send("GET", "/p/words?lang=en").words
    assert faults(page) == []
    assert history(world) == ["submit", "assign"]
    for _ in range(2):  # a double tap
        told = browser.send("POST", "/p/words?lang=en", form=browser.hidden("/p/words?lang=en") | {"words": "<b>Third</b> floor too"})
        assert told.status == 303
    assert history(world) == ["submit", "assign", "comment"]
    seen = browser.send("GET", told.headers["location"]).words
    assert "We have what you added" in seen
    assert "&lt;b&gt;Third&lt;/b&gt; floor too" in seen
    assert faults(seen) == []


@pytest.mark.parametrize(("words", "said"), [("", "Write what you want to add"), ("\u200b \n", "Write what you want to add"), ("x" * 2_001, "it has 2001 characters, and 2000 fit")])
def test_what_was_typed_stays_when_it_is_refused(words: str, said: str) -> None:
    browser = Browser()
    browser.report()
    told = browser.send("POST", "/p/words?lang=en", form=browser.hidden("/p/words?lang=en") | {"words": words})
    assert told.status == 400
    assert said in told.words
    assert faults(told.words) == []
    assert words.strip() in next(each.text for each in elements(told.words) if each.tag == "textarea")


def test_a_link_adds_nothing(world: FakePorts) -> None:
    browser = Browser()
    number = browser.report()
    del browser.jar["__Host-petition"]
    browser.send("POST", "/p/phone/petition", form=browser.hidden("/p/phone") | {"number": number})
    assert "/p/words" not in browser.send("GET", "/p/status").words
    assert browser.send("GET", "/p/words").status == 303
    csrf = world.secrets.digest("csrf", browser.jar["__Host-petition"])
    assert browser.send("POST", "/p/words", form={"csrf": csrf, "words": "x"}).status == 404
    assert browser.send("POST", "/api/words", {"words": "x"}).status == 403
    assert history(world) == ["submit", "assign"]


def test_another_sites_form_adds_nothing(world: FakePorts) -> None:
    browser = Browser()
    browser.report()
    assert browser.send("POST", "/p/words", form={"csrf": "x", "words": "x"}).status == 403
    assert history(world) == ["submit", "assign"]


def test_danger_shows_whom_to_ring_at_once() -> None:
    browser = Browser()
    browser.report()
    told = browser.send("POST", "/p/words?lang=en", form=browser.hidden("/p/words?lang=en") | {"words": "The stairs are on fire"})
    seen = browser.send("GET", told.headers["location"]).words
    assert "ring now" in seen
    assert "tel:119" in seen
    assert browser.send("POST", "/api/words", {"words": "Now the roof is on fire"}).body["emergency"] == "119"


@pytest.mark.parametrize("body", [{}, {"words": 1}, {"words": None}, [], {"words": "x", "number": "y"}])
def test_a_body_of_another_shape_is_refused(body: object) -> None:
    browser = Browser()
    browser.report()
    assert browser.send("POST", "/api/words", body).status == 400


def test_words_come_so_often_from_one_source_and_no_more(world: FakePorts) -> None:
    browser = Browser()
    browser.report()
    door = [browser.send("POST", "/api/words", {"words": "same"}).status for _ in range(121)]
    assert door == [200] * 120 + [429]


@pytest.mark.parametrize("words", paired()[::10])
def test_hostile_words_are_shown_as_words_and_make_no_element(words: str) -> None:
    browser = Browser()
    browser.report()
    form = browser.hidden("/p/words?lang=en")
    told = browser.send("POST", "/p/words?lang=en", form=form | {"words": f"plain {words}".encode("utf-8", "replace").decode()})
    assert told.status in (303, 400)
    page = browser.send("GET", "/p/status?lang=en").words if told.status == 303 else told.words
    assert faults(page) == []
    assert [each.attributes for each in elements(page) if each.tag in ("script", "iframe", "style", "base")] == [{"src": "/assets/care.js"}, *([{"type": "module", "src": "/assets/page.js"}] if told.status == 303 else [])]
    [shown] = [each.text for each in elements(page) if each.attributes.get("class") == "said" or each.tag == "textarea" if each.text.startswith("plain")]
    assert "".join(shown.split()) == "".join(text.clean(f"plain {words}".encode("utf-8", "replace").decode()).split())
