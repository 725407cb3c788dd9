"""Proving a phone by a code: asked for, sent to whoever has petitions or wants to follow one, tried three times, used once.

What is done when a code is asked for is the same for every number, so that neither the answer nor its time tells
whether somebody has petitions: only the sender, later, looks for them.
"""

from __future__ import annotations

import hmac
from dataclasses import replace

from chalicelib.domain import phone as phones
from chalicelib.domain.errors import InvalidInput, ProofOver
from chalicelib.domain.outbox import Message
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import (
    CAPPED,
    CODE_DIGITS,
    CODE_LASTS,
    CODES,
    MESSAGE,
    MOST_TRIES,
    PROVED_LASTS,
    Challenge,
)
from chalicelib.journey import keywords
from chalicelib.journey.door import is_over, knock
from chalicelib.journey.links import held, lasting


def ask(ports: Ports, phone: str, source: str, language: str, correlation: str = "") -> str:
    """The token that binds the code to the browser that asked. Raises: InvalidInput, TooManyRequests."""
    token, challenge, _ = challenged(ports, phone, source)
    now = ports.clock.now()
    message = Message(
        id=ports.ids.sequence(now), phone_key=challenge.phone_key, number="", name=MESSAGE,
        variables={"challenge": challenge.key}, language=language, created_at=now, not_before=now, correlation=correlation,
    )  # fmt: skip
    ports.proofs.begin(challenge, message)
    return token


def challenged(ports: Ports, phone: str, source: str, follows: str = "") -> tuple[str, Challenge, str]:
    """The browser's token, its challenge and the phone's number, none of them written yet.

    Raises: InvalidInput, TooManyRequests.
    """
    read = phones.parse(phone)
    if read is None or read.kind != "mobile":
        raise InvalidInput({"phone": "phone_takes_no_sms" if read else "mobile_invalid"})
    for what in ("code", "code_day"):
        knock(ports, source, what)
    knock(ports, read.number, "code_phone")
    token, until = ports.ids.token(), ports.clock.now() + CODE_LASTS
    challenge = Challenge(_key(ports, token), ports.secrets.digest("phone", read.number), until, follows=follows)
    return token, challenge, read.number


def verify(ports: Ports, token: str, code: str, source: str) -> str:
    """The mark of a browser whose holder proved the phone. Raises: InvalidInput, ProofOver, TooManyRequests."""
    return lasting(ports, "proved", answered(ports, token, code, source).phone_key, PROVED_LASTS)


def answered(ports: Ports, token: str, code: str, source: str, *, follows: bool = False) -> Challenge:
    """The challenge, used up by the right code. One that lets a phone follow a petition does nothing else, nor does another.

    Raises: InvalidInput, ProofOver, TooManyRequests.
    """
    knock(ports, source, "code_try")
    key = _key(ports, token)
    challenge = ports.proofs.attempt(key, ports.clock.now(), MOST_TRIES)
    if challenge is None or bool(challenge.follows) is not follows:
        raise ProofOver
    fits = hmac.compare_digest(code_of(ports, key).encode(), _typed(code).encode())
    if fits and challenge.armed and ports.proofs.use(key):
        return challenge
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
    if message.name not in CODES:
        return message
    return replace(message, variables={"code": code_of(ports, message.variables["challenge"])})


def addressed(ports: Ports, message: Message) -> tuple[Message, str]:
    """The message with the contact that it goes to, and why it goes to nobody; the reason is empty when it goes.

    A code that opens one's own petitions goes to who has any, or follows some; one that lets a phone follow, to any phone.
    """
    known = replace(message, number=message.variables["follows"]) if message.subscription else _known(ports, message)
    if known is None:
        return message, "no petition"
    if is_over(ports, known.district, "follow_code_district" if message.subscription else "code_district", known.district):
        return message, CAPPED
    ports.proofs.arm(message.variables["challenge"])
    return known, ""


def _known(ports: Ports, message: Message) -> Message | None:
    """The message to the phone's newest petition, or to what it follows; None when it has neither."""
    found = keywords.petitions_of(ports, message.phone_key)
    newest = ports.petitions.get(found[-1].number) if found else None
    if newest is not None:
        return replace(message, number=newest.number, district=newest.district)
    followed = ports.subscriptions.of_phone(message.phone_key)
    if not followed:
        return None
    return replace(message, number=followed[-1].number, district=followed[-1].district, subscription=followed[-1].id)


def _typed(code: str) -> str:
    """The digits that somebody typed: as they come from a phone's own keyboard, or in groups."""
    return "".join(str(int(sign)) for sign in code if sign.isdecimal())


def _key(ports: Ports, token: str) -> str:
    return ports.secrets.digest("challenge", token)
