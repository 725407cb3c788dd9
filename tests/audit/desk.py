"""Every screen of the desk for the audit: whose it is, how it is reached, and what is opened on it before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.audit.probing import OPEN_ALL, Finding, axed, probed, tabbed
from tests.frontend.desk_world import CLOSE, NUMBERS, WORK, action, fill_stub, whole
from tests.frontend.stub import Stub
from tests.frontend.test_points import FEATURES

FIRST, SECOND = NUMBERS[:2]
Answers = dict[str, tuple[int, Any]]
WAITS: Final = """() => {
  const desk = document.getElementById("desk");
  return desk && !desk.innerText.includes(JSON.parse(desk.dataset.words).loading);
}"""
FIRST_WAS_ANOTHER: Final = (409, {"code": "version_conflict", "message": "?", "fields": {}, "first": {"by": "wang", "action": "close", "at": "2025-09-29T06:29:00Z"}})
FAULTY: Final = (422, {"code": "invalid_input", "message": "Please look at this again.", "fields": {"note": {"code": "missing", "message": "Say what was done."}}})
PUBLICATION: Final = {
    "number": FIRST, "version": 3, "status": "settled", "may_be_published": True, "refused": False, "public": None,
    "words": {"original": "The lamp of Mr Li, 13800138000, is dark.", "masked": "The lamp of ▇▇, ▇▇, is dark.", "hidden": [{"kind": "phone", "words": "13800138000"}]},
    "reply": {"original": "It shines.", "masked": "It shines.", "hidden": []}, "may_show_photos": True, "hide_identity": True, "waits": "clear",
    "photos": [
        {"file": f"f{place}", "kind": kind, "slot": place + 1, "at": "2025-09-29T06:29:00Z", "url": "/assets/icons/icon-512.png", "cleared": kind == "after", "new": kind == "before"}
        for place, kind in enumerate(("before", "before", "after"))
    ],
}  # fmt: skip
ENROLMENT: Final = {"login": "sun", "name": "Sun", "ticket": "t", "secret": "ABCDEFGHIJKLMNOP", "qr": "data:image/gif;base64,R0lGODlhAQABAAAAACw="}
KEPT: Final = "localStorage.setItem('nuannan.desk.outbox', JSON.stringify([{key: 'k'.repeat(20), login: 'li', number: '%s', body: {action: 'close', version: 1, note: 'Done.'}, refused: %s}]))"


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


def preview(page: Any) -> None:
    page.locator(".row").first.wait_for()
    page.keyboard.press("j")
    if page.viewport_size["width"] >= 1000:  # noqa: PLR2004  # on a phone the preview is left out
        page.locator(".preview .suggestions").wait_for()


def held_back(refused: str) -> Callable[[Any], None]:
    """With an action of this device that waits, or that was not taken."""

    def reload(page: Any) -> None:
        page.evaluate(KEPT % (FIRST, refused))
        page.reload()
        page.locator(".outbox").wait_for()

    return reload


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

    @property
    def title(self) -> str:
        return " ".join(each for each in (self.role or "nobody", f"#{self.address}" if self.path == "desk/" else self.path, self.name) if each)

    def fill(self, stub: Stub) -> None:
        """The stub answers what this screen asks for, and nothing else."""
        stub.desk.clear()
        stub.dead = self.dead
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


def at(number: str, *actions: dict[str, Any], **changes: Any) -> tuple[tuple[str, tuple[int, Any]], ...]:
    """A petition as this person may handle it now."""
    return ((f"/api/desk/petitions/{number}", (200, whole(NUMBERS.index(number), *actions, **changes))),)


def acted(answer: tuple[int, Any]) -> tuple[str, tuple[int, Any]]:
    return (f"POST /api/desk/petitions/{FIRST}/actions", answer)


CLEARING = ((f"/api/desk/petitions/{FIRST}/publication", (200, PUBLICATION)),)
POINTS: Final = ("/public/petitions.geojson", (200, {"type": "FeatureCollection", "features": FEATURES}))
OPEN_HERE: Final = f"petition/{FIRST}"
CONTACT: Final = then(tap(".contact button"), shown(".contact a[href^=tel]"))
ROW: Final = then(tap(".admin-row"), shown(".row-form"))
VIEWS: Final = (
    View("", "", "sign in"), View("", "refused-sign_in_refused", "sign in refused"),
    View("", "", "signed in wrongly", (("POST /api/desk/session", (401, {"code": "sign_in_refused", "message": "Not so.", "fields": {}})),), then(tap("form button[type=submit]"), shown(".alarm"))),
    View("", "sun.t", "enrolment", (("POST /api/desk/enrolment", (200, ENROLMENT)),), shown("#steps"), "desk/enrol/"),
    View("", "", "enrolment refused", (("POST /api/desk/enrolment", (401, {"code": "x", "message": "It holds no more.", "fields": {}})),), shown("#problem"), "desk/enrol/"),
    View("grid_worker", ""), View("grid_worker", "", "with nothing to do", (), None, items=0),
    View("grid_worker", OPEN_HERE), View("grid_worker", OPEN_HERE, "in work, number shown", at(FIRST, *WORK, status="handling"), CONTACT),
    View("grid_worker", OPEN_HERE, "somebody was first", (*at(FIRST, CLOSE, status="handling"), acted(FIRST_WAS_ANOTHER)), then(typed("textarea", "x"), tap("[data-action=close] button[type=submit]"), shown(".alarm"))),
    View("grid_worker", OPEN_HERE, "a field at fault", (*at(FIRST, CLOSE, status="handling"), acted(FAULTY)), then(tap("[data-action=close] button[type=submit]"), shown(".alarm"))),
    View("grid_worker", "", "an action waits", (), held_back("null"), dead=True),
    View("grid_worker", "", "an action was not taken", (), held_back("{first: {by: 'wang', action: 'close', at: '2025-09-29T06:29:00Z'}, message: ''}"), dead=True),
    View("grid_worker", "report"), View("grid_worker", "report", "with faults", (("POST /api/desk/petitions", (422, {"code": "invalid_input", "message": "Please look.", "fields": {"text": {"code": "missing", "message": "Say what."}, "consent": {"code": "missing", "message": "Ask them."}}})),), then(tap("form button[type=submit]"), shown(".field-error"))),
    View("grid_worker", "notices"), View("grid_worker", "account"), View("grid_worker", "help"),
    View("officer", ""), View("officer", "unit/c1"), View("officer", "street/s1"), View("officer", "", "some chosen", (), tap(f"label[for=pick-{FIRST}], #pick-{FIRST}", f"#pick-{SECOND}")),
    View("officer", OPEN_HERE, "note being written", (), shown("#note-text")),
    View("officer", "assist/c1"), View("officer", "board"), View("officer", "exports"),
    View("officer", "search", "found", (), then(typed("#wanted", "lamp"), tap("form button[type=submit]"), shown(".row"))),
    View("dispatcher", ""), View("dispatcher", "dispatch"), View("dispatcher", "dispatch", "one before the eyes", (), preview),
    View("dispatcher", "dispatch", "two chosen", (), tap(f"#pick-{FIRST}", f"#pick-{SECOND}")),
    View("dispatcher", f"merge/{FIRST}/{SECOND}"), View("dispatcher", "merge"), View("dispatcher", "decide/d"), View("dispatcher", "clear/d"), View("dispatcher", "photos/d"),
    View("dispatcher", "exports", "the rest of the screens opened", (), then(tap(".desk-head nav button"), shown("#more-tabs a"))), View("dispatcher", f"publication/{FIRST}/photos/d", "done by a colleague", CLEARING),
    View("dispatcher", "calls"), View("dispatcher", "calls", "one being rung", (), then(tap(".call button"), shown(".call .panel"))),
    View("dispatcher", "messages"), View("dispatcher", f"sent/{FIRST}"), View("dispatcher", f"publication/{FIRST}", "", CLEARING),
    View("dispatcher", f"publication/{FIRST}/photos/d", "photos wait", ((CLEARING[0][0], (200, PUBLICATION | {"status": "assigned", "waits": "photos"})),)),
    View("dispatcher", OPEN_HERE, "to be decided", at(FIRST, action("grant_extension"), action("refuse_extension", "reason"), action("grant_hold"), action("refuse_hold", "reason"), status="handling")),
    View("dispatcher", "help"), View("dispatcher", "search"), View("dispatcher", "trial"),
    View("supervisor", ""), View("supervisor", "board"), View("supervisor", "board/s1/2025-08"), View("supervisor", "unhappy/d"), View("supervisor", "district/d"),
    View("supervisor", OPEN_HERE, "to be settled", at(FIRST, action("supervise", "note"), action("remind"), action("settle", "note"), status="assigned")),
    View("supervisor", "bulletins"), View("supervisor", "reveals"), View("supervisor", "exports"),
    View("admin", ""), View("admin", "admin"), View("admin", "admin/rules", "a row open and changed", (), then(ROW, typed("#row-words", "sand"), shown(".difference"))),
    *(View("admin", f"admin/{name}", "a row open", (), ROW) for name in ("rota", "units", "categories", "questions", "phrases", "calendars")),
    View("admin", "admin/settings"), View("admin", "admin/people"), View("admin", "admin/people/sun"), View("admin", "admin/people/sun", "somebody invited", (), then(tap(".buttons button"), shown("code"))),
    View("admin", "admin/people/sun", "a role taken out", (), then(tap("#person-roles button"), shown(".difference"))), View("admin", "admin/people/+"),
    View("admin", "admin/past"), View("admin", "account"),
)  # fmt: skip
# Maps of the citizens' pages, opened: a script draws these as well.
MAPS: Final = (
    View("", "", "map opened", (), then(tap("#map > button"), shown(".street-label b")), "report/"),
    View("", "", "pin set", (), then(tap("#map > button"), shown(".street-label b"), tap(".map-tools button"), shown(".pin"), tap(".map-zoom button")), "report/"),
    View("", "", "points", (POINTS,), then(tap("#points button"), shown(".point")), "public/petitions"),
    View("", "", "what lies at a point", (POINTS,), then(tap("#points button"), shown(".point"), tap(".point"), shown(".map-details a")), "public/petitions"),
)  # fmt: skip
# Somebody else's number is typed there: the browser must not offer the grid worker's own.
MEANT: Final = ("own:wrong-autocomplete", "proxy-phone")
PASSES: Final = (Pass(320, "light", "zh", care=False), Pass(320, "dark", "en", care=True), Pass(1280, "dark", "zh", care=False), Pass(1280, "light", "en", care=True))


def audited(browser: Any, origin: str, stub: Stub, axe: str, folder: Path) -> tuple[dict[str, list[Finding]], list[Path]]:
    """The findings of each screen over all passes, and files with the elements as they stood, for the tools that read files."""
    found: dict[str, list[Finding]] = {each.title: [] for each in (*VIEWS, *MAPS)}
    files: list[Path] = []
    for each in PASSES:
        context = browser.new_context(viewport={"width": each.width, "height": 800}, color_scheme=each.scheme, bypass_csp=True, service_workers="block")
        page = context.new_page()
        page.set_default_timeout(30_000)
        for view in (*VIEWS, *MAPS):
            view.fill(stub)
            view.open(page, origin, each.language, care=each.care)
            told = probed(page, "care" if each.care else "normal") + axed(page, axe) + (tabbed(page) if each.tabbed else [])
            found[view.title] += [(rule, element) for rule, element in told if not (rule == MEANT[0] and MEANT[1] in element)]
            if each.scheme == "light":
                files.append(folder / f"desk-{len(files)}-{each.language}.html")
                files[-1].write_text(page.content(), "utf-8")
        context.close()
    return found, files
