"""Before sending: what is wrong, what it may be about, and what was reported close by already; nothing is written."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.petition import Status
from chalicelib.journey import check, near, submit

from tests.fakes import ports
from tests.fakes.district import ELM, IN_HILL, IN_OAK, OAK
from tests.fakes.petitions import stored
from tests.journey.steps import report

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
    assert set(shown) == {"token", "category_name", "place_name", "metres", "days", "supporters", "photo"}
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


def test_the_same_community_counts_where_no_point_is_known() -> None:
    world = ports()
    report(world, community=OAK, category="01")
    report(world, community=ELM, category="01")
    [shown] = nearby(world, point=None, community=OAK)
    assert (shown["metres"], shown["place_name"]) == (None, "栎社区")


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
