"""What the gateway, CloudFront and the alarms say is what the functions say."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from chalicelib import observability, wiring
from chalicelib.domain.errors import CountersImpossible
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.proof import CAPPED
from chalicelib.domain.receipts import Came, Receipt
from chalicelib.entrypoints import callbacks, schedules
from chalicelib.entrypoints.http import STATUSES
from chalicelib.journey import night, publish, receipt, watch
from chalicelib.journey import sweep as sweeping
from chalicelib.journey.recount import Recounted
from chalicelib.messages.errors import TEXTS

from infra import ROOT, gateway, generated, package
from tests.storage.samples import message

FUNCTIONS = ROOT / "functions/chalicelib"
OF_CARRIERS = {"CarriersPassedOver", "CallbacksBroken", "ReceiptsUnclear", "CodesCapped"}


@pytest.fixture(scope="module")
def merged() -> dict[str, Any]:
    return package.merged_fragments()


def test_every_gateway_response_has_the_one_shape_in_both_languages(merged: dict[str, Any]) -> None:
    said = merged["Resources"]["RestAPI"]["Properties"]["DefinitionBody"][
        "x-amazon-apigateway-gateway-responses"
    ]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "ACCESS_DENIED", "THROTTLED"} <= set(said)
    for name, response in said.items():
        body = json.loads(response["responseTemplates"]["application/json"])
        assert list(body) == ["code", "message", "fields"]
        assert all(words in body["message"] for words in TEXTS[body["code"]])
        assert STATUSES[body["code"]] == response.get("statusCode", STATUSES[body["code"]]), name


@pytest.mark.parametrize(
    ("status", "kind", "told", "code"),
    [
        (401, "UnauthorizedException", 401, "not_signed_in"),
        (403, "AccessDeniedException", 401, "not_signed_in"),
        (403, "MissingAuthenticationTokenException:http://internal.amazon.com/", 404, "not_found"),
        (429, "TooManyRequestsException", 429, "too_many_requests"),
        (413, "RequestTooLargeException", 413, "body_too_large"),
        (403, "ForbiddenException", 403, "bad_request"),
        (504, None, 504, "internal"),
    ],
)
def test_the_local_front_says_what_the_template_says(status: int, kind: str | None, told: int, code: str) -> None:
    answered, body = gateway.answered(status, kind)
    assert (answered, json.loads(body)["code"]) == (told, code)


def test_every_code_that_python_names_is_listed_once() -> None:
    """No second word for one thing: what a refusal may be called is in http.STATUSES alone."""
    for path in (ROOT / "infra", ROOT / "functions"):
        for file in path.rglob("*.py"):
            words = {node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)}
            assert not {"internal_error", "sign_in_needed", "MethodNotAllowedError"} & words, file


def test_cloudfront_alone_names_the_viewer_and_holds_the_key(merged: dict[str, Any]) -> None:
    listed, resources = generated.front(), merged["Resources"]
    code = resources["SiteViewer"]["Properties"]["FunctionCode"]
    assert f"headers['{listed['viewer'].lower()}'] = {{value: event.viewer.ip}}" in code
    site = resources["Site"]["Properties"]["DistributionConfig"]
    (api,) = [each for each in site["Origins"] if each["Id"] == "api"]
    (header,) = api["OriginCustomHeaders"]
    assert header["HeaderName"] == listed["origin_key"]
    assert header["HeaderValue"] == {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}:SecretString:key}}"}
    assert "SecretString" not in resources["OriginSecret"]["Properties"]
    for behaviour in site["CacheBehaviors"]:
        if behaviour["TargetOriginId"] == "api":
            (association,) = behaviour["FunctionAssociations"]
            assert association["FunctionARN"] == {"Fn::GetAtt": ["SiteViewer", "FunctionARN"]}
            assert association["EventType"] == "viewer-request"


def emitted(printed: str) -> Iterator[tuple[str, frozenset[str], dict[str, Any]]]:
    for line in printed.splitlines():
        made = json.loads(line)
        for described in made.get("_aws", {}).get("CloudWatchMetrics", []):
            (dimensions,) = described["Dimensions"]
            for metric in described["Metrics"]:
                yield metric["Name"], frozenset(dimensions), made


def test_our_alarms_watch_what_the_schedules_emit(
    merged: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NUANNAN_STAGE", "night")
    clock = SimpleNamespace(now=lambda: datetime(2026, 12, 1, tzinfo=UTC))
    monkeypatch.setattr(schedules, "ports", lambda: SimpleNamespace(clock=clock))
    drifted = night.Night([Recounted("2026-11-30", petitions=9, late=["1"])], finished=True)
    monkeypatch.setattr(night, "recount_night", lambda *_: drifted)
    monkeypatch.setattr(publish, "publish_due", lambda _, __, broken: broken.update({"370202/2026-10": CountersImpossible()}) or [])
    monkeypatch.setattr(watch, "late_bulletins", lambda _: ["370202/2026-10"])
    monkeypatch.setattr(watch, "next_calendar_missing", lambda _: True)
    monkeypatch.setattr(watch, "undecided_too_long", lambda _: ["370202"])
    monkeypatch.setattr(sweeping, "sweep", lambda *_: sweeping.Swept(0, 0, more=False))
    schedules.bulletin({})
    schedules.recount()
    schedules.sweep()
    told = {name: (dimensions, made) for name, dimensions, made in emitted(capsys.readouterr().out)}
    ours = [
        each["Properties"]
        for each in merged["Resources"].values()
        if each.get("Type") == "AWS::CloudWatch::Alarm"
        and each["Properties"]["Namespace"] == observability.NAMESPACE
    ]
    assert {each["MetricName"] for each in ours} == {"BulletinsBroken", "BulletinsLate", "CalendarMissing", "CountersDrifted", "UndecidedTooLong", *OF_CARRIERS}
    ours = [each for each in ours if each["MetricName"] not in OF_CARRIERS]
    for alarm in ours:
        dimensions, made = told[alarm["MetricName"]]
        assert frozenset(each["Name"] for each in alarm["Dimensions"]) == dimensions
        for each in alarm["Dimensions"]:
            assert each["Value"]["Fn::Sub"].replace("${Stage}", "night") == made[each["Name"]]
        assert made[alarm["MetricName"]] == [1.0]
        assert made[alarm["MetricName"]][0] > alarm["Threshold"]


def test_the_carriers_alarms_watch_what_is_emitted_of_them(
    merged: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wiring, "ports", SimpleNamespace)
    monkeypatch.setattr(receipt, "record", lambda *_: "unclear")
    observability.tell_passed_over("sns")
    observability.tell_message(message(name="code", reason=CAPPED))
    callbacks.take(Came([Receipt("sns", "1", MessageState.FAILED, "new", datetime(2026, 11, 24, tzinfo=UTC))], broken=1))
    told = {name: dimensions for name, dimensions, _ in emitted(capsys.readouterr().out)}
    for each in merged["Resources"].values():
        alarm = each.get("Properties", {})
        if alarm.get("MetricName") in OF_CARRIERS:
            assert frozenset(one["Name"] for one in alarm["Dimensions"]) == told[alarm["MetricName"]]


def test_the_night_rings_when_it_crashes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: object) -> list[str]:
        raise RuntimeError

    monkeypatch.setattr(schedules, "ports", SimpleNamespace)
    monkeypatch.setattr(publish, "publish_due", crash)
    monkeypatch.setattr(watch, "next_calendar_missing", lambda _: False)
    with pytest.raises(RuntimeError):
        schedules.bulletin({})
    told = {name: made[name] for name, _, made in emitted(capsys.readouterr().out)}
    assert told == {"BulletinsBroken": [0.0], "BulletinsLate": [1.0], "CalendarMissing": [0.0]}


def test_the_apis_alarm_watches_this_stacks_api(merged: dict[str, Any]) -> None:
    alarm = merged["Resources"]["ApiErrorsAlarm"]["Properties"]
    named = {each["Name"]: each["Value"] for each in alarm["Dimensions"]}
    title = merged["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["info"]["title"]
    assert named == {"ApiName": title, "Stage": "v1"}
    assert title == {"Ref": "AWS::StackName"}


def test_every_handler_is_observed() -> None:
    """Each function that app.py declares carries the decorator right under Chalice's; the REST handler within."""
    tree = ast.parse((ROOT / "functions/app.py").read_text())
    handlers = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(handlers) == len(generated.FUNCTIONS) - 1
    for handler in handlers:
        outer, inner = (ast.unparse(each) for each in handler.decorator_list)
        assert outer.startswith("app.")
        assert inner == f"observed('{handler.name}')"
    assert "@observed(\"api\")" in (FUNCTIONS / "entrypoints/rest.py").read_text()
    assert Path(wiring.__file__).is_relative_to(ROOT)
