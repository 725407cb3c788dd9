"""Forms without script: whose they are, what they carry, and the proof that our own page sent them."""

from __future__ import annotations

import hmac
from typing import Final
from urllib.parse import parse_qsl

from chalicelib.domain.errors import BodyBroken, BodyTooLarge, RequestNotOurs
from chalicelib.domain.ports import Ports
from chalicelib.entrypoints.http import LONGEST_BODY

MOST_FIELDS: Final = 30


def csrf_token(ports: Ports, cookie: str) -> str:
    """What a form must bring back; only a page that was given the cookie's owner can hold it."""
    return ports.secrets.digest("csrf", cookie)


def csrf_holds(ports: Ports, cookie: str | None, brought: str) -> bool:
    """True when the form is one that we gave to the holder of this cookie."""
    return bool(cookie) and hmac.compare_digest(csrf_token(ports, cookie or "").encode(), brought.encode())


def check_origin(ports: Ports, origin: str | None) -> None:
    """Nothing. A browser that names no origin is left to the token. Raises: RequestNotOurs for a foreign page."""
    if origin is not None and origin != ports.districts.current().site_origin:
        raise RequestNotOurs


def read_form(body: bytes | str) -> dict[str, str]:
    """The fields of a form-encoded body; a field that came twice keeps its last value.

    Raises: BodyTooLarge, BodyBroken.
    """
    if len(body) > LONGEST_BODY:
        raise BodyTooLarge
    try:
        body = body.decode("ascii") if isinstance(body, bytes) else body
        pairs = parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BodyBroken from None
    return dict(pairs)
