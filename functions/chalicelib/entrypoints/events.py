"""Streams, queues and topics: parse, call one journey, answer which records must come again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from chalicelib.domain.errors import NuannanError
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Petition
from chalicelib.journey import count, export, find, photos, reply, reveal, send, sms_figures
from chalicelib.messages import sms
from chalicelib.observability import count as counted
from chalicelib.observability import log, log_error
from chalicelib.wiring import ports

Answer = dict[str, list[dict[str, str]]]


def wake_sender(event: dict[str, Any]) -> Answer:
    """Wakes the sender of every phone that has a new message. A failure is the whole batch's: it is one call."""
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
    phones = list(dict.fromkeys(key.partition("#")[2] for key in keys if key.startswith("F#")))
    ports().wake.wake(phones)
    return {"batchItemFailures": []}


def count_petitions(event: dict[str, Any]) -> Answer:
    """Counts each changed petition and indexes its words. A poisoned record is named, and everything after it on its shard comes again."""
    for record in event["Records"]:
        told = record["dynamodb"]
        after, before = told.get("NewImage") or {}, told.get("OldImage") or {}
        work = COUNTED.get((after or before).get("entity", {}).get("S"))
        sequence = told["SequenceNumber"]
        if work is not None and not _done("tally", partial(work, before, after)):
            return {"batchItemFailures": [{"itemIdentifier": sequence}]}
    return {"batchItemFailures": []}


Image = dict[str, Any]


def _count(before: Image, after: Image) -> None:
    """The index first: what it cannot take is not counted either, so that `make redrive` finds it by its marker."""
    petition = msgspec.json.decode(after["state"]["S"], type=Petition)
    find.index_changed(ports(), _earlier(before), petition)
    count.count(ports(), petition)


def _earlier(before: Image) -> Petition | None:
    """The petition before its change; None where there was none, or none to be read: then it was mended by this change."""
    try:
        return msgspec.json.decode(before["state"]["S"], type=Petition) if before else None
    except msgspec.ValidationError:
        return None


def _arrived(_: Image, after: Image) -> None:
    ports().tally.pulse_arrived(after["period"]["S"], int(after["part"]["N"]))


def _erased(before: Image, after: Image) -> None:
    """Words that are gone are found no more."""
    if not after:
        find.index(ports(), before["pk"]["S"].partition("#")[2])


def _count_message(_: Image, after: Image) -> None:
    sms_figures.count_message(ports(), msgspec.json.decode(after["state"]["S"], type=Message))


COUNTED: dict[str, Callable[[Image, Image], None]] = {
    "petition": _count, "pulse": _arrived, "text": _erased, "message": _count_message,
}  # fmt: skip


def reveal_contact(event: dict[str, Any]) -> dict[str, str]:
    """The contact that was asked for, or the refusal's code. It asks the session itself and trusts no caller."""
    try:
        shown = reveal.open_for(ports(), str(event.get("session", "")), str(event.get("number", "")))
    except NuannanError as refused:
        counted("Refused", code=refused.code)
        return {"code": refused.code}
    return {"phone": shown.phone, "name": shown.name}


def make_export(event: dict[str, Any]) -> dict[str, str]:
    """How the export stands that was asked for. What fails is tried once more by AWS, and then stays waiting until it dies."""
    from chalicelib.messages.sheets import sheet

    state = export.make(ports(), str(event.get("login", "")), str(event.get("export", "")), sheet)
    counted("Exports", outcome=state)
    return {"state": state}


def send_messages(event: dict[str, Any]) -> Answer:
    """Sends for each phone; what must wait less than a quarter of an hour is woken by a delayed message.

    What there was no time for is woken at once, so that a carrier that hangs costs a turn and never the whole batch.
    """
    until = ports().clock.now() + send.WORKS_FOR
    failed = [
        {"itemIdentifier": record["messageId"]}
        for record in event["Records"]
        if not _done("sender", partial(_send, record["body"], until))
    ]
    return {"batchItemFailures": failed}


def _send(phone_key: str, until: datetime) -> None:
    next_at = send.send(ports(), phone_key, sms.render, until)
    if next_at is None:
        return
    wait = int((next_at - ports().clock.now()).total_seconds()) + 1
    if wait <= 900:  # noqa: PLR2004 (the longest delay of the queue; later ones are the sweep's)
        ports().wake.wake([phone_key], wait)


def receive_reply(message: str) -> None:
    """Takes in a reply in the shape of AWS End User Messaging (two-way); a broken one is counted and dropped."""
    try:
        came = json.loads(message)
        inbound = reply.Inbound(
            "aws", str(came["inboundMessageId"]), str(came["originationNumber"]), str(came["messageBody"])
        )
    except (ValueError, KeyError, TypeError):
        log("reply.broken")
        counted("Replies", outcome="broken")
        return
    outcome = reply.receive(ports(), inbound)
    log("reply.received", outcome=outcome)
    counted("Replies", outcome=outcome)


def take_photos(event: dict[str, Any]) -> Answer:
    """Makes pictures of what came into the uploads bucket."""
    failed = [
        {"itemIdentifier": record["messageId"]}
        for record in event["Records"]
        if not _done("photos", partial(_develop, record["body"]))
    ]
    return {"batchItemFailures": failed}


def _develop(body: str) -> None:
    """Nothing; a message that tells of no upload, such as the bucket's first one, is dropped."""
    for record in json.loads(body).get("Records", []):
        outcome = photos.arrive(ports(), unquote_plus(record["s3"]["object"]["key"]))
        log("photo.arrived", outcome=outcome)
        counted("Photos", outcome=outcome)


def _done(name: str, work: Callable[[], object]) -> bool:
    """False when the work failed and its record must come again; the failure is logged without its words."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 (one record's outermost edge: its neighbours go on)
        log_error(f"{name}.failed", error)
        return False
    return True
