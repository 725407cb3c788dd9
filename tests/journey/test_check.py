"""Before sending: what is wrong, what it may be about, and what was reported close by already; nothing is written."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.petition import Status
from chalicelib.journey import check, near, submit
from chalicelib.journey.clear import Decision, decide

from tests.fakes import ports
from tests.fakes.district import DISTRICT, ELM, IN_HILL, IN_OAK, OAK, staff
from tests.fakes.petitions import stored
from tests.journey.steps import petition, report
from tests.journey.test_clear_photos import photo

ABOUT_50_METRES_NORTH = (IN_HILL[0], IN_HILL[1] + 0.00045, "wgs84")
ABOUT_300_METRES_NORTH = (IN_HILL[0], IN_HILL[1] + 0.0027, "wgs84")


def asking(**changes):
    return submit.Submission(**({"text": "The lamp is dark.", "consent": True, "category": "01", "point": IN_HILL} | changes))


def nearby(world, **changes):
    return check.check(world, asking(**changes))["nearby"]


def test_what_is_close_and_of_the_kind_is_shown_without_words_names_or_numbers() -> None:
    world = ports()
    receipt = report(world, point=ABOUT_50_METRES_NORTH, community=None, category="01", place_words="Wang's house, door 7", text="canary", name="Wang")
    world.clock.move(days=2)
    [shown] = nearby(world)
    assert (shown["category_name"], shown["metres"], shown["days"], shown["supporters"]) == ("照明", 50, 2, 0)
    assert set(shown) == {"token", "category_name", "place_name", "metres", "days", "supporters", "photo", "words", "language"}
    assert (shown["words"], shown["language"]) == ("", "")
    assert not [value for value in ("canary", "Wang", "door 7") if value in str(shown)]
    assert near.read_token(world, shown["token"]) == receipt.number


def test_nothing_is_written_by_looking() -> None:
    world = ports()
    check.check(world, asking())
    assert world.memory.petitions == {}
    assert world.memory.messages == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"point": ABOUT_300_METRES_NORTH},
        {"category": "02"},
        {"category": "03"},
        {"about_staff": True},
        {"point": None, "community": OAK},
    ],
)
def test_what_is_far_of_another_kind_or_nobodys_business_is_not_shown(changes: dict) -> None:
    world = ports()
    report(world, **({"point": ABOUT_50_METRES_NORTH, "community": None, "category": "01"} | changes))
    assert nearby(world) == []
    assert nearby(world, category="03") == []


@pytest.mark.parametrize("status", [Status.CLOSED, Status.SETTLED, Status.REJECTED, Status.MERGED, Status.WITHDRAWN])
def test_what_is_over_is_not_shown(status: Status) -> None:
    world = ports()
    number = report(world, point=IN_HILL, community=None, category="01").number
    assert len(nearby(world)) == 1
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], status=status))
    assert nearby(world) == []


def finely():
    """A world whose lamps and pits are told apart below one first level."""
    world = ports()
    first = world.districts.held.categories["01"]
    finer = {code: replace(first, code=code, name_zh=name) for code, name in (("0101", "城市公共设施"), ("0102", "基础设施"), ("010101", "路灯"))}
    world.districts.held = replace(world.districts.held, categories={**world.districts.held.categories, **finer})
    return world


def cleared(world, number: str, decision: str, **said) -> None:
    held = petition(world, number)
    decide(world, Decision(number, held.version, decision, **said), staff("dispatcher", DISTRICT), world.ids.token())


def test_the_same_community_counts_where_no_point_is_known_and_the_finer_kind_is_the_same() -> None:
    world = finely()
    report(world, community=OAK, category="010101")
    report(world, community=OAK, category="0102")
    report(world, community=OAK, category="01")
    report(world, community=ELM, category="010101")
    [shown] = nearby(world, point=None, community=OAK, category="0101")
    assert (shown["metres"], shown["place_name"], shown["category_name"]) == (None, "栎社区", "路灯")
    [told] = nearby(world, point=IN_OAK, community=OAK, category="01", text="路灯不亮")
    assert told["category_name"] == "路灯"
    assert nearby(world, point=None, community=OAK, category="01", text="出事了") == []


def test_what_nothing_tells_apart_from_another_of_its_kind_is_not_offered() -> None:
    world = ports()
    number = report(world, community=OAK, category="01").number
    assert nearby(world, point=None, community=OAK) == []
    file = photo(world, number)
    cleared(world, number, "photos", photos=(file,))
    assert [each["photo"] != "" for each in nearby(world, point=None, community=OAK)] == [True]


def test_cleared_words_are_shown_short_and_where_no_point_is_known_are_enough_to_judge() -> None:
    world = ports()
    number = report(world, community=OAK, category="01", text="canary").number
    cleared(world, number, "publish", words="三号楼门口的灯坏了，" * 20)
    [shown] = nearby(world, point=None, community=OAK)
    assert shown["words"] == ("三号楼门口的灯坏了，" * 20)[: near.LONGEST_WORDS] + "…"
    assert shown["language"] == "zh"


def test_points_decide_where_both_are_known_even_in_one_community() -> None:
    world = finely()
    report(world, point=ABOUT_300_METRES_NORTH, community=OAK, category="0101")
    assert nearby(world, point=IN_HILL, community=OAK, category="0101") == []


def test_at_most_three_are_shown_the_nearest_first() -> None:
    world = ports()
    for step in (4, 2, 3, 1, 5):
        report(world, point=(IN_HILL[0], IN_HILL[1] + step * 0.0002, "wgs84"), community=None, category="01")
    assert [each["metres"] for each in nearby(world)] == [20, 40, 70]


def test_what_the_words_suggest_is_looked_for_when_no_category_was_chosen() -> None:
    world = ports()
    finer = replace(world.districts.held.categories["01"], code="0101", name_zh="城市公共设施", name_en="Public facilities")
    world.districts.held = replace(world.districts.held, categories={**world.districts.held.categories, "0101": finer})
    report(world, point=IN_HILL, community=None, category="01")
    found = check.check(world, asking(category=None, language="en"))
    assert found["categories"] == [{"code": "0101", "name": "Lighting › Public facilities"}]
    assert len(found["nearby"]) == 1
    assert nearby(world, category=None, text="Something.") == []


def test_a_fault_is_told_as_submitting_tells_it() -> None:
    world = ports()
    for wrong in ({"text": " "}, {"consent": False}, {"point": None}, {"category": "99"}, {"phone": "12"}):
        with pytest.raises(InvalidInput) as looking:
            check.check(world, asking(**wrong))
        with pytest.raises(InvalidInput) as sending:
            report(world, **({"point": IN_HILL, "community": None} | wrong))
        assert looking.value.fields == sending.value.fields


def test_an_emergency_is_told_before_it_is_sent() -> None:
    assert check.check(ports(), asking(text="The house is on fire!", point=IN_OAK))["emergency"] == "119"
