"""The JSON API of those who look after the organisation: units, rota, settings, rules, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import (
    answer,
    behind_session,
    json_body,
    language_of,
    open_cursor,
    page_size,
    seal_cursor,
)
from chalicelib.journey import organise, trial
from chalicelib.wiring import ports

ORGANISATION = "/api/desk/organisation"


def admin_blueprint(authorizer: Any) -> Blueprint:
    """The routes of administration; all need the session."""
    rows = (
        (ORGANISATION, "GET", get_organisation),
        (f"{ORGANISATION}/history", "GET", get_history),
        (f"{ORGANISATION}/documents/{{document}}", "GET", get_document),
        (f"{ORGANISATION}/documents/{{document}}", "PUT", put_document),
        (f"{ORGANISATION}/units", "PUT", put_units),
        (f"{ORGANISATION}/rota", "PUT", put_rota),
        (f"{ORGANISATION}/settings", "PUT", put_settings),
        (f"{ORGANISATION}/rules", "PUT", put_rules),
        ("/api/desk/rules/trial", "POST", post_trial),
    )
    return behind_session(__name__, authorizer, rows)


def get_organisation(request: Request) -> Response:
    """A district's documents with their version."""
    district = _query(request).get("district", "")
    return answer(organise.organisation(ports(), staff_of(request), district, language_of(request)))


def get_history(request: Request) -> Response:
    """A page of what was changed, newest first."""
    query = _query(request)
    cursor = open_cursor(ports().secrets, query.get("cursor"))
    district = query.get("district", "")
    items, following = organise.history(ports(), staff_of(request), district, page_size(query), cursor)
    return answer({"items": items, "cursor": seal_cursor(ports().secrets, following)})


def get_document(request: Request, document: str) -> Response:
    """One document's rows: categories, questions, standard answers, or the years' moved days."""
    return answer(organise.document(ports(), staff_of(request), _query(request).get("district", ""), document))


def put_document(request: Request, document: str) -> Response:
    """Rows of one document, new, changed or gone."""
    body = schemas.decode(schemas.DocumentIn, json_body(request))
    return answer(
        organise.put_rows(ports(), staff_of(request), body.district, body.version, document, body.rows, body.removed)
    )


def put_units(request: Request) -> Response:
    """Units, new, changed or gone."""
    body = schemas.decode(schemas.UnitsIn, json_body(request))
    return answer(
        organise.put_units(ports(), staff_of(request), body.district, body.version, body.rows, body.removed)
    )


def put_rota(request: Request) -> Response:
    """The duty rota as a whole."""
    return _put(request, "rota")


def put_rules(request: Request) -> Response:
    """The assignment rules as a whole."""
    return _put(request, "rules")


def put_settings(request: Request) -> Response:
    """The district's settings as a whole."""
    body = schemas.decode(schemas.SettingsIn, json_body(request))
    return answer(
        organise.put(ports(), staff_of(request), body.district, body.version, "settings", [body.settings])
    )


def post_trial(request: Request) -> Response:
    """What a rule set would change of one page of past petitions."""
    body = schemas.decode(schemas.TrialIn, json_body(request))
    cursor = open_cursor(ports().secrets, body.cursor)
    language = language_of(request)
    tried = trial.tried_by(
        ports(), staff_of(request), body.district, body.rows, body.limit, cursor, language, above=body.above
    )
    return answer(tried | {"cursor": seal_cursor(ports().secrets, tried["cursor"])})  # type: ignore[arg-type]


def _put(request: Request, document: str) -> Response:
    body = schemas.decode(schemas.RowsIn, json_body(request))
    return answer(
        organise.put(ports(), staff_of(request), body.district, body.version, document, body.rows)
    )


def _query(request: Request) -> Mapping[str, str]:
    return request.query_params or {}
