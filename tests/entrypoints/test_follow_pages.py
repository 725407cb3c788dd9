"""Following by SMS over HTTP, in steps without script: what each step says, what it sets, and what no answer ever holds."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from chalicelib import wiring
from chalicelib.journey import follow, prove

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, fresh_world
from tests.fakes import FakePorts
from tests.frontend.markup import elements
from tests.journey.steps import PHONE, deliver, do, lines, petition, report
from tests.journey.test_public import cleared

ME = "13900139002"
held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    yield held.world


class Browser:
    """Keeps its cookies, and everything that it was ever told."""

    def __init__(self) -> None:
        self.jar: dict[str, str] = {}
        self.told: list[str] = []

    def send(self, method: str, path: str, form: dict[str, str] | None = None, **parts: str) -> SimpleNamespace:
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        headers = HEADERS | {"cookie": cookies, "content-type": kind, "nuannan-device": ""}
        told = ask(app, method, path, urlencode(form) if form is not None else None, headers, parts=parts)
        for line in told.lines.get("set-cookie", []):
            name, _, rest = line.partition("=")
            self.jar[name] = rest.partition(";")[0]
        self.told.append(f"{path} {told.words} {told.lines}")
        return told

    def step(self, path: str, page: SimpleNamespace, **fields: str) -> SimpleNamespace:
        """What the form of a page is answered."""
        kept = {name: field(page.words, name) for name in ("csrf", "number")}
        return self.send("POST", path, form=kept | fields)


def field(words: str, name: str) -> str:
    return next(each.attributes["value"] for each in elements(words) if each.attributes.get("name") == name)


def code_of(world: FakePorts, browser: Browser) -> str:
    return prove.code_of(world, world.secrets.digest("challenge", browser.jar["__Host-follow-code"]))


def test_steps_lead_from_the_public_page_to_a_phone_that_follows(world: FakePorts) -> None:
    number = cleared(world)
    browser = Browser()
    public = browser.send("GET", "/public/petitions/{number}?lang=en", number=number)
    [link] = [each.attributes["href"] for each in elements(public.words) if each.attributes.get("href", "").startswith("/p/follow?")]
    page = browser.send("GET", link)
    phone = next(each for each in elements(page.words) if each.attributes.get("name") == "phone")
    assert (phone.attributes["type"], phone.attributes["autocomplete"]) == ("tel", "tel")
    asked = browser.step("/p/follow/code?lang=en", page, phone=ME)
    assert (asked.status, asked.headers["location"]) == (303, f"/p/follow?step=code&number={number}&lang=en")
    deliver(world, ME)
    page = browser.send("GET", asked.headers["location"])
    wrong = browser.step("/p/follow/verification?lang=en", page, code="12")
    assert (wrong.status, "This code is wrong" in wrong.words, 'name="code"' in wrong.words) == (400, True, True)
    done = browser.step("/p/follow/verification?lang=en", page, code=code_of(world, browser))
    assert done.status == 303
    assert "You are following this petition" in browser.send("GET", done.headers["location"]).words
    assert "You are following this petition" not in browser.send("GET", f"/p/follow?step=done&done=done&number={number}&lang=en").words
    [standing] = world.subscriptions.of_phone(world.secrets.digest("phone", f"+86{ME}"))
    assert (standing.number, standing.language) == (number, "en")
    assert ME not in "".join(browser.told) + str(browser.jar)


def test_what_is_followed_is_listed_and_stopped_by_the_code_of_the_phone(world: FakePorts) -> None:
    test_steps_lead_from_the_public_page_to_a_phone_that_follows(world)
    browser = Browser()
    page = browser.send("GET", "/p/my?lang=en")
    browser.send("POST", "/p/my/code?lang=en", form={"phone": ME, "csrf": field(page.words, "csrf")})
    deliver(world, ME)
    page = browser.send("GET", "/p/my?step=code&lang=en")
    code = prove.code_of(world, world.secrets.digest("challenge", browser.jar["__Host-code"]))
    browser.send("POST", "/p/my/verification?lang=en", form={"code": code, "csrf": field(page.words, "csrf")})
    page = browser.send("GET", "/p/my?lang=en")
    assert "What I follow by SMS" in page.words
    stopped = browser.step("/p/my/stop?lang=en", page)
    assert (stopped.status, stopped.headers["location"]) == (303, "/p/my?lang=en")
    page = browser.send("GET", "/p/my?lang=en")
    assert ("What I follow by SMS" in page.words, "No petition was sent from this number" in page.words) == (False, True)


def test_wrong_phone_is_told_beside_its_field_and_stays(world: FakePorts) -> None:
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={cleared(world)}&lang=en")
    told = browser.step("/p/follow/code?lang=en", page, phone="12")
    assert (told.status, field(told.words, "phone"), "Error: " in told.words) == (400, "12", True)
    assert world.memory.subscriptions == {}


def test_code_of_another_day_leads_back_to_the_phone(world: FakePorts) -> None:
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={cleared(world)}&step=code&lang=en")
    assert 'name="phone"' in page.words
    over = browser.step("/p/follow/verification?lang=en", page, code="123456")
    assert (over.status, "Please ask for a new one" in over.words, 'name="phone"' in over.words) == (400, True, True)


def test_phone_that_wants_no_messages_is_told_how_to_have_them_again(world: FakePorts) -> None:
    from tests.journey.steps import says

    says(world, "TD", phone=f"+86{ME}")
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={cleared(world)}&lang=en")
    asked = browser.step("/p/follow/code?lang=en", page, phone=ME)
    deliver(world, ME)
    page = browser.send("GET", asked.headers["location"])
    told = browser.step("/p/follow/verification?lang=en", page, code=code_of(world, browser))
    assert (told.status, "Text HF from it" in told.words, 'name="phone"' in told.words) == (400, True, True)


def test_what_has_its_answer_offers_no_form(world: FakePorts) -> None:
    number = cleared(world)
    do(world, number, "accept")
    do(world, number, "close", note="done")
    page = Browser().send("GET", f"/p/follow?number={number}&lang=en")
    assert (page.status, 'name="phone"' in page.words) == (200, False)
    assert "It has already been answered" in page.words
    public = Browser().send("GET", "/public/petitions/{number}?lang=en", number=number)
    assert "/p/follow" not in public.words


@pytest.mark.parametrize("number", ["", "1" * 14, "<script>", "of a petition that nobody cleared"])
def test_what_is_not_public_is_said_as_on_its_page(world: FakePorts, number: str) -> None:
    from tests.journey.steps import report

    hidden = report(world).number
    named = hidden if "nobody" in number else number
    told = Browser().send("GET", f"/p/follow?{urlencode({'number': named, 'lang': 'en'})}")
    assert (told.status, "We cannot find that here" in told.words) == (404, True)
    assert "<script>" not in told.words
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={cleared(world, device='b')}&lang=en")
    told = browser.send("POST", "/p/follow/code?lang=en", form={"csrf": field(page.words, "csrf"), "number": named, "phone": ME})
    assert (told.status, lines(world, ME)) == (404, [])


@pytest.mark.parametrize("path", ["/p/follow/code", "/p/follow/verification", "/p/my/stop"])
def test_form_of_another_page_is_refused(world: FakePorts, path: str) -> None:
    browser = Browser()
    browser.send("GET", f"/p/follow?number={cleared(world)}")
    told = browser.send("POST", path, form={"phone": ME, "code": "123456", "number": "1", "csrf": "forged"})
    assert told.status == 403


def test_looking_follows_nothing(world: FakePorts) -> None:
    number = cleared(world)
    for step in ("", "code", "done", "x"):
        Browser().send("GET", f"/p/follow?number={number}&step={step}")
    assert (world.memory.subscriptions, world.proofs.held) == ({}, {})
    assert petition(world, number).phone_key == world.secrets.digest("phone", f"+86{PHONE}")


def test_flood_of_codes_is_refused(world: FakePorts) -> None:
    browser = Browser()
    page = browser.send("GET", f"/p/follow?number={cleared(world)}&lang=en")
    told = [browser.step("/p/follow/code?lang=en", page, phone=ME).status for _ in range(6)]
    assert told == [303] * 5 + [429]


def followed_here(world: FakePorts, *numbers: str) -> Browser:
    """A browser that joined these petitions."""
    browser = Browser()
    for number in numbers:
        browser.jar["__Host-follow"] = follow.follow_cookie(world, browser.jar.get("__Host-follow", ""), number)
    return browser


def test_what_one_joined_is_offered_by_sms_where_it_is_public_and_tells_no_number_where_it_is_not(world: FakePorts) -> None:
    public, hidden = cleared(world), report(world, device="b").number
    page = followed_here(world, public, hidden).send("GET", "/p/following?lang=en")
    links = [each.attributes["href"] for each in elements(page.words) if each.attributes.get("href", "").startswith("/p/follow?")]
    assert links == [f"/p/follow?number={public}&lang=en"]
    assert hidden not in page.words
    do(world, public, "accept")
    do(world, public, "close", note="done")
    assert "/p/follow?" not in followed_here(world, public).send("GET", "/p/following?lang=en").words


def test_what_one_joined_is_followed_no_longer_after_one_tap_and_the_rest_is(world: FakePorts) -> None:
    first, second = (report(world, device=each).number for each in "ab")
    browser = followed_here(world, first, second)
    page = browser.send("GET", "/p/following?lang=en")
    [newest, _] = [each.attributes["value"] for each in elements(page.words) if each.attributes.get("name") == "feed"]
    form = {"csrf": field(page.words, "csrf"), "feed": newest}
    for fields in (form | {"csrf": "forged"}, form | {"feed": "f" * 44}):
        assert browser.send("POST", "/p/following/stop?lang=en", form=fields).status in (403, 404)
    assert follow.read_follow(world, browser.jar["__Host-follow"]) == [first, second]
    stopped = browser.send("POST", "/p/following/stop?lang=en", form=form)
    assert stopped.status == 200
    assert follow.read_follow(world, browser.jar["__Host-follow"]) == [first]
    page = stopped
    assert "You no longer follow it on this phone" in page.words
    assert "You no longer follow it" not in browser.send("GET", "/p/following?done=stopped&lang=en").words
    last = {"csrf": field(page.words, "csrf"), "feed": field(page.words, "feed")}
    for _ in range(2):
        assert browser.send("POST", "/p/following/stop?lang=en", form=last).status == 200
    assert browser.jar["__Host-follow"] == ""
    assert "You are not following anything on this phone" in browser.send("GET", "/p/following?lang=en").words


def test_code_step_names_the_end_of_the_number_alone_and_leads_back_to_the_same_petition(world: FakePorts) -> None:
    number = cleared(world)
    browser = Browser()
    asked = browser.step("/p/follow/code?lang=en", browser.send("GET", f"/p/follow?number={number}&lang=en"), phone=ME)
    page = browser.send("GET", asked.headers["location"])
    assert "number ending 9002" in page.words
    wrong = next(each for each in elements(page.words) if each.attributes.get("id") == "wrong-number")
    assert wrong.attributes["href"] == f"/p/follow?number={number}&lang=en"
    assert 'name="phone"' in browser.send("GET", wrong.attributes["href"]).words
    told = browser.step("/p/follow/verification?lang=en", page, code="12")
    assert "number ending 9002" in told.words
    assert ME not in "".join(browser.told) + str(browser.jar)
    assert "9002" not in asked.headers["location"]
    browser.jar["__Host-follow-code-to"] = "<b>1"
    assert "We have sent a code to your number" in browser.send("GET", asked.headers["location"]).words
