"""Our own probes and axe on one page in Chromium: findings as (rule, element), empty for a page without fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
PROBES, FOCUS = ((HERE / name).read_text("utf-8") for name in ("probes.js", "focus.js"))
# Text, targets and lines in pixels and in parts of the text; "largest" is care mode where the reader's own text is 20. Source: web.md
SIZES: Final = {
    "normal": {"text": 18, "target": 44, "line": 0},
    "care": {"text": 24, "target": 60, "line": 1.5},
    "largest": {"text": 30, "target": 60, "line": 1.5},
}
LARGEST: Final = "document.documentElement.style.fontSize = '30px'"
MOST_TABS: Final = 60
AXE_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL: Final = "for (const each of document.querySelectorAll('details')) each.open = true"
Finding = tuple[str, str]


def probed(page: Any, mode: str) -> list[Finding]:
    """What our probes find on the page as it stands."""
    page.evaluate(OPEN_ALL)
    if mode == "largest":
        page.evaluate(LARGEST)
    return [(f"own:{rule}", element) for rule, element in page.evaluate(f"({PROBES})({SIZES[mode]})")]


def tabbed(page: Any) -> list[Finding]:
    """Elements that have focus without anybody seeing it, found by pressing Tab through the page."""
    found: list[Finding] = []
    page.evaluate("document.activeElement?.blur?.(); scrollTo(0, 0)")
    first = before = ""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        held = page.evaluate(f"({FOCUS})()")
        if held is None or held[0] == first:
            break
        first = first or held[0]
        inside = held[0] == before  # a part of the same control, such as a date's picker, which the browser marks itself
        before = held[0]
        if not held[1] and not inside:
            found.append(("own:hidden-focus", held[0]))
    return found


def axed(page: Any, axe: str) -> list[Finding]:
    """What axe finds; nothing without axe."""
    if not axe:
        return []
    page.evaluate(OPEN_ALL)
    page.evaluate(axe)
    told = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", AXE_RULES)
    return [(f"axe:{each['id']}", node["html"][:90]) for each in told["violations"] for node in each["nodes"]]
