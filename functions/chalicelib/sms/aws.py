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

# Codes that say "one of the parameters is wrong", whichever that is. Source: the error pages of both services.
OF_A_PARAMETER: Final = frozenset({
    "CANNOT_PARSE", "FIELD_VALIDATION_FAILED", "INVALID_PARAMETER", "InvalidParameter", "InvalidParameterValue",
    "ParameterValueInvalid", "UserError", "ValidationException",
})  # fmt: skip
# What botocore raises for an answer that is none of the service's.
UNREADABLE: Final = (ResponseParserError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


def ask(call: Callable[..., Mapping[str, Any]], wanted: Mapping[str, Any], codes: Mapping[str, Trouble], number: str) -> Sent:
    """The service's id of the message, or what kept it from taking it. A reason of its own says more than the code.

    `number` is the name of the parameter with the phone's number: what is said of another one is no fault of the number.
    """
    try:
        return Sent(str(call(**wanted)["MessageId"]))
    except ClientError as error:
        return _refusal(error, codes, number)
    except (EndpointConnectionError, ConnectTimeoutError):
        return Sent(None, "unreachable", Trouble.UNREACHABLE)
    except BotoCoreError:
        return Sent(None, "no_answer", Trouble.UNKNOWN)
    except UNREADABLE:
        return Sent(None, "answer_broken", Trouble.UNKNOWN)


def _refusal(error: ClientError, codes: Mapping[str, Trouble], number: str) -> Sent:
    told = error.response
    reason, code = str(told.get("Reason", "")), str(told.get("Error", {}).get("Code", ""))
    trouble = codes.get(reason) or codes.get(code) or COMMON.get(code) or Trouble.UNKNOWN
    # A sender's name that is set up wrongly is refused by the same codes as a number that is none: it would end every
    # message for good, with no other carrier tried and no alarm.
    if (reason or code) in OF_A_PARAMETER and not _speaks_of(told, number):
        trouble = Trouble.ACCOUNT
    return Sent(None, reason or code or "unknown", trouble)


def _speaks_of(told: Mapping[str, Any], number: str) -> bool:
    fields = told.get("Fields") or ()
    named = [str(each.get("Name", "")) for each in fields if isinstance(each, Mapping)]
    return number in named or (not named and number in str(told.get("Error", {}).get("Message", "")))
