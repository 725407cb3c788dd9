"""Me too: counted once for each browser, followed on it, and never a way to what is nobody's business."""

from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.actors import Caller
from chalicelib.domain.errors import LinkInvalid
from chalicelib.domain.petition import Kind, Status
from chalicelib.journey import follow, near

from tests.fakes import ports
from tests.fakes.petitions import stored
from tests.journey.steps import report

ME, OTHER = Caller("me", "192.0.2.1"), Caller("other", "192.0.2.2")


def test_each_browser_counts_once() -> None:
    world = ports()
    number = report(world).number
    token = near.token(world, number)
    for caller in (ME, ME, OTHER):
        assert follow.me_too(world, token, caller) == number
    assert world.supporters.count(number) == 2


@pytest.mark.parametrize("changes", [{"about_staff": True}, {"kind": Kind.ENFORCEMENT}, {"status": Status.SETTLED}, {"status": Status.WITHDRAWN}])
def test_nobody_joins_what_is_over_or_not_for_everybody(changes: dict) -> None:
    world = ports()
    number = report(world).number
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], **changes))
    with pytest.raises(LinkInvalid):
        follow.me_too(world, near.token(world, number), ME)
    assert world.supporters.count(number) == 0


@pytest.mark.parametrize("token", ["", "x", "12345678901234", "a" * 200])
def test_a_token_that_is_not_ours_joins_nothing(token: str) -> None:
    with pytest.raises(LinkInvalid):
        follow.me_too(ports(), token, ME)


def test_a_token_is_over_after_two_hours() -> None:
    world = ports()
    token = near.token(world, report(world).number)
    world.clock.move(hours=2)
    with pytest.raises(LinkInvalid):
        follow.me_too(world, token, ME)


def test_what_is_followed_shows_steps_and_nobodys_words() -> None:
    world = ports()
    number = report(world, text="canary words", name="Canary", place_words="canary place").number
    cookie = follow.follow_cookie(world, "", number)
    [shown] = follow.followed(world, cookie, "en")
    assert [step["action"] for step in shown["steps"]][:1] == ["submit"]
    assert shown["status"] == "assigned"
    assert "canary" not in str(shown).lower()
    assert number not in str(shown)


def test_a_browser_follows_the_last_ten_each_once() -> None:
    world = ports()
    numbers = [report(world).number for _ in range(12)]
    cookie = ""
    for number in [*numbers, numbers[11], numbers[5]]:
        cookie = follow.follow_cookie(world, cookie, number)
    kept = follow.read_follow(world, cookie)
    assert kept == [*numbers[2:5], *numbers[6:12], numbers[5]]


def test_a_cookie_that_is_over_or_forged_follows_nothing() -> None:
    world = ports()
    cookie = follow.follow_cookie(world, "", report(world).number)
    assert follow.followed(world, cookie[:-1] + "0", "en") == []
    world.clock.moment += timedelta(days=90)
    assert follow.followed(world, cookie, "en") == []


def test_what_turned_out_to_be_about_staff_is_followed_no_more() -> None:
    world = ports()
    number = report(world).number
    cookie = follow.follow_cookie(world, "", number)
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], about_staff=True))
    assert follow.followed(world, cookie, "en") == []


def test_a_feed_is_followed_without_a_cookie_and_tells_nobodys_words() -> None:
    world = ports()
    number = report(world, text="canary words", place_words="canary place").number
    [shown] = follow.followed(world, follow.follow_cookie(world, "", number), "en")
    told = follow.feed(world, str(shown["feed"]), "en")
    assert told == {name: value for name, value in shown.items() if name != "feed"}
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], about_staff=True))
    with pytest.raises(LinkInvalid):
        follow.feed(world, str(shown["feed"]), "en")


def test_a_feeds_token_is_one_petitions_alone() -> None:
    world = ports()
    tokens = [follow.feed_token(world, report(world).number) for _ in range(2)]
    mixed = tokens[0][:-12] + tokens[1][-12:]
    for forged in (mixed, tokens[0][:-1] + ("0" if tokens[0][-1] != "0" else "1")):
        with pytest.raises(LinkInvalid):
            follow.feed(world, forged, "en")


@pytest.mark.parametrize("token", ["", "x", "12345678901234", "a" * 200, "a" * 44])
def test_a_feed_that_is_not_ours_tells_nothing(token: str) -> None:
    with pytest.raises(LinkInvalid):
        follow.feed(ports(), token, "en")
