"""What several folders of tests share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frontend import catalogues
from tests.engine import Engine, running

TESTS = Path(__file__).parent
LONGEST_FIRST = ("lives", "infra", "frontend", "journey", "entrypoints")


def pytest_configure(config: pytest.Config) -> None:
    """The pages' words are compiled once, before other processes begin to read them."""
    if not hasattr(config, "workerinput"):
        catalogues.compile_all()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders with the longest files go first: several processes then end at about the same time."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.relative_to(TESTS).parts[0], len(places)))


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The real local AWS, started once; `engine.fresh()` gives empty stores."""
    with running(tmp_path_factory.mktemp("engine")) as started:
        yield started


CHROMIUM = Path("/usr/bin/chromium")
SHELL = Path("/usr/bin/chromium-headless-shell")  # the same engine without a browser's own windows, for half the processor time
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(
            "Chromium is not installed (apt-get install chromium fonts-noto-cjk): pages are not tried in it"
        )
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pages are not tried in Chromium"
    )
    api.expect.set_options(timeout=30_000)  # as long as a page waits: five seconds are short beside other work
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(SHELL if SHELL.exists() else CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
