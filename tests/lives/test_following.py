"""Following by SMS on the real local stage, from the public page without script: told, not asked, stopped, forgotten."""

import re
from typing import Any

import pytest

from tests.lives.test_edge import Edge, until
from tests.lives.test_erasure import items, published

pytestmark = pytest.mark.slow  # a stage of its own, beside what tests/journey and tests/storage prove of it: `make prove`
OWN, ME = "13800138077", "13900139002"
WORDS = "五四广场东侧路灯不亮。"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Edge(tmp_path_factory.mktemp("following") / "home")
    made.to_morning(days=2)
    yield made
    made.stop()


def follow(chromium: Any, stage: Edge, number: str) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{stage.origin}/public/petitions/{number}?lang=en")
    page.click("a[href^='/p/follow']")
    page.fill("#phone", ME)
    page.click("form button")
    code = re.search(r"\d{6}", stage.wait_for(ME, "your code is"))
    page.fill("#code", code[0])
    page.click("form button")
    page.wait_for_url("**/p/follow?done=**")
    assert "You are following this petition" in page.content()
    assert ME not in page.url
    context.close()


def close(stage: Edge, login: str, number: str) -> None:
    cookie = stage.sign_in(login)
    assert stage.act(cookie, number, "accept")[0] == 200
    assert stage.act(cookie, number, "close", note="修好了")[0] == 200


def test_who_follows_is_told_and_not_asked_and_forgotten_when_they_say_so(stage: Edge, chromium: Any) -> None:
    number = stage.submit(text=WORDS, phone=OWN)[1]["number"]
    dispatcher = stage.sign_in("dispatcher")
    published(stage, number, WORDS)
    follow(chromium, stage, number)
    close(stage, "grid", number)
    stage.clock("--by=+6m")
    told = stage.wait_for(ME, "has an answer")
    assert f"{stage.origin}/public/petitions/{number}?lang=en" in told
    assert "/s/" not in told
    stage.reply(ME, "1")
    stage.wait_for(OWN, "已办结")
    stage.reply(OWN, "4")
    assert stage.wait_status(dispatcher, number, "assigned", 2)["status"] == "assigned"
    stage.clock("--by=+6m")
    stage.wait_for(ME, "worked on again")
    shown = str(stage.call("GET", f"/api/desk/petitions/{number}", Cookie=dispatcher)[1])
    shown += str(stage.call("GET", f"/api/desk/petitions/{number}/messages", Cookie=dispatcher)[1])
    assert "follow_code" not in shown
    assert "followed_" not in shown
    stage.reply(ME, "TD")
    stage.wait_for(ME, "follow nothing any more")
    heard = len(stage.messages(ME))
    close(stage, "street", number)
    stage.clock("--by=+6m")
    stage.wait_for(OWN, "已办结")
    assert len(items(stage, "ContactsTable")) == 2
    stage.clock("--by=+25h")
    until(lambda: [each for each in items(stage, "MainTable") if each.get("entity", {}).get("S") == "subscription"] == [])
    assert len(stage.messages(ME)) == heard
    assert [each["pk"]["S"] for each in items(stage, "ContactsTable")] == [f"P#{number}"]
    assert ME not in repr(items(stage, "MainTable"))
