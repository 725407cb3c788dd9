"""Logs and metrics of every handler. Only codes get through: what a person typed never does."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

_EVENT = re.compile(r"[a-z0-9_.]{1,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_.:/#@-]{0,128}")
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_CORRELATION = re.compile(r"[A-Za-z0-9-]{8,64}")
REDACTED = "[redacted]"
_cold = True  # until the first handler of this process has begun


def _service() -> str:
    return os.environ.get("POWERTOOLS_SERVICE_NAME", "nuannan")


@lru_cache(maxsize=1)
def _logger() -> Logger:
    # Chalice logs under the app's name by a handler of its own: one name for both would write each line twice.
    made = Logger(service=f"{_service()}-codes", log_uncaught_exceptions=False)
    made.append_keys(service=_service())
    return made


@lru_cache(maxsize=1)
def _metrics() -> Metrics:
    return Metrics(namespace="Nuannan", service=_service())


def redacted(value: object) -> object:
    """A number, a truth or a plain code as it is; else a mark. Phones and identity numbers are masked."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return REDACTED if _PHONE.search(str(value)) or _IDENTITY.search(str(value)) else value
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return _IDENTITY.sub("*", _PHONE.sub("*", value))
    return REDACTED


def log(event: str, **values: object) -> None:
    """Nothing; one line with the event's name and those values that are codes."""
    name = event if _EVENT.fullmatch(event) else REDACTED
    _logger().info(name, extra={key: redacted(value) for key, value in values.items()})


def log_error(event: str, error: BaseException) -> None:
    """Nothing; the error's type and the frames it passed, without its words."""
    passed = traceback.extract_tb(error.__traceback__)
    frames = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in passed]
    where = "/".join(frames[-6:])
    name = event if _EVENT.fullmatch(event) else REDACTED
    _logger().error(name, extra={"error": type(error).__name__, "where": redacted(where)})


def correlation_of(headers: Any) -> str:
    """The caller's correlation id, if it is one; else an empty string."""
    asked = (headers or {}).get("nuannan-correlation") or ""
    return asked if _CORRELATION.fullmatch(asked) else ""


def _began_cold() -> bool:
    global _cold
    was, _cold = _cold, False
    return was


def observed(name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """A handler whose calls, cold starts and failures are counted; a failure is raised again."""

    def decorate(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
        @wraps(handler)
        def wrapper(event: Any) -> Any:
            metrics = _metrics()
            metrics.add_dimension(name="handler", value=name)
            if _began_cold():
                metrics.add_metric(name="ColdStart", unit=MetricUnit.Count, value=1)
            try:
                answer = handler(event)
            except Exception as error:
                log_error(f"{name}.crashed", error)
                metrics.add_metric(name="Crashed", unit=MetricUnit.Count, value=1)
                raise
            else:
                metrics.add_metric(name="Handled", unit=MetricUnit.Count, value=1)
                return answer
            finally:
                metrics.flush_metrics()

        return wrapper

    return decorate
