"""The other language, without losing what was typed: a button of the form itself where there is one, and no dead address anywhere."""

from __future__ import annotations

import pytest
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.journey import links
from chalicelib.messages.words import say

from tests.entrypoints.keeping import Browser, seeing
from tests.fakes import FakePorts
from tests.fakes.district import ELM
from tests.frontend.markup import Element, elements, faults
from tests.journey.test_public import cleared

FILLED = {"text": "The <lamp> is dark.", "community": ELM, "place_words": "house 3", "phone": "1380"}


pytestmark = pytest.mark.usefixtures("world")


def submitted(page: str, wanted: str = "language") -> tuple[str, dict[str, str]]:
    """Where the form goes when the switch is tapped, and what with; the switch names what it changes to."""
    found = elements(page)
    [switch] = [each for each in found if each.attributes.get("class") == wanted and each.tag == "button"]
    assert (switch.text, switch.attributes["lang"]) in {("中文", "zh-CN"), ("English", "en")}
    ids = [each.attributes["id"] for each in found if each.tag == "form" and "id" in each.attributes]
    assert switch.attributes["form"] in ids
    assert not [each for each in found if each.tag == "a" and each.attributes.get("class") == "language"]
    return switch.attributes["formaction"], {switch.attributes["name"]: switch.attributes["value"]}


def hidden(page: str) -> dict[str, str]:
    return {each.attributes["name"]: each.attributes["value"] for each in elements(page) if each.attributes.get("type") == "hidden"}


def values(page: str) -> dict[str, str]:
    typed = {each.attributes["name"]: each.attributes["value"] for each in elements(page) if each.tag == "input" and "name" in each.attributes and each.attributes.get("type") != "radio"}
    return typed | {each.attributes["name"]: each.text.strip() for each in elements(page) if each.tag == "textarea"}


@pytest.mark.parametrize("consent", [{}, {"consent": "yes"}])
def test_report_keeps_what_was_typed_at_each_step(world: FakePorts, consent: dict[str, str]) -> None:
    browser = Browser()
    page = browser.send("GET", "/p/report?lang=en").words
    key = hidden(page)["key"]
    steps = [{}, {"step": "check"}]  # as it was opened; then what is looked at, or refused for want of consent
    for step in steps:
        if step:
            page = browser.send("POST", "/p/report?lang=en", form=hidden(page) | FILLED | consent | step).words
        address, tapped = submitted(page)
        assert address == "/p/report?lang=zh"
        told = browser.send("POST", address, form=hidden(page) | FILLED | consent | tapped)
        assert (told.status, '<html lang="zh-CN">' in told.words) == (200, True)
        assert faults(told.words) == []
        kept = values(told.words)
        assert {name: kept[name] for name in FILLED if name != "community"} == {name: words for name, words in FILLED.items() if name != "community"}
        assert kept["key"] == key
    assert world.memory.petitions == {}


def test_enter_key_sends_the_form_on_and_never_only_its_language() -> None:
    """A browser presses the first submit button of the form when Enter is hit in a field."""
    browser = Browser()
    page = browser.send("GET", "/p/report?lang=en").words
    checked = browser.send("POST", "/p/report?lang=en", form=hidden(page) | FILLED | {"consent": "yes", "phone": "", "step": "check"}).words
    for shown, step in ((page, "check"), (checked, "send")):
        name = submitted(shown) and next(each.attributes["form"] for each in elements(shown) if each.attributes.get("class") == "language")
        first = next(each for each in elements(shown) if each.tag == "button" and (each.attributes.get("form") == name or each.attributes.get("name") == "step"))
        assert (first.attributes["name"], first.attributes["value"], first.attributes["tabindex"]) == ("step", step, "-1")


@pytest.mark.parametrize(
    ("path", "status", "action", "fields"),
    [
        ("/p/words", Status.HANDLING, None, {"words": "x" * 2_001}),
        ("/p/words", Status.HANDLING, None, {"words": "short"}),
        ("/p/rate", Status.CLOSED, None, {"comment": "It <b>drips</b>."}),
        ("/p/appeal", Status.SETTLED, Action.APPEAL, {"reason": "y" * 5_001}),
        ("/p/withdraw", Status.HANDLING, None, {"reason": "z" * 5_001}),
    ],
)
def test_words_are_kept_and_nothing_is_done(world: FakePorts, path: str, status: Status, action: Action | None, fields: dict[str, str]) -> None:
    browser = seeing(world, status, action)
    before = dict(world.memory.petitions)
    page = browser.send("GET", "/p/status?lang=en").words
    if path in ("/p/words", "/p/rate"):
        page = browser.send("GET", f"{path}?lang=en").words
    else:
        page = browser.send("POST", f"{path}?lang=en", form=hidden(page) | fields).words
    address, tapped = submitted(page)
    assert address == f"{path}?lang=zh"
    told = browser.send("POST", address, form=hidden(page) | fields | tapped)
    assert (told.status, '<html lang="zh-CN">' in told.words, "error-summary" in told.words) == (200, True, False)
    assert faults(told.words) == []
    assert next(iter(fields.values())) in values(told.words).values()
    assert submitted(told.words)[0] == f"{path}?lang=en"
    assert world.memory.petitions == before


def switch_of(page: str) -> list[Element]:
    return [each for each in elements(page) if each.attributes.get("class") == "language"]


def test_pages_without_words_lead_to_where_one_can_go_or_nowhere(world: FakePorts) -> None:
    number = cleared(world)
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={number}&lang=en").words
    fields = hidden(page)
    refused = browser.send("POST", "/p/follow/code?lang=en", form=fields | {"phone": "1"}).words
    for shown in (page, refused):
        assert [each.attributes["href"] for each in switch_of(shown)] == [f"/p/follow?step=phone&number={number}&lang=zh"]
    page = browser.send("GET", "/p/my?lang=en").words
    refused = browser.send("POST", "/p/my/code?lang=en", form=hidden(page) | {"phone": "1"}).words
    for shown in (page, refused):
        assert [each.attributes["href"] for each in switch_of(shown)] == ["/p/my?step=phone&lang=zh"]
    notice = browser.send("POST", "/p/me-too?lang=en", form={"csrf": "x"}).words
    assert switch_of(notice) == []


@pytest.mark.parametrize(
    ("path", "leads", "shown"),
    [
        ("/p/words", "/p/words", "Add words"), ("/p/rate", "/p/rate", "Is it solved?"), ("/p/erase", "/p/erase", "Erase my words and number"),
        ("/p/withdraw", "/p/status", "How your petition is going"), ("/p/appeal", "/p/status", "How your petition is going"), ("/p/reopen", "/p/status", "How your petition is going"), ("/p/photo", "/p/status", "How your petition is going"),
        ("/p/my/petition", "/p/my", "Your mobile number"), ("/p/my/stop", "/p/my", "Your mobile number"), ("/p/my/verification", "/p/my", "Your mobile number"),
        ("/p/phone/petition", "/p/phone", "How your petition is going"), ("/p/me-too", "", ""), ("/p/follow/code", "", ""),
    ],
)  # fmt: skip
def test_refusal_of_a_form_leads_to_where_the_form_stands_in_the_other_language(world: FakePorts, path: str, leads: str, shown: str) -> None:
    browser = seeing(world, Status.CLOSED)
    page = browser.send("POST", f"{path}?lang=en", form={"csrf": "not ours"})
    assert page.status in (403, 404)
    assert faults(page.words) == []
    assert [each.attributes["href"] for each in switch_of(page.words)] == [f"{leads}?lang=zh"] * bool(leads)
    if leads:
        before = dict(world.memory.petitions)
        there = browser.send("GET", f"{leads}?lang=zh")
        there = browser.send("GET", there.headers["location"]) if there.status == 303 else there
        assert (there.status, '<html lang="zh-CN">' in there.words, say(shown, "zh") in there.words) == (200, True, True)
        assert world.memory.petitions == before


def test_refusal_that_holds_what_was_typed_leads_nowhere_else(world: FakePorts) -> None:
    browser = seeing(world, Status.HANDLING)
    page = browser.send("POST", "/p/words?lang=en", form={"csrf": "not ours", "words": "Third floor too"}).words
    assert "Third floor too" in page
    assert switch_of(page) == []


def test_form_for_a_photo_leads_to_the_page_with_its_button(world: FakePorts) -> None:
    browser = seeing(world, Status.HANDLING)
    page = browser.send("POST", "/p/photo?lang=en", form=browser.hidden("/p/status?lang=en")).words
    assert 'action="/uploads"' in page
    assert [each.attributes["href"] for each in switch_of(page)] == ["/p/status?lang=zh"]
    assert faults(page) == []


def test_number_that_is_shown_once_is_left_by_no_switch() -> None:
    browser = Browser()
    page = browser.send("GET", "/p/report?lang=en").words
    told = browser.send("POST", "/p/report?lang=en", form=hidden(page) | FILLED | {"phone": "13800138001", "category": "01", "asked": "01", "consent": "yes", "for_other": "yes", "step": "send"})
    assert (told.status, "Please pass the number on" in told.words) == (200, True)
    assert switch_of(told.words) == []


@pytest.mark.parametrize(("method", "path", "leads"), [("GET", "/p/status", "?lang=zh"), ("POST", "/p/photo", "/p/status?lang=zh")])
def test_page_of_a_fault_of_ours_leads_on_as_a_refusal_does(monkeypatch: pytest.MonkeyPatch, method: str, path: str, leads: str) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(links, "read_visit", broken)
    page = Browser().send(method, f"{path}?lang=en", form={} if method == "POST" else None)
    assert page.status == 500
    assert [each.attributes["href"] for each in switch_of(page.words)] == [leads]


def test_public_page_that_is_refused_leads_on_without_what_is_wrong() -> None:
    page = Browser().send("GET", "/public/petitions?area=nowhere&lang=en")
    assert page.status == 400
    assert [each.attributes["href"] for each in switch_of(page.words)] == ["?lang=zh"]
