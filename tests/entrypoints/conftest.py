"""A logger and metrics of this test's own, which write where this test reads."""

import logging
from collections.abc import Iterator

import pytest
from chalicelib import observability


@pytest.fixture(autouse=True)
def fresh_observability(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Powertools keeps its first handler, and with it an older stdout: it is forgotten before and after."""
    monkeypatch.setattr(observability, "_cold", True)
    _forget()
    yield
    _forget()


def _forget() -> None:
    observability._metrics.cache_clear()
    observability._logger.cache_clear()
    for name in [each for each in logging.root.manager.loggerDict if each.endswith("-codes")]:
        named = logging.getLogger(name)
        named.handlers.clear()
        for kept in ("init", "powertools_handler"):
            vars(named).pop(kept, None)
