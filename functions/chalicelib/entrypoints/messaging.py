"""The JSON API of the desk's work with citizens: who is to be rung, what they answered, what became of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.domain import rights
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import (
    answer,
    behind_session,
    check_ours,
    json_body,
    key_of,
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
)
from chalicelib.journey import calls, messages, sms_figures
from chalicelib.wiring import ports


def messaging_blueprint(authorizer: Any) -> Blueprint:
    """The routes; all of them need the session."""
    rows = (
        ("/api/desk/calls", "GET", get_calls),
        ("/api/desk/petitions/{number}/calls", "POST", post_call),
        ("/api/desk/petitions/{number}/messages", "GET", get_messages),
        ("/api/desk/petitions/{number}/messages/{message}/resending", "POST", post_resending),
        ("/api/desk/petitions/{number}/messages/{message}/decision", "POST", post_decision),
        ("/api/desk/messages/undecided", "GET", get_undecided),
        ("/api/desk/messages/figures", "GET", get_figures),
    )
    return behind_session(__name__, authorizer, rows)


def get_calls(request: Request) -> Response:
    """A page of those to be rung, the longest waiting first."""
    wired, query = ports(), _query(request)
    cursor = open_cursor(wired.secrets, query.get("cursor"))
    unit = _unit(request, Right.LIST_CALLS)
    items, following = calls.calls(wired, staff_of(request), unit, page_size(query), cursor, language_of(request))
    return answer({"items": items, "cursor": seal_cursor(wired.secrets, following), "now": wired.clock.now().isoformat()})


def post_call(request: Request, number: str) -> Response:
    """The answer that a citizen gave on the telephone."""
    body = schemas.decode(schemas.ToldIn, json_body(request))
    said = calls.Told(number, body.version, body.digit, body.comment)
    return answer(calls.told(ports(), said, staff_of(request), key_of(request)))


def get_messages(request: Request, number: str) -> Response:
    """A petition's messages."""
    wired = ports()
    return answer({"items": messages.of_petition(wired, staff_of(request), number), "now": wired.clock.now().isoformat()})


def post_resending(request: Request, number: str, message: str) -> Response:
    """A message sent again."""
    check_ours(request)
    return answer(messages.resend(ports(), staff_of(request), number, message, key_of(request)))


def post_decision(request: Request, number: str, message: str) -> Response:
    """A decision on a message that may have gone."""
    body = schemas.decode(schemas.DecisionIn, json_body(request))
    return answer(messages.decide(ports(), staff_of(request), number, message, body.decision))


def get_undecided(request: Request) -> Response:
    """A page of messages on which a person decides, the longest waiting first."""
    wired, query = ports(), _query(request)
    cursor = open_cursor(wired.secrets, query.get("cursor"))
    unit = _unit(request, Right.SEE_MESSAGES)
    told, following = messages.undecided(wired, staff_of(request), unit, page_size(query), cursor)
    return answer(told | {"cursor": seal_cursor(wired.secrets, following), "now": wired.clock.now().isoformat()})


def get_figures(request: Request) -> Response:
    """What became of the messages of a day."""
    wired, unit = ports(), _unit(request, Right.SEE_MESSAGES)
    shown = sms_figures.of_day(wired, staff_of(request), unit, _query(request).get("day", ""))
    return answer(shown | {"now": wired.clock.now().isoformat()})


def _query(request: Request) -> Mapping[str, str]:
    return request.query_params or {}


def _unit(request: Request, right: Right) -> str:
    """The unit that is asked about, or where this person has the right. Raises: Forbidden."""
    unit = _query(request).get("unit") or rights.seat(staff_of(request), right)
    if unit is None:
        raise Forbidden
    return unit
