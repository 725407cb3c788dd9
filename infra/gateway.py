"""What the gateway answers before a function is asked, in the one error shape; the local front says the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from chalicelib.messages.errors import TEXTS

# The gateway's name of an answer -> status (None: as it is) and code. The gateway knows no language: both are said.
ANSWERS: Final[Mapping[str, tuple[int | None, str]]] = {
    "UNAUTHORIZED": (401, "not_signed_in"),
    # The authorizer refuses only a session that is over; what a person may do is decided by the function.
    "ACCESS_DENIED": (401, "not_signed_in"),
    # The gateway says so of an unknown path and of a method that a path does not know.
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found"),
    "RESOURCE_NOT_FOUND": (404, "not_found"),
    "REQUEST_TOO_LARGE": (413, "body_too_large"),
    "UNSUPPORTED_MEDIA_TYPE": (415, "unsupported_media"),
    "THROTTLED": (429, "too_many_requests"),
    "QUOTA_EXCEEDED": (429, "too_many_requests"),
    "DEFAULT_4XX": (None, "bad_request"),
    "DEFAULT_5XX": (None, "internal"),
}
# Source: the x-amzn-ErrorType header of a gateway's own answer, API Gateway Developer Guide, "Gateway response types".
ERROR_TYPES: Final[Mapping[str, str]] = {
    "UnauthorizedException": "UNAUTHORIZED",
    "AccessDeniedException": "ACCESS_DENIED",
    "MissingAuthenticationTokenException": "MISSING_AUTHENTICATION_TOKEN",
    "RequestTooLargeException": "REQUEST_TOO_LARGE",
    "UnsupportedMediaTypeException": "UNSUPPORTED_MEDIA_TYPE",
    "TooManyRequestsException": "THROTTLED",
    "LimitExceededException": "QUOTA_EXCEEDED",
}


def body(name: str) -> str:
    """The JSON of an answer, its message in both languages."""
    _, code = ANSWERS[name]
    return json.dumps({"code": code, "message": " ".join(TEXTS[code]), "fields": {}}, ensure_ascii=False)


def responses() -> dict[str, Any]:
    """The gateway responses of the API's definition."""
    made: dict[str, Any] = {}
    for name, (status, _) in ANSWERS.items():
        said = {"gatewayresponse.header.Cache-Control": "'no-store'"}
        made[name] = {"responseParameters": said, "responseTemplates": {"application/json": body(name)}}
        if status:
            made[name]["statusCode"] = status
    return made


def answered(status: int, error_type: str | None) -> tuple[int, str]:
    """Status and body in place of what the gateway said by itself, where it does not take our responses."""
    named = ERROR_TYPES.get((error_type or "").partition(":")[0])
    name = named or ("DEFAULT_5XX" if status >= 500 else "DEFAULT_4XX")  # noqa: PLR2004 (the server's own faults)
    return ANSWERS[name][0] or status, body(name)
