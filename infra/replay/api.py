"""The stage's public doors, as a browser, the desk and a phone knock at them."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field

TRIES = 6
PASSING = frozenset({500, 502, 503, 504})
TIMEOUT_SECONDS = 90


class StageGone(RuntimeError):
    """The stage does not answer any more."""


class Refused(RuntimeError):
    """An answer that the player did not expect: its status and stable code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `cookies` are name=value pairs as they are sent back."""

    status: int
    body: dict[str, object]
    cookies: tuple[str, ...] = ()
    location: str = ""
    retry_after: int = 0
    text: str = ""

    @property
    def code(self) -> str:
        """The stable code of a refusal; empty for an answer that is none."""
        return str(self.body.get("code", ""))


@dataclass(slots=True)
class Api:
    """Calls to one origin. What fails in passing is asked again with the same key, as a page would."""

    origin: str
    passing: dict[int, int] = field(default_factory=dict)

    def call(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, whatever its status. Raises: StageGone."""
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json", "Nuannan-Request": "1", **(headers or {})}
        return self._again(method, path, content, sent)

    def form(self, path: str, fields: Mapping[str, str], cookie: str) -> Answer:
        """The answer to a form of a page without script. Raises: StageGone."""
        content = urllib.parse.urlencode(fields).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": self.origin}
        return self._again("POST", path, content, sent)

    def _again(self, method: str, path: str, content: bytes | None, sent: dict[str, str]) -> Answer:
        for attempt in range(TRIES):
            try:
                answer = self._once(method, path, content, sent)
            except (OSError, http.client.HTTPException) as error:
                if attempt == TRIES - 1:
                    raise StageGone(f"{self.origin} does not answer: {type(error).__name__}") from error
            else:
                if answer.status not in PASSING:
                    return answer
                self.passing[answer.status] = self.passing.get(answer.status, 0) + 1
            time.sleep(0.2 * 2**attempt)
        raise StageGone(f"{method} {path.partition('?')[0][:20]} failed {TRIES} times")

    def _once(self, method: str, path: str, content: bytes | None, sent: dict[str, str]) -> Answer:
        host = self.origin.partition("//")[2]
        connection = http.client.HTTPConnection(host, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, content, sent)
            came = connection.getresponse()
            text = came.read().decode()
        finally:
            connection.close()
        kind = came.getheader("Content-Type") or ""
        cookies = tuple(line.partition(";")[0] for line in came.headers.get_all("Set-Cookie") or [])
        return Answer(
            came.status,
            json.loads(text) if kind.startswith("application/json") and text else {},
            cookies,
            came.getheader("Location") or "",
            int(came.getheader("Retry-After") or 0),
            text,
        )


def expected(answer: Answer, *statuses: int) -> Answer:
    """The answer, when it has one of these statuses. Raises: Refused."""
    if answer.status not in statuses:
        raise Refused(answer.status, answer.code)
    return answer


def cookie_named(answer: Answer, name: str) -> str:
    """The cookie that the answer set, as it is sent back. Raises: Refused when it set none."""
    for cookie in answer.cookies:
        if cookie.startswith(f"{name}="):
            return cookie
    raise Refused(answer.status, f"no cookie {name}")
