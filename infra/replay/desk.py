"""The staff that a replay makes for itself, and their way through the desk's API."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra import people
from infra.local import code, stage
from infra.replay.api import Answer, Api, cookie_named, expected
from infra.replay.geography import Geography
from infra.second_factor import SecondFactors

OFFICERS = 3
CONFLICTS = 4


@dataclass(slots=True)
class Desk:
    """Signed-in staff: a dispatcher and a supervisor at the district, officers for streets and departments."""

    api: Api
    ground: Geography
    district: str
    passwords: dict[str, str]
    officer_of: dict[str, str]
    factors: SecondFactors
    _cookies: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def login_for(self, owner: str) -> str:
        """Who acts for a unit: the officer above it, or the dispatcher for the command centre."""
        for unit in self.ground.line(owner):
            if unit in self.officer_of:
                return self.officer_of[unit]
        return "replay-dispatcher"

    def call(self, login: str, method: str, path: str, body: object = None, key: str = "") -> Answer:
        """The answer to a signed-in person, signed in again when the session was over."""
        headers = {"Idempotency-Key": key} if key else {}
        held = self._cookie(login)
        answer = self.api.call(method, path, body, headers | {"Cookie": held})
        if answer.status in (401, 403) and answer.code not in ("forbidden", "request_not_ours"):
            answer = self.api.call(method, path, body, headers | {"Cookie": self._cookie(login, over=held)})
        return answer

    def _cookie(self, login: str, over: str = "") -> str:
        """A session of the person: a new one when the one that is `over` has not been renewed by another thread."""
        with self._lock:
            if self._cookies.get(login, over) == over:
                while self.factors.used_up(login, stage.now()):
                    time.sleep(1)  # a session lost within half a minute: the next code opens the next one
                body = {"login": login, "password": self.passwords[login]}
                body["code"] = self.factors.code(login, stage.now())
                opened = expected(self.api.call("POST", "/api/desk/session", body), 200)
                self._cookies[login] = cookie_named(opened, "__Host-session")
            return self._cookies[login]

    def queue(self, by: str, unit: str) -> Iterator[dict[str, Any]]:
        """Every open petition of a unit, a street or a district, page after page, as the supervisor sees it."""
        cursor = ""
        while True:
            path = f"/api/desk/petitions?{by}={unit}&limit=100" + (f"&cursor={cursor}" if cursor else "")
            body: dict[str, Any] = expected(self.call("replay-supervisor", "GET", path), 200).body
            yield from body["items"]
            cursor = body["cursor"]
            if not cursor:
                return

    def act(self, login: str, number: str, action: str, version: int, details: dict[str, str]) -> Answer:
        """The answer to one action, tried anew with the version that was first; other refusals are the caller's."""
        path = f"/api/desk/petitions/{number}"
        answer = Answer(409, {})
        for _ in range(CONFLICTS):
            body: dict[str, object] = {"action": action, "version": version, **details}
            if "days" in details:
                body["days"] = int(details["days"])
            answer = self.call(login, "POST", f"{path}/actions", body, secrets.token_urlsafe(24))
            if answer.code != "version_conflict":
                return answer
            seen: dict[str, Any] = expected(self.call(login, "GET", path), 200).body
            version = seen["version"]
        return answer


def engage(api: Api, ground: Geography, district: str, client: Any, table: str) -> Desk:
    """The desk with people of its own, made by the same tool that a district uses, with random passwords."""
    streets, departments = ground.of_level("street"), ground.of_level("department")
    officer_of = {
        unit: f"replay-officer-{place % OFFICERS + 1}" for place, unit in enumerate(streets + departments)
    }
    roles = {
        "replay-dispatcher": [("dispatcher", district)],
        "replay-supervisor": [("supervisor", district)],
    }
    for unit, login in officer_of.items():
        roles.setdefault(login, []).append(("officer", unit))
    passwords = {
        login: people.add(client, table, login, ("演练", "Replay"), held) for login, held in roles.items()
    }
    factors = code.factors()
    for login in passwords:
        factors.give(login)
    return Desk(api, ground, district, passwords, officer_of, factors)
