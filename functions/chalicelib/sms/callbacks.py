"""Every way in which carriers tell us something, read into receipts and replies; what is broken is counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from chalicelib.domain.receipts import Came, Receipt
from chalicelib.sms import aliyun, china, end_user_messaging, simulator, sns, tencent

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """How a carrier's entries are read, and which field is in its replies alone."""

    receipt: Callable[[Entry, datetime], Receipt]
    reply: Callable[[Entry], tuple[str, str, str]]
    told_by: str


READERS: Final[Mapping[str, Reader]] = {
    aliyun.NAME: Reader(aliyun.receipt_of, aliyun.reply_of, "content"),
    tencent.NAME: Reader(tencent.receipt_of, tencent.reply_of, "text"),
    simulator.NAME: Reader(simulator.receipt_of, simulator.reply_of, "reply"),
}


def by_http(carrier: str, body: bytes, now: datetime) -> Came:
    """What a carrier of `READERS` sent by HTTP."""
    came, reader = Came(), READERS[carrier]
    try:
        entries = china.entries_of(body)
    except china.CallbackBroken:
        return Came(broken=1)
    for entry in entries:
        try:
            if reader.told_by in entry:
                came.replies.append((carrier, *reader.reply(entry)))
            else:
                came.receipts.append(reader.receipt(entry, now))
        except china.CallbackBroken:
            came.broken += 1
    return came


def by_topic(message: str) -> Came:
    """What AWS End User Messaging published: an event of a message, or a reply."""
    try:
        told = json.loads(message)
        if isinstance(told, dict) and "inboundMessageId" in told:
            reply = (str(told["inboundMessageId"]), str(told["originationNumber"]), str(told["messageBody"]))
            return Came(replies=[(end_user_messaging.NAME, *reply)])
    except (ValueError, KeyError, RecursionError):
        return Came(broken=1)
    receipt = end_user_messaging.receipt_of(told)
    return Came(receipts=[receipt]) if receipt else Came(broken=1)


def by_log(packed: str) -> Came:
    """What SNS wrote into its delivery-status log."""
    came = Came()
    try:
        for receipt in sns.receipts_of(packed):
            if receipt is None:
                came.broken += 1
            else:
                came.receipts.append(receipt)
    except ValueError:
        came.broken += 1
    return came
