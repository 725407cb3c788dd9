"""Long lives on the real local stage: help, more time, a hold, a merge and its followers, a rejection and its appeal."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.lives.stage import Stage

URBAN = "370202-cg"

pytestmark = pytest.mark.slow  # minutes of moved clock: `make prove`


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Stage(Path(tmp_path_factory.mktemp("long")) / "home")
    try:
        made.to_next_monday()
        yield made
    finally:
        made.stop()


def ok(answer: tuple[int, dict, list]) -> dict:
    assert answer[0] == 200, answer
    return answer[1]


def allowed(stage: Stage, cookie: str, number: str) -> set[str]:
    return {each["action"] for each in ok(stage.call("GET", f"/api/desk/petitions/{number}", Cookie=cookie))["actions"]}


def due(stage: Stage, cookie: str, number: str) -> datetime:
    return datetime.fromisoformat(stage.petition(cookie, number)["due_at"])


def test_lead_closes_only_when_its_assistant_is_done_and_got_the_time_it_asked_for(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    grid, urban, dispatcher = (stage.sign_in(login) for login in ("grid", "urban", "dispatcher"))
    assert stage.call("GET", f"/api/desk/petitions/{number}", Cookie=urban)[0] == 404
    ok(stage.act(grid, number, "accept"))
    ok(stage.act(grid, number, "assist", unit=URBAN))
    queue = ok(stage.call("GET", f"/api/desk/petitions?assist={URBAN}", Cookie=urban))["items"]
    assert [each["number"] for each in queue] == [number]
    notices = ok(stage.call("GET", f"/api/desk/notices?unit={URBAN}", Cookie=urban))["items"]
    assert [(each["number"], each["action"]) for each in notices] == [(number, "assist")]
    status, refused, _ = stage.act(grid, number, "close", note="x")
    assert (status, refused["code"]) == (409, "action_not_allowed")
    before = due(stage, grid, number)
    ok(stage.act(grid, number, "request_extension", days=2, reason="等材料"))
    assert "request_extension" not in allowed(stage, grid, number)
    ok(stage.act(dispatcher, number, "grant_extension"))
    terms = ok(stage.call("GET", f"/api/desk/petitions/{number}/deadlines", Cookie=grid))["closing"]
    assert (terms["working_days"], terms["extension_days"], len(terms["counted"])) == (5, 2, 7)
    assert due(stage, grid, number) - before == timedelta(days=2)
    ok(stage.act(urban, number, "accept_assist"))
    ok(stage.act(urban, number, "finish_assist", note="路灯线路已修"))
    assert stage.call("GET", f"/api/desk/petitions/{number}", Cookie=urban)[0] == 404
    assert ok(stage.act(grid, number, "close", note="灯亮了"))["status"] == "closed"


def test_hold_keeps_the_days_and_ends_by_itself_when_its_review_date_comes(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    grid, supervisor = stage.sign_in("grid"), stage.sign_in("supervisor")
    ok(stage.act(grid, number, "accept"))
    today = datetime.fromisoformat(stage.call("GET", "/health")[1]["now"]) + timedelta(hours=8)
    review = (today + timedelta(days=9)).date().isoformat()
    assert stage.act(grid, number, "request_hold", plan="等改造", review_date="2020-01-01")[0] == 400
    ok(stage.act(grid, number, "request_hold", plan="等老楼改造", review_date=review))
    assert ok(stage.act(supervisor, number, "grant_hold"))["status"] == "on_hold"
    stage.clock("--by=+8d")
    assert stage.petition(stage.sign_in("grid"), number)["status"] == "on_hold"
    stage.clock("--by=+1d")
    held = stage.petition(stage.sign_in("grid"), number)
    assert held["status"] == "handling"
    # Asked for on Monday with five days left; it goes on on Wednesday of the week after: the next Wednesday is the fifth.
    left = due(stage, stage.sign_in("grid"), number) + timedelta(hours=8)
    assert (left.weekday(), left.hour, left.minute) == (2, 17, 30)


def test_followers_are_told_and_may_take_theirs_back_when_their_lead_is_closed(stage: Stage) -> None:
    device = "f" * 30
    lead = stage.submit()[1]["number"]
    _, receipt, cookies = stage.submit(phone="13800138055", device=device)
    follower, visit = receipt["number"], cookies[0].partition(";")[0]
    grid, dispatcher = stage.sign_in("grid"), stage.sign_in("dispatcher")
    assert ok(stage.act(dispatcher, follower, "merge", lead=lead))["status"] == "merged"
    assert stage.act(dispatcher, lead, "merge", lead=follower)[0] == 409
    stage.wait_for("13800138055", "合并办理。进展")
    seen = ok(stage.call("GET", "/api/status", Cookie=visit))
    assert (seen["status"], seen["can_reopen"]) == ("merged", False)
    ok(stage.act(grid, lead, "accept"))
    ok(stage.act(grid, lead, "close", note="修好了"))
    stage.clock("--by=+10m")
    stage.clock("--by=+10m")
    stage.wait_for("13800138055", "合并办理的事项已办结")
    assert sum("合并办理的事项已办结" in body for body in stage.messages("13800138055")) == 1
    seen = ok(stage.call("GET", "/api/status", Cookie=visit))
    assert (seen["can_reopen"], seen["lead"]["status"], seen["lead"]["end"]["said"]) == (True, "closed", "修好了")
    assert lead not in repr(seen)
    reopened = ok(stage.call("POST", "/api/reopenings", {"reason": "我家的还没修"}, Cookie=visit))
    assert reopened["status"] == "submitted"
    assert "assign" in allowed(stage, dispatcher, follower)


def test_rejection_tells_why_and_is_appealed_once_for_a_supervised_round(stage: Stage) -> None:
    _, receipt, cookies = stage.submit(device="g" * 30)
    number, visit = receipt["number"], cookies[0].partition(";")[0]
    dispatcher, grid, supervisor = (stage.sign_in(login) for login in ("dispatcher", "grid", "supervisor"))
    assert stage.act(dispatcher, number, "reject", reason="因为不想办")[1]["fields"]["reason"]["code"] == "reason_unknown"
    ok(stage.act(dispatcher, number, "reject", reason="private_dispute", note="邻里纠纷"))
    said = ok(stage.call("GET", "/api/status", Cookie=visit))["steps"][-1]["said"]
    assert "民事主体" in said and "邻里纠纷" in said
    assert stage.call("POST", "/api/appeals", {"reason": " "}, Cookie=visit)[0] == 400
    assert ok(stage.call("POST", "/api/appeals", {"reason": "楼道灯是公共设施"}, Cookie=visit))["status"] == "submitted"
    assert ok(stage.call("POST", "/api/appeals", {"reason": "楼道灯是公共设施"}, Cookie=visit))["status"] == "submitted"
    ok(stage.act(dispatcher, number, "assign", unit="370202001001"))
    assert stage.petition(supervisor, number)["supervised"]
    ok(stage.act(grid, number, "accept"))
    ok(stage.act(grid, number, "close", note="已修"))
    assert ok(stage.call("POST", "/api/ratings", {"digit": 4, "comment": "没修"}, Cookie=visit))["status"] == "assigned"
    assert "settle" in allowed(stage, supervisor, number)
    ok(stage.act(supervisor, number, "settle", note="属于物业专有部分，已书面说明"))
    assert stage.call("POST", "/api/appeals", {"reason": "再申诉"}, Cookie=visit)[0] == 409


def test_sending_back_is_counted_against_nobody_until_it_is_judged(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    grid, dispatcher = stage.sign_in("grid"), stage.sign_in("dispatcher")
    ok(stage.act(grid, number, "send_back", reason="属城管"))
    month = (datetime.fromisoformat(stage.call("GET", "/health")[1]["now"]) + timedelta(hours=8)).isoformat()[:7]

    def sent_back() -> int:
        time.sleep(2)
        stage.clock("--by=+0s", f"--interim={month}")
        figures = stage.call("GET", f"/bulletins/370202/{month}-interim/figures.json")[1]
        return figures["measures"].get("sent_back", 0)

    assert sent_back() == 0
    ok(stage.act(dispatcher, number, "assign", unit=URBAN))
    for _ in range(10):
        if (found := sent_back()) == 1:
            break
    assert found == 1
