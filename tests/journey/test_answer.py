"""The first valid answer decides; a change counts for a day, in two directions only."""

import pytest
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.journey.answer import answer_by_link
from chalicelib.journey.links import LINK, Visit

from tests.fakes.district import DISPATCHER, DISTRICT, ELM, HILL, HILL_OFFICER
from tests.journey.steps import (
    CROSS,
    FAIR,
    HAPPY,
    UNSOLVED,
    actions,
    answers,
    asked,
    closed,
    deliver,
    do,
    names,
    petition,
    phone_key,
    report,
)


@pytest.mark.parametrize("rating", [HAPPY, FAIR])
def test_petition_is_settled_when_the_answer_is_happy(world, rating) -> None:
    number = asked(world)
    held = answers(world, number, rating)
    assert (held.status, held.settled_at, held.rounds[0].answer.rating) == (
        Status.SETTLED, world.clock.now(), rating,
    )  # fmt: skip
    assert world.petitions.queue("owner", ELM, 5, None).items == []


@pytest.mark.parametrize("rating", [CROSS, UNSOLVED])
def test_next_round_opens_one_level_up_when_the_answer_is_unhappy(world, rating) -> None:
    number = asked(world)
    world.clock.move(hours=2)
    held = answers(world, number, rating)
    assert (held.status, held.owner, len(held.rounds), held.settled_at) == (Status.ASSIGNED, HILL, 2, None)
    opened = held.rounds[1]
    assert (opened.opened_at, opened.supervised) == (world.clock.now(), False)
    assert (opened.response_due - world.clock.now()).total_seconds() == 4 * 3600
    deliver(world)
    assert names(world)[-1] == "next_round"


def test_third_round_is_supervised_at_the_command_centre_when_the_second_was_unhappy(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="又修了")
    held = answers(world, number, UNSOLVED)
    assert (held.owner, len(held.rounds), held.rounds[2].supervised) == (DISTRICT, 3, True)
    do(world, number, "accept", DISPATCHER)


def test_answer_changes_nothing_when_it_comes_again(world) -> None:
    number = asked(world)
    first = answers(world, number, UNSOLVED)
    assert answers(world, number, UNSOLVED) == first
    do(world, number, "accept", HILL_OFFICER)
    accepted = petition(world, number)
    assert answers(world, number, UNSOLVED) == accepted
    do(world, number, "close", HILL_OFFICER, note="x")
    settled = answers(world, number, HAPPY)
    assert answers(world, number, HAPPY) == settled
    assert actions(world, number).count("answer_unhappy") == 1


@pytest.mark.parametrize("hours", [0, 24])
def test_happy_answer_may_be_taken_back_when_a_day_has_not_passed(world, hours) -> None:
    number = asked(world)
    answers(world, number, HAPPY)
    world.clock.move(hours=hours)
    held = answers(world, number, UNSOLVED)
    assert (held.status, held.owner, held.settled_at) == (Status.ASSIGNED, HILL, None)
    assert [each.rating for each in held.rounds[0].answers] == [HAPPY, UNSOLVED]


def test_happy_answer_stands_when_more_than_a_day_has_passed(world) -> None:
    number = asked(world)
    settled = answers(world, number, HAPPY)
    world.clock.move(hours=24, seconds=1)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, UNSOLVED)
    assert petition(world, number) == settled


def test_unhappy_answer_may_turn_happy_when_nobody_accepted_the_next_round(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    world.clock.move(hours=23)
    held = answers(world, number, HAPPY)
    assert (held.status, held.owner, len(held.rounds)) == (Status.SETTLED, ELM, 1)
    assert held.rounds[0].answer.rating is HAPPY


def test_unhappy_answer_stands_when_somebody_accepted_the_next_round(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    do(world, number, "accept", HILL_OFFICER)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, HAPPY)
    assert petition(world, number).status is Status.HANDLING


def test_unhappy_answer_stands_when_a_day_has_passed(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    world.clock.move(hours=24, seconds=1)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, HAPPY)


@pytest.mark.parametrize(("first", "second"), [(HAPPY, FAIR), (FAIR, HAPPY), (CROSS, UNSOLVED), (UNSOLVED, CROSS)])
def test_answer_stands_when_the_change_is_neither_up_nor_down(world, first, second) -> None:
    number = asked(world)
    answers(world, number, first)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, second)
    assert petition(world, number).rounds[0].answer.rating is first


def test_day_counts_from_the_first_answer_when_it_was_changed_before(world) -> None:
    number = asked(world)
    answers(world, number, UNSOLVED)
    world.clock.move(hours=20)
    answers(world, number, HAPPY)
    world.clock.move(hours=5)
    with pytest.raises(ActionNotAllowed):
        answers(world, number, UNSOLVED)


def test_answer_counts_when_it_comes_before_the_question_was_sent(world) -> None:
    number = closed(world)
    assert answers(world, number, HAPPY).status is Status.SETTLED
    deliver(world)
    assert names(world) == ["acknowledgement"]


def test_phone_rests_for_a_day_when_its_question_was_answered(world) -> None:
    number = asked(world)
    world.clock.move(hours=1)
    answers(world, number, HAPPY)
    asked_before = world.outbox.open_follow_up(phone_key(world))
    assert (asked_before.number, asked_before.ended_at) == (number, world.clock.now())


@pytest.mark.parametrize("status", ["assigned", "handling", "rejected"])
def test_answer_is_refused_when_nothing_was_asked(world, status) -> None:
    number = report(world).number
    if status == "handling":
        do(world, number, "accept")
    if status == "rejected":
        do(world, number, "reject", DISPATCHER, reason="no_facts")
    with pytest.raises(ActionNotAllowed):
        answers(world, number, HAPPY)


def test_answer_is_refused_when_there_is_no_such_petition(world) -> None:
    with pytest.raises(PetitionNotFound):
        answers(world, "1" * 14, HAPPY)


def test_link_tells_where_the_petition_stands_when_answered(world) -> None:
    number = asked(world)
    told = answer_by_link(world, Visit(number, LINK), 4, "还是黑的\x07")
    assert told == {"number": number, "status": "assigned", "round": 2, "late": False}
    held, _, texts = world.petitions.whole(number)
    assert texts[held.version] == "还是黑的"


@pytest.mark.parametrize(
    ("digit", "comment", "fault"),
    [
        (0, "", {"digit": "digit_invalid"}),
        (5, "", {"digit": "digit_invalid"}),
        (1, "x" * 5_001, {"comment": "text_too_long"}),
    ],
)
def test_link_answer_is_refused_when_faulty(world, digit, comment, fault) -> None:
    number = asked(world)
    with pytest.raises(InvalidInput) as refused:
        answer_by_link(world, Visit(number, LINK), digit, comment)
    assert refused.value.fields == fault
    assert petition(world, number).status is Status.CLOSED


def test_answer_is_counted_once_when_another_step_came_between(world) -> None:
    number = asked(world)
    commit, raced = world.petitions.commit, []

    def late(change):
        if not raced:
            raced.append(change)
            world.clock.move(days=2)
            from chalicelib.journey.sweep import sweep

            sweep(world)
        return commit(change)

    world.petitions.commit = late
    held = answers(world, number, HAPPY)
    assert actions(world, number)[-2:] == ["remind", "answer_happy"]
    assert (held.status, len(held.rounds[0].answers)) == (Status.SETTLED, 1)
