"""Amazon SNS as a carrier: it sends and cannot receive, so follow-ups ask by link only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.ports import Sent

# Source: the Publish action's documented errors. What is not named here is tried again.
FINAL = frozenset({"InvalidParameter", "InvalidParameterValue", "AuthorizationError", "OptedOut"})


@dataclass(frozen=True, slots=True)
class Sns:
    """Publishes straight to a phone number."""

    client: Any
    name: str = "sns"
    receives: bool = False

    def send(self, phone: str, text: str, reference: str) -> Sent:  # noqa: ARG002 (SNS takes no reference)
        """SNS's message id, or its error's code."""
        kind = {"DataType": "String", "StringValue": "Transactional"}
        try:
            answer = self.client.publish(
                PhoneNumber=phone, Message=text, MessageAttributes={"AWS.SNS.SMS.SMSType": kind}
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            return Sent(None, code, retry=code not in FINAL)
        except BotoCoreError:
            return Sent(None, "unreachable", retry=True)
        return Sent(answer["MessageId"])
