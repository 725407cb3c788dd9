"""AWS End User Messaging (pinpoint-sms-voice-v2): two-way, with receipts as events on an SNS topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from chalicelib.domain.carriers import Sent, Trouble, Words
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.receipts import Receipt, reference_in, segments_in, state_of
from chalicelib.sms.aws import ask

NAME: Final = "aws"
# Source: the errors of SendTextMessage, AWS End User Messaging SMS API Reference (v2). A conflict or a broken rule whose
# reason is not below is one of how the account is set up.
CODES: Final[Mapping[str, Trouble]] = {
    "ConflictException": Trouble.ACCOUNT,
    "InternalServerException": Trouble.UNKNOWN,
    "ResourceNotFoundException": Trouble.ACCOUNT,
    "ServiceQuotaExceededException": Trouble.ACCOUNT,
    "ValidationException": Trouble.ACCOUNT,
}
# Source: the enumerations of `Reason` in botocore's model of the service (all of these are checked against it).
REASONS: Final[Mapping[str, Trouble]] = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": Trouble.OPTED_OUT,
    "DESTINATION_COUNTRY_BLOCKED": Trouble.REFUSED_NUMBER,
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": Trouble.REFUSED_NUMBER,
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": Trouble.REFUSED_NUMBER,
    "CANNOT_PARSE": Trouble.REFUSED_NUMBER,
    "FIELD_VALIDATION_FAILED": Trouble.REFUSED_NUMBER,
    "INVALID_PARAMETER": Trouble.REFUSED_NUMBER,
    "MAXIMUM_SIZE_EXCEEDED": Trouble.TEMPLATE_REFUSED,
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": Trouble.ACCOUNT,
    "NO_ORIGINATION_IDENTITIES_FOUND": Trouble.ACCOUNT,
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT": Trouble.ACCOUNT,
    "ACCOUNT_DISABLED": Trouble.ACCOUNT,
}
_TROUBLES: Final[Mapping[str, Trouble]] = {**CODES, **REASONS}
# Source: "Event types for SMS, MMS, and voice", AWS End User Messaging SMS User Guide. TEXT_UNKNOWN comes when no carrier
# said anything for 72 hours: that is no failure, nobody knows.
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
    "TEXT_UNKNOWN": MessageState.UNCLEAR,
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
        return ask(self.client.send_text_message, asked, _TROUBLES, "DestinationPhoneNumber")


def receipt_of(event: Any) -> Receipt | None:
    """The receipt in an event of the topic; None for what is none."""
    try:
        code = str(event["eventType"])
        at = datetime.fromtimestamp(int(event["eventTimestamp"]) / 1000, UTC)
        identity = str(event["messageId"])
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    # Source: the same page: where carriers send no receipts, TEXT_SUCCESSFUL stands for TEXT_DELIVERED and is the last event.
    last = code == "TEXT_SUCCESSFUL" and event.get("isFinal") is True
    state = MessageState.DELIVERED if last else state_of(STATES, code)
    context = event.get("context")
    ours = reference_in(context.get("reference")) if isinstance(context, Mapping) else ""
    return Receipt(NAME, identity, state, code, at, ours, segments_in(event.get("totalMessageParts")))
