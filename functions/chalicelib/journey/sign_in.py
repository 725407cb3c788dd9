"""Staff sign in with a password; sessions are opaque, stored hashed, and over at once when a person is disabled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.actors import HeldRole, Staff
from chalicelib.domain.errors import SignInRefused
from chalicelib.domain.ports import Ports, Session
from chalicelib.journey.door import knock
from chalicelib.journey.duty import roles_on_duty

SESSION_LASTS = timedelta(hours=12)
# Verified when the login is unknown, so that the time taken tells nothing. It matches no password.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b+dWRWJTmaaJObGxLSIzSVOYcM"


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A new session; the token is shown once."""

    token: str
    login: str
    name: str
    roles: tuple[HeldRole, ...]
    expires_at: datetime


def sign_in(ports: Ports, login: str, password: str, source: str) -> SessionOpened:
    """A session of twelve hours. Raises: SignInRefused, TooManyRequests."""
    knock(ports, source, "sign_in")
    knock(ports, login, "sign_in_login")
    person = ports.people.person(login)
    matches = ports.passwords.matches(person.password_hash if person else NOBODY, password)
    if person is None or person.disabled or not matches:
        raise SignInRefused
    token = ports.ids.token()
    expires_at = ports.clock.now() + SESSION_LASTS
    ports.people.open_session(Session(_key(ports, token), login, person.session_epoch, expires_at))
    return SessionOpened(token, login, person.name_zh, person.roles, expires_at)


def sign_out(ports: Ports, token: str) -> None:
    """Nothing; the session is over."""
    ports.people.close_session(_key(ports, token))


def recognise(ports: Ports, token: str | None) -> Staff | None:
    """Who holds the session now; None when it is over, unknown, or its person disabled."""
    session = ports.people.session(_key(ports, token)) if token else None
    if session is None or session.expires_at <= ports.clock.now():
        return None
    person = ports.people.person(session.login)
    if person is None or person.disabled or person.session_epoch != session.session_epoch:
        return None
    return Staff(person.login, person.name_zh, roles_on_duty(ports, person))


def _key(ports: Ports, token: str) -> str:
    return ports.secrets.digest("session", token)
