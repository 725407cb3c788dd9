"""The tree of units: who is above whom, and which trees are refused."""

import pytest
from chalicelib.domain.organisation import Category, Level, Organisation, Unit, faults


def unit(code: str, level: Level, parent: str | None) -> Unit:
    return Unit(code, f"{code}名", f"{code} name", level, parent)


UNITS = (
    unit("city", "city", None),
    unit("north", "district", "city"),
    unit("south", "district", "city"),
    unit("works", "department", "south"),
    unit("city-works", "department", "city"),
    unit("shore", "street", "south"),
    unit("hill", "street", "south"),
    unit("pier", "community", "shore"),
    unit("pier-1", "grid", "pier"),
)
TREE = Organisation(UNITS)


def codes(units: tuple[Unit, ...]) -> list[str]:
    return [unit.code for unit in units]


def test_ancestors_come_nearest_first_when_the_unit_is_a_grid() -> None:
    assert codes(TREE.ancestors("pier-1")) == ["pier-1", "pier", "shore", "south", "city"]


def test_ancestors_are_the_unit_alone_when_it_is_the_root() -> None:
    assert codes(TREE.ancestors("city")) == ["city"]
    assert TREE.root.code == "city"


def test_parent_is_none_when_the_unit_is_the_root() -> None:
    assert TREE.parent("city") is None
    assert TREE.parent("pier") == TREE.unit("shore")


def test_a_places_name_is_told_in_the_readers_language_when_it_is_a_units() -> None:
    nameless = Organisation((*UNITS, Unit("cove", "湾", "", "community", "shore")))
    told = [nameless.in_language(name, "en") for name in ("pier名", "pier name", "the blue gate", "", "湾")]
    assert told == ["pier name", "pier name", "the blue gate", "", "湾"]
    assert TREE.in_language("pier name", "zh") == "pier名"


def test_children_keep_the_order_given_when_there_are_several() -> None:
    assert codes(TREE.children("south")) == ["works", "shore", "hill"]
    assert TREE.children("pier-1") == ()


@pytest.mark.parametrize(
    ("code", "top", "answer"),
    [
        ("pier", "pier", True),
        ("pier-1", "shore", True),
        ("shore", "pier", False),
        ("works", "shore", False),
        ("pier", "north", False),
        ("nobody", "city", False),
        ("pier", "nobody", False),
    ],
)
def test_is_below_holds_when_top_is_the_unit_or_above_it(code: str, top: str, answer: bool) -> None:
    assert TREE.is_below(code, top) is answer


@pytest.mark.parametrize(
    ("code", "centre"),
    [("pier-1", "south"), ("works", "south"), ("south", "south"), ("city", "city"), ("city-works", "city")],
)
def test_command_centre_is_the_district_when_the_unit_lies_in_one(code: str, centre: str) -> None:
    assert TREE.command_centre(code).code == centre


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("pier-1", "pier"),
        ("pier", "shore"),
        ("shore", "south"),
        ("works", "south"),
        ("south", "south"),
        ("city-works", "city"),
        ("city", "city"),
    ],
)
def test_escalation_parent_stops_at_the_command_centre_when_climbing(code: str, above: str) -> None:
    assert TREE.escalation_parent(code).code == above


def test_name_is_the_code_when_the_unit_is_gone() -> None:
    assert TREE.name("pier", "en") == "pier name"
    assert TREE.name("pier", "zh") == "pier名"
    assert TREE.name("gone", "en") == "gone"


def test_unit_raises_when_nobody_has_the_code() -> None:
    assert TREE.find("gone") is None
    assert "gone" not in TREE
    with pytest.raises(KeyError):
        TREE.unit("gone")


@pytest.mark.parametrize(
    ("units", "code", "reason"),
    [
        ((*UNITS, unit("other", "city", None)), "other", "a second root beside city"),
        ((*UNITS, unit("lost", "grid", "nowhere")), "lost", "its parent nowhere does not exist"),
        ((*UNITS, unit("odd", "grid", "works")), "odd", "a grid cannot be under a department (works)"),
        ((*UNITS, unit("odd", "street", "shore")), "odd", "a street cannot be under a street (shore)"),
        ((*UNITS, unit("odd", "district", "pier")), "odd", "a district cannot be under a community (pier)"),
        ((*UNITS, unit("odd", "street", None)), "odd", "a street needs a parent"),
        ((*UNITS, unit("pier", "community", "hill")), "pier", "the code is used twice"),
        ((unit("a", "street", "b"), unit("b", "district", "a")), "a", "its parents lead back to itself"),
        ((unit("a", "city", "a"),), "a", "its parents lead back to itself"),
        ((), "-", "no unit is without a parent, so there is no root"),
    ],
)
def test_organisation_is_refused_when_the_units_are_no_tree(
    units: tuple[Unit, ...], code: str, reason: str
) -> None:
    assert (code, reason) in [(fault.code, fault.reason) for fault in faults(units)]
    with pytest.raises(ValueError, match="unit "):
        Organisation(units)


def test_faults_name_the_level_when_it_is_unknown() -> None:
    strange = unit("x", "village", "city")  # type: ignore[arg-type]
    assert [fault.reason for fault in faults((*UNITS, strange))] == [
        "the level 'village' is none of city, district, department, street, community, grid"
    ]


def test_category_is_first_level_when_it_is_its_own_level_1() -> None:
    top = Category("01", "01", "城乡建设", "Building", "livelihood", 2, "works")
    below = Category("0101", "01", "城乡规划", "Planning", "development", 5, "works")
    assert (top.is_first_level, below.is_first_level) == (True, False)
    assert (top.name("en"), top.name("zh")) == ("Building", "城乡建设")
