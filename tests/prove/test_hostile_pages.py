"""Every hostile string on every page that shows what somebody typed, in Chromium, under the pages' policy and without it.

Nothing may run, nothing may be fetched that a plain sentence does not fetch, and the elements and attributes of the page are
those of a plain sentence: whatever was typed is text. The words themselves must stand there, as the platform keeps them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import pytest
from chalicelib import wiring
from chalicelib.domain import text
from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.errors import InvalidInput
from chalicelib.journey import add, answer, links, note
from chalicelib.journey.clear import Decision, decide
from chalicelib.journey.find import index
from chalicelib.journey.submit import LONGEST_NAME

from frontend.build import build
from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, authorizer, fresh_world
from tests.fakes import FakePorts
from tests.fakes.district import DISTRICT, ELM, staff
from tests.journey.steps import PHONE, do, petition, report
from tests.prove.hostile import paired, public, twin
from tests.prove.looking import BONES, LINKS, WATCH, ours
from tests.prove.served import Served, serve

held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
PLAIN = "The lamp is dark."
ICON = "/assets/icon.svg"  # which the browser asks for when it likes


@dataclass
class Life:
    """A petition whose every free field holds the words, or a plain sentence where a field refused them."""

    number: str
    refused: list[str] = field(default_factory=list)


def lived(world: FakePorts, words: str) -> Life:
    """A petition of two rounds that was handled, added to, disliked, noted, published and closed, all of it in these words."""
    life = Life("")
    fields: dict[str, str] = {}
    for name in ("text", "place_words", "name"):
        try:
            report(fresh_world(), **{name: words})
            fields[name] = words
        except InvalidInput:
            life.refused.append(name)
    life.number = report(world, **{"text": PLAIN, "place_words": PLAIN, "name": "Li", **fields}).number
    index(world, life.number)

    def tried(name: str, write: Any) -> None:
        try:
            write(words)
        except InvalidInput:
            life.refused.append(name)
            write(PLAIN)

    def handled(action: str, *said: str, **others: Any) -> None:
        who = staff(Role.OFFICER, petition(world, life.number).owner)
        write = lambda typed: do(world, life.number, action, who, **dict.fromkeys(said, typed), **others)  # noqa: E731
        tried(action, write) if said else write("")

    command = staff(Role.DISPATCHER, DISTRICT)
    handled("accept")
    handled("progress", "note")
    handled("request_extension", "reason", days="1")
    tried("refuse_extension", lambda said: do(world, life.number, "refuse_extension", command, reason=said))
    tried("words", lambda said: add.add(world, links.Visit(life.number, links.DEVICE), said))
    tried("note", lambda said: note.write(world, command, life.number, said, (), world.ids.token(), "zh"))
    handled("close", "note")
    tried("comment", lambda said: answer.answer_by_link(world, links.Visit(life.number, links.DEVICE), 4, said))
    handled("accept")
    handled("close", "note")
    tried("publication", lambda said: decide(world, Decision(life.number, petition(world, life.number).version, "publish", said, said), command, world.ids.token()))
    return life


def filled_in(words: str, **others: str) -> str:
    """The report form without script, come back with every field as it was typed because one is missing; with `others`, the next step."""
    csrf = held.world.secrets.digest("csrf", "d" * 30)
    typed = words.encode("utf-8", "replace").decode()
    fields = {"text": typed, "name": typed, "place_words": typed, "phone": typed, "category": typed, "community": typed} | others
    fields |= {"key": "k" * 20, "step": "check", "csrf": csrf}
    headers = HEADERS | {"cookie": "__Host-device=" + "d" * 30, "content-type": "application/x-www-form-urlencoded"}
    told = ask(app, "POST", "/p/report", urlencode(fields), headers)
    assert told.status < 500, words
    return str(told.words) if "text/html" in told.headers.get("content-type", "") else ""


# What else the form needs so that its next step comes.
SENDABLE = {"phone": PHONE, "category": "01", "community": ELM, "consent": "yes"}


# As somebody types, in the fields of these names.
TYPE = """(fields) => { for (const [name, words] of fields) {
    const field = document.getElementById(name);
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
} }"""
SUBMIT = "document.getElementById('consent').checked = true; document.getElementById('report').requestSubmit();"
# How the report page stands: which fields it finds at fault, and what it offers beside them.
STANDS = """[...[...document.querySelectorAll(".error-summary a")].map((each) => each.hash), document.querySelectorAll("#suggestions button").length,
    document.getElementById("personal").textContent.length > 0, document.getElementById("near").hidden, document.querySelectorAll("#check dt").length].join(" ")"""


class Looker:
    """A browser that looks at pages and tells what it saw that it should not."""

    def __init__(self, chromium: Any, origin: str, *, without_policy: bool) -> None:
        self.origin = origin
        self.context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=without_policy)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.fetched: set[str] = set()
        self.page.on("request", lambda request: self.fetched.add(request.url))

    def look(self, address: str, until: str = "h1") -> tuple[str, str, set[str]]:
        """Elements, text, and what was fetched, numbers left out, of a page that has been drawn."""
        self.fetched = set()
        if "#" in address and self.page.url.partition("#")[0] == self.origin + address.partition("#")[0]:
            self.page.goto("about:blank")  # the same page at another place would not be loaded again
        self.page.goto(self.origin + address)
        self.page.locator(until).first.wait_for()
        return self.seen(address)

    def write(self, words: str) -> tuple[str, str, str, set[str]]:
        """How it stands, and what `look` tells, of the report page with script after these words were typed into its fields and looked at, or refused."""
        self.fetched = set()
        self.page.goto("about:blank")
        self.page.goto(f"{self.origin}/report/")
        self.page.locator("#community option").nth(1).wait_for(state="attached")
        self.page.evaluate(TYPE, [["text", words], ["place_words", words], ["name", words], ["phone", PHONE]])
        self.page.evaluate(SUBMIT)
        self.page.locator("#check:not([hidden]), .error-summary").first.wait_for()
        stands = self.page.evaluate(STANDS)
        told = self.seen("/report/")
        self.page.evaluate("localStorage.clear()")
        return stands, *told

    def seen(self, where: str) -> tuple[str, str, set[str]]:
        """Elements, text, and what was fetched of the page as it stands."""
        did = self.page.evaluate("[window.nuannanDid ?? false, window.nuannanBroke ?? false]")
        assert did == [False, False], f"{where}: ran {did[0]}, against the policy {did[1]}"
        foreign = {each for each in {*self.fetched, *self.page.evaluate(LINKS)} if not ours(each, self.origin) and not each.startswith("about:")}
        assert not foreign, foreign
        return self.page.evaluate(BONES), self.page.evaluate("document.body.textContent"), {urlsplit(each).path for each in self.fetched}


def shown(words: str) -> str:
    """The words as the platform keeps them and a page lays them out."""
    return "".join(text.clean(words).split())


PAGES = {
    "public": ("/public/petitions/{number}", "h1"), "status": ("/p/status", "h1"), "rate": ("/p/rate", "h1"),
    "form": ("/filled", "h1"), "check": ("/checked", "h1"), "add": ("/p/words", "h1"), "desk": ("/desk/#petition/{number}", ".steps li"), "list": ("/public/petitions", "h1"),
}  # fmt: skip


# Pages that come back with what was typed are like that of a plain text of the same length.
TYPED_BACK: dict[str, dict[str, str]] = {"form": {}, "check": SENDABLE}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Served]]:
    site = build(tmp_path_factory.mktemp("site") / "out", {"zh": "某区", "en": "Some District"})
    patched = pytest.MonkeyPatch()
    patched.setattr(wiring, "ports", lambda: held.world)
    standing = Served(app, authorizer(Role.OFFICER, Relation.BELOW), {})
    server = serve(site, standing)
    yield f"http://127.0.0.1:{server.server_port}", standing
    server.shutdown()
    server.server_close()
    patched.undo()


@pytest.mark.slow
@pytest.mark.parametrize("without_policy", [False, True], ids=["with policy", "without policy"])
def test_whatever_was_typed_is_text(chromium: Any, served: tuple[str, Served], without_policy: bool) -> None:
    origin, standing = served
    looker = Looker(chromium, origin, without_policy=without_policy)
    plain: dict[str, tuple[str, set[str]]] = {}
    looked, refused, wrong = Counter[str](), Counter[str](), []
    def same(kind: str, where: str, bones: str, fetched: set[str]) -> None:
        """What plain words, or the first of their kind, make of the page is what all others must make of it."""
        bones_then, fetched_then = plain.setdefault(kind, (bones, fetched))
        if bones != bones_then:
            wrong.append(f"{where} changed the page's elements: {Counter(bones.splitlines()) - Counter(bones_then.splitlines())}")
        if fetched - fetched_then - {ICON}:
            wrong.append(f"{where} fetched {fetched - fetched_then}")

    for words in (PLAIN, *paired()):
        held.world = fresh_world()
        life = lived(held.world, words)
        refused.update(life.refused)
        standing.pages["/filled"] = lambda words=words: filled_in(words)  # type: ignore[misc]
        standing.pages["/checked"] = lambda words=words: filled_in(words, **SENDABLE)  # type: ignore[misc]
        mark = links.visit_cookie(held.world, life.number, links.DEVICE)
        looker.context.add_cookies([{"name": "__Host-petition", "value": mark, "url": origin.replace("http", "https"), "secure": True}])
        for name, (address, until) in PAGES.items():
            where = f"{name}: {words[:60]!r}"
            try:
                bones, said, fetched = looker.look(address.format(number=life.number), until)
            except AssertionError as found:
                wrong.append(f"{where}: {found}")
                continue
            looked[name] += 1
            kind = f"{name} {twin(words)}" if name in TYPED_BACK else f"{name} {bool(text.clean(words))}"
            if name in TYPED_BACK and kind not in plain:
                standing.pages["/twin"] = lambda words=words, others=TYPED_BACK[name]: filled_in(twin(words), **others)  # type: ignore[misc]
                of_twin = looker.look("/twin")
                plain[kind] = of_twin[0], {each.replace("/twin", address) for each in of_twin[2]}
            same(kind, where, bones, {each.replace(life.number, "N") for each in fetched})
            if name in ("public", "desk", "status") and shown(words) and len(words) <= LONGEST_NAME and shown(words) not in "".join(said.split()):
                wrong.append(f"{where} is not there as it was typed")
        try:
            stands, bones, _, fetched = looker.write(words)
            same(f"script {stands}", f"script: {words[:60]!r}", bones, fetched)
            looked["script"] += 1
        except AssertionError as found:
            wrong.append(f"script: {words[:60]!r}: {found}")
    print(f"\n{len(paired())} strings ({len(public())} of the public list), pages looked at: {dict(looked)}, refused by a field: {dict(refused)}")
    assert not wrong, "\n".join(wrong)
