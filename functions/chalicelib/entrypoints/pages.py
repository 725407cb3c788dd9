"""The pages that work without script: the form, the receipt, the status, the answer. A GET never records anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.domain.actors import Caller
from chalicelib.domain.errors import IdempotencyMismatch, InvalidInput, LinkInvalid, RequestNotOurs
from chalicelib.domain.ports import Ports
from chalicelib.entrypoints.forms import csrf_token
from chalicelib.entrypoints.http import correlation_of, set_cookie
from chalicelib.entrypoints.visitor import (
    DEVICE_COOKIE,
    VISIT_COOKIE,
    YEAR_SECONDS,
    Visitor,
    field_words,
    page,
    visit_cookie,
)
from chalicelib.journey import answer, appeal, door, form, links, look, submit, withdraw
from chalicelib.messages.words import for_citizen, marked, say

pages = Blueprint(__name__)
_page = page(lambda: pages.current_request)

FORM_ENCODED: Final = ["application/x-www-form-urlencoded"]
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")
_ANSWER: Final = "answers."
_DIGITS: Final = {"1": 1, "2": 2, "3": 3, "4": 4}
_TEXTS: Final = ("text", "category", "community", "place_words", "phone", "name")
_TICKS: Final = ("hide_identity", "about_staff", "consent")
# Where the words about something go that has no field of its own name on the page.
_BESIDE: Final = {"place": "community", "point": "community", "kind": "category"}
_DONE: Final = {
    "rated": marked("Thank you. Your answer has been counted."),
    "withdrawn": marked("Your petition is withdrawn."),
    "appealed": marked("Your appeal has arrived. The command centre looks at your petition again."),
    "reopened": marked("Your petition is handled on its own again."),
}
_CHECK: Final = marked("Please check what you wrote, then send it.")
_ASKS_MORE: Final = marked("About this we ask a little more. Please look at it, then send.")
_SENT_BEFORE: Final = marked(
    "What you sent from this page before has arrived. If this is a further petition, send it now."
)


@pages.route("/p/report", methods=["GET"])
@_page
def report_form(visitor: Visitor) -> Response:
    """The empty form."""
    return _form(visitor)


@pages.route("/p/report", methods=["POST"], content_types=FORM_ENCODED)
@_page
def report(visitor: Visitor) -> Response:
    """The receipt, or the form again with what was typed.

    The static page's form comes here where modules do not run: it brings no token, is shown for checking, and goes on.
    """
    try:
        visitor.check_csrf(DEVICE_COOKIE)
    except RequestNotOurs:
        return _form(visitor, notice=say(_CHECK, visitor.language))
    key, device = visitor.fields.get("key", ""), visitor.device
    if not _KEY.fullmatch(key) or device is None:
        return _form(visitor, notice=say(_CHECK, visitor.language))
    if _asks_more(visitor):
        return _form(visitor, key=key, notice=say(_ASKS_MORE, visitor.language))
    door.knock(visitor.ports, visitor.source, "submit")
    caller = Caller(visitor.ports.secrets.digest("device", device), visitor.source)
    try:
        receipt = submit.submit(visitor.ports, _submission(visitor), caller, key)
    except InvalidInput as refusal:
        asked = str(refusal.details.get("district", ""))
        return _form(visitor, key=key, errors=field_words(refusal, visitor.language), district=asked)
    except IdempotencyMismatch:
        return _form(visitor, notice=say(_SENT_BEFORE, visitor.language))
    seen = visit_cookie(visitor.ports, receipt.number, links.DEVICE)
    return visitor.to(f"/p/receipt?lang={visitor.language}", (seen,))


@pages.route("/p/receipt", methods=["GET"])
@_page
def receipt(visitor: Visitor) -> Response:
    """The number, what happens next and by when."""
    return visitor.page("receipt.html", petition=_petition(visitor))


@pages.route("/p/status", methods=["GET"])
@_page
def status(visitor: Visitor) -> Response:
    """How the petition goes."""
    query: Mapping[str, str] = visitor.request.query_params or {}
    done = _DONE.get(query.get("done", ""))
    notice = say(done, visitor.language) if done else ""
    return visitor.page(
        "status.html", petition=_petition(visitor), notice=notice, csrf=visitor.csrf(VISIT_COOKIE)
    )


@pages.route("/p/rate", methods=["GET"])
@_page
def rating_form(visitor: Visitor) -> Response:
    """The question, or the status when nothing is asked now; looking records nothing."""
    return _question(visitor, {})


@pages.route("/p/rate", methods=["POST"], content_types=FORM_ENCODED)
@_page
def rate(visitor: Visitor) -> Response:
    """The status after the answer, or the question again."""
    visit = visitor.visit
    visitor.check_csrf(VISIT_COOKIE)
    door.knock(visitor.ports, visitor.source, "rate")
    digit = _DIGITS.get(visitor.fields.get("digit", ""), 0)
    try:
        answer.answer_by_link(visitor.ports, visit, digit, visitor.fields.get("comment", ""))
    except InvalidInput as refusal:
        return _question(visitor, field_words(refusal, visitor.language))
    return visitor.to(f"/p/status?done=rated&lang={visitor.language}")


@pages.route("/p/withdraw", methods=["POST"], content_types=FORM_ENCODED)
@_page
def withdrawal(visitor: Visitor) -> Response:
    """The status after withdrawing."""
    return _after(visitor, withdraw.withdraw, "withdrawn")


@pages.route("/p/appeal", methods=["POST"], content_types=FORM_ENCODED)
@_page
def appealing(visitor: Visitor) -> Response:
    """The status after the appeal."""
    return _after(visitor, appeal.appeal, "appealed")


@pages.route("/p/reopen", methods=["POST"], content_types=FORM_ENCODED)
@_page
def reopening(visitor: Visitor) -> Response:
    """The status after taking a petition out of a merge."""
    return _after(visitor, appeal.reopen, "reopened")


def _after(visitor: Visitor, act: Callable[[Ports, links.Visit, str], object], done: str) -> Response:
    """The status, saying what was done, after an act of the citizen that brings a reason."""
    visit = visitor.visit
    visitor.check_csrf(VISIT_COOKIE)
    act(visitor.ports, visit, visitor.fields.get("reason", ""))
    return visitor.to(f"/p/status?done={done}&lang={visitor.language}")


@pages.route("/s/{token}", methods=["GET", "HEAD"])
@_page
def open_link(visitor: Visitor, token: str) -> Response:
    """The status page with the visit that the SMS link opens; the device that reported keeps its wider one."""
    opened = links.open_link(visitor.ports, token)
    if opened is None:
        raise LinkInvalid
    held = links.read_visit(visitor.ports, visitor.cookie(VISIT_COOKIE))
    wider = held is not None and held.number == opened.number and held.scope == links.DEVICE
    return visitor.to(
        "/p/status", () if wider else (visit_cookie(visitor.ports, opened.number, opened.scope),)
    )


def _asks_more(visitor: Visitor) -> bool:
    """True when the chosen category asks what this form did not show yet."""
    category = visitor.fields.get("category", "")
    offered = form.form(visitor.ports, visitor.language)
    return visitor.fields.get("asked", "") != category and bool(form.questions_of(offered, category))


def _form(
    visitor: Visitor, key: str = "", notice: str = "", errors: dict[str, str] | None = None, district: str = ""
) -> Response:
    device = visitor.device or visitor.ports.ids.token()
    offered = form.form(visitor.ports, visitor.language, district)
    wrong: dict[str, str] = {}
    for name, words in (errors or {}).items():
        wrong.setdefault(_BESIDE.get(name, name), words)
    return visitor.page(
        "report.html",
        400 if wrong else 200,
        (set_cookie(DEVICE_COOKIE, device, YEAR_SECONDS),),
        form=offered,
        questions=form.questions_of(offered, visitor.fields.get("category", "")),
        values=visitor.fields,
        errors=wrong,
        notice=notice,
        key=key or visitor.ports.ids.token(),
        csrf=csrf_token(visitor.ports, device),
    )


def _submission(visitor: Visitor) -> submit.Submission:
    texts = {name: visitor.fields[name] for name in _TEXTS if visitor.fields.get(name, "").strip()}
    ticks = {name: name in visitor.fields for name in _TICKS}
    answers = {
        name.removeprefix(_ANSWER): value
        for name, value in visitor.fields.items()
        if name.startswith(_ANSWER) and value.strip()
    }
    return submit.submission_from(
        {
            "text": "",
            **texts,
            **ticks,
            "answers": answers,
            "language": visitor.language,
            "correlation": correlation_of(visitor.request),
        }
    )


def _question(visitor: Visitor, errors: dict[str, str]) -> Response:
    petition = _petition(visitor)
    if not petition["can_rate"]:
        return visitor.to(f"/p/status?lang={visitor.language}")
    return visitor.page(
        "rate.html",
        400 if errors else 200,
        petition=petition,
        values=visitor.fields,
        errors=errors,
        csrf=visitor.csrf(VISIT_COOKIE),
    )


def _petition(visitor: Visitor) -> dict[str, object]:
    view = look.status_for_citizen(visitor.ports, visitor.visit, visitor.language)
    return for_citizen(view, visitor.language)
