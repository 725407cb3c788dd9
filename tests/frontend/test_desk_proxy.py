"""A report for somebody: the questions of its category, the right district's form, where I am, and one petition whatever the line does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.desk_world import NUMBERS, fill_stub
from tests.frontend.stub import FORM, Stub
from tests.frontend.test_photos import taken
from tests.frontend.waiting import in_charge, until

RECEIPT = {"number": NUMBERS[1], "number_shown": "1234-5678-901-013", "unit_name": "Hill Community", "photo_token": "photo-token"}
ORDER = "POST /api/desk/petitions"
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1200, "height": 900}
ON_BOTH = pytest.mark.parametrize("page", [PHONE, SCREEN], ids=["phone", "screen"], indirect=True)


@pytest.fixture
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = chromium.new_context(viewport=getattr(request, "param", PHONE), geolocation={"longitude": 120.391, "latitude": 36.06, "accuracy": 20}, permissions=["geolocation"])
    made = context.new_page()
    made.set_default_timeout(30_000)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def open_form(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "grid_worker")
    stub.desk[ORDER] = (201, RECEIPT)
    page.goto(f"{origin}/en/desk/#report")
    page.locator("#proxy-category option", has_text="Noise").wait_for(state="attached")


def write(page: Any, words: str, category: str = "01") -> None:
    page.get_by_label("What is the trouble?").fill(words)
    page.get_by_label("Category").select_option(category)
    page.get_by_label("Community").select_option("c1")
    page.get_by_label("If there is none, why?").fill("No telephone.")
    page.get_by_label("They agree").check()


def press(page: Any) -> None:
    page.get_by_role("button", name="Send", exact=True).press("Enter")


def tried(stub: Stub) -> list[tuple[str, str]]:
    return [(each["key"], each["body"]["text"]) for each in stub.sent if each["path"] == "/api/desk/petitions"]


@ON_BOTH
def test_the_questions_of_the_category_are_asked_and_their_refusal_leads_to_them(page: Any, origin: str, stub: Stub) -> None:
    open_form(page, origin, stub)
    write(page, "The pump is loud.", "02")
    stub.desk[ORDER] = (422, {"code": "invalid_input", "message": "Please look again.", "fields": {"answers.when": {"code": "answer_missing", "message": "When is it worst?"}}})
    press(page)
    page.locator(".alarm:focus").get_by_role("link", name="When is it worst?").click()
    page.locator("[id='proxy-answers.when']:focus").wait_for()
    assert page.locator("[id='proxy-answers.when']").get_attribute("aria-describedby") == "proxy-answers.when-error"
    page.get_by_label("When is it worst?").select_option("night")
    stub.desk[ORDER] = (201, RECEIPT)
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    body = stub.sent[-1]["body"]
    assert body["answers"] == {"when": "night"}
    assert len({key for key, _ in tried(stub)}) == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


def test_answers_of_another_category_are_not_sent(page: Any, origin: str, stub: Stub) -> None:
    open_form(page, origin, stub)
    write(page, "The pump is loud.", "02")
    page.get_by_label("When is it worst?").select_option("night")
    page.get_by_label("Category").select_option("01")
    expect(page.get_by_label("When is it worst?")).to_have_count(0)
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    assert "answers" not in stub.sent[-1]["body"]


def test_the_form_is_that_of_the_own_district_and_of_the_one_that_a_refusal_names(page: Any, origin: str, stub: Stub) -> None:
    stub.elsewhere = dict(FORM) | {"questions": [{"category": "01", "name": "lane", "kind": "text", "required": True, "text": "Which lane?", "choices": []}]}
    open_form(page, origin, stub)
    write(page, "A hole in the road.")
    page.get_by_label("Which lane?").fill("The left one")  # the own district's, which is not the site's first
    stub.elsewhere = dict(FORM) | {"questions": [{"category": "01", "name": "depth", "kind": "text", "required": True, "text": "How deep?", "choices": []}]}
    refusal = {"code": "invalid_input", "message": "Please look again.", "district": "e", "fields": {"answers.depth": {"code": "answer_missing", "message": "How deep is it?"}}}
    stub.desk[ORDER] = (422, refusal)
    press(page)
    page.get_by_text("The place is in another district").wait_for()
    page.get_by_label("How deep?").fill("A hand")
    stub.desk[ORDER] = (201, RECEIPT)
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    assert stub.sent[-1]["body"]["answers"] == {"depth": "A hand"}


def test_where_i_am_goes_with_it_outlasts_a_reload_and_can_be_taken_back(page: Any, origin: str, stub: Stub) -> None:
    open_form(page, origin, stub)
    write(page, "A hole in the road.")
    page.get_by_role("button", name="Use my location").click()
    page.get_by_text("Found, to within about 20 metres.").wait_for()
    page.reload()
    page.get_by_text("Found, to within about 20 metres.").wait_for()
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    assert stub.sent[-1]["body"]["point"] == {"longitude": 120.391, "latitude": 36.06, "datum": "wgs84", "accuracy": 20}
    page.get_by_role("button", name="Another one").click()
    assert page.get_by_text("Found, exact to").count() == 0
    write(page, "Another one.")
    page.get_by_role("button", name="Use my location").click()
    page.get_by_role("button", name="Do not use it").click()
    press(page)
    until(lambda: len(tried(stub)) == 2)
    assert "point" not in stub.sent[-1]["body"]


@ON_BOTH
def test_a_report_of_a_dead_spot_is_kept_and_sent_once_by_itself(page: Any, origin: str, stub: Stub) -> None:
    open_form(page, origin, stub)
    in_charge(page)
    page.context.set_offline(True)
    write(page, "The bench is broken.")
    press(page)
    page.get_by_text("Kept on this device. It will be sent once, when there is a connection").first.wait_for()
    page.get_by_role("button", name="Another one").click()
    write(page, "The gate is broken too.")
    press(page)
    expect(page.locator(".outbox li")).to_have_count(2)
    page.reload()  # the form still opens there, with its lists
    page.locator("#proxy-category option", has_text="Noise").wait_for(state="attached")
    page.context.set_offline(False)
    expect(page.locator(".outbox .good li")).to_have_count(2)
    page.locator(".outbox").get_by_text(RECEIPT["number_shown"]).first.wait_for()
    sent = tried(stub)
    assert sorted(words for _, words in set(sent)) == ["The bench is broken.", "The gate is broken too."]
    assert len({key for key, _ in sent}) == 2
    for _ in range(2):
        page.get_by_role("button", name="OK", exact=True).first.click()
    page.locator(".outbox").wait_for(state="detached")
    assert "bench" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_was_changed_after_a_lost_answer_makes_no_second_petition(page: Any, origin: str, stub: Stub) -> None:
    open_form(page, origin, stub)
    write(page, "The bench is broken.")
    taken: dict[str, str] = {}

    class Answers(dict[str, Any]):
        """As the API: the first wording under a key is the petition, another one is refused."""

        def get(self, name: str, otherwise: Any = None) -> Any:
            if name != ORDER:
                return super().get(name, otherwise)
            key, said = tried(stub)[-1]
            first = taken.setdefault(key, said)
            return (201, RECEIPT) if first == said else (409, {"code": "idempotency_mismatch", "message": "?", "fields": {}})

    stub.desk = Answers(stub.desk)
    stub.dead = True
    press(page)
    page.get_by_text("Kept on this device. It will be sent").first.wait_for()
    taken[tried(stub)[0][0]] = "The bench is broken."  # it had arrived, and its answer was lost
    page.locator(".outbox").get_by_role("button", name="Change what I wrote").click()
    expect(page.get_by_label("What is the trouble?")).to_have_value("The bench is broken.")
    expect(page.locator(".outbox")).to_have_count(0)
    page.get_by_label("What is the trouble?").fill("The bench is broken in two.")
    stub.dead = False
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    page.get_by_text("It arrived as you first sent it.").wait_for()
    assert len({key for key, _ in tried(stub)}) == 1
    assert list(taken.values()) == ["The bench is broken."]


def test_what_the_device_cannot_keep_stays_in_the_form_under_its_key(page: Any, origin: str, stub: Stub) -> None:
    page.add_init_script("const put = Storage.prototype.setItem; Storage.prototype.setItem = function (name, value) { if (name !== 'nuannan.desk.outbox') put.call(this, name, value); };")
    open_form(page, origin, stub)
    write(page, "The bench is broken.")
    stub.dead = True
    press(page)
    expect(page.locator(".alarm:focus")).to_contain_text("this device cannot keep it")
    stub.dead = False
    press(page)
    page.get_by_text(RECEIPT["number_shown"]).wait_for()
    assert len({key for key, _ in tried(stub)}) == 1


@pytest.mark.parametrize("offline", [False, True], ids=["connected", "dead spot"])
def test_photos_of_the_trouble_follow_their_report_once(page: Any, origin: str, stub: Stub, offline: bool) -> None:
    open_form(page, origin, stub)
    in_charge(page)
    page.context.set_offline(offline)
    write(page, "The bench is broken.")
    page.set_input_files("#proxy-photos", [taken(), taken("b.jpg", 1)])
    expect(page.locator(".photo-pick canvas")).to_have_count(2)
    press(page)
    if offline:
        page.locator(".outbox li", has_text="photos: 2").wait_for()
        page.context.set_offline(False)
    until(lambda: len(stub.uploads) == 2)
    assert [each["token"] for each in stub.photos] == ["photo-token"] * 2
    assert len(set(stub.uploads)) == len({each["id"] for each in stub.photos}) == 2
    assert "photos" not in stub.sent[-1]["body"]
    page.locator(".outbox .panel").wait_for(state="detached")
    page.get_by_text(RECEIPT["number_shown"]).first.wait_for()
