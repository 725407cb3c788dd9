"""The phone simulator of the local stage: a carrier that keeps messages on a page, can receive, and sends receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, reference_in, segments_in, state_of
from chalicelib.sms import china
from chalicelib.sms.web import Answer, post

NAME: Final = "simulator"
STATES: Final[Mapping[str, MessageState]] = {
    each.value: each for each in (MessageState.DELIVERED, MessageState.FAILED, MessageState.EXPIRED)
}
# What the simulator's page can be told to answer, so that each refusal can be shown.
TROUBLES: Final[Mapping[str, Trouble]] = {
    each.value: each
    for each in (Trouble.THROTTLED, Trouble.REFUSED_NUMBER, Trouble.TEMPLATE_REFUSED, Trouble.OPTED_OUT)
}


@dataclass(frozen=True, slots=True)
class Simulator:
    """Posts to the simulator's own address; the same reference again is one more SMS, as at every carrier."""

    url: str
    name: str = NAME
    receives: bool = True
    receipts: bool = True
    templates: bool = False

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """The simulator's id, or a named error."""
        body = json.dumps({"phone": phone, "body": words.text, "reference": reference}).encode()
        return post(self.url, urlsplit(self.url).path, {"Content-Type": "application/json"}, body, _read)


def _read(answer: Answer) -> Sent:
    if answer.status == HTTPStatus.OK and answer.body.get("id"):
        return Sent(str(answer.body["id"]))
    code = str(answer.body.get("code") or f"http_{answer.status}")
    return Sent(None, code, TROUBLES.get(code, Trouble.UNKNOWN))


def receipt_of(entry: Mapping[str, Any], now: datetime) -> Receipt:
    """The receipt in an entry of a callback. Raises: CallbackBroken."""
    code = china.code_of(entry.get("state"))
    ours = reference_in(entry.get("reference"))
    return Receipt(NAME, china.id_of(entry.get("id")), state_of(STATES, code), code, now, ours, segments_in(entry.get("segments")))


def reply_of(entry: Mapping[str, Any]) -> tuple[str, str, str]:
    """Id, phone and words of a reply. Raises: CallbackBroken."""
    return china.id_of(entry.get("reply")), china.id_of(entry.get("phone")), str(entry.get("body", ""))
