"""The drawing of a district's streets, and points put into it."""

import re

import pytest
from chalicelib.domain.outline import WIDTH, framed, outlines
from chalicelib.domain.places import Gazetteer

from tests.domain.test_places import GAZETTEER, OTHER, OUTLINE, STREET


def ends(path: str) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", path)]


def test_a_point_is_drawn_where_its_corner_of_the_outline_is() -> None:
    frame = framed(GAZETTEER, "street")
    assert frame is not None
    drawn = {each.unit: ends(each.path) for each in outlines(GAZETTEER, "street")}
    for area, corner in ((STREET, (120.04, 36.0)), (OTHER, (120.08, 36.04))):
        x, y = frame.drawn(corner)
        assert (round(x), round(y)) in drawn[area.unit]
    assert frame.drawn((120.0, 36.04)) == pytest.approx((0, 0))
    assert frame.drawn((120.08, 36.04))[0] == pytest.approx(WIDTH)


def test_there_is_no_frame_where_there_are_no_areas() -> None:
    assert framed(Gazetteer((), OUTLINE, ()), "street") is None
    assert outlines(Gazetteer((), OUTLINE, ()), "street") == ()
