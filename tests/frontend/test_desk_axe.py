"""Every screen of the desk before axe, light and dark, on a phone and at a screen; where axe-core is found.

It is a check for CI and no part of the product: `NUANNAN_AXE=…/axe-core/axe.min.js`, from npm.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.frontend.desk_world import NUMBERS, WORK, fill_stub, whole
from tests.frontend.stub import Stub

AXE = Path(os.environ.get("NUANNAN_AXE", "no axe"))
FIRST, SECOND = NUMBERS[:2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = (
    ("officer", ""), ("officer", f"petition/{FIRST}"), ("officer", f"petition/{SECOND}"), ("dispatcher", "dispatch"),
    ("dispatcher", f"merge/{FIRST}/{SECOND}"), ("supervisor", "board"), ("supervisor", "bulletins"), ("officer", "account"), ("supervisor", "reveals"),
    ("grid_worker", "report"), ("dispatcher", "help"), ("dispatcher", "search"), ("dispatcher", "calls"), ("dispatcher", "messages"), ("supervisor", "exports"), ("officer", "notices"), ("admin", "admin/phrases"), ("admin", "admin/calendars"), ("admin", "admin"), ("admin", "admin/settings"),
    ("admin", "admin/people"), ("admin", "admin/past"), ("", ""),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here; see this file's first lines")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_any_screen(chromium: Any, origin: str, stub: Stub, width: int, scheme: str) -> None:
    found = []
    for role, address in SCREENS:
        stub.desk.clear()
        if role:
            fill_stub(stub, role)
            stub.desk[f"/api/desk/petitions/{SECOND}"] = (200, whole(1, *WORK, status="handling"))
        else:
            stub.desk["/api/desk/today"] = (401, {})
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{origin}/en/desk/#{address}")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(300)
        if address == "dispatch":
            page.keyboard.press("j")
            page.wait_for_timeout(200)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.evaluate(AXE.read_text())
        told = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
        found += [(role, address, each["id"], each["nodes"][0]["target"]) for each in told["violations"]]
        context.close()
    assert found == []
