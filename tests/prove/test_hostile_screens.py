"""Every screen of the desk, and what scripts draw on the citizens' pages, with hostile words in every field that somebody typed.

The screens are those of the audit. Each is looked at once with plain words and then as often as it takes until every string has
stood in one of its fields; nothing may run, no foreign address may be asked for or stand in a link, and the elements and their
attributes are those of plain words.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chalicelib.domain import text

from frontend.build import build
from tests.audit import citizen, desk
from tests.audit.views import View
from tests.frontend.samples import samples
from tests.frontend.stub import Stub, serve
from tests.prove.hostile import paired, public
from tests.prove.looking import BONES, LINKS, WATCH, ours

# What people, units, categories and whoever keeps them are called, and whatever else is typed by somebody.
TYPED = {
    "after", "answers", "before", "category_name", "comment", "district_name", "first_name", "hidden", "label", "message", "name", "name_en", "name_zh", "no_phone_reason", "note",
    "official_place", "original", "masked", "owner_name", "place_name", "plan", "reason", "remarks", "reply", "said", "text", "text_en", "text_zh", "thanks", "title", "to_name",
    "unit_name", "words",
}  # fmt: skip
PLAIN = "The lamp {} is dark."
WORDS = "document.body.textContent + [...document.querySelectorAll('input, textarea')].map((each) => each.value).join(' ')"
OURS = "offered"  # the settings that the platform knows: their names are nobody's to type
MOST_LOOKS = 40
SCREENS = (*desk.VIEWS, *citizen.VIEWS)


def filled(answer: Any, words: Callable[[], str], *, typed: bool = False) -> Any:
    """The answer with other words wherever somebody typed some."""
    if isinstance(answer, dict):
        return {key: value if key == OURS else filled(value, words, typed=key in TYPED) for key, value in answer.items()}
    if isinstance(answer, list):
        return [filled(each, words, typed=typed) for each in answer]
    return words() if typed and isinstance(answer, str) and answer else answer


def with_words(stub: Stub, view: View, words: Callable[[], str]) -> None:
    """The stub's answers to this screen with other words, filled in when they are asked for, so that no string is spent on what nobody reads."""

    def answered(answer: Any) -> Callable[[object], Any]:
        return lambda asked: filled(copy.deepcopy(answer(asked) if callable(answer) else answer), words)

    view.fill(stub)
    stub.checks = [(status, filled(copy.deepcopy(answer), words)) for status, answer in stub.checks]
    stub.desk.update({path: (told[0], answered(told[1])) for path, told in stub.desk.items() if not path.startswith("PUT ")})


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Stub]]:
    site: Path = build(tmp_path_factory.mktemp("site") / "out", {"zh": "某区", "en": "Some District"})
    stub = Stub(pages={f"{folder}/public/petitions": samples(language)["public_list.html"] for folder, language in (("", "zh"), ("/en", "en"))})
    server = serve(site, stub)
    yield f"http://127.0.0.1:{server.server_port}", stub
    server.shutdown()
    server.server_close()


class Pending:
    """What the page has asked for and not got yet; the browser's own word for it waits half a second each time."""

    def __init__(self, page: Any) -> None:
        self.asked: set[str] = set()
        self.open = 0
        page.on("request", self._begun)
        for ending in ("requestfinished", "requestfailed"):
            page.on(ending, self._ended)

    def _begun(self, request: Any) -> None:
        self.asked.add(request.url)
        self.open += 1

    def _ended(self, _: Any) -> None:
        self.open -= 1


def still(page: Any, pending: Pending) -> str:
    """Elements with their attributes' names, once they change no more and nothing is being fetched."""
    before, bones = "", page.evaluate(BONES)
    while pending.open or bones != before:
        page.wait_for_timeout(30)
        before, bones = bones, page.evaluate(BONES)
    return str(bones)


def seen(page: Any, pending: Pending, origin: str, view: View, width: int) -> tuple[Counter[str], str, list[str]]:
    """Elements with their attributes' names, the text with what stands in fields, and every fault of the screen as it stands."""
    view.open(page, origin, "en" if width > 1_000 else "zh")  # noqa: PLR2004
    bones = still(page, pending)
    ran, broke = page.evaluate("[window.nuannanDid ?? false, window.nuannanBroke ?? '']")
    faults = ["something ran"] if ran else []
    faults += [f"against the policy: {broke}"] if broke else []
    faults += [f"an address of nobody's: {each}" for each in page.evaluate(LINKS) if not ours(each, origin)]
    return Counter(bones.splitlines()), page.evaluate(WORDS), faults


@pytest.mark.slow
@pytest.mark.parametrize("without_policy", [False, True], ids=["with policy", "without policy"])
def test_no_screen_takes_words_for_anything_else(chromium: Any, standing: tuple[str, Stub], without_policy: bool) -> None:
    origin, stub = standing
    strings = [each for each in paired() if text.clean(each)]
    looks, wrong, there, missing = 0, [], Counter[str](), Counter[str]()
    for width, view in zip(itertools.cycle((360, 1280)), SCREENS, strict=False):
        context = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=without_policy, service_workers="block")
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(30_000)
        pending = Pending(page)
        fields = itertools.count()
        with_words(stub, view, lambda fields=fields: PLAIN.format(next(fields)))
        plain, _, _ = seen(page, pending, origin, view, width)
        each_look = max(1, next(fields))
        feed = itertools.cycle(strings)
        for _ in range(min(MOST_LOOKS, -(-len(strings) // each_look))):
            said: list[str] = []
            with_words(stub, view, lambda said=said, feed=feed: (said.append(next(feed)), said[-1])[1])
            try:
                bones, words, faults = seen(page, pending, origin, view, width)
            except Exception as error:  # noqa: BLE001 (a screen that hostile words break is what is looked for)
                wrong.append(f"{view.title}: {error}: {[each[:30] for each in said]}"[:2_000])
                continue
            looks += 1
            shown = "".join(words.split())
            for each in said:
                (there if "".join(text.clean(each).split()) in shown else missing)[view.title] += 1
            wrong += [f"{view.title}: {fault}" for fault in faults]
            if bones != plain:
                wrong.append(f"{view.title}: other elements: more {dict(bones - plain)}, fewer {dict(plain - bones)}, words {[each[:30] for each in said]}"[:2_000])
        wrong += [f"{view.title}: asked {each}" for each in pending.asked if not ours(each, origin) and not each.startswith("about:")]
        context.close()
    seen_there = sum(there.values())
    print(f"\n{len(strings)} strings ({len(public())} of the public list), {len(SCREENS)} screens, {looks} looks, words that stood there as typed: {seen_there} of {seen_there + sum(missing.values())}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
