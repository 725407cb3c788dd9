"""What the two AWS carriers share: how a failed call is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, EndpointConnectionError
from botocore.parsers import ResponseParserError

from chalicelib.domain.carriers import Sent, Trouble

# Neither service knows a repeated message from a new one, and botocore repeats a call whose answer was lost: each
# repetition would be one more SMS that nobody counted. So it is asked once, and our own outbox decides what follows.
ONCE: Final = Config(connect_timeout=3, read_timeout=8, retries={"total_max_attempts": 1})
# Source: the common errors of the AWS APIs.
COMMON: Final[Mapping[str, Trouble]] = {
    "AccessDenied": Trouble.ACCOUNT,
    "AccessDeniedException": Trouble.ACCOUNT,
    "ExpiredToken": Trouble.ACCOUNT,
    "ExpiredTokenException": Trouble.ACCOUNT,
    "IncompleteSignature": Trouble.ACCOUNT,
    "InvalidClientTokenId": Trouble.ACCOUNT,
    "OptInRequired": Trouble.ACCOUNT,
    "SignatureDoesNotMatch": Trouble.ACCOUNT,
    "UnrecognizedClientException": Trouble.ACCOUNT,
    "RequestLimitExceeded": Trouble.THROTTLED,
    "Throttling": Trouble.THROTTLED,
    "ThrottlingException": Trouble.THROTTLED,
    "TooManyRequestsException": Trouble.THROTTLED,
}


# What botocore raises for an answer that is none of the service's.
UNREADABLE: Final = (ResponseParserError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


def ask(call: Callable[..., Mapping[str, Any]], wanted: Mapping[str, Any], codes: Mapping[str, Trouble]) -> Sent:
    """The service's id of the message, or what kept it from taking it. A reason of its own says more than the code."""
    try:
        return Sent(str(call(**wanted)["MessageId"]))
    except ClientError as error:
        return _refusal(error, codes)
    except (EndpointConnectionError, ConnectTimeoutError):
        return Sent(None, "unreachable", Trouble.UNREACHABLE)
    except BotoCoreError:
        return Sent(None, "no_answer", Trouble.UNKNOWN)
    except UNREADABLE:
        return Sent(None, "answer_broken", Trouble.UNKNOWN)


def _refusal(error: ClientError, codes: Mapping[str, Trouble]) -> Sent:
    reason, code = str(error.response.get("Reason", "")), str(error.response.get("Error", {}).get("Code", ""))
    trouble = codes.get(reason) or codes.get(code) or COMMON.get(code) or Trouble.UNKNOWN
    return Sent(None, reason or code or "unknown", trouble)
