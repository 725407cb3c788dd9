"""A person of the staff makes a password and a second factor their own, by an invitation that an administrator gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain import totp
from chalicelib.domain.errors import EnrolmentInvalid, InvalidInput
from chalicelib.domain.ports import Person, PersonEntry, Ports
from chalicelib.journey.door import knock

INVITATION_LASTS = timedelta(hours=72)
TICKET_LASTS = timedelta(minutes=30)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
ISSUER = "Nuannan"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a person is shown to set up the authenticator app; `ticket` carries the secret back to us, signed."""

    login: str
    name: str
    secret: str
    uri: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a person sends to finish."""

    token: str
    ticket: str
    password: str
    code: str


def invite(ports: Ports, login: str, by: str) -> str:
    """The secret of a new invitation, shown once. Password, second factor and sessions of before are void.

    Raises: InvalidInput for a login that nobody has.
    """
    token, key, ends = invitation(ports, login)
    entry = PersonEntry(login, ports.clock.now(), "invited", by)
    if not ports.people.invite(login, key, ends, entry):
        raise InvalidInput({"login": "person_unknown"})
    return token


def invitation(ports: Ports, login: str) -> tuple[str, str, datetime]:
    """A fresh secret, what is kept of it, and until when it is good."""
    token = f"{login}.{ports.ids.token()}"
    return token, _key(ports, token), ports.clock.now() + INVITATION_LASTS


def begin(ports: Ports, token: str, source: str) -> Enrolment:
    """A fresh second factor to set up. Nothing is written yet. Raises: EnrolmentInvalid, TooManyRequests."""
    knock(ports, source, "sign_in")
    person, now = _invited(ports, token), ports.clock.now()
    secret = ports.ids.random(totp.SECRET_BYTES)
    ends = int((now + TICKET_LASTS).timestamp())
    ticket = ports.secrets.sign("enrolment", f"{ends}.{totp.shown(secret)}.{person.login}")
    uri = totp.uri(secret, person.login, ISSUER)
    return Enrolment(person.login, person.name_zh, totp.shown(secret), uri, ticket)


def confirm(ports: Ports, sent: Confirmation, source: str) -> str:
    """The login that may sign in from now on. Raises: EnrolmentInvalid, InvalidInput, TooManyRequests."""
    knock(ports, source, "sign_in")
    person, now = _invited(ports, sent.token), ports.clock.now()
    secret = _carried(ports, sent.ticket, person.login)
    step = totp.accepted_step(secret, sent.code, now, 0)
    _check(sent.password, step)
    sealed = ports.staff_secrets.seal(person.login, secret)
    entry = PersonEntry(person.login, now, "enrolled", person.login)
    hashed = ports.passwords.hashed(sent.password)
    if not ports.people.enrol(person.login, _key(ports, sent.token), hashed, sealed, entry):
        raise EnrolmentInvalid
    if step is not None:
        ports.people.accept_step(person.login, step)
    return person.login


def _check(password: str, step: int | None) -> None:
    found = (
        ("password", "password_too_short", len(password) < SHORTEST_PASSWORD),
        ("password", "password_too_long", len(password) > LONGEST_PASSWORD),
        ("code", "code_wrong", step is None),
    )
    faults = {field: fault for field, fault, holds in found if holds}
    if faults:
        raise InvalidInput(faults)


def _invited(ports: Ports, token: str) -> Person:
    person = ports.people.person(token.rpartition(".")[0])
    if person is None or person.disabled or person.enrolment_ends is None:
        raise EnrolmentInvalid
    if person.enrolment_key != _key(ports, token) or person.enrolment_ends <= ports.clock.now():
        raise EnrolmentInvalid
    return person


def _carried(ports: Ports, ticket: str, login: str) -> bytes:
    payload = ports.secrets.verify("enrolment", ticket)
    ends, _, rest = (payload or "0.").partition(".")
    secret, _, of = rest.partition(".")
    if of != login or int(ends) <= ports.clock.now().timestamp():
        raise EnrolmentInvalid
    return totp.read(secret)


def _key(ports: Ports, token: str) -> str:
    return ports.secrets.digest("enrolment", token)
