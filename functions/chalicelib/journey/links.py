"""Signed links and visits: what a person without an account may open, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.ports import Ports

LINK_LASTS = timedelta(days=90)
VISIT_LASTS = timedelta(hours=2)
DEVICE, LINK = "device", "link"


@dataclass(frozen=True, slots=True)
class Visit:
    """A petition that this browser may see; only the device that sent it (scope "device") sees its words."""

    number: str
    scope: str


def link_token(ports: Ports, number: str, nonce: str) -> str:
    """The secret of an SMS link. Built when the message is sent; it waits in no table."""
    expires = int((ports.clock.now() + LINK_LASTS).timestamp())
    return ports.secrets.sign("link", f"{number}.{nonce[-8:]}.{expires}")


def open_link(ports: Ports, token: str) -> Visit | None:
    """The visit that a link opens; None for one that is forged or over."""
    payload = ports.secrets.verify("link", token)
    return _unexpired(ports, payload, LINK)


def visit_cookie(ports: Ports, number: str, scope: str) -> str:
    """The value of the short cookie that keeps a visit open."""
    expires = int((ports.clock.now() + VISIT_LASTS).timestamp())
    return ports.secrets.sign("visit", f"{number}.{scope}.{expires}")


def read_visit(ports: Ports, cookie: str | None) -> Visit | None:
    """The visit in a cookie of ours; None for any other or one that is over."""
    payload = ports.secrets.verify("visit", cookie) if cookie else None
    scope = payload.split(".")[1] if payload else ""
    return _unexpired(ports, payload, scope)


def _unexpired(ports: Ports, payload: str | None, scope: str) -> Visit | None:
    if payload is None:
        return None
    number, _, expires = payload.split(".")
    return Visit(number, scope) if int(expires) > ports.clock.now().timestamp() else None
