"""A district with nothing in it yet."""

import pytest

from tests.fakes import FakePorts, ports


@pytest.fixture
def world() -> FakePorts:
    """All ports in memory, on a Monday at 9:00 by the district's clock."""
    return ports()
