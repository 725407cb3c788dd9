"""Staff sign in through the district's own issuer: it says who somebody is, the platform what that person may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.domain.errors import IssuerMissing, SignInRefused
from chalicelib.domain.ports import Issuer, Ports
from chalicelib.journey.door import knock
from chalicelib.journey.sign_in import SessionOpened, opened_for

BEGUN_LASTS = timedelta(minutes=10)
BACK = "/api/desk/issuer/answer"
LONGEST = 2048  # of a code or a state; longer ones are no issuer's


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the mark that binds the issuer's answer to this browser."""

    address: str
    mark: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the issuer's answer brings, with the mark that this browser held."""

    code: str
    state: str
    mark: str
    source: str


def begin(ports: Ports, source: str) -> Begun:
    """The way to the issuer. Raises: IssuerMissing, IssuerAway, TooManyRequests."""
    issuer = _issuer(ports)
    knock(ports, source, "sign_in")
    state = ports.ids.token()
    ends = int((ports.clock.now() + BEGUN_LASTS).timestamp())
    address = issuer.address(_back(ports), state, _nonce(ports, state), _verifier(ports, state))
    return Begun(address, ports.secrets.sign("issuer_visit", f"{ends}.{state}"))


def finish(ports: Ports, brought: Vouched) -> SessionOpened:
    """A session for the person whom the issuer names. What was wrong is never told.

    Raises: SignInRefused, IssuerMissing, IssuerAway, TooManyRequests.
    """
    issuer = _issuer(ports)
    knock(ports, brought.source, "sign_in")
    state = _begun_here(ports, brought)
    login = issuer.login(_back(ports), brought.code, _nonce(ports, state), _verifier(ports, state))
    return opened_for(ports, login, "signed_in_by_issuer")


def _begun_here(ports: Ports, brought: Vouched) -> str:
    """The state that this browser began with, once. Raises: SignInRefused."""
    payload = ports.secrets.verify("issuer_visit", brought.mark) or ""
    ends, _, state = payload.partition(".")
    fits = bool(state) and state == brought.state and 0 < len(brought.code) <= LONGEST
    if not fits or int(ends) <= ports.clock.now().timestamp():
        raise SignInRefused
    used = ports.secrets.digest("door", f"issuer_state\n{state}")
    if not ports.door.knock(used, datetime.fromtimestamp(int(ends), UTC), 1):
        raise SignInRefused
    return state


def _issuer(ports: Ports) -> Issuer:
    if ports.issuer is None:
        raise IssuerMissing
    return ports.issuer


def _back(ports: Ports) -> str:
    return f"{ports.districts.current().site_origin}{BACK}"


def _nonce(ports: Ports, state: str) -> str:
    """Made of the state under our key, so that the browser holds neither it nor the verifier."""
    return ports.secrets.digest("issuer_nonce", state)


def _verifier(ports: Ports, state: str) -> str:
    """64 signs. Source: RFC 7636, section 4.1: 43 to 128."""
    return ports.secrets.digest("issuer_verifier", state) + ports.secrets.digest("issuer_verifier_rest", state)
