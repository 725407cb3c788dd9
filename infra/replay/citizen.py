"""The citizens of a replay: they report, answer by SMS or on the page behind the link, and take petitions back."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from infra.replay.answers import Deed
from infra.replay.api import Api, Refused, cookie_named, expected
from infra.replay.journal import Journal
from infra.replay.lives import Due, Life

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
VISIT = "__Host-petition"


@dataclass(frozen=True, slots=True)
class Citizens:
    """All of them, behind one address."""

    api: Api
    journal: Journal

    def report(self, life: Life) -> int:
        """0 when the petition is in; else the seconds to wait, as the door said. Raises: Refused."""
        headers = {"Idempotency-Key": life.key, "Nuannan-Device": life.device}
        answer = self.api.call("POST", "/api/petitions", life.plan.fields, headers)
        if answer.status == 429:
            return max(answer.retry_after, 1)
        expected(answer, 201)
        if life.number and life.number != answer.body["number"]:
            raise Refused(201, "the same key made a second petition")
        if not life.number:
            self.journal.write("submit", str(answer.body["number"]), index=life.plan.index)
        life.number, life.cookie = str(answer.body["number"]), cookie_named(answer, VISIT)
        return 0

    def withdraw(self, life: Life) -> bool:
        """True when the petition is withdrawn; False when the door said later. Raises: Refused."""
        if life.plan.withdraws == "later" and self.report(life):  # the cookie is over: the same key opens a new one
            return False
        answer = self.api.call("POST", "/api/withdrawals", {"reason": "已经解决了"}, {"Cookie": life.cookie})
        if answer.code == "action_not_allowed":
            return True
        expected(answer, 200)
        life.ended = life.status = "withdrawn"
        self.journal.write("withdraw", life.number)
        return True

    def answer(self, life: Life, due: Due, now: datetime, *, digits_are_ours: bool) -> bool:
        """True when the answer must settle or reopen the petition; False when it must change nothing.

        Raises: Refused.
        """
        deed = due.deed
        if deed.by in ("appeal", "reopen"):
            self._not_the_end(life, deed)
            return False
        if deed.by == "sms":
            counts = bool(deed.digit) and digits_are_ours and life.counts(deed.digit, now)
            self._sms(life, deed.words, deed.copies)
        else:
            counts = life.answered_round < life.asked_round and life.counts(deed.digit, now)
            taken = self._page(life, deed.digit) if deed.by == "page" else self._json(life, deed.digit)
            if counts and not taken:
                raise Refused(200, "an answer by link was not taken")
        if counts:
            life.answered(deed.digit, now)
            self.journal.write("answer", life.number, digit=deed.digit, by=deed.by)
        return counts

    def _not_the_end(self, life: Life, deed: Deed) -> None:
        """Nothing; the petition is before the command centre again, unless it had been meanwhile."""
        path = {"appeal": "/api/appeals", "reopen": "/api/reopenings"}[deed.by]
        answer = self.api.call("POST", path, {"reason": deed.words}, {"Cookie": self._open(life)})
        if expected(answer, 200, 409).status == 200:
            self.journal.write(deed.by, life.number)

    def _sms(self, life: Life, words: str, copies: int) -> None:
        identity = secrets.token_hex(8)
        body = {"phone": f"+86{life.plan.phone}", "body": words, "id": identity}
        for _ in range(copies):
            expected(self.api.call("POST", "/phones/api/replies", body), 200)

    def _open(self, life: Life) -> str:
        opened = expected(self.api.call("GET", f"/s/{life.token}"), 303)
        return cookie_named(opened, VISIT)

    def _page(self, life: Life, digit: str) -> bool:
        """True when the page took the answer; False when it asked nothing."""
        cookie = self._open(life)
        shown = expected(self.api.call("GET", "/p/rate", headers={"Cookie": cookie}), 200, 303)
        if shown.status == 303:
            return False
        token = CSRF.search(shown.text)
        fields = {"csrf": token[1] if token else "", "digit": digit, "comment": ""}
        return "done=" in expected(self.api.form("/p/rate", fields, cookie), 303).location

    def _json(self, life: Life, digit: str) -> bool:
        """True when the answer was taken, or had been."""
        cookie = self._open(life)
        answer = self.api.call("POST", "/api/ratings", {"digit": int(digit)}, {"Cookie": cookie})
        return expected(answer, 200, 409).status == 200
