"""Which unit the rules name, which came close, and what is left to the dispatcher."""

import pytest
from chalicelib.domain.organisation import Category
from chalicelib.domain.rule_checks import holes, rules_from, shadowed
from chalicelib.domain.rules import COMPLAINT, ONE_STEP, Facts, Ground, Rule, place

from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, GRID, HILL, OAK, district

OTHER = "C-pier"
GRIDS, STREETS, OFFICES = (
    Category("10", "10", "网", "On the grid", "livelihood", 2, DEPARTMENT, "grid"),
    Category("20", "20", "街", "On the street", "livelihood", 2, DEPARTMENT, "street"),
    Category("30", "30", "局", "At the office", "livelihood", 2, DEPARTMENT, "department"),
)
CENTRAL = Category("40", "40", "区", "Nobody's", "livelihood", 2, DISTRICT, "department")
BELOW = Category("1001", "10", "网下", "Below", "livelihood", 2, DEPARTMENT, "grid")
CATEGORIES = {each.code: each for each in (GRIDS, BELOW, STREETS, OFFICES, CENTRAL)}


def ground(*rules: Rule, discipline: str | None = None) -> Ground:
    return Ground(DISTRICT, district().organisation, CATEGORIES, rules, discipline)


AT_GRID = {"grid": GRID, "community": ELM, "street": HILL}
AT_COMMUNITY = {"community": ELM, "street": HILL}
AT_STREET = {"street": HILL}


@pytest.mark.parametrize(
    ("category", "known", "unit"),
    [
        ("10", AT_GRID, GRID),
        ("1001", AT_GRID, GRID),
        ("10", AT_COMMUNITY, ELM),
        ("10", AT_STREET, HILL),
        ("10", {}, None),
        ("other", AT_GRID, GRID),
        ("other", AT_COMMUNITY, ELM),
        ("other", {}, None),
        ("20", AT_GRID, HILL),
        ("20", {}, None),
        ("30", AT_GRID, DEPARTMENT),
        ("30", {}, DEPARTMENT),
        ("40", AT_GRID, None),
    ],
)
def test_one_step_is_the_ground_or_the_department_when_no_rule_matches(category, known, unit) -> None:
    found = place(Facts(category=category, **known), ground())
    assert (found.unit, found.rule) == (unit, ONE_STEP if unit else "")


@pytest.mark.parametrize(("confidence", "unit"), [(None, GRID), (0.5, GRID), (0.49, None)])
def test_dispatcher_gets_it_when_nobody_chose_the_category_and_it_is_unsure(confidence, unit) -> None:
    found = place(Facts(category="10", confidence=confidence, **AT_GRID), ground())
    assert found.unit == unit
    assert GRID in [each.unit for each in found.suggestions]




@pytest.mark.parametrize(
    ("conditions", "facts", "matches"),
    [
        ({}, {}, True),
        ({"category": ("10",)}, {"category": "1001"}, True),
        ({"category": ("1001",)}, {"category": "10"}, False),
        ({"category": ("30", "10")}, {"category": "10"}, True),
        ({"area": (HILL,)}, AT_GRID, True),
        ({"area": (HILL,)}, AT_STREET, True),
        ({"area": (ELM,)}, AT_STREET, False),
        ({"area": (BAY,)}, AT_GRID, False),
        ({"area": (BAY, ELM)}, AT_GRID, True),
        ({"area": (DISTRICT,)}, {}, True),
        ({"area": (HILL,)}, {}, False),
        ({"channel": ("proxy",)}, {"channel": "proxy"}, True),
        ({"channel": ("proxy",)}, {"channel": "web"}, False),
        ({"kind": ("development",)}, {"kind": "development"}, True),
        ({"kind": ("development",)}, {"kind": "livelihood"}, False),
        ({"urgency": ("1", "2")}, {"urgency": 2}, True),
        ({"urgency": ("1",)}, {"urgency": 5}, False),
        ({"least_confidence": 0.6}, {"confidence": 0.6}, True),
        ({"least_confidence": 0.6}, {"confidence": 0.59}, False),
        ({"least_confidence": 0.6}, {"confidence": None}, True),
        ({"words": ("煤气", "gas")}, {"words": "闻到煤气味"}, True),
        ({"words": ("煤气",)}, {"words": "灯坏了"}, False),
        ({"words": ("煤气",)}, {"words": ""}, False),
        ({"category": ("10",), "words": ("灯",)}, {"category": "10", "words": "灯坏了"}, True),
        ({"category": ("10",), "words": ("灯",)}, {"category": "30", "words": "灯坏了"}, False),
    ],
)
def test_rule_decides_exactly_when_all_its_conditions_hold(conditions, facts, matches) -> None:
    found = place(Facts(**{"category": "other", **facts}), ground(Rule("r", BAY, **conditions)))
    assert (found.unit == BAY and found.rule == "r") is matches
    if matches:
        assert set(found.held) == set(conditions)


@pytest.mark.parametrize(
    ("target", "facts", "unit"),
    [
        ("grid", AT_GRID, GRID),
        ("community", AT_GRID, ELM),
        ("street", AT_GRID, HILL),
        ("department", {"category": "10"}, DEPARTMENT),
        ("discipline_unit", {}, BAY),
        (OAK, {}, OAK),
    ],
)
def test_target_is_the_unit_that_it_means_when_the_rule_matches(target, facts, unit) -> None:
    assert place(Facts(**facts), ground(Rule("r", target), discipline=BAY)).unit == unit


def test_rule_gives_way_to_the_next_when_its_target_is_not_known() -> None:
    rules = (Rule("fine", "grid", category=("10",)), Rule("coarse", "street", category=("10",)))
    found = place(Facts(category="10", **AT_STREET), ground(*rules))
    assert (found.unit, found.rule) == (HILL, "coarse")
    assert [(each.rule, each.failed) for each in found.came_close] == [("fine", "unit")]


def test_first_rule_wins_when_two_match() -> None:
    found = place(Facts(category="10", words="灯"), ground(Rule("a", BAY, words=("灯",)), Rule("b", OAK)))
    assert (found.unit, found.rule) == (BAY, "a")


def test_command_centre_gets_it_with_the_rules_name_when_a_rule_says_so() -> None:
    found = place(Facts(category="30", **AT_COMMUNITY), ground(Rule("look", "command_centre")))
    assert (found.unit, found.rule) == (None, "look")
    assert [each.unit for each in found.suggestions] == [DEPARTMENT, ELM, HILL]


def test_rule_came_close_when_all_but_one_of_its_conditions_hold() -> None:
    rules = (
        Rule("one", BAY, category=("10",), words=("煤气",)),
        Rule("two", BAY, category=("20",), words=("煤气",)),
        Rule("single", BAY, words=("煤气",)),
    )
    found = place(Facts(category="10", words="灯"), ground(*rules))
    assert [(each.rule, each.failed, each.unit) for each in found.came_close] == [("one", "words", BAY)]


def test_three_units_are_suggested_with_reasons_when_nothing_places_it() -> None:
    rules = (Rule("look", "command_centre", words=("灯",)), Rule("near", BAY, category=("10",), words=("煤气",)))
    found = place(Facts(category="10", words="灯", **AT_GRID), ground(*rules))
    assert [(each.unit, each.reason, each.rule) for each in found.suggestions] == [
        (BAY, "rule_came_close", "near"), (GRID, "grid_of_place", ""), (ELM, "community_of_place", ""),
    ]  # fmt: skip


def test_unit_is_not_suggested_again_when_it_sent_the_petition_back() -> None:
    facts = Facts(category="10", sent_back=frozenset({GRID, DEPARTMENT}), **AT_GRID)
    assert [each.unit for each in place(facts, ground()).suggestions] == [ELM, HILL]
    facts = Facts(category="40", sent_back=frozenset({ELM}), **AT_COMMUNITY)
    assert [each.unit for each in place(facts, ground()).suggestions] == [HILL]


def test_what_the_rules_say_is_suggested_first_when_the_petition_came_back_from_elsewhere() -> None:
    facts = Facts(category="10", sent_back=frozenset({BAY}), **AT_GRID)
    first = place(facts, ground()).suggestions[0]
    assert (first.unit, first.reason) == (GRID, "rules")


COMPLAINTS = [{"about_staff": True}, {"kind": "enforcement"}, {"about_unit": HILL}]


@pytest.mark.parametrize("facts", COMPLAINTS)
@pytest.mark.parametrize(("discipline", "unit"), [(None, None), (DEPARTMENT, DEPARTMENT), ("gone", None)])
def test_complaint_passes_by_the_rules_when_it_is_about_staff_or_enforcement(facts, discipline, unit) -> None:
    found = place(Facts(category="10", **AT_GRID, **facts), ground(Rule("all", "grid"), discipline=discipline))
    assert (found.unit, found.rule) == (unit, COMPLAINT)
    assert {each.unit for each in found.suggestions} <= {DEPARTMENT}


@pytest.mark.parametrize(
    ("about", "discipline", "unit"),
    [(HILL, ELM, None), (HILL, HILL, None), (ELM, HILL, HILL), (DEPARTMENT, DEPARTMENT, None), (BAY, ELM, ELM)],
)
def test_complaint_never_goes_to_the_unit_complained_of_nor_below_it(about, discipline, unit) -> None:
    found = place(Facts(category="10", about_unit=about, **AT_GRID), ground(discipline=discipline))
    assert found.unit == unit
    tree = district().organisation
    assert not any(tree.is_below(each.unit, about) for each in found.suggestions)


@pytest.mark.parametrize(
    ("above", "below", "hidden"),
    [
        ({}, {"category": ("10",)}, True),
        ({"category": ("10",)}, {"category": ("1001",)}, True),
        ({"category": ("1001",)}, {"category": ("10",)}, False),
        ({"category": ("10", "20")}, {"category": ("20", "1001")}, True),
        ({"category": ("10",)}, {"category": ("10", "20")}, False),
        ({"category": ("10",)}, {}, False),
        ({"area": (HILL,)}, {"area": (ELM, GRID)}, True),
        ({"area": (ELM,)}, {"area": (HILL,)}, False),
        ({"kind": ("livelihood", "development")}, {"kind": ("development",)}, True),
        ({"kind": ("livelihood",)}, {"kind": ("development",)}, False),
        ({"channel": ("web",)}, {"channel": ("web",), "urgency": ("1",)}, True),
        ({"urgency": ("1",)}, {"urgency": ("1", "2")}, False),
        ({"words": ("灯",)}, {"words": ("路灯", "灯泡")}, True),
        ({"words": ("路灯",)}, {"words": ("灯",)}, False),
        ({"least_confidence": 0.5}, {"least_confidence": 0.9}, True),
        ({"least_confidence": 0.9}, {"least_confidence": 0.5}, False),
        ({"least_confidence": 0.5}, {}, False),
        ({"least_confidence": 0.0}, {}, True),
    ],
)
def test_rule_is_shadowed_exactly_when_an_earlier_one_takes_all_of_it(above, below, hidden) -> None:
    faults = shadowed((Rule("above", BAY, **above), Rule("below", OAK, **below)), district().organisation)
    assert [(each.place, "above" in each.reason) for each in faults] == ([(1, True)] if hidden else [])


def test_rule_is_not_shadowed_when_the_one_above_may_not_find_its_unit() -> None:
    tree = district().organisation
    assert shadowed((Rule("a", "grid"), Rule("b", "street")), tree) == []
    assert len(shadowed((Rule("a", "grid"), Rule("b", "grid", words=("灯",))), tree)) == 1


def test_holes_are_the_categories_that_nobody_takes_when_the_place_is_known() -> None:
    assert holes(ground()) == ["40"]
    assert holes(ground(Rule("forty", BAY, category=("40",)))) == []
    assert holes(ground(Rule("look", "command_centre", category=("10",)))) == ["10", "40"]
    assert holes(ground(Rule("forty", BAY, category=("40",), area=(HILL,)))) == ["40"]


def test_cells_name_several_between_bars_when_rules_are_read() -> None:
    row = {
        "name": "r", "category": "10| 20", "area": "", "channel": "web", "kind": "", "urgency": "1|2",
        "least_confidence": "0.5", "words": "a|b|", "unit": "street",
    }  # fmt: skip
    assert rules_from([row]) == (
        Rule("r", "street", ("10", "20"), (), ("web",), (), ("1", "2"), 0.5, ("a", "b")),
    )
