"""One's own petitions over HTTP: the same answer for every number, cookies that bind, and pages that need no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlencode

import msgspec
import pytest
from chalicelib import wiring
from chalicelib.entrypoints.openapi import ROUTES
from chalicelib.journey import prove

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, fresh_world
from tests.fakes import FakePorts
from tests.frontend.markup import elements
from tests.journey.steps import PHONE, deliver, lines, report

OTHER = "13900139002"
TYPES = {(each.method, each.path): each.answers for each in ROUTES}
held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePorts]:
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    yield held.world


class Browser:
    """Keeps the cookies that it is given."""

    def __init__(self) -> None:
        self.jar: dict[str, str] = {}

    def send(self, method: str, path: str, body: object = None, form: dict[str, str] | None = None) -> SimpleNamespace:
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        sent = body if form is None else urlencode(form)
        told = ask(app, method, path, sent, HEADERS | {"cookie": cookies, "content-type": kind, "nuannan-device": ""})
        for line in told.lines.get("set-cookie", []):
            name, _, rest = line.partition("=")
            self.jar[name] = rest.partition(";")[0]
        if told.body is not None and told.status == 200:
            msgspec.convert(told.body, TYPES[method, path.partition("?")[0]])
        return told


def code_of(world: FakePorts, browser: Browser) -> str:
    return prove.code_of(world, world.secrets.digest("challenge", browser.jar["__Host-code"]))


def field(words: str, name: str) -> str:
    return next(each.attributes["value"] for each in elements(words) if each.attributes.get("name") == name)


def test_answer_to_a_request_for_a_code_is_the_same_for_every_number(world: FakePorts) -> None:
    report(world)
    told = [Browser().send("POST", "/api/codes?lang=en", {"phone": phone}) for phone in (PHONE, OTHER)]
    assert [(each.status, each.words, sorted(each.lines)) for each in told][0] == (200, '{"digits": 6, "minutes": 5}', sorted(told[1].lines))
    assert told[0].words == told[1].words
    shapes = [re.sub("=[0-9a-f]{64};", "=token;", line) for each in told for line in each.lines["set-cookie"]]
    assert shapes == ["__Host-code=token; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=300"] * 2
    assert (lines(world)[-1][0], lines(world, OTHER)) == ("code", [("code", "waiting")])


def test_list_and_one_petition_open_when_the_code_is_typed(world: FakePorts) -> None:
    number = report(world).number
    browser = Browser()
    assert browser.send("GET", "/api/mine").status == 404
    browser.send("POST", "/api/codes", {"phone": PHONE})
    deliver(world)
    told = browser.send("POST", "/api/codes/verification?lang=en", {"code": code_of(world, browser)})
    assert [(each["number"], each["category_name"]) for each in told.body["items"]] == [(number, "Lighting")]
    assert browser.send("GET", "/api/mine?lang=en").body == told.body
    assert PHONE not in told.words and PHONE not in str(browser.jar)
    assert browser.send("GET", "/api/status").status == 404
    assert browser.send("POST", "/api/mine/visits", {"number": number}).body == {"number": number}
    assert browser.send("GET", "/api/status?lang=en").body["text"] == "楼道灯坏了三天"


def test_wrong_code_is_told_beside_its_field_and_a_used_one_is_over(world: FakePorts) -> None:
    report(world)
    browser = Browser()
    assert browser.send("POST", "/api/codes/verification", {"code": "1"}).body["code"] == "proof_over"
    browser.send("POST", "/api/codes", {"phone": PHONE})
    deliver(world)
    told = browser.send("POST", "/api/codes/verification?lang=en", {"code": "1"})
    assert (told.status, told.body["fields"]["code"]["code"]) == (400, "proof_wrong")
    browser.send("POST", "/api/codes/verification", {"code": code_of(world, browser)})
    again = browser.send("POST", "/api/codes/verification", {"code": code_of(world, browser)})
    assert (again.status, again.body["code"]) == (410, "proof_over")


def test_sixth_code_of_a_day_is_refused_with_the_time_to_wait(world: FakePorts) -> None:
    told = [Browser().send("POST", "/api/codes", {"phone": PHONE}) for _ in range(6)]
    assert [each.status for each in told] == [200] * 5 + [429]
    assert int(told[-1].headers["retry-after"]) > 0


def test_pages_lead_to_the_petition_without_script(world: FakePorts) -> None:
    number = report(world).number
    browser = Browser()
    page = browser.send("GET", "/p/my?lang=en")
    asked = browser.send("POST", "/p/my/code?lang=en", form={"phone": PHONE, "csrf": field(page.words, "csrf")})
    assert (asked.status, asked.headers["location"]) == (303, "/p/my?step=code&lang=en")
    deliver(world)
    page = browser.send("GET", "/p/my?step=code&lang=en")
    assert next(each for each in elements(page.words) if each.attributes.get("name") == "code").attributes["autocomplete"] == "one-time-code"
    wrong = browser.send("POST", "/p/my/verification?lang=en", form={"code": "12", "csrf": field(page.words, "csrf")})
    assert (wrong.status, "This code is wrong" in wrong.words) == (400, True)
    right = {"code": code_of(world, browser), "csrf": field(page.words, "csrf")}
    assert browser.send("POST", "/p/my/verification?lang=en", form=right).headers["location"] == "/p/my?lang=en"
    page = browser.send("GET", "/p/my?lang=en")
    opened = browser.send("POST", "/p/my/petition?lang=en", form={"number": field(page.words, "number"), "csrf": field(page.words, "csrf")})
    assert (field(page.words, "number"), opened.headers["location"]) == (number, "/p/status?lang=en")
    assert "楼道灯坏了三天" in browser.send("GET", "/p/status?lang=en").words


def test_static_form_is_shown_for_checking_when_it_brings_no_token(world: FakePorts) -> None:
    page = Browser().send("POST", "/p/my/code?lang=en", form={"phone": PHONE})
    assert (page.status, field(page.words, "phone")) == (200, PHONE)
    assert lines(world) == []


def test_code_page_falls_back_to_the_phone_when_none_was_asked_for_or_it_is_over(world: FakePorts) -> None:
    browser = Browser()
    page = browser.send("GET", "/p/my?step=code&lang=en")
    assert 'name="phone"' in page.words
    over = browser.send("POST", "/p/my/verification?lang=en", form={"code": "123456", "csrf": field(page.words, "csrf")})
    assert (over.status, "Please ask for a new one" in over.words, 'name="phone"' in over.words) == (400, True, True)


@pytest.mark.parametrize("path", ["/p/my/verification", "/p/my/petition"])
def test_form_of_another_page_is_refused(world: FakePorts, path: str) -> None:
    browser = Browser()
    browser.send("GET", "/p/my")
    assert browser.send("POST", path, form={"code": "123456", "number": "1", "csrf": "forged"}).status == 403


def test_browser_that_keeps_no_cookie_is_told_so_when_it_asks_for_a_code() -> None:
    browser = Browser()
    page = browser.send("GET", "/p/my?lang=en").words
    hidden = {each.attributes["name"]: each.attributes["value"] for each in elements(page) if each.attributes.get("type") == "hidden"}
    browser.jar.clear()
    told = browser.send("POST", "/p/my/code?lang=en", form=hidden | {"phone": PHONE})
    assert ("allow cookies" in told.words, "Please check your number" in told.words) == (True, False)
    assert "Please check your number" in browser.send("POST", "/p/my/code?lang=en", form={"phone": PHONE}).words


def test_code_step_names_the_end_of_the_number_for_every_number_alike(world: FakePorts) -> None:
    report(world)
    told = []
    for phone in (PHONE, OTHER):
        browser = Browser()
        page = browser.send("GET", "/p/my?lang=en")
        asked = browser.send("POST", "/p/my/code?lang=en", form={"phone": phone, "csrf": field(page.words, "csrf")})
        page = browser.send("GET", asked.headers["location"])
        assert phone not in page.words + str(browser.jar)
        wrong = next(each for each in elements(page.words) if each.attributes.get("id") == "wrong-number")
        assert (wrong.attributes["href"], f"number ending {phone[-4:]}" in page.words) == ("/p/my?lang=en", True)
        told.append(re.sub("[0-9a-f]{32,64}", "token", page.words.replace(phone[-4:], "end")))
    assert told[0] == told[1]
