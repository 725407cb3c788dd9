"""One life in a real browser on the real local stage: a phone for the citizen, a screen for the desk."""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain import totp
from PIL import Image

from tests.images.test_darkroom import ORIENTATION, picture, written
from tests.lives.stage import Stage

PHONE = "13800138077"
REPLY = "灯泡已换，楼道亮了。"
WORDS = {
    "zh": {
        "see": "查看办理进度",
        "photo": "补充照片",
        "rate": "告诉我们解决了没有",
        "solved": "已解决，满意",
        "left": "还剩 4 小时",
        "accept": "签收",
        "close": "办结",
        "reveal": "显示电话号码",
        "asked": "已办结",
        "answered": "您的评价：已解决",
    },
    "en": {
        "see": "Check progress",
        "photo": "Add a photo",
        "rate": "Tell us whether it is solved",
        "solved": "Resolved, I am satisfied",
        "left": "4 h left",
        "accept": "Accept",
        "close": "Close",
        "reveal": "Show the phone number",
        "asked": "Reply one digit",
        "answered": "You said that it is solved.",
    },
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    made = Stage(Path(tmp_path_factory.mktemp("browser")) / "home")
    try:
        made.to_morning()
        yield made
    finally:
        made.stop()


def phone(chromium: Any, *, script: bool = True, language: str = "zh", width: int = 360) -> Any:
    locale = "zh-CN" if language == "zh" else "en-GB"
    context = chromium.new_context(
        viewport={"width": width, "height": 740}, locale=locale, java_script_enabled=script
    )
    return context.new_page()


def photo() -> dict[str, Any]:
    """A picture that lies on its side, as a phone takes it."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": written(picture(900, 600), exif=exif)}


def see_photo(page: Any, stage: Stage) -> None:
    """The status page shows the picture that was made of the photo, upright, and nobody sees it without its signature."""
    for _ in range(60):
        page.goto(f"{stage.origin}/p/status")
        if page.locator(".pictures img").count():
            break
        time.sleep(0.5)
    shown = page.locator(".pictures img").first
    for _ in range(60):  # the page's policy lets no test's words be waited for there
        if shown.evaluate("image => image.naturalWidth"):
            break
        time.sleep(0.25)
    assert shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [320, 480]
    address = page.locator(".pictures a").first.get_attribute("href")
    assert page.request.get(stage.origin + address).status == 200
    assert page.request.get(stage.origin + address.partition("?")[0]).status == 403


def see_photo_without_script(page: Any, stage: Stage) -> None:
    """The status page shows the picture, to a browser that runs no script too."""
    for _ in range(60):
        page.goto(f"{stage.origin}/p/status")
        if page.locator(".pictures img").count():
            return
        time.sleep(0.5)
    raise AssertionError("the photo never came")


def report(
    page: Any, stage: Stage, language: str, words: str, number: str = "", *, script: bool = True, photos: bool = False
) -> str:
    """The receipt number that the page shows after the form was filled in and sent."""
    page.goto(f"{stage.origin}/{'' if language == 'zh' else 'en/'}report/")
    if not script:
        page.wait_for_url("**/p/report*")  # where the page sends a browser that runs no script
    page.locator("textarea[name=text]").fill(words)
    page.locator("select[name=community]").select_option("370202001001")
    if number:
        page.locator("input[name=phone]").fill(number)
    page.locator("input[name=consent]").check()
    if photos:
        page.set_input_files("#album", photo())
        page.locator("#photos canvas").wait_for()
    page.locator("form button[name=step][value=check]").click()
    page.locator("#send" if script else "form button[name=step][value=send]").click()
    page.wait_for_url("**/p/receipt*")
    shown = re.search(r"\d{4}-\d{4}-\d{3}-\d{3}", page.locator("main").inner_text())
    assert shown
    return shown[0]


def desk(chromium: Any, stage: Stage, language: str) -> Any:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{stage.origin}/{'' if language == 'zh' else 'en/'}desk/")
    page.locator("#login").fill("grid")
    page.locator("#password").fill(stage.passwords["grid"])
    page.locator("#code").fill(stage.code("grid"))
    page.locator("form button[type=submit]").click()
    page.locator(".filters").wait_for()
    return page


def handle(page: Any, shown: str, language: str, phone_shown: str = "") -> None:
    """The petition accepted and closed at the desk, by the buttons that a person sees."""
    words = WORDS[language]
    row = page.locator(".row").filter(has_text=shown)
    assert words["left"] in row.inner_text()  # by the stage's clock, which was moved, and not by the browser's
    page.get_by_role("link", name=shown).click()
    if phone_shown:  # by the function that alone may open a contact
        page.get_by_role("button", name=words["reveal"]).click()
        page.locator(f"a[href='tel:+86{phone_shown}']").wait_for()
    page.get_by_role("button", name=words["accept"], exact=True).click()
    closing = page.locator("details", has=page.locator(f"summary:text-is('{words['close']}')"))
    closing.locator("summary").click()
    closing.locator("textarea").fill(REPLY)
    closing.locator("button[type=submit]").click()
    page.locator("[role=status]", has_text=words["close"]).wait_for()


@pytest.mark.parametrize(
    ("language", "width"),
    [("zh", 360), *(pytest.param(*each, marks=pytest.mark.slow) for each in (("en", 360), ("zh", 1280), ("en", 1280)))],
)
def test_life_goes_from_the_phone_to_the_desk_and_back_by_sms_in_a_browser(stage: Stage, chromium: Any, language: str, width: int) -> None:
    number = f"{PHONE[:7]}{width:04d}" if language == "zh" else f"{PHONE[:7]}{width + 1:04d}"
    citizen = phone(chromium, language=language, width=width)
    faults: list[str] = []
    citizen.on("pageerror", lambda error: faults.append(str(error)))
    citizen.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    shown = report(citizen, stage, language, "三单元楼道灯坏了，老人晚上不敢下楼。", number, photos=True)
    see_photo(citizen, stage)
    handle(desk(chromium, stage, language), shown, language, number)
    seen = stage.call("GET", "/api/desk/reveals", Cookie=stage.sign_in("supervisor"))[1]["items"]
    assert (shown.replace("-", ""), "grid") in [(each["number"], each["by"]) for each in seen]
    stage.wait_for(number, WORDS[language]["asked"])
    simulator = phone(chromium)
    simulator.goto(f"{stage.origin}/phones/")
    line = simulator.locator("section, article, li", has_text=number).last
    line.locator("input, textarea").first.fill("1")
    line.get_by_role("button").first.click()
    stage.wait_status(stage.sign_in("supervisor"), shown.replace("-", ""), "settled", 1)
    citizen.goto(f"{stage.origin}/p/status")
    assert WORDS[language]["answered"] in citizen.locator("main").inner_text()
    assert not citizen.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert faults == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_life_is_lived_without_script_when_the_citizens_browser_runs_none(
    stage: Stage, chromium: Any, language: str
) -> None:
    citizen = phone(chromium, script=False, language=language)
    shown = report(citizen, stage, language, "小区门口的井盖丢了。", script=False)
    citizen.get_by_role("link", name=WORDS[language]["see"]).click()
    citizen.get_by_role("button", name=WORDS[language]["photo"]).click()
    citizen.locator("#file").set_input_files(photo())
    citizen.locator("form button[type=submit]").click()
    citizen.wait_for_url("**/p/status?done=**")
    see_photo_without_script(citizen, stage)
    handle(desk(chromium, stage, language), shown, language)
    citizen.reload()
    citizen.get_by_role("link", name=WORDS[language]["rate"]).click()
    citizen.locator(".said", has_text=REPLY).wait_for()  # what the answer is about
    citizen.get_by_role("button", name=WORDS[language]["solved"]).click()
    citizen.wait_for_url("**/p/status*")
    citizen.locator(".good[role=status]").wait_for()
    stage.wait_status(stage.sign_in("supervisor"), shown.replace("-", ""), "settled", 1)


def test_person_enrols_by_an_invitation_and_signs_in_when_an_administrator_gave_it(
    stage: Stage, chromium: Any
) -> None:
    admin = stage.sign_in("admin")
    status, invited, _ = stage.call("POST", "/api/desk/people/urban/invitation", {}, Cookie=admin)
    assert status == 200
    page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{stage.origin}{invited['path']}")
    page.locator("#steps").wait_for()
    secret = totp.read(page.locator("#secret").inner_text().replace(" ", ""))
    page.locator("#qr").wait_for()
    for _ in range(50):
        if page.locator("#qr").evaluate("image => image.naturalWidth") > 100:
            break
        time.sleep(0.1)
    assert page.locator("#qr").evaluate("image => image.naturalWidth") > 100
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator("#password").fill("short")
    page.locator("#code").fill("000000")
    page.locator("button[type=submit]").click()
    page.get_by_text("密码至少12位").wait_for()
    now = datetime.fromisoformat(stage.call("GET", "/health")[1]["now"])
    page.locator("#password").fill("three plain words")
    page.locator("#code").fill(totp.code(secret, totp.step_of(now)))
    page.locator("button[type=submit]").click()
    page.locator("#done").wait_for()
    assert "#" not in page.url
    page.get_by_role("link", name="去工作台").click()
    page.locator("#login").fill("urban")
    page.locator("#password").fill("three plain words")
    page.locator("#code").fill(stage.code("urban"))
    page.locator("form button[type=submit]").click()
    page.get_by_text("城市管理局").first.wait_for()
    page.goto(f"{stage.origin}{invited['path']}")
    page.reload()
    page.get_by_text("启用链接已失效").wait_for()


def test_phones_stand_side_by_side_and_their_carrier_reports_as_it_is_told(stage: Stage, chromium: Any) -> None:
    from playwright.sync_api import expect

    page = chromium.new_context(viewport={"width": 1280, "height": 800}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{stage.origin}/phones/")
    page.locator("#everybody summary").click()
    form = page.locator("#everybody form")
    form.locator("select[name=receipt]").select_option("delivered")
    form.get_by_role("button", name="Keep").click()
    first, second, third = "13700137001", "13700137002", "13700137003"
    page.locator("#number").fill(third)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("section", has_text=third)).to_be_visible(timeout=15_000)
    for each in (first, second):
        assert stage.submit(phone=each)[0] == 201
    for each in (first, second):
        expect(page.locator("section", has_text=each).locator("em")).to_contain_text("送达", timeout=60_000)
    own = page.locator("section", has_text=second).locator("details")
    own.locator("summary").click()
    own.locator("select[name=answer]").select_option("refused_number")
    own.get_by_role("button", name="Keep").click()
    expect(own.locator("summary")).to_contain_text("its own settings", timeout=15_000)
    assert stage.submit(phone=second)[0] == 201
    assert stage.submit(phone=first)[0] == 201
    expect(page.locator("section", has_text=first).locator("em")).to_have_count(2, timeout=60_000)
    assert len(stage.messages(second)) == 1, "its carrier refuses the number now"
    own.get_by_role("button", name="As everybody").click()
    expect(own.locator("summary")).to_contain_text("as everybody", timeout=15_000)
    assert stage.call("POST", "/phones/api/behaviours", {"phone": "", "behaviour": {"receipt": "none"}})[0] == 200
    assert faults == []
