"""Carriers' callbacks: verified, recorded, answered fast. Only who is not a carrier gets a 4xx; our fault is a 5xx."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from typing import Any, Final

from chalice.app import Blueprint, Request, Response

from chalicelib import wiring
from chalicelib.domain.errors import BodyTooLarge, Busy, NotFound, RequestNotOurs
from chalicelib.domain.receipts import Came, NotificationRefused
from chalicelib.entrypoints.http import answer, view
from chalicelib.journey import receipt, reply
from chalicelib.observability import count, log, log_error

callbacks = Blueprint(__name__)
_view = view(lambda: callbacks.current_request)
LONGEST: Final = 1024 * 1024
KINDS: Final = ["application/json", "text/plain"]
# Aliyun reads the first two, Tencent Cloud the last two; anything else makes them repeat it.
TAKEN: Final = {"code": 0, "msg": "OK", "result": 0, "errmsg": "OK"}


@callbacks.route("/callbacks/{carrier}/{key}", methods=["POST"], content_types=KINDS)
@_view
def from_carrier(request: Request, carrier: str, key: str) -> Response:
    """Receipts and replies of a carrier that knows its secret path (`python -m infra.callback_paths`)."""
    wired = wiring.ports()
    marks = {each: wiring.callback_mark(wired.secrets, carrier, each) for each in wired.callback_keys}
    version = next((each for each, mark in marks.items() if hmac.compare_digest(key.encode(), mark.encode())), None)
    if version is None:
        count("CallbacksRefused", reason="key_wrong")
        raise NotFound
    count("Callbacks", carrier=carrier, version=version)  # an old version is withdrawn when it counts no more
    came = wiring.called_back(carrier, _body(request), wired.clock.now())
    if came is None:
        raise NotFound
    take(came)
    return answer(TAKEN)


@callbacks.route("/callbacks/sns", methods=["POST"], content_types=KINDS)
@_view
def from_sns(request: Request) -> Response:
    """What SNS posts of our own topics, by its signature."""
    wired = wiring.ports()
    try:
        notification = wiring.verifier().read(_body(request), wired.clock.now())
        if notification.confirm:
            wiring.verifier().confirm(notification)
            log("callback.confirmed")
        else:
            take(wiring.told_by_topic(notification.message))
    except NotificationRefused as refused:
        log("callback.refused", reason=str(refused.args[0]))
        count("CallbacksRefused", reason=str(refused.args[0]))
        raise RequestNotOurs from None
    except (OSError, HTTPException):
        raise Busy from None  # the certificate is away: SNS comes again
    return answer(TAKEN)


def _body(request: Request) -> bytes:
    raw = request.raw_body or b""
    body = raw.encode() if isinstance(raw, str) else raw
    if len(body) > LONGEST:
        raise BodyTooLarge
    return body


def receive(event: dict[str, Any]) -> None:
    """Takes in what came by the receipts' topic or by SNS's log of deliveries. Raises: Busy, to be called again."""
    if "awslogs" in event:
        take(wiring.told_by_log(str(event["awslogs"].get("data", ""))))
        return
    for record in event.get("Records", []):
        take(wiring.told_by_topic(str(record["Sns"]["Message"])))


def take(came: Came) -> None:
    """Nothing; every entry was tried. Raises: Busy when one could not be recorded, so that all come again."""
    for _ in range(came.broken):
        log("callback.broken")
        count("CallbacksBroken")
    wired = wiring.ports()
    tasks: list[tuple[str, Callable[[], str]]] = [
        ("Receipts", partial(receipt.record, wired, each)) for each in came.receipts
    ]
    tasks += [("Replies", partial(reply.receive, wired, reply.Inbound(*each))) for each in came.replies]
    failed = [name for name, task in tasks if not _done(name, task)]
    if failed:
        raise Busy


def _done(name: str, task: Callable[[], str]) -> bool:
    """False when an entry could not be recorded; its neighbours go on."""
    try:
        outcome = task()
    except Exception as error:  # noqa: BLE001 (one entry's outermost edge)
        log_error("callback.failed", error)
        return False
    log("callback.taken", about=name.lower(), outcome=outcome)
    count(name, outcome=outcome)
    if outcome == "unclear":
        count("ReceiptsUnclear")
    return True
