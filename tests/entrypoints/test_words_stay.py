"""What was typed stays when it is refused: in the form again, with the summary, the field's error and the words as they came."""

from __future__ import annotations

import pytest
from chalicelib.domain.errors import Busy, NuannanError, TooManyRequests
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.journey import add, door

from tests.entrypoints.keeping import Browser, seeing
from tests.fakes import FakePorts
from tests.fakes.district import ELM
from tests.frontend.markup import Element, elements, faults

pytestmark = pytest.mark.usefixtures("world")


def area(page: str, name: str) -> Element:
    return next(each for each in elements(page) if each.tag == "textarea" and each.attributes["id"] == name)


@pytest.mark.parametrize(
    ("path", "status", "action", "words", "said"),
    [
        ("/p/appeal", Status.SETTLED, Action.APPEAL, "", "Give the reason"),
        ("/p/appeal", Status.SETTLED, Action.APPEAL, "x" * 9_000, "9000 characters, and 5000 fit"),
        ("/p/withdraw", Status.HANDLING, None, "y" * 6_000, "6000 characters, and 5000 fit"),
        ("/p/reopen", Status.MERGED, None, "z" * 6_000, "6000 characters, and 5000 fit"),
    ],
)
def test_reason_stays_in_its_form_with_what_is_wrong_when_it_is_refused(
    world: FakePorts, path: str, status: Status, action: Action | None, words: str, said: str
) -> None:
    browser = seeing(world, status, action)
    before = {number: held for number, held in world.memory.petitions.items()}
    csrf = browser.hidden("/p/status?lang=en")["csrf"]
    told = browser.send("POST", f"{path}?lang=en", form={"csrf": csrf, "reason": words})
    name = path.removeprefix("/p/")
    assert told.status == 400
    assert faults(told.words) == []
    found = elements(told.words)
    assert next(each.text for each in found if each.tag == "title").startswith("Error: ")
    [link] = [each for each in found if each.tag == "a" and each.attributes["href"] == f"#{name}"]
    assert said in link.text
    field = area(told.words, name)
    assert (field.text.strip(), field.attributes["aria-describedby"]) == (words, f"{name}-error")
    assert "open" in next(each.attributes for each in found if each.tag == "details" and "open" in each.attributes)
    assert world.memory.petitions == before
    # As it stands there, shortened, it goes through.
    again = {each.attributes["name"]: each.attributes["value"] for each in found if each.attributes.get("type") == "hidden"}
    assert browser.send("POST", f"{path}?lang=en", form=again | {"reason": "short"}).status == 303


def test_reason_for_what_is_not_offered_any_more_gets_the_plain_page(world: FakePorts) -> None:
    browser = seeing(world, Status.HANDLING)
    csrf = browser.hidden("/p/status?lang=en")["csrf"]
    told = browser.send("POST", "/p/appeal?lang=en", form={"csrf": csrf, "reason": ""})
    assert (told.status, "That did not work" in told.words) == (400, True)


FILLED = {"text": "The <lamp> is dark.", "consent": "yes", "community": ELM}


@pytest.mark.parametrize("step", ["check", "send"])
@pytest.mark.parametrize(("refusal", "status", "said"), [(TooManyRequests(60), 429, "Too many requests"), (Busy(), 503, "Busy. Please try again")])
def test_report_comes_back_as_it_was_typed_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, step: str, refusal: NuannanError, status: int, said: str
) -> None:
    browser = Browser()
    hidden = browser.hidden("/p/report?lang=en")

    def refused(*_: object) -> None:
        raise refusal

    with monkeypatch.context() as crowded:
        crowded.setattr(door, "knock", refused)
        told = browser.send("POST", "/p/report?lang=en", form=FILLED | hidden | {"step": step})
    assert told.status == status
    assert faults(told.words) == []
    assert (said in told.words, "/p/status" in told.words) == (True, False)
    assert area(told.words, "text").text.strip() == FILLED["text"]
    kept = {each.attributes["name"]: each.attributes["value"] for each in elements(told.words) if each.attributes.get("type") == "hidden"}
    assert kept["key"] == hidden["key"]  # what may have arrived all the same is not received twice
    assert browser.send("POST", "/p/report?lang=en", form=FILLED | kept | {"step": "send"}).status == 303


@pytest.mark.parametrize(("path", "name"), [("/p/words", "words"), ("/p/withdraw", "reason"), ("/p/appeal", "reason"), ("/p/rate", "comment")])
def test_words_are_shown_to_be_copied_when_the_visit_is_over(world: FakePorts, path: str, name: str) -> None:
    browser = seeing(world, Status.HANDLING)
    csrf = browser.hidden("/p/status?lang=en")["csrf"]
    world.clock.move(hours=3)
    told = browser.send("POST", f"{path}?lang=en", form={"csrf": csrf, name: "It <still> drips."})
    assert (told.status, "cannot be opened here" in told.words) == (404, True)
    assert faults(told.words) == []
    assert "It &lt;still&gt; drips." in told.words
    assert "was not received" in told.words


def test_words_are_shown_to_be_copied_when_we_fail(world: FakePorts, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = seeing(world, Status.HANDLING)
    csrf = browser.hidden("/p/status?lang=en")["csrf"]

    def failing(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(add, "add", failing)
    told = browser.send("POST", "/p/words?lang=en", form={"csrf": csrf, "words": "It still drips."})
    assert (told.status, "It still drips." in told.words) == (500, True)
    assert faults(told.words) == []


def test_words_of_another_sites_form_are_not_shown(world: FakePorts) -> None:
    told = seeing(world, Status.HANDLING).send("POST", "/p/words?lang=en", form={"words": "Win a prize"}, origin="https://evil.example")
    assert (told.status, "Win a prize" in told.words) == (403, False)


def test_status_is_offered_by_a_refusal_only_where_there_is_one_to_see(world: FakePorts) -> None:
    seen = seeing(world, Status.HANDLING).send("POST", "/p/me-too?lang=en", form={"csrf": "x"})
    assert (seen.status, "/p/status" in seen.words) == (403, True)
    blind = Browser().send("POST", "/p/me-too?lang=en", form={"csrf": "x"})
    assert (blind.status, "/p/status" in blind.words) == (403, False)
