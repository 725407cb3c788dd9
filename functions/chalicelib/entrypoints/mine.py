"""One's own petitions, and what one follows, by the phone: a code, then the list, then one of them."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.errors import ProofOver
from chalicelib.domain.proof import CODE_DIGITS, CODE_LASTS, PROVED_LASTS
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.http import (
    answer,
    cookie,
    correlation_of,
    json_body,
    language_of,
    set_cookie,
    source_of,
    view,
)
from chalicelib.entrypoints.visitor import visit_cookie
from chalicelib.journey import mine, prove
from chalicelib.messages.public_words import public_status_text
from chalicelib.messages.words import status_text
from chalicelib.wiring import ports

ASKED, PROVED = "__Host-code", "__Host-proved"
mine_blueprint = Blueprint(__name__)
_view = view(lambda: mine_blueprint.current_request)


def asked_cookie(token: str) -> str:
    """The cookie that binds a code to the browser that asked for it."""
    return set_cookie(ASKED, token, int(CODE_LASTS.total_seconds()))


def proved_cookie(mark: str) -> str:
    """The cookie of a browser whose holder proved the phone; the one of the code is used up."""
    return set_cookie(PROVED, mark, int(PROVED_LASTS.total_seconds()))


def listed(mark: str | None, language: str) -> dict[str, object]:
    """The proved phone's petitions, and what it follows, in words. Raises: LinkInvalid."""
    items, held = mine.mine(ports(), mark, language), mine.followed(ports(), mark, language)
    return {
        "items": [each | {"status_text": status_text(str(each["status"]), language)} for each in items],
        "followed": [_followed(each, language) for each in held],
    }


def _followed(shown: dict[str, object], language: str) -> dict[str, object]:
    names = ("number", "number_shown", "status", "category_name", "street_name")
    words = public_status_text(str(shown["status"]), language, solved=bool(shown["solved"]))
    return {name: shown[name] for name in names} | {"status_text": words}


@mine_blueprint.route("/api/codes", methods=["POST"])
@_view
def post_code(request: Request) -> Response:
    """A code on its way to whoever has petitions; what is answered is the same for every number."""
    body = schemas.decode(schemas.CodeIn, json_body(request))
    language = language_of(request)
    token = prove.ask(ports(), body.phone, source_of(request), language, correlation_of(request))
    told = {"digits": CODE_DIGITS, "minutes": int(CODE_LASTS.total_seconds()) // 60}
    return answer(told, cookies=(asked_cookie(token),), language=language)


@mine_blueprint.route("/api/codes/verification", methods=["POST"])
@_view
def post_verification(request: Request) -> Response:
    """The petitions of the phone whose code was typed."""
    body = schemas.decode(schemas.CodeTyped, json_body(request))
    token = cookie(request, ASKED)
    if token is None:
        raise ProofOver
    mark = prove.verify(ports(), token, body.code, source_of(request))
    language = language_of(request)
    return answer(listed(mark, language), cookies=(proved_cookie(mark),), language=language)


@mine_blueprint.route("/api/mine", methods=["GET"])
@_view
def get_mine(request: Request) -> Response:
    """The petitions of the phone that this browser's holder proved."""
    language = language_of(request)
    return answer(listed(cookie(request, PROVED), language), language=language)


@mine_blueprint.route("/api/mine/visits", methods=["POST"])
@_view
def post_visit(request: Request) -> Response:
    """A visit of one of them, as wide as that of the device that sent it."""
    body = schemas.decode(schemas.VisitIn, json_body(request))
    wired = ports()
    opened = mine.visit(wired, cookie(request, PROVED), body.number)
    return answer({"number": opened.number}, cookies=(visit_cookie(wired, opened.number, opened.scope),))


@mine_blueprint.route("/api/mine/stops", methods=["POST"])
@_view
def post_stop(request: Request) -> Response:
    """What this browser sees, without a petition that its phone follows no more."""
    body = schemas.decode(schemas.StopIn, json_body(request))
    mark, language = cookie(request, PROVED), language_of(request)
    mine.stop(ports(), mark, body.number)
    return answer(listed(mark, language), language=language)
