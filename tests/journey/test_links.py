"""Links and visits: signed, ending, and each for its own purpose."""

import pytest
from chalicelib.journey.links import (
    DEVICE,
    LINK,
    Visit,
    link_token,
    open_link,
    read_visit,
    visit_cookie,
)

NUMBER, NONCE = "12345678901234", "1759107600000000000001deadbeef"


def test_link_opens_its_own_petition_when_it_is_ours(world) -> None:
    assert open_link(world, link_token(world, NUMBER, NONCE)) == Visit(NUMBER, LINK)


def test_link_is_over_when_ninety_days_have_passed(world) -> None:
    token = link_token(world, NUMBER, NONCE)
    world.clock.move(days=89, hours=23)
    assert open_link(world, token)
    world.clock.move(hours=1)
    assert open_link(world, token) is None


@pytest.mark.parametrize("scope", [DEVICE, LINK])
def test_visit_keeps_its_scope_and_ends_after_two_hours(world, scope) -> None:
    cookie = visit_cookie(world, NUMBER, scope)
    assert read_visit(world, cookie) == Visit(NUMBER, scope)
    world.clock.move(hours=2)
    assert read_visit(world, cookie) is None


def test_visit_of_the_device_that_sent_it_carries_its_number_masked_and_no_more_of_it(world) -> None:
    seen = read_visit(world, visit_cookie(world, NUMBER, DEVICE, "0086 138-0013-5678"))
    assert seen == Visit(NUMBER, DEVICE, "138****5678")


@pytest.mark.parametrize("cookie", [None, "", "x", "x-y", "a.b.c", "-12345678901234.device.9999999999"])
def test_nothing_opens_when_the_token_is_forged(world, cookie) -> None:
    assert read_visit(world, cookie) is None
    assert open_link(world, cookie or "") is None


def test_link_is_no_visit_and_a_visit_no_link_when_used_for_the_other(world) -> None:
    assert read_visit(world, link_token(world, NUMBER, NONCE)) is None
    assert open_link(world, visit_cookie(world, NUMBER, DEVICE)) is None


def test_nothing_opens_when_one_sign_was_changed(world) -> None:
    token = link_token(world, NUMBER, NONCE)
    for place in range(len(token)):
        changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        assert open_link(world, changed) is None
