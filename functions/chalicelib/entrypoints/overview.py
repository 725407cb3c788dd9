"""The JSON API of the desk's other screens: the first one, the board, and the showing of a phone number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.domain import rights
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import SESSION, staff_of
from chalicelib.entrypoints.http import (
    answer,
    behind_session,
    check_ours,
    cookie,
    json_body,
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
    tagged,
)
from chalicelib.journey import board, find, look, reveal, search, seat
from chalicelib.wiring import ports

LISTS = {
    "unit": "owner", "street": "street", "district": "district", "assist": "assist", "decide": "decide", "unhappy": "unhappy",
    "clear": "clear", "photos": "photos",
}  # fmt: skip


def overview_blueprint(authorizer: Any) -> Blueprint:
    """The routes; all of them need the session."""
    rows = (
        ("/api/desk/me", "GET", get_me),
        ("/api/desk/today", "GET", get_today),
        ("/api/desk/petitions", "GET", get_petitions),
        ("/api/desk/petitions/{number}/contact", "POST", post_contact),
        ("/api/desk/reveals", "GET", get_reveals),
        ("/api/desk/search", "POST", post_search),
        ("/api/desk/find", "POST", post_find),
        ("/api/desk/board", "GET", get_board),
        ("/api/desk/board/today", "GET", get_board_today),
        ("/api/desk/board/now", "GET", get_board_now),
        ("/api/desk/board/trend", "GET", get_trend),
        ("/api/desk/board/returns", "GET", get_returns),
    )
    return behind_session(__name__, authorizer, rows)


def get_me(request: Request) -> Response:
    """Who is signed in, and where."""
    return answer(seat.signed_in(ports(), staff_of(request), language_of(request)))


def get_today(request: Request) -> Response:
    """Who is signed in and the list that they asked for, or theirs: the first screen in one call."""
    staff, language = staff_of(request), language_of(request)
    me = seat.signed_in(ports(), staff, language)
    unit = rights.seat(staff, Right.LIST_QUEUE)
    if unit is None and not _asked(_query(request)):
        nothing: dict[str, object] = {"listing": "", "unit": "", "items": [], "cursor": None}
        return _conditional(request, {"me": me, **nothing})
    return _conditional(request, {"me": me, **_listed(request, language)})


def get_petitions(request: Request) -> Response:
    """A page of a list by deadline: of a unit, a street or the district."""
    listed = _listed(request, language_of(request))
    return _conditional(request, {"items": listed["items"], "cursor": listed["cursor"]})


def _asked(query: Mapping[str, str]) -> str | None:
    return next((name for name in LISTS if query.get(name)), None)


def _listed(request: Request, language: str) -> dict[str, object]:
    staff, query = staff_of(request), _query(request)
    asked = _asked(query)
    unit = query[asked] if asked else rights.seat(staff, Right.LIST_QUEUE)
    if unit is None:
        raise Forbidden
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    named = asked or "unit"
    items, following = look.queue(ports(), staff, LISTS[named], unit, page_size(query), cursor, language)
    return {"listing": named, "unit": unit, "items": items, "cursor": seal_cursor(ports().secrets, following)}


def _conditional(request: Request, body: dict[str, object]) -> Response:
    """The body with what the page counts down from, or 304 without one when the caller has it already.

    The stage's clock can be moved and a reader's may be wrong; the moment is no part of what is compared.
    """
    return tagged(request, answer(body | {"now": ports().clock.now().isoformat()}), body)


def post_contact(request: Request, number: str) -> Response:
    """The petitioner's phone number, for who works on the petition; the reading is on record."""
    check_ours(request)
    shown = reveal.ask(ports(), staff_of(request), number, cookie(request, SESSION) or "")
    return answer(asdict(shown))


def get_reveals(request: Request) -> Response:
    """A page of who saw which number, newest first."""
    query = _query(request)
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    staff, unit = staff_of(request), _seat_or(request, Right.AUDIT_REVEALS)
    items, following = reveal.revealed(ports(), staff, unit, page_size(query), cursor, language_of(request))
    return answer({"items": items, "cursor": seal_cursor(ports().secrets, following)})


def post_search(request: Request) -> Response:
    """Petitions of a phone; it comes in a body, as an address is logged."""
    body = schemas.decode(schemas.SearchIn, json_body(request))
    items = search.search(ports(), staff_of(request), body.phone, language_of(request))
    return answer({"items": items, "now": ports().clock.now().isoformat()})


def post_find(request: Request) -> Response:
    """Petitions by what they say, whose they are and when; the words come in a body, as an address is logged."""
    body = schemas.decode(schemas.FindIn, json_body(request))
    asked = find.Asked(body.words, body.unit, body.since, body.until)
    cursor = open_cursor(ports().secrets, body.cursor)
    page = find.find(ports(), staff_of(request), asked, cursor, language_of(request))
    now = ports().clock.now().isoformat()
    return answer({"items": page.items, "cursor": seal_cursor(ports().secrets, page.cursor), "reached": page.reached, "now": now})


def get_board(request: Request) -> Response:
    """A unit's counted month, with those below it."""
    unit, period = _seat_or(request, Right.SEE_BOARD), _query(request).get("period", "")
    shown = board.board(ports(), staff_of(request), unit, period, language_of(request))
    return answer(shown | {"now": ports().clock.now().isoformat()})


def get_board_today(request: Request) -> Response:
    """A unit's running day in figures."""
    unit = _seat_or(request, Right.SEE_BOARD)
    return _conditional(request, board.today(ports(), staff_of(request), unit, language_of(request)))


def get_board_now(request: Request) -> Response:
    """What presses in a unit's list at this moment, counted whole."""
    return _conditional(request, board.now(ports(), staff_of(request), _seat_or(request, Right.SEE_BOARD)))


def get_trend(request: Request) -> Response:
    """A unit's month and the five before it."""
    unit, period = _seat_or(request, Right.SEE_BOARD), _query(request).get("period", "")
    return answer(board.trend(ports(), staff_of(request), unit, period, language_of(request)))


def get_returns(request: Request) -> Response:
    """Who sent petitions back to whom in a month."""
    unit, period = _seat_or(request, Right.SEE_BOARD), _query(request).get("period", "")
    return answer(board.returns(ports(), staff_of(request), unit, period, language_of(request)))


def _seat_or(request: Request, right: Right) -> str:
    """The unit that is asked about, or where this person has the right. Raises: Forbidden."""
    unit = _query(request).get("unit") or rights.seat(staff_of(request), right)
    if unit is None:
        raise Forbidden
    return unit


def _query(request: Request) -> Mapping[str, str]:
    return request.query_params or {}
