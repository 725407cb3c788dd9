"""Points find their unit; two datums agree with themselves."""

from math import cos, hypot, radians
from typing import Any

import pytest
from chalicelib.domain.places import Area, Found, Gazetteer, find_among, gcj02_to_wgs84, wgs84_to_gcj02
from hypothesis import given
from hypothesis import strategies as st


def square(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(unit: str, level: str, *rings: list[list[float]]) -> Area:
    return Area.from_geojson(unit, level, f"name of {unit}", {"type": "Polygon", "coordinates": list(rings)})


STREET = area("S", "street", square(120.0, 36.0, 120.04, 36.04))
OTHER = area("T", "street", square(120.05, 36.0, 120.08, 36.04), square(120.06, 36.01, 120.07, 36.02))
COMMUNITY = area("C", "community", square(120.01, 36.01, 120.03, 36.03))
GRID = area("G", "grid", square(120.01, 36.01, 120.02, 36.02))
OUTLINE = area("D", "district", square(120.0, 36.0, 120.2, 36.04))
NEIGHBOUR = area("", "district", square(120.2, 36.0, 120.3, 36.04))
GAZETTEER = Gazetteer((STREET, OTHER, COMMUNITY, GRID), OUTLINE, (NEIGHBOUR,))


@pytest.mark.parametrize(
    ("lon", "lat", "unit"),
    [
        (120.015, 36.015, "G"),
        (120.025, 36.015, "C"),
        (120.005, 36.005, "S"),
        (120.055, 36.005, "T"),
    ],
)
def test_point_goes_to_the_finest_area_when_inside(lon: float, lat: float, unit: str) -> None:
    assert GAZETTEER.find(lon, lat) == Found(unit, "polygon")


@pytest.mark.parametrize(
    ("lon", "lat", "unit", "metres"),
    [
        (120.042, 36.02, "S", 180.1),
        (120.048, 36.02, "T", 180.1),
        (120.061, 36.015, "T", 90.0),  # in the hole
        (120.02, 36.045, "S", 556.6),
        (119.999, 35.999, "S", 143.2),  # by a corner
    ],
)
def test_point_goes_to_the_nearest_street_when_between(
    lon: float, lat: float, unit: str, metres: float
) -> None:
    found = GAZETTEER.find(lon, lat)
    assert (found.unit, found.how) == (unit, "nearest")
    assert found.metres == pytest.approx(metres, abs=0.5)


def test_point_goes_to_the_district_when_far_from_every_street() -> None:
    assert GAZETTEER.find(120.15, 36.02) == Found(None, "district")


def test_point_names_the_neighbour_when_outside_however_near_our_street_is() -> None:
    street = area("E", "street", square(120.19, 36.0, 120.2, 36.04))
    near = Gazetteer((street,), OUTLINE, (NEIGHBOUR,))
    assert near.find(120.2001, 36.02) == Found(None, "neighbour", "name of ")
    assert near.find(120.195, 36.0401).how == "nearest"


def test_point_names_the_neighbour_when_outside() -> None:
    assert GAZETTEER.find(120.25, 36.02) == Found(None, "neighbour", "name of ")


@pytest.mark.parametrize(("lon", "lat"), [(121.0, 36.0), (0.0, 0.0), (120.02, 36.046)])
def test_point_is_nowhere_when_nothing_holds_it(lon: float, lat: float) -> None:
    assert GAZETTEER.find(lon, lat) == Found(None, "nowhere")


def test_point_is_nowhere_when_nothing_is_loaded() -> None:
    assert Gazetteer((), None).find(120.0, 36.0) == Found(None, "nowhere")


def test_area_holds_both_parts_when_a_multipolygon() -> None:
    geometry = {"type": "MultiPolygon", "coordinates": [[square(0, 0, 1, 1)], [square(5, 5, 6, 6)]]}
    made = Area.from_geojson("M", "street", "m", geometry)
    assert made.contains(0.5, 0.5)
    assert made.contains(5.5, 5.5)
    assert not made.contains(3, 3)
    assert made.box == (0, 0, 6, 6)


def test_area_is_closed_when_its_ring_is_open() -> None:
    assert area("O", "street", square(0, 0, 1, 1)[:-1]).contains(0.5, 0.5)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {},
    ],
)
def test_area_is_refused_when_the_geometry_encloses_nothing(geometry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="area X"):
        Area.from_geojson("X", "street", "x", geometry)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * 111_320 * cos(radians(a[1])), (a[1] - b[1]) * 111_320)


# Source: the test pairs of github.com/googollee/eviltransform
@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_gcj02_is_the_published_point_when_in_china(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-9)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, abs=1e-8)


def test_gcj02_is_off_by_hundreds_of_metres_when_in_china() -> None:
    assert 400 < metres((120.38, 36.06), wgs84_to_gcj02(120.38, 36.06)) < 700


@pytest.mark.parametrize("point", [(0.0, 0.0), (-122.4, 37.8), (151.2, -33.9)])
def test_datum_changes_nothing_when_outside_china(point: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*point) == point
    assert gcj02_to_wgs84(*point) == point


@given(st.floats(74, 135), st.floats(4, 53))
def test_datum_comes_back_when_turned_twice(lon: float, lat: float) -> None:
    assert metres((lon, lat), gcj02_to_wgs84(*wgs84_to_gcj02(lon, lat))) < 0.01


def _square(west: float, south: float, east: float, north: float) -> dict[str, object]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _town(code: str, west: float, neighbour_west: float) -> Gazetteer:
    """A street of a hundredth of a degree in an outline of two, with a neighbour's outline beside it."""
    return Gazetteer(
        (
            Area.from_geojson(f"{code}-s", "street", "", _square(west, 30.0, west + 0.01, 30.01)),
            Area.from_geojson(f"{code}-g", "grid", "", _square(west, 30.0, west + 0.005, 30.01)),
        ),
        Area.from_geojson(code, "district", "", _square(west, 30.0, west + 0.02, 30.01)),
        (Area.from_geojson("", "district", "Next", _square(neighbour_west, 30.0, neighbour_west + 0.02, 30.01)),),
    )


# b lies where a's neighbour is drawn; beyond b is only b's own neighbour.
TOWNS = {"a": _town("a", 120.0, 120.02), "b": _town("b", 120.02, 120.04)}


@pytest.mark.parametrize(
    ("longitude", "latitude", "district", "unit", "how"),
    [
        (120.002, 30.005, "a", "a-g", "polygon"),
        (120.008, 30.005, "a", "a-s", "polygon"),
        (120.012, 30.005, "a", "a-s", "nearest"),
        (120.022, 30.005, "b", "b-g", "polygon"),
        (120.0385, 30.005, "b", None, "district"),
        (120.05, 30.005, "b", None, "neighbour"),
        (120.005, 29.998, "a", "a-s", "nearest"),
        (120.0251, 29.998, "b", "b-s", "nearest"),
        (121.0, 29.0, "a", None, "nowhere"),
    ],
)
def test_point_belongs_to_the_district_whose_ground_has_it(longitude, latitude, district, unit, how) -> None:
    code, found = find_among(TOWNS, longitude, latitude)
    assert (code, found.unit, found.how) == (district, unit, how)


def test_point_is_nowhere_when_no_district_is_loaded() -> None:
    assert find_among({}, 120.0, 30.0) == (None, Found(None, "nowhere"))


METRE = 1 / 111_320  # degrees of latitude


@pytest.mark.parametrize(("metres", "how"), [(599.9, "nearest"), (600.1, "nowhere"), (600.6, "nowhere")])
def test_nearest_street_takes_what_lies_within_six_hundred_metres(metres: float, how: str) -> None:
    found = Gazetteer((STREET,), None).find(120.02, 36.04 + metres * METRE)
    assert found.how == how
    assert found.metres == pytest.approx(metres if how == "nearest" else 0, abs=1e-3)


def test_street_is_too_far_when_only_its_box_is_near() -> None:
    """A triangle whose long side runs away from the corner of its box in which the point lies."""
    triangle = area("V", "street", [[120.0, 36.0], [120.04, 36.0], [120.0, 36.04]])
    assert Gazetteer((triangle,), None).find(120.039, 36.039) == Found(None, "nowhere")
    assert Gazetteer((triangle, STREET), None).find(120.041, 36.041).unit == "S"


def test_only_a_street_takes_a_gap_when_a_community_lies_nearer() -> None:
    assert Gazetteer((COMMUNITY, OTHER), OUTLINE).find(120.031, 36.02) == Found(None, "district")


def test_ring_encloses_the_same_when_it_is_not_closed_and_nothing_with_two_points() -> None:
    corners = [[120.0, 36.0], [120.04, 36.0], [120.0, 36.04]]
    closed, still_open = area("V", "street", [*corners, corners[0]]), area("V", "street", corners)
    assert closed.polygons == still_open.polygons
    with pytest.raises(ValueError, match="2 points encloses nothing"):
        area("V", "street", corners[:2])


def test_point_on_the_edge_of_the_box_is_looked_at() -> None:
    for lon, lat in ((120.0, 36.02), (120.02, 36.0)):  # west and south edges belong to a square
        assert STREET.contains(lon, lat)
    assert STREET.metres_to(120.02, 36.02) == 0.0


def test_street_that_comes_later_wins_only_when_it_is_nearer() -> None:
    again = area("S2", "street", square(120.0, 36.0, 120.04, 36.04))
    assert Gazetteer((STREET, again), None).find(120.042, 36.02).unit == "S"
    assert Gazetteer((OTHER, STREET), None).find(120.044, 36.02).unit == "S"


@pytest.mark.parametrize(("east", "north", "inside"), [(0.01, 0.01, True), (0.019, 0.02, True), (0.021, 0.02, False), (0.03, 0.03, False)])
def test_point_lies_on_one_side_of_a_slanting_edge(east: float, north: float, inside: bool) -> None:
    triangle = area("V", "street", [[120.0, 36.0], [120.04, 36.0], [120.0, 36.04]])
    assert triangle.contains(120.0 + east, 36.0 + north) is inside
