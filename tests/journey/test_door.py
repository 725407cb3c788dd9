"""Limits at the door: floods are stopped, neighbours are not, and the answer says when to come again."""

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import TooManyRequests
from chalicelib.journey import export, reveal, search
from chalicelib.journey.door import knock
from chalicelib.journey.find import Asked

from tests.fakes import ports
from tests.fakes.district import DISTRICT, staff
from tests.fakes.two_districts import PORT, QUAY, make_two
from tests.journey.steps import PHONE, lines, report
from tests.journey.test_export import hired
from tests.journey.test_prove import OTHER
from tests.journey.test_prove import asked as code_asked


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


def test_each_district_sets_what_is_counted_where_the_district_is_known(world) -> None:
    make_two(world)
    world.districts.others[0].settings["limit_reveal"] = 1
    for _ in range(2):
        knock(world, "first", "reveal", DISTRICT)
    knock(world, "second", "reveal", QUAY)
    with pytest.raises(TooManyRequests):
        knock(world, "second", "reveal", PORT)


def test_what_is_counted_before_a_district_is_known_is_set_for_the_whole_site(world) -> None:
    make_two(world)
    world.districts.others[0].settings["limit_submit"] = 1
    world.districts.held.settings["limit_submit"] = 2
    for _ in range(2):
        knock(world, "192.0.2.1", "submit")
    with pytest.raises(TooManyRequests):
        knock(world, "192.0.2.1", "submit")


@pytest.mark.parametrize("what", ["search", "export", "reveal"])
def test_a_limit_that_a_district_set_counts_for_its_own_people(world, what: str) -> None:
    make_two(world)
    world.districts.others[0].settings[f"limit_{what}"] = 1
    number, who = report(world, community=QUAY).number, hired(world, staff(Role.DISPATCHER, PORT))
    doing = {
        "search": lambda: search.search(world, who, PHONE, "zh"),
        "export": lambda: export.ask(world, who, Asked(), "csv", "zh"),
        "reveal": lambda: reveal.ask(world, who, number, "token"),
    }[what]
    doing()
    with pytest.raises(TooManyRequests):
        doing()


def test_a_phones_acknowledgements_are_held_back_as_its_district_set(world) -> None:
    make_two(world)
    world.districts.others[0].settings["limit_submit_phone"] = 1
    for device in ("a", "b"):
        report(world, device=device, community=QUAY)
    assert lines(world) == [("acknowledgement", "waiting"), ("acknowledgement", "suppressed")]


def test_a_districts_codes_of_the_day_are_as_it_set(world) -> None:
    make_two(world)
    world.districts.others[0].settings["limit_code_district"] = 1
    report(world, community=QUAY)
    report(world, device="b", community=QUAY, phone=OTHER)
    for phone in (PHONE, OTHER):
        code_asked(world, phone)
    assert (lines(world)[-1], lines(world, OTHER)[-1]) == (("code", "sent"), ("code", "suppressed"))
