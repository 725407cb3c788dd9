"""Logs and metrics of every handler. Only codes get through: what a person typed never does."""

from __future__ import annotations

import logging
import os
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from chalicelib.domain.outbox import Message
from chalicelib.domain.proof import CAPPED

NAMESPACE = "Nuannan"
# A line that cannot be written must not print the error, and with it another's words, in its place.
logging.raiseExceptions = False
_EVENT = re.compile(r"[a-z0-9_.]{1,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_.:/#@-]{0,128}")
_NO_TOKEN = re.compile(r"[^A-Za-z0-9_.]")  # "<frozen os>" is a file's name too
_PHONE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
# A log record has these of its own and takes no second one.
_RECORDS_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
REDACTED = "[redacted]"
_cold = True  # until the first handler of this process has begun
_correlation: ContextVar[str] = ContextVar("correlation", default="")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class HandlerFailed(Exception):
    """A handler failed; its text is the error's type alone, since the runtime prints it."""


def _service() -> str:
    # Two stages may share an account: without the stage, one's quiet would hide the other's alarm.
    return f"nuannan-{os.environ.get('NUANNAN_STAGE', 'none')}"


@lru_cache(maxsize=1)
def _logger() -> Logger:
    # Chalice logs under the app's name by a handler of its own: one name for both would write each line twice.
    # The level is ours: LOG_LEVEL belongs to the local engine, whose environment its functions inherit.
    made = Logger(service=f"{_service()}-codes", level="INFO", location=None, log_uncaught_exceptions=False)
    made.append_keys(service=_service())
    return made


@lru_cache(maxsize=1)
def _metrics() -> Metrics:
    return Metrics(namespace=NAMESPACE, service=_service())


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
    _logger().info(_name(event), extra=_extra(values))


def log_error(event: str, error: BaseException, **codes: object) -> None:
    """Nothing; the error's type and the frames it passed, without its words, beside the codes of what it kept from being done."""
    passed = traceback.extract_tb(error.__traceback__)
    frames = [f"{_NO_TOKEN.sub('', frame.filename.rpartition('/')[2])}:{frame.lineno}" for frame in passed]
    values = {**codes, "error": type(error).__name__, "where": "/".join(frames[-6:])}
    _logger().error(_name(event), extra=_extra(values))


def _name(event: str) -> str:
    return event if _EVENT.fullmatch(event) else REDACTED


def _extra(values: Mapping[str, object]) -> dict[str, object]:
    correlation = _correlation.get()
    if correlation:
        values = {"correlation": correlation, **values}
    return {
        f"{key}_" if key in _RECORDS_OWN else key: redacted(value) for key, value in values.items()
    }


@contextmanager
def correlated(correlation: str) -> Iterator[None]:
    """Lines within carry this id, which leads from the page to the SMS."""
    before = _correlation.set(correlation)
    try:
        yield
    finally:
        _correlation.reset(before)


def count(name: str, value: int = 1, **by: str) -> None:
    """Nothing; one metric of the stage, by codes such as the refusal's or the message's end."""
    with single_metric(
        name=name, unit=MetricUnit.Count, value=value, namespace=NAMESPACE, default_dimensions={}
    ) as metric:
        metric.add_dimension(name="service", value=_service())
        for dimension, code in by.items():
            metric.add_dimension(name=dimension, value=str(redacted(code)) or "none")


def current_correlation() -> str:
    """The id that lines carry now; empty outside a request."""
    return _correlation.get()


def tell_message(message: Message) -> None:
    """Nothing; how a message ended, or that it waits again, under the id of the visit that caused it."""
    reason = message.reason.replace(" ", "_")
    with correlated(message.correlation):
        log("message.settled", template=message.name, state=message.state, reason=reason, tries=message.attempts)
    count("Messages", outcome=message.state)
    if message.reason == CAPPED:
        count("CodesCapped")


def tell_passed_over(carrier: str) -> None:
    """Nothing; a carrier that failed steadily is passed over from now on, which rings an alarm."""
    log("carrier.passed_over", carrier=carrier)
    count("CarriersPassedOver")


def _began_cold() -> bool:
    global _cold
    was, _cold = _cold, False
    return was


def observed(name: str) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """A handler whose calls, cold starts and failures are counted.

    A failure is raised again as HandlerFailed: the runtime prints an error's own text, which could hold what a
    person typed, and the text of every error that caused it.
    """

    def decorate(handler: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        @wraps(handler)
        def wrapper(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
            metrics = _metrics()
            metrics.add_dimension(name="handler", value=name)
            if _began_cold():
                metrics.add_metric(name="ColdStart", unit=MetricUnit.Count, value=1)
            outcome, failure = "Crashed", ""
            try:
                answer = handler(*asked, **named)
            except Exception as error:  # noqa: BLE001 (the outermost edge)
                log_error(f"{name}.crashed", error)
                failure = type(error).__name__
            else:
                outcome = "Handled"
                return answer
            finally:
                metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=1)
                metrics.flush_metrics()
            # Outside the except block, so that the error is not even this one's context.
            raise HandlerFailed(failure)

        return wrapper

    return decorate
