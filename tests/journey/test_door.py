"""Limits at the door: floods are stopped, neighbours are not, and the answer says when to come again."""

import pytest
from chalicelib.domain.errors import TooManyRequests
from chalicelib.journey.door import knock

from tests.fakes import ports


def test_flood_is_stopped_with_the_seconds_to_wait_when_the_limit_is_reached() -> None:
    world = ports(limit_submit=3)
    world.clock.move(minutes=20)
    for _ in range(3):
        knock(world, "192.0.2.1", "submit")
    with pytest.raises(TooManyRequests) as refused:
        knock(world, "192.0.2.1", "submit")
    assert refused.value.retry_after_seconds == 40 * 60
    knock(world, "192.0.2.2", "submit")
    knock(world, "192.0.2.1", "rate")


def test_door_is_open_again_when_the_window_ended() -> None:
    world = ports(limit_submit=1)
    knock(world, "192.0.2.1", "submit")
    world.clock.move(hours=1)
    knock(world, "192.0.2.1", "submit")
    with pytest.raises(TooManyRequests):
        knock(world, "192.0.2.1", "submit")


def test_address_is_never_kept_when_somebody_knocked(world) -> None:
    knock(world, "192.0.2.1", "submit")
    assert "192.0.2.1" not in repr(world.door.knocks)
