"""The OpenAPI 3.1 description, made from the types that check the bodies and one table of routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from chalicelib.entrypoints import schemas
from chalicelib.entrypoints.http import STATUSES


@dataclass(frozen=True, slots=True)
class Route:
    """One route as the description tells it."""

    method: str
    path: str
    summary: str
    body: type[msgspec.Struct] | None = None
    status: int = 200
    session: bool = False
    keyed: bool = False
    query: tuple[str, ...] = ()


QUEUE = ("unit", "street", "district", "assist", "limit", "cursor")
ACTIONS = "/api/desk/petitions/{number}/actions"
ROUTES = (
    Route("GET", "/health", "Whether the platform can work"),
    Route("GET", "/openapi.json", "This description"),
    Route("GET", "/api/form", "Categories, streets and communities that the form offers"),
    Route("POST", "/api/petitions", "Submit a petition", schemas.PetitionIn, 201, keyed=True),
    Route("GET", "/api/status", "How the petition of this visit goes"),
    Route("POST", "/api/ratings", "Answer whether it is solved", schemas.RatingIn),
    Route("POST", "/api/withdrawals", "Take the petition back", schemas.WithdrawalIn),
    Route("POST", "/api/appeals", "Appeal against the end, once and within 30 days", schemas.AppealIn),
    Route("POST", "/api/reopenings", "Take the petition out of a merge", schemas.ReopeningIn),
    Route("POST", "/api/desk/session", "Sign in", schemas.SignIn),
    Route("DELETE", "/api/desk/session", "Sign out", session=True),
    Route("GET", "/api/desk/me", "Who is signed in", session=True),
    Route("GET", "/api/desk/units", "The tree of units", session=True),
    Route("GET", "/api/desk/petitions", "A queue by deadline", session=True, query=QUEUE),
    Route(
        "GET", "/api/desk/petitions/{number}", "A petition with its history and open actions", session=True
    ),
    Route(
        "GET", "/api/desk/petitions/{number}/deadlines", "How the deadlines were computed", session=True
    ),
    Route("GET", "/api/desk/notices", "What a unit was told", session=True, query=("unit", "limit", "cursor")),
    Route("POST", ACTIONS, "Act on a petition", schemas.ActionIn, session=True, keyed=True),
)
# Pages of forms without script; they answer HTML.
PAGE_PATHS = frozenset({"/p/report", "/p/receipt", "/p/status", "/p/rate", "/p/withdraw", "/p/appeal", "/p/reopen", "/s/{token}"})


def document() -> dict[str, Any]:
    """The whole description."""
    bodies = [route.body for route in ROUTES if route.body]
    _, components = msgspec.json.schema_components(bodies, ref_template="#/components/schemas/{name}")
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nuannan",
            "version": "0.1.0",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Error": _error()},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    refusal = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    made: dict[str, Any] = {
        "summary": route.summary,
        "responses": {
            str(route.status): {
                "description": "Done",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "default": {"description": "Refused, with a stable code", **refusal},
        },
        "parameters": _parameters(route),
    }
    if route.session:
        made["security"] = [{"session": []}]
    if route.body:
        schema = {"$ref": f"#/components/schemas/{route.body.__name__}"}
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return made


def _parameters(route: Route) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {"name": name, "in": "query", "schema": {"type": "string"}} for name in route.query
    ]
    if "{number}" in route.path:
        made.append({"name": "number", "in": "path", "required": True, "schema": {"type": "string"}})
    if route.method != "GET":
        made.append(_header("Nuannan-Request", "1"))
    if route.keyed:
        made.append(_header("Idempotency-Key", "[A-Za-z0-9_-]{16,128}"))
    if route.path == "/api/petitions":
        made.append(_header("Nuannan-Device", "[A-Za-z0-9_-]{22,128}"))
    return made


def _header(name: str, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": f"^{pattern}$"},
    }


def _error() -> dict[str, Any]:
    statuses = "With the status: " + ", ".join(f"{code} {STATUSES[code]}" for code in sorted(STATUSES)) + "."
    return {
        "type": "object",
        "required": ["code", "message", "fields"],
        "properties": {
            "code": {"type": "string", "enum": sorted(STATUSES), "description": statuses},
            "message": {"type": "string"},
            "fields": {"type": "object", "additionalProperties": {"type": "object"}},
        },
    }
