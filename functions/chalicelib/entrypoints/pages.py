"""The pages that work without script: the form, the receipt, the status, the answer. A GET never records anything."""

from __future__ import annotations

from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.domain.actors import VOLUNTEER, Caller
from chalicelib.domain.errors import Busy, IdempotencyMismatch, InvalidInput, LinkInvalid, TooManyRequests
from chalicelib.entrypoints.done import sealed
from chalicelib.entrypoints.http import STATUSES, set_cookie
from chalicelib.entrypoints.report_form import (
    CHANGE,
    KEY,
    SEND,
    asks_more,
    check_page,
    form_page,
    submission_of,
)
from chalicelib.entrypoints.status_page import after, petition_of, status_page
from chalicelib.entrypoints.visitor import (
    DEVICE_COOKIE,
    FOLLOW_COOKIE,
    FORM_ENCODED,
    MINE_COOKIE,
    VISIT_COOKIE,
    Visitor,
    erased_cookies,
    field_words,
    kept_cookie,
    page,
    switch,
    visit_cookie,
)
from chalicelib.journey import (
    answer,
    appeal,
    check,
    door,
    erase,
    follow,
    links,
    submit,
    withdraw,
)
from chalicelib.messages import errors
from chalicelib.messages.promises import promised
from chalicelib.messages.words import marked, say
from chalicelib.observability import count

pages = Blueprint(__name__)
_page = page(lambda: pages.current_request)

_DIGITS: Final = {"1": 1, "2": 2, "3": 3, "4": 4}
_CHECK: Final = marked("Please check what you wrote, then send it.")
_ASKS_MORE: Final = marked("We ask a little more about this. Please check it, then send.")
_SENT_BEFORE: Final = marked(
    "We already have what you sent from this page before. If this is another petition, send it now."
)


@pages.route("/p/report", methods=["GET"])
@_page
def report_form(visitor: Visitor) -> Response:
    """The empty form."""
    return form_page(visitor)


@pages.route("/p/report", methods=["POST"], content_types=FORM_ENCODED)
@_page
def report(visitor: Visitor) -> Response:
    """The next step: the form again, what would be sent, or the receipt.

    The static page's form comes here where modules do not run: it brings no token, is shown for checking, and goes on.
    """
    key, device, step = visitor.fields.get("key", ""), visitor.device, visitor.fields.get("step", "")
    if not KEY.fullmatch(key) or device is None or not visitor.csrf_holds(DEVICE_COOKIE):
        return form_page(visitor, notice=visitor.asked_again(_CHECK))
    if step == CHANGE or asks_more(visitor):
        return form_page(visitor, key, "" if step == CHANGE else say(_ASKS_MORE, visitor.language))
    try:
        return _sent(visitor, key, device) if step == SEND else _looked_at(visitor, key)
    except InvalidInput as refusal:
        asked = str(refusal.details.get("district", ""))
        return form_page(visitor, key, errors=field_words(refusal, visitor.language), district=asked)
    except (TooManyRequests, Busy) as refusal:
        count("Refused", code=refusal.code)
        return form_page(visitor, key, errors.text(refusal.code, visitor.language), status=STATUSES[refusal.code])
    except IdempotencyMismatch:
        return form_page(visitor, notice=say(_SENT_BEFORE, visitor.language))


def _looked_at(visitor: Visitor, key: str) -> Response:
    door.knock(visitor.ports, visitor.source, "check")
    return check_page(visitor, key, check.check(visitor.ports, submission_of(visitor)))


def _sent(visitor: Visitor, key: str, device: str) -> Response:
    door.knock(visitor.ports, visitor.source, "submit")
    caller = Caller(visitor.ports.secrets.digest("device", device), visitor.source)
    submission = submission_of(visitor)
    if submission.channel == submit.PROXY:
        # It is another person's now: this browser is told the number, and may not look at it.
        receipt = submit.submit(visitor.ports, submission, caller, key, VOLUNTEER)
        return visitor.page("sent_for_other.html", receipt=receipt, has_phone=bool(submission.phone))
    receipt = submit.submit(visitor.ports, submission, caller, key)
    seen = visit_cookie(visitor.ports, receipt.number, links.DEVICE, submission.phone or "")
    kept = kept_cookie(visitor.ports, visitor.cookie(MINE_COOKIE), receipt.number)
    return visitor.to(f"/p/receipt?lang={visitor.language}", (seen, kept))


@pages.route("/p/me-too", methods=["POST"], content_types=FORM_ENCODED)
@_page
def me_too(visitor: Visitor) -> Response:
    """What this browser follows, with the petition that it was counted with."""
    visitor.check_csrf(DEVICE_COOKIE)
    door.knock(visitor.ports, visitor.source, "me_too")
    device = visitor.device or ""
    caller = Caller(visitor.ports.secrets.digest("device", device), visitor.source)
    number = follow.me_too(visitor.ports, visitor.fields.get("token", ""), caller)
    kept = follow.follow_cookie(visitor.ports, visitor.cookie(FOLLOW_COOKIE), number)
    lasts = int(follow.FOLLOWED_FOR.total_seconds())
    return visitor.to(f"/p/following?done=joined&lang={visitor.language}", (set_cookie(FOLLOW_COOKIE, kept, lasts),))


@pages.route("/p/receipt", methods=["GET"])
@_page
def receipt(visitor: Visitor) -> Response:
    """The number, what happens next and by when."""
    petition, visit = petition_of(visitor), visitor.visit
    qr = _qr(visitor, visit.number) if visit.scope == links.DEVICE else ""
    kept = bool(visitor.cookie(MINE_COOKIE))
    ahead = promised(petition, visitor.ports.clock.now(), visitor.language)
    site = visitor.ports.districts.current().site_origin
    return visitor.page("receipt.html", petition=petition, promised=ahead, site=site, qr=qr, kept=kept, csrf=visitor.csrf(VISIT_COOKIE))


def _qr(visitor: Visitor, number: str) -> str:
    """The link that an SMS would bring, as a picture: for whoever left no phone number."""
    import segno

    token = links.link_token(visitor.ports, number, visitor.ports.ids.token())
    address = f"{visitor.ports.districts.current().site_origin}/s/{token}"
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=4, light="#fff"))


@pages.route("/p/status", methods=["GET"])
@_page
def status(visitor: Visitor) -> Response:
    """How the petition goes."""
    return status_page(visitor)


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
    if visitor.only_language:
        return _question(visitor, {})
    door.knock(visitor.ports, visitor.source, "rate")
    digit = _DIGITS.get(visitor.fields.get("digit", ""), 0)
    try:
        rated = answer.answer_by_link(visitor.ports, visit, digit, visitor.fields.get("comment", ""))
    except InvalidInput as refusal:
        return _question(visitor, field_words(refusal, visitor.language))
    done = sealed(visitor, "late" if rated["late"] else "rated", visit.number)
    return visitor.to(f"/p/status?done={done}&lang={visitor.language}")


@pages.route("/p/withdraw", methods=["POST"], content_types=FORM_ENCODED)
@_page
def withdrawal(visitor: Visitor) -> Response:
    """The status after withdrawing, or the form again with the reason."""
    return after(visitor, withdraw.withdraw, "withdraw", "withdrawn")


@pages.route("/p/erase", methods=["GET"])
@_page
def erasing(visitor: Visitor) -> Response:
    """What goes, what stays, and the button; the status when there is nothing to erase. Looking erases nothing."""
    petition = petition_of(visitor)
    if not petition["can_erase"]:
        return visitor.to(f"/p/status?lang={visitor.language}")
    return visitor.page("erase.html", petition=petition, csrf=visitor.csrf(VISIT_COOKIE))


@pages.route("/p/erase", methods=["POST"], content_types=FORM_ENCODED)
@_page
def erasure(visitor: Visitor) -> Response:
    """The status after erasing."""
    gone = erased_cookies(visitor.ports, visitor.cookie(MINE_COOKIE), visitor.visit.number)
    return after(visitor, lambda ports, visit, _: erase.ask(ports, visit), "erase", "erased", gone)


@pages.route("/p/appeal", methods=["POST"], content_types=FORM_ENCODED)
@_page
def appealing(visitor: Visitor) -> Response:
    """The status after the appeal, or the form again with the reason."""
    return after(visitor, appeal.appeal, "appeal", "appealed")


@pages.route("/p/reopen", methods=["POST"], content_types=FORM_ENCODED)
@_page
def reopening(visitor: Visitor) -> Response:
    """The status after taking a petition out of a merge, or the form again with the reason."""
    return after(visitor, appeal.reopen, "reopen", "reopened")


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


def _question(visitor: Visitor, errors: dict[str, str]) -> Response:
    petition = petition_of(visitor)
    if not petition["can_rate"] and not petition["changes"]:
        return visitor.to(f"/p/status?lang={visitor.language}")
    return visitor.page(
        "rate.html",
        400 if errors else 200,
        petition=petition,
        values=visitor.fields,
        errors=errors,
        switch=switch("answer", "/p/rate"),
        csrf=visitor.csrf(VISIT_COOKIE),
    )
