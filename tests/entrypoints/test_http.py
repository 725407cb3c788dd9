"""The door of the JSON API: every refusal in one shape, every crash silent, every body checked before it is read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import chalicelib
import pytest
from chalice.app import Chalice, Request, Response
from chalicelib.domain.errors import InvalidInput, NuannanError, TooManyRequests, VersionConflict, too_long
from chalicelib.entrypoints import http
from chalicelib.messages import errors
from chalicelib.wiring import KeyedSecrets

from tests.entrypoints.gateway import OURS, ask

CANARY = "canary 13800138000 李"
SECRETS = KeyedSecrets(b"k" * 32)


def app_that(raised: Exception | None = None) -> Chalice:
    app = Chalice("test")

    @app.route("/x", methods=["POST"], content_types=["*/*"])
    @http.view(lambda: app.current_request)  # type: ignore[arg-type,return-value]
    def x(request: Request) -> Response:
        if raised:
            raise raised
        return http.answer(http.json_body(request), cookies=("a=1", "b=2"))

    return app


def test_a_body_comes_through_and_nobody_caches_the_answer() -> None:
    told = ask(app_that(), "POST", "/x?lang=en", {"a": 1})
    assert (told.status, told.body) == (200, {"a": 1})
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["content-language"] == "en"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert told.headers["content-type"] == "application/json; charset=utf-8"
    assert told.lines["set-cookie"] == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("{}", {"content-type": "application/json"}, 403, "request_not_ours"),
        ("{}", OURS | {"content-type": "text/plain"}, 415, "unsupported_media"),
        ("{}", OURS | {"content-type": "application/jsonp"}, 415, "unsupported_media"),
        ('"' + "a" * http.LONGEST_BODY + '"', OURS, 413, "body_too_large"),
        (None, OURS, 400, "body_broken"),
        ("", OURS, 400, "body_broken"),
        ("{", OURS, 400, "body_broken"),
        ("[1]", OURS, 400, "body_broken"),
        ('{"a": NaN}', OURS, 400, "body_broken"),
        ('{"a": "\\ud800"}', OURS, 400, "body_broken"),
        ("[" * 60_000, OURS, 400, "body_broken"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(
    body: str | None, headers: dict[str, str], status: int, code: str
) -> None:
    told = ask(app_that(), "POST", "/x", body, headers)
    assert (told.status, told.body["code"]) == (status, code)
    assert told.body["message"] == errors.text(code, "zh")
    assert told.body["fields"] == {}


def test_fields_are_named_with_their_words() -> None:
    refusal = InvalidInput({"point": "place_outside_district"}, {"neighbour": "Northhill"})
    told = ask(app_that(refusal), "POST", "/x?lang=en", {})
    assert told.status == 400
    assert told.body["fields"]["point"]["code"] == "place_outside_district"
    assert "Northhill" in told.body["fields"]["point"]["message"]
    assert "12345" in told.body["fields"]["point"]["message"]


@pytest.mark.parametrize(
    ("language", "message"),
    [("zh", "写得太长了：最多2000字，现在是2001字，请缩短一些。"), ("en", "This is too long: it has 2001 characters, and 2000 fit. Please shorten it.")],
)
def test_words_that_are_too_long_come_with_the_limit_and_their_length(language: str, message: str) -> None:
    told = ask(app_that(InvalidInput({"text": too_long("灯" * 2_001, 2_000), "consent": "consent_missing"})), "POST", f"/x?lang={language}", {})
    assert told.body["fields"]["text"] == {"code": "text_too_long", "message": message, "limit": 2_000, "length": 2_001}
    assert set(told.body["fields"]["consent"]) == {"code", "message"}


def test_nobody_says_too_long_without_the_limit() -> None:
    package = Path(chalicelib.__file__).parent
    found = {path.name for folder in ("journey", "domain") for path in (package / folder).glob("*.py") if '"text_too_long"' in path.read_text("utf-8")}
    assert found == {"errors.py"}


def test_details_stand_beside_the_code() -> None:
    told = ask(app_that(VersionConflict("li", "close", datetime(2026, 1, 2, tzinfo=UTC))), "POST", "/x", {})
    assert told.status == 409
    assert told.body["first"] == {"by": "li", "by_name": "", "action": "close", "at": "2026-01-02T00:00:00Z"}
    told = ask(app_that(TooManyRequests(7)), "POST", "/x", {})
    assert (told.status, told.headers["retry-after"], told.body["retry_after_seconds"]) == (429, "7", 7)


def test_a_crash_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    told = ask(app_that(ValueError(CANARY)), "POST", "/x", {})
    assert (told.status, told.body["code"], told.body["fields"]) == (500, "internal", {})
    printed = capsys.readouterr()
    assert "13800138000" not in str(told.body) + printed.out + printed.err


def test_every_refusal_has_a_status_and_words_in_both_languages() -> None:
    kinds = {kind.code for kind in NuannanError.__subclasses__()} - {"already_received", "photo_refused"}  # of an SMS and of the photos' function alone
    assert kinds | {"internal", "bad_request"} == set(http.STATUSES)
    for code in http.STATUSES:
        zh, en = errors.TEXTS[code]
        assert zh and en.isascii()


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "zh"),
        ("", {"accept-language": "en-GB,zh;q=0.5"}, "en"),
        ("", {"accept-language": "zh-CN,en;q=0.5"}, "zh"),
        ("", {"accept-language": "en", "cookie": "lang=zh"}, "zh"),
        ("?lang=en", {"cookie": "lang=zh"}, "en"),
        ("?lang=fr", {}, "zh"),
    ],
)
def test_the_language_is_the_askers(query: str, headers: dict[str, str], language: str) -> None:
    told = ask(app_that(), "POST", f"/x{query}", {}, OURS | headers)
    assert told.headers["content-language"] == language


def test_a_cursor_is_ours_or_refused() -> None:
    sealed = http.seal_cursor(SECRETS, {"after": "2026"})
    assert http.open_cursor(SECRETS, sealed) == {"after": "2026"}
    assert http.seal_cursor(SECRETS, None) is None
    assert http.open_cursor(SECRETS, None) is None
    for forged in ("x", f"A{sealed}", SECRETS.sign("visit", '{"after": "2026"}'), "é"):
        with pytest.raises(InvalidInput):
            http.open_cursor(SECRETS, forged)


def test_a_cookie_is_for_this_host_alone() -> None:
    line = http.set_cookie("__Host-a", "v", 5)
    assert line == "__Host-a=v; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=5"
