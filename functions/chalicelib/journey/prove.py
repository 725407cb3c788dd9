"""Proving a phone by a code: asked for, sent to whoever has petitions, tried three times, used once.

What is done when a code is asked for is the same for every number, so that neither the answer nor its time tells
whether somebody has petitions: only the sender, later, looks for them.
"""

from __future__ import annotations

import hmac
from dataclasses import replace

from chalicelib.domain import phone as phones
from chalicelib.domain.errors import InvalidInput, ProofOver, TooManyRequests
from chalicelib.domain.outbox import Message
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import (
    CAPPED,
    CODE_DIGITS,
    CODE_LASTS,
    MESSAGE,
    MOST_TRIES,
    PROVED_LASTS,
    Challenge,
)
from chalicelib.journey import keywords
from chalicelib.journey.door import knock
from chalicelib.journey.links import held, lasting


def ask(ports: Ports, phone: str, source: str, language: str, correlation: str = "") -> str:
    """The token that binds the code to the browser that asked. Raises: InvalidInput, TooManyRequests."""
    read = phones.parse(phone)
    if read is None or read.kind != "mobile":
        raise InvalidInput({"phone": "phone_takes_no_sms" if read else "phone_invalid"})
    for what in ("code", "code_day"):
        knock(ports, source, what)
    knock(ports, read.number, "code_phone")
    now, token = ports.clock.now(), ports.ids.token()
    challenge = Challenge(_key(ports, token), ports.secrets.digest("phone", read.number), now + CODE_LASTS)
    message = Message(
        id=ports.ids.sequence(now), phone_key=challenge.phone_key, number="", name=MESSAGE,
        variables={"challenge": challenge.key}, language=language, created_at=now, not_before=now, correlation=correlation,
    )  # fmt: skip
    ports.proofs.begin(challenge, message)
    return token


def verify(ports: Ports, token: str, code: str, source: str) -> str:
    """The mark of a browser whose holder proved the phone. Raises: InvalidInput, ProofOver, TooManyRequests."""
    knock(ports, source, "code_try")
    key = _key(ports, token)
    challenge = ports.proofs.attempt(key, ports.clock.now(), MOST_TRIES)
    if challenge is None:
        raise ProofOver
    fits = hmac.compare_digest(code_of(ports, key).encode(), _typed(code).encode())
    if fits and challenge.armed and ports.proofs.use(key):
        return lasting(ports, "proved", challenge.phone_key, PROVED_LASTS)
    if challenge.tries >= MOST_TRIES:
        raise ProofOver
    raise InvalidInput({"code": "proof_wrong"})


def proved(ports: Ports, mark: str | None) -> str | None:
    """The key of the phone that this browser's holder proved; None for any other mark, or one that is over."""
    return held(ports, "proved", mark)


def code_of(ports: Ports, key: str) -> str:
    """The code of a challenge, made of its key under ours: no secret waits in the table."""
    return f"{int(ports.secrets.digest('phone_code', key), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def with_code(ports: Ports, message: Message) -> Message:
    """The message as its words are made of it; the code is in it for as long as it takes to send it."""
    if message.name != MESSAGE:
        return message
    return replace(message, variables={"code": code_of(ports, message.variables["challenge"])})


def addressed(ports: Ports, message: Message) -> tuple[Message, str]:
    """The message with the petition whose contact it goes to, and why it goes to nobody; the reason is empty when it goes."""
    found = keywords.petitions_of(ports, message.phone_key)
    newest = ports.petitions.get(found[-1].number) if found else None
    if newest is None:
        return message, "no petition"
    try:
        knock(ports, newest.district, "code_district", newest.district)
    except TooManyRequests:
        return message, CAPPED
    ports.proofs.arm(message.variables["challenge"])
    return replace(message, number=newest.number, district=newest.district), ""


def _typed(code: str) -> str:
    """The digits that somebody typed: as they come from a phone's own keyboard, or in groups."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())


def _key(ports: Ports, token: str) -> str:
    return ports.secrets.digest("challenge", token)
