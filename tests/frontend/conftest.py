from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frontend.build import build
from tests.frontend.stub import Stub, serve

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    return build(tmp_path_factory.mktemp("site") / "out", {"zh": "某区", "en": "Some District"})


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(
            "Chromium is not installed (apt-get install chromium fonts-noto-cjk): pages are not tried in it"
        )
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pages are not tried in Chromium"
    )
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def origin(site: Path, stub: Stub) -> Iterator[str]:
    server = serve(site, stub)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
