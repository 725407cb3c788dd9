"""What a person typed, and what an error says of it, reaches no log, no metric and no line of the runtime."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest
from chalicelib import wiring
from chalicelib.entrypoints.http import ORIGIN_KEY
from chalicelib.observability import HandlerFailed
from chalicelib.settings import Settings

from infra import generated
from tests.entrypoints.gateway import OURS, ask, fresh_app

PHONE, NAME, ADDRESS, WORDS, TOKEN = "13912345678", "苏小金丝雀", "金丝雀路77号", "canary words", "canarytoken0123456789"
CANARIES = (PHONE, NAME, ADDRESS, WORDS, TOKEN)
ALL = " ".join(CANARIES)
app, _ = fresh_app()


@pytest.fixture(autouse=True)
def _everything_fails(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every call to AWS fails, with an error that says all it should not."""

    def fail(self: wiring.Wired, service: str, **settings: Any) -> Any:
        raise OSError(f"{service}: {ALL}")

    for name in Settings.__dataclass_fields__:
        monkeypatch.setenv(f"NUANNAN_{name.upper()}", "file:/dev/null" if name == "clock" else "x")
    monkeypatch.setenv("NUANNAN_CLOCK", "system")
    monkeypatch.setattr(wiring.Wired, "_client", fail)
    monkeypatch.setattr(wiring.Wired, "origin_key", b"front")
    wiring.ports.cache_clear()
    yield
    wiring.ports.cache_clear()


def record(sequence: str) -> dict[str, Any]:
    keys = {"pk": {"S": f"F#{PHONE}"}, "sk": {"S": f"M#{ALL}"}}
    image = {"entity": {"S": "petition"}, "state": {"S": json.dumps({"number": ALL})}, **keys}
    return {"dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": sequence}, "eventName": "INSERT"}


REPLY = {"originationNumber": PHONE, "messageBody": ALL, "inboundMessageId": TOKEN}
SNS = {"Message": json.dumps(REPLY, ensure_ascii=False), "Subject": "s", "MessageAttributes": {}}
SCHEDULED = {
    "version": "0", "id": TOKEN, "detail-type": WORDS, "source": WORDS, "account": PHONE, "time": WORDS, "region": "x",
    "resources": [ALL], "detail": {"words": ALL},
}  # fmt: skip
EVENTS: dict[str, dict[str, Any]] = {
    "outbox": {"Records": [record("1")]},
    "tally": {"Records": [record("1"), record("2")]},
    "sender": {"Records": [{"messageId": "1", "body": f"{PHONE} {ALL}"}]},
    "inbound_sms": {"Records": [{"Sns": SNS}]},
    "photos": {"Records": [{"messageId": "1", "body": json.dumps({"Records": [{"s3": {"object": {"key": f"uploads/{PHONE}/before/1/{TOKEN}"}}}]})}]},
    "reveal": {"session": TOKEN, "number": PHONE},
    "export": {"login": PHONE, "export": TOKEN},
    "receipts": {"Records": [{"Sns": SNS}]},
    "sweep": SCHEDULED,
    "erase": SCHEDULED,
    "bulletin": SCHEDULED | {"interim": ALL},
    "recount": SCHEDULED,
    "session_authorizer": {
        "type": "TOKEN",
        "methodArn": "arn:aws:execute-api:us-east-1:1:api/v1/GET/api/desk/me",
        "authorizationToken": f"other={PHONE}; __Host-session={TOKEN}",
    },
}


def shown(capfd: pytest.CaptureFixture[str]) -> str:
    printed = capfd.readouterr()
    assert printed.out, "no line at all was written"
    return printed.out + printed.err


def assert_silent(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text or json.dumps(canary)[1:-1] in text] == []


def test_every_handler_is_tried() -> None:
    deployed = {name.replace("-", "_") for name in generated.FUNCTIONS.values()} - {"api"}
    assert deployed == set(EVENTS), "a new handler needs an event here"
    assert deployed <= set(app.handler_map)


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_failing_handler_tells_its_errors_type_alone(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    told = ""
    try:
        answer = app.handler_map[name](EVENTS[name], None)
    except HandlerFailed as failed:
        told = "".join(traceback.format_exception(failed))  # what the runtime prints
        assert told.endswith(("HandlerFailed: OSError\n", "HandlerFailed: TypeError\n", "HandlerFailed: Busy\n"))
    else:  # a record that must come again is named, not raised
        assert answer["batchItemFailures"]
    assert_silent(told + shown(capfd))


ROUTES = sorted((method, path) for path, by_method in app.routes.items() for method in by_method)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_failing_route_tells_nothing(method: str, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    form = path.startswith("/p/")
    cookies = f"__Host-petition={TOKEN}; __Host-device=device-{TOKEN}; __Host-session={TOKEN}; x={WORDS}"
    headers = OURS | {
        ORIGIN_KEY: "front",
        "idempotency-key": f"key-{TOKEN}",
        "nuannan-device": f"device-{TOKEN}",
        "nuannan-correlation": PHONE,
        "referer": f"https://example.org/s/{TOKEN}",
        "cookie": cookies,
        "content-type": "application/x-www-form-urlencoded" if form else "application/json",
    }
    typed = {"text": ALL, "phone": PHONE, "name": NAME, "place_words": ADDRESS, "comment": WORDS, "reason": WORDS}
    body: object = f"text={WORDS}&phone={PHONE}" if form else {**typed, "consent": True}
    if path.endswith("/session"):
        body = {"login": PHONE, "password": WORDS}
    parts = {"token": TOKEN, "number": PHONE, "carrier": WORDS, "key": TOKEN, "export": TOKEN, "document": WORDS}
    staff = {"principalId": PHONE, "name": NAME, "roles": '[["officer", "370202"]]'}
    query = f"?unit={WORDS}&cursor={TOKEN}".replace(" ", "+") if path == "/api/desk/petitions" else ""
    assert ask(app, method, path + query, body, headers, staff, parts).status >= 200
    assert_silent(shown(capfd))


def test_a_success_tells_nothing_either(capfd: pytest.CaptureFixture[str]) -> None:
    told = ask(app, "GET", "/openapi.json", headers={ORIGIN_KEY: "front", "cookie": ALL, "user-agent": ALL})
    assert told.status == 200
    assert_silent(shown(capfd))
