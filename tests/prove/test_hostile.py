"""Every hostile string through every field of every route: taken or refused by a stable code, and never a fault of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from chalicelib import wiring
from chalicelib.domain import errors
from chalicelib.domain.actors import Relation, Role
from chalicelib.sms.notifications import Verifier

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import KNOCKS, authorizer, fresh_world, rights_of
from tests.prove.hostile import paired, public, strings
from tests.prove.knocking import hash_of, insider, places, with_words
from tests.sms.sns_signer import TOPIC, fetch

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
STRINGS = strings()
PAIRED = paired()
SHARE = 16
RIGHT_OF = rights_of(app)
CODES = {each.code for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.NuannanError)}


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    monkeypatch.setattr(wiring, "verifier", lambda: Verifier({TOPIC}, fetch))
    yield


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
    role, relation = insider(RIGHT_OF[method, path], path)
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
