"""The audit catches what it should: our own probes each see their planted fault, and nothing on the good page."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.audit import planted
from tests.audit.desk import VIEWS
from tests.audit.probing import probed, tabbed
from tests.audit.views import PASSES
from tests.frontend.desk_world import ROLES

OWN = [each for each in planted.FAULTS if each.caught_by[0].startswith("own:")]


def found(chromium: Any, origin: str, site: Path, html: str) -> set[str]:
    (site / "planted.html").write_text(html)
    context = chromium.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{origin}/planted.html")
    told = probed(page, "normal") + tabbed(page)
    context.close()
    (site / "planted.html").unlink()
    return {rule for rule, _ in told}


def test_seventeen_faults_are_planted() -> None:
    assert len(planted.FAULTS) == 17
    assert set(planted.pages()) == {"good", *(each.name for each in planted.FAULTS)}


def test_a_good_page_has_no_findings(chromium: Any, origin: str, site: Path) -> None:
    assert found(chromium, origin, site, planted.PAGE) == set()


@pytest.mark.parametrize("fault", OWN, ids=lambda each: each.name)
def test_our_own_probes_see_what_tools_miss(chromium: Any, origin: str, site: Path, fault: planted.Planted) -> None:
    assert set(fault.caught_by) <= found(chromium, origin, site, planted.pages()[fault.name])


def test_a_code_that_the_phone_cannot_offer_is_named(chromium: Any, origin: str, site: Path) -> None:
    code = planted.PAGE.replace('name="word"', 'name="code"')
    assert found(chromium, origin, site, code) == {"own:wrong-autocomplete"}
    assert found(chromium, origin, site, code.replace('autocomplete="off"', 'autocomplete="one-time-code"')) == set()


def test_every_screen_of_the_desk_and_every_tab_of_the_administration_is_audited() -> None:
    scripts = Path(__file__).parents[2] / "frontend/assets/desk"
    desk, admin = ((scripts / name).read_text("utf-8") for name in ("desk.js", "admin.js"))
    screens = set(re.findall(r"(\w+): \(\) => import", desk))
    lists = set(json.loads(re.search(r"const LISTS = (\[.*?\]);", desk)[1]))
    tabs = {f"admin/{name}" for name in re.findall(r'"(\w+)"', re.search(r"const BY_ROWS.*?const TABS[^;]*;", admin, re.DOTALL)[0])}
    looked_at = {each.address for each in VIEWS}
    assert screens | lists <= {address.partition("/")[0] for address in looked_at}
    assert tabs <= looked_at | {"admin/rules"}
    assert {each.role for each in VIEWS} == {"", *ROLES}
    assert {(each.width < 1000, each.language) for each in PASSES} == {(True, "zh"), (True, "en"), (False, "zh"), (False, "en")}
