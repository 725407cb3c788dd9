"""Reading: what each may see, and nothing of what another wrote for others."""

import pytest
from chalicelib.domain.errors import Forbidden, PetitionNotFound
from chalicelib.journey.form import form
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.look import petition_for_staff, queue, status_for_citizen, units

from tests.fakes.district import (
    BAY,
    BAY_OFFICER,
    DISPATCHER,
    DISTRICT,
    ELM,
    ELM_OFFICER,
    HILL,
    HILL_OFFICER,
    UNITS,
)
from tests.journey.steps import asked, do, report


def test_queue_shows_names_and_pages_when_a_role_reaches_the_unit(world) -> None:
    numbers = {report(world).number for _ in range(3)}
    first, cursor = queue(world, HILL_OFFICER, "street", HILL, limit=2)
    rest, end = queue(world, HILL_OFFICER, "street", HILL, limit=2, cursor=cursor)
    assert {each["number"] for each in (*first, *rest)} == numbers
    assert (first[0]["owner_name"], first[0]["category_name"], end) == ("榆社区", "照明", None)


@pytest.mark.parametrize(("who", "unit"), [(BAY_OFFICER, HILL), (ELM_OFFICER, HILL), (BAY_OFFICER, DISTRICT)])
def test_queue_is_refused_when_no_role_reaches_the_unit(world, who, unit) -> None:
    with pytest.raises(Forbidden):
        queue(world, who, "owner", unit)


def test_petition_shows_words_history_and_actions_when_staff_may_see_it(world) -> None:
    number = report(world).number
    seen = petition_for_staff(world, ELM_OFFICER, number)
    assert seen["text"] == "楼道灯坏了三天"
    assert [each["action"] for each in seen["history"]] == ["submit", "assign"]
    assert {each["action"] for each in seen["actions"]} >= {"accept", "send_back", "transfer", "escalate"}
    assert "13800138001" not in repr(seen)


def test_petition_seems_not_to_exist_when_staff_may_not_see_it(world) -> None:
    number = report(world).number
    for who, asked_for in ((BAY_OFFICER, number), (DISPATCHER, "1" * 14)):
        with pytest.raises(PetitionNotFound):
            petition_for_staff(world, who, asked_for)


def test_citizen_sees_own_words_only_when_the_device_sent_them(world) -> None:
    number = report(world).number
    own = status_for_citizen(world, Visit(number, DEVICE), "zh")
    linked = status_for_citizen(world, Visit(number, LINK), "zh")
    assert (own["text"], own["can_withdraw"]) == ("楼道灯坏了三天", True)
    assert (linked["text"], linked["can_withdraw"], linked["place_name"]) == (None, False, "")
    assert "楼道灯坏了三天" not in repr(linked)


def test_citizen_reads_what_was_written_for_them_and_not_the_talk_between_units(world) -> None:
    number = report(world).number
    do(world, number, "send_back", reason="推给别人")
    do(world, number, "assign", DISPATCHER, unit=ELM)
    do(world, number, "accept")
    do(world, number, "progress", note="灯泡已订")
    seen = status_for_citizen(world, Visit(number, LINK), "zh")
    assert "灯泡已订" in repr(seen["steps"])
    assert "推给别人" not in repr(seen)
    assert ELM_OFFICER.login not in repr(seen)


def test_citizen_may_rate_when_the_unit_has_closed(world) -> None:
    number = asked(world)
    seen = status_for_citizen(world, Visit(number, LINK), "en")
    assert (seen["can_rate"], seen["can_withdraw"], seen["unit_name"]) == (True, False, "Elm Community")
    assert seen["working_days_left"] is None


def test_days_left_count_down_by_working_days_when_in_work(world) -> None:
    number = report(world).number
    left = []
    for _ in range(3):
        left.append(status_for_citizen(world, Visit(number, LINK), "zh")["working_days_left"])
        world.clock.move(days=1)
    assert left == [2, 1, 0]  # on the first of the holidays the next working day is the last one


def test_status_is_refused_when_there_is_no_such_petition(world) -> None:
    with pytest.raises(PetitionNotFound):
        status_for_citizen(world, Visit("1" * 14, LINK), "zh")


def test_form_offers_streets_with_their_communities_when_asked(world) -> None:
    offered = form(world, "en")
    assert [street["code"] for street in offered["streets"]] == [HILL, BAY]
    assert [each["name"] for each in offered["streets"][0]["communities"]] == ["Elm Community", "Oak Community"]
    assert [each["code"] for each in offered["categories"]] == ["01", "02", "03"]


def test_tree_is_shown_whole_when_staff_ask(world) -> None:
    assert [each["code"] for each in units(world, ELM_OFFICER)] == [unit.code for unit in UNITS]
