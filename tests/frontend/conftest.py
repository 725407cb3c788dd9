from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from frontend.build import build
from tests.frontend.stub import Stub, serve


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site."""
    return build(tmp_path_factory.mktemp("site") / "out", {"zh": "某区", "en": "Some District"})


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def origin(site: Path, stub: Stub) -> Iterator[str]:
    server = serve(site, stub)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def watched(chromium: Any, **options: Any) -> Iterator[Any]:
    """A page of a fresh profile; whatever fails in it, or is stopped by the content policy, fails the test at its end."""
    context = chromium.new_context(**options)
    page = context.new_page()
    page.set_default_timeout(30_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page as wide as a phone."""
    with watched(chromium, viewport={"width": 360, "height": 740}, locale="zh-CN") as page:
        yield page
