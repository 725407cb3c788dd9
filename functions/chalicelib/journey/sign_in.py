"""Staff sign in with a password and a second factor; sessions are opaque, stored hashed, and over at once when ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain import totp
from chalicelib.domain.actors import HeldRole, Staff
from chalicelib.domain.errors import SignInRefused
from chalicelib.domain.ports import Person, PersonEntry, Ports, Session
from chalicelib.journey.door import knock
from chalicelib.journey.duty import roles_on_duty

SESSION_LASTS = timedelta(hours=12)
DEVICE_LASTS = timedelta(days=90)
# Verified when the login is unknown, so that the time taken tells nothing. It matches no password.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b+dWRWJTmaaJObGxLSIzSVOYcM"
# How often a login may be tried; each window ends by itself, so nobody is locked out for good. Attempts from a device
# on which the person has signed in before are counted apart: hammering a login from elsewhere does not lock it there.
WINDOWS = ("sign_in_login", "sign_in_login_hour", "sign_in_login_day")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody brings who wants to sign in. `device` is the mark of an earlier sign-in on this device."""

    login: str
    password: str
    code: str
    source: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class SessionOpened:
    """A new session; the token is shown once. `device` marks this device as one that the person knows."""

    token: str
    login: str
    name: str
    roles: tuple[HeldRole, ...]
    expires_at: datetime
    device: str


def sign_in(ports: Ports, attempt: Attempt) -> SessionOpened:
    """A session of twelve hours. Which of login, password and code was wrong is never told.

    Raises: SignInRefused, TooManyRequests.
    """
    login, now = attempt.login, ports.clock.now()
    knock(ports, attempt.source, "sign_in")
    known = _knows(ports, attempt.device, login)
    for window in WINDOWS:
        knock(ports, f"{login}\n{attempt.device if known else ''}", window)
    person = ports.people.person(login)
    matches = ports.passwords.matches(person.password_hash if person else NOBODY, attempt.password)
    # Asked whether or not the password is right: else the time that KMS takes would tell that it was.
    step = _step(ports, person, attempt.code, now)
    right = matches and step is not None and ports.people.accept_step(login, step)
    if person is None or person.disabled or not right:
        if person is not None:
            ports.people.record(PersonEntry(login, now, "refused", ""))
        raise SignInRefused
    return _opened(ports, person, "signed_in")


def opened_for(ports: Ports, login: str, how: str) -> SessionOpened:
    """A session for somebody whom another one vouches for. Raises: SignInRefused for a stranger and for who is disabled."""
    person = ports.people.person(login)
    if person is None or person.disabled:
        if person is not None:
            ports.people.record(PersonEntry(login, ports.clock.now(), "refused", ""))
        raise SignInRefused
    return _opened(ports, person, how)


def _opened(ports: Ports, person: Person, how: str) -> SessionOpened:
    token, now, login = ports.ids.token(), ports.clock.now(), person.login
    expires_at = now + SESSION_LASTS
    ports.people.open_session(Session(_key(ports, token), login, person.session_epoch, expires_at, now))
    ports.people.record(PersonEntry(login, now, how, login))
    return SessionOpened(token, login, person.name_zh, person.roles, expires_at, _mark(ports, login, now))


def _step(ports: Ports, person: Person | None, code: str, now: datetime) -> int | None:
    """The time step of the code when it is the person's and newer than the last one. Without an enrolment there is none."""
    if person is None or not person.sealed_totp:
        return None
    secret = ports.staff_secrets.open(person.login, person.sealed_totp)
    return totp.accepted_step(secret, code, now, person.totp_step)


def _mark(ports: Ports, login: str, now: datetime) -> str:
    return ports.secrets.sign("staff_device", f"{int((now + DEVICE_LASTS).timestamp())}.{login}")


def _knows(ports: Ports, mark: str, login: str) -> bool:
    payload = ports.secrets.verify("staff_device", mark) if mark else None
    ends, _, of = (payload or "0.").partition(".")
    return of == login and int(ends) > ports.clock.now().timestamp()


def sign_out(ports: Ports, token: str) -> None:
    """Nothing; the session is over."""
    ports.people.close_session(_key(ports, token))


def sessions(ports: Ports, login: str, token: str) -> list[dict[str, object]]:
    """The person's sessions that hold now, newest first; `current` marks the one that asks."""
    person, now = ports.people.person(login), ports.clock.now()
    held = [each for each in ports.people.sessions(login) if person and _holds(each, person, now)]
    own = _key(ports, token)
    return [
        {
            "opened_at": each.opened_at.isoformat() if each.opened_at else None,
            "expires_at": each.expires_at.isoformat(),
            "current": each.key == own,
        }
        for each in sorted(held, key=lambda each: each.expires_at, reverse=True)
    ]


def sign_out_everywhere(ports: Ports, login: str) -> None:
    """Nothing; every session of the person is over, this one too."""
    ports.people.end_sessions(login, PersonEntry(login, ports.clock.now(), "signed_out_everywhere", login))


def recognise(ports: Ports, token: str | None) -> Staff | None:
    """Who holds the session now; None when it is over, unknown, or its person disabled."""
    session = ports.people.session(_key(ports, token)) if token else None
    if session is None:
        return None
    person = ports.people.person(session.login)
    if person is None or not _holds(session, person, ports.clock.now()):
        return None
    return Staff(person.login, person.name_zh, roles_on_duty(ports, person))


def _holds(session: Session, person: Person, now: datetime) -> bool:
    current = person.session_epoch == session.session_epoch
    return current and not person.disabled and session.expires_at > now


def _key(ports: Ports, token: str) -> str:
    return ports.secrets.digest("session", token)
