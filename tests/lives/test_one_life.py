"""A petition's whole life on the real local stage: form, unit, SMS, answer, next round, bulletin."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest
from chalicelib.entrypoints.openapi import document

ROOT = Path(__file__).resolve().parents[2]
PHONE = "13800138001"


def free_ports() -> int:
    for port in range(8600, 8900, 2):
        with socket.socket() as one, socket.socket() as two:
            try:
                one.bind(("127.0.0.1", port))
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no free ports")


DOCUMENT = document()


def as_described(method: str, path: str, status: int, said: object) -> None:
    """Nothing. Fails when an answer is not what /openapi.json says of its route; other files and pages are let by."""
    path = re.sub(r"/\d{14}(?=/|$)", "/{number}", path.partition("?")[0])
    operation = DOCUMENT["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return
    responses = operation["responses"]
    schema = (responses.get(str(status)) or responses["default"])["content"]["application/json"]["schema"]
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole).validate(said)


class Stage:
    def __init__(self, home: Path) -> None:
        self.port = free_ports()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "NUANNAN_PORT": str(self.port), "NUANNAN_HOME": str(home)}
        self.log = home.parent / "run.log"
        self.sessions: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "infra.local.run"]
            self.child = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        for _ in range(900):
            if "Started in" in self.log.read_text():
                break
            assert self.child.poll() is None, self.log.read_text()[-3000:]
            time.sleep(0.2)
        found = re.findall(r"^ {4}(\w+) +([\w-]{12,16}) {3}", self.log.read_text(), re.MULTILINE)
        self.passwords = dict(found)

    def stop(self) -> None:
        self.child.send_signal(signal.SIGINT)
        assert self.child.wait(timeout=60) == 0

    def call(self, method: str, path: str, body: object = None, **headers: str):
        content = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Nuannan-Request": "1"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.origin + path, content, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, said = answer.status, json.loads(answer.read())
                cookies = answer.headers.get_all("Set-Cookie") or []
        except urllib.error.HTTPError as error:
            with error:
                status, said, cookies = error.code, json.loads(error.read()), []
        as_described(method, path, status, said)
        return status, said, cookies

    def submit(self, key: str = "", device: str = "d" * 30, **fields: object):
        body = {
            "text": "楼道灯坏了三天，晚上看不见路。",
            "consent": True,
            "community": "370202001001",
            **fields,
        }
        return self.call(
            "POST", "/api/petitions", body, Idempotency_Key=key or str(uuid.uuid4()), Nuannan_Device=device
        )

    def code(self, login: str) -> str:
        """A code of the person's second factor; it waits for the next one when this one may be used already."""
        command = [sys.executable, "-m", "infra.local.code", login]
        run = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        )
        return run.stdout.strip()

    def sign_in(self, login: str) -> str:
        """The cookie of a session that holds: a new one only when there is none, as a person would."""
        held = self.sessions.get(login, "")
        if not held or self.call("GET", "/api/desk/me", Cookie=held)[0] != 200:
            body = {"login": login, "password": self.passwords[login], "code": self.code(login)}
            status, said, cookies = self.call("POST", "/api/desk/session", body)
            assert status == 200, said
            held = self.sessions[login] = cookies[0].partition(";")[0]
        return held

    def act(self, cookie: str, number: str, action: str, version: int = 0, **details: str):
        if not version:
            version = self.call("GET", f"/api/desk/petitions/{number}", Cookie=cookie)[1]["version"]
        body = {"action": action, "version": version, **details}
        path = f"/api/desk/petitions/{number}/actions"
        return self.call("POST", path, body, Cookie=cookie, Idempotency_Key=str(uuid.uuid4()))

    def messages(self, phone: str) -> list[str]:
        _, answer, _ = self.call("GET", "/phones/api/phones")
        lists = [each["messages"] for each in answer["phones"] if each["phone"] == f"+86{phone}"]
        return [each["body"] for each in reversed(lists[0]) if each["direction"] == "in"] if lists else []

    def wait_for(self, phone: str, words: str) -> str:
        for _ in range(150):
            found = [body for body in self.messages(phone) if words in body]
            if found:
                return found[-1]
            time.sleep(0.2)
        raise AssertionError(f"no message with {words!r}: {self.messages(phone)}")

    def reply(self, phone: str, body: str, **extra: str) -> None:
        assert (
            self.call("POST", "/phones/api/replies", {"phone": f"+86{phone}", "body": body, **extra})[0]
            == 200
        )

    def petition(self, cookie: str, number: str) -> dict:
        return self.call("GET", f"/api/desk/petitions/{number}", Cookie=cookie)[1]["petition"]

    def wait_status(self, cookie: str, number: str, status: str, round_number: int) -> dict:
        for _ in range(150):
            seen = self.petition(cookie, number)
            if (seen["status"], seen["round_number"]) == (status, round_number):
                return seen
            time.sleep(0.2)
        raise AssertionError(seen)

    def clock(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "infra.local.clock", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory):
    made = Stage(tmp_path_factory.mktemp("stage") / "home")
    # At night no SMS goes out: bring the stage to the next day's ten o'clock first.
    local_hour = (time.gmtime().tm_hour + 8) % 24
    made.clock(f"--by=+{(34 - local_hour) % 24}h")
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


def test_stage_finds_everything_as_it_was_when_started_again(stage: Stage) -> None:
    number = stage.submit()[1]["number"]
    stage.stop()
    stage.start()
    assert stage.petition(stage.sign_in("grid"), number)["status"] == "assigned"
