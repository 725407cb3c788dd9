"""The phone simulator of the local stage: a carrier that keeps messages on a page, can receive, and sends receipts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.sms.web import Answer, post

STATES: Final[Mapping[str, MessageState]] = {
    "delivered": MessageState.DELIVERED,
    "failed": MessageState.FAILED,
    "expired": MessageState.EXPIRED,
}
# What the simulator's page can be told to answer, so that each refusal can be shown.
TROUBLES: Final[Mapping[str, Trouble]] = {
    "throttled": Trouble.THROTTLED,
    "refused_number": Trouble.REFUSED_NUMBER,
    "template_refused": Trouble.TEMPLATE_REFUSED,
    "opted_out": Trouble.OPTED_OUT,
}


@dataclass(frozen=True, slots=True)
class Simulator:
    """Posts to the simulator's own address; the same reference again is the same message."""

    url: str
    name: str = "simulator"
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
