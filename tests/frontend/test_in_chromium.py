"""What the pages do in a real browser, against a stub of the API."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain import consent
from chalicelib.messages.words import LANGUAGES
from playwright.sync_api import expect

from tests.audit.probing import probed
from tests.frontend.samples import samples
from tests.frontend.stub import FORM, RECEIPT, Stub
from tests.frontend.waiting import until

REFUSAL = {
    "code": "invalid_input", "message": "Something is wrong.",
    "fields": {"text": {"code": "empty", "message": "Tell us what the problem is."}, "consent": {"code": "missing", "message": "Tick to agree."}},
}  # fmt: skip

# Everything a person may have to hit, and every text, measured as it is drawn.
PROBE = """() => {
  const drawn = (each) => each.getClientRects().length && getComputedStyle(each).visibility === "visible" && !each.closest(".unseen, .skip");
  const scale = (each) => { const drawn = each.ownerSVGElement && each.getScreenCTM(); return drawn ? Math.hypot(drawn.a, drawn.b) + 1e-3 : 1; };
  const targets = [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a.button, nav a, header a, .calls a, .error-summary a")]
    .filter(drawn).filter((each) => { const box = each.getBoundingClientRect(); return box.height < 44 && !(each.type === "checkbox" && each.closest(".tick-row").getBoundingClientRect().height >= 44); });
  const small = [...document.querySelectorAll("body *")].filter((each) => drawn(each) && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) * scale(each) < 18);
  const name = (each) => each.outerHTML.slice(0, 80);
  return {targets: targets.map(name), small: small.map(name), sideways: document.documentElement.scrollWidth - innerWidth};
}"""
CARE_PROBE = PROBE.replace("< 44", "< 60").replace(">= 44", ">= 60").replace("< 18", "< 24")
PERFECT = {"targets": [], "small": [], "sideways": 0}


def write(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#text", "The lamp before house 3 has been dark since Monday.")
    page.select_option("#community", "c1")
    page.check("#consent")


def send(page: Any) -> None:
    """Goes to the last look and sends from there."""
    look(page)
    page.click("#send")


def look(page: Any) -> None:
    """Goes to the last look before sending."""
    page.click("button[type=submit]")
    page.locator("#check").wait_for()


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize(
    "address", ["/", "/report/", "/desk/", "/en/", "/en/report/", "/my/", "/en/my/", "/en/desk/", "/404.html"]
)
def test_static_pages_fit_and_can_be_hit(
    page: Any, origin: str, stub: Stub, address: str, width: int
) -> None:
    stub.desk["/api/desk/me"] = (401, {"message": "Unauthorized"})
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(origin + address)
    page.wait_for_timeout(100)
    assert page.evaluate(PROBE) == PERFECT


@pytest.mark.parametrize("language", LANGUAGES)
def test_rendered_pages_fit_and_can_be_hit(page: Any, origin: str, site: Path, language: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for name, html in samples(language).items():
        (site / f"sample-{name}").write_text(html)
        page.goto(f"{origin}/sample-{name}")
        (site / f"sample-{name}").unlink()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert (name, page.evaluate(PROBE), probed(page, "normal")) == (name, PERFECT, [])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_care_mode_makes_every_page_large_and_stays_until_it_is_taken_back(
    page: Any, origin: str, site: Path, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    home = f"{origin}/{'en/' if language == 'en' else ''}"
    page.goto(home)
    page.click("#care")
    assert page.locator("#care").inner_text() == {"zh": "标准版", "en": "Normal print"}[language]  # it says how to leave
    for address in (home, f"{home}report/", f"{home}my/"):
        page.goto(address)
        page.wait_for_timeout(100)
        assert (address, page.evaluate(CARE_PROBE)) == (address, PERFECT)
    for name, html in samples(language).items():
        (site / f"sample-{name}").write_text(html)
        page.goto(f"{origin}/sample-{name}")
        (site / f"sample-{name}").unlink()
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert (name, page.evaluate(CARE_PROBE), probed(page, "care")) == (name, PERFECT, [])
    page.click("#care")
    page.goto(home)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"


@pytest.mark.parametrize("width", [320, 360])
def test_care_mode_fits_a_phone_whose_own_text_is_larger(page: Any, origin: str, site: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{origin}/")
    page.click("#care")
    for address in ("/", "/report/"):
        page.goto(origin + address)
        assert (address, probed(page, "largest")) == (address, [])
    for language in LANGUAGES:
        shown = samples(language)
        for name in ("receipt.html", "status.html", "rate.html", "sent_for_other.html"):
            (site / f"sample-{name}").write_text(shown[name])
            page.goto(f"{origin}/sample-{name}")
            (site / f"sample-{name}").unlink()
            assert (language, name, probed(page, "largest")) == (language, name, [])


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
HEARD = "document.addEventListener('copy', () => { window.heard = getSelection().toString(); })"


@pytest.mark.parametrize("clipboard", ["here", "missing", "nothing copies"])
@pytest.mark.parametrize("name", ["receipt.html", "status.html", "sent_for_other.html"])
def test_number_is_copied_by_one_tap_whatever_the_browser_has(page: Any, origin: str, site: Path, name: str, clipboard: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    if clipboard != "here":
        page.add_init_script(f"{NO_CLIPBOARD}; {HEARD}")
    if clipboard == "nothing copies":
        page.add_init_script("document.execCommand = () => false")
    (site / "sample.html").write_text(samples("en")[name])
    page.goto(f"{origin}/sample.html")
    (site / "sample.html").unlink()
    said = page.locator(".copying [role=status]")
    page.get_by_role("button", name="Copy the number").click()
    number = page.locator("main .number, main .together").first
    shown = number.inner_text()
    if clipboard == "nothing copies":
        expect(said).to_have_text("The number is marked: hold it to copy it.")
        assert page.evaluate("getSelection().toString()").strip() == shown
        return
    expect(said).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()" if clipboard == "here" else "window.heard").strip() == shown
    assert number.evaluate("each => getComputedStyle(each).userSelect") == "all"


def test_without_script_no_button_copies(chromium: Any, origin: str, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    (site / "sample.html").write_text(samples("en")["receipt.html"])
    page.goto(f"{origin}/sample.html")
    (site / "sample.html").unlink()
    expect(page.locator(".number")).to_be_visible()
    expect(page.get_by_text("Copy the number")).to_be_hidden()
    context.close()


PRINTED = {"zh": ("某区", "2025年9月29日"), "en": ("Some District", "29 September 2025")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_printed_receipt_says_whose_it_is_when_it_came_and_where_to_look(page: Any, origin: str, site: Path, language: str) -> None:
    (site / "sample.html").write_text(samples(language)["receipt.html"])
    page.goto(f"{origin}/sample.html")
    (site / "sample.html").unlink()
    district, day = PRINTED[language]
    expect(page.locator(".printed")).to_be_hidden()
    expect(page.locator(".good")).to_contain_text(day)
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_contain_text(district)
    expect(page.locator(".printed")).to_contain_text("https://nuannan.example")
    expect(page.locator(".number")).to_be_visible()
    for each in (".copying", ".unprinted", ".bottom"):
        expect(page.locator(each)).to_be_hidden()
    marks = page.locator(".steps .icon")
    assert marks.count() == page.locator(".steps li").count() >= 3
    assert {each.evaluate("each => getComputedStyle(each).printColorAdjust") for each in marks.all()} == {"exact"}


def test_error_summary_takes_focus_and_leads_to_the_field_when_the_server_refuses(
    page: Any, origin: str, stub: Stub
) -> None:
    stub.answers = [(400, REFUSAL), (201, RECEIPT)]
    write(page, origin)
    send(page)
    page.locator(".error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Error: ")
    assert page.locator("#text-error").text_content() == "Error: Tell us what the problem is."
    assert page.locator("#text").get_attribute("aria-describedby") == "text-hint text-error"
    assert page.locator("#consent").get_attribute("aria-invalid") == "true"
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.locator("label[for=text]").bounding_box()["y"] > -1
    send(page)
    page.wait_for_url("**/p/receipt*")


def test_errors_vanish_with_their_marks_when_sent_again(page: Any, origin: str, stub: Stub) -> None:
    stub.answers = [
        (400, REFUSAL),
        (400, REFUSAL | {"fields": {"phone": {"code": "none", "message": "No phone."}}}),
    ]
    write(page, origin)
    send(page)
    page.locator("#text-error").wait_for()
    send(page)
    page.locator("#phone-error").wait_for()
    assert page.locator("#text-error").count() == 0
    assert page.locator("#text").get_attribute("aria-describedby") == "text-hint"
    assert page.locator("#text").get_attribute("aria-invalid") is None
    assert page.locator(".error-summary").count() == 1


def test_double_tap_sends_once(page: Any, origin: str, stub: Stub) -> None:
    stub.delay = threading.Event()
    write(page, origin)
    look(page)
    page.evaluate("() => { const send = document.getElementById('send'); send.click(); send.click(); }")
    stub.delay.set()
    page.wait_for_url("**/p/receipt*")
    assert len(stub.received) == 1
    assert re.fullmatch(r"[\w-]{16,128}", stub.received[0]["headers"]["idempotency-key"])
    assert re.fullmatch(r"[\w-]{22,}", stub.received[0]["headers"]["nuannan-device"])
    assert stub.received[0]["headers"]["nuannan-request"] == "1"
    assert stub.received[0]["body"] == {
        "text": "The lamp before house 3 has been dark since Monday.", "community": "c1", "consent": True, "consent_version": consent.CURRENT, "language": "en",
    }  # fmt: skip


def test_it_is_sent_again_with_the_same_key_when_the_answer_was_lost_and_the_page_was_closed(
    page: Any, origin: str, stub: Stub
) -> None:
    stub.answers = [None, (201, RECEIPT)]
    write(page, origin)
    send(page)
    page.locator("#waiting").wait_for()
    again = page.context.new_page()
    page.close()
    again.goto(f"{origin}/en/report/")
    again.wait_for_url("**/p/receipt*")
    first, second = stub.received
    assert first == second | {"headers": first["headers"]}
    assert first["headers"]["idempotency-key"] == second["headers"]["idempotency-key"]


def test_next_petition_has_a_new_key_and_an_empty_form(page: Any, origin: str, stub: Stub) -> None:
    for _ in range(2):
        write(page, origin)
        send(page)
        page.wait_for_url("**/p/receipt*")
    page.goto(f"{origin}/en/report/")
    assert page.input_value("#text") == ""
    keys = [each["headers"]["idempotency-key"] for each in stub.received]
    devices = {each["headers"]["nuannan-device"] for each in stub.received}
    assert len(set(keys)) == 2
    assert len(devices) == 1


def test_what_arrived_first_is_shown_when_the_words_changed_after_a_lost_answer(
    page: Any, origin: str, stub: Stub
) -> None:
    mismatch = {"code": "idempotency_mismatch", "message": "Same key, other words.", "fields": {}}
    stub.answers = [None, (409, mismatch), (201, RECEIPT)]
    write(page, origin)
    send(page)
    page.click("#change")
    page.fill("#text", "Changed.")
    send(page)
    page.locator("#earlier").wait_for()
    assert [each["body"]["text"][:8] for each in stub.received] == ["The lamp", "Changed.", "The lamp"]


def test_words_are_kept_and_said_so_when_there_is_no_network(page: Any, origin: str) -> None:
    write(page, origin)
    page.context.set_offline(True)
    send(page)
    page.locator("#waiting").wait_for()
    assert "Kept on this phone, will be sent" in page.locator("#waiting").inner_text()
    assert page.evaluate("document.activeElement.id") == "waiting"
    assert page.evaluate(PROBE) == PERFECT
    assert "The lamp" in page.evaluate("localStorage.getItem('nuannan.draft')")


def test_emergency_is_answered_at_once(page: Any, origin: str, stub: Stub) -> None:
    stub.answers = [(201, dict(RECEIPT) | {"emergency": "119"})]
    write(page, origin)
    send(page)
    page.locator("#emergency").wait_for()
    assert "Ring 119 now" in page.locator("#emergency").inner_text()
    assert page.evaluate("document.activeElement.id") == "emergency"
    assert page.locator("#emergency a[href='tel:119']").is_visible()


def test_own_place_is_sent_with_its_accuracy_and_can_be_taken_back(
    chromium: Any, origin: str, stub: Stub
) -> None:
    place = {"longitude": 120.38, "latitude": 36.06, "accuracy": 25}
    context = chromium.new_context(geolocation=place, permissions=["geolocation"])
    page = context.new_page()
    write(page, origin)
    page.click("text=Use my location")
    page.get_by_text("to within about 25 metres").wait_for()
    page.click("text=Do not use this place")
    page.click("text=Use my location")
    page.get_by_text("to within about 25 metres").wait_for()
    send(page)
    page.wait_for_url("**/p/receipt*")
    context.close()
    assert stub.received[0]["body"]["point"] == place | {"datum": "wgs84"}


def test_the_form_leads_to_the_one_without_script_when_script_is_off(chromium: Any, origin: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/en/report/")
    page.wait_for_url("**/p/report?lang=en")
    context.close()


def test_nothing_is_said_before_sending(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    for _ in range(12):
        page.keyboard.press("Tab")
    assert page.locator(".field-error, .error-summary").count() == 0


def test_questions_appear_with_their_category_and_their_answers_are_sent(
    page: Any, origin: str, stub: Stub
) -> None:
    write(page, origin)
    page.select_option("#category", "02")
    page.select_option("[name='answers.when']", "night")
    page.fill("[name='answers.since']", "2026-10-01")
    assert page.locator("label[for='answers.since']").text_content() == "Since when? (optional)"
    assert page.evaluate(PROBE) == PERFECT
    page.select_option("#category", "01")
    assert page.locator("#questions *").count() == 0
    page.select_option("#category", "02")
    assert page.locator("[name='answers.when']").input_value() == "night"
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["answers"] == {"when": "night", "since": "2026-10-01"}


def test_answer_that_is_missing_is_told_beside_its_question(page: Any, origin: str, stub: Stub) -> None:
    missing = {"answers.when": {"code": "answer_missing", "message": "Please answer this question."}}
    stub.answers = [(400, REFUSAL | {"fields": missing})]
    write(page, origin)
    page.select_option("#category", "02")
    send(page)
    page.locator(".error-summary").wait_for()
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "answers.when"


def test_questions_of_the_category_are_asked_kept_and_sent(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    assert page.locator("#questions .field").count() == 0
    page.select_option("#category", "02")
    page.select_option("[id='answers.when']", "night")
    page.fill("[id='answers.since']", "2025-09-01")
    page.reload()
    page.locator("[id='answers.since']").wait_for()
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["answers"] == {"when": "night", "since": "2025-09-01"}


def test_questions_of_the_places_district_are_shown_when_it_asks_others(page: Any, origin: str, stub: Stub) -> None:
    owed = {"category": "01", "name": "owed", "kind": "number", "required": True, "text": "How much?", "choices": []}
    stub.elsewhere = FORM | {"questions": [owed]}
    fields = {"answers.owed": {"code": "answer_missing", "message": "Answer this question."}}
    stub.answers = [(400, REFUSAL | {"fields": fields, "district": "e"}), (201, RECEIPT)]
    write(page, origin)
    page.select_option("#category", "01")
    send(page)
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "answers.owed"
    page.fill("[id='answers.owed']", "300")
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[1]["body"]["answers"] == {"owed": "300"}


@pytest.mark.parametrize(("path", "words"), [("/help/", "本区规定：6小时内签收，2、4或9个工作日内办结。"), ("/en/help/", "Here: taken on within 6 hours, solved within 2, 4, or 9 working days.")])
def test_help_says_the_limits_that_the_district_has_set(page: Any, origin: str, path: str, words: str) -> None:
    page.goto(f"{origin}{path}")
    page.locator("#limits:not([hidden])").wait_for()
    assert page.locator("#limits").inner_text().strip() == words


def test_help_says_no_limits_when_it_cannot_know_them(page: Any, origin: str) -> None:
    page.route("**/api/form", lambda route: route.abort())
    page.goto(f"{origin}/en/help/")
    page.get_by_text("your receipt says by when. Holidays").wait_for()
    assert page.locator("#limits").is_hidden()


def test_what_is_printed_from_a_dark_phone_is_dark_on_white(page: Any, origin: str, site: Path) -> None:
    (site / "sample-printed.html").write_text(samples("zh")["receipt.html"])
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(f"{origin}/sample-printed.html")
    (site / "sample-printed.html").unlink()
    for box in (".good", ".alarm"):
        drawn = page.locator(box).first
        # A page that was just opened may be drawn once before it is told that it is printed.
        until(lambda drawn=drawn: min(int(part) for part in re.findall(r"\d+", drawn.evaluate("each => getComputedStyle(each).backgroundColor"))[:3]) > 200)  # type: ignore[misc]
