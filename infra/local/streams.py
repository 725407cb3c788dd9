"""Gives the local AWS what it lacks of a table's stream (measured in infra/decisions/0001-local-aws.md).

It takes a partial-batch answer for a full success, retries a failing batch for an hour in front of all others, and
forgets after a restart what its functions had not read, or skips as many records as they had. AWS does none of that.
These are private functions of ministack: its version is pinned, and tests/infra holds this file to the behaviour.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

RETRY_SECONDS = 0.2
Records = list[dict[str, Any]]
Execute = Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]
Refuse = Callable[[Records, dict[str, Any]], None]


def install() -> None:
    """The engine delivers streams as AWS does, and keeps them over a restart."""
    from ministack.services import dynamodb, lambda_svc

    _deliver_as_aws_does(lambda_svc)
    _keep_unread(dynamodb, lambda_svc)


def first_failed(answer: dict[str, Any], batch: Records) -> int | None:
    """Where in the batch the function stopped succeeding; None when all of it did."""
    if answer.get("error"):
        return 0
    body = answer.get("body") or {}
    body = json.loads(body) if isinstance(body, str) else body
    named = (
        {each.get("itemIdentifier") for each in (body.get("batchItemFailures") or [])}
        if isinstance(body, dict)
        else set()
    )
    return next(
        (place for place, record in enumerate(batch) if record["dynamodb"]["SequenceNumber"] in named), None
    )


def deliver(
    batch: Records, retries: int, execute: Callable[[Records], dict[str, Any]], refuse: Refuse
) -> None:
    """Every record was taken, or refused after so many retries; the halves of a failing batch are tried apart."""
    waiting, tried = [batch], 0
    while waiting:
        part = waiting.pop(0)
        answer = execute(part)
        failed = first_failed(answer, part)
        if failed is None:
            tried = 0
        elif len(part) > 1:
            rest = part[failed:]
            middle = (len(rest) + 1) // 2
            waiting[:0] = [half for half in (rest[:middle], rest[middle:]) if half]
        elif tried < retries:
            tried += 1
            time.sleep(RETRY_SECONDS)
            waiting.insert(0, part)
        else:
            tried = 0
            refuse(part, answer)


def _deliver_as_aws_does(lambda_svc: Any) -> None:
    polling = threading.local()
    execute: Execute = lambda_svc._execute_function
    poll = lambda_svc._poll_dynamodb_streams

    def polled() -> Any:
        polling.now = True
        try:
            return poll()
        finally:
            polling.now = False

    def executed(function: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        mapping = _mapping(lambda_svc, function, event) if getattr(polling, "now", False) else None
        if mapping is None:
            return execute(function, event)
        source = mapping["EventSourceArn"]

        def refuse(part: Records, answer: dict[str, Any]) -> None:
            lambda_svc._send_ddb_stream_failure_record(
                mapping, function, part, source, answer, "RetryAttemptsExhausted"
            )

        deliver(
            event["Records"],
            int(mapping.get("MaximumRetryAttempts", -1)),
            lambda part: execute(function, {"Records": part}),
            refuse,
        )
        return {"body": {"batchItemFailures": []}}

    lambda_svc._execute_function, lambda_svc._poll_dynamodb_streams = executed, polled


def _mapping(lambda_svc: Any, function: dict[str, Any], event: dict[str, Any]) -> dict[str, Any] | None:
    records = event.get("Records") or [{}]
    name, source = function["config"]["FunctionName"], records[0].get("eventSourceARN")
    found: dict[str, Any]
    for _, _, found in lambda_svc._iter_all_esms():
        if found.get("FunctionName") == name and found.get("EventSourceArn") == source:
            return found
    return None


def _keep_unread(dynamodb: Any, lambda_svc: Any) -> None:
    tables_state, load_tables = dynamodb.get_state, dynamodb.load_persisted_state
    functions_state = lambda_svc.get_state

    def with_unread() -> Any:
        # Positions first: a record that is read in between is then delivered twice, never lost.
        return {**tables_state(), "nuannan_unread": _unread(dynamodb, lambda_svc)}

    def loaded(state: dict[str, Any]) -> None:
        unread = state.pop("nuannan_unread", [])
        load_tables(state)
        for kept in unread:
            dynamodb._stream_records.set_scoped(*kept["table"], kept["records"])
            for account, region, mapping, position in kept["positions"]:
                lambda_svc._dynamodb_stream_positions.set_scoped(account, region, mapping, position)

    def without_positions() -> Any:
        return {
            **functions_state(),
            "dynamodb_stream_positions": type(lambda_svc._dynamodb_stream_positions)(),
        }

    dynamodb.get_state, dynamodb.load_persisted_state = with_unread, loaded
    lambda_svc.get_state = without_positions


def _unread(dynamodb: Any, lambda_svc: Any) -> list[dict[str, Any]]:
    positions = dict(lambda_svc._dynamodb_stream_positions._data)
    kept = []
    for (account, region, table), records in list(dynamodb._stream_records._data.items()):
        mappings = {
            (account, region, found["UUID"]): positions.get((account, region, found["UUID"]))
            for owner, place, found in lambda_svc._iter_all_esms()
            if (owner, place) == (account, region)
            and f":table/{table}/stream/" in found.get("EventSourceArn", "")
        }
        trimmed = dynamodb._trimmed_count(table, account, region)
        read = {key: max(0, (position or trimmed) - trimmed) for key, position in mappings.items()}
        oldest = min(read.values(), default=0)
        placed = [[*key, position - oldest] for key, position in read.items()]
        kept.append(
            {"table": [account, region, table], "records": list(records[oldest:]), "positions": placed}
        )
    return kept
