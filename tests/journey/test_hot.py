"""A hint for the dispatcher: the same trouble at the same place again and again."""

from dataclasses import replace

from chalicelib.domain.actors import Role
from chalicelib.journey.placement import explained

from tests.fakes import FakePorts
from tests.fakes.district import DISPATCHER, ELM, OAK, staff
from tests.journey.test_find import reported


def hint(world: FakePorts, number: str, who=DISPATCHER):
    return explained(world, who, number, "zh")["hot_spot"]


def test_three_others_of_the_category_at_the_place_within_a_month_make_a_hint(world: FakePorts) -> None:
    numbers = [reported(world, "灯坏了") for _ in range(3)]
    reported(world, "灯坏了", community=OAK)
    reported(world, "账单不对", category="02")
    assert hint(world, numbers[0]) is None  # two others may be chance
    last = reported(world, "灯又坏了")
    made = hint(world, last)
    assert (made["days"], made["count"], made["more"]) == (30, 3, False)
    assert [each["number"] for each in made["others"]] == numbers[::-1]


def test_what_is_older_than_a_month_is_no_part_of_it(world: FakePorts) -> None:
    for _ in range(3):
        reported(world, "灯坏了")
    world.clock.move(days=31)
    assert hint(world, reported(world, "灯坏了")) is None


def test_of_many_the_newest_are_named_and_that_there_are_more_is_said(world: FakePorts) -> None:
    numbers = [reported(world, "灯坏了") for _ in range(14)]
    made = hint(world, numbers[0])
    assert (made["count"], made["more"], len(made["others"])) == (10, True, 10)


def test_others_that_a_person_may_not_see_are_counted_and_not_named(world: FakePorts) -> None:
    numbers = [reported(world, "灯坏了") for _ in range(4)]
    moved = world.petitions.get(numbers[0])
    world.memory.petitions[moved.number] = replace(moved, owner=OAK)
    made = hint(world, numbers[3], staff(Role.OFFICER, ELM))
    assert made["count"] == 3
    assert [each["number"] for each in made["others"]] == [numbers[2], numbers[1]]


def test_a_complaint_about_staff_is_no_hint_to_anybody(world: FakePorts) -> None:
    for _ in range(4):
        last = reported(world, "态度恶劣", about_staff=True)
    assert hint(world, last) is None
