"""The JSON API of erasing at the desk: a supervisor does it for a citizen who cannot do it on their own phone."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import answer, behind_session, json_body, key_of
from chalicelib.journey import erase
from chalicelib.wiring import ports


def erasing_blueprint(authorizer: Any) -> Blueprint:
    """The one route; it needs the session."""
    return behind_session(__name__, authorizer, (("/api/desk/petitions/{number}/erasure", "POST", post_erasure),))


def post_erasure(request: Request, number: str) -> Response:
    """The words and the citizen's contact are gone."""
    body = schemas.decode(schemas.ErasureIn, json_body(request))
    return answer(erase.at_desk(ports(), staff_of(request), number, body.version, key_of(request)))
