"""A browser without script, and the journeys behind the pages replaced by ones that remember."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from chalice.app import Chalice
from chalicelib import wiring
from chalicelib.domain.actors import Caller
from chalicelib.journey import answer, check, door, erase, form, links, look, on_phone, submit, withdraw
from chalicelib.journey.links import Visit

from tests.fakes.small import KeyedSecrets
from tests.frontend.markup import elements
from tests.frontend.samples import FORM

ORIGIN = "https://nuannan.example"
VIEW = {
    "number": "12345678901234", "number_shown": "1234-5678-901-234", "status": "closed", "unit_name": "Hill Community",
    "steps": [{"at": "2025-09-29T01:00:00+00:00", "action": "submit", "unit_name": "Hill Community", "text": "", "own": False}],
    "district_name": "Some District", "submitted_at": "2025-09-29T01:00:00+00:00", "response_due": "2025-09-29T05:00:00+00:00", "deadline": None, "working_days_left": None, "can_withdraw": True,
    "can_rate": True, "can_appeal": False, "can_reopen": False, "round": 1, "emergency": False, "has_phone": True, "phone": "", "text": "The lamp is dark.",
    "photos": [], "can_add_photo": True, "can_erase": True, "erased_at": None, "answered": None, "changes": [], "change_until": None,
    "category_name": "Street lamps", "place_name": "Hill Community", "can_add_words": True, "added": [],
    "language": "en", "place_language": "en", "review_at": None, "lapses_at": None, "if_unhappy": "up", "may_appeal_later": False, "appeal_until": None, "round_after": "", "lead": None, "way_to_words": "", "public": False,
}  # fmt: skip


FOUND = {"emergency": None, "place_name": "Hill Community", "categories": [], "nearby": []}


def digest(purpose: str, text: str) -> str:
    return hashlib.sha256(f"{purpose}|{text}".encode()).hexdigest()


@dataclass
class Journeys:
    """What the journeys were asked, and what they answer."""

    view: dict[str, Any] = field(default_factory=lambda: dict(VIEW))
    refusal: Exception | None = None
    asked: list[tuple[Any, ...]] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=lambda: dict(FOUND))
    looked_at: list[Any] = field(default_factory=list)

    def answer(self, *what: Any) -> None:
        self.asked.append(what)
        if self.refusal:
            raise self.refusal


def replaced(monkeypatch: pytest.MonkeyPatch) -> Journeys:
    """The journeys that the pages call, replaced by ones that remember what they were asked."""
    asked = Journeys()
    sealing = KeyedSecrets()
    tokens = iter(f"token-{number:020}" for number in range(100))
    ports = SimpleNamespace(
        ids=SimpleNamespace(token=lambda: next(tokens)),
        secrets=SimpleNamespace(digest=digest, sign=sealing.sign, verify=sealing.verify),
        clock=SimpleNamespace(now=lambda: datetime(2025, 9, 29, 1, tzinfo=UTC)),
        districts=SimpleNamespace(current=lambda: SimpleNamespace(site_origin=ORIGIN)),
    )

    def submitted(_: object, submission: object, caller: Caller, key: str, *by: object) -> SimpleNamespace:
        asked.answer("submit", submission, caller.key, key, *by)
        return SimpleNamespace(number="12345678901234", number_shown="1234-5678-901-234", emergency=None, unit_name="Hill <Community>", response_due="2025-09-29T05:00:00+00:00", deadline=None)

    def looked_at(_: object, submission: object) -> dict[str, Any]:
        asked.looked_at.append(submission)
        if asked.refusal:
            raise asked.refusal
        return asked.found

    def read_visit(_: object, cookie: str | None) -> Visit | None:
        return Visit(*cookie.split(".")) if cookie and "." in cookie else None

    monkeypatch.setattr(wiring, "ports", lambda: ports)
    monkeypatch.setattr(submit, "submit", submitted)
    monkeypatch.setattr(check, "check", looked_at)
    monkeypatch.setattr(form, "form", lambda *_: FORM)
    monkeypatch.setattr(form, "with_chosen", lambda _, offered, code, language: offered["categories"])
    monkeypatch.setattr(door, "knock", lambda *_: None)
    monkeypatch.setattr(look, "status_for_citizen", lambda *_: asked.view)
    monkeypatch.setattr(
        answer, "answer_by_link", lambda _, visit, *given: asked.answer("answer", visit, *given) or {"late": False}
    )
    monkeypatch.setattr(
        withdraw, "withdraw", lambda _, visit, reason: asked.answer("withdraw", visit, reason)
    )
    monkeypatch.setattr(erase, "ask", lambda _, visit: asked.answer("erase", visit))
    monkeypatch.setattr(links, "read_visit", read_visit)
    monkeypatch.setattr(on_phone, "keep", lambda _, held, number: f"{held}-{number}")
    monkeypatch.setattr(links, "link_token", lambda _, number, nonce: f"link-{number}-{nonce}")
    monkeypatch.setattr(links, "visit_cookie", lambda _, number, scope, phone="": f"{number}.{scope}")
    monkeypatch.setattr(
        links,
        "open_link",
        lambda _, token: Visit("12345678901234", "link") if token == "good" else None,
    )
    return asked


@dataclass
class Browser:
    """Asks the API as API Gateway would, and keeps cookies."""

    app: Chalice
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        origin: str | None = ORIGIN,
        resource: str = "",
        **parts: str,
    ) -> SimpleNamespace:
        address, _, query = path.partition("?")
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded"} | (
                {"origin": origin} if origin else {}
            )
        event = {
            "requestContext": {"httpMethod": method, "resourcePath": resource or address, "identity": {"sourceIp": "192.0.2.1"}},
            "headers": headers, "multiValueHeaders": {name: [value] for name, value in headers.items()}, "pathParameters": parts or None,
            "multiValueQueryStringParameters": {k: [v] for k, v in (pair.split("=") for pair in query.split("&"))} if query else None,
            "body": body, "isBase64Encoded": False, "stageVariables": None,
        }  # fmt: skip
        told = self.app(event, None)
        shown = {name.lower(): values for name, values in told["multiValueHeaders"].items()}
        for line in shown.get("set-cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return SimpleNamespace(
            status=told["statusCode"], body=told["body"], headers=told["headers"], lines=shown
        )

    def post(self, path: str, fields: dict[str, str], origin: str | None = ORIGIN) -> SimpleNamespace:
        return self.ask("POST", path, urlencode(fields), origin)

    def hidden(self, path: str) -> dict[str, str]:
        found = [
            each.attributes
            for each in elements(self.ask("GET", path).body)
            if each.attributes.get("type") == "hidden"
        ]
        return {each["name"]: each["value"] for each in found}
