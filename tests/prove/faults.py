"""Faults at the one place that sees every attempt of every AWS call (see the traps: botocore's own endpoint)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from types import SimpleNamespace
from typing import Any

from botocore.endpoint import Endpoint
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError

KINDS = ("lost request", "lost answer", "throttled", "500", "crash before", "crash after")
FAILURES = (BotoCoreError, ClientError)
happened: Counter[str] = Counter()


class Crash(BaseException):
    """The process ends here; no handler may swallow it."""


@contextmanager
def injected(kind: str, at: int, told: Callable[[], None] = lambda: None) -> Iterator[Counter[str]]:
    """The `at`-th attempt of an AWS call in this block meets the fault; all others go through, but after a crash none. `told` hears of it."""
    whole, lock, seen = Endpoint._do_get_response, RLock(), Counter()

    def get_response(self: Endpoint, request: Any, operation: Any, context: Any) -> Any:
        with lock:
            seen["attempts"] += 1
            strikes = seen["attempts"] == at
            dead = kind.startswith("crash") and seen["attempts"] > at
        if dead:
            raise Crash
        if not strikes:
            return whole(self, request, operation, context)
        happened[kind] += 1
        told()
        if kind == "crash before":
            raise Crash
        if kind == "lost request":
            return None, ConnectionClosedError(endpoint_url=request.url)
        if kind == "throttled":
            return _refused(400, "ThrottlingException"), None
        if kind == "500":
            return _refused(500, "InternalServerError"), None
        whole(self, request, operation, context)
        if kind == "crash after":
            raise Crash
        return None, ConnectionClosedError(endpoint_url=request.url)

    Endpoint._do_get_response = get_response
    try:
        yield seen
    finally:
        Endpoint._do_get_response = whole


def _refused(status: int, code: str) -> tuple[Any, dict[str, Any]]:
    parsed = {"Error": {"Code": code, "Message": "injected"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return SimpleNamespace(status_code=status, headers={}, content=b""), parsed
