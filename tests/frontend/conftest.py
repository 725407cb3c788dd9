from collections.abc import Iterator
from pathlib import Path

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
