"""A petition's whole life on the real local stage: form, unit, SMS, answer, next round, bulletin."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.lives.stage import Stage

PHONE = "13800138001"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Stage(tmp_path_factory.mktemp("stage") / "home")
    made.to_morning(days=3)  # the month that is counted at the end is the month in which it began
    yield made
    made.stop()


def test_petition_is_settled_in_its_second_round_when_the_first_answer_is_unhappy(stage: Stage) -> None:
    status, receipt, cookies = stage.submit(phone=PHONE)
    assert status == 201
    assert receipt["unit_name"] == "云霄路社区"
    assert cookies[0].startswith("__Host-petition=")
    number = receipt["number"]
    assert receipt["number_shown"] in stage.wait_for(PHONE, "已收到")
    grid, supervisor, street = (stage.sign_in(login) for login in ("grid", "supervisor", "street"))
    assert stage.act(grid, number, "accept")[1]["status"] == "handling"
    assert stage.act(grid, number, "close", note="灯已换好")[1]["status"] == "closed"
    stage.wait_for(PHONE, "已办结")
    stage.reply(PHONE, "1个月了没人管")
    stage.wait_for(PHONE, "请只回复一个数字")
    stage.reply(PHONE, "4", id="twice")
    stage.reply(PHONE, "4", id="twice")
    assert stage.wait_status(supervisor, number, "assigned", 2)["owner_name"] == "香港中路街道"
    stage.act(street, number, "accept")
    stage.act(street, number, "close", note="已重新安装")
    stage.clock("--by=+30h")
    for _ in range(150):
        if sum("已办结" in body for body in stage.messages(PHONE)) == 2:
            break
        time.sleep(0.2)
    supervisor = stage.sign_in("supervisor")  # a session is over after twelve hours
    stage.reply(PHONE, "１")
    stage.wait_status(supervisor, number, "settled", 2)
    history = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=supervisor)[1]["history"]
    assert [each["version"] for each in history] == list(range(1, len(history) + 1))
    assert [each["action"] for each in history].count("answer_unhappy") == 1


def test_bulletin_counts_every_answer_once_when_the_month_is_looked_at(stage: Stage) -> None:
    month = stage.call("GET", "/health")[1]["now"][:7]
    for _ in range(50):
        stage.clock("--by=+0s", f"--interim={month}")
        figures = stage.call("GET", f"/bulletins/370202/{month}-interim/figures.json")[1]
        if figures["measures"].get("answers", 0) == 2:
            break
    measures = figures["measures"]
    assert measures["answers"] == 2
    assert measures["answers_resolved"] == 1
    assert measures["answers_satisfied"] == 1
    assert measures["received"] == sum(
        count for name, count in measures.items() if name.startswith("status.")
    )
    assert measures["received"] == sum(row["measures"].get("received", 0) for row in figures["units"])


def test_one_petition_is_made_when_eight_clients_send_the_same_key(stage: Stage) -> None:
    key = str(uuid.uuid4())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: stage.submit(key=key), range(8)))
    assert {status for status, _, _ in answers} == {201}
    assert len({answer["number"] for _, answer, _ in answers}) == 1
    assert stage.submit(key=key, text="另一件事")[1]["code"] == "idempotency_mismatch"
    assert stage.submit(key=key, device="e" * 30)[1]["number"] != answers[0][1]["number"]


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"text": ""}, "text", "text_missing"),
        ({"text": "\x00\x07 "}, "text", "text_missing"),
        ({"text": "灯" * 5000}, "text", "text_too_long"),
        ({"phone": "12345"}, "phone", "phone_invalid"),
        ({"category": "zz"}, "category", "category_unknown"),
        ({"community": "999"}, "community", "community_unknown"),
        ({"consent": False}, "consent", "consent_missing"),
        ({"community": None, "point": {"longitude": 121.5, "latitude": 35.2}}, "point", "place_nowhere"),
        (
            {"community": None, "point": {"longitude": 120.45, "latitude": 36.16}},
            "point",
            "place_outside_district",
        ),
        ({"nonsense": 1}, "nonsense", "unknown_field"),
    ],
)
def test_submission_is_refused_with_its_field_when_input_is_bad(
    stage: Stage, fields, field: str, code: str
) -> None:
    status, answer, _ = stage.submit(**fields)
    assert (status, answer["fields"][field]["code"]) == (400, code)


def test_body_is_refused_when_it_is_huge_or_broken(stage: Stage) -> None:
    headers = {"Idempotency_Key": str(uuid.uuid4()), "Nuannan_Device": "d" * 30}
    assert stage.call("POST", "/api/petitions", b'{"text": "' + b"x" * 70_000 + b'"}', **headers)[0] == 413
    assert stage.call("POST", "/api/petitions", b'{"text": ', **headers)[1]["code"] == "body_broken"


def test_action_is_refused_when_status_version_or_viewer_is_wrong(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    grid, urban = stage.sign_in("grid"), stage.sign_in("urban")
    status, answer, _ = stage.act(grid, number, "close", note="x")
    assert (status, answer["code"]) == (409, "action_not_allowed")
    assert "accept" in answer["allowed"]
    stage.act(grid, number, "accept")
    status, answer, _ = stage.act(grid, number, "progress", version=2, note="x")
    assert (status, answer["code"], answer["first"]["by"]) == (409, "version_conflict", "grid")
    foreign = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=urban)
    assert foreign[:2] == stage.call("GET", "/api/desk/petitions/00000000000000", Cookie=urban)[:2]
    assert foreign[0] == 404
    assert stage.call("GET", "/api/desk/me")[0] == 401


def test_reply_changes_nothing_when_the_phone_has_no_petition(stage: Stage) -> None:
    stage.reply("13900139000", "1")
    time.sleep(2)
    assert stage.messages("13900139000") == []


def test_phone_is_proved_by_the_code_that_was_sent_to_it(stage: Stage) -> None:
    phone = "13800138055"
    number = stage.submit(phone=phone)[1]["number"]
    told = [stage.call("POST", "/api/codes", {"phone": each}) for each in (phone, "13900139055")]
    assert told[0][:2] == told[1][:2] == (200, {"digits": 6, "minutes": 5})
    asked = told[0][2][0].partition(";")[0]
    code = re.findall(r"\d{6}", stage.wait_for(phone, "验证码"))[0]
    status, mine, cookies = stage.call("POST", "/api/codes/verification", {"code": code}, Cookie=asked)
    assert (status, [each["number"] for each in mine["items"]]) == (200, [number])
    assert stage.call("POST", "/api/codes/verification", {"code": code}, Cookie=asked)[0] == 410
    opened = stage.call("POST", "/api/mine/visits", {"number": number}, Cookie=cookies[0].partition(";")[0])[2]
    assert stage.call("GET", "/api/status", Cookie=opened[0].partition(";")[0])[1]["text"] == "楼道灯坏了三天，晚上看不见路。"
    assert stage.messages("13900139055") == []


def test_who_has_a_landline_is_rung_and_what_they_say_settles_it(stage: Stage) -> None:
    number = stage.submit(phone="0532-88886666")[1]["number"]
    grid, dispatcher = stage.sign_in("grid"), stage.sign_in("dispatcher")
    stage.act(grid, number, "accept")
    stage.act(grid, number, "close", note="灯已换好")
    [call] = [each for each in stage.call("GET", "/api/desk/calls", Cookie=dispatcher)[1]["items"] if each["number"] == number]
    assert (call["why"], call["tries"]) == ("landline", 0)
    assert stage.call("POST", f"/api/desk/petitions/{number}/contact", {}, Cookie=dispatcher)[1]["phone"] == "+8653288886666"
    version = stage.act(dispatcher, number, "not_reached", call["version"])[1]["version"]
    said, key = {"version": version, "digit": 1, "comment": "亮了"}, str(uuid.uuid4())
    told = [stage.call("POST", f"/api/desk/petitions/{number}/calls", said, Cookie=dispatcher, Idempotency_Key=key) for _ in range(2)]
    assert told[0] == told[1]
    assert told[0][1]["status"] == "settled"
    history = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=dispatcher)[1]["history"]
    assert (history[-1]["action"], history[-1]["reason"], history[-1]["role"]) == ("answer_happy", "telephone", "dispatcher")
    assert number not in [each["number"] for each in stage.call("GET", "/api/desk/calls", Cookie=dispatcher)[1]["items"]]


def test_messages_stand_at_the_desk_and_in_the_figures_of_the_day(stage: Stage) -> None:
    phone = "13800138056"
    number, dispatcher = stage.submit(phone=phone, text="着火了，救命")[1]["number"], stage.sign_in("dispatcher")
    stage.wait_for(phone, "已收到")
    path = f"/api/desk/petitions/{number}/messages"
    for _ in range(150):
        [held] = stage.call("GET", path, Cookie=dispatcher)[1]["items"]
        if held["state"] in ("sent", "delivered"):
            break
        time.sleep(0.2)
    assert held["segments"] >= 1
    again = stage.call("POST", f"{path}/{held['id']}/resending", {}, Cookie=dispatcher, Idempotency_Key=str(uuid.uuid4()))[1]
    assert again["steps"][0]["reason"] == "resent"
    for _ in range(150):
        figures = stage.call("GET", "/api/desk/messages/figures", Cookie=dispatcher)[1]
        if figures["sent"] >= 2 and len([each for each in stage.messages(phone) if "已收到" in each]) == 2:
            break
        time.sleep(0.2)
    assert figures["sent"] >= 2
    assert figures["segments"] >= figures["sent"]
    assert stage.call("GET", "/api/desk/messages/undecided", Cookie=dispatcher)[1]["items"] == []


def test_answer_that_was_lost_is_made_good_by_a_receipt_that_names_our_reference(stage: Stage) -> None:
    phone, behaviour = "13800138057", {"answer": "silent", "receipt": "delivered"}
    assert stage.call("POST", "/phones/api/behaviours", {"phone": f"+86{phone}", "behaviour": behaviour})[0] == 200
    number, dispatcher = stage.submit(phone=phone, text="着火了，救命")[1]["number"], stage.sign_in("dispatcher")
    path = f"/api/desk/petitions/{number}/messages"
    for _ in range(150):
        [held] = stage.call("GET", path, Cookie=dispatcher)[1]["items"]
        if held["state"] == "delivered":
            break
        time.sleep(0.2)
    assert [each["state"] for each in held["steps"]][-2:] == ["sent", "delivered"]
    assert held["steps"][-2]["reason"] == "receipt"
    stage.clock("--by=+10m")
    assert len([each for each in stage.messages(phone) if "已收到" in each]) == 1
    lines = stage.call("GET", f"/api/desk/petitions/{number}", Cookie=dispatcher)[1]["sms"]
    assert [each["state"] for each in lines][-2:] == ["sent", "delivered"]


def test_stage_finds_everything_as_it_was_when_started_again(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    stage.stop()
    stage.start()
    assert stage.petition(stage.sign_in("grid"), number)["status"] == "assigned"
