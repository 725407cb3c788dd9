"""What several folders of tests share."""

from collections.abc import Iterator

import pytest

from tests.engine import Engine, running


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The real local AWS, started once; `engine.fresh()` gives empty stores."""
    with running(tmp_path_factory.mktemp("engine")) as started:
        yield started
