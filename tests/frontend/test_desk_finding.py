"""Finding, exporting, noting and the district's other documents, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.frontend.desk_world import EXPORT, NOW, NUMBERS, ORGANISATION, PAST, WORK, fill_stub, item, whole
from tests.frontend.stub import Stub
from tests.frontend.waiting import in_charge, until

FIRST, SECOND = NUMBERS[:2]
WAITS_MS = 15_000


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    made = context.new_page()
    made.set_default_timeout(WAITS_MS)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def sent(stub: Stub, path: str) -> list[Any]:
    return [each["body"] for each in stub.sent if each["path"] == path]


def found(*places: int, cursor: str | None = None) -> tuple[int, dict[str, Any]]:
    return 200, {"items": [item(place) for place in places], "cursor": cursor, "reached": NOW if cursor else None, "now": NOW}


def test_words_a_unit_and_days_are_looked_for_and_what_is_further_back_on_demand(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#search")
    page.get_by_label("Words or number").fill("lamp stairwell")
    page.locator(".narrow-search summary").click()
    page.get_by_label("Unit").select_option("s1")
    page.get_by_label("From").fill("2025-09-01")
    stub.desk["POST /api/desk/find"] = found(0, 1, cursor="c1")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Found so far: 10.").wait_for()  # it went on by itself until it had ten
    asked = sent(stub, "/api/desk/find")
    assert asked[0] == {"words": "lamp stairwell", "unit": "s1", "since": "2025-09-01", "until": ""}
    assert [each.get("cursor") for each in asked] == [None, *["c1"] * 4]
    stub.desk["POST /api/desk/find"] = found(2)
    page.get_by_role("button", name="Search further back").click()
    page.get_by_text("Found: 11").first.wait_for()
    assert page.get_by_role("button", name="Search further back").is_hidden()


def test_a_number_opens_its_petition_and_a_phone_is_asked_only_by_whom_may(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "dispatcher")
    page.goto(f"{origin}/en/desk/#search")
    box = page.get_by_label("Words, number or phone")
    box.fill("138 0013 8001")
    box.press("Enter")
    page.get_by_text("Found: 2").first.wait_for()
    assert (sent(stub, "/api/desk/search"), sent(stub, "/api/desk/find")) == ([{"phone": "138 0013 8001"}], [])
    box.fill("1234-5678-901-005")
    box.press("Enter")
    page.get_by_text("The lamp in the second stairwell").wait_for()


def test_a_short_word_is_refused_in_the_servers_words(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#search")
    fault = {"words": {"code": "words_too_short", "message": "Write a whole word."}}
    stub.desk["POST /api/desk/find"] = (400, {"code": "invalid_input", "message": "Please check.", "fields": fault})
    page.get_by_label("Words or number").fill("灯")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("alert").get_by_text("Write a whole word.").wait_for()
    assert page.get_by_label("Words or number").input_value() == "灯"


def test_a_file_is_asked_for_shown_when_it_is_ready_and_fetched(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "supervisor")
    stub.desk["/api/desk/exports"] = (200, {"exports": []})
    page.goto(f"{origin}/en/desk/#exports")
    page.get_by_text("You have not asked for a file.").wait_for()
    page.get_by_label("Unit (optional)").select_option("s1")
    page.get_by_label("Format").select_option("csv")
    stub.desk["/api/desk/exports"] = (200, {"exports": [EXPORT]})
    page.get_by_role("button", name="Make the file").click()
    page.locator(".exports").get_by_text("Being made …").wait_for()
    assert sent(stub, "/api/desk/exports") == [{"unit": "s1", "since": "", "until": "", "form": "csv"}]
    stub.desk["/api/desk/exports"] = (200, {"exports": [EXPORT | {"state": "ready", "rows": 12}]})
    stub.desk["POST /api/desk/exports/1/address"] = (200, {"address": f"{origin}/p/file"})
    page.get_by_text("12 petitions").wait_for()  # asked again by itself
    page.get_by_role("cell", name="downloaded").wait_for()
    page.get_by_role("button", name="Download").click()
    page.wait_for_url(f"{origin}/p/file")


def test_a_note_names_a_unit_is_kept_as_a_draft_and_is_sent_once(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#petition/{FIRST}")
    notes = page.locator(".notes")
    notes.get_by_text("The caretaker comes on Friday.").wait_for()
    notes.get_by_text("told: North Street").wait_for()
    notes.locator("summary").click()
    text = page.get_by_label("Note", exact=True)
    text.fill("Please look")
    page.get_by_label("Tell a unit (@)").select_option("s1")
    assert text.input_value() == "Please look @North Street "
    page.reload()
    page.get_by_label("Note", exact=True).wait_for()
    assert page.get_by_label("Note", exact=True).input_value() == "Please look @North Street "
    page.get_by_label("Tell a unit (@)").locator("option", has_text="North Street").wait_for(state="attached")
    page.get_by_role("button", name="Save the note").click()
    page.locator("#spoken", has_text="Note saved.").wait_for(state="attached")
    (one,) = [each for each in stub.sent if each["path"].endswith("/notes")]
    assert one["body"] == {"text": "Please look @North Street ", "units": ["s1"]}
    assert len(one["key"]) >= 16


def test_a_shared_answer_fills_the_words_with_what_is_the_petitions_own(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    stub.desk[f"/api/desk/petitions/{SECOND}"] = (200, whole(1, *WORK, status="handling"))
    page.goto(f"{origin}/en/desk/#petition/{SECOND}")
    page.locator("summary", has_text="Close").click()
    page.locator("[data-action=close] .shared-phrases button").click()
    assert page.locator("[data-action=close] textarea").input_value() == "The lamp at Hill, house 3, second stairwell shines again."


def test_what_a_unit_was_told_leads_to_the_petition(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/#notices")
    page.get_by_text("Named in a note").wait_for()
    page.get_by_role("link", name="1234-5678-901-005").click()
    page.get_by_text("The lamp in the second stairwell").wait_for()


def test_moved_days_are_typed_as_words_shown_as_a_difference_and_sent_as_days(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page.goto(f"{origin}/en/desk/#admin/calendars")
    page.locator(".admin-row").first.click()
    page.get_by_label("Weekdays off").fill("2026-10-01, 2026-10-02 2026-10-05")
    page.locator(".difference del", has_text="2026-10-01 2026-10-02").wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    row = {"year": 2026, "free": ["2026-10-01", "2026-10-02", "2026-10-05"], "worked": ["2026-10-10"]}
    assert sent(stub, "/api/desk/organisation/documents/calendars") == [{"district": "d", "version": "v1", "rows": [row], "removed": []}]


def test_an_answer_is_added_and_another_taken_out(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page.goto(f"{origin}/en/desk/#admin/phrases")
    page.locator(".admin-row").first.click()
    page.get_by_role("button", name="Take out").click()
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Name", exact=True).fill("Gone")
    page.get_by_label("Chinese words").fill("好了")
    page.locator(".difference .removed").wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    row = {"name": "Gone", "category": "", "text_zh": "好了", "text_en": ""}
    assert sent(stub, "/api/desk/organisation/documents/phrases") == [{"district": "d", "version": "v1", "rows": [row], "removed": ["Lamp mended"]}]


def test_a_limit_is_set_and_what_holds_without_one_is_said(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page.goto(f"{origin}/en/desk/#admin/settings")
    page.get_by_text("Empty: 20").wait_for()
    page.get_by_label("Exports a day by one person").fill("5")
    page.get_by_label("Urgency 2").fill("3")
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    (body,) = sent(stub, "/api/desk/organisation/settings")
    assert body["settings"] == ORGANISATION["settings"] | {"limit_export": 5, "closing_days": {"1": 1, "2": 3, "5": 5}}


def settings_of(page: Any, origin: str) -> None:
    page.goto(f"{origin}/en/desk/#admin/settings")
    page.get_by_label("Hours to respond").wait_for()


def test_settings_that_nobody_set_yet_are_offered_with_what_counts_without(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    settings_of(page, origin)
    kinds, prices = (page.get_by_role("group", name=name, exact=True) for name in ("Bulletins", "Price of an SMS segment in yuan, by carrier"))
    kinds.get_by_text("Empty: each month").wait_for()
    assert kinds.get_by_label("each month").is_checked()
    kinds.get_by_label("each week").check()
    page.get_by_role("group", name="A supervisor reviews each bulletin").get_by_label("yes").check()
    page.get_by_label("Days to review a bulletin").fill("3")
    page.get_by_role("group", name="Weights of the rates").get_by_label("Resolved").fill("40")
    page.get_by_label("Days until words and contact details are erased automatically").fill("400")
    prices.get_by_label("Amazon SNS").fill("0.05")
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    (body,) = sent(stub, "/api/desk/organisation/settings")
    assert body["settings"] == ORGANISATION["settings"] | {
        "bulletin_kinds": ["week", "month"], "bulletin_review": True, "bulletin_review_days": 3, "ranking_weights": [30, 40, 35], "kept_days": 400,
        "sms_prices": {"sns": 0.05},
    }  # fmt: skip


def test_what_is_no_value_is_said_beside_its_field_and_not_sent(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    settings_of(page, origin)
    page.get_by_label("Hours to respond").fill("6")
    kept = page.get_by_label("Days until words and contact details are erased automatically")
    kept.fill("30")
    page.get_by_text("Enter a number from 31 to 36500.").wait_for()
    assert kept.get_attribute("aria-invalid") == "true"
    page.get_by_role("button", name="Save").click()
    assert page.evaluate("document.activeElement.id") == "set-kept_days"
    assert sent(stub, "/api/desk/organisation/settings") == []
    kept.fill("31")
    said = "hours_start must be before hours_end"
    faults = [{"document": "settings", "row": 0, "reason": said, "field": "response_hours"}]
    stub.desk["PUT /api/desk/organisation/settings"] = (400, {"code": "invalid_input", "message": "Please check.", "fields": {"rows": {"code": "configuration_faulty", "message": "Mend these."}}, "faults": faults})
    page.get_by_role("button", name="Save").click()
    page.locator("#set-response_hours-error", has_text=said).wait_for()
    page.get_by_role("link", name="Hours to respond").click()
    assert page.evaluate("document.activeElement.id") == "set-response_hours"


CREDIT = "Credit for the outlines on maps"


def test_who_is_credited_for_the_outlines_is_written_kept_and_taken_away(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    path = "/api/desk/organisation/settings"
    settings_of(page, origin)
    field = page.get_by_label(CREDIT)
    assert field.input_value() == ""
    field.fill("© OpenStreetMap contributors, ODbL 1.0 <b>&</b>")
    change = page.get_by_role("region", name="What will change")
    change.get_by_text("© OpenStreetMap contributors, ODbL 1.0 <b>&</b>").wait_for()
    credited = ORGANISATION["settings"] | {"areas_credit": "© OpenStreetMap contributors, ODbL 1.0 <b>&</b>"}
    stub.desk["/api/desk/organisation"] = (200, ORGANISATION | {"version": "v2", "settings": credited})
    page.get_by_role("button", name="Save").click()
    change.wait_for(state="detached")
    assert field.input_value() == credited["areas_credit"]
    stub.desk["/api/desk/organisation"] = (200, ORGANISATION | {"version": "v3"})
    field.fill("")
    page.get_by_role("button", name="Save").click()
    change.wait_for(state="detached")
    said, emptied = sent(stub, path)
    assert said == {"district": "d", "version": "v1", "settings": credited}
    assert emptied == {"district": "d", "version": "v2", "settings": ORGANISATION["settings"]}, "no setting, and not an empty one"


def test_a_credit_that_is_refused_says_so_at_its_field_until_it_is_mended(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    path = "/api/desk/organisation/settings"
    settings_of(page, origin)
    field = page.get_by_label(CREDIT)
    field.fill("x" * 121)
    reason = "areas_credit must be one line of at most 120 letters"
    faults = [{"document": "settings", "row": 0, "reason": reason, "field": "areas_credit"}]
    stub.desk[f"PUT {path}"] = (400, {"code": "invalid_input", "message": "Please check.", "fields": {"rows": {"code": "configuration_faulty", "message": "Mend these."}}, "faults": faults})
    page.get_by_role("button", name="Save").click()
    alarm = page.get_by_role("alert")
    alarm.get_by_text("Please check.").wait_for()
    page.locator("#set-areas_credit-error", has_text=reason).wait_for()
    assert (field.get_attribute("aria-invalid"), field.get_attribute("aria-describedby")) == ("true", "set-areas_credit-error")
    assert field.input_value() == "x" * 121, "what was typed stays"
    page.get_by_role("link", name=CREDIT).click()
    assert page.evaluate("document.activeElement.id") == "set-areas_credit"
    field.fill("x" * 120)
    stub.desk[f"PUT {path}"] = (200, {})
    stub.desk["/api/desk/organisation"] = (200, ORGANISATION | {"version": "v2", "settings": ORGANISATION["settings"] | {"areas_credit": "x" * 120}})
    page.get_by_role("button", name="Save").click()
    page.get_by_role("region", name="What will change").wait_for(state="detached")
    assert alarm.count() == 0, "nothing is wrong any more"
    assert page.locator("#set-areas_credit-error").count() == 0
    assert field.get_attribute("aria-invalid") is None
    assert [len(each["settings"]["areas_credit"]) for each in sent(stub, path)] == [121, 120]


def test_who_looks_after_several_districts_chooses_one(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    units = [{"code": code, "parent": parent, "level": level, "name": name} for code, parent, level, name in (
        ("y", None, "city", "Some City"), ("d", "y", "district", "Some District"), ("e", "y", "district", "Old Town"))]
    stub.desk["/api/desk/units"] = (200, {"units": units})
    me = stub.desk["/api/desk/today"][1]["me"]
    me["roles"] = [{"role": "admin", "unit": "y", "unit_name": "Some City", "level": "city"}]
    settings_of(page, origin)
    page.get_by_label("District", exact=True).select_option("d")
    stub.desk["/api/desk/organisation"] = (200, ORGANISATION | {"district": "e", "version": "e1"})
    page.get_by_label("District", exact=True).select_option("e")
    page.get_by_label("Hours to respond").fill("6")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_label("District", exact=True).select_option("d")
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    (body,) = sent(stub, "/api/desk/organisation/settings")
    assert (body["district"], body["version"]) == ("e", "e1")


def test_who_stands_above_several_districts_says_in_which_to_look(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "dispatcher")
    units = [{"code": code, "parent": parent, "level": level, "name": name} for code, parent, level, name in (
        ("y", None, "city", "Some City"), ("d", "y", "district", "Some District"), ("e", "y", "district", "Old Town"), ("e1", "e", "street", "Old Street"))]
    stub.desk["/api/desk/units"] = (200, {"units": units})
    stub.desk["/api/desk/today"][1]["me"]["roles"] = [{"role": "dispatcher", "unit": "y", "unit_name": "Some City", "level": "city"}]
    stub.desk["POST /api/desk/find"] = found(0)
    page.goto(f"{origin}/en/desk/#search")
    page.get_by_label("District", exact=True).select_option("e")
    page.get_by_label("Words, number or phone").fill("lamp stairwell")
    page.get_by_role("button", name="Search").click()
    page.locator("p[role=status]", has_text="Found: 1").wait_for()
    page.locator(".narrow-search summary").click()
    page.get_by_label("Unit", exact=True).select_option("e1")
    page.get_by_role("button", name="Search").click()
    until(lambda: [each["unit"] for each in sent(stub, "/api/desk/find")] == ["e", "e1"], page)


def test_a_dispatcher_of_two_districts_places_petitions_of_the_one_that_was_chosen(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "dispatcher")
    stub.desk["/api/desk/today"][1]["me"]["roles"] = [
        {"role": "dispatcher", "unit": unit, "unit_name": name, "level": "district"} for unit, name in (("d", "Some District"), ("e", "Old Town"))
    ]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{origin}/en/desk/#help")
    page.get_by_label("Where").select_option("e")
    page.get_by_role("link", name="To assign").first.click()
    until(lambda: any("/api/desk/petitions?unit=e&" in each for each in asked), page)


def test_a_dispatcher_tries_a_rule_above_those_that_count(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "dispatcher")
    page.goto(f"{origin}/en/desk/#trial")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Name", exact=True).fill("Cats")
    page.get_by_label("Words", exact=True).fill("cat")
    page.get_by_label("Unit", exact=True).fill("c1")
    page.get_by_role("button", name="Done with this row").click()
    page.get_by_role("button", name="Try on past petitions").click()
    page.get_by_text("Looked at 40 past petitions").wait_for()
    (body,) = sent(stub, "/api/desk/rules/trial")
    assert (body["above"], body["district"], body["rows"][0]["name"]) == (True, "d", "Cats")


def test_limits_of_the_whole_site_are_offered_only_where_they_count(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page.goto(f"{origin}/en/desk/#admin/settings")
    page.get_by_label("Submissions an hour from one source").wait_for()
    page.get_by_text("They apply to all districts together.", exact=True).wait_for()
    stub.desk["/api/desk/organisation"] = (200, ORGANISATION | {"site_limits": {}, "site_district": {"code": "e", "name": "Old Town"}})
    page.reload()
    page.get_by_text("They apply to all districts together and are set in Old Town.").wait_for()
    assert page.get_by_label("Exports a day by one person").count() == 1
    assert page.get_by_label("Submissions an hour from one source").count() == 0


def test_what_was_taken_out_is_put_back_from_the_history(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    gone = {"name": ["Dark", None], "category": ["01", None], "text_zh": ["暗", None], "text_en": ["", None]}
    entry = PAST | {"added": [], "changed": [], "removed": ["phrases/Dark"], "fields": {"phrases/Dark": gone}}
    stub.desk["/api/desk/organisation/history"] = (200, {"items": [entry], "cursor": None})
    page.goto(f"{origin}/en/desk/#admin/past")
    page.get_by_role("button", name="Undo this change").click()
    page.locator(".difference .added").wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator("#spoken", has_text="Saved.").wait_for(state="attached")
    row = {"name": "Dark", "category": "01", "text_zh": "暗", "text_en": ""}
    assert sent(stub, "/api/desk/organisation/documents/phrases") == [{"district": "d", "version": "v1", "rows": [row], "removed": []}]


def test_the_board_tells_who_sends_back_to_whom(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "supervisor")
    page.goto(f"{origin}/en/desk/#board")
    rows = page.get_by_role("region", name="Who sends back to whom").locator("tbody tr")
    rows.first.wait_for()
    assert [" ".join(each.split()) for each in rows.all_inner_texts()] == ["Hill Community Lake Community 7", "Hill Community Hill Community (the same unit) 2"]


def test_the_dispatcher_is_told_of_a_hot_spot_and_compares_for_merging(page: Any, origin: str, stub: Stub) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    fill_stub(stub, "dispatcher")
    page.goto(f"{origin}/en/desk/#dispatch")
    page.locator(".row").first.wait_for()
    page.keyboard.press("j")
    page.get_by_text("3 others in this category here in 30 days").click()
    compare = page.locator(".hot-spot").get_by_role("link", name="Compare side by side")
    assert compare.count() == 1  # the others are over
    compare.click()
    page.get_by_role("heading", name="Same trouble?").wait_for()


def test_the_desk_opens_in_a_dead_spot_with_what_waits_to_be_sent(chromium: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(WAITS_MS)
    page.goto(f"{origin}/en/desk/#petition/{FIRST}")
    page.get_by_role("button", name="Accept").wait_for()
    in_charge(page)
    context.set_offline(True)
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Kept on this device: Accept.").first.wait_for()
    page.close()
    again = context.new_page()  # the app was closed in the stairwell
    again.set_default_timeout(WAITS_MS)
    again.goto(f"{origin}/en/desk/")
    again.get_by_text("Waiting to be sent: 1").first.wait_for()
    again.get_by_role("button", name="More …").click()
    again.get_by_role("link", name="Search").click()  # a screen that is fetched later is there too
    again.get_by_label("Words or number").wait_for()
    held = again.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map(({ url }) => url))")
    assert held
    assert not [url for url in held if "/api/" in url], "nothing that somebody signed in for is kept"
    context.set_offline(False)
    again.get_by_text("Waiting to be sent: 1").first.wait_for(state="detached")
    # A request whose answer was lost on the way back is tried again, so the key decides how often it counts.
    assert len({each["key"] for each in stub.sent if each["path"].endswith("/actions")}) == 1
    context.close()


def test_a_change_is_told_by_names_and_a_long_one_is_folded(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    areas = [f"areas/{'c1' if place == 0 else f'x{place:03d}'}" for place in range(300)]
    entry = PAST | {"added": areas, "changed": [], "fields": {}}
    stub.desk["/api/desk/organisation/history"] = (200, {"items": [entry, PAST | {"version": "v2", "fields": {"rules/lamps": {"unit": ["s1", "c1"]}}}], "cursor": None})
    page.goto(f"{origin}/en/desk/#admin/past")
    page.get_by_text("Area of: Hill Community (c1)").wait_for()
    page.get_by_text("292 more").wait_for()
    told = page.get_by_role("main").inner_text()
    assert "x299" not in told
    assert "Rules: lamps" in told
    assert "North Street Hill Community" in told
    page.goto(f"{origin}/en/desk/#admin/rules")
    page.get_by_role("button", name="lamps").filter(has_text="Hill Community").wait_for()
