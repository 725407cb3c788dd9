"""Every screen of the desk for the audit: whose it is, how it is reached, and what is opened on it before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.audit.views import View, shown, tap, then, typed
from tests.frontend.desk_world import CLOSE, NUMBERS, WORK, action, whole

FIRST, SECOND = NUMBERS[:2]
Answers = dict[str, tuple[int, Any]]
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


def at(number: str, *actions: dict[str, Any], **changes: Any) -> tuple[tuple[str, tuple[int, Any]], ...]:
    """A petition as this person may handle it now."""
    return ((f"/api/desk/petitions/{number}", (200, whole(NUMBERS.index(number), *actions, **changes))),)


def acted(answer: tuple[int, Any]) -> tuple[str, tuple[int, Any]]:
    return (f"POST /api/desk/petitions/{FIRST}/actions", answer)


CLEARING = ((f"/api/desk/petitions/{FIRST}/publication", (200, PUBLICATION)),)
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
