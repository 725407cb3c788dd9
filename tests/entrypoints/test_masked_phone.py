"""Which number we have: said masked to the device that sent it, so that who mistyped it does not wait for a message for ever."""

from __future__ import annotations

import pytest
from chalicelib.journey import links

from tests.entrypoints.keeping import Browser
from tests.fakes import FakePorts
from tests.fakes.district import ELM

SAID = {
    "en": {"138 0013 5678": "Our messages go to 138****5678.", "0532-85912345": "We ring 0532****2345: a landline takes no messages."},
    "zh": {"138 0013 5678": "短信发到 138****5678。", "0532-85912345": "我们会打电话到 0532****2345，座机收不到短信。"},
}
MISTYPED = {"en": "Not your number?", "zh": "号码不对？"}


pytestmark = pytest.mark.usefixtures("world")


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("phone", SAID["en"])
@pytest.mark.parametrize("path", ["/p/receipt", "/p/status"])
def test_device_that_sent_it_reads_which_number_we_have_and_how_to_put_it_right(path: str, phone: str, language: str) -> None:
    browser = Browser()
    browser.report(phone=phone)
    page = browser.send("GET", f"{path}?lang={language}").words
    assert SAID[language][phone] in page
    assert MISTYPED[language] in page


def test_form_without_script_leads_to_a_receipt_that_says_the_number() -> None:
    browser = Browser()
    fields = {"text": "The lamp is dark.", "consent": "yes", "community": ELM, "phone": "13800135678", "step": "send"}
    browser.send("POST", "/p/report?lang=en", form=fields | browser.hidden("/p/report?lang=en"))
    assert SAID["en"]["138 0013 5678"] in browser.send("GET", "/p/receipt?lang=en").words


@pytest.mark.parametrize("path", ["/p/receipt", "/p/status"])
def test_a_link_and_the_phone_that_several_people_use_never_read_it(world: FakePorts, path: str) -> None:
    browser = Browser()
    number = browser.report(phone="13800135678")
    browser.jar["__Host-petition"] = links.visit_cookie(world, number, links.LINK, "13800135678")
    for answer in (browser.send("GET", f"{path}?lang=en"), browser.send("GET", "/api/status?lang=en")):
        assert answer.status == 200
        assert "****" not in answer.words
    assert browser.send("GET", "/api/status").body["phone"] == ""


def test_nothing_of_the_number_is_said_once_it_is_erased() -> None:
    browser = Browser()
    browser.report(phone="13800135678")
    assert browser.send("GET", "/api/status").body["phone"] == "138****5678"
    visit = browser.jar["__Host-petition"]
    assert browser.send("POST", "/api/erasures", {"confirmed": True}).status == 200
    browser.jar["__Host-petition"] = visit
    assert browser.send("GET", "/api/status").body["phone"] == ""
