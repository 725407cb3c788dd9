"""The second factor: time-based one-time codes. Source: RFC 6238, with RFC 4226's truncation."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20  # Source: RFC 4226 section 4 asks for 160 bits
DRIFT_STEPS: Final = 1  # Source: RFC 6238 section 5.2 allows one step for a slow network or clock


def step_of(moment: datetime) -> int:
    """The number of the time step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a time step."""
    # SHA-1 is what authenticator apps speak; an HMAC does not need its collision resistance.
    mac = hmac.digest(secret, step.to_bytes(8), hashlib.sha1)
    start = mac[-1] & 0x0F
    value = int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF
    return f"{value % 10**digits:0{digits}d}"


def accepted_step(secret: bytes, given: str, now: datetime, last: int) -> int | None:
    """The step whose code was given, later than the last one accepted; None when there is none.

    A code is good once: whoever reads it over a shoulder comes too late.
    """
    present = step_of(now)
    steps = range(max(present - DRIFT_STEPS, last + 1), present + DRIFT_STEPS + 1)
    came = given.encode()
    return next((step for step in steps if hmac.compare_digest(code(secret, step).encode(), came)), None)


def shown(secret: bytes) -> str:
    """The secret as a person types it into an app."""
    return base64.b32encode(secret).decode()


def read(text: str) -> bytes:
    """The secret that `shown` gave."""
    return base64.b32decode(text)


def uri(secret: bytes, login: str, issuer: str) -> str:
    """What an authenticator app reads from the QR code. Source: the Key URI Format of Google Authenticator."""
    label = f"{quote(issuer)}:{quote(login)}"
    return f"otpauth://totp/{label}?secret={shown(secret)}&issuer={quote(issuer)}"
