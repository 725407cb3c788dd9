"""The JSON API of who looks at bulletins before they are issued, and corrects them afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.domain import rights
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import answer, behind_session, json_body, language_of
from chalicelib.wiring import ports


def bulletins_blueprint(authorizer: Any) -> Blueprint:
    """The routes; all of them need the session."""
    rows = (
        ("/api/desk/bulletins", "GET", get_bulletins),
        ("/api/desk/bulletins/issued", "GET", get_issued),
        ("/api/desk/bulletins/preview", "GET", get_preview),
        ("/api/desk/bulletins/draft", "PUT", put_draft),
        ("/api/desk/bulletins/revision", "POST", post_revision),
    )
    return behind_session(__name__, authorizer, rows)


def get_bulletins(request: Request) -> Response:
    """A unit's bulletins and drafts; without a unit, those of where this person supervises."""
    from chalicelib.journey import review
    from chalicelib.messages.unit_tables import measure_name

    staff = staff_of(request)
    query: Mapping[str, str] = request.query_params or {}
    unit = query.get("unit") or rights.seat(staff, Right.REVIEW_BULLETINS)
    if unit is None:
        raise Forbidden
    language = language_of(request)
    told = review.bulletins(ports(), staff, unit, language, older=query.get("older") == "1")
    differs = [{**each, "measure_name": measure_name(str(each["measure"]), language)} for each in told.differs]
    return answer({**told.answer, "differs": differs})


def get_issued(request: Request) -> Response:
    """What a bulletin that is out says of a person's own, to be corrected."""
    from chalicelib.journey import correct

    query: Mapping[str, str] = request.query_params or {}
    return answer(correct.issued(ports(), staff_of(request), query.get("unit", ""), query.get("period", "")))


def get_preview(request: Request) -> Response:
    """The page of a draft as it will look, which no cache keeps and no search engine lists."""
    from chalicelib.journey import review
    from chalicelib.messages import bulletin
    from chalicelib.messages.words import LANGUAGES

    query: Mapping[str, str] = request.query_params or {}
    asked = query.get("lang", "")
    language = asked if asked in LANGUAGES else language_of(request)
    page = review.preview(ports(), staff_of(request), query.get("unit", ""), query.get("period", ""), bulletin, language)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "X-Robots-Tag": "noindex", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return Response(page, headers)


def put_draft(request: Request) -> Response:
    """What a supervisor adds to a bulletin, and whether it may be issued so."""
    from chalicelib.journey import review

    body = schemas.decode(schemas.DraftIn, json_body(request))
    words = review.Words(
        body.unit, body.period, body.version, body.remarks, _cases(body.cases), tuple(body.thanks), body.approve
    )
    return answer(review.say(ports(), staff_of(request), words))


def post_revision(request: Request) -> Response:
    """The order to correct an issued bulletin."""
    from chalicelib.journey import correct

    body = schemas.decode(schemas.RevisionIn, json_body(request))
    order = correct.Order(
        body.unit, body.period, body.why, body.corrects, body.remarks,
        None if body.cases is None else _cases(body.cases), None if body.thanks is None else tuple(body.thanks),
    )  # fmt: skip
    return answer(correct.revise(ports(), staff_of(request), order))


def _cases(cases: list[schemas.CaseIn]) -> tuple[tuple[str, str], ...]:
    return tuple((each.title, each.text) for each in cases)
