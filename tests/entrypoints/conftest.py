"""What tests of the entrypoints share: a world of this test's own, and a logger and metrics which write where this test reads."""

import logging
from collections.abc import Iterator

import pytest
from chalicelib import observability, wiring

from tests.entrypoints.keeping import held
from tests.entrypoints.walk import fresh_world
from tests.fakes import FakePorts


@pytest.fixture(autouse=True)
def fresh_observability(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Powertools keeps its first handler, and with it an older stdout: it is forgotten before and after."""
    monkeypatch.setattr(observability, "_cold", True)
    _forget()
    yield
    _forget()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> FakePorts:
    """A fresh world behind every entrypoint, also behind an app that was made for another test."""
    held.world = fresh_world()
    monkeypatch.setattr(wiring, "ports", lambda: held.world)
    return held.world


def _forget() -> None:
    observability._metrics.cache_clear()
    observability._logger.cache_clear()
    for name in [each for each in logging.root.manager.loggerDict if each.endswith("-codes")]:
        named = logging.getLogger(name)
        named.handlers.clear()
        for kept in ("init", "powertools_handler"):
            vars(named).pop(kept, None)
