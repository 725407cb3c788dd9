"""Amazon SNS as a carrier: it sends and cannot receive, so follow-ups ask by link only."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt
from chalicelib.sms.aws import ask

NAME: Final = "sns"
# Source: the errors of the Publish action, Amazon SNS API Reference, and the codes that botocore's model of SNS has for
# them. Publishing to who opted out is no error there: SNS takes it, and its log of deliveries says so.
CODES: Final[Mapping[str, Trouble]] = {
    "AuthorizationError": Trouble.ACCOUNT,
    "EndpointDisabled": Trouble.REFUSED_NUMBER,
    "InternalError": Trouble.UNKNOWN,
    "InvalidParameter": Trouble.REFUSED_NUMBER,
    "InvalidParameterValue": Trouble.REFUSED_NUMBER,
    "InvalidSecurity": Trouble.ACCOUNT,
    "NotFound": Trouble.REFUSED_NUMBER,
    "OptedOut": Trouble.OPTED_OUT,
    "ParameterValueInvalid": Trouble.REFUSED_NUMBER,
    "Throttled": Trouble.THROTTLED,
    "UserError": Trouble.REFUSED_NUMBER,
    "ValidationException": Trouble.REFUSED_NUMBER,
}
# Source: "SMS delivery failure reasons", Amazon SNS Developer Guide: the words of delivery.providerResponse, with the two
# that older logs say instead ("blacklisted"). Of the successes the guide shows only the first; the second is in real logs.
STATES: Final[Mapping[str, MessageState]] = {
    "Message has been accepted by phone carrier": MessageState.DELIVERED,
    "Message has been accepted by phone": MessageState.DELIVERED,
    "Blocked as spam by phone carrier": MessageState.FAILED,
    "Destination is on a blocked list": MessageState.FAILED,
    "Destination is blacklisted": MessageState.FAILED,
    "Invalid phone number": MessageState.FAILED,
    "Message body is invalid": MessageState.FAILED,
    "Phone carrier has blocked this message": MessageState.FAILED,
    "Phone carrier is currently unreachable/unavailable": MessageState.FAILED,
    "Phone has blocked SMS": MessageState.FAILED,
    "Phone is blacklisted": MessageState.FAILED,
    "Phone is on a blocked list": MessageState.FAILED,
    "Phone is currently unreachable/unavailable": MessageState.EXPIRED,
    "Phone number is opted out": MessageState.FAILED,
    "This delivery would exceed max price": MessageState.FAILED,
    "Unknown error attempting to reach phone": MessageState.FAILED,
}
MOST_EVENTS = 8 * 1024 * 1024  # of one batch, unpacked


@dataclass(frozen=True, slots=True)
class Sns:
    """Publishes straight to a phone number."""

    client: Any
    name: str = NAME
    receives: bool = False
    receipts: bool = True
    templates: bool = False

    def send(self, phone: str, words: Words, reference: str) -> Sent:  # noqa: ARG002 (SNS takes no reference)
        """SNS's message id, or its error's code."""
        kind = {"DataType": "String", "StringValue": "Transactional"}
        wanted = {"PhoneNumber": phone, "Message": words.text, "MessageAttributes": {"AWS.SNS.SMS.SMSType": kind}}
        return ask(self.client.publish, wanted, CODES, "PhoneNumber")


def receipts_of(packed: str) -> Iterator[Receipt | None]:
    """Each receipt in a batch of delivery-status log events; None for an event that is none.

    Raises: ValueError for what is no batch of CloudWatch Logs.
    """
    try:
        unpacked = zlib.decompressobj(31).decompress(base64.b64decode(packed, validate=True), MOST_EVENTS)
        batch = json.loads(unpacked)
        events = batch["logEvents"] if batch["messageType"] == "DATA_MESSAGE" else []
    except (ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
        raise ValueError("no batch of log events") from error
    if not isinstance(events, list):
        raise ValueError("no list of log events")  # noqa: TRY004 (what came is broken, whatever its type)
    for event in events:
        yield _receipt(event)


def _receipt(event: Mapping[str, Any]) -> Receipt | None:
    try:
        told = json.loads(event["message"])
        identity, said = str(told["notification"]["messageId"]), str(told["delivery"]["providerResponse"])
        at = datetime.fromtimestamp(int(event["timestamp"]) / 1000, UTC)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    state = STATES.get(said.strip())
    if state is None and told.get("status") in ("SUCCESS", "FAILURE"):
        # Carriers add words of their own; the verdict beside them is SNS's.
        state = MessageState.DELIVERED if told["status"] == "SUCCESS" else MessageState.FAILED
    code = said.strip() if said.strip() in STATES else str(told.get("status", "none"))
    return Receipt(NAME, identity, state or MessageState.UNCLEAR, code, at)
