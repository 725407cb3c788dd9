"""The district's own OpenID Connect issuer: authorisation code with PKCE, and an ID token checked claim by claim."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from chalicelib.domain.errors import IssuerAway, SignInRefused
from chalicelib.domain.rsa import verifies

TIMEOUT_SECONDS: Final = 5.0
MOST_BYTES: Final = 256 * 1024
KEYS_LAST_SECONDS: Final = 600.0
SKEW_SECONDS: Final = 60
OLDEST_SECONDS: Final = 600  # an ID token is issued for the code that was just exchanged
LOOPBACK: Final = ("127.0.0.1", "localhost")
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """What the district registered with its issuer. `claim` is the claim that holds a person's login here."""

    issuer: str
    identity: str
    secret: str
    claim: str


class _NoRedirects(HTTPRedirectHandler):
    """What an issuer answers comes from itself."""

    def redirect_request(self, *_: Any) -> None:
        """None: urllib then raises the redirect as an error."""


class OidcIssuer:
    """An issuer whose description and keys are read when they are needed and kept for ten minutes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._opener: OpenerDirector = build_opener(_NoRedirects)
        self._held: dict[str, tuple[float, Claims]] = {}

    def address(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser asks the issuer who it is. Raises: IssuerAway."""
        challenge = _unpadded(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "response_type": "code", "client_id": self._client.identity, "redirect_uri": back, "scope": "openid profile",
            "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        place = _checked(str(self._description().get("authorization_endpoint", "")))
        return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"

    def login(self, back: str, code: str, nonce: str, verifier: str) -> str:
        """The login that the issuer vouches for. Raises: SignInRefused, IssuerAway."""
        claims = self._claims(self._exchanged(back, code, verifier))
        self._check(claims, nonce)
        login = claims.get(self._client.claim)
        if not isinstance(login, str) or not login:
            raise SignInRefused
        return login

    def _exchanged(self, back: str, code: str, verifier: str) -> str:
        """The ID token for a code. Raises: SignInRefused when the issuer does not know the code."""
        body = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier,
            "client_id": self._client.identity,
        }  # fmt: skip
        described = self._description()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        # Basic is what an issuer takes that says nothing. Source: OpenID Connect Discovery 1.0, section 3.
        if "client_secret_basic" in described.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            named = f"{quote(self._client.identity, safe='')}:{quote(self._client.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(named.encode()).decode()}"
        else:
            body["client_secret"] = self._client.secret
        place = _checked(str(described.get("token_endpoint", "")))
        token = self._asked(Request(place, urlencode(body).encode(), headers)).get("id_token")  # noqa: S310 (checked)
        if not isinstance(token, str):
            raise SignInRefused
        return token

    def _claims(self, token: str) -> Claims:
        """What a token says that this issuer signed with RS256, the algorithm that every issuer must offer."""
        try:
            head, body, signature = token.split(".")
            header, claims = json.loads(_bytes(head)), json.loads(_bytes(body))
            signed = _bytes(signature)
        except ValueError:
            raise SignInRefused from None
        if not isinstance(header, dict) or not isinstance(claims, dict) or header.get("alg") != "RS256" or "crit" in header:
            raise SignInRefused
        key = self._key(header.get("kid"))
        if key is None or not verifies(*key, f"{head}.{body}".encode(), signed):
            raise SignInRefused
        return claims

    def _check(self, claims: Claims, nonce: str) -> None:
        """Nothing. Raises: SignInRefused. Source: OpenID Connect Core 1.0, section 3.1.3.7."""
        own, now = self._client.identity, time.time()
        audience = claims.get("aud")
        audience = audience if isinstance(audience, list) else [audience]
        presented = claims.get("azp", own if len(audience) == 1 else None)
        ends, began = _moment(claims.get("exp")), _moment(claims.get("iat"))
        timely = now < ends + SKEW_SECONDS and now - OLDEST_SECONDS - SKEW_SECONDS < began < now + SKEW_SECONDS
        meant = claims.get("iss") == self._client.issuer and own in audience and presented == own
        if not (meant and timely and claims.get("nonce") == nonce):
            raise SignInRefused

    def _key(self, kid: object) -> tuple[int, int] | None:
        """Modulus and exponent of the signing key; the keys are read anew once when a token names an unknown one."""
        found = _chosen(self._keys(), kid)
        return found or _chosen(self._keys(anew=True), kid)

    def _keys(self, *, anew: bool = False) -> Claims:
        return self._kept(_checked(str(self._description().get("jwks_uri", ""))), anew=anew)

    def _description(self) -> Claims:
        place = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
        described = self._kept(_checked(place))
        if described.get("issuer") != self._client.issuer:  # Source: OpenID Connect Discovery 1.0, section 4.3
            raise IssuerAway
        return described

    def _kept(self, place: str, *, anew: bool = False) -> Claims:
        held = self._held.get(place)
        if held is None or anew or time.monotonic() - held[0] > KEYS_LAST_SECONDS:
            held = (time.monotonic(), self._asked(Request(place, headers={"Accept": "application/json"})))  # noqa: S310
            self._held[place] = held
        return held[1]

    def _asked(self, request: Request) -> Claims:
        """The JSON object that the issuer answers. Raises: SignInRefused for 4xx, IssuerAway for everything else."""
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as told:
                words = told.read(MOST_BYTES + 1)
            found = json.loads(words) if len(words) <= MOST_BYTES else None
        except URLError as error:
            if 400 <= getattr(error, "code", 0) < 500 and request.data is not None:  # noqa: PLR2004 (it refused the code)
                raise SignInRefused from None
            raise IssuerAway from None
        except (OSError, ValueError, HTTPException, RecursionError):
            raise IssuerAway from None
        if not isinstance(found, dict):
            raise IssuerAway
        return found


def _checked(place: str) -> str:
    """The address, when it is one that may be asked. Raises: IssuerAway without TLS, but for this machine itself."""
    split = urlsplit(place)
    if not split.hostname or (split.scheme != "https" and not (split.scheme == "http" and split.hostname in LOOPBACK)):
        raise IssuerAway
    return place


def _chosen(keys: Claims, kid: object) -> tuple[int, int] | None:
    held = keys.get("keys")
    fit = [
        each for each in (held if isinstance(held, list) else [])
        if isinstance(each, dict) and each.get("kty") == "RSA" and each.get("use", "sig") == "sig"
        and each.get("alg", "RS256") == "RS256" and (kid is None or each.get("kid") == kid)
    ]  # fmt: skip
    if len(fit) != 1:  # a token that names no key can be of one key only
        return None
    try:
        return int.from_bytes(_bytes(fit[0]["n"])), int.from_bytes(_bytes(fit[0]["e"]))
    except (KeyError, ValueError, TypeError):
        return None


def _moment(value: object) -> float:
    """Seconds since 1970; for what is no number the year 1970, which is long over."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(words: str) -> bytes:
    return base64.b64decode(words + "=" * (-len(words) % 4), altchars=b"-_", validate=True)
