"""The report page in a real browser: suggestions, the warning, the map, the last look, me too, for somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from chalicelib.domain.danger import emergency
from chalicelib.domain.errors import too_long
from chalicelib.domain.masking import masked
from chalicelib.domain.phone import parse
from chalicelib.domain.suggestions import suggested
from chalicelib.messages import errors
from chalicelib.messages.pages import environment
from playwright.sync_api import expect

from tests.domain.danger_sentences import CALLS, CALLS_BESIDES, EVERY_DAY, EVERY_DAY_BESIDES
from tests.domain.test_danger import EMERGENCIES, NO_EMERGENCIES
from tests.domain.test_suggestions import KNOWN
from tests.frontend.conftest import watched
from tests.frontend.stub import CHECKED, RECEIPT, Stub
from tests.frontend.test_in_chromium import PERFECT, PROBE, look, send, write

NEAR = {"token": "near-token", "category_name": "Lamps", "place_name": "Hill Community", "metres": 40, "days": 2, "supporters": 3, "photo": "", "words": "", "language": ""}


def test_a_category_is_suggested_while_one_types_chosen_by_a_tap_kept_and_sent(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    button = page.locator("#suggestions button")
    button.wait_for()
    assert button.all_inner_texts() == ["Roads › Street lamps"]
    assert page.evaluate(PROBE) == PERFECT
    button.click()
    page.locator("#suggestions").wait_for(state="hidden")
    page.reload()
    page.locator("#community option[value=c1]").wait_for(state="attached")
    assert page.input_value("#category") == "0101"
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["category"] == "0101"


LISTS = re.compile(r"/api/form(\?|$)")


def test_a_draft_keeps_what_was_chosen_when_somebody_types_before_the_lists_are_there(chromium: Any, origin: str) -> None:
    with watched(chromium, viewport={"width": 360, "height": 740}, service_workers="block") as page:
        page.goto(f"{origin}/en/report/")
        page.locator("#community option[value=c1]").wait_for(state="attached")
        page.select_option("#community", "c1")
        page.select_option("#category", "02")
        held: list[Any] = []
        page.route(LISTS, lambda route: held.append(route))
        with page.expect_request(LISTS):
            page.reload()
        page.fill("#text", "The lamp is dark.")
        (waiting,) = held
        waiting.continue_()
        page.locator("#community option[value=c1]").wait_for(state="attached")
        assert (page.input_value("#community"), page.input_value("#category")) == ("c1", "02")


def test_nothing_is_suggested_once_a_category_is_chosen_and_nothing_is_ever_forced(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    page.locator("#suggestions button").wait_for()
    page.select_option("#category", "02")
    page.locator("#suggestions").wait_for(state="hidden")
    page.select_option("#category", "")
    page.locator("#suggestions button").wait_for()
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert "category" not in stub.received[0]["body"]


def test_danger_is_told_while_one_types_and_taken_back_with_the_words(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.fill("#text", "There is a fire in our stairwell, the house is on fire")
    page.locator("#danger").wait_for()
    assert "Ring 119 now" in page.locator("#danger").inner_text()
    assert page.locator("#danger a[href='tel:119']").is_visible()
    assert page.evaluate(PROBE) == PERFECT
    page.fill("#text", "The fire lane is blocked")
    page.locator("#danger").wait_for(state="hidden")


@pytest.mark.parametrize("above", [0, 400, 10_000])
def test_the_warning_stands_where_one_writes(page: Any, origin: str, above: int) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    field, alarm = page.locator("#text"), page.locator("#danger")
    page.evaluate("above => scrollTo(0, above)", above)
    field.evaluate("field => field.scrollIntoView({ block: 'nearest' })")
    field.focus()
    page.keyboard.type("smoke is coming from the third floor")
    expect(alarm).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport()
    under = page.evaluate("document.getElementById('danger').getBoundingClientRect().top - document.getElementById('text').getBoundingClientRect().bottom")
    assert 0 <= under < 44


def test_the_warning_moves_nothing_while_something_else_is_used(page: Any, origin: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{origin}/en/report/")
    page.locator("#community option[value=c1]").wait_for(state="attached")
    page.focus("#consent")
    before = page.evaluate("scrollY")
    assert before > 640
    page.evaluate("text => { const field = document.getElementById('text'); field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }", "The house is on fire")
    expect(page.locator("#danger")).to_have_count(1)
    page.locator("#danger a[href='tel:119']").wait_for()
    expect(page.locator("#danger")).not_to_be_in_viewport()
    assert page.evaluate("document.activeElement.id") == "consent"


def test_a_number_in_the_words_is_pointed_out_kept_and_sent(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    hint = page.locator("#personal")
    assert (hint.get_attribute("role"), hint.inner_text()) == ("status", "")
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(request.post_data or request.url))
    page.fill("#text", "The lamp is dark. Ring me: 138-0013-8001")
    expect(hint).to_contain_text("phone or identity number")
    assert page.evaluate(PROBE) == PERFECT
    page.fill("#text", "The lamp is dark since 2025-09-30, house 138")
    expect(hint).to_have_text("")
    page.fill("#text", "The lamp is dark. Ring me: 13800138001")
    expect(hint).to_contain_text("phone or identity number")
    assert not [each for each in asked_for if "138" in each]
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["text"].endswith("13800138001")


NUMBERS = [
    "电话13800138001", "139 0013 9002", "138-0013-8001", "+86 138 0013 8001", "008613800138001", "１３８００１３８００１", "找0532-83881234", "(0532)83881234",
    "370202194910010018", "37020219491001001X", "370202 19491001 001x", "370202491001001", "2025-09-30 13800138001",
]
NO_NUMBERS = ["", "3号楼2单元", "2025-09-30 16:20", "138", "12345", "110", "面积1380013平方米", "车牌鲁B12345", "1380013800", "23800138001", "编号1234-5678-901-234"]


def test_the_page_finds_numbers_where_the_masking_does(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    [folder] = {each.rpartition("/")[0] for each in page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((each) => each.href)")}
    told = page.evaluate(f"async (texts) => {{ const {{ personal }} = await import('{folder}/personal.js'); return texts.map(personal); }}", NUMBERS + NO_NUMBERS)
    assert told == [True] * len(NUMBERS) + [False] * len(NO_NUMBERS)
    assert all({"phone", "id_number", "bank_card"} & {hidden.kind for hidden in masked(each).hidden} for each in NUMBERS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_how_long_words_are_as_the_function_does(page: Any, origin: str, language: str) -> None:
    page.goto(f"{origin}/{'en/' if language == 'en' else ''}report/")
    [folder] = {each.rpartition("/")[0] for each in page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((each) => each.href)")}
    said = {"text": " " + "灯😀" * 1_001, "name": "王" * 51, "place_words": "x" * 201, "for_other": True, "no_phone_reason": "x" * 2_001, "consent": True, "answers": {"since": "x" * 501}}
    told = page.evaluate(
        f"async (said) => {{ const {{ refusedHere }} = await import('{folder}/checked_here.js'); return refusedHere(said, [{{ name: 'since', kind: 'text' }}]); }}", said
    )["fields"]
    meant = {
        "text": too_long("灯😀" * 1_001, 2_000), "name": too_long("王" * 51, 50, "name_too_long"), "place_words": too_long("x" * 201, 200),
        "no_phone_reason": too_long("x" * 2_001, 2_000), "answers.since": too_long("x" * 501, 500),
    }  # fmt: skip
    assert told == {name: {"code": code, "message": errors.text(code, language, **code.needs), **code.needs} for name, code in meant.items()}


def test_the_page_reads_danger_and_categories_as_the_function_does(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    [folder] = {each.rpartition("/")[0] for each in page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((each) => each.href)")}
    said = [*(each[0] for each in EMERGENCIES), *NO_EMERGENCIES, "", "去年着火了", "如果\n着火", "😀 on fire"]
    said += [*(each for calls in CALLS.values() for each in calls), *CALLS_BESIDES, *EVERY_DAY, *EVERY_DAY_BESIDES]
    told = page.evaluate(f"async (texts) => {{ const {{ danger }} = await import('{folder}/danger.js'); return texts.map(danger); }}", said)
    meant = [found.number if (found := emergency(each)) else "" for each in said]
    assert {each: (js, py) for each, js, py in zip(said, told, meant, strict=True) if js != py} == {}
    assert len(said) > 400
    known = {"categories": [{"code": each.category.code, "words": dict(each.weights)} for each in KNOWN], "least": 8, "most": 3}
    texts = ["路灯 燃气 噪音 扰民 油烟", "Two STREET LAMPS", "gasp", "", "烧烤店油烟很大，半夜还吵", "污染"]
    told = page.evaluate(
        f"async ([texts, known]) => {{ const {{ suggested }} = await import('{folder}/suggest.js'); return texts.map((each) => suggested(each, known).map(({{ code }}) => code)); }}",
        [texts, known],
    )
    assert told == [[found.code for found in suggested(each, KNOWN)] for each in texts]


def test_the_page_reads_phone_numbers_as_the_function_does(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/report/")
    [folder] = {each.rpartition("/")[0] for each in page.evaluate("[...document.querySelectorAll('link[rel=modulepreload]')].map((each) => each.href)")}
    typed = [
        "13800138000", "+86 138 0013 8000", "0086-13800138000", "8613800138000", "１３８００１３８０００", "(0532) 8579-1234", "053285791234", "53285791234", "+8653285791234",
        "010-62345678", "01062345678", "12345", "23800138000", "138001380001", "1380013800", "phone", "0532", "1386 13800138000", "00861 3800138000", "138\u201000138000",
    ]  # fmt: skip
    told = page.evaluate(f"async (typed) => {{ const {{ phoneHolds }} = await import('{folder}/checked_here.js'); return typed.map(phoneHolds); }}", typed)
    assert told == [parse(each) is not None for each in typed]
    assert {True, False} == set(told)


def test_a_street_is_chosen_beside_the_map(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    page.click("text=Show the map")
    page.get_by_text("Or choose the street by its number").click()
    street = page.get_by_role("button", name="1 North Street")
    street.wait_for()
    assert page.evaluate(PROBE) == PERFECT
    street.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Chosen on the map: North Street").wait_for()
    assert street.get_attribute("aria-pressed") == "true"
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert stub.received[0]["body"]["community"] == "s1"


def test_everything_is_shown_once_more_and_can_be_changed(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    page.select_option("#category", "02")
    page.select_option("[id='answers.when']", "night")
    page.fill("#place_words", "Opposite <b>the</b> school")
    page.check("#about_staff")
    look(page)
    shown = page.locator("#check dl").inner_text()
    for words in ("The lamp before house 3", "Noise", "At night", "Hill Community\nOpposite <b>the</b> school", "neither they nor", "we cannot tell you"):
        assert words in shown
    assert page.evaluate("document.activeElement.id") == "check"
    assert page.evaluate(PROBE) == PERFECT
    page.get_by_role("button", name="Add it now").click()
    assert page.evaluate("document.activeElement.id") == "phone"
    assert page.input_value("#place_words") == "Opposite <b>the</b> school"
    look(page)
    page.click("#back")
    page.locator("#report").wait_for()
    page.fill("#text", "Another lamp.")
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert [each["body"]["text"] for each in stub.received] == ["Another lamp."]
    assert stub.received[0]["body"] == stub.checked[-1]


def test_what_the_check_refuses_is_told_beside_its_field_and_nothing_is_sent(page: Any, origin: str, stub: Stub) -> None:
    refusal = {"code": "invalid_input", "message": "?", "fields": {"text": {"code": "text_missing", "message": "Tell us what the problem is."}}}
    stub.checks = [(400, refusal), (200, CHECKED)]
    write(page, origin)
    page.click("button[type=submit]")
    page.locator("#text-error").wait_for()
    assert stub.received == []
    send(page)
    page.wait_for_url("**/p/receipt*")


def test_a_check_without_an_answer_does_not_stop_anybody(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(503, {"code": "busy", "message": "Busy.", "fields": {}})]
    write(page, origin)
    send(page)
    page.wait_for_url("**/p/receipt*")
    assert len(stub.received) == 1


def test_what_others_reported_is_joined_instead_of_sent(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(200, {**CHECKED, "nearby": [NEAR]})]
    stub.desk["POST /api/me-too"] = (200, {})
    write(page, origin)
    look(page)
    card = page.locator("#near li")
    assert card.inner_text().split("\n")[:3] == ["Lamps", "Hill Community · about 40 metres away", "reported 2 days ago · people with the same problem: 3"]
    assert page.evaluate(PROBE) == PERFECT
    card.get_by_role("button").click()
    page.wait_for_url("**/p/following?done=joined&lang=en")
    assert (stub.received, [each["body"] for each in stub.sent]) == ([], [{"token": "near-token"}])
    page.goto(f"{origin}/en/report/")
    assert page.input_value("#text") == ""


@pytest.mark.parametrize(("days", "en", "zh"), [(0, "reported today", "今天反映"), (1, "reported 1 day ago", "1天前反映"), (12, "reported 12 days ago", "12天前反映")])
def test_how_long_ago_others_reported_is_said_in_the_right_number(page: Any, origin: str, stub: Stub, days: int, en: str, zh: str) -> None:
    stub.checks = [(200, {**CHECKED, "nearby": [{**NEAR, "days": days, "supporters": 0}]})]
    write(page, origin)
    look(page)
    assert page.locator("#near li p").first.inner_text().split("\n")[2] == en
    for language, told in (("en", en), ("zh", zh)):
        facts = environment(language).from_string('{% from "near.html" import near_facts with context %}{{ near_facts(each) }}')
        assert told in facts.render(each={**NEAR, "days": days, "supporters": 0})


def test_a_cleared_photo_of_what_others_reported_is_shown_with_what_it_is(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(200, {**CHECKED, "nearby": [NEAR, {**NEAR, "photo": "/assets/icons/icon-192.png?signed"}]})]
    write(page, origin)
    look(page)
    photo = page.locator("#near img")
    photo.wait_for()
    assert (photo.count(), photo.get_attribute("alt")) == (1, "Photo: Lamps")
    photo.scroll_into_view_if_needed()
    photo.evaluate("seen => seen.decode()")
    assert page.locator("#near li", has=page.locator("img")).inner_text().startswith("Lamps")
    assert page.evaluate(PROBE) == PERFECT


def test_cleared_words_stand_on_the_card_in_their_language_and_an_unknown_place_is_said(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(200, {**CHECKED, "nearby": [NEAR, {**NEAR, "metres": None, "words": "门口的<灯>坏了", "language": "zh"}]})]
    write(page, origin)
    look(page)
    said = page.locator("#near .said")
    expect(said).to_have_text("门口的<灯>坏了")
    expect(said).to_have_attribute("lang", "zh-CN")
    expect(page.locator("#near li").nth(1)).to_contain_text("We do not know whether it is the same place. If you are not sure, send yours.")
    expect(page.locator("#near li").nth(0)).not_to_contain_text("We do not know")
    assert page.evaluate(PROBE) == PERFECT


def test_joining_that_fails_says_so_and_the_own_petition_can_be_sent(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(200, {**CHECKED, "nearby": [NEAR]})]
    write(page, origin)
    look(page)
    page.click("#near li button")
    page.get_by_text("That did not work just now").wait_for()
    page.click("#send")
    page.wait_for_url("**/p/receipt*")


def test_danger_that_the_check_finds_is_told_before_sending(page: Any, origin: str, stub: Stub) -> None:
    stub.checks = [(200, {**CHECKED, "emergency": "120"})]
    write(page, origin)
    look(page)
    assert "Ring 120 now" in page.locator("#check-danger").inner_text()
    assert page.locator("main a[href='tel:120']").first.is_visible()


def test_for_somebody_else_asks_why_there_is_no_phone_and_shows_the_number_alone(page: Any, origin: str, stub: Stub) -> None:
    write(page, origin)
    assert page.locator("#no_phone_reason").is_hidden()
    page.check("#for_other")
    page.fill("#no_phone_reason", "She has none.")
    assert page.evaluate(PROBE) == PERFECT
    look(page)
    assert page.locator("#check dd", has_text="She has none.").is_visible()
    assert "cannot tell you" not in page.locator("#check").inner_text()
    page.click("#send")
    page.locator("#for-other").wait_for()
    page.locator("#for-other .told dd").first.wait_for()
    assert "They have no phone: we try to reach them as you described." in page.locator("#for-other").inner_text()
    unit, due = page.locator("#for-other .told dd").all_inner_texts()
    assert unit == "Hill Community"
    assert re.search(r"30 September 2025.* 20:20", due)  # in China, whatever the phone's zone
    assert page.locator("#for-other .number").text_content() == RECEIPT["number_shown"]
    page.locator("#for-other").get_by_role("button", name="Copy the number").click()
    page.locator("#for-other .copying [role=status]", has_text=re.compile("Copied|is marked")).wait_for()
    assert page.evaluate(PROBE) == PERFECT
    assert {name: stub.received[0]["body"].get(name) for name in ("for_other", "no_phone_reason")} == {"for_other": True, "no_phone_reason": "She has none."}
    page.goto(f"{origin}/en/report/")
    assert page.input_value("#text") == ""
