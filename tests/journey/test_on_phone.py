"""What was reported on a phone is found again on it, opens what a link opens, and is forgotten when asked."""

import pytest
from chalicelib.domain.errors import LinkInvalid, PetitionNotFound
from chalicelib.journey import erase, on_phone
from chalicelib.journey.links import DEVICE, LINK, Visit

from tests.journey.steps import report


def test_the_newest_ten_are_kept_each_once(world) -> None:
    numbers = [report(world).number for _ in range(12)]
    held = ""
    for number in [*numbers, numbers[5]]:
        held = on_phone.keep(world, held, number)
    assert [each["number"] for each in on_phone.listed(world, held, "zh")] == [numbers[5], *reversed([*numbers[2:5], *numbers[6:]])]


def test_each_is_over_ninety_days_after_it_was_sent_whatever_was_sent_since(world) -> None:
    first = report(world).number
    held = on_phone.keep(world, "", first)
    world.clock.move(days=60)
    second = report(world).number
    held = on_phone.keep(world, held, second)
    world.clock.move(days=30)
    assert [each["number"] for each in on_phone.listed(world, held, "zh")] == [second]
    with pytest.raises(PetitionNotFound):
        on_phone.visit(world, held, first)
    world.clock.move(days=60)
    assert on_phone.listed(world, held, "zh") == []


def test_one_of_them_opens_as_a_link_does_and_no_other(world) -> None:
    own, other = report(world, phone=None).number, report(world).number
    held = on_phone.keep(world, "", own)
    assert on_phone.visit(world, held, own) == Visit(own, LINK)
    for number in (other, "", "x" * 500, f"{own}-9999999999"):
        with pytest.raises(PetitionNotFound):
            on_phone.visit(world, held, number)


@pytest.mark.parametrize("held", ["", "x", ".", "x.y", "12345678901234-9999999999.abc", "一"])
def test_a_cookie_that_is_not_ours_holds_nothing(world, held: str) -> None:
    assert on_phone.listed(world, held, "zh") == []
    with pytest.raises(LinkInvalid):
        on_phone.visit(world, held, "12345678901234")


def test_a_cookie_of_another_purpose_holds_nothing(world) -> None:
    number = report(world).number
    assert on_phone.listed(world, world.secrets.sign("follow", f"{number}-9999999999"), "zh") == []


def test_what_was_erased_is_neither_listed_nor_opened(world) -> None:
    number = report(world).number
    held = on_phone.keep(world, "", number)
    erase.ask(world, Visit(number, DEVICE))
    assert on_phone.listed(world, held, "zh") == []
    with pytest.raises(PetitionNotFound):
        on_phone.visit(world, held, number)
    assert on_phone.without(world, held, number) == ""


def test_the_list_tells_nobodys_words_and_of_a_complaint_its_number_alone(world) -> None:
    plain = report(world, place_words="王家门口12号").number
    staff = report(world, about_staff=True).number
    held = on_phone.keep(world, on_phone.keep(world, "", plain), staff)
    complaint, lamp = on_phone.listed(world, held, "zh")
    assert (lamp["category_name"], lamp["place_name"]) == ("照明", "榆社区")
    assert (complaint["category_name"], complaint["place_name"]) == ("", "")
    assert "楼道" not in repr((complaint, lamp))
    assert "王家" not in repr((complaint, lamp))
