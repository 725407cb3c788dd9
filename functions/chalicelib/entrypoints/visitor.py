"""A citizen's browser at the door of a page: what it holds, in which language, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final

from chalice.app import Request, Response

from chalicelib import wiring
from chalicelib.domain import phone as phones
from chalicelib.domain.errors import InvalidInput, LinkInvalid, NuannanError, RequestNotOurs
from chalicelib.domain.ports import Ports
from chalicelib.domain.proof import CODE_LASTS
from chalicelib.entrypoints import forms, http, other_language
from chalicelib.journey import links, on_phone
from chalicelib.messages import errors
from chalicelib.messages import pages as templates
from chalicelib.messages.words import marked, say
from chalicelib.observability import count, log_error

FORM_ENCODED: Final = ["application/x-www-form-urlencoded"]  # what a page that runs no script sends
VISIT_COOKIE: Final = "__Host-petition"
DEVICE_COOKIE: Final = "__Host-device"
FOLLOW_COOKIE: Final = "__Host-follow"
MINE_COOKIE: Final = "__Host-mine"
YEAR_SECONDS: Final = 365 * 24 * 3600
LANGUAGE: Final = "language"
_NO_COOKIE: Final = marked(
    "Your browser did not keep our cookie, so this form cannot be sent from here. Please allow cookies for this site, or use another "
    "browser. What you wrote still stands below."
)
ENDING_DIGITS: Final = 4
_LINK_OVER: Final = (
    marked("Links stop working after a while, and a link that was not copied in full does not open."),
    marked(
        "Please tap the link in our latest message. Or get a code on your phone, to see everything that was sent from its number."
    ),
)
_OVER: Final = marked("This page cannot be opened here")
_NOT_DONE: Final = marked("That did not work")
_HOME: Final = marked("Home")
_MINE: Final = marked("All petitions from my phone number")
_ON_PHONE: Final = marked("What I reported on this phone")
_SEE: Final = marked("Check progress")
_VISIT_OVER: Final = frozenset({"link_invalid", "petition_not_found"})
_LOST: Final = marked("This was not received. Copy it before you go on.")
_PERHAPS_LOST: Final = marked("This may not have been received. Copy it before you go on.")
_TYPED: Final = ("text", "words", "reason", "comment")  # what a person writes at length, by the fields of our forms
_SEE_STATUS: Final = frozenset({"action_not_allowed", "version_conflict", "request_not_ours", "busy"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request for a page; `fields` are those of the form that came with it."""

    ports: Ports
    request: Request
    language: str
    source: str
    fields: dict[str, str] = field(default_factory=dict)

    def cookie(self, name: str) -> str:
        """A cookie's value, empty when there is none."""
        return http.cookie(self.request, name) or ""

    def ending(self, name: str) -> str:
        """The end of the number that a code was sent to; empty where no cookie of ours tells it."""
        held = self.cookie(name)
        return held if len(held) == ENDING_DIGITS and held.isascii() and held.isdigit() else ""

    @property
    def visit(self) -> links.Visit:
        """The petition that this browser may see. Raises: LinkInvalid."""
        visit = links.read_visit(self.ports, self.cookie(VISIT_COOKIE))
        if visit is None:
            raise LinkInvalid
        return visit

    @property
    def device(self) -> str | None:
        """The key that this browser was given for forms without script."""
        try:
            return http.device_of(self.request)
        except InvalidInput:
            return None

    def csrf(self, cookie: str) -> str:
        """What a form of this visitor must bring back."""
        return forms.csrf_token(self.ports, self.cookie(cookie))

    def check_csrf(self, cookie: str) -> None:
        """Nothing. Raises: RequestNotOurs when the form was not given to this visitor."""
        if not self.csrf_holds(cookie):
            raise RequestNotOurs

    def csrf_holds(self, cookie: str) -> bool:
        """True when the form was given to this visitor."""
        return forms.csrf_holds(self.ports, self.cookie(cookie), self.fields.get("csrf", ""))

    def asked_again(self, words: str) -> str:
        """The words for who comes without our token; for who brought one and not the cookie that we gave with it, what is missing."""
        lost = bool(self.fields.get("csrf")) and not self.cookie(DEVICE_COOKIE)
        return say(_NO_COOKIE if lost else words, self.language)

    @property
    def only_language(self) -> bool:
        """True when a form came with what was typed for nothing but the page in the other language."""
        return self.fields.get("step") == LANGUAGE

    def page(
        self, name: str, status: int = 200, cookies: tuple[str, ...] = (), **context: object
    ) -> Response:
        """The rendered page, kept by no cache."""
        body = templates.render(name, self.language, **{"alternate": other_language.of_page(self.request, self.language), **context})
        headers = {"Content-Type": "text/html; charset=utf-8"} | self._headers(cookies)
        return Response(body, headers, status)

    def to(self, address: str, cookies: tuple[str, ...] = ()) -> Response:
        """A redirect, after which a reload sends nothing again and no address is passed on."""
        headers = {"Location": address, "Referrer-Policy": "no-referrer"} | self._headers(cookies)
        return Response("", headers, 303)

    def _headers(self, cookies: tuple[str, ...]) -> dict[str, Any]:
        language = f"lang={self.language}; Path=/; Max-Age={YEAR_SECONDS}; Secure; SameSite=Lax"
        return {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Set-Cookie": [language, *cookies],
        }


def switch(form: str, action: str, step: str = LANGUAGE, first: str = "") -> dict[str, str]:
    """The button that brings a form's words along into the other language, as base.html takes it."""
    return {"form": form, "action": action, "step": step, "first": first}


def visit_cookie(ports: Ports, number: str, scope: str, phone: str = "") -> str:
    """The cookie that lets this browser see a petition for a while, and on the device that sent it which number we have."""
    value = links.visit_cookie(ports, number, scope, phone)
    return http.set_cookie(VISIT_COOKIE, value, int(links.VISIT_LASTS.total_seconds()))


def kept_cookie(ports: Ports, held: str, number: str) -> str:
    """The cookie by which this browser finds again what was reported on it."""
    return http.set_cookie(MINE_COOKIE, on_phone.keep(ports, held, number), int(on_phone.KEPT_FOR.total_seconds()))


def erased_cookies(ports: Ports, held: str, number: str) -> tuple[str, ...]:
    """The cookie without a petition that was erased; nothing where there was none."""
    if not held:
        return ()
    left = on_phone.without(ports, held, number)
    return (http.set_cookie(MINE_COOKIE, left, int(on_phone.KEPT_FOR.total_seconds()) if left else 0),)


def ending_cookie(name: str, phone: str) -> str:
    """The cookie that keeps the end of a number, and no more of it, for as long as its code lasts: for who mistyped it."""
    read = phones.parse(phone)
    ending = read.number[-ENDING_DIGITS:] if read else ""
    return http.set_cookie(name, ending, int(CODE_LASTS.total_seconds()) if ending else 0)


def page(current: Callable[[], Request]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A view that gets a Visitor, and whose refusals and crashes become pages in the same look."""

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def answered(**parts: str) -> Response:
            request = current()
            language, fields = http.language_of(request), dict[str, str]()
            try:
                visitor = Visitor(wiring.ports(), request, language, http.source_of(request), fields)
                return _answered(visitor, view, parts)
            except Exception as error:  # noqa: BLE001 (the outermost edge)
                log_error("pages.crashed", error)
                return _crashed(request, language, typed(fields))

        return answered

    return decorate


def _answered(visitor: Visitor, view: Callable[..., Response], parts: dict[str, str]) -> Response:
    try:
        if visitor.request.method == "POST":
            forms.check_origin(visitor.ports, visitor.request.headers.get("origin"))
            visitor.fields.update(forms.read_form(visitor.request.raw_body))
        return view(visitor, **parts)
    except NuannanError as error:
        return refused(visitor, error)


def field_words(refusal: InvalidInput, language: str) -> dict[str, str]:
    """What is wrong with each field, in the words that the API says too."""
    return {name: errors.text(code, language, **refusal.details, **code.needs) for name, code in refusal.fields.items()}


def refused(visitor: Visitor, error: NuannanError) -> Response:
    """A plain page that says what is the matter and where to go on."""
    count("Refused", code=error.code)
    language = visitor.language
    link = {"href": _home(language), "words": say(_HOME, language)}
    if error.code in _VISIT_OVER:
        heading, sentences = say(_OVER, language), [say(each, language) for each in _LINK_OVER]
        kept = visitor.cookie(MINE_COOKIE)
        link = {"href": f"/p/{'phone' if kept else 'my'}?lang={language}", "words": say(_ON_PHONE if kept else _MINE, language)}
    else:
        heading, sentences = say(_NOT_DONE, language), _sentences(error, language)
    if error.code in _SEE_STATUS and links.read_visit(visitor.ports, visitor.cookie(VISIT_COOKIE)):
        link = {"href": f"/p/status?lang={language}", "words": say(_SEE, language)}
    status, written = http.STATUSES.get(error.code, 400), typed(visitor.fields)
    return visitor.page(
        "notice.html", status, heading=heading, sentences=sentences, link=link, typed=written, lost=say(_LOST, language),
        alternate=other_language.of_notice(visitor.request, language, written),
    )  # fmt: skip


def typed(fields: Mapping[str, str]) -> str:
    """What a person wrote in a form, which is not lost because we refuse it or fail."""
    return "\n\n".join(fields[name] for name in _TYPED if fields.get(name, "").strip())


def _sentences(error: NuannanError, language: str) -> list[str]:
    """What is the matter, in the words of each field where a form of one button has none to show them beside."""
    each = list(field_words(error, language).values()) if isinstance(error, InvalidInput) else []
    return each or [errors.text(error.code, language, **error.details)]


def _crashed(request: Request, language: str, written: str) -> Response:
    count("Refused", code="internal")
    body = templates.render(
        "notice.html",
        language,
        alternate=other_language.of_notice(request, language, written),
        heading=say(_NOT_DONE, language),
        sentences=[errors.text("internal", language)],
        link={"href": _home(language), "words": say(_HOME, language)},
        typed=written,
        lost=say(_PERHAPS_LOST, language),
    )
    return Response(body, {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}, 500)


def _home(language: str) -> str:
    return "/en/" if language == "en" else "/"
