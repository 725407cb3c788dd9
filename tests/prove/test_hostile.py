"""Every hostile string through every field of every route: taken or refused by a stable code, and never a fault of ours."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pytest
from chalicelib import wiring
from chalicelib.domain import errors
from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.rights import RULES, STAFF_ROLES
from chalicelib.entrypoints.openapi import document
from chalicelib.sms.notifications import Verifier

from frontend import catalogues
from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import KNOCKS, Knock, authorizer, body_of, fresh_world, headers_of, rights_of
from tests.prove.hostile import paired, public, strings
from tests.sms.sns_signer import TOPIC, fetch

catalogues.compile_all()
held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
STRINGS = strings()
PAIRED = paired()
SHARE = 16
RIGHT_OF = rights_of(app)
DOCUMENT = document()
CODES = {each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.NuannanError)}
# What a page's form may hold that the walk does not fill in.
FORM = (
    "text", "category", "kind", "longitude", "latitude", "datum", "community", "street", "place_words", "phone", "name", "about_unit", "language",
    "step", "key", "csrf", "consent", "consent_version", "question.when", "comment", "reason", "digit", "number", "code", "token",
)  # fmt: skip
QUERY = ("lang", "cursor", "unit", "street", "district", "area", "category", "month", "status", "page", "document", "number", "since", "state")
HEADERS = ("idempotency-key", "nuannan-device", "cookie", "accept-language", "if-none-match", "origin", "content-type", "nuannan-correlation")


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    monkeypatch.setattr(wiring, "verifier", lambda: Verifier({TOPIC}, fetch))
    yield


def hash_of(words: str) -> int:
    """A number that is the same in every run."""
    return crc32(words.encode())


def insider(method: str, path: str) -> tuple[Role, Relation]:
    """Somebody whom the route lets in."""
    who = {pair for rule in RULES if rule.right == RIGHT_OF[method, path] for pair in rule.who}
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


def tried(method: str, path: str, kind: str, at: tuple[Any, ...], words: str, role: Role, relation: Relation) -> tuple[int, str]:
    """Status and code of the answer to one string in one place. Fails where the answer is no clear one."""
    held.world = fresh_world()
    body, headers, query, parts = with_words(KNOCKS[method, path](held.world, True, relation), kind, at, words)  # noqa: FBT003
    who = None if role is Role.CITIZEN else authorizer(role, relation, path)
    told = ask(app, method, f"{path}?{query}", body, headers, who, parts)
    where = (method, path, kind, at, words[:80])
    assert told.status < 500, (where, told.status, told.words[:300])
    if told.status < 400 or told.body is None:
        return told.status, ""
    assert told.body["code"] in CODES, (where, told.body)
    if not path.startswith("/api/desk/organisation"):  # an administrator is shown which of their own rows is wrong
        assert words not in told.words or len(words) < 12, (where, told.words[:300])
    return told.status, told.body["code"]


@pytest.mark.slow
def test_there_are_at_least_five_hundred_strings_and_most_are_the_public_lists() -> None:
    assert len(public()) >= 400, "the public list is not here: make audit fetches it"
    assert len(PAIRED) >= 500


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), sorted(RIGHT_OF))
def test_no_string_in_no_place_is_a_fault_of_ours(method: str, path: str) -> None:
    role, relation = insider(method, path)
    world = fresh_world()
    outcomes: Counter[str] = Counter()
    count = 0
    for kind, at in places(method, path, KNOCKS[method, path](world, True, relation)):  # noqa: FBT003
        count += 1
        # What is typed gets every string; the query and the headers, which all routes read in one way, share them out.
        # Only JSON can bring half of a surrogate pair: the gateway reads everything else as UTF-8.
        for words in STRINGS if kind == "body" else PAIRED if kind in ("form", "part") else PAIRED[hash_of(method + path + at[0]) % SHARE :: SHARE]:
            status, code = tried(method, path, kind, at, words, role, relation)
            outcomes[f"{status} {code}".strip()] += 1
    assert count and outcomes
    print(f"\n{method} {path}: {count} places, {len(STRINGS)} strings ({len(public())} of the public list): {dict(outcomes.most_common())}")
