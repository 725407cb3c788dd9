"""The desk's screen for clearing a petition, in a real browser: both texts, what was hidden, and the decision."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from chalicelib.domain import receipt_number

from tests.frontend.desk_world import NOW, NUMBERS, fill_stub, item, whole
from tests.frontend.stub import Stub
from tests.frontend.test_in_chromium import PERFECT, PROBE
from tests.frontend.waiting import until

NUMBER = NUMBERS[0]
PATH = f"/api/desk/petitions/{NUMBER}/publication"
RAW = "My name is Wang Xiaoming, call 13800138001: the lamp is <b>dark</b>."
PROPOSAL = {
    "number": NUMBER, "version": 7, "status": "settled", "may_be_published": True, "refused": False, "public": None,
    "words": {"original": RAW, "masked": "My name is 〔name〕, call 〔☎〕: the lamp is <b>dark</b>.",
              "hidden": [{"kind": "name", "words": "Wang Xiaoming"}, {"kind": "phone", "words": "13800138001"}]},
    "reply": {"original": "New bulb.", "masked": "New bulb.", "hidden": []},
    "may_show_photos": True, "hide_identity": False, "waits": "", "photos": [],
}  # fmt: skip
PHOTOS = [
    {"file": f"file-{kind}-{place}", "kind": kind, "slot": slot, "at": "2025-09-29T08:00:00+00:00", "url": "/assets/icons/icon-512.png", "cleared": False, "new": True}
    for place, kind, slot in ((1, "before", 1), (2, "before", 2), (3, "after", 1))
]
ALL = [each["file"] for each in PHOTOS]
PUBLIC = {"words": "The lamp is dark.", "reply": "New bulb.", "at": "2025-09-29T08:00:00+00:00"}


@pytest.fixture
def page(chromium: Any, origin: str, stub: Stub) -> Iterator[Any]:
    fill_stub(stub, "dispatcher")
    stub.desk[PATH] = (200, PROPOSAL)
    stub.desk[f"POST {PATH}"] = (200, {"number": NUMBER, "version": 8, "public": True})
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{origin}/en/desk/#publication/{NUMBER}")
    page.get_by_role("heading", name="Publish").wait_for()
    yield page
    context.close()
    assert faults == []


def test_the_masked_proposal_stands_beside_the_words_and_what_was_hidden(page: Any) -> None:
    page.get_by_text(RAW, exact=True).wait_for()
    assert page.locator("#clear-words").input_value() == PROPOSAL["words"]["masked"]
    hidden = page.locator("li", has_text=re.compile("Person's name|Phone number")).all_inner_texts()
    assert hidden == ["Person's name: Wang Xiaoming", "Phone number: 13800138001"]
    assert page.evaluate(PROBE)["sideways"] == 0
    assert page.evaluate(PROBE)["targets"] == PERFECT["targets"]


def test_a_newer_answer_to_what_is_public_is_proposed_in_place_of_the_old(page: Any, stub: Stub) -> None:
    reply = {"original": "Wire laid anew.", "masked": "Wire laid anew.", "hidden": []}
    stub.desk[PATH] = (200, PROPOSAL | {"public": PUBLIC, "reply": reply})
    page.reload()
    page.get_by_text("Public since").wait_for()
    assert page.locator("#clear-reply").input_value() == PUBLIC["reply"]
    assert page.get_by_text("The unit has answered since").count() == 0
    stub.desk[PATH] = (200, PROPOSAL | {"public": PUBLIC, "reply": reply, "waits": "clear"})
    page.reload()
    page.get_by_text("The unit has answered since").wait_for()
    assert page.locator("#clear-reply").input_value() == "Wire laid anew."
    assert page.locator("#clear-words").input_value() == PUBLIC["words"]


def test_a_petition_without_an_answer_is_not_said_to_be_erased(page: Any, stub: Stub) -> None:
    stub.desk[PATH] = (200, PROPOSAL | {"reply": {"original": "", "masked": "", "hidden": []}})
    page.reload()
    page.get_by_text("The unit has not yet said what was done.").wait_for()
    assert page.get_by_text("The words have been erased.").count() == 0


def test_what_the_person_wrote_is_published_once_and_can_be_taken_back(page: Any, stub: Stub) -> None:
    page.fill("#clear-words", "The lamp is dark.")
    stub.desk[PATH] = (200, PROPOSAL | {"version": 8, "public": PUBLIC})
    page.get_by_role("button", name="Publish", exact=True).dblclick()
    page.get_by_role("button", name="Unpublish").wait_for()
    page.get_by_text("It is public now.").first.wait_for()
    sent = [each["body"] for each in stub.sent if each["path"] == PATH]
    assert sent == [{"decision": "publish", "version": 7, "words": "The lamp is dark.", "reply": "New bulb.", "photos": [], "seen": []}]
    stub.desk[PATH] = (200, PROPOSAL | {"version": 9, "refused": True})
    page.get_by_role("button", name="Unpublish").click()
    page.get_by_text("Decided: not public").wait_for()
    assert stub.sent[-1]["body"] == {"decision": "take_back", "version": 8}
    assert stub.sent[-1]["key"] != stub.sent[-2]["key"]


def test_a_decision_that_came_second_says_who_was_first(page: Any, stub: Stub) -> None:
    first = {"by": "zhao", "action": "refuse_publication", "at": "2025-09-29T08:00:00+00:00"}
    stub.desk[f"POST {PATH}"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    page.get_by_role("button", name="Do not publish").click()
    page.get_by_text("zhao was first (Publication refused, ").wait_for()
    assert page.locator("#clear-words").input_value() == PROPOSAL["words"]["masked"]


def test_a_complaint_about_staff_offers_no_button(page: Any, stub: Stub) -> None:
    stub.desk[PATH] = (200, PROPOSAL | {"may_be_published": False})
    page.reload()
    page.get_by_text("This petition is never published").wait_for()
    assert page.get_by_role("button", name="Publish", exact=True).count() == 0
    assert page.locator("#clear-words").count() == 0


def with_photos(page: Any, stub: Stub, **changes: Any) -> Any:
    stub.desk[PATH] = (200, PROPOSAL | {"photos": PHOTOS} | changes)
    page.reload()
    page.get_by_role("heading", name="May the photos be public?").wait_for()
    return page.get_by_role("checkbox")


def test_no_photo_is_ticked_until_a_person_ticks_it_and_the_ticks_go_alone(page: Any, stub: Stub) -> None:
    ticks = with_photos(page, stub)
    assert [each.is_checked() for each in ticks.all()] == [False, False, False]
    assert page.locator(".judged img").evaluate_all("all => all.map(each => each.alt)") == ["How it was 1", "How it was 2", "How it is now 1"]
    first = page.locator(".judged img").first
    first.scroll_into_view_if_needed()
    until(lambda: first.evaluate("photo => photo.decode().then(() => true, () => false)"))  # a lazy one may not be there yet
    assert page.evaluate(PROBE)["sideways"] == 0
    assert page.evaluate(PROBE)["targets"] == PERFECT["targets"]
    page.get_by_label("How it was 2").check()
    page.get_by_text("Your ticks are not saved yet.").wait_for()
    stub.desk[PATH] = (200, PROPOSAL | {"version": 8, "photos": [each | {"cleared": each["file"] == "file-before-2"} for each in PHOTOS]})
    page.get_by_role("button", name="Save photos only").dblclick()
    page.get_by_text("Saved. Pages and photo addresses").first.wait_for()
    assert [each["body"] for each in stub.sent if each["path"] == PATH] == [{"decision": "photos", "version": 7, "photos": ["file-before-2"], "seen": ALL}]
    assert [each.is_checked() for each in ticks.all()] == [False, True, False]
    assert page.get_by_text("Your ticks are not saved yet.").count() == 0
    page.get_by_label("How it was 2").uncheck()
    page.get_by_role("button", name="Save photos only").click()
    until(lambda: stub.sent[-1]["body"] == {"decision": "photos", "version": 8, "photos": [], "seen": ALL})


def test_publishing_takes_the_ticks_with_it(page: Any, stub: Stub) -> None:
    with_photos(page, stub)
    page.get_by_label("How it is now 1").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("It is public now.").first.wait_for()
    assert stub.sent[-1]["body"]["photos"] == ["file-after-3"]


def test_the_history_tells_which_photos_were_cleared(page: Any, origin: str, stub: Stub) -> None:
    opened = whole(0)
    opened["history"].append(opened["history"][-1] | {"version": 3, "action": "clear_photos", "by": "zhao", "role": "dispatcher", "reason": "before-2 after-1"})
    stub.desk[f"/api/desk/petitions/{NUMBER}"] = (200, opened)
    page.goto(f"{origin}/en/desk/#petition/{NUMBER}")
    page.get_by_text("Photos made public (How it was 2 · How it is now 1) · zhao (dispatcher)").first.wait_for()


def test_photos_that_are_never_shown_have_no_tick_and_who_hides_is_warned_of(page: Any, stub: Stub) -> None:
    with_photos(page, stub, hide_identity=True)
    page.get_by_text("The petitioner's identity is hidden").wait_for()
    ticks = with_photos(page, stub, may_show_photos=False)
    page.get_by_text("The photos of this petition are never public").wait_for()
    assert ticks.count() == 0
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_text("It is public now.").first.wait_for()
    assert "photos" not in stub.sent[-1]["body"]


def test_who_comes_from_the_list_of_photos_saves_and_is_led_on_to_its_end(page: Any, origin: str, stub: Stub) -> None:
    first, second = NUMBERS[:2]
    for number in (first, second):
        stub.desk[f"/api/desk/petitions/{number}/publication"] = (200, PROPOSAL | {"number": number, "status": "assigned", "waits": "photos", "photos": PHOTOS})
        stub.desk[f"POST /api/desk/petitions/{number}/publication"] = (200, {"number": number, "version": 8, "public": False})
    stub.desk["/api/desk/petitions"] = (200, {"items": [item(0), item(1)], "cursor": None, "now": NOW})
    page.goto(f"{origin}/en/desk/#photos/d")
    page.get_by_role("heading", name="New photos").wait_for()
    page.locator(".row-number").first.click()
    page.wait_for_url(f"**/#publication/{first}/photos/d")
    photos, texts = page.get_by_role("heading", name="May the photos be public?"), page.locator("#clear-words")
    page.get_by_text("New photos wait for a decision.").wait_for()
    assert photos.bounding_box()["y"] < texts.bounding_box()["y"], "what waits comes first"
    page.get_by_role("link", name="Skip to the next one").wait_for()
    page.get_by_label("How it was 1").check()
    page.get_by_role("button", name="Save photos only").click()
    page.wait_for_url(f"**/#publication/{second}/photos/d")
    page.locator(".good", has_text=f"{receipt_number.shown(first)}: Saved.").wait_for()
    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert stub.sent[-1]["body"] == {"decision": "photos", "version": 7, "photos": ["file-before-1"], "seen": ALL}
    stub.desk["/api/desk/petitions"] = (200, {"items": [item(1)], "cursor": None, "now": NOW})
    page.reload()
    page.get_by_text("New photos wait for a decision.").wait_for()
    page.get_by_role("button", name="Save photos only").click()
    page.wait_for_url("**/#photos/d")
    assert stub.sent[-1]["body"]["photos"] == []


@pytest.mark.parametrize("listed", ["clear", "photos"])
def test_a_petition_that_another_decided_on_says_so_and_leads_to_the_next(page: Any, origin: str, stub: Stub, listed: str) -> None:
    page.goto(f"{origin}/en/desk/#publication/{NUMBER}/{listed}/d")
    page.get_by_text("This one is done: a colleague has decided").wait_for()
    assert page.get_by_role("link", name="Skip to the next one").count() == 0, "one way on, not two"
    page.get_by_role("link", name="On to the next one").click()
    page.wait_for_url(f"**/#publication/{NUMBERS[1]}/{listed}/d")


JUDGED = {"clear": ("Publish", {"public": PUBLIC}, "Published"), "photos": ("Save photos only", {"status": "assigned"}, "Photos kept from the public")}


@pytest.mark.parametrize("listed", JUDGED)
def test_who_is_second_on_an_open_screen_is_told_that_it_is_done_and_led_on(page: Any, origin: str, stub: Stub, listed: str) -> None:
    """Both have the same petition before them; a colleague is faster, and went on to the next one of the list as well."""
    button, after, told = JUDGED[listed]
    action = {"clear": "publish", "photos": "hide_photos"}[listed]
    proposal = PROPOSAL | {"photos": PHOTOS, "waits": listed}
    stub.desk[PATH] = (200, proposal)
    page.goto(f"{origin}/en/desk/#publication/{NUMBER}/{listed}/d")
    page.get_by_role("link", name="Skip to the next one").wait_for()
    page.fill("#clear-words", "My own words.")
    page.get_by_label("How it was 1").check()
    first = {"by": "zhao", "action": action, "at": "2025-09-29T08:00:00+00:00"}
    stub.desk[f"POST {PATH}"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    stub.desk[PATH] = (200, proposal | {"version": 8, "waits": "", "photos": [each | {"new": False} for each in PHOTOS]} | after)
    stub.desk["/api/desk/petitions"] = (200, {"items": [item(2)], "cursor": None, "now": NOW})
    page.get_by_role("button", name=button, exact=True).click()
    alarm = page.get_by_role("alert")
    alarm.get_by_text(f"zhao was first ({told}, ").wait_for()
    alarm.get_by_text("This one is done").wait_for()
    assert alarm.evaluate("each => document.activeElement === each")
    assert page.get_by_role("checkbox", checked=True).count() == 0, "the ticks are as they stand now"
    assert page.locator("#clear-words").input_value() == "My own words.", "what was typed stays"
    alarm.get_by_role("link", name="On to the next one").click()
    page.wait_for_url(f"**/#publication/{NUMBERS[2]}/{listed}/d")


def test_a_conflict_over_what_still_waits_leads_nowhere_by_itself(page: Any, origin: str, stub: Stub) -> None:
    stub.desk[PATH] = (200, PROPOSAL | {"photos": PHOTOS, "waits": "photos"})
    page.goto(f"{origin}/en/desk/#publication/{NUMBER}/photos/d")
    page.get_by_role("link", name="Skip to the next one").wait_for()
    first = {"by": "wang", "action": "accept", "at": "2025-09-29T08:00:00+00:00"}
    stub.desk[f"POST {PATH}"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    page.get_by_label("How it was 1").check()
    page.get_by_role("button", name="Save photos only").click()
    alarm = page.get_by_role("alert")
    alarm.get_by_text("wang was first (Accepted, ").wait_for()
    assert alarm.get_by_role("link", name="On to the next one").count() == 0
    assert page.get_by_label("How it was 1").is_checked()


def test_the_last_one_of_the_list_that_is_done_leads_back_to_it(page: Any, origin: str, stub: Stub) -> None:
    stub.desk["/api/desk/petitions"] = (200, {"items": [], "cursor": None, "now": NOW})
    page.goto(f"{origin}/en/desk/#publication/{NUMBER}/photos/d")
    page.get_by_text("This one is done").wait_for()
    page.locator(".panel").get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/#photos/d")


def test_both_texts_have_the_same_room_at_a_screen(page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#clear-words").wait_for()
    wide = page.evaluate("[...document.querySelector('.columns').children].map((each) => Math.round(each.getBoundingClientRect().width))")
    assert len(wide) == 2  # noqa: PLR2004
    assert wide[0] == wide[1]
