"""AWS End User Messaging (pinpoint-sms-voice-v2): two-way, with receipts as events on an SNS topic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, state_of
from chalicelib.sms.aws import refusal

NAME: Final = "aws"
# Source: the errors of SendTextMessage, AWS End User Messaging SMS API Reference (v2).
CODES: Final[Mapping[str, Trouble]] = {
    "ConflictException": Trouble.REFUSED_NUMBER,
    "ResourceNotFoundException": Trouble.ACCOUNT,
    "ServiceQuotaExceededException": Trouble.THROTTLED,
    "ValidationException": Trouble.REFUSED_NUMBER,
}
# Source: the Reason of a ConflictException or ValidationException, which says more than its code.
REASONS: Final[Mapping[str, Trouble]] = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": Trouble.OPTED_OUT,
    "DESTINATION_COUNTRY_BLOCKED": Trouble.REFUSED_NUMBER,
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": Trouble.ACCOUNT,
    "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL": Trouble.ACCOUNT,
    "NO_ORIGINATION_IDENTITIES_FOUND": Trouble.ACCOUNT,
    "ORIGINATION_ENTITY_NOT_ACTIVE": Trouble.ACCOUNT,
}
# Source: "Event types for SMS", AWS End User Messaging SMS User Guide.
STATES: Final[Mapping[str, MessageState]] = {
    "TEXT_PENDING": MessageState.SENT,
    "TEXT_QUEUED": MessageState.SENT,
    "TEXT_SENT": MessageState.SENT,
    "TEXT_SUCCESSFUL": MessageState.SENT,
    "TEXT_DELIVERED": MessageState.DELIVERED,
    "TEXT_BLOCKED": MessageState.FAILED,
    "TEXT_CARRIER_BLOCKED": MessageState.FAILED,
    "TEXT_CARRIER_UNREACHABLE": MessageState.FAILED,
    "TEXT_INVALID": MessageState.FAILED,
    "TEXT_INVALID_MESSAGE": MessageState.FAILED,
    "TEXT_PROTECT_BLOCKED": MessageState.FAILED,
    "TEXT_SPAM": MessageState.FAILED,
    "TEXT_TTL_EXPIRED": MessageState.EXPIRED,
    "TEXT_UNKNOWN": MessageState.FAILED,
    "TEXT_UNREACHABLE": MessageState.FAILED,
}


@dataclass(frozen=True, slots=True)
class EndUserMessaging:
    """Sends from the number or pool that the deployment names; `configuration_set` leads its events to our topic."""

    client: Any
    origination: str
    configuration_set: str
    name: str = NAME
    receives: bool = True
    receipts: bool = True
    templates: bool = False

    def send(self, phone: str, words: Words, reference: str) -> Sent:
        """The service's message id, or its error's reason or code."""
        asked = {
            "DestinationPhoneNumber": phone,
            "MessageBody": words.text,
            "MessageType": "TRANSACTIONAL",
            "Context": {"reference": reference},
        }
        if self.origination:
            asked["OriginationIdentity"] = self.origination
        if self.configuration_set:
            asked["ConfigurationSetName"] = self.configuration_set
        try:
            answer = self.client.send_text_message(**asked)
        except ClientError as error:
            reason = str(error.response.get("Reason", ""))
            return Sent(None, reason, REASONS[reason]) if reason in REASONS else refusal(error, CODES)
        except BotoCoreError as error:
            return refusal(error, CODES)
        return Sent(str(answer["MessageId"]))


def receipt_of(message: str) -> Receipt | None:
    """The receipt in an event of the topic; None for what is none."""
    try:
        event = json.loads(message)
        code = str(event["eventType"])
        at = datetime.fromtimestamp(int(event["eventTimestamp"]) / 1000, UTC)
        identity = str(event["messageId"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    return Receipt(NAME, identity, state_of(STATES, code), code, at)
