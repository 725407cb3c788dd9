"""The door of the JSON API: what comes in is checked, what goes out has one shape."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from uuid import UUID

from chalice.app import Blueprint, Request, Response

from chalicelib import wiring
from chalicelib.domain.errors import (
    BodyBroken,
    BodyTooLarge,
    Fault,
    InvalidInput,
    MethodNotAllowed,
    NuannanError,
    RequestNotOurs,
    TooManyRequests,
    UnsupportedMedia,
)
from chalicelib.domain.ports import Secrets
from chalicelib.messages import errors
from chalicelib.observability import count, log_error

LONGEST_BODY: Final = 64 * 1024
MOST_ITEMS: Final = 100
# Every code that an answer may carry, ours and the gateway's (infra/gateway.py), with its status.
STATUSES: Final[Mapping[str, int]] = {
    "invalid_input": 400, "body_broken": 400, "bad_request": 400, "not_signed_in": 401, "sign_in_refused": 401, "enrolment_invalid": 404, "issuer_missing": 404, "issuer_away": 503, "forbidden": 403,
    "request_not_ours": 403, "contact_hidden": 403, "contact_missing": 404, "petition_not_found": 404, "petition_handed_on": 404, "link_invalid": 404, "not_found": 404, "method_not_allowed": 405, "action_not_allowed": 409,
    "version_conflict": 409, "configuration_conflict": 409, "person_conflict": 409, "own_rights": 403, "last_administrator": 409, "bulletin_conflict": 409, "bulletin_issued": 409, "counters_impossible": 409, "idempotency_mismatch": 409, "body_too_large": 413, "unsupported_media": 415,
    "proof_over": 410, "too_many_requests": 429, "internal": 500, "busy": 503,
}  # fmt: skip
# Both are set by the front alone, over whatever a caller sent (infra/front.json, infra/decisions/0005).
VIEWER: Final = "nuannan-viewer"
ORIGIN_KEY: Final = "nuannan-origin-key"
IPV6_NEIGHBOURS: Final = 64  # Source: RFC 6177: one site gets at least a /64, so its addresses count as one
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
_DEVICE: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")


def language_of(request: Request) -> str:
    """Zh or en: by ?lang, the cookie, then what the browser prefers."""
    query: Mapping[str, str] = request.query_params or {}
    asked = query.get("lang") or cookie(request, "lang")
    if asked in ("zh", "en"):
        return str(asked)
    prefers = (request.headers.get("accept-language") or "").lower()
    return "en" if prefers.startswith("en") else "zh"


def cookie(request: Request, name: str) -> str | None:
    """The value of a cookie, or None."""
    try:
        jar = SimpleCookie(request.headers.get("cookie") or "")
    except CookieError:
        return None
    return jar[name].value if name in jar else None


def set_cookie(name: str, value: str, max_age: int | None = None) -> str:
    """A Set-Cookie line that no script and no other host can read."""
    age = "" if max_age is None else f"; Max-Age={max_age}"
    return f"{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"


def check_came_through_front(request: Request) -> None:
    """Nothing. Raises: RequestNotOurs for a caller who went around the front and so could name any address."""
    brought = (request.headers.get(ORIGIN_KEY) or "").encode()
    if not hmac.compare_digest(brought, wiring.ports().origin_key):
        raise RequestNotOurs


def source_of(request: Request) -> str:
    """The viewer's address as the front saw it, or its neighbourhood for IPv6; "unknown" when there is none."""
    try:
        address = ipaddress.ip_address((request.headers.get(VIEWER) or "").strip())
    except ValueError:
        return "unknown"
    if address.version == 4:  # noqa: PLR2004 (IPv4)
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_NEIGHBOURS), strict=False))


def correlation_of(request: Request) -> str:
    """The id that the page gave this visit, else the gateway's id of the request; a UUID or empty."""
    for asked in (request.headers.get("nuannan-correlation"), request.context.get("requestId")):
        try:
            return str(UUID(asked or ""))
        except (ValueError, AttributeError, TypeError):
            continue
    return ""


def answer(body: object, status: int = 200, cookies: Sequence[str] = (), language: str = "") -> Response:
    """A JSON answer that nobody caches; without a language it gets the request's from its view."""
    headers: dict[str, Any] = {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if language:
        headers["Content-Language"] = language
    if cookies:
        headers["Set-Cookie"] = list(cookies)
    return Response(json.dumps(body, ensure_ascii=False), headers, status)


def tagged(request: Request, made: Response, content: object) -> Response:
    """The answer with the mark of its content, or 304 without a body when the caller has that already."""
    mark = f'"{hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=12).hexdigest()}"'
    known = [each.strip().removeprefix("W/") for each in (request.headers.get("if-none-match") or "").split(",")]
    if mark in known:
        made.body, made.status_code = "", 304
    made.headers["ETag"] = mark
    return made


def refusal(error: NuannanError, language: str) -> Response:
    """The one shape of every error."""
    fields: dict[str, Fault] = error.fields if isinstance(error, InvalidInput) else {}
    details = dict(error.details)
    count("Refused", code=error.code)
    body = {
        "code": error.code,
        "message": errors.text(error.code, language),
        "fields": {
            name: {"code": code, "message": errors.text(code, language, **details, **code.needs), **code.needs}
            for name, code in fields.items()
        },
        **details,
    }
    made = answer(body, STATUSES.get(error.code, 400), language=language)
    if isinstance(error, TooManyRequests):
        made.headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, MethodNotAllowed):
        made.headers["Allow"] = ", ".join(error.allowed)
    return made


def crashed(language: str) -> Response:
    """The answer to anything unforeseen: it tells nothing."""
    count("Refused", code="internal")
    body = {"code": "internal", "message": errors.text("internal", language), "fields": {}}
    return answer(body, STATUSES["internal"], language=language)


def view(current: Callable[[], Request]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A view whose refusals are answered in the one shape; anything unforeseen is a 500 that tells nothing."""

    def decorate(handler: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(handler)
        def wrapper(*args: str, **named: str) -> Response:
            request = current()
            language = language_of(request)
            try:
                made = handler(request, *args, **named)
            except NuannanError as error:
                return refusal(error, language)
            except Exception as error:  # noqa: BLE001 (the outermost edge)
                log_error("api.crashed", error)
                return crashed(language)
            made.headers.setdefault("Content-Language", language)
            return made

        return wrapper

    return decorate


def behind_session(name: str, authorizer: Any, rows: Iterable[tuple[str, str, Callable[..., Response]]]) -> Blueprint:
    """The routes of these rows (path, method, handler), each of which the authorizer lets in with a session alone."""
    made = Blueprint(name)
    shown = view(lambda: made.current_request)
    for path, method, handler in rows:
        made.route(path, methods=[method], authorizer=authorizer)(shown(handler))
    return made


def check_ours(request: Request) -> None:
    """Nothing. Raises: RequestNotOurs without the header that a foreign page cannot set."""
    if request.headers.get("nuannan-request") != "1":
        raise RequestNotOurs


def json_body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises: RequestNotOurs, UnsupportedMedia, BodyTooLarge, BodyBroken."""
    check_ours(request)
    kind = (request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UnsupportedMedia
    raw = request.raw_body or b""
    raw = raw.encode() if isinstance(raw, str) else raw
    if len(raw) > LONGEST_BODY:
        raise BodyTooLarge
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        json.dumps(body, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        raise BodyBroken from None
    if not isinstance(body, dict):
        raise BodyBroken
    return body


def _no_constant(name: str) -> None:
    """Nothing. Raises: ValueError, as NaN and Infinity are no JSON."""
    raise ValueError(name)


def key_of(request: Request) -> str:
    """The Idempotency-Key. Raises: InvalidInput."""
    key = request.headers.get("idempotency-key") or ""
    if not _KEY.fullmatch(key):
        raise InvalidInput({"Idempotency-Key": "key_invalid" if key else "key_missing"})
    return key


def device_of(request: Request) -> str:
    """The key that this browser chose and keeps. Raises: InvalidInput."""
    device = request.headers.get("nuannan-device") or cookie(request, "__Host-device") or ""
    if not _DEVICE.fullmatch(device):
        raise InvalidInput({"Nuannan-Device": "device_missing"})
    return device


def page_size(query: Mapping[str, str]) -> int:
    """How many items a page may have: what was asked for, within reason."""
    limit = query.get("limit", "50")
    return min(max(int(limit[:4]), 1), MOST_ITEMS) if limit.isdecimal() else MOST_ITEMS


def seal_cursor(secrets: Secrets, cursor: dict[str, str] | None) -> str | None:
    """An opaque cursor that we can tell from any other."""
    return None if cursor is None else secrets.sign("cursor", json.dumps(cursor))


def open_cursor(secrets: Secrets, sealed: str | None) -> dict[str, str] | None:
    """The cursor we gave. Raises: InvalidInput for any other."""
    if not sealed:
        return None
    payload = secrets.verify("cursor", sealed)
    if payload is None:
        raise InvalidInput({"cursor": "cursor_invalid"})
    opened: dict[str, str] = json.loads(payload)
    return opened
