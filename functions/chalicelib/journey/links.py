"""Signed links and visits: what a person without an account may open, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.domain.phone import masked
from chalicelib.domain.ports import Ports

LINK_LASTS = timedelta(days=90)
VISIT_LASTS = timedelta(hours=2)
DEVICE, LINK = "device", "link"


@dataclass(frozen=True, slots=True)
class Visit:
    """A petition that this browser may see; only the device that sent it (scope "device") sees its words.

    `phone` is what was typed there as its number, masked: we cannot read the number again, and who mistyped it must see it.
    """

    number: str
    scope: str
    phone: str = ""


def lasting(ports: Ports, purpose: str, words: str, lasts: timedelta) -> str:
    """The words signed for a purpose, with the moment from which they count no more."""
    expires = int((ports.clock.now() + lasts).timestamp())
    return ports.secrets.sign(purpose, f"{words}.{expires}")


def held(ports: Ports, purpose: str, token: str | None) -> str | None:
    """The words of a token of ours; None for none, for any other, and for one that is over."""
    payload = ports.secrets.verify(purpose, token) if token else None
    words, _, expires = (payload or "").rpartition(".")
    return words if payload and int(expires) > ports.clock.now().timestamp() else None


def link_token(ports: Ports, number: str, nonce: str) -> str:
    """The secret of an SMS link. Built when the message is sent; it waits in no table."""
    return lasting(ports, "link", f"{number}.{nonce[-8:]}", LINK_LASTS)


def open_link(ports: Ports, token: str) -> Visit | None:
    """The visit that a link opens; None for one that is forged or over."""
    words = held(ports, "link", token)
    return Visit(words.partition(".")[0], LINK) if words else None


def visit_cookie(ports: Ports, number: str, scope: str, phone: str = "") -> str:
    """The value of the short cookie that keeps a visit open; of `phone`, as it was typed, it holds the masked form alone."""
    told = f".{masked(phone)}" if phone else ""
    return lasting(ports, "visit", f"{number}.{scope}{told}", VISIT_LASTS)


def read_visit(ports: Ports, cookie: str | None) -> Visit | None:
    """The visit in a cookie of ours; None for any other or one that is over."""
    words = held(ports, "visit", cookie)
    return Visit(*words.split(".")) if words else None
