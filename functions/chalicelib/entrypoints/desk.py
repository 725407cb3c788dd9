"""The JSON API of those who solve petitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.domain import rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.rights import Right
from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import (
    answer,
    behind_session,
    correlation_of,
    json_body,
    key_of,
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
    source_of,
)
from chalicelib.journey import explain, handle, look, note, photos, placement, proxy, submit, told
from chalicelib.wiring import ports

DETAILS = ("note", "unit", "reason", "plan", "review_date", "lead", "about_unit")


def desk_blueprint(authorizer: Any) -> Blueprint:
    """The routes of the desk; all of them need the session."""
    rows = (
        ("/api/desk/units", "GET", get_units),
        ("/api/desk/petitions", "POST", post_petition),
        ("/api/desk/petitions/{number}", "GET", get_petition),
        ("/api/desk/petitions/{number}/actions", "POST", post_action),
        ("/api/desk/petitions/{number}/deadlines", "GET", get_deadlines),
        ("/api/desk/petitions/{number}/placement", "GET", get_placement),
        ("/api/desk/petitions/{number}/photos", "POST", post_photo),
        ("/api/desk/petitions/{number}/notes", "POST", post_note),
        ("/api/desk/notices", "GET", get_notices),
    )
    return behind_session(__name__, authorizer, rows)


def get_units(request: Request) -> Response:
    """The tree of units."""
    return answer({"units": look.units(ports(), staff_of(request), language_of(request))})


def _now() -> str:
    """What the page counts down from: the stage's clock can be moved, and a reader's may be wrong."""
    return ports().clock.now().isoformat()


def get_petition(request: Request, number: str) -> Response:
    """A petition with its history and what may be done."""
    shown = look.petition_for_staff(ports(), staff_of(request), number, language_of(request))
    return answer(shown | {"now": _now()})


def post_photo(request: Request, number: str) -> Response:
    """A place for a photo of how it is now, and the form that fills it."""
    body = schemas.decode(schemas.PhotoIn, json_body(request))
    return answer(photos.begin_after(ports(), staff_of(request), number, body.id, body.type))


def get_deadlines(request: Request, number: str) -> Response:
    """How the deadlines of a petition were computed."""
    return answer(explain.explained(ports(), staff_of(request), number))


def get_placement(request: Request, number: str) -> Response:
    """Which rule placed a petition, which came close, and what the dispatcher may choose from."""
    return answer(placement.explained(ports(), staff_of(request), number, language_of(request)))


def post_petition(request: Request) -> Response:
    """A petition submitted for somebody (帮办代办), who is told by SMS and owns it."""
    staff = staff_of(request)
    body = schemas.decode(schemas.ProxyIn, json_body(request))
    key, wired = key_of(request), ports()
    fields = schemas.submission_fields(body, correlation_of(request))
    receipt = proxy.submit_for(wired, submit.submission_from(fields), staff, source_of(request), key)
    # What was photographed beside the neighbour shows the trouble, not the work: it comes in as a citizen's.
    return answer(asdict(receipt) | {"photo_token": photos.token(wired, receipt.number)}, 201, (), receipt.language)


def get_notices(request: Request) -> Response:
    """A page of what a unit was told, newest first."""
    staff = staff_of(request)
    query: Mapping[str, str] = request.query_params or {}
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    unit = query.get("unit") or _seat(staff, Right.READ_NOTICES)
    items, following = told.notices_of(ports(), staff, unit, page_size(query), cursor, language_of(request))
    return answer({"items": items, "cursor": seal_cursor(ports().secrets, following)})


def _seat(staff: Staff, right: Right) -> str:
    """Where this person's own unit is, for a right. Raises: Forbidden when no role has it."""
    unit = rights.seat(staff, right)
    if unit is None:
        raise Forbidden
    return unit


def post_note(request: Request, number: str) -> Response:
    """A note for other staff."""
    body = schemas.decode(schemas.NoteIn, json_body(request))
    staff, language = staff_of(request), language_of(request)
    return answer(note.write(ports(), staff, number, body.text, body.units, key_of(request), language), 201)


def post_action(request: Request, number: str) -> Response:
    """One action."""
    staff = staff_of(request)
    body = schemas.decode(schemas.ActionIn, json_body(request))
    details = {name: value for name in DETAILS if (value := getattr(body, name))}
    details |= {"days": str(body.days)} if body.days is not None else {}
    details |= {"units": ",".join(body.units)} if body.units else {}
    command = handle.Command(number, body.action, body.version, details)
    return answer(handle.act(ports(), command, staff, key_of(request)))
