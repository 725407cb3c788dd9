"""The REST handler as a whole: who may knock, and what Chalice would have answered by itself."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from chalicelib import wiring
from chalicelib.entrypoints import http
from chalicelib.messages.errors import text

from infra import generated
from tests.entrypoints.gateway import ask, fresh_app

KEY = "from the front"
FRONT = {http.ORIGIN_KEY: KEY, http.VIEWER: "192.0.2.7"}
app, _ = fresh_app()


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "ports", lambda: SimpleNamespace(origin_key=KEY.encode()))


@pytest.mark.parametrize("headers", [{}, {http.ORIGIN_KEY: ""}, {http.ORIGIN_KEY: "é"}, {http.ORIGIN_KEY: KEY + "x"}])
def test_whoever_goes_around_the_front_is_refused_before_anything_else(headers: dict[str, str]) -> None:
    told = ask(app, "GET", "/no/such/path", headers=headers)
    assert (told.status, told.body["code"]) == (403, "request_not_ours")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/no/such/path", {}, 404, "not_found"),
        ("DELETE", "/api/form", {}, 405, "method_not_allowed"),
        ("POST", "/api/petitions", {"content-type": "text/csv"}, 415, "unsupported_media"),
        ("POST", "/p/report", {"content-type": "multipart/form-data; boundary=x"}, 415, "unsupported_media"),
        ("POST", "/api/petitions", {"content-type": "application/json; charset=utf-8"}, 403, "request_not_ours"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_chalices_own_refusals_have_our_shape(
    method: str, path: str, headers: dict[str, str], status: int, code: str, language: str
) -> None:
    told = ask(app, method, path, "x", FRONT | headers | {"accept-language": language})
    assert (told.status, told.body) == (status, {"code": code, "message": text(code, language), "fields": {}})
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["content-language"] == language
    if status == 405:
        assert told.headers["allow"] == "GET"


def test_a_crash_outside_a_view_has_our_shape(capfd: pytest.CaptureFixture[str]) -> None:
    told = ask(app, "GET", "/s/{token}", headers=FRONT, parts=None)  # Chalice fails to find its part
    assert (told.status, told.body["code"]) == (500, "internal")
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_key_that_cannot_be_read_is_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise OSError("secret-host")

    monkeypatch.setattr(wiring, "ports", away)
    told = ask(app, "GET", "/api/form", headers=FRONT)
    assert (told.status, told.body["code"]) == (500, "internal")
    assert "secret-host" not in json.dumps(told.body)


@pytest.mark.parametrize("event", [None, "x", [], {}, {"requestContext": {}}, {"Records": []}])
def test_an_event_that_is_no_request_is_answered(event: Any) -> None:
    told = app(event, None)
    assert (told["statusCode"], json.loads(told["body"])["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("viewer", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("192.0.2.7, 10.0.0.1", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_source_is_the_viewer_alone(viewer: str, counted: str) -> None:
    forged = {"x-forwarded-for": "198.51.100.1", "cloudfront-viewer-address": "198.51.100.2:1"}
    request = SimpleNamespace(
        headers=forged | {http.VIEWER: viewer}, context={"identity": {"sourceIp": "198.51.100.3"}}
    )
    assert http.source_of(request) == counted  # type: ignore[arg-type]


def test_front_and_function_name_the_same_headers() -> None:
    listed = generated.front()
    assert (listed["viewer"].lower(), listed["origin_key"].lower()) == (http.VIEWER, http.ORIGIN_KEY)
