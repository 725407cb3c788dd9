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
from chalicelib.domain import phone as phones
from chalicelib.domain import text
from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.errors import InvalidInput
from chalicelib.journey import links, note
from chalicelib.journey.clear import Decision, decide
from chalicelib.journey.find import index
from chalicelib.journey.submit import LONGEST_NAME

from frontend import catalogues
from frontend.build import build
from tests.entrypoints.gateway import ask, fresh_app
from tests.entrypoints.walk import HEADERS, authorizer, fresh_world
from tests.fakes import FakePorts
from tests.fakes.district import DISTRICT, staff
from tests.journey.steps import do, petition, report
from tests.prove.hostile import paired, public
from tests.prove.served import Served, serve

catalogues.compile_all()
held = SimpleNamespace(world=fresh_world())
with patch.object(wiring, "ports", lambda: held.world):
    app, _ = fresh_app()
PLAIN = "The lamp is dark."
WATCH = """
    window.nuannanRan = window.alert = window.confirm = window.prompt = () => { window.nuannanDid = true; };
    addEventListener("securitypolicyviolation", () => { window.nuannanBroke = true; });
"""
BONES = "[...document.querySelectorAll('*')].map((each) => [each.tagName, ...each.getAttributeNames().sort()].join(' ')).join('\\n')"


@dataclass
class Life:
    """A petition whose every free field holds the words, or a plain sentence where a field refused them."""

    number: str
    refused: list[str] = field(default_factory=list)


def lived(world: FakePorts, words: str) -> Life:
    """A petition that was handled, noted, published and closed, all of it in these words."""
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

    command = staff(Role.DISPATCHER, DISTRICT)
    do(world, life.number, "accept")
    tried("progress", lambda said: do(world, life.number, "progress", note=said))
    tried("note", lambda said: note.write(world, command, life.number, said, (), world.ids.token(), "zh"))
    tried("close", lambda said: do(world, life.number, "close", note=said))
    tried("publication", lambda said: decide(world, Decision(life.number, petition(world, life.number).version, "publish", said, said), command, world.ids.token()))
    return life


def filled_in(words: str) -> str:
    """The report form without script, come back with every field as it was typed because one is missing."""
    csrf = held.world.secrets.digest("csrf", "d" * 30)
    typed = words.encode("utf-8", "replace").decode()
    fields = {"text": typed, "name": typed, "place_words": typed, "phone": typed, "category": typed, "community": typed, "key": "k" * 20, "step": "check", "csrf": csrf}
    headers = HEADERS | {"cookie": "__Host-device=" + "d" * 30, "content-type": "application/x-www-form-urlencoded"}
    told = ask(app, "POST", "/p/report", urlencode(fields), headers)
    assert told.status < 500, words
    return str(told.words) if "text/html" in told.headers.get("content-type", "") else ""


class Looker:
    """A browser that looks at pages and tells what it saw that it should not."""

    def __init__(self, chromium: Any, origin: str, *, without_policy: bool) -> None:
        self.origin = origin
        self.context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=without_policy)
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        # The public pages may be kept for five minutes, and here each world has the same numbers.
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.fetched: set[str] = set()
        self.page.on("request", lambda request: self.fetched.add(request.url))

    def look(self, address: str, until: str = "h1") -> tuple[str, str, set[str]]:
        """Elements, text, and what was fetched, numbers left out, of a page that has been drawn."""
        self.fetched = set()
        if "#" in address and self.page.url.partition("#")[0] == self.origin + address.partition("#")[0]:
            self.page.goto("about:blank")  # the same page at another place would not be loaded again
        self.page.goto(self.origin + address)
        self.page.locator(until).first.wait_for()
        did = self.page.evaluate("[window.nuannanDid ?? false, window.nuannanBroke ?? false]")
        assert did == [False, False], f"{address}: ran {did[0]}, against the policy {did[1]}"
        foreign = {each for each in self.fetched if urlsplit(each).netloc != urlsplit(self.origin).netloc and not each.startswith(("about:", "data:"))}
        assert not foreign, foreign
        return self.page.evaluate(BONES), self.page.evaluate("document.body.textContent"), {urlsplit(each).path for each in self.fetched}


def twin(words: str) -> str:
    """A plain text of which the form says the same: as long before and after it was cleaned, and as many bytes."""
    if phones.parse(words) is not None or words in ("", "01", "02"):
        return words
    cleaned = text.clean(words)
    if not cleaned:
        return "\x01" if words.strip() else " "
    plain = {1: "x", 2: "é", 3: "字", 4: "𠀀"}
    # What cleaning takes away counts for the form's own first look.
    return "".join(plain[len(letter.encode())] for letter in cleaned) + "\x01" * (len(words) - len(cleaned))


def shown(words: str) -> str:
    """The words as the platform keeps them and a page lays them out."""
    return "".join(text.clean(words).split())


PAGES = {
    "public": ("/public/petitions/{number}", "h1"), "status": ("/p/status", "h1"), "rate": ("/p/rate", "h1"),
    "form": ("/filled", "h1"), "desk": ("/desk/#petition/{number}", ".steps li"), "list": ("/public/petitions", "h1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Served]]:
    site = build(tmp_path_factory.mktemp("site") / "out", {"zh": "某区", "en": "Some District"})
    patched = pytest.MonkeyPatch()
    patched.setattr(wiring, "ports", lambda: held.world)
    standing = Served(app, authorizer(Role.OFFICER, Relation.OWN), {})
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
    for words in (PLAIN, *paired()):
        held.world = fresh_world()
        life = lived(held.world, words)
        refused.update(life.refused)
        standing.pages["/filled"] = lambda words=words: filled_in(words)  # type: ignore[misc]
        mark = links.visit_cookie(held.world, life.number, links.DEVICE)
        looker.context.add_cookies([{"name": "__Host-petition", "value": mark, "url": origin.replace("http", "https"), "secure": True}])
        for name, (address, until) in PAGES.items():
            try:
                bones, said, fetched = looker.look(address.format(number=life.number), until)
            except AssertionError as found:
                wrong.append(f"{name}: {words[:60]!r}: {found}")
                continue
            looked[name] += 1
            fetched = {each.replace(life.number, "N") for each in fetched}
            kind = f"form {twin(words)}" if name == "form" else f"{name} {bool(text.clean(words))}"
            if name == "form" and kind not in plain:
                standing.pages["/twin"] = lambda words=words: filled_in(twin(words))  # type: ignore[misc]
                of_twin = looker.look("/twin")
                plain[kind] = of_twin[0], {each.replace("/twin", "/filled") for each in of_twin[2]}
            bones_then, fetched_then = plain.setdefault(kind, (bones, fetched))
            if bones != bones_then:
                wrong.append(f"{name}: {words[:60]!r} changed the page's elements: {Counter(bones.splitlines()) - Counter(bones_then.splitlines())}")
            if fetched - fetched_then:
                wrong.append(f"{name}: {words[:60]!r} fetched {fetched - fetched_then}")
            if name in ("public", "desk") and shown(words) and len(words) <= LONGEST_NAME and shown(words) not in "".join(said.split()):
                wrong.append(f"{name}: {words[:60]!r} is not there as it was typed")
    print(f"\n{len(paired())} strings ({len(public())} of the public list), pages looked at: {dict(looked)}, refused by a field: {dict(refused)}")
    assert not wrong, "\n".join(wrong)
