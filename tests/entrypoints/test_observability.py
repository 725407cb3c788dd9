"""Only codes get through to a log."""

from __future__ import annotations

import json
import traceback
from types import SimpleNamespace
from typing import Any

import pytest
from chalice.app import Chalice
from chalicelib.entrypoints.http import correlation_of
from chalicelib.observability import REDACTED, HandlerFailed, correlated, count, log, observed, redacted


@pytest.mark.parametrize("value", [None, True, 7, 0.5, "petition_not_found", "a.b:c/d#e@f-1", ""])
def test_codes_pass(value: object) -> None:
    assert redacted(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "路灯坏了",
        "two words",
        "a\nb",
        "x" * 129,
        {"a": 1},
        ["a"],
        b"a",
        13800138000,
        110101199003070011,
        13800138000.5,
    ],
)
def test_everything_else_is_redacted(value: object) -> None:
    assert redacted(value) == REDACTED


@pytest.mark.parametrize("value", ["13800138000", "F#13800138000", "8613800138000", "11010119900307001X"])
def test_phones_and_identity_numbers_are_masked(value: str) -> None:
    shown = str(redacted(value))
    assert "13800138000" not in shown
    assert "11010119900307001" not in shown


def test_a_sentence_is_no_event(capsys: pytest.CaptureFixture[str]) -> None:
    log("canary words here", phone="13800138000", count=2)
    printed = capsys.readouterr().out
    assert "canary" not in printed
    assert "13800138000" not in printed
    assert json.loads(printed.splitlines()[-1])["count"] == 2


def test_a_line_is_written_once_beside_chalice(capsys: pytest.CaptureFixture[str]) -> None:
    Chalice("nuannan")
    log("sweep.done", petitions=3)
    (line,) = capsys.readouterr().out.splitlines()
    made = json.loads(line)
    assert (made["message"], made["petitions"], made["service"]) == ("sweep.done", 3, "nuannan-none")


def test_a_failure_is_raised_again_counted_and_silent(capsys: pytest.CaptureFixture[str]) -> None:
    @observed("sweep")
    def handler(event: Any) -> None:
        raise ValueError("canary 13800138000 李")

    with pytest.raises(HandlerFailed) as raised:
        handler({})
    # What the runtime prints: the error with everything that hangs on it.
    shown = "".join(traceback.format_exception(raised.value))
    assert shown.endswith("HandlerFailed: ValueError\n")
    assert "canary" not in shown
    assert raised.value.__context__ is None
    printed = capsys.readouterr().out
    assert "canary" not in printed
    assert "ValueError" in printed
    assert "test_observability.py:" in printed
    assert _metrics(printed)[0]["Crashed"] == [1.0]


def test_a_cold_start_is_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    handler = observed("tally")(lambda event: event)
    assert [handler(1), handler(2)] == [1, 2]
    first, second = _metrics(capsys.readouterr().out)
    assert first["ColdStart"] == [1.0]
    assert "ColdStart" not in second
    assert first["Handled"] == second["Handled"] == [1.0]
    assert first["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Nuannan"


VISIT = "7b0f7c1e-52a5-4a4f-8a0e-1b1c6f0a9d11"
GATEWAYS = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    ("said", "gateway", "meant"),
    [
        (VISIT, GATEWAYS, VISIT),
        (VISIT.replace("-", "").upper(), GATEWAYS, VISIT),
        ("13800138000", GATEWAYS, GATEWAYS),
        ("words in it", None, ""),
        (None, None, ""),
    ],
)
def test_a_correlation_is_a_uuid_or_the_gateways_or_nothing(
    said: str | None, gateway: str | None, meant: str
) -> None:
    request = SimpleNamespace(
        headers={"nuannan-correlation": said} if said else {}, context={"requestId": gateway}
    )
    assert correlation_of(request) == meant


def test_lines_within_carry_the_correlation_and_later_ones_do_not(capsys: pytest.CaptureFixture[str]) -> None:
    with correlated(VISIT):
        log("a.b", name="x", message="y")  # names that a log record has of its own
    log("c.d")
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["correlation"], first["message"], first["message_"]) == (VISIT, "a.b", "y")
    assert "correlation" not in second


def test_a_count_names_its_stage_and_codes_alone(capsys: pytest.CaptureFixture[str]) -> None:
    count("Refused", code="busy")
    count("Refused", code="two words")
    first, second = _metrics(capsys.readouterr().out)
    assert (first["Refused"], first["service"], first["code"]) == ([1.0], "nuannan-none", "busy")
    assert first["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service", "code"]]
    assert second["code"] == REDACTED


def _metrics(printed: str) -> list[dict[str, Any]]:
    return [made for line in printed.splitlines() if "_aws" in (made := json.loads(line))]
