"""A screen or a state of a page that scripts draw, as the audit looks at it: how it is reached, and what is opened on it first."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.audit.probing import OPEN_ALL, Finding, axed, probed, tabbed
from tests.frontend.desk_world import fill_stub
from tests.frontend.stub import Stub

WAITS: Final = """() => {
  const desk = document.getElementById("desk");
  return desk && !desk.innerText.includes(JSON.parse(desk.dataset.words).loading);
}"""


def until_read(page: Any) -> None:
    """The desk has what this screen shows. Asked again and again from outside: a function of the page's own would break its policy."""
    for _ in range(600):
        if page.evaluate(WAITS):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"the desk still reads: {page.url}")


def press(*keys: str) -> Callable[[Any], None]:
    return lambda page: [page.keyboard.press(each) for each in keys] and None


def tap(*selectors: str) -> Callable[[Any], None]:
    return lambda page: [page.locator(each).first.click() for each in selectors] and None


def then(*steps: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda page: [each(page) for each in steps] and None


def shown(selector: str) -> Callable[[Any], None]:
    return lambda page: page.locator(selector).first.wait_for()


def typed(selector: str, words: str) -> Callable[[Any], None]:
    return lambda page: page.locator(selector).first.fill(words)


@dataclass(frozen=True, slots=True)
class Pass:
    """How all screens are looked at once: how wide, light or dark, in which language, in large print or not."""

    width: int
    scheme: str
    language: str
    care: bool

    @property
    def tabbed(self) -> bool:
        """Whether Tab is pressed through each of them: once on a phone is enough, and it takes long."""
        return self.width == 320 and not self.care  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class View:
    """One screen as somebody has it before them."""

    role: str
    address: str
    name: str = ""
    answers: tuple[tuple[str, tuple[int, Any]], ...] = ()
    steps: Callable[[Any], None] | None = None
    path: str = "desk/"
    items: int = 12
    dead: bool = False  # in a dead spot: what is sent brings no answer
    stub: tuple[tuple[str, Any], ...] = ()  # what the stub holds besides answers to the desk

    @property
    def title(self) -> str:
        if not self.path.startswith("desk/"):
            return f"{self.path or 'home'}: {self.name}"
        return " ".join(each for each in (self.role or "nobody", f"#{self.address}" if self.path == "desk/" else self.path, self.name) if each)

    def fill(self, stub: Stub) -> None:
        """The stub answers what this screen asks for, and nothing else."""
        stub.desk.clear()
        stub.dead = self.dead
        fresh = Stub()
        for name in ("answers", "checks", "upload_status"):
            setattr(stub, name, copy(dict(self.stub).get(name, getattr(fresh, name))))  # answers are taken out of it
        if self.role:
            fill_stub(stub, self.role, items=self.items)
        else:
            stub.desk["/api/desk/today"] = (401, {"code": "not_signed_in", "message": "Please sign in.", "fields": {}})
            stub.desk["/api/desk/ways"] = (200, {"password": True, "issuer": True})
        stub.desk.update(dict(self.answers))

    def open(self, page: Any, origin: str, language: str, *, care: bool = False) -> None:
        """The page stands on this screen with all of it opened."""
        page.goto(f"{origin}/assets/icon.svg")
        page.evaluate("care => { localStorage.clear(); sessionStorage.clear(); if (care) localStorage.setItem('nuannan.care', '1'); }", care)
        page.goto(f"{origin}/{'' if language == 'zh' else language + '/'}{self.path}#{self.address}")
        page.get_by_role("heading", level=1).first.wait_for()
        if self.path == "desk/":
            until_read(page)
        if self.steps:
            page.evaluate(OPEN_ALL)
            self.steps(page)
        if self.path == "desk/":
            until_read(page)
        page.evaluate(OPEN_ALL)


# Somebody else's number is typed there: the browser must not offer the grid worker's own.
MEANT: Final = ("own:wrong-autocomplete", "proxy-phone")
PASSES: Final = (Pass(320, "light", "zh", care=False), Pass(320, "dark", "en", care=True), Pass(1280, "dark", "zh", care=False), Pass(1280, "light", "en", care=True))


def audited(browser: Any, origin: str, stub: Stub, axe: str, folder: Path, views: tuple[View, ...]) -> tuple[dict[str, list[Finding]], list[Path]]:
    """The findings of each screen over all passes, and files with the elements as they stood, for the tools that read files."""
    found: dict[str, list[Finding]] = {each.title: [] for each in views}
    files: list[Path] = []
    for each in PASSES:
        context = browser.new_context(viewport={"width": each.width, "height": 800}, color_scheme=each.scheme, bypass_csp=True, service_workers="block")
        page = context.new_page()
        page.set_default_timeout(30_000)
        for view in views:
            view.fill(stub)
            view.open(page, origin, each.language, care=each.care)
            told = probed(page, "care" if each.care else "normal") + axed(page, axe) + (tabbed(page) if each.tabbed else [])
            found[view.title] += [(rule, element) for rule, element in told if not (rule == MEANT[0] and MEANT[1] in element)]
            if each.scheme == "light":
                files.append(folder / f"drawn-{len(files)}-{each.language}.html")
                files[-1].write_text(page.content(), "utf-8")
        context.close()
    return found, files
