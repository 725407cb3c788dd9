"""The real local stage, as the lives reach it: over HTTP, by its clock, by its phones."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
from chalicelib.entrypoints.openapi import document

from tests.engine import free_pair

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = document()


def as_described(method: str, path: str, status: int, said: object) -> None:
    """Nothing. Fails when an answer is not what /openapi.json says of its route; other files and pages are let by."""
    path = re.sub(r"/\d{14}(?=/|$)", "/{number}", path.partition("?")[0])
    path = re.sub(r"(?<=/messages/)[^/]+(?=/)", "{message}", path)
    operation = DOCUMENT["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return
    responses = operation["responses"]
    schema = (responses.get(str(status)) or responses["default"])["content"]["application/json"]["schema"]
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(whole).validate(said)


class Stage:
    def __init__(self, home: Path) -> None:
        self.port = free_pair()
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
        else:
            raise AssertionError(f"it did not start in three minutes: {self.log.read_text()[-3000:]}")
        found = re.findall(r"^ {4}(\w+) +([\w-]{12,16}) {3}", self.log.read_text(), re.MULTILINE)
        self.passwords = dict(found)

    def stop(self) -> None:
        self.child.send_signal(signal.SIGINT)
        assert self.child.wait(timeout=60) == 0

    def to_morning(self, days: int = 0) -> None:
        """Ten o'clock there, when SMS may go out; a morning after which so many days are of the same month."""
        now = datetime.now(ZoneInfo("Asia/Shanghai"))
        morning = now.replace(hour=10, minute=0, second=0) + timedelta(days=now.hour >= 10)
        while (morning + timedelta(days=days)).month != morning.month:
            morning += timedelta(days=1)
        self.clock(f"--by=+{int((morning - now).total_seconds()) // 60 + 1}m")

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

    def to_next_monday(self) -> None:
        """Monday at ten: deadlines of working days are then the same whenever the tests run."""
        now = datetime.fromisoformat(self.call("GET", "/health")[1]["now"]) + timedelta(hours=8)
        monday = (now + timedelta(days=7 - now.weekday())).replace(hour=10, minute=0, second=0)
        self.clock(f"--by=+{int((monday - now).total_seconds()) // 60}m")
