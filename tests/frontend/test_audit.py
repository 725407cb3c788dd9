"""The audit catches what it should: our own probes each see their planted fault, and nothing on the good page."""

from pathlib import Path
from typing import Any

import pytest

from tests.audit import planted
from tests.audit.probing import probed, tabbed

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
