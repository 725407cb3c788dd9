"""The desk in a real browser, screen by screen: what is offered, what is said, and what a refusal looks like."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.frontend.desk_world import ACCEPT, NOW, NUMBERS, WORK, action, fill_stub, item, me, whole
from tests.frontend.stub import Stub
from tests.frontend.waiting import until

FIRST, SHOWN = NUMBERS[0], "1234-5678-901-005"
AT = f"/api/desk/petitions/{FIRST}"
FORBIDDEN = {"code": "forbidden", "message": "Not yours.", "fields": {}}
Open = Callable[..., Any]


@pytest.fixture
def open_desk(chromium: Any, origin: str, stub: Stub) -> Iterator[Open]:
    """Opens the desk for somebody with these roles; no page may say an error, or be stopped by its policy."""
    held: list[Any] = []
    faults: list[str] = []

    def opened(*roles: str, address: str = "", width: int = 360, items: int = 12, **options: Any) -> Any:
        fill_stub(stub, *roles, items=items)
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{origin}/en/desk/{address}")
        page.get_by_role("heading", level=1).wait_for()
        held.append(context)
        return page

    yield opened
    for context in held:
        context.close()
    assert faults == []


def test_first_screen_is_one_call_with_fifty_petitions(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer", items=50)
    page.get_by_role("list", name="Hill Community").wait_for()
    assert page.locator(".row").count() == 50
    assert stub.asked == [("/api/desk/today", 200)]


def test_list_tells_deadlines_in_words_colour_and_shape_by_the_servers_clock(open_desk: Open) -> None:
    page = open_desk("officer")
    page.get_by_text("2 h late").first.wait_for()
    kinds = page.locator(".row .due").evaluate_all("all => all.slice(0, 4).map((each) => [each.className, each.querySelector('path').getAttribute('d')])")
    assert [kind for kind, _ in kinds] == ["due late", "due soon", "due calm", "due still"]
    assert len({shape for _, shape in kinds}) == 4
    assert page.evaluate("document.activeElement.tagName") == "H1"


def test_list_is_asked_for_cheaply_and_tells_what_is_new(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    page.locator(".row").first.wait_for()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: ("/api/desk/today", 304) in stub.asked)
    status, today = stub.desk["/api/desk/today"]
    stub.desk["/api/desk/today"] = (status, today | {"items": [*today["items"], item(20)]})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(f"a[href='#petition/{NUMBERS[20]}']").wait_for()
    page.locator("#spoken", has_text="New petitions: 1.").wait_for(state="attached")


def test_administrator_alone_is_told_where_they_are_and_can_sign_out(open_desk: Open, stub: Stub) -> None:
    fill_stub(stub, "admin")
    page = open_desk("admin")
    page.get_by_text("You look after people").first.wait_for()
    assert page.get_by_role("button", name="Sign out").is_visible()


def test_sign_in_is_asked_for_when_there_is_no_session_and_keeps_the_login(
    chromium: Any, origin: str, stub: Stub
) -> None:
    refused = {"code": "sign_in_refused", "message": "Login or password is wrong.", "fields": {}}
    stub.desk |= {"/api/desk/today": (401, {"message": "Unauthorized"}), "POST /api/desk/session": (401, refused)}
    page = chromium.new_page()
    page.goto(f"{origin}/en/desk/")
    page.fill("#login", "li")
    page.fill("#password", "wrong")
    page.keyboard.press("Enter")
    page.get_by_text("Login or password is wrong.").first.wait_for()
    assert (page.input_value("#login"), page.input_value("#password")) == ("li", "")
    fill_stub(stub, "officer")
    page.fill("#password", "right")
    page.keyboard.press("Enter")
    page.locator(".row").first.wait_for()
    page.close()


def test_a_session_that_is_over_leads_to_the_sign_in_and_forgets_what_was_read(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    page.locator(".row").first.wait_for()
    stub.desk["/api/desk/today"] = (401, {"message": "Unauthorized"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("You are signed out. Please sign in again.").first.wait_for()
    until(lambda: page.evaluate("Object.keys(sessionStorage).length") == 0)


def test_petition_shows_words_as_words_and_a_form_for_each_action(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    hostile = whole(0, ACCEPT, action("transfer", "unit", "reason")) | {"text": "<img src=x onerror=alert(1)> dark"}
    stub.desk[AT] = (200, hostile)
    page.get_by_role("link", name=SHOWN).press("Enter")
    page.get_by_text("<img src=x onerror=alert(1)> dark").first.wait_for()
    assert page.locator(".act summary").all_inner_texts() == ["Transfer"]
    page.locator("summary", has_text="Transfer").press("Enter")
    page.get_by_label("Unit", exact=True).locator("option", has_text="Lake Community").wait_for(state="attached")
    options = page.get_by_label("Unit", exact=True).locator("option").all_inner_texts()
    assert [each.strip() for each in options] == ["Please choose", "Some District", "North Street", "Hill Community", "Lake Community"]


def test_draft_and_standard_answer_are_kept_and_used_for_another_petition(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer", address=f"#petition/{FIRST}")
    stub.desk[AT] = (200, whole(0, *WORK, status="handling"))
    third = NUMBERS[3]
    stub.desk[f"/api/desk/petitions/{third}"] = (200, whole(3, *WORK, status="handling"))
    page.reload()
    page.locator("summary", has_text="Close").click()
    page.locator("[data-action=close] textarea").fill(f"{SHOWN}: lamp changed.")
    page.reload()
    assert page.locator("[data-action=close] textarea").input_value() == f"{SHOWN}: lamp changed."
    page.get_by_role("button", name="Save as a standard answer").click()
    page.goto(page.url.partition("#")[0] + f"#petition/{third}")
    page.locator("summary", has_text="Close").click()
    page.locator("[data-action=close] .phrase", has_text="1234-5678-901-030").click()
    assert page.locator("[data-action=close] textarea").input_value() == "1234-5678-901-030: lamp changed."


READ_TOO = "People whose petitions were merged into this one read these words too."


@pytest.mark.parametrize(
    ("facts", "reading"),
    [({"followers": 2}, ["close", "reject"]), ({}, []), ({"followers": 2, "about_staff": True}, []), ({"followers": 2, "kind": "enforcement"}, [])],
)
def test_who_else_reads_a_last_word_is_said_beside_its_field(open_desk: Open, stub: Stub, facts: dict[str, Any], reading: list[str]) -> None:
    page = open_desk("officer")
    stub.desk[AT] = (200, whole(0, *WORK, action("reject", "reason", offers=("note",)), status="handling", **facts))
    page.get_by_role("link", name=SHOWN).press("Enter")
    page.locator("[data-action=close] textarea").wait_for(state="attached")
    described = {
        name: page.locator(f"[data-action={name}] textarea[name=note]").get_attribute("aria-describedby") for name in ("close", "progress", "reject")
    }
    hints = {name: page.locator(f"#{hint}").text_content() for name, hint in described.items() if hint}
    assert list(hints) == reading
    assert all(hint.startswith(READ_TOO) for hint in hints.values())
    assert [name for name, hint in hints.items() if "everybody" in hint] == reading[:1]


def test_what_was_handed_on_is_said_to_be_and_not_to_be_missing(open_desk: Open, stub: Stub) -> None:
    page = open_desk("grid_worker", address=f"#petition/{FIRST}")
    page.locator("summary", has_text="Send back").click()
    page.locator("[data-action=send_back] textarea").fill("It is the park's.")
    stub.desk[AT] = (404, {"code": "petition_not_found", "message": "There is no such petition.", "fields": {}})
    page.locator("[data-action=send_back] button[type=submit]").click()
    page.get_by_text("Others have it now").wait_for()
    assert page.get_by_text("There is no such petition.").count() == 0
    told = {"at": "2025-09-29T06:29:00Z", "action": "send_back", "unit_name": "Some District"}
    stub.desk[AT] = (404, {"code": "petition_handed_on", "message": "This petition was handed on.", "fields": {}, "handed_on": told})
    page.reload()
    page.get_by_text("This petition was handed on.").wait_for()
    assert "Sent back → Some District" in page.locator(".panel").inner_text()
    assert page.locator(".alarm").count() == 0
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/#today")


def test_conflict_names_who_was_first_and_shows_how_it_stands(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer", address=f"#petition/{FIRST}")
    first = {"by": "w7", "by_name": "Wang", "action": "transfer", "at": "2025-09-29T06:29:00Z"}
    stub.desk[f"POST {AT}/actions"] = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": first})
    page.get_by_role("button", name="Accept").press("Enter")
    page.get_by_text("Wang was first (Transferred, ").first.wait_for()
    page.locator(".alarm:focus").wait_for()
    stub.desk[AT] = (200, whole(0))
    page.get_by_role("button", name="Show the latest").press("Enter")
    page.get_by_text("There is nothing for you to do now.").first.wait_for()


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer", address=f"#petition/{FIRST}")
    stub.dead = True
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Kept on this device: Accept.").first.wait_for()
    stub.dead = False
    page.get_by_role("button", name="Send now").click()
    page.locator(".outbox").wait_for(state="detached")
    assert len(stub.sent) >= 2
    assert len({(each["key"], each["body"]["version"]) for each in stub.sent}) == 1


def test_two_actions_in_a_dead_spot_are_sent_in_order_each_on_what_the_first_made(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer", address=f"#petition/{FIRST}")
    stub.desk[AT] = (200, whole(0, action("progress", "note")))
    page.reload()
    page.locator("summary", has_text="Report progress").wait_for()
    page.context.set_offline(True)
    for words in ("We looked.", "A lamp is ordered."):
        page.locator("summary", has_text="Report progress").click()
        page.locator("[data-action=progress] textarea").fill(words)
        page.get_by_role("button", name="Report progress").click()
        until(lambda said=words: said in (page.evaluate("localStorage.getItem('nuannan.desk.outbox')") or ""))
    page.context.set_offline(False)
    page.locator(".outbox").wait_for(state="detached")
    sent = [(each["body"]["note"], each["body"]["version"]) for each in stub.sent]
    assert sent == [("We looked.", 3), ("A lamp is ordered.", 4)]


def test_what_waits_for_somebody_else_is_not_sent_in_ones_own_name(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    page.evaluate("localStorage.setItem('nuannan.desk.outbox', JSON.stringify([{key: 'k'.repeat(20), login: 'wang', number: '1', body: {action: 'accept', version: 1}}]))")
    page.reload()
    page.locator(".row").first.wait_for()
    assert page.locator(".outbox").count() == 0
    assert stub.sent == []


def test_number_is_shown_on_tap_and_gone_with_the_screen(open_desk: Open, stub: Stub) -> None:
    page = open_desk("grid_worker", address=f"#petition/{FIRST}")
    assert "138" not in page.content()
    page.get_by_role("button", name="Show the phone number").click()
    assert page.get_by_role("link", name="Call +").get_attribute("href") == "tel:+8613800138001"
    assert [each["path"] for each in stub.sent] == [f"{AT}/contact"]
    page.goto(page.url.partition("#")[0] + "#account")
    page.get_by_role("heading", name="My account").wait_for()
    assert "138" not in page.content() + page.evaluate("JSON.stringify([localStorage, sessionStorage])")


@pytest.mark.parametrize(("changes", "role", "offered"), [
    ({"contact_hidden": True}, "officer", False), ({"contact_hidden": True}, "dispatcher", True), ({"has_phone": False}, "dispatcher", False),
])  # fmt: skip
def test_number_is_not_offered_where_it_is_hidden_or_missing(
    open_desk: Open, stub: Stub, changes: dict[str, Any], role: str, offered: bool
) -> None:
    fill_stub(stub, role)
    page = open_desk(role)
    stub.desk[AT] = (200, whole(0, **changes))
    page.goto(page.url.partition("#")[0] + f"#petition/{FIRST}")
    page.get_by_role("heading", name="What has happened").wait_for()
    assert (page.get_by_role("button", name="Show the phone number").count() == 1) is offered


SCREENS = ("notices", "dispatch", "merge", "board", "search", "exports", "reveals", "calls", "messages", "report", "admin")
MAY_OPEN = {
    "grid_worker": {"notices", "search", "report"},
    "officer": {"notices", "board", "search", "exports", "report"},
    "dispatcher": {"notices", "dispatch", "merge", "board", "search", "exports", "reveals", "calls", "messages", "report"},
    "supervisor": {"notices", "board", "search", "exports", "reveals", "calls", "messages", "report"},
    "admin": {"admin"},
}


@pytest.mark.parametrize("role", MAY_OPEN)
def test_a_screen_that_a_role_may_not_open_is_neither_offered_nor_opened_when_forced(open_desk: Open, role: str) -> None:
    page = open_desk(role, width=1200)
    offered = {href[1:] for href in page.locator(".tabs a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")}
    assert offered & set(SCREENS) == MAY_OPEN[role] - {"merge"}
    title = page.get_by_role("heading", level=1).inner_text()
    for screen in set(SCREENS) - MAY_OPEN[role]:
        page.evaluate(f"location.hash = '{screen}'")
        page.wait_for_timeout(60)
        assert page.get_by_role("heading", level=1).inner_text() == title, screen


def test_what_the_api_forbids_is_said_and_signs_nobody_out(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    stub.desk["/api/desk/today"] = (403, FORBIDDEN)
    page.evaluate("location.hash = 'unit/elsewhere'")
    page.get_by_text("Not yours.").first.wait_for()
    assert page.get_by_label("Password").count() == 0


def test_role_that_was_taken_away_is_gone_at_the_next_look(open_desk: Open, stub: Stub) -> None:
    page = open_desk("dispatcher", "officer", width=1200)
    page.get_by_role("link", name="To assign").wait_for()
    status, today = stub.desk["/api/desk/today"]
    stub.desk["/api/desk/today"] = (status, today | {"me": me("officer")})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("link", name="To assign").wait_for(state="detached")


@pytest.mark.parametrize("address", ["", f"#petition/{FIRST}", "#board", "#report", "#account", "#help", "#reveals", "#dispatch", "#search", "#exports", "#notices", "#calls", "#messages", f"#sent/{FIRST}", f"#merge/{FIRST}/{NUMBERS[1]}"])
def test_no_screen_scrolls_sideways_at_320(open_desk: Open, address: str) -> None:
    page = open_desk("dispatcher", address=address, width=320)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0


@pytest.mark.parametrize(("width", "care"), [(1024, "0"), (1280, "0"), (1280, "1")])
def test_list_and_board_fit_a_screen_in_either_print(open_desk: Open, width: int, care: str) -> None:
    page = open_desk("supervisor", width=width)
    page.evaluate("care => localStorage.setItem('nuannan.care', care)", care)
    for address, shown in (("unit/d", ".row"), ("board", ".rates .tile")):
        page.goto(f"{page.url.partition('#')[0]}#{address}")
        page.reload()
        page.locator(shown).first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width, care)


def test_units_table_of_the_board_is_seen_whole_at_a_screen(open_desk: Open) -> None:
    page = open_desk("supervisor", address="#board", width=1280)
    table = page.get_by_role("region", name="Units")
    table.wait_for()
    assert table.evaluate("each => each.scrollWidth - each.clientWidth") <= 0


def test_targets_are_large_enough_for_a_thumb(open_desk: Open) -> None:
    page = open_desk("grid_worker", address=f"#petition/{FIRST}")
    page.get_by_role("button", name="Accept").wait_for()
    sizes = page.locator("#desk button:visible, #desk summary:visible, #desk .tabs a").evaluate_all("all => all.map((each) => [each.textContent, Math.round(each.getBoundingClientRect().height)])")
    assert sizes
    assert [each for each in sizes if each[1] < 44] == []


def test_now_is_the_moment_of_the_answer_and_not_of_this_machine(open_desk: Open) -> None:
    assert open_desk("officer").evaluate(f"Date.now() - Date.parse('{NOW}') > 864e5")


def test_common_account_is_offered_where_there_is_one_and_its_refusal_is_told(open_desk: Open, stub: Stub) -> None:
    page = open_desk("officer")
    stub.desk["/api/desk/today"] = (401, {"code": "not_signed_in", "message": "Please sign in.", "fields": {}})
    page.reload()
    page.get_by_label("Login").wait_for()
    assert page.get_by_role("link", name="Sign in with your work account").count() == 0
    stub.desk["/api/desk/ways"] = (200, {"password": True, "issuer": True})
    page.evaluate("location.hash = '#refused-sign_in_refused'")
    page.reload()
    link = page.get_by_role("link", name="Sign in with your work account")
    link.wait_for()
    assert link.get_attribute("href") == "/api/desk/issuer"
    assert "Ask your administrator" in page.get_by_role("alert").inner_text()
