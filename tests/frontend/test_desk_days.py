"""A day of each person at the desk, in a real browser: at least fifteen steps each, while others act meanwhile."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from chalicelib.domain import receipt_number
from playwright.sync_api import expect

from tests.frontend.desk_world import (
    ACCEPT,
    BULLETINS,
    CLOSE,
    NUMBERS,
    WORK,
    action,
    fill_stub,
    item,
    tab,
    whole,
)
from tests.frontend.stub import Stub
from tests.frontend.waiting import until

FIRST, SECOND, THIRD = NUMBERS[:3]
SETTLE = action("settle", "note")


def at(number: str) -> str:
    return f"/api/desk/petitions/{number}"


PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1200, "height": 900}
ON_BOTH = pytest.mark.parametrize("page", [pytest.param(PHONE, marks=pytest.mark.slow), SCREEN], ids=["phone", "screen"], indirect=True)


@pytest.fixture
def page(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    context = chromium.new_context(viewport=getattr(request, "param", SCREEN))
    made = context.new_page()
    made.set_default_timeout(30_000)
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def previewed(page: Any, number: str) -> None:
    """Waits until the preview is of this petition: what stood before it is drawn until the answer comes."""
    page.locator(".preview h2", has_text=receipt_number.shown(number)).wait_for()
    page.locator(".preview .suggestions").wait_for()


def bodies(stub: Stub) -> list[dict[str, Any]]:
    return [each["body"] for each in stub.sent if each["path"].endswith("/actions")]


def refused(by: str, done: str) -> tuple[int, dict[str, Any]]:
    first = {"by": by, "action": done, "at": "2025-09-29T06:29:00Z"}
    return 409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first}


@pytest.mark.parametrize("size", [PHONE, pytest.param(SCREEN, marks=pytest.mark.slow)], ids=["phone", "screen"])
def test_grid_workers_day_with_a_dead_spot_and_somebody_who_was_first(chromium: Any, origin: str, stub: Stub, size: dict[str, int]) -> None:
    fill_stub(stub, "grid_worker")
    context = chromium.new_context(
        viewport=size, geolocation={"longitude": 120.391, "latitude": 36.06}, permissions=["geolocation"]
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{origin}/en/desk/")  # 1 the list, most pressing first
    rows = page.locator(".row-number")
    rows.first.wait_for()
    page.get_by_label("Nearest first").check()  # 2 nearest first; an emergency, what is late and what is soon due stay in front as the list had them
    page.get_by_text("10 m away").or_(page.get_by_text("0 m away")).first.wait_for()
    order = page.locator(".row-number").evaluate_all("all => all.map((each) => each.hash.slice(10))")
    assert order == [NUMBERS[place] for place in (0, 1, 4, 5, 8, 9, 11, 10, 7, 6, 3, 2)]
    rows.nth(0).click()  # 3 open: first tap
    page.get_by_text("The lamp in the second stairwell").first.wait_for()
    page.get_by_role("button", name="Show the phone number").click()  # 4 the number, on record
    page.get_by_role("link", name="Call +").wait_for()
    stub.desk[at(FIRST)] = (200, whole(0, *WORK, status="handling") | {"version": 4})
    page.get_by_role("button", name="Accept").click()  # 5 accept: second tap
    page.get_by_text("Done: Accept.").first.wait_for()
    context.set_offline(True)  # 6 into the stairwell: a dead spot
    page.locator("summary", has_text="Report progress").click()  # 7
    page.locator("[data-action=progress] textarea").fill("The lamp is burnt out.")  # 8
    page.get_by_role("button", name="Report progress").click()  # 9 kept on the device
    page.get_by_text("Kept on this device: Report progress.").first.wait_for()
    page.get_by_role("link", name="Back to the list").click()  # 10 the list as it stood
    page.locator(".stale").first.wait_for()
    rows.nth(11).wait_for()
    assert rows.count() == 12
    rows.nth(0).click()  # 11 what was read before can be read again
    page.get_by_text("The lamp in the second stairwell").first.wait_for()
    page.locator("summary", has_text="Close").click()  # 12
    page.locator("[data-action=close] textarea").fill("Lamp changed.")  # 13
    page.locator("[data-action=close] button[type=submit]").click()  # 14 waits behind the first
    page.get_by_text("Waiting to be sent: 2").first.wait_for()
    stub.desk[f"POST {at(FIRST)}/actions"] = refused("Wang", "transfer")  # meanwhile an officer has moved it
    context.set_offline(False)  # 15 back outside: both are tried, nothing is lost silently
    page.get_by_text("Wang was first (Transferred, ").first.wait_for()
    page.get_by_text("Lamp changed.").first.wait_for()  # 16 what was written is still there to be read
    understood = page.get_by_role("button", name="OK", exact=True)
    while understood.count():  # 17
        understood.first.click()
    tab(page, "Report for someone")  # 18 a neighbour speaks
    page.get_by_label("What is the trouble?").fill("The bench is broken.")
    page.get_by_label("Community").select_option("c1")
    page.get_by_label("If there is none, why?").fill("No telephone.")
    page.get_by_label("They agree").check()
    receipt = {"number": SECOND, "number_shown": "1234-5678-901-013", "unit_name": "Hill Community"}
    stub.desk["POST /api/desk/petitions"] = (201, receipt)
    page.get_by_role("button", name="Send").click()  # 19
    page.get_by_text("It is on its way.").first.wait_for()
    sent = [(each["action"], each["version"]) for each in bodies(stub)]
    assert sent == [("accept", 3), ("progress", 4), ("close", 4)]
    context.close()


def test_dispatchers_day_by_keyboard_alone(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "dispatcher", items=6)
    press = page.keyboard.press
    page.goto(f"{origin}/en/desk/#dispatch")
    page.locator(".row").first.wait_for()
    press("j")  # 1 the first of the queue
    previewed(page, FIRST)
    assert "the community of the place" in page.locator(".suggestions").inner_text()
    press("j")  # 2 the second: sent back
    page.get_by_text("Sent back because:").first.wait_for()
    press("k")  # 3 back to the first
    previewed(page, FIRST)
    press("1")  # 4 the first suggestion is taken
    page.get_by_text("Assign: 1234-5678-901-005 → Hill Community").first.wait_for()
    page.locator(".row").nth(5).wait_for(state="detached")
    press("j")  # 5
    previewed(page, SECOND)
    press("2")  # 6 a rule that nearly applies
    page.locator(".good", has_text="→ Lake Community").wait_for()
    press("j")  # 7
    previewed(page, THIRD)
    press("u")  # 8 none of them: another unit
    expect(page.locator("#other-unit")).to_be_focused()
    page.keyboard.type("North")  # 9 by its first letters
    press("Tab")  # 10
    stub.desk[f"POST {at(THIRD)}/actions"] = refused("chief", "assign")  # a second dispatcher was faster
    press("Enter")  # 11
    page.get_by_text("chief was first (Assigned, ").first.wait_for()
    press("j")  # 12 on with the next
    page.locator(".preview h2", has_text="901-030").wait_for()
    press("x")  # 13 chosen
    press("j")  # 14
    page.locator(".preview h2", has_text="901-048").wait_for()
    press("x")  # 15
    page.get_by_text("Selected: 2").first.wait_for()
    press("m")  # 16 the two side by side
    page.get_by_role("heading", name="Same trouble?").wait_for()
    merge = page.get_by_role("button", name="Merge this one into 1234-5678-901-048")
    merge.focus()
    press("Enter")  # 17
    page.get_by_role("heading", name="1234-5678-901-048", level=1).wait_for()
    press("?")  # 18 help
    page.get_by_role("heading", name="Help").wait_for()
    sent = [(each["action"], each.get("unit"), each.get("lead")) for each in bodies(stub)]
    assert sent == [
        ("assign", "c1", None), ("assign", "c2", None), ("assign", "s1", None), ("merge", None, NUMBERS[4]),
    ]  # fmt: skip


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_dispatchers_day_on_a_phone(page: Any, origin: str, stub: Stub) -> None:
    """There is no preview beside the queue on a phone: each petition is opened, and what is suggested is said there."""
    fill_stub(stub, "dispatcher", items=6)
    page.goto(f"{origin}/en/desk/")
    tab(page, "To assign")  # 1
    page.locator(f"a[href='#petition/{FIRST}']").click()  # 2
    suggestion = page.locator(".suggestions button", has_text="Hill Community")
    assert "the community of the place" in page.locator(".suggestions").inner_text()  # 3
    stub.desk[at(FIRST)] = (200, whole(0, status="assigned") | {"version": 4})
    suggestion.click()  # 4 by one tap
    page.get_by_text("Assign: 1234-5678-901-005 → Hill Community").first.wait_for()
    suggestion.wait_for(state="detached")  # 5 and it is nobody's to place any more
    tab(page, "To assign")  # 6
    page.locator(f"a[href='#petition/{SECOND}']").click()  # 7
    stub.desk[f"POST {at(SECOND)}/actions"] = refused("chief", "assign")  # a second dispatcher was faster
    page.locator(".suggestions button", has_text="Lake Community").click()  # 8
    page.get_by_text("chief was first (Assigned, ").first.wait_for()
    stub.desk[at(SECOND)] = (200, whole(1, status="assigned") | {"version": 4})
    page.get_by_role("button", name="Show the latest").click()  # 9
    page.locator(".suggestions").wait_for(state="detached")
    tab(page, "To assign")  # 10
    for number in NUMBERS[3:5]:  # 11, 12 two of the same trouble
        page.locator(f"#pick-{number}").check()
    page.get_by_role("link", name="Compare side by side").click()  # 13
    page.get_by_role("button", name="Merge this one into 1234-5678-901-048").click()  # 14
    page.get_by_role("heading", name="1234-5678-901-048", level=1).wait_for()
    tab(page, "To ring")  # 15
    page.get_by_role("button", name="Ring 1234-5678-901-005").click()  # 16
    page.get_by_role("button", name="Show the phone number").click()  # 17
    page.get_by_role("link", name="Call +").wait_for()
    page.get_by_role("button", name="Resolved, satisfied").click()  # 18
    page.get_by_text("Answer saved: 1234-5678-901-005.").first.wait_for()
    sent = [(each["action"], each.get("unit"), each.get("lead")) for each in bodies(stub)]
    assert sent == [("assign", "c1", None), ("assign", "c2", None), ("merge", None, NUMBERS[4])]


@ON_BOTH
def test_officers_day(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "officer")
    page.goto(f"{origin}/en/desk/")
    page.locator(".row").first.wait_for()  # 1
    page.get_by_label("Find in this list").fill("noise")  # 2
    page.get_by_text("4 of 12 shown").first.wait_for()
    page.locator("summary", has_text="Filter").click()  # 3
    page.once("dialog", lambda dialog: dialog.accept("Noise"))
    page.get_by_role("button", name="Save this filter").click()  # 4 kept under a name
    page.get_by_role("button", name="Show all").click()  # 5
    page.get_by_text("12 of 12 shown").first.wait_for()
    page.reload()
    page.locator("summary", has_text="Filter").click()
    page.get_by_role("button", name="Noise", exact=True).click()  # 6 and found again
    page.get_by_text("4 of 12 shown").first.wait_for()
    for number in (NUMBERS[1], NUMBERS[4], NUMBERS[7]):  # 7-9 three at once
        page.locator(f"#pick-{number}").check()
    stub.desk[f"POST {at(NUMBERS[4])}/actions"] = (409, {"code": "action_not_allowed", "message": "Too late.", "fields": {}})
    page.get_by_role("button", name="Accept 3").click()  # 10
    page.get_by_text("Accept: 2 of 3.").first.wait_for()
    page.locator(".bulk", has_text="Too late.").wait_for()  # 11 the one that failed is named
    stub.desk[at(SECOND)] = (200, whole(1, *WORK, status="handling"))
    page.locator(f"a[href='#petition/{SECOND}']").first.click()  # 12
    page.locator("summary", has_text="Ask for more time").click()
    page.get_by_label("Working days").fill("2")  # 13
    page.locator("[data-action=request_extension] textarea").fill("The part must be ordered.")
    page.locator("[data-action=request_extension] button[type=submit]").click()  # 14
    page.get_by_text("Done: Ask for more time.").first.wait_for()
    page.locator("summary", has_text="Close").click()
    page.locator("[data-action=close] textarea").fill("Lamp changed.")  # 15
    page.get_by_role("button", name="Save as a standard answer").click()
    page.locator("[data-action=close] button[type=submit]").click()  # 16
    page.get_by_text("Done: Close.").first.wait_for()
    tab(page, "Called in to help")  # 17
    page.get_by_role("heading", name="Called in to help").wait_for()
    tab(page, "Board")  # 18
    page.get_by_text("120").first.wait_for()
    assert [each["action"] for each in bodies(stub)] == ["accept", "accept", "accept", "request_extension", "close"]
    assert bodies(stub)[3] == {"action": "request_extension", "version": 3, "days": 2, "reason": "The part must be ordered."}


@ON_BOTH
def test_supervisors_day(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "supervisor")
    page.goto(f"{origin}/en/desk/#board")
    tiles = page.get_by_role("list", name="Now").locator(".tile")
    page.get_by_text("Past their deadline").first.wait_for()  # 1
    tiles.first.filter(has_text="312").wait_for()  # more than a page of any list holds
    page.get_by_role("list", name="Today").locator(".tile", has_text="Deadlines passed").filter(has_text="2").wait_for()
    page.get_by_role("link", name="312 Past their deadline").click()  # the list behind it holds just these
    page.wait_for_url("**#district/d/late")
    page.locator(".rows .due").first.wait_for()
    assert set(page.locator(".rows .due").evaluate_all("all => all.map(each => each.className)")) == {"due late"}
    page.go_back()
    page.locator("tbody tr td").first.wait_for()
    assert page.locator("tbody tr").first.locator("td").first.inner_text() == "8"  # 2 counts
    assert "likely 61 – 98 %" in page.locator("tbody").first.inner_text()  # 3 intervals where few stand behind
    page.get_by_role("group", name="Received by street").wait_for()  # 4
    page.get_by_role("img", name="Six months").wait_for()  # 5
    page.get_by_label("Month", exact=True).select_option("2025-08")  # 6 another month
    page.wait_for_url("**#board/d/2025-08")
    page.locator("svg a").first.press("Enter")  # 7 into a street, from the picture
    page.wait_for_url("**#board/s1/**")
    page.get_by_role("link", name="Back to the list").click()  # 8
    page.get_by_role("link", name="Past their deadline").click()  # 9 from the figure to what stands behind it
    page.get_by_role("heading", name="All open").wait_for()
    stub.desk[at(FIRST)] = (200, whole(0, action("supervise", "note"), action("remind"), SETTLE, status="handling"))
    page.locator(f"a[href='#petition/{FIRST}']").click()  # 10
    page.locator("summary", has_text="Supervise").click()
    page.locator("[data-action=supervise] textarea").fill("Report each day.")  # 11
    page.locator("[data-action=supervise] button[type=submit]").click()
    page.get_by_text("Done: Supervise.").first.wait_for()
    page.get_by_role("button", name="Reminder").click()  # 12
    page.get_by_text("Done: Reminder.").first.wait_for()
    tab(page, "Unhappy")  # 13
    page.get_by_role("heading", name="Unhappy").wait_for()
    page.locator(f"a[href='#petition/{FIRST}']").click()
    page.locator("summary", has_text="Settle with an explanation").click()
    page.locator("[data-action=settle] textarea").fill("The owner of the house must mend it.")  # 14
    page.locator("[data-action=settle] button[type=submit]").click()
    page.get_by_text("Done: Settle with an explanation.").first.wait_for()
    tab(page, "To decide")  # 15
    page.get_by_role("heading", name="To decide").wait_for()
    tab(page, "Numbers viewed")  # 16 who saw which number
    page.get_by_role("cell", name="Young Sun (grid)", exact=True).wait_for()
    assert [each["action"] for each in bodies(stub)] == ["supervise", "remind", "settle"]


@ON_BOTH
def test_administrators_day(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page.goto(f"{origin}/en/desk/")
    tab(page, "Administration")  # 1
    page.get_by_role("button", name="beaches").click()  # 2 a rule is opened
    page.get_by_label("Words").fill("sand")  # 3
    page.get_by_role("button", name="Move up").click()  # 4 and comes first
    page.get_by_role("button", name="Done with this row").click()  # 5
    changes = page.get_by_role("region", name="What will change")
    assert "Words: sand" in changes.inner_text()  # 6 the difference, before anything counts
    assert "lamps › beaches" in changes.inner_text()
    assert stub.sent == []
    page.get_by_role("button", name="Try on past petitions").click()  # 7
    page.get_by_text("Looked at 40 past petitions: 1 would go elsewhere.").first.wait_for()
    conflict = {"code": "configuration_conflict", "message": "Somebody changed the configuration first.", "fields": {}}
    stub.desk["PUT /api/desk/organisation/rules"] = (409, conflict)
    page.get_by_role("button", name="Save").click()  # 8 a second administrator was faster: what was typed stays
    page.get_by_text("Somebody changed the configuration first.").first.wait_for()
    assert "Words: sand" in changes.inner_text()
    stub.desk["PUT /api/desk/organisation/rules"] = (200, {})
    page.get_by_role("button", name="Save").click()  # 9
    changes.wait_for(state="detached")
    page.get_by_role("link", name="Settings").click()  # 10
    page.get_by_label("Hours to respond").fill("6")  # 11 a number stays one
    page.get_by_role("button", name="Save").click()  # 12
    changes.wait_for(state="detached")
    page.get_by_role("link", name="Units", exact=True).click()  # 13
    page.get_by_role("button", name="Add a row").click()  # 14
    page.get_by_label("Identifier").fill("c3")
    page.get_by_label("Parent unit").fill("s1")
    page.get_by_role("button", name="Save").click()  # 15
    changes.wait_for(state="detached")
    page.get_by_role("link", name="Changes made").click()  # 16 the history, and a way back
    page.get_by_role("button", name="Undo this change").click()  # 17
    assert "Words: lamp light" in " ".join(changes.inner_text().split())
    page.get_by_role("button", name="Discard").click()  # 18
    page.get_by_role("link", name="People").click()  # 19
    page.get_by_label("Login or name").fill("sun")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Sun sun").click()
    page.get_by_role("button", name="Invite to enrol again").click()  # 20
    page.get_by_text("/desk/enrol/#sun.t").first.wait_for()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Disable at once").click()  # 21
    orders = {"/api/desk/people/sun/invitation", "/api/desk/people/sun/disabling"}
    until(lambda: {each["path"] for each in stub.sent if "people" in each["path"]} == orders, page)
    puts = {each["path"].rpartition("/")[2]: each["body"] for each in stub.sent if "organisation" in each["path"]}
    assert [each["name"] for each in puts["rules"]["rows"]] == ["beaches", "lamps"]
    assert puts["settings"]["settings"]["response_hours"] == 6
    assert [each["code"] for each in puts["units"]["rows"]] == ["c3"]
    assert puts["units"]["removed"] == []


def test_closing_takes_at_most_three_taps_beside_the_words(chromium: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "grid_worker")
    stub.desk[at(FIRST)] = (200, whole(0, CLOSE, status="handling"))
    page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{origin}/en/desk/")
    page.evaluate("window.taps = 0; document.addEventListener('click', (event) => { if (event.isTrusted && event.detail) window.taps += 1; }, true)")
    page.locator(f"a[href='#petition/{FIRST}']").click()
    page.locator("summary", has_text="Close").click()
    page.locator("[data-action=close] textarea").type("Done.")
    page.locator("[data-action=close] button[type=submit]").click()
    page.get_by_text("Done: Close.").first.wait_for()
    assert page.evaluate("window.taps") == 3
    page.context.close()


def test_the_stub_speaks_as_the_api_describes() -> None:
    """What these days stand on has the very fields of /openapi.json."""
    import jsonschema
    from chalicelib.entrypoints.openapi import document

    described, stub = document(), Stub()
    fill_stub(stub, "dispatcher")
    held = [stub.desk["/api/desk/today"][1], stub.desk[at(FIRST)][1], stub.desk[f"{at(FIRST)}/placement"][1]]
    held += [stub.desk[path][1] for path in ("/api/desk/board", "/api/desk/board/trend", "/api/desk/reveals", "/api/desk/units", "/api/desk/organisation", "/api/desk/people/sun", "/api/desk/people",
                                            "/api/desk/exports", "/api/desk/exports/steps", "POST /api/desk/find", "/api/desk/notices")]
    names = ["Today", "AtDesk", "PlacementTerms", "Board", "Trend", "Reveals", "Units", "OrganisationDocuments", "Person", "People",
             "OwnExports", "ExportSteps", "FoundByWords", "Notices"]
    for name, said in zip(names, held, strict=True):
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(said)))
    assert item(0)["number"] == FIRST
    assert ACCEPT["action"] == "accept"


def test_months_and_moments_go_by_the_districts_clock(page: Any, origin: str, stub: Stub) -> None:
    fill_stub(stub, "supervisor")
    eve = "2025-10-01T02:30:00+00:00"  # still September by this clock
    for name in ("me", "today"):
        status, body = stub.desk[f"/api/desk/{name}"]
        told = body | {"zone": "America/Los_Angeles"} if name == "me" else body | {"me": body["me"] | {"zone": "America/Los_Angeles"}}
        stub.desk[f"/api/desk/{name}"] = (status, told)
    stub.desk["/api/desk/board"] = (200, stub.desk["/api/desk/board"][1] | {"now": eve})
    stub.desk["/api/desk/bulletins"] = (200, BULLETINS | {"issued": [BULLETINS["issued"][0] | {"issued_at": eve}]})
    page.goto(f"{origin}/en/desk/#board")
    page.get_by_label("Month", exact=True).wait_for()
    assert page.get_by_label("Month", exact=True).locator("option").first.get_attribute("value") == "2025-09"
    page.goto(f"{origin}/en/desk/#bulletins")
    page.get_by_text("19:30").first.wait_for()
