"""The pages without script, through Chalice, with the journeys replaced: what is let through, shown and set."""

from __future__ import annotations

import json
import re

import pytest
from chalice.app import Chalice
from chalicelib.domain.errors import ActionNotAllowed, IdempotencyMismatch, InvalidInput
from chalicelib.entrypoints import pages as routes
from chalicelib.entrypoints.adding_pages import adding_pages
from chalicelib.journey import follow, photos
from chalicelib.journey.links import Visit

from tests.entrypoints.browser import VIEW, Browser, Journeys, digest, replaced
from tests.frontend.markup import elements, faults


@pytest.fixture
def journeys(monkeypatch: pytest.MonkeyPatch) -> Journeys:
    return replaced(monkeypatch)


@pytest.fixture(scope="module")
def app() -> Chalice:
    """A Chalice app; a blueprint can be registered but once, for Chalice empties its options."""
    made = Chalice("test")
    made.register_blueprint(routes.pages)
    made.register_blueprint(adding_pages)
    return made


@pytest.fixture
def browser(app: Chalice, journeys: Journeys) -> Browser:  # noqa: ARG001
    return Browser(app)


def seeing(browser: Browser, scope: str = "device") -> Browser:
    browser.cookies["__Host-petition"] = f"12345678901234.{scope}"
    return browser


FILLED = {"text": "The lamp is dark.", "community": "c1", "consent": "yes", "phone": "", "step": "send"}


def test_report_is_submitted_once_per_page_and_leads_to_the_receipt(
    browser: Browser, journeys: Journeys
) -> None:
    hidden = browser.hidden("/p/report")
    first, second = (browser.post("/p/report?lang=en", FILLED | hidden) for _ in range(2))
    assert (first.status, first.headers["Location"]) == (303, "/p/receipt?lang=en")
    assert second.status == 303
    assert journeys.asked[0] == journeys.asked[1]
    _, submission, caller, key = journeys.asked[0]
    assert key == hidden["key"]
    assert caller == digest("device", browser.cookies["__Host-device"])
    assert (submission.text, submission.community, submission.phone) == ("The lamp is dark.", "c1", None)
    assert (submission.consent, submission.about_staff, submission.language) == (True, False, "en")
    assert browser.cookies["__Host-petition"] == "12345678901234.device"


def test_cookies_are_out_of_reach_of_scripts_and_foreign_pages(browser: Browser) -> None:
    lines = browser.ask("GET", "/p/report").lines["set-cookie"]
    [device] = [line for line in lines if line.startswith("__Host-device=")]
    assert device.endswith("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000")


@pytest.mark.parametrize("missing", ["csrf", "key", "all"])
def test_report_is_shown_for_checking_with_what_was_typed_when_its_token_does_not_hold(
    browser: Browser, journeys: Journeys, missing: str
) -> None:
    hidden = browser.hidden("/p/report")
    if missing == "all":
        browser.cookies.clear()
    sent = {name: value for name, value in hidden.items() if missing not in (name, "all")}
    told = browser.post("/p/report?lang=en", FILLED | sent)
    assert told.status == 200
    assert "Please check what you wrote" in told.body
    assert "The lamp is dark.</textarea>" in told.body
    assert journeys.asked == []


def test_browser_that_keeps_no_cookie_is_told_so_once_it_was_given_one(browser: Browser, journeys: Journeys) -> None:
    hidden: dict[str, str] = {}
    said = []
    for _ in range(3):  # first from the static page, which brings no token
        told = browser.post("/p/report?lang=en", FILLED | hidden)
        browser.cookies.clear()
        hidden = {each.attributes["name"]: each.attributes["value"] for each in elements(told.body) if each.attributes.get("type") == "hidden"}
        said.append(("Please check what you wrote" in told.body, "allow cookies" in told.body))
        assert "The lamp is dark.</textarea>" in told.body
        assert faults(told.body) == []
    assert said == [(True, False), (False, True), (False, True)]
    assert journeys.asked == []


def test_report_shows_every_fault_beside_its_field_when_it_is_refused(
    browser: Browser, journeys: Journeys
) -> None:
    journeys.refusal = InvalidInput({"text": "text_missing", "place": "place_missing"})
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden)
    assert told.status == 400
    assert faults(told.body) == []
    assert {"text-error", "community-error"} <= {each.attributes.get("id") for each in elements(told.body)}
    assert f'name="key" value="{hidden["key"]}"' in told.body


def test_refused_words_of_danger_have_the_number_to_ring_under_them(browser: Browser, journeys: Journeys) -> None:
    journeys.refusal = InvalidInput({"consent": "consent_missing"})
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"text": "There is smoke in the stairwell and it is on fire"}).body
    under = told.index("sounds like danger to life. Ring 119 now")
    assert told.index("</textarea>") < under < told.index('id="category"')
    assert "sounds like danger" not in browser.post("/p/report?lang=en", FILLED | hidden).body


def test_further_petition_gets_a_key_of_its_own_when_the_page_was_sent_before(
    browser: Browser, journeys: Journeys
) -> None:
    journeys.refusal = IdempotencyMismatch()
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden)
    assert "what you sent from this page before. If this is another petition" in told.body
    assert hidden["key"] not in told.body


@pytest.mark.parametrize("path", ["/p/report", "/p/rate", "/p/withdraw"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://nuannan.example"])
def test_form_of_a_foreign_page_is_refused(
    browser: Browser, journeys: Journeys, path: str, origin: str
) -> None:
    told = seeing(browser).post(path, FILLED, origin)
    assert (told.status, journeys.asked) == (403, [])
    assert faults(told.body) == []


@pytest.mark.parametrize("path", ["/p/receipt", "/p/status", "/p/rate"])
def test_page_without_a_visit_says_how_to_open_it(browser: Browser, path: str) -> None:
    told = browser.ask("GET", f"{path}?lang=en")
    assert told.status == 404
    assert "Please tap the link in our latest message" in told.body
    assert told.headers["Cache-Control"] == "no-store"


def test_receipt_has_the_link_as_a_picture_for_the_device_that_sent_it_alone(browser: Browser) -> None:
    told = seeing(browser).ask("GET", "/p/receipt?lang=en")
    [qr] = [each.attributes for each in elements(told.body) if each.attributes.get("src", "").startswith("data:image/svg+xml")]
    assert qr["alt"] == "QR code with the link to this petition"
    assert "link-12345678901234" not in told.body
    assert "data:image/svg+xml" not in seeing(browser, "link").ask("GET", "/p/receipt?lang=en").body


def test_photo_is_asked_for_by_the_device_that_sent_the_petition_alone(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def begun(_: object, number: str, kind: str, back: str, *, after: bool) -> dict[str, object]:
        asked.append((number, kind, back, after))
        return {"state": "awaited", "fields": {"key": "uploads/k", "policy": "p"}}

    monkeypatch.setattr(photos, "begin_page", begun)
    hidden = seeing(browser).hidden("/p/status")
    told = browser.post("/p/photo?lang=en", {"csrf": hidden["csrf"]})
    assert faults(told.body) == []
    names = [each.attributes.get("name") for each in elements(told.body) if each.tag == "input"]
    assert names == ["key", "policy", "file"]  # the bucket reads nothing that stands behind the file
    [(number, kind, back, after)] = asked
    assert (number, kind, after) == ("12345678901234", "image/jpeg", False)
    assert back.startswith("https://nuannan.example/p/status?done=")
    hidden = seeing(browser).hidden(back.removeprefix("https://nuannan.example"))
    assert faults(browser.post("/p/photo?lang=en", {"csrf": hidden["csrf"], "after": hidden["after"]}).body) == []
    assert asked.pop()[-1] is True
    assert browser.post("/p/photo", {"csrf": "x"}).status == 403
    assert browser.post("/p/photo", {"csrf": "一"}).status == 403
    hidden = seeing(browser, "link").hidden("/p/status")
    assert browser.post("/p/photo", {"csrf": hidden["csrf"]}).status == 404
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/p/receipt", "/p/status", "/p/rate"])
def test_page_shows_the_petition_of_its_visit(browser: Browser, journeys: Journeys, path: str) -> None:
    told = seeing(browser).ask("GET", f"{path}?lang=en")
    assert told.status == 200
    assert "1234-5678-901-234" in told.body
    assert faults(told.body) == []
    assert journeys.asked == []


def test_answer_is_recorded_by_the_tap_and_never_by_looking(browser: Browser, journeys: Journeys) -> None:
    hidden = seeing(browser, "link").hidden("/p/rate")
    assert journeys.asked == []
    told = browser.post("/p/rate?lang=en", hidden | {"digit": "4", "comment": "Still dark."})
    assert told.status == 303
    assert journeys.asked == [("answer", Visit("12345678901234", "link"), 4, "Still dark.")]
    assert "Your answer has been counted" in browser.ask("GET", told.headers["Location"]).body


def test_question_leads_to_the_status_when_nothing_is_asked(browser: Browser, journeys: Journeys) -> None:
    journeys.view["can_rate"] = False
    assert seeing(browser).ask("GET", "/p/rate").headers["Location"].startswith("/p/status")


@pytest.mark.parametrize("path", ["/p/status", "/p/rate", "/p/receipt", "/p/erase"])
def test_pages_say_which_trouble_it_is(browser: Browser, journeys: Journeys, path: str) -> None:
    told = seeing(browser).ask("GET", f"{path}?lang=en").body
    assert "Street lamps · Hill Community" in told
    assert ("The lamp is dark." in told) is (path in ("/p/status", "/p/rate"))
    journeys.view |= {"category_name": "", "text": None}
    assert "</svg> Hill Community</p>" in (told := seeing(browser, "link").ask("GET", f"{path}?lang=en").body)
    assert "What you wrote" not in told


CHANGEABLE = {"can_rate": False, "status": "settled", "answered": 1, "changes": [3, 4], "change_until": "2025-09-30T01:00:00+00:00"}


def test_a_mistaken_answer_is_changed_from_the_status_page(browser: Browser, journeys: Journeys) -> None:
    journeys.view |= CHANGEABLE
    told = seeing(browser, "link").ask("GET", "/p/status?lang=en")
    assert "You answered: Resolved, I am satisfied" in told.body
    assert "until Tuesday 30 September 2025, 09:00" in told.body
    assert 'href="/p/rate?lang=en"' in told.body
    told = browser.ask("GET", "/p/rate?lang=en")
    assert faults(told.body) == []
    assert [each.attributes["value"] for each in elements(told.body) if each.tag == "button" and each.attributes.get("name") == "digit"] == ["3", "4"]
    assert "goes one level up" in told.body
    assert journeys.asked == []
    hidden = browser.hidden("/p/rate?lang=en")
    assert browser.post("/p/rate?lang=en", hidden | {"digit": "4"}).headers["Location"].startswith("/p/status?done=")
    assert journeys.asked == [("answer", Visit("12345678901234", "link"), 4, "")]


def test_a_change_to_happy_says_what_it_ends(browser: Browser, journeys: Journeys) -> None:
    journeys.view |= CHANGEABLE | {"status": "assigned", "answered": 4, "changes": [1, 2]}
    told = seeing(browser, "link").ask("GET", "/p/rate?lang=en")
    assert "the next round, which nobody has begun, is cancelled" in told.body
    assert "goes one level up" not in told.body


@pytest.mark.parametrize("path", ["/p/rate", "/p/withdraw", "/p/erase"])
def test_command_is_refused_when_its_token_is_of_another_visit(
    browser: Browser, journeys: Journeys, path: str
) -> None:
    token = digest("csrf", "99999999999999.device")
    assert seeing(browser).post(path, {"csrf": token, "digit": "1"}).status == 403
    assert journeys.asked == []


def test_refused_answer_says_so_and_leads_to_the_status(browser: Browser, journeys: Journeys) -> None:
    journeys.refusal = ActionNotAllowed()
    hidden = seeing(browser).hidden("/p/rate")
    told = browser.post("/p/rate", hidden | {"digit": "1"})
    assert told.status == 409
    assert "/p/status" in told.body


def test_withdrawal_is_done_and_said(browser: Browser, journeys: Journeys) -> None:
    hidden = seeing(browser).hidden("/p/status")
    told = browser.post("/p/withdraw?lang=en", hidden | {"reason": "Solved by itself."})
    assert "Your petition is withdrawn" in browser.ask("GET", told.headers["Location"]).body
    assert journeys.asked == [("withdraw", Visit("12345678901234", "device"), "Solved by itself.")]


def test_what_an_erasure_means_is_said_before_it_is_done(browser: Browser, journeys: Journeys) -> None:
    told = seeing(browser).ask("GET", "/p/erase?lang=en")
    assert "backups, for up to 35 days more" in told.body
    assert "withdraws it" in told.body
    assert faults(told.body) == []
    assert journeys.asked == []
    done = browser.post("/p/erase?lang=en", browser.hidden("/p/erase"))
    assert "Your words and your number have been erased" in browser.ask("GET", done.headers["Location"]).body
    assert journeys.asked == [("erase", Visit("12345678901234", "device"))]


def test_page_of_an_erased_petition_says_so_and_offers_no_second_time(browser: Browser, journeys: Journeys) -> None:
    journeys.view |= {"can_erase": False, "erased_at": "2025-09-30T01:00:00+00:00", "text": None}
    told = seeing(browser).ask("GET", "/p/status?lang=en")
    assert "Words and phone number erased on Tuesday 30 September 2025" in told.body
    assert "/p/erase" not in told.body
    assert browser.ask("GET", "/p/erase").headers["Location"].startswith("/p/status")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_link_opens_the_status_and_records_nothing(browser: Browser, journeys: Journeys, method: str) -> None:
    told = browser.ask(method, "/s/good", resource="/s/{token}", token="good")  # noqa: S106
    assert (told.status, told.headers["Location"]) == (303, "/p/status")
    assert told.headers["Referrer-Policy"] == "no-referrer"
    assert browser.cookies["__Host-petition"] == "12345678901234.link"
    assert journeys.asked == []


def test_link_does_not_narrow_what_the_reporting_device_may_see(browser: Browser) -> None:
    seeing(browser).ask("GET", "/s/good", resource="/s/{token}", token="good")  # noqa: S106
    assert browser.cookies["__Host-petition"] == "12345678901234.device"


def test_forged_link_gets_a_plain_page(browser: Browser) -> None:
    told = browser.ask("GET", "/s/bad", resource="/s/{token}", token="bad")  # noqa: S106
    assert told.status == 404
    assert "__Host-petition" not in browser.cookies


@pytest.mark.parametrize("body", ["text=%ff", "a=1&" * 40, "text=" + "x" * 70_000])
def test_broken_or_huge_form_is_refused_plainly(browser: Browser, journeys: Journeys, body: str) -> None:
    told = browser.ask("POST", "/p/report", body)
    assert told.status in (400, 413)
    assert faults(told.body) == []
    assert journeys.asked == []


def test_language_that_was_chosen_is_kept(browser: Browser) -> None:
    assert 'lang="zh-CN"' in browser.ask("GET", "/p/report").body
    browser.ask("GET", "/p/report?lang=en")
    assert 'lang="en"' in browser.ask("GET", "/p/report").body


def test_crash_is_a_plain_page_that_tells_nothing(browser: Browser, journeys: Journeys) -> None:
    journeys.view.pop("status")
    told = seeing(browser).ask("GET", "/p/status?lang=en")
    assert told.status == 500
    assert "Something went wrong" in told.body
    assert "KeyError" not in told.body


def test_no_inline_script_nor_secret_address_reaches_a_page(browser: Browser) -> None:
    body = seeing(browser).ask("GET", "/p/status").body
    assert re.findall(r"<script([^>]*)>(.*?)</script>", body) == [(' src="/assets/care.js"', ""), (' type="module" src="/assets/copy.js"', ""), (' type="module" src="/assets/page.js"', "")]
    assert re.search(r"<style|/s/", body) is None
    assert json.dumps(VIEW["text"])[1:-1] in body


def test_questions_of_the_category_are_asked_before_the_petition_is_taken(
    browser: Browser, journeys: Journeys
) -> None:
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"category": "02"})
    assert (told.status, journeys.asked) == (200, [])
    assert "We ask a little more about this" in told.body
    shown = {each.attributes.get("name") for each in elements(told.body)}
    assert {"answers.when", "answers.since"} <= shown
    assert faults(told.body) == []
    [asked] = [each for each in elements(told.body) if each.attributes.get("name") == "asked"]
    [key] = [each for each in elements(told.body) if each.attributes.get("name") == "key"]
    assert (asked.attributes["value"], key.attributes["value"]) == ("02", hidden["key"])
    answered = {"category": "02", "asked": "02", "answers.when": "night", "answers.since": " "}
    assert browser.post("/p/report?lang=en", FILLED | hidden | answered).status == 303
    assert journeys.asked[0][1].answers == {"when": "night"}


def test_fault_of_an_answer_stands_beside_its_question(browser: Browser, journeys: Journeys) -> None:
    journeys.refusal = InvalidInput({"answers.when": "answer_missing"})
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"category": "02", "asked": "02"})
    assert told.status == 400
    assert 'href="#answers.when"' in told.body
    assert "Please answer this question." in told.body
    assert faults(told.body) == []


NEAR = {"token": "near-token", "category_name": "Lamps", "place_name": "Hill Community", "metres": 40, "days": 2, "supporters": 3, "photo": "", "words": "", "language": ""}
SHOWN = "/photos/abc/small.jpg?X-Amz-Expires=900&X-Amz-Signature=1"


def test_what_was_written_is_looked_at_before_it_is_sent(browser: Browser, journeys: Journeys) -> None:
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "check", "text": "<b>dark</b>", "about_staff": "yes"})
    assert (told.status, journeys.asked) == (200, [])
    assert faults(told.body) == []
    assert "&lt;b&gt;dark&lt;/b&gt;" in told.body
    assert journeys.looked_at[0].text == "<b>dark</b>"
    carried = {each.attributes["name"]: each.attributes["value"] for each in elements(told.body) if each.attributes.get("type") == "hidden"}
    sent = browser.post("/p/report?lang=en", carried | {"step": "send"})
    assert sent.headers["Location"] == "/p/receipt?lang=en"
    _, submission, _, key = journeys.asked[0]
    assert (submission.text, submission.about_staff, submission.community, key) == ("<b>dark</b>", True, "c1", hidden["key"])


@pytest.mark.parametrize(("given", "shown"), [("2025-09-01", "Monday 1 September 2025"), ("2025-09-31", "2025-09-31")])
def test_a_day_that_was_answered_is_shown_as_days_are_written(browser: Browser, given: str, shown: str) -> None:
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "check", "category": "02", "answers.when": "night", "answers.since": given, "asked": "02"})
    assert f"<dd>{shown}</dd>" in told.body


def test_form_comes_back_with_everything_when_it_is_to_be_changed(browser: Browser, journeys: Journeys) -> None:
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "change", "for_other": "yes"})
    assert (told.status, journeys.asked, journeys.looked_at) == (200, [], [])
    assert "The lamp is dark.</textarea>" in told.body
    assert f'name="key" value="{hidden["key"]}"' in told.body
    [other] = [each for each in elements(told.body) if each.attributes.get("id") == "for_other"]
    assert "checked" in other.attributes


def test_a_hidden_field_of_somebody_elses_making_is_not_carried_on(browser: Browser) -> None:
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "check", "onload": "x"})
    assert "onload" not in told.body


def test_what_others_reported_close_by_is_joined_with_one_tap(
    browser: Browser, journeys: Journeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(follow, "me_too", lambda _, token, caller: asked.append(f"{token} {caller.key}") or "12345678901234")
    monkeypatch.setattr(follow, "follow_cookie", lambda _, held, number: f"{held}.{number}")
    journeys.found["nearby"] = [NEAR]
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "check"})
    assert "about 40 metres away" in told.body
    assert "3 more people have this problem" in told.body
    assert "near-token" in told.body
    joined = browser.post("/p/me-too?lang=en", {"token": "near-token", "csrf": hidden["csrf"]})
    assert joined.headers["Location"] == "/p/following?done=joined&lang=en"
    assert asked == [f"near-token {digest('device', browser.cookies['__Host-device'])}"]
    assert browser.cookies["__Host-follow"] == ".12345678901234"
    assert journeys.asked == []
    assert browser.post("/p/me-too?lang=en", {"token": "near-token", "csrf": "x"}).status == 403
    assert len(asked) == 1


@pytest.mark.parametrize(("language", "told"), [("en", "We do not know whether it is the same place."), ("zh", "不能确定是不是同一处。")])
def test_words_that_were_cleared_stand_on_the_card_and_an_unknown_place_is_said(browser: Browser, journeys: Journeys, language: str, told: str) -> None:
    journeys.found["nearby"] = [NEAR, NEAR | {"metres": None, "words": "门口的<灯>坏了", "language": "zh"}]
    page = browser.post(f"/p/report?lang={language}", FILLED | browser.hidden("/p/report") | {"step": "check"}).body
    assert faults(page) == []
    assert page.count("门口的&lt;灯&gt;坏了") == 1
    assert page.count(told) == 1


@pytest.mark.parametrize(("language", "alt"), [("en", "Photo: Lamps"), ("zh", "照片：Lamps")])
def test_a_cleared_photo_of_what_others_reported_is_shown_and_of_others_none(browser: Browser, journeys: Journeys, language: str, alt: str) -> None:
    journeys.found["nearby"] = [NEAR, NEAR | {"photo": SHOWN}]
    told = browser.post(f"/p/report?lang={language}", FILLED | browser.hidden("/p/report") | {"step": "check"})
    assert faults(told.body) == []
    [photo] = [each.attributes for each in elements(told.body) if each.tag == "img"]
    assert (photo["src"], photo["alt"], photo["width"], photo["height"], photo["loading"]) == (SHOWN, alt, "160", "120", "lazy")


def test_the_category_that_the_words_suggest_can_be_chosen_at_the_last_look(browser: Browser, journeys: Journeys) -> None:
    journeys.found["categories"] = [{"code": "01", "name": "Roads"}]
    hidden = browser.hidden("/p/report")
    told = browser.post("/p/report?lang=en", FILLED | hidden | {"step": "check"})
    offered = [each.attributes for each in elements(told.body) if each.attributes.get("name") == "category"]
    assert [(each["type"], each["value"]) for each in offered] == [("radio", "01"), ("radio", "")]
    assert "checked" in offered[1]
    assert faults(told.body) == []


def test_what_is_reported_for_somebody_else_is_theirs_and_shown_by_its_number_alone(browser: Browser, journeys: Journeys) -> None:
    hidden = browser.hidden("/p/report")
    fields = FILLED | hidden | {"for_other": "yes", "no_phone_reason": "She has none."}
    told = browser.post("/p/report?lang=en", fields)
    assert told.status == 200
    assert "1234-5678-901-234" in told.body
    assert "__Host-petition" not in browser.cookies
    _, submission, _, _, by = journeys.asked[0]
    assert (submission.channel, submission.no_phone_reason, by.id) == ("proxy", "She has none.", "volunteer")
    assert "They have no phone" in told.body
    assert "their phone" not in told.body
    assert "Hill &lt;Community&gt;" in told.body
    assert "Monday 29 September 2025, 13:00" in told.body
    assert "by phone" in browser.post("/p/report?lang=en", fields | {"phone": "13800138001"}).body
    assert faults(told.body) == []


def test_the_last_look_shows_how_somebody_without_a_phone_is_reached(browser: Browser, journeys: Journeys) -> None:
    hidden = browser.hidden("/p/report")
    fields = FILLED | hidden | {"phone": "", "no_phone_reason": "Ask <b>Mrs Li</b>.", "step": "check"}
    theirs = browser.post("/p/report?lang=en", fields | {"for_other": "yes"}).body
    assert "Ask &lt;b&gt;Mrs Li&lt;/b&gt;." in theirs
    assert "cannot tell you or ask you" not in theirs
    own = browser.post("/p/report?lang=en", fields).body
    assert "How to reach them" not in own
    assert "cannot tell you or ask you" in own
