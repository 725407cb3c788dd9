"""What scripts draw on the citizens' pages, for the audit: a form that was refused, the last look, what waits, what arrived, the opened maps."""

from __future__ import annotations

from typing import Any, Final

from tests.audit.views import View, shown, tap, then, typed
from tests.frontend.stub import CHECKED, RECEIPT
from tests.frontend.test_draft import MISMATCH
from tests.frontend.test_in_chromium import REFUSAL
from tests.frontend.test_my_in_chromium import FOLLOWED, MINE, WRONG
from tests.frontend.test_photos import WITH_TOKEN, taken
from tests.frontend.test_points import FEATURES
from tests.frontend.test_public_in_chromium import LATELY
from tests.frontend.test_report import NEAR

FORM: Final = "report/"
POINTS: Final = ("/public/petitions.geojson", (200, {"type": "FeatureCollection", "features": FEATURES}))
OPENED: Final = then(tap("#map > button"), shown(".street-label b"))
NEARBY: Final = [NEAR, {**NEAR, "photo": "/assets/icons/icon-192.png?signed"}]


def chosen(selector: str, value: str) -> Any:
    def choose(page: Any) -> None:
        page.locator(f"{selector} option[value='{value}']").wait_for(state="attached")
        page.select_option(selector, value)

    return choose


def ticked(selector: str) -> Any:
    return lambda page: page.check(selector)


def photos(*files: dict[str, Any]) -> Any:
    return lambda page: page.set_input_files("#album", list(files))


def home(page: Any) -> None:
    """Left the form for the home page."""
    page.goto(page.url.partition("#")[0].removesuffix(FORM))


# A petition as far as each step of the form: written, looked at once more, sent.
WRITTEN: Final = then(typed("#text", "The lamp before house 3 has been dark since Monday."), chosen("#community", "c1"), ticked("#consent"))
LOOKED: Final = then(WRITTEN, tap("#report button[type=submit]"), shown("#check"))
SENT: Final = then(LOOKED, tap("#send"))
FOR_OTHER: Final = then(WRITTEN, ticked("#for_other"), typed("#no_phone_reason", "She has none."))
PHOTO: Final = photos(taken("a.jpg", 1, 200, 100))
TWO: Final = then(SENT, shown("#waiting"), tap("#further"), SENT, shown("#shelf li:nth-child(2)"))
LOST: Final = ("answers", [None])
CODE: Final = (("/api/mine", (404, {"code": "link_invalid", "message": "?", "fields": {}})), ("POST /api/codes", (200, {"digits": 6, "minutes": 5})), ("POST /api/codes/verification", WRONG))
VIEWS: Final = (
    View("", "", "refused", (), then(tap("#report button[type=submit]"), shown(".error-summary")), FORM, stub=(("checks", [(422, REFUSAL)]),)),
    View("", "", "danger", (), then(typed("#text", "着火了！"), shown("#danger strong")), FORM),
    View("", "", "a number in the words, categories to choose", (), then(typed("#text", "The lamp is dark. 13800138000"), shown("#personal:not(:empty)"), shown("#suggestions button")), FORM),
    View("", "", "for somebody else", (), FOR_OTHER, FORM),
    View("", "", "a category that asks", (), then(chosen("#category", "02"), shown("[name^='answers']")), FORM),
    View("", "", "last look", (), LOOKED, FORM),
    View("", "", "last look, reported by others", (), LOOKED, FORM, stub=(("checks", [(200, {**CHECKED, "nearby": NEARBY, "emergency": "120"})]),)),
    View("", "", "waiting", (), then(SENT, shown("#waiting")), FORM, stub=(LOST,)),
    View("", "", "two waiting", (), TWO, FORM, stub=(LOST,)),
    View("", "", "two arrived", (), then(TWO, shown("#shelf li:nth-child(2) .number")), FORM, stub=(("answers", [*[None] * 5, (201, RECEIPT)]),)),
    View("", "", "arrived, danger", (), then(SENT, shown("#emergency")), FORM, stub=(("answers", [(201, {**RECEIPT, "emergency": "119"})]),)),
    View("", "", "arrived, for somebody else", (), then(FOR_OTHER, tap("#report button[type=submit]"), tap("#send"), shown("#for-other .told dd")), FORM),
    View("", "", "had arrived before it was changed", (), then(SENT, shown("#waiting"), tap("#change"), typed("#text", "It is dark since Sunday."), tap("#report button[type=submit]"), tap("#send"), shown("#earlier .said")), FORM,
         stub=(("answers", [None, MISMATCH, (201, RECEIPT)]),)),
    View("", "", "waiting, told at home", (), then(SENT, shown("#waiting"), home, shown("#waiting")), FORM, stub=(LOST,)),
    View("", "", "arrived, told at home", (), then(SENT, shown("#waiting"), home, shown("#arrived-number")), FORM, stub=(("answers", [None, (201, RECEIPT)]),)),
    View("", "", "refused, told at home", (), then(SENT, shown("#waiting"), home, shown("#refused")), FORM, stub=(("answers", [None, (422, REFUSAL)]),)),
    View("", "", "lately", (("/public/lately.json", (200, LATELY)),), shown("#lately-solved li"), ""),
    View("", "", "the code", CODE, then(typed("#phone", "13800138001"), tap("#ask button"), shown("#sent"), tap("#prove button[type=submit]"), shown("#code-error")), "my/"),
    View("", "", "the list", (("/api/mine", (200, {**MINE, "followed": [FOLLOWED]})),), shown("#mine h3"), "my/"),
    View("", "", "map opened", (), OPENED, FORM), View("", "", "pin set", (), then(OPENED, tap(".map-tools button"), shown(".pin"), tap(".map-zoom button")), FORM),
    View("", "", "points", (POINTS,), then(tap("#points button"), shown(".point")), "public/petitions"),
    View("", "", "what lies at a point", (POINTS,), then(tap("#points button"), shown(".point"), tap(".point"), shown(".map-details a")), "public/petitions"),
    # Last of all: photos lie where no screen that comes after them should find them.
    View("", "", "a photo that cannot be read", (), then(photos({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"?"}), shown("#photos [role=status]:not(:empty)")), FORM),
    View("", "", "photos wait for a better line", (), then(WRITTEN, PHOTO, shown("#photos canvas"), tap("#report button[type=submit]"), tap("#send"), shown("#photos-sending .later")), FORM, stub=(("answers", [WITH_TOKEN]), ("upload_status", 503))),
    View("", "", "four photos", (), then(photos(*(taken(f"{name}.jpg", 1, 200, 100) for name in "abcd")), lambda page: page.locator("#photos canvas").nth(3).wait_for()), FORM),
)  # fmt: skip
