"""A citizen's SMS: an answer only when it can be nothing else, and counted once however often it comes."""

import pytest
from chalicelib.domain.errors import VersionConflict
from chalicelib.domain.petition import Status

from tests.fakes.district import HILL, HILL_OFFICER
from tests.journey.steps import (
    UNSOLVED,
    actions,
    answers,
    asked,
    closed,
    deliver,
    do,
    lines,
    names,
    petition,
    phone_key,
    report,
    says,
)


@pytest.mark.parametrize(
    ("body", "status"), [("1", "settled"), ("２。谢谢", "settled"), ("3", "assigned"), ("没解决", "assigned")]
)
def test_petition_moves_when_the_reply_is_an_answer(world, body, status) -> None:
    number = asked(world)
    assert says(world, body) == "answer"
    held = petition(world, number)
    assert (str(held.status), held.rounds[0].answer.via) == (status, "sms")


def test_reply_is_counted_once_when_the_carrier_brings_it_twice(world) -> None:
    number = asked(world)
    assert [says(world, "4", id="one") for _ in range(3)] == ["answer", "already_received", "already_received"]
    assert len(petition(world, number).rounds) == 2


def test_second_answer_is_a_comment_when_it_says_the_same(world) -> None:
    number = asked(world)
    says(world, "1")
    says(world, "1")
    assert actions(world, number)[-2:] == ["answer_happy", "comment"]
    assert petition(world, number).status is Status.SETTLED


def test_happy_reply_may_be_taken_back_when_a_day_has_not_passed(world) -> None:
    number = asked(world)
    says(world, "1")
    world.clock.move(hours=23)
    assert says(world, "4") == "answer"
    assert petition(world, number).owner == HILL


def test_reply_of_an_old_round_is_a_comment_when_the_next_one_is_closed(world) -> None:
    number = asked(world)
    says(world, "4")
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="x")
    says(world, "1")
    held = petition(world, number)
    assert (held.status, held.rounds[1].answers) == (Status.CLOSED, ())


def test_words_are_kept_and_the_question_is_asked_once_more_when_they_are_no_answer(world) -> None:
    number = asked(world)
    assert says(world, "1个月了没人管") == "asked_again"
    assert says(world, "到底管不管") == "comment"
    held, _, texts = world.petitions.whole(number)
    assert (held.status, texts[held.version]) == (Status.CLOSED, "到底管不管")
    deliver(world)
    assert names(world)[-1] == "ask_again"
    assert [name for name, _ in lines(world)].count("ask_again") == 1
    assert says(world, "4") == "answer"


def test_question_says_which_when_the_reply_leaves_it_open(world) -> None:
    asked(world)
    assert says(world, "不满意") == "asked_again"
    deliver(world)
    assert names(world)[-1] == "ask_which"


def test_question_is_not_asked_again_when_it_was_answered_meanwhile(world) -> None:
    number = asked(world)
    says(world, "1个月了没人管")
    answers(world, number, UNSOLVED)
    deliver(world)
    assert ("ask_again", "expired") in lines(world)


@pytest.mark.parametrize("phone", ["+8613900000000", "10086", "", "not a phone"])
def test_reply_is_recorded_and_dropped_when_nobody_was_asked(world, phone) -> None:
    number = asked(world)
    before = petition(world, number)
    assert says(world, "4", id="one", phone=phone) == "unknown_phone"
    assert says(world, "4", id="one", phone=phone) == "already_received"
    assert petition(world, number) == before


def test_reply_is_kept_and_counts_for_nothing_when_the_phone_was_never_asked(world) -> None:
    number = report(world).number
    deliver(world)
    assert says(world, "1") == "comment"
    held, _, texts = world.petitions.whole(number)
    assert (held.status, texts[held.version]) == (Status.ASSIGNED, "1")


@pytest.mark.parametrize(("hours", "outcome"), [(24, "answer"), (25, "late")])
def test_late_digit_belongs_to_the_old_question_when_it_comes_within_a_day(world, hours, outcome) -> None:
    number = asked(world)
    says(world, "1")
    world.clock.move(hours=hours)
    assert says(world, "4") == outcome
    held, _, texts = world.petitions.whole(number)
    assert (len(held.rounds) == 2) is (outcome == "answer")
    assert (texts.get(held.version) == "[late] 4") is (outcome == "late")


def test_no_answer_lands_on_the_wrong_petition_when_the_phone_has_two(world) -> None:
    first = asked(world)
    second = closed(world)
    deliver(world)
    assert petition(world, second).rounds[0].asked_at is None
    says(world, "4")
    assert (len(petition(world, first).rounds), petition(world, second).status) == (2, Status.CLOSED)
    assert world.outbox.open_follow_up(phone_key(world)).number == first


def test_words_are_kept_when_another_step_came_between(world) -> None:
    number = asked(world)
    commit, raced = world.petitions.commit, []

    def beaten(change):
        if not raced:
            raced.append(change)
            raise VersionConflict("li", "remind", world.clock.now())
        return commit(change)

    world.petitions.commit = beaten
    assert says(world, "到底管不管") == "asked_again"
    assert actions(world, number)[-1] == "comment"
