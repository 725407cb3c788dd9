"""What was reported on this phone over HTTP: by both doors into the cookie, the list, one of them, and forgetting."""

from __future__ import annotations

import json

import pytest
from chalicelib.domain import consent
from chalicelib.domain.petition import Petition
from chalicelib.storage import items

from tests.entrypoints.keeping import Browser
from tests.fakes import FakePorts
from tests.fakes.district import ELM
from tests.frontend.markup import faults

MINE, VISIT = "__Host-mine", "__Host-petition"
DAYS_90 = f"Max-Age={90 * 24 * 3600}"


pytestmark = pytest.mark.usefixtures("world")


def test_who_left_no_phone_finds_their_petition_for_ninety_days_on_the_same_phone(world: FakePorts) -> None:
    browser = Browser()
    number = browser.report()
    del browser.jar[VISIT]
    world.clock.move(days=89)
    told = browser.send("GET", "/p/phone?lang=en")
    assert faults(told.words) == []
    assert number[:4] in told.words
    opened = browser.send("POST", "/p/phone/petition?lang=en", form=browser.hidden("/p/phone?lang=en") | {"number": number})
    assert (opened.status, opened.headers["location"]) == (303, "/p/status?lang=en")
    seen = browser.send("GET", "/p/status?lang=en").words
    assert "三单元" not in seen
    assert "Withdraw" not in seen
    world.clock.move(days=1)
    assert "Nothing was reported on this phone" in browser.send("GET", "/p/phone?lang=en").words


def test_the_cookie_is_read_by_no_script_and_sent_to_no_other_host() -> None:
    browser = Browser()
    told = browser.send("POST", "/api/petitions", {"text": "x", "consent": True, "community": ELM}, idempotency_key="k" * 20, nuannan_device="d" * 30)
    [line] = [each for each in told.lines["set-cookie"] if each.startswith(MINE)]
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax", DAYS_90} <= {each.strip() for each in line.split(";")}
    assert "Domain" not in line


def test_the_form_without_script_keeps_it_too() -> None:
    browser = Browser()
    fields = {"text": "The lamp is dark.", "consent": "yes", "community": ELM, "step": "send"}
    browser.send("POST", "/p/report?lang=en", form=fields | browser.hidden("/p/report?lang=en"))
    assert MINE in browser.jar
    assert "This phone keeps the number for 90 days" in browser.send("GET", "/p/receipt?lang=en").words


def test_what_was_reported_for_somebody_else_is_not_kept() -> None:
    browser = Browser()
    browser.report(for_other=True, phone="13800138001")
    assert MINE not in browser.jar


def test_forgetting_takes_numbers_and_visit_from_the_phone_and_a_second_press_changes_nothing() -> None:
    browser = Browser()
    browser.report()
    form = browser.hidden("/p/phone?lang=en")
    told = browser.send("POST", "/p/phone/forget?lang=en", form={"csrf": form["csrf"]})
    assert {MINE, VISIT} & set(browser.jar) == set()
    assert "The numbers are gone from this phone." in told.words
    assert "was not deleted" in told.words  # no script did it
    assert "This phone is cleared: the numbers, and what was written" in browser.send("POST", "/p/phone/forget?lang=en", form={"csrf": form["csrf"], "cleared": "1"}).words
    assert faults(told.words) == []
    assert browser.send("POST", "/p/phone/forget?lang=en", form={"csrf": form["csrf"]}).status == 200


@pytest.mark.parametrize("path", ["/p/phone/petition", "/p/phone/forget"])
def test_another_sites_form_is_refused(path: str) -> None:
    browser = Browser()
    number = browser.report()
    assert browser.send("POST", path, form={"csrf": "x", "number": number}).status == 403
    assert MINE in browser.jar


def test_the_device_keeps_the_wider_visit_that_it_holds() -> None:
    browser = Browser()
    number = browser.report()
    browser.send("POST", "/p/phone/petition?lang=en", form=browser.hidden("/p/phone?lang=en") | {"number": number})
    assert "三单元" in browser.send("GET", "/p/status?lang=en").words


@pytest.mark.parametrize("by_page", [True, False])
def test_erasing_takes_it_from_the_phone(by_page: bool) -> None:
    browser = Browser()
    browser.report()
    if by_page:
        browser.send("POST", "/p/erase?lang=en", form=browser.hidden("/p/erase?lang=en"))
    else:
        browser.send("POST", "/api/erasures", {"confirmed": True})
    assert MINE not in browser.jar


def test_an_ended_visit_leads_to_the_list_of_the_phone(world: FakePorts) -> None:
    browser = Browser()
    browser.report()
    world.clock.move(hours=3)
    assert 'href="/p/phone?lang=en"' in browser.send("GET", "/p/status?lang=en").words


@pytest.mark.parametrize("script", [True, False])
def test_both_doors_keep_which_words_were_agreed_to(world: FakePorts, script: bool) -> None:
    browser = Browser()
    if script:
        browser.report(consent_version=consent.CURRENT)
    else:
        hidden = browser.hidden("/p/report?lang=en")
        assert hidden["consent_version"] == consent.CURRENT
        fields = hidden | {"text": "The lamp is dark.", "consent": "yes", "community": ELM}
        checked = browser.send("POST", "/p/report?lang=en", form=fields | {"step": "check"}).words
        assert f'name="consent_version" value="{consent.CURRENT}"' in checked
        browser.send("POST", "/p/report?lang=en", form=fields | {"step": "send"})
    [number] = world.memory.petitions
    assert world.petitions.get(number).consent_version == consent.CURRENT


def test_a_petition_from_before_has_no_version(world: FakePorts) -> None:
    browser = Browser()
    number = browser.report()
    item = items.petition_item(world.petitions.get(number))
    older = json.loads(item["state"]["S"])
    del older["consent_version"]
    assert items.decode({"state": {"S": json.dumps(older)}}, Petition).consent_version == ""
