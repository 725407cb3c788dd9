"""`make audit`: every page before Chromium and the tools that are here; then seventeen planted faults, each to be caught.

Prints a table; 1 when a page has a fault, a planted one is missed, a figure of web.md is not met, or a tool is not here:
what was not looked at is not called clean. `NUANNAN_AUDIT_PARTLY=yes` does with the tools that are here.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "functions")]

from playwright.sync_api import sync_playwright  # noqa: E402

from frontend.build import build  # noqa: E402
from tests.audit import citizen, desk, figures, planted, tools, views  # noqa: E402
from tests.audit.probing import SIZES, Finding, axed, probed, tabbed  # noqa: E402
from tests.conftest import ARGUMENTS, CHROMIUM  # noqa: E402
from tests.frontend.samples import samples  # noqa: E402
from tests.frontend.stub import Stub, serve  # noqa: E402
from tests.frontend.test_public_in_chromium import LATELY  # noqa: E402

MODULES = Path(os.environ.get("NUANNAN_AUDIT_TOOLS", ROOT / ".local/audit/node_modules"))
PARTLY = os.environ.get("NUANNAN_AUDIT_PARTLY") == "yes"
LATEST_PAINT_SECONDS = 2.5  # Source: web.md, at 400 kbit/s, 400 ms, CPU divided by 6
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINT = """new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime / 1000))
  .observe({type: "largest-contentful-paint", buffered: true}))"""
DESK = "desk/"  # its screens are drawn by script: audit/desk.py names each


def site(folder: Path) -> list[str]:
    """Builds the site with a filled example of each page that a function renders; the addresses of all."""
    build(folder, {"zh": "某区", "en": "Some District"})
    for language in ("zh", "en"):
        for name, html in samples(language).items():
            (folder / f"sample-{language}-{name}").write_text(html, "utf-8")
    pages = sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*.html"))
    return [f"/{each}" for each in pages if DESK not in each]


def audited(browser: Any, origin: str, addresses: list[str], axe: str) -> dict[str, list[Finding]]:
    """The findings of each page: all three sizes at 320 px, the tab order, axe light on a phone and dark at a screen."""
    found: dict[str, list[Finding]] = {each: [] for each in addresses}
    for mode in SIZES:
        with opened(browser, origin, 320, care=mode != "normal") as page:
            for address in addresses:
                page.goto(origin + address)
                found[address] += probed(page, mode) + (tabbed(page) if mode == "normal" else [])
    for width, scheme in ((360, "light"), (1280, "dark")):
        with opened(browser, origin, width, scheme=scheme) as page:
            for address in addresses:
                page.goto(origin + address)
                found[address] += axed(page, axe)
    return found


@contextmanager
def opened(browser: Any, origin: str, width: int, *, scheme: str = "light", care: bool = False) -> Iterator[Any]:
    """A page of a fresh profile; a violation of the site's policy would stop the probes, so it is bypassed here alone."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    if care:
        page.goto(f"{origin}/")
        page.click("#care")
    yield page
    context.close()


def painted(browser: Any, address: str) -> float:
    """Seconds to the largest contentful paint on a bad line and a slow phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    page.goto(address)
    seconds: float = page.evaluate(PAINT)
    context.close()
    return seconds


def catches(browser: Any, origin: str, folder: Path, axe: str) -> list[tuple[str, str, bool]]:
    """Each planted fault with what caught it; without axe its own faults are not tried."""
    rows = []
    for name, html in planted.pages().items():
        (folder / "planted.html").write_text(html, "utf-8")
        told: list[Finding] = []
        with opened(browser, origin, 320) as page:
            page.goto(f"{origin}/planted.html")
            told = probed(page, "normal") + tabbed(page) + axed(page, axe)
        rules = {rule for rule, _ in told}
        if name == "good":
            rows.append((name, ", ".join(sorted(rules)) or "nothing, as it should be", not rules))
            continue
        wanted = next(each for each in planted.FAULTS if each.name == name).caught_by
        if not axe and wanted[0].startswith("axe:"):
            rows.append((name, "not tried: axe is not here", PARTLY))
        else:
            rows.append((name, ", ".join(sorted(rules)) or "missed", bool(rules & set(wanted))))
    (folder / "planted.html").unlink()
    return rows


def report(title: str, rows: list[tuple[str, str, bool]]) -> bool:
    """True when every row holds; prints them."""
    print(f"\n{title}")
    for name, said, holds in rows:
        print(f"  {'ok ' if holds else 'NOT'}  {name:<44} {said}")
    return all(holds for _, _, holds in rows)


def main() -> int:
    """0 when all is well."""
    started = time.monotonic()
    axe = tools.axe(MODULES)
    lists = {f"{folder}/public/petitions": samples(language)["public_list.html"] for folder, language in (("", "zh"), ("/en", "en"))}
    stub = Stub(desk={"/public/lately.json": (200, LATELY)}, pages=lists)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made) / "site"
        addresses = site(folder)
        server = serve(folder, stub)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a browser that leaves a page hangs up
        origin = f"http://127.0.0.1:{server.server_port}"
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        found = audited(browser, origin, addresses, axe)
        screens, drawn = views.audited(browser, origin, stub, axe, Path(made), (*desk.VIEWS, *citizen.VIEWS))
        stub.desk = {"/public/lately.json": (200, LATELY)}
        faults = catches(browser, origin, folder, axe)
        paints = {each: painted(browser, origin + each) for each in ("/", "/report/")}
        browser.close()
        files = sorted(folder.rglob("*.html"))  # the two of the desk as well, before a script draws on them
        told = _told_by_tools(files, drawn, origin)
        server.shutdown()
    good = report("Pages: our probes at 320 px in three sizes, focus by Tab, axe in light and dark", _rows(found))
    good &= report(f"What scripts draw: the desk's screens, and citizens' pages as far as each step, {len(views.PASSES)} times each: our probes on a phone, in large print and at a screen, focus by Tab, axe in light and dark", _rows(screens))
    good &= report("Largest contentful paint, 400 kbit/s, 400 ms, CPU divided by 6", [
        (address, f"{seconds:.2f} s, at most {LATEST_PAINT_SECONDS}", seconds <= LATEST_PAINT_SECONDS) for address, seconds in paints.items()
    ])  # fmt: skip
    good &= report("Tools", [("axe", "here" if axe else "not here: npm brings it", bool(axe) or PARTLY), *told])
    good &= report("The other figures of web.md, as their tests measure them", figures.measured())
    good &= report("Planted faults", faults)
    caught = sum(holds and not said.startswith("not tried") for _, said, holds in faults[1:])
    print(f"\n{len(addresses)} pages, {len(screens)} screens that scripts draw, {caught} of {len(planted.FAULTS)} planted faults caught, {time.monotonic() - started:.0f} s")
    return 0 if good else 1


def _rows(found: dict[str, list[Finding]]) -> list[tuple[str, str, bool]]:
    rows = []
    for address, told in found.items():
        counted = Counter(rule for rule, _ in told)
        said = "; ".join(f"{rule} x{count} {next(each for name, each in told if name == rule)}" for rule, count in counted.items())
        rows.append((address, said or "0 findings", not told))
    return rows


def _told_by_tools(files: list[Path], drawn: list[Path], origin: str) -> list[tuple[str, str, bool]]:
    rows: list[tuple[str, str, bool]] = []
    by_file: tuple[tuple[str, Callable[[Path, list[Path]], list[Finding] | None]], ...] = (
        ("html-validate", tools.validated), ("vnu", tools.checked),
    )  # fmt: skip
    for name, tool in by_file:
        told = tool(MODULES, files)
        said = "not here, not run" if told is None else "; ".join(f"{rule} {where}" for rule, where in told[:8]) or "0 findings"
        rows.append((name, said, PARTLY if told is None else not told))
    told = tools.validated(MODULES, drawn, tools.DRAWN)
    said = "not here, not run" if told is None else "; ".join(f"{rule} {where}" for rule, where in told[:8]) or f"0 findings on {len(drawn)} screens as they stood"
    rows.append(("html-validate, desk", said, PARTLY if told is None else not told))
    for address in ("/", "/report/"):
        scores = tools.lighthouse(MODULES, origin + address, str(CHROMIUM))
        said = "not here, or this Node is too old; not run" if scores is None else ", ".join(f"{name} {score}" for name, score in scores.items())
        holds = PARTLY if scores is None else all(score >= tools.CATEGORIES[name] for name, score in scores.items())
        rows.append((f"Lighthouse {address}", said, holds))
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
