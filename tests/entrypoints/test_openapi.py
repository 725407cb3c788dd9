"""The description and the routes say the same; the desk is shut without a session."""

from __future__ import annotations

import re
from types import SimpleNamespace

import msgspec
import pytest
from chalice.app import Chalice
from chalicelib import wiring
from chalicelib.entrypoints import answers
from chalicelib.entrypoints.examples import EXAMPLES
from chalicelib.entrypoints.http import ORIGIN_KEY, STATUSES
from chalicelib.entrypoints.openapi import PAGES, ROUTES, document

from tests.entrypoints.gateway import ask, fresh_app

app, system = fresh_app()


def registered(chalice: Chalice) -> set[tuple[str, str]]:
    return {(method, path) for path, by_method in chalice.routes.items() for method in by_method}


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    described = {(route.method, route.path) for route in ROUTES}
    assert {pair for pair in registered(app) if pair[1] not in PAGES} == described


def test_the_description_asks_for_a_session_exactly_where_the_routes_do() -> None:
    guarded = {
        (method, path)
        for path, by_method in app.routes.items()
        for method, entry in by_method.items()
        if entry.authorizer
    }
    assert {path for _, path in guarded if path in PAGES} == {"/api/desk/bulletins/preview"}
    guarded = {(method, path) for method, path in guarded if path not in PAGES}
    assert guarded == {(route.method, route.path) for route in ROUTES if route.session}
    assert all(("/api/desk/" in path) for _, path in guarded)


def test_every_reference_resolves() -> None:
    made = document()
    names = set(re.findall(r"'#/components/schemas/(\w+)'", str(made)))
    assert names <= set(made["components"]["schemas"])
    assert made["openapi"] == "3.1.0"


def test_every_code_is_described_with_its_status() -> None:
    code = document()["components"]["schemas"]["Refused"]["properties"]["code"]
    assert set(code["enum"]) == set(STATUSES)
    assert all(f"{name} {status}" in code["description"] for name, status in STATUSES.items())


def test_every_example_is_what_its_type_allows() -> None:
    kinds = {route.answers for route in ROUTES} | {route.body for route in ROUTES if route.body}
    kinds |= {answers.Refused}
    assert {kind.__name__ for kind in kinds} == set(EXAMPLES)
    for kind in kinds:
        msgspec.convert(EXAMPLES[kind.__name__], kind)


def test_a_queue_names_what_may_be_asked() -> None:
    asked = document()["paths"]["/api/desk/petitions"]["get"]["parameters"]
    assert {each["name"] for each in asked} == {"unit", "street", "district", "assist", "decide", "unhappy", "clear", "photos", "limit", "cursor"}


@pytest.mark.parametrize(("answers", "status", "said"), [(True, 200, "ok"), (False, 503, "no_district")])
def test_health_says_whether_it_can_work(
    monkeypatch: pytest.MonkeyPatch, answers: bool, status: int, said: str
) -> None:
    told = _health(monkeypatch, lambda: answers)
    assert (told.status, told.body["status"], told.body["table"]) == (status, said, "ok")


def test_health_survives_a_table_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> bool:
        raise OSError("secret-host")

    told = _health(monkeypatch, away)
    assert (told.status, told.body["status"], told.body["table"]) == (503, "table_away", "away")
    assert "secret-host" not in str(told.body)


def _health(monkeypatch: pytest.MonkeyPatch, table_answers: object) -> SimpleNamespace:
    from datetime import UTC, datetime

    wired = SimpleNamespace(
        table_answers=table_answers,
        settings=SimpleNamespace(stage="test", version="1"),
        clock=SimpleNamespace(now=lambda: datetime(2026, 1, 1, tzinfo=UTC)),
    )
    monkeypatch.setattr(system, "ports", lambda: wired)
    monkeypatch.setattr(wiring, "ports", lambda: SimpleNamespace(origin_key=b"front"))
    return ask(app, "GET", "/health", headers={ORIGIN_KEY: "front"})
