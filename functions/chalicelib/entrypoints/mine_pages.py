"""One's own petitions without script: the phone, the code, the list. Nothing typed is ever in an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalice.app import Blueprint, Response

from chalicelib.domain.errors import InvalidInput, LinkInvalid, ProofOver, RequestNotOurs
from chalicelib.domain.proof import CODE_DIGITS, CODE_LASTS
from chalicelib.entrypoints.forms import csrf_token
from chalicelib.entrypoints.http import correlation_of, set_cookie
from chalicelib.entrypoints.mine import ASKED, PROVED, asked_cookie, listed, proved_cookie
from chalicelib.entrypoints.visitor import (
    DEVICE_COOKIE,
    FORM_ENCODED,
    YEAR_SECONDS,
    Visitor,
    ending_cookie,
    field_words,
    page,
    visit_cookie,
)
from chalicelib.journey import mine, prove
from chalicelib.messages import errors
from chalicelib.messages.words import marked, other

SENT_TO: Final = "__Host-code-to"
mine_pages = Blueprint(__name__)
_page = page(lambda: mine_pages.current_request)
_CHECK: Final = marked("Please check your number, then ask for the code.")


@mine_pages.route("/p/my", methods=["GET"])
@_page
def my(visitor: Visitor) -> Response:
    """The list of who has proved the phone; else the question for the phone, or for the code that was asked for."""
    query: Mapping[str, str] = visitor.request.query_params or {}
    try:
        found = listed(visitor.cookie(PROVED), visitor.language)
    except LinkInvalid:
        step = "code" if query.get("step") == "code" and visitor.cookie(ASKED) else "phone"
        return _shown(visitor, step)
    return _shown(visitor, "list", found=found)


@mine_pages.route("/p/my/code", methods=["POST"], content_types=FORM_ENCODED)
@_page
def ask(visitor: Visitor) -> Response:
    """The question for the code, or for the phone again. The static page's form comes here where modules do not run."""
    try:
        visitor.check_csrf(DEVICE_COOKIE)
    except RequestNotOurs:
        return _shown(visitor, "phone", notice=visitor.asked_again(_CHECK))
    phone, correlation = visitor.fields.get("phone", ""), correlation_of(visitor.request)
    try:
        token = prove.ask(visitor.ports, phone, visitor.source, visitor.language, correlation)
    except InvalidInput as refusal:
        return _shown(visitor, "phone", wrong=field_words(refusal, visitor.language))
    return visitor.to(f"/p/my?step=code&lang={visitor.language}", (asked_cookie(token), ending_cookie(SENT_TO, phone)))


@mine_pages.route("/p/my/verification", methods=["POST"], content_types=FORM_ENCODED)
@_page
def verify(visitor: Visitor) -> Response:
    """The list, or the question for the code again, or for the phone when the code is over."""
    visitor.check_csrf(DEVICE_COOKIE)
    try:
        mark = prove.verify(visitor.ports, visitor.cookie(ASKED), visitor.fields.get("code", ""), visitor.source)
    except InvalidInput as refusal:
        return _shown(visitor, "code", wrong=field_words(refusal, visitor.language))
    except ProofOver as over:
        return _shown(visitor, "phone", wrong={"phone": errors.text(over.code, visitor.language)})
    return visitor.to(f"/p/my?lang={visitor.language}", (proved_cookie(mark),))


@mine_pages.route("/p/my/petition", methods=["POST"], content_types=FORM_ENCODED)
@_page
def open_one(visitor: Visitor) -> Response:
    """The status page of one of them."""
    mark = visitor.cookie(PROVED)
    visitor.check_csrf(DEVICE_COOKIE)
    opened = mine.visit(visitor.ports, mark, visitor.fields.get("number", ""))
    return visitor.to(f"/p/status?lang={visitor.language}", (visit_cookie(visitor.ports, opened.number, opened.scope),))


@mine_pages.route("/p/my/stop", methods=["POST"], content_types=FORM_ENCODED)
@_page
def stop(visitor: Visitor) -> Response:
    """The list, without a petition that the phone follows no more."""
    visitor.check_csrf(DEVICE_COOKIE)
    mine.stop(visitor.ports, visitor.cookie(PROVED), visitor.fields.get("number", ""))
    return visitor.to(f"/p/my?lang={visitor.language}")


def _shown(
    visitor: Visitor, step: str, *, wrong: dict[str, str] | None = None, notice: str = "",
    found: dict[str, object] | None = None,
) -> Response:  # fmt: skip
    device = visitor.device or visitor.ports.ids.token()
    return visitor.page(
        "my.html",
        400 if wrong else 200,
        (set_cookie(DEVICE_COOKIE, device, YEAR_SECONDS),),
        alternate=f"/p/my?step={step}&lang={other(visitor.language)}",
        step=step,
        values=visitor.fields,
        ending=visitor.ending(SENT_TO),
        errors=wrong or {},
        notice=notice,
        petitions=(found or {}).get("items", []),
        followed=(found or {}).get("followed", []),
        digits=CODE_DIGITS,
        minutes=int(CODE_LASTS.total_seconds()) // 60,
        csrf=csrf_token(visitor.ports, device),
    )
