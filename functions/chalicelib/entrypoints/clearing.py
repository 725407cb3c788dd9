"""The JSON API of clearing: what everybody may read of a petition, and who decides it."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint, Request, Response

from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.authorizer import staff_of
from chalicelib.entrypoints.http import answer, behind_session, json_body, key_of
from chalicelib.journey import clear
from chalicelib.wiring import ports


def clearing_blueprint(authorizer: Any) -> Blueprint:
    """The routes; both of them need the session."""
    path = "/api/desk/petitions/{number}/publication"
    return behind_session(__name__, authorizer, ((path, "GET", get_publication), (path, "POST", post_publication)))


def get_publication(request: Request, number: str) -> Response:
    """The petition's words with a masked proposal, and what is public of it."""
    return answer(clear.proposal(ports(), staff_of(request), number))


def post_publication(request: Request, number: str) -> Response:
    """A decision: published, refused, taken back, or which photos everybody may see."""
    staff = staff_of(request)
    body = schemas.decode(schemas.ClearingIn, json_body(request))
    said = clear.Decision(number, body.version, body.decision, body.words, body.reply, body.photos)
    return answer(clear.decide(ports(), said, staff, key_of(request)))
