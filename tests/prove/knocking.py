"""Requests to every route with words of somebody's in one of the places that can be filled in from outside."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.rights import RULES, STAFF_ROLES, Right
from chalicelib.entrypoints.openapi import document

from tests.entrypoints.walk import Knock, body_of, headers_of

DOCUMENT = document()
# What a page's form may hold that the walk does not fill in.
FORM = (
    "text", "category", "kind", "longitude", "latitude", "datum", "community", "street", "place_words", "phone", "name", "about_unit", "language",
    "step", "key", "csrf", "consent", "consent_version", "question.when", "comment", "reason", "digit", "number", "code", "token",
)  # fmt: skip
QUERY = ("lang", "cursor", "unit", "street", "district", "area", "category", "month", "status", "page", "document", "number", "since", "state")
HEADERS = ("idempotency-key", "nuannan-device", "cookie", "accept-language", "if-none-match", "origin", "content-type", "nuannan-correlation")


def hash_of(words: str) -> int:
    """A number that is the same in every run."""
    return crc32(words.encode())


def insider(right: Right, path: str) -> tuple[Role, Relation]:
    """Somebody whom the route lets in."""
    who = {pair for rule in RULES if rule.right == right for pair in rule.who}
    staff = [(role, near) for role in STAFF_ROLES for near in Relation if (role, near) in who]
    citizen = path.startswith(("/p/", "/s/", "/public/")) or not path.startswith("/api/desk/")
    return (Role.CITIZEN, Relation.OWN) if citizen or not staff else staff[0]


def leaves(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a body holds words or numbers."""
    if isinstance(body, dict | list):
        for key, value in body.items() if isinstance(body, dict) else enumerate(body):
            yield from leaves(value, (*at, key))
    else:
        yield at


def described(method: str, path: str) -> list[str]:
    """The fields that the API's description has for a body."""
    schema = DOCUMENT["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    named = DOCUMENT["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    return list(named.get("properties", {}))


def with_words(knock: Knock, kind: str, at: tuple[Any, ...], words: str) -> tuple[object, dict[str, str], str, dict[str, str]]:
    """Body, headers, query and path parts of the request that has the words there."""
    changed, headers = copy.deepcopy(knock), headers_of(knock)
    match kind:
        case "body":
            place: Any = changed.body
            for key in at[:-1]:
                place = place[key]
            place[at[-1]] = words
        case "form":
            assert changed.form is not None
            changed.form[at[0]] = words.encode("utf-8", "replace").decode()
        case "query":
            changed.query[at[0]] = words
        case "part":
            changed.parts[at[0]] = words
        case "header":
            headers[at[0]] = words
    query = "&".join(f"{name}={value.replace('&', '%26').replace('=', '%3D')}" for name, value in changed.query.items())
    return body_of(changed), headers, query, changed.parts


def places(method: str, path: str, knock: Knock) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Everything of a request that somebody outside can fill in."""
    if isinstance(knock.body, dict):
        yield from (("body", at) for at in leaves(knock.body))
        yield from (("body", (name,)) for name in described(method, path) if name not in knock.body)
    if knock.form is not None:
        yield from (("form", (name,)) for name in dict.fromkeys([*knock.form, *FORM]))
    yield from (("query", (name,)) for name in dict.fromkeys([*knock.query, *QUERY]))
    yield from (("part", (name,)) for name in knock.parts)
    yield from (("header", (name,)) for name in HEADERS)
