"""A citizen's browser at the door of a page: who it is, in which language, and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from chalice.app import Request, Response

from chalicelib import wiring
from chalicelib.domain.errors import InvalidInput, LinkInvalid, NuannanError, RequestNotOurs
from chalicelib.domain.ports import Ports
from chalicelib.entrypoints import forms
from chalicelib.journey import links
from chalicelib.messages import errors as error_words
from chalicelib.messages import pages as templates
from chalicelib.messages.words import LANGUAGES, marked, say

VISIT_COOKIE: Final = "__Host-petition"
DEVICE_COOKIE: Final = "__Host-device"
YEAR_SECONDS: Final = 365 * 24 * 3600
_DEVICE: Final = re.compile(r"[A-Za-z0-9_-]{22,128}")
_LINK_OVER: Final = (
    marked("Links and visits are over after some time, and a link that was not copied whole does not open."),
    marked(
        "Please tap the link in the newest message from us. On this phone you can look for two hours after reporting."
    ),
)

_OVER: Final = marked("This page cannot be opened here")
_NOT_DONE: Final = marked("That did not work")
_HOME: Final = marked("Home")
_SEE: Final = marked("See how it goes")
_VISIT_OVER: Final = frozenset({"link_invalid", "petition_not_found"})
_SEE_STATUS: Final = frozenset({"action_not_allowed", "version_conflict", "request_not_ours", "busy"})
_STATUSES: Final = {
    "link_invalid": 404, "petition_not_found": 404, "action_not_allowed": 409, "version_conflict": 409,
    "request_not_ours": 403, "forbidden": 403, "too_many_requests": 429, "body_too_large": 413, "busy": 503,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request for a page."""

    ports: Ports
    language: str
    source: str
    cookies: Mapping[str, str]
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def visit(self) -> links.Visit:
        """The petition that this browser may see. Raises: LinkInvalid."""
        visit = links.read_visit(self.ports, self.cookies.get(VISIT_COOKIE))
        if visit is None:
            raise LinkInvalid
        return visit

    @property
    def device(self) -> str | None:
        """The key that this browser was given for forms without script."""
        device = self.cookies.get(DEVICE_COOKIE, "")
        return device if _DEVICE.fullmatch(device) else None

    def csrf(self, cookie: str) -> str:
        """What a form of this visitor must bring back."""
        return forms.csrf_token(self.ports, self.cookies.get(cookie, ""))

    def check_csrf(self, cookie: str) -> None:
        """Nothing. Raises: RequestNotOurs when the form was not given to this visitor."""
        if not forms.csrf_holds(self.ports, self.cookies.get(cookie), self.fields.get("csrf", "")):
            raise RequestNotOurs

    def page(
        self, name: str, status: int = 200, cookies: tuple[str, ...] = (), **context: object
    ) -> Response:
        """The rendered page, kept by no cache."""
        other = "zh" if self.language == "en" else "en"
        body = templates.render(name, self.language, alternate=f"?lang={other}", **context)
        headers = {"Content-Type": "text/html; charset=utf-8"} | self._headers(cookies)
        return Response(body, headers, status)

    def to(self, address: str, cookies: tuple[str, ...] = ()) -> Response:
        """A redirect, after which a reload sends nothing again and no address is passed on."""
        headers = {"Location": address, "Referrer-Policy": "no-referrer"} | self._headers(cookies)
        return Response("", headers, 303)

    def _headers(self, cookies: tuple[str, ...]) -> dict[str, Any]:
        language = f"lang={self.language}; Path=/; Max-Age={YEAR_SECONDS}; Secure; SameSite=Lax"
        return {"Cache-Control": "no-store", "Set-Cookie": [language, *cookies]}


def cookie(name: str, value: str, lasts_seconds: int) -> str:
    """A cookie for this host alone, out of reach of scripts and foreign pages."""
    return f"{name}={value}; Path=/; Max-Age={lasts_seconds}; Secure; HttpOnly; SameSite=Lax"


def visit_cookie(ports: Ports, number: str, scope: str) -> str:
    """The cookie that lets this browser see a petition for a while."""
    value = links.visit_cookie(ports, number, scope)
    return cookie(VISIT_COOKIE, value, int(links.VISIT_LASTS.total_seconds()))


def language_of(query: Mapping[str, str], cookies: Mapping[str, str], accepted: str) -> str:
    """The asked-for language, else the one chosen before, else the browser's first that we speak, else Chinese."""
    for named in (query.get("lang"), cookies.get("lang")):
        if named in LANGUAGES:
            return named
    spoken = (each.strip()[:2].lower() for each in accepted.split(","))
    return next((each for each in spoken if each in LANGUAGES), "zh")


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a request; none when the header is broken."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def page(request: Callable[[], Request]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A decorator: the view gets a Visitor, and every refusal becomes a page in the same look."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def answered(**parts: str) -> Response:
            current = request()
            visitor = _visitor(current)
            try:
                if current.method == "POST":
                    forms.check_origin(visitor.ports, current.headers.get("origin"))
                    visitor.fields.update(forms.read_form(current.raw_body))
                return view(visitor, **parts)
            except NuannanError as error:
                return refused(visitor, error)

        return answered

    return decorate


def _visitor(request: Request) -> Visitor:
    cookies = read_cookies(request.headers.get("cookie", ""))
    query: Mapping[str, str] = request.query_params or {}
    language = language_of(query, cookies, request.headers.get("accept-language", ""))
    source = str(request.context.get("identity", {}).get("sourceIp", ""))
    return Visitor(wiring.ports(), language, source, cookies)


def field_words(refusal: InvalidInput, language: str) -> dict[str, str]:
    """What is wrong with each field, in the words that the API says too."""
    return {
        name: error_words.text(code, language, **refusal.details) for name, code in refusal.fields.items()
    }


def refused(visitor: Visitor, error: NuannanError) -> Response:
    """A plain page that says what is the matter and where to go on."""
    status = _STATUSES.get(error.code, 400)
    home = {"href": "/en/" if visitor.language == "en" else "/", "words": say(_HOME, visitor.language)}
    if error.code in _VISIT_OVER:
        heading, sentences = (
            say(_OVER, visitor.language),
            [say(each, visitor.language) for each in _LINK_OVER],
        )
    else:
        heading = say(_NOT_DONE, visitor.language)
        sentences = [error_words.text(error.code, visitor.language, **error.details)]
        if error.code in _SEE_STATUS:
            home = {"href": f"/p/status?lang={visitor.language}", "words": say(_SEE, visitor.language)}
    return visitor.page("notice.html", status, heading=heading, sentences=sentences, link=home)
