"""The JSON API of exports: asked for, made in the background, fetched by a short-lived address, on record."""

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
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
)
from chalicelib.journey import export as journey
from chalicelib.journey.find import Asked
from chalicelib.wiring import ports

EXPORTS = "/api/desk/exports"


def exports_blueprint(authorizer: Any) -> Blueprint:
    """The routes; all of them need the session."""
    rows = (
        (EXPORTS, "GET", get_exports),
        (EXPORTS, "POST", post_export),
        (f"{EXPORTS}/{{export}}/address", "POST", post_address),
        (f"{EXPORTS}/steps", "GET", get_steps),
    )
    return behind_session(__name__, authorizer, rows)


def get_exports(request: Request) -> Response:
    """One's own exports of the last day."""
    return answer({"exports": journey.own(ports(), staff_of(request), language_of(request))})


def post_export(request: Request) -> Response:
    """A file of petitions is to be made."""
    body = schemas.decode(schemas.ExportIn, json_body(request))
    asked = Asked(unit=body.unit, since=body.since, until=body.until)
    return answer(journey.ask(ports(), staff_of(request), asked, body.form, language_of(request)), 201)


def post_address(request: Request, export: str) -> Response:
    """Where a file of one's own is for five minutes."""
    check_ours(request)
    return answer({"address": journey.address(ports(), staff_of(request), export)})


def get_steps(request: Request) -> Response:
    """A page of who exported what in a district, newest first."""
    staff = staff_of(request)
    query: Mapping[str, str] = request.query_params or {}
    unit = query.get("unit") or rights.seat(staff, Right.AUDIT_EXPORTS)
    if unit is None:
        raise Forbidden
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    items, following = journey.steps(ports(), staff, unit, page_size(query), cursor, language_of(request))
    return answer({"items": items, "cursor": seal_cursor(ports().secrets, following)})
