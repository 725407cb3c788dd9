"""A day of each person at the desk, in a real browser on the real local stage, while somebody else acts meanwhile."""

import re
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.frontend.desk_world import tab
from tests.lives.stage import Stage
from tests.lives.test_in_browser import photo

pytestmark = pytest.mark.slow
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
COMMUNITY, STREET, DISTRICT = "370202001001", "370202001", "370202"
LONG = 60_000  # others use this machine as well


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(Path(tmp_path_factory.mktemp("days")) / "home")
    try:
        made.to_morning()
        yield made
    finally:
        made.stop()


@contextmanager
def desk(chromium: Any, stage: Stage, login: str, size: dict[str, int], *, keys: bool = False) -> Iterator[Any]:
    """The desk with somebody signed in by the form; a page that says an error fails its test."""
    context = chromium.new_context(viewport=size)
    page = context.new_page()
    page.set_default_timeout(LONG)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{stage.origin}/en/desk/")
    page.locator("#login").wait_for()
    said = (("#login", login), ("#password", stage.passwords[login]), ("#code", stage.code(login)))
    for place, words in said:
        if keys:
            page.keyboard.press("Tab") if place != "#login" else page.locator(place).focus()
            page.keyboard.type(words)
        else:
            page.locator(place).fill(words)
    page.keyboard.press("Enter") if keys else page.get_by_role("button", name="Sign in").click()
    page.locator(".desk-head").wait_for()
    yield page
    context.close()
    assert faults == []


def reported(stage: Stage, text: str, **fields: object) -> tuple[str, str]:
    """A petition's number, and how it is shown."""
    status, made, _ = stage.submit(text=text, device=uuid.uuid4().hex, **fields)
    assert status == 201, made
    return made["number"], made["number_shown"]


def does(stage: Stage, login: str, number: str, action: str, **details: str) -> None:
    """The second person acts."""
    status, said, _ = stage.act(stage.sign_in(login), number, action, **details)
    assert status == 200, said


def listed(page: Any, number: str) -> Any:
    return page.locator(f".rows a[href='#petition/{number}']")


def fill_in(page: Any, action: str, title: str, **fields: str) -> None:
    """An action's form, opened, filled in and sent."""
    page.locator("summary", has_text=re.compile(f"^{title}$")).click()
    for name, words in fields.items():
        page.locator(f"[data-action={action}] [name={name}]").fill(words)
    page.locator(f"[data-action={action}] button[type=submit]").click()


def history(stage: Stage, number: str) -> list[tuple[str, str]]:
    told = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=stage.sign_in("supervisor"))[1]["history"]
    return [(each["action"], each["by"]) for each in told]


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_grid_workers_day(stage: Stage, chromium: Any, size: dict[str, int]) -> None:
    lamp, lamp_shown = reported(stage, f"楼道灯坏了，夜里看不见路 {size['width']}", phone="13800138066")
    bench, _ = reported(stage, f"门前的长椅断了一条腿 {size['width']}")
    with desk(chromium, stage, "grid", size) as page:  # 1
        listed(page, bench).wait_for()  # 2
        listed(page, lamp).click()  # 3
        page.get_by_text("楼道灯坏了").first.wait_for()  # 4
        page.get_by_role("button", name="Show the phone number").click()  # 5
        page.locator("a[href='tel:+8613800138066']").wait_for()
        page.get_by_role("button", name="Accept", exact=True).click()  # 6
        page.get_by_text("Done: Accept.").first.wait_for()
        fill_in(page, "progress", "Report progress", note="灯泡烧了，去取新的。")  # 7
        page.get_by_text("Done: Report progress.").first.wait_for()
        page.context.set_offline(True)  # 8 into the cellar
        fill_in(page, "close", "Close", note="灯泡换好了。")  # 9
        page.get_by_text("Kept on this device: Close.").first.wait_for()
        does(stage, "supervisor", lamp, "supervise", note="盯紧这件。")  # 10 meanwhile, at the command centre
        page.context.set_offline(False)  # 11 and out again: what was done on another version is not written
        page.get_by_text("督办员老林 was first (Supervised, ").first.wait_for()
        page.get_by_text("灯泡换好了。").first.wait_for()
        page.get_by_role("button", name="OK", exact=True).click()  # 12
        page.reload()
        page.locator("strong.tag", has_text="Supervise").first.wait_for()
        page.set_input_files("#photo-now", photo())  # 13 a photo of how it is now
        page.get_by_text("The photo has arrived").wait_for()
        fill_in(page, "close", "Close", note="灯泡换好了，亮了。")  # 14
        page.get_by_text("Done: Close.").first.wait_for()
        page.get_by_role("link", name="Back to the list").click()  # 15
        listed(page, lamp).wait_for(state="detached")
        listed(page, bench).click()  # 16
        fill_in(page, "send_back", "Send back", reason="这是公园的椅子，不归社区管。")  # 17
        page.get_by_text("Done: Send back.").first.wait_for()
        tab(page, "Report for someone")  # 18 a neighbour speaks
        page.get_by_label("What is the trouble?").fill(f"三楼的水管漏水 {size['width']}")
        page.get_by_label("Community").select_option(COMMUNITY)
        page.get_by_label("If there is none, why?").fill("老人没有手机。")
        page.get_by_label("They agree").check()
        page.get_by_role("button", name="Send").click()  # 19
        page.get_by_text("It is on its way.").first.wait_for()
        shown = page.locator(".number").inner_text()
        tab(page, "To do")  # 20 and stands in the own list at once
        page.locator(".row-number", has_text=shown).wait_for()
    done = [each for each in history(stage, lamp) if each[1] in ("grid", "supervisor")]
    assert done == [("accept", "grid"), ("progress", "grid"), ("supervise", "supervisor"), ("close", "grid")], lamp_shown
    assert stage.petition(stage.sign_in("supervisor"), bench)["status"] == "submitted"


def tab_to(page: Any, words: str) -> None:
    """Focus, by Tab alone, on the first thing that says these words."""
    for _ in range(160):
        held = " ".join(page.evaluate("document.activeElement.textContent").split())
        if held.startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {words!r}")


def stand_on(page: Any, number: str, shown: str) -> None:
    """j or k as often as it takes, until the preview is of this petition."""
    listed(page, number).wait_for()
    rows = page.locator(".row").evaluate_all("all => all.map((each) => [each.querySelector('.row-number').hash.slice(10), each.classList.contains('current')])")
    here = next((place for place, (_, current) in enumerate(rows) if current), -1)
    there = [each for each, _ in rows].index(number)
    for _ in range(abs(there - here)):
        page.keyboard.press("j" if there > here else "k")
    page.wait_for_function("hash => document.activeElement.hash === hash", arg=f"#petition/{number}")
    page.locator(".preview h2", has_text=shown).wait_for()


def test_dispatchers_day_by_keyboard_alone(stage: Stage, chromium: Any) -> None:
    told = [reported(stage, f"派单的一天第{word}件：广告牌松动了") for word in "一二三四五"]
    for number, _ in told:
        does(stage, "grid", number, "send_back", reason="不归社区管。")
    first, second, third, fourth, fifth = told
    silent, silent_shown = reported(stage, "派单的一天：路口的井盖响", phone="0532-88886667")
    for action, details in (("accept", {}), ("close", {"note": "井盖垫好了。"})):
        does(stage, "grid", silent, action, **details)
    with desk(chromium, stage, "dispatcher", SCREEN, keys=True) as page:  # 1
        press = page.keyboard.press
        tab_to(page, "To assign")
        press("Enter")  # 2
        listed(page, fifth[0]).wait_for()
        stand_on(page, *first)  # 3
        page.get_by_text("Sent back because:").first.wait_for()
        page.locator(".preview .suggestions li").first.wait_for()
        press("1")  # 4 the first suggestion
        page.locator(".good", has_text=first[1]).wait_for()
        stand_on(page, *second)  # 5
        page.locator(".preview .suggestions li").first.wait_for()
        press("u")  # 6 another unit, by its name
        expect(page.locator("#other-unit")).to_be_focused()
        press("Shift+Tab")
        page.keyboard.type("Urban Management")
        press("Tab")  # 7
        press("ArrowDown")  # 8
        press("Tab")
        does(stage, "dispatcher", second[0], "assign", unit=COMMUNITY)  # 9 at another screen somebody was faster
        press("Enter")
        page.get_by_text("派单员小周 was first (Assigned, ").first.wait_for()
        tab_to(page, "To assign")
        stand_on(page, *third)  # 10
        press("x")  # 11
        stand_on(page, *fourth)
        press("x")  # 12 the two of the same trouble
        page.get_by_text("Selected: 2").first.wait_for()
        press("m")  # 13
        page.get_by_role("heading", name="Same trouble?").wait_for()
        page.get_by_role("button", name=f"Merge this one into {fourth[1]}").wait_for()
        tab_to(page, f"Merge this one into {fourth[1]}")
        press("Enter")  # 14
        page.get_by_role("heading", name=fourth[1], level=1).wait_for()
        press("/")  # 15 into the search
        page.locator("#wanted:focus").wait_for()
        page.keyboard.type(first[1])
        press("Enter")  # 16 a number opens its petition
        page.get_by_role("heading", name=first[1], level=1).wait_for()
        tab_to(page, "To ring")
        press("Enter")  # 17
        page.get_by_role("button", name=f"Ring {silent_shown}").wait_for()
        tab_to(page, f"Ring {silent_shown}")
        press("Enter")  # 18
        page.locator(".call .panel").wait_for()
        tab_to(page, "Resolved, satisfied")
        press("Enter")  # 19
        page.get_by_text(f"Answer saved: {silent_shown}.").first.wait_for()
        press("?")  # 20
        page.get_by_role("heading", name="Help").wait_for()
    centre = stage.sign_in("supervisor")
    assert stage.petition(centre, first[0])["status"] == "assigned"
    assert stage.petition(centre, third[0])["status"] == "merged"
    assert stage.petition(centre, silent)["status"] == "settled"


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_officers_day(stage: Stage, chromium: Any, size: dict[str, int]) -> None:
    told = [reported(stage, f"街道的一天第{word}件：树枝压了电线 {size['width']}") for word in "一二三四"]
    for number, _ in told:
        does(stage, "grid", number, "escalate", reason="社区办不了。")
    first, second, third, fourth = told
    with desk(chromium, stage, "street", size) as page:  # 1
        for number, _ in told:
            listed(page, number).wait_for()
        find = page.get_by_label("Find in this list")
        if find.count():  # 2
            find.fill(first[1])
            listed(page, second[0]).wait_for(state="detached")
            find.fill("")  # 3
        for number, _ in (first, second, third):  # 4-6
            page.locator(f"#pick-{number}").check()
        does(stage, "street", third[0], "accept")  # 7 a colleague takes one of them meanwhile
        page.get_by_role("button", name=re.compile(r"^Accept \d")).click()  # 8
        page.get_by_text(re.compile(r"Accept: 2 of [23]\.")).first.wait_for()
        listed(page, first[0]).click()  # 9
        fill_in(page, "request_extension", "Ask for more time", days="1", reason="要等电力公司断电。")  # 10
        page.get_by_text("Done: Ask for more time.").first.wait_for()
        page.locator(".notes summary").click()  # 11
        page.locator("#note-text").fill("请城管一起去看。")
        page.get_by_role("button", name="Save the note").click()  # 12
        page.locator(".notes").get_by_text("请城管一起去看。").first.wait_for()
        does(stage, "dispatcher", first[0], "grant_extension")  # 13
        page.reload()
        page.get_by_text("1 · granted").first.wait_for()  # 14
        page.locator("summary", has_text=re.compile("^Close$")).click()
        page.locator("[data-action=close] textarea").fill("树枝已修剪。")  # 15
        page.locator("[data-action=close]").get_by_role("button", name="Save as a standard answer").click()  # 16
        page.locator("[data-action=close] button[type=submit]").click()  # 17
        page.get_by_text("Done: Close.").first.wait_for()
        tab(page, "Board")  # 18
        page.get_by_role("heading", level=1, name=re.compile("Board")).wait_for()
        page.locator(".tile").first.wait_for()
        tab(page, "Exports")  # 19
        page.locator("#export-form").select_option("csv")
        page.get_by_role("button", name="Make the file").click()  # 20
        page.get_by_role("button", name="Download").first.wait_for()
        tab(page, "Called in to help")  # 21
        page.get_by_role("heading", name=re.compile("Called in to help")).wait_for()
    assert [each for each in history(stage, first[0]) if each[1] == "street"] == [("accept", "street"), ("request_extension", "street"), ("close", "street")]
    assert stage.petition(stage.sign_in("supervisor"), fourth[0])["status"] == "assigned"


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_supervisors_day(stage: Stage, chromium: Any, size: dict[str, int]) -> None:
    wall, wall_shown = reported(stage, f"督办的一天：围墙快倒了 {size['width']}", phone="13800138088")
    pipe, _ = reported(stage, f"督办的一天：水管要等明年改造 {size['width']}")
    for number in (wall, pipe):
        does(stage, "grid", number, "accept")
    does(stage, "grid", pipe, "request_hold", plan="随老旧小区改造一起换。", review_date="2027-06-01", reason="整栋楼要一起换。")
    with desk(chromium, stage, "supervisor", size) as page:  # 1
        tab(page, "Board")  # 2
        page.get_by_text("Past their deadline").first.wait_for()
        page.get_by_role("list", name="Now").locator(".tile").nth(2).locator("strong", has_text=re.compile(r"[1-9]")).wait_for()  # 3
        page.get_by_role("group", name="Received by street").wait_for()  # 4
        page.locator(".table tbody tr").first.wait_for()  # 5
        page.get_by_role("list", name="Now").get_by_role("link", name=re.compile("To decide")).click()  # 6 from the figure to the list behind it
        listed(page, pipe).click()  # 7
        fill_in(page, "grant_hold", "Put on hold")  # 8
        page.get_by_text("Done: Put on hold.").first.wait_for()
        tab(page, "All open")  # 9
        listed(page, wall).click()  # 10
        fill_in(page, "supervise", "Supervise", note="每天报告一次。")  # 11
        page.get_by_text("Done: Supervise.").first.wait_for()
        page.get_by_role("button", name="Reminder").click()  # 12
        page.get_by_text("Done: Reminder.").first.wait_for()
        page.locator("summary", has_text=re.compile("^Supervise$")).click()
        does(stage, "grid", wall, "progress", note="围挡已经装好。")  # 13 the grid worker is quicker
        page.locator("[data-action=supervise] textarea").fill("再催一次。")
        page.locator("[data-action=supervise] button[type=submit]").click()  # 14
        page.get_by_text("网格员小孙 was first (Progress reported, ").first.wait_for()
        page.get_by_role("button", name="Show the latest").click()  # 15
        page.get_by_text("围挡已经装好。").first.wait_for()
        assert stage.call("POST", f"/api/desk/petitions/{wall}/contact", {}, Cookie=stage.sign_in("grid"))[0] == 200
        tab(page, "Numbers viewed")  # 16 who saw which number
        page.locator("tr", has_text=wall_shown).get_by_role("cell", name="(grid)").first.wait_for()
        tab(page, "Bulletins")  # 17
        page.get_by_role("heading", level=1, name=re.compile("Bulletins")).wait_for()
        tab(page, "Unhappy")  # 18
        page.get_by_role("heading", name=re.compile("Unhappy")).wait_for()
    assert stage.petition(stage.sign_in("supervisor"), pipe)["status"] == "on_hold"
    assert [each for each in history(stage, wall) if each[1] == "supervisor"] == [("supervise", "supervisor"), ("remind", "supervisor")]


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_administrators_day(stage: Stage, chromium: Any, size: dict[str, int]) -> None:
    other = stage.sign_in("hadmin")
    with desk(chromium, stage, "hadmin", size) as page:  # 1
        tab(page, "Administration")  # 2
        rule = page.locator(".admin-row", has_text="gas")
        rule.click()  # 3
        words = page.get_by_label("Words")
        before = words.input_value()
        words.fill(f"{before}|leak{size['width']}")  # 4
        changes = page.get_by_role("region", name="What will change")
        changes.get_by_text(f"leak{size['width']}").wait_for()  # 5 the difference, before anything counts
        page.get_by_role("button", name="Try on past petitions").click()  # 6
        page.get_by_text(re.compile(r"Looked at \d+ past petitions")).wait_for()
        held = stage.call("GET", "/api/desk/organisation", Cookie=other)[1]
        settings = held["settings"] | {"limit_reveal": 60 + size["width"] % 7}
        body = {"district": held["district"], "version": held["version"], "settings": settings}
        assert stage.call("PUT", "/api/desk/organisation/settings", body, Cookie=other)[0] == 200  # 7 a second administrator was faster
        page.get_by_role("button", name="Save").click()  # 8
        page.locator(".alarm").wait_for()
        changes.get_by_text(f"leak{size['width']}").wait_for()  # what was typed stays
        page.reload()  # 9
        rule.click()
        words.fill(f"{before}|leak{size['width']}")  # 10
        page.get_by_role("button", name="Save").click()  # 11
        changes.wait_for(state="detached")
        page.get_by_role("link", name="Settings").click()  # 12
        page.get_by_label("Hours to respond").fill("3")
        page.get_by_role("button", name="Save").click()  # 13
        changes.wait_for(state="detached")
        page.get_by_role("link", name="Changes made").click()  # 14
        page.locator(".steps li", has_text="response_hours").or_(page.locator(".steps li", has_text="Hours to respond")).first.wait_for()
        page.get_by_role("button", name="Undo this change").first.click()  # 15 the way back
        page.get_by_role("button", name="Save").click()  # 16
        changes.wait_for(state="detached")
        page.get_by_role("link", name="People").click()  # 17
        page.get_by_label("Login or name").fill("quay")
        page.get_by_role("button", name="Show").click()  # 18
        page.locator("a.admin-row", has_text="quay").first.click()
        page.get_by_role("button", name="Invite to enrol again").wait_for()
        page.get_by_role("link", name="My account").click()  # 19
        page.get_by_text("this device").wait_for()
        page.get_by_role("button", name="Sign out", exact=True).click()  # 20
        page.locator("#login").wait_for()
    now = stage.call("GET", "/api/desk/organisation", Cookie=other)[1]
    assert now["settings"]["response_hours"] == held["settings"]["response_hours"]
    assert [each["words"] for each in now["rules"] if each["name"] == "gas"] == [f"{before}|leak{size['width']}"]


SCREENS = {
    "board": f"/api/desk/board?unit={DISTRICT}", "reveals": "/api/desk/reveals", "exports": "/api/desk/exports/steps", "calls": "/api/desk/calls",
    "messages": "/api/desk/messages/figures", "bulletins": f"/api/desk/bulletins?unit={DISTRICT}", "admin": f"/api/desk/organisation?district={DISTRICT}",
    "dispatch": f"/api/desk/petitions?unit={DISTRICT}", "search": None, "report": None, "notices": f"/api/desk/notices?unit={DISTRICT}",
}  # fmt: skip
MAY_NOT = {  # what is not offered, and what is refused where somebody asks for it all the same
    "grid": {"dispatch", "board", "reveals", "exports", "calls", "messages", "bulletins", "admin"},
    "street": {"dispatch", "reveals", "calls", "messages", "bulletins", "admin"},
    "dispatcher": {"bulletins", "admin"},
    "supervisor": {"dispatch", "admin"},
    "admin": {"dispatch", "board", "reveals", "exports", "calls", "messages", "bulletins", "search", "report", "notices"},
}
ACTIONS = {"grid": ("assign", "supervise", "settle", "grant_extension", "reject"), "street": ("assign", "settle", "supervise"), "dispatcher": ("accept", "close", "settle"),
           "supervisor": ("accept", "close"), "admin": ("accept", "assign", "supervise")}  # fmt: skip


@pytest.mark.parametrize("login", MAY_NOT)
def test_rights_walk_what_a_role_may_not_is_not_offered_and_refused_when_forced(stage: Stage, chromium: Any, login: str) -> None:
    number, _ = reported(stage, f"权限：灯坏了 {login}")
    version = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=stage.sign_in("supervisor"))[1]["version"]
    with desk(chromium, stage, login, SCREEN) as page:
        offered = {href[1:] for href in page.locator(".tabs a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")}
        assert offered & set(SCREENS) == set(SCREENS) - MAY_NOT[login]
        title = page.get_by_role("heading", level=1).inner_text()
        headers = {"Nuannan-Request": "1"}
        for screen in sorted(MAY_NOT[login]):
            page.goto(page.url.partition("#")[0] + f"#{screen}")
            assert page.get_by_role("heading", level=1).inner_text() == title, screen
            path = SCREENS[screen]
            if path and screen != "dispatch":
                assert page.request.get(stage.origin + path, headers=headers).status in (403, 404), path
        for action in ACTIONS[login]:
            body = {"action": action, "version": version, "note": "x", "reason": "x", "unit": COMMUNITY}
            answer = page.request.post(f"{stage.origin}/api/desk/petitions/{number}/actions", data=body, headers=headers | {"Idempotency-Key": f"{login}-{action}-{time.monotonic_ns()}"})
            assert answer.status in (403, 404, 409, 422), (action, answer.text())
            page.goto(page.url.partition("#")[0] + f"#petition/{number}")
            page.locator(".steps, .alarm").first.wait_for()
            assert page.locator(f"[data-action={action}]").count() == 0, action
    told = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=stage.sign_in("supervisor"))[1]
    assert told["version"] == version, "nothing was written"
