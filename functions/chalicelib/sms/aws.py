"""What the two AWS carriers share: how a failed call is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from chalicelib.domain.carriers import Sent, Trouble

FAULT = 500
# Source: the common errors of the AWS APIs.
COMMON: Final[Mapping[str, Trouble]] = {
    "AccessDenied": Trouble.ACCOUNT,
    "AccessDeniedException": Trouble.ACCOUNT,
    "ExpiredToken": Trouble.ACCOUNT,
    "InvalidClientTokenId": Trouble.ACCOUNT,
    "RequestLimitExceeded": Trouble.THROTTLED,
    "Throttling": Trouble.THROTTLED,
    "ThrottlingException": Trouble.THROTTLED,
    "TooManyRequestsException": Trouble.THROTTLED,
}


def refusal(error: ClientError | BotoCoreError, codes: Mapping[str, Trouble]) -> Sent:
    """What a failed call means. A fault of the service may have come after it took the message."""
    if isinstance(error, EndpointConnectionError):
        return Sent(None, "unreachable", Trouble.UNREACHABLE)
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code", "unknown"))
        return Sent(None, code, codes.get(code) or COMMON.get(code) or Trouble.UNKNOWN)
    return Sent(None, "no_answer", Trouble.UNKNOWN)
