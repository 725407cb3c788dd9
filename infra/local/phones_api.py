"""What the simulator's page and the platform ask of the phones: /phones/api/… of the local front."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from infra.local.network import ANSWERS, RECEIPTS, Network


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body; status 0 is none: the carrier hangs up."""

    status: int
    body: Mapping[str, Any] | None


REFUSED = Answer(HTTPStatus.BAD_REQUEST, {})
NOT_FOUND = Answer(HTTPStatus.NOT_FOUND, None)


@dataclass(frozen=True, slots=True)
class PhonesApi:
    """The routes over one network."""

    network: Network

    def get(self, path: str, query: Mapping[str, list[str]]) -> Answer:
        """What the phones hold."""
        if path == "/phones/api/phones":
            return Answer(HTTPStatus.OK, {"phones": self.network.phones.all()} | self.network.shown())
        if path == "/phones/api/messages":
            after = query.get("after", ["0"])[0]
            number = int(after) if after.isdecimal() else 0
            return Answer(HTTPStatus.OK, {"messages": self.network.phones.after(number)})
        if path == "/phones/api/behaviours":
            held = {phone: asdict(each) for phone, each in self.network.behaviours().items()}
            return Answer(HTTPStatus.OK, {"behaviours": held, "answers": list(ANSWERS), "receipts": list(RECEIPTS)})
        return NOT_FOUND

    def post(self, path: str, body: bytes) -> Answer:
        """What came of a message, a reply or a setting."""
        try:
            came = json.loads(body)
            phone = str(came["phone"])
            if path == "/phones/api/behaviours":
                return self._behave(phone, came.get("behaviour"))
            words = str(came["body"])
            if path == "/phones/api/outbound":
                return Answer(*self.network.take(phone, words, str(came["reference"])))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return REFUSED
        if path == "/phones/api/replies":
            return Answer(HTTPStatus.OK, {"id": self.network.reply(phone, words, str(came.get("id") or ""))})
        return NOT_FOUND

    def _behave(self, phone: str, behaviour: Mapping[str, object] | None) -> Answer:
        self.network.behave(phone, None if behaviour is None else dict(behaviour))
        return self.get("/phones/api/behaviours", {})
