"""Signing in through a real issuer on this machine, and every way in which an issuer's answer can be false."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, TCPServer
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from chalicelib.domain.errors import IssuerAway, SignInRefused
from chalicelib.identity.oidc import Client, OidcIssuer
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

BACK = "http://127.0.0.1:8400/api/desk/issuer/answer"
STATE, NONCE, VERIFIER = "s" * 43, "n" * 32, "v" * 64
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class StayHere(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def answer_of(address: str, login: str) -> dict[str, str]:
    """What the issuer sends the browser back with, after somebody typed a login into its own page."""
    opener = build_opener(StayHere)
    try:
        opener.open(Request(address, urlencode({"sub": login}).encode()), timeout=5)
    except OSError as redirect:
        return {name: values[0] for name, values in parse_qs(urlsplit(redirect.headers["Location"]).query).items()}
    raise AssertionError("the issuer did not send the browser back")


@pytest.fixture(scope="module")
def mock() -> Iterator[str]:
    from oidc_provider_mock import run_server_in_thread

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def issuer_at(place: str, claim: str = "sub") -> OidcIssuer:
    return OidcIssuer(Client(place, "nuannan", "a secret/with:signs", claim))


def test_login_is_the_issuers_word_when_code_verifier_and_nonce_fit(mock) -> None:
    issuer = issuer_at(mock)
    told = answer_of(issuer.address(BACK, STATE, NONCE, VERIFIER), "grid")
    assert told["state"] == STATE
    assert issuer.login(BACK, told["code"], NONCE, VERIFIER) == "grid"


def test_code_is_refused_when_it_is_used_a_second_time(mock) -> None:
    issuer = issuer_at(mock)
    code = answer_of(issuer.address(BACK, STATE, NONCE, VERIFIER), "grid")["code"]
    issuer.login(BACK, code, NONCE, VERIFIER)
    with pytest.raises(SignInRefused):
        issuer.login(BACK, code, NONCE, VERIFIER)


def test_code_is_refused_when_another_browser_brings_it(mock) -> None:
    issuer = issuer_at(mock)
    code = answer_of(issuer.address(BACK, STATE, NONCE + "2", VERIFIER), "grid")["code"]
    with pytest.raises(SignInRefused):
        issuer.login(BACK, code, "x" * 32, VERIFIER)


def test_person_is_refused_when_the_issuer_names_no_login(mock) -> None:
    issuer = issuer_at(mock, claim="employee_number")
    code = answer_of(issuer.address(BACK, STATE, NONCE + "1", VERIFIER), "grid")["code"]
    with pytest.raises(SignInRefused):
        issuer.login(BACK, code, NONCE + "1", VERIFIER)


# From here on the issuer is ours, and lies.


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def token(claims: dict, header: dict | None = None, key: rsa.RSAPrivateKey = KEY) -> str:
    head = unpadded(json.dumps({"alg": "RS256", "kid": "1"} | (header or {})).encode())
    body = unpadded(json.dumps(claims).encode())
    signature = key.sign(f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{head}.{body}.{unpadded(signature)}"


def jwk(key: rsa.RSAPrivateKey, kid: str = "1") -> dict:
    numbers = key.public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    return {"kty": "RSA", "use": "sig", "kid": kid, "n": unpadded(numbers.n.to_bytes(size)), "e": unpadded(numbers.e.to_bytes(3))}


@contextmanager
def liar(place: dict) -> Iterator[str]:
    """An issuer that answers what `place` holds by path: a body, or a status with a body."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            place["sent"] = {name: values[0] for name, values in parse_qs(sent).items()} or place.get("sent")
            place.setdefault("asked", []).append((self.path, self.headers.get("Authorization")))
            status, body = place.get(self.path, (404, b"{}"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def described(origin: str, **other: object) -> tuple[int, bytes]:
    said = {
        "issuer": origin, "authorization_endpoint": f"{origin}/authorize", "token_endpoint": f"{origin}/token",
        "jwks_uri": f"{origin}/keys",
    }  # fmt: skip
    return 200, json.dumps(said | other).encode()


def honest(origin: str) -> dict:
    now = int(time.time())
    return {"iss": origin, "aud": "nuannan", "sub": "grid", "nonce": NONCE, "iat": now, "exp": now + 300}


def login_with(id_token: object, keys: list[dict] | None = None, **said: object) -> str:
    place: dict = {}
    with liar(place) as origin:
        place["/.well-known/openid-configuration"] = described(origin, **said)
        place["/keys"] = (200, json.dumps({"keys": [jwk(KEY)] if keys is None else keys}).encode())
        made = id_token(origin) if callable(id_token) else id_token
        place["/token"] = (200, json.dumps({"id_token": made}).encode())
        return issuer_at(origin).login(BACK, "code", NONCE, VERIFIER)


def test_login_is_told_when_everything_fits() -> None:
    assert login_with(lambda origin: token(honest(origin))) == "grid"
    assert login_with(lambda origin: token(honest(origin) | {"aud": ["nuannan", "b"], "azp": "nuannan"})) == "grid"
    assert login_with(lambda origin: token(honest(origin)), [jwk(OTHER, "0"), jwk(KEY)]) == "grid"


PAST = int(time.time()) - 4000
FALSE = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "elsewhere"},
    "many audiences and nobody presented": {"aud": ["nuannan", "b"]},
    "presented by another": {"azp": "b"},
    "over": {"exp": PAST + 300},
    "issued long ago": {"iat": PAST},
    "issued in the future": {"iat": PAST + 9000, "exp": PAST + 9999},
    "another nonce": {"nonce": "x" * 32},
    "no moment": {"exp": "never"},
    "a truth for a moment": {"exp": True},
    "no login": {"sub": ""},
    "a list for a login": {"sub": ["grid"]},
}


@pytest.mark.parametrize("said", FALSE.values(), ids=FALSE)
def test_person_is_refused_when_a_claim_is_false(said) -> None:
    with pytest.raises(SignInRefused):
        login_with(lambda origin: token(honest(origin) | said))


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "nonce", "sub"])
def test_person_is_refused_when_a_claim_is_missing(missing) -> None:
    with pytest.raises(SignInRefused):
        login_with(lambda origin: token({name: value for name, value in honest(origin).items() if name != missing}))


def _unsigned(origin: str) -> str:
    head, body, _ = token(honest(origin), {"alg": "none"}).split(".")
    return f"{head}.{body}."


def _hmac_with_the_public_key(origin: str) -> str:
    import hashlib
    import hmac

    head, body, _ = token(honest(origin), {"alg": "HS256"}).split(".")
    return f"{head}.{body}.{unpadded(hmac.digest(json.dumps(jwk(KEY)).encode(), f'{head}.{body}'.encode(), hashlib.sha256))}"


FORGED = {
    "unsigned": _unsigned,
    "signed with the public key": _hmac_with_the_public_key,
    "signed by another": lambda origin: token(honest(origin), key=OTHER),
    "an unknown key": lambda origin: token(honest(origin), {"kid": "9"}),
    "a critical header": lambda origin: token(honest(origin), {"crit": ["x"]}),
    "changed": lambda origin: token(honest(origin)).replace(".", ".e30", 1),
    "no token": "a.b",
    "no text": 7,
    "a list": "W10.W10.W10",
    "no base64": "ä.ä.ä",
}


@pytest.mark.parametrize("made", FORGED.values(), ids=FORGED)
def test_person_is_refused_when_the_token_is_forged(made) -> None:
    with pytest.raises(SignInRefused):
        login_with(made)


@pytest.mark.parametrize("keys", [[], [{"kty": "RSA", "kid": "1"}], [{"kty": "EC", "kid": "1"}], ["x"], [{**jwk(KEY), "n": 5}], [jwk(KEY), jwk(KEY)]])
def test_person_is_refused_when_the_keys_are_broken(keys) -> None:
    with pytest.raises(SignInRefused):
        login_with(lambda origin: token(honest(origin)), keys)


@pytest.mark.parametrize("said", [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/"}, {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": None}])
def test_issuer_is_away_when_its_description_is_not_its_own(said) -> None:
    with pytest.raises(IssuerAway):
        login_with(lambda origin: token(honest(origin)), **said)


@pytest.mark.parametrize("answered", [(500, b"{}"), (302, b""), (200, b"no json"), (200, b"[]"), (200, b"[" + b" " * 300_000 + b"]")])
def test_issuer_is_away_when_it_answers_nonsense(answered) -> None:
    place = {"/.well-known/openid-configuration": answered}
    with liar(place) as origin, pytest.raises(IssuerAway):
        issuer_at(origin).address(BACK, STATE, NONCE, VERIFIER)


BROKEN_HTTP = [
    b"SMTP ready\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n{}",
    b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 90_000,
]


@pytest.mark.parametrize("said", BROKEN_HTTP, ids=["no http", "cut short", "bad chunk", "too many headers", "too deep"])
def test_issuer_is_away_when_it_speaks_broken_http(said: bytes) -> None:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.request.sendall(said)

    with TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(IssuerAway):
            issuer_at(f"http://127.0.0.1:{server.server_address[1]}").address(BACK, STATE, NONCE, VERIFIER)


def test_issuer_is_away_when_nobody_listens() -> None:
    with pytest.raises(IssuerAway):
        issuer_at("http://127.0.0.1:1").address(BACK, STATE, NONCE, VERIFIER)


def test_a_new_key_is_found_when_the_issuer_changed_it_meanwhile() -> None:
    place: dict = {}
    with liar(place) as origin:
        place["/.well-known/openid-configuration"] = described(origin)
        place["/keys"] = (200, json.dumps({"keys": [jwk(OTHER, "0")]}).encode())
        place["/token"] = (200, json.dumps({"id_token": token(honest(origin), {"kid": "0"}, OTHER)}).encode())
        issuer = issuer_at(origin)
        issuer.login(BACK, "code", NONCE, VERIFIER)
        place["/keys"] = (200, json.dumps({"keys": [jwk(KEY)]}).encode())
        place["/token"] = (200, json.dumps({"id_token": token(honest(origin))}).encode())
        assert issuer.login(BACK, "code", NONCE, VERIFIER) == "grid"
        assert [path for path, _ in place["asked"]].count("/keys") == 2
        basic = base64.b64decode(dict(place["asked"])["/token"].removeprefix("Basic ")).decode()
        assert basic == "nuannan:a%20secret%2Fwith%3Asigns"


@pytest.mark.parametrize("ways", [["client_secret_post"], ["client_secret_basic", "client_secret_post"]])
def test_the_challenge_is_made_of_the_verifier_that_the_code_is_exchanged_with(ways) -> None:
    place: dict = {}
    with liar(place) as origin:
        place["/.well-known/openid-configuration"] = described(origin, token_endpoint_auth_methods_supported=ways)
        place["/keys"] = (200, json.dumps({"keys": [jwk(KEY)]}).encode())
        place["/token"] = (200, json.dumps({"id_token": token(honest(origin))}).encode())
        issuer = issuer_at(origin)
        asked = parse_qs(urlsplit(issuer.address(BACK, STATE, NONCE, VERIFIER)).query)
        issuer.login(BACK, "code", NONCE, VERIFIER)
    digest = hashlib.sha256(place["sent"]["code_verifier"].encode()).digest()
    assert (asked["code_challenge"], asked["code_challenge_method"]) == ([unpadded(digest)], ["S256"])
    assert place["sent"]["redirect_uri"] == asked["redirect_uri"][0] == BACK
    assert ("client_secret" in place["sent"]) == (ways == ["client_secret_post"])
