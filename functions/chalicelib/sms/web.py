"""One small HTTPS request to a carrier, and what its failure means for the message."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from chalicelib.domain.carriers import Sent, Trouble

TIMEOUT_SECONDS = 8
LARGEST_ANSWER = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A carrier's answer that is a JSON object."""

    status: int
    body: Mapping[str, Any]


def post(address: str, path: str, headers: Mapping[str, str], body: bytes, read: Callable[[Answer], Sent]) -> Sent:
    """The answer as it is read; or, when there is none to be read, whether the carrier can have heard of the message."""
    parts = urlsplit(address)
    secure = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = secure(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.connect()
    except OSError:
        return Sent(None, "unreachable", Trouble.UNREACHABLE)
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        content = json.loads(answer.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException):
        return Sent(None, "no_answer", Trouble.UNKNOWN)
    except (ValueError, RecursionError):
        return Sent(None, f"http_{answer.status}", Trouble.UNKNOWN)
    finally:
        connection.close()
    if not isinstance(content, dict):
        return Sent(None, f"http_{answer.status}", Trouble.UNKNOWN)
    return read(Answer(answer.status, content))
