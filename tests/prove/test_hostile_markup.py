"""Every page that a function renders, with hostile words in every place of its request: the markup is that of plain words.

Read by the parser of Chromium, a hundred pages at once, without running them: what has the same elements and attributes as with a
plain text of the same length, and links of ours alone, has nothing that could run.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from chalicelib import wiring
from chalicelib.domain.actors import Role
from chalicelib.entrypoints.report_form import KEY

from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import KNOCKS, Knock, authorizer, fresh_world, rights_of
from tests.prove.hostile import paired, public, twin
from tests.prove.knocking import hash_of, insider, places, with_words
from tests.prove.looking import BONES_OF, LINKS_OF, ours

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
RIGHT_OF = rights_of(app)
PAGES = sorted(each for each in RIGHT_OF if each[1].startswith(("/p/", "/s/", "/public/", "/bulletins/")))
REPORT = "/p/report"
TYPED = ("text", "place_words", "name", "phone", "comment", "reason", "words")
SHARE = 4
AT_ONCE = 100
READ = f"""(pages) => pages.map((page) => {{
    const parsed = new DOMParser().parseFromString(page, "text/html");
    return [({BONES_OF})(parsed), ({LINKS_OF})(parsed)];
}})"""


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(wiring, "ports", lambda: held.world)


def variants(knock: Knock) -> Iterator[tuple[str, Knock]]:
    """The request as it is, and without each of its other fields: then the page comes back with what was typed."""
    yield "whole", knock
    for name in knock.form or {}:
        if name != "csrf":
            yield f"without {name}", Knock(knock.body, knock.query, knock.parts, knock.cookies, {key: value for key, value in knock.form.items() if key != name})  # type: ignore[union-attr]


def answered(method: str, path: str, variant: str, kind: str, at: tuple[Any, ...], words: str) -> str | None:
    """The page that comes; None where no page comes."""
    held.world = fresh_world()
    role, relation = insider(RIGHT_OF[method, path], path)
    knock = dict(variants(KNOCKS[method, path](held.world, True, relation)))[variant]  # noqa: FBT003 (as all knocks are made)
    body, headers, query, parts = with_words(copy.deepcopy(knock), kind, at, words)
    told = ask(app, method, f"{path}?{query}", body, headers, None if role is Role.CITIZEN else authorizer(role, relation, path), parts)
    assert told.status < 500, (method, path, variant, kind, at, words[:80])
    return str(told.words) if "text/html" in told.headers.get("content-type", "") else None


def asked(method: str, path: str) -> Iterator[tuple[str, str, tuple[Any, ...], list[str]]]:
    """Which words go where: all of them into what is typed, a share of them into what an address alone carries."""
    _, relation = insider(RIGHT_OF[method, path], path)
    for variant, knock in variants(KNOCKS[method, path](fresh_world(), True, relation)):  # noqa: FBT003
        for kind, at in places(method, path, knock):
            read = {*(knock.form or {}), *TYPED}
            if kind not in ("form", "query", "part") or (variant != "whole" and (kind != "form" or at[0] not in read)):
                continue
            if kind == "form" and at[0] not in read and path != REPORT:
                continue  # no other page reads these
            share = 1 if kind == "form" and at[0] in TYPED else SHARE
            yield variant, kind, at, [each for each in paired() if hash_of(each + str(at)) % share == 0]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), PAGES)
def test_no_words_change_the_markup_of_a_page(chromium: Any, method: str, path: str) -> None:
    page = chromium.new_page()
    page.goto("about:blank")
    origin = "http://127.0.0.1:1"
    page.route(f"{origin}/**", lambda route: route.fulfill(body="<title>here</title>", content_type="text/html"))
    page.goto(origin)
    wrong: list[str] = []
    outcomes: Counter[str] = Counter()
    for variant, kind, at, strings in asked(method, path):
        for begin in range(0, len(strings), AT_ONCE):
            pages = {words: answered(method, path, variant, kind, at, words) for words in strings[begin : begin + AT_ONCE]}
            found = {words: html for words, html in pages.items() if html is not None}
            outcomes["no page"] += len(pages) - len(found)
            likes = {words: answered(method, path, variant, kind, at, "!" if at[0] == "key" and not KEY.fullmatch(words) else twin(words)) for words in found}
            read = page.evaluate(READ, [*found.values(), *(html or "" for html in likes.values())])
            for n, words in enumerate(found):
                outcomes["page"] += 1
                where = f"{variant} {kind} {at}: {words[:60]!r}"
                foreign = [each for each in read[n][1] if not ours(each, origin)]
                if foreign:
                    wrong.append(f"{where} leads to {foreign}")
                if read[n][0] != read[n + len(found)][0]:
                    other, plain = (Counter(read[each][0].splitlines()) for each in (n, n + len(found)))
                    wrong.append(f"{where}: more {dict(other - plain)}, fewer {dict(plain - other)}")
    page.close()
    print(f"\n{method} {path}: {dict(outcomes)} ({len(paired())} strings, {len(public())} of the public list)")
    assert not wrong, "\n".join(wrong[:60])
