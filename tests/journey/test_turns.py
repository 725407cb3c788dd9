"""The fair line of questions to one phone, and how many messages a phone gets in a day."""

from datetime import timedelta

from chalicelib.domain.outbox import MOST_IN_LINE
from chalicelib.journey.send import send

from tests.journey.steps import (
    HAPPY,
    PHONE,
    actions,
    answers,
    asked,
    closed,
    deliver,
    lines,
    names,
    petition,
    phone_key,
    render,
    report,
    says,
)


def wait(world, **by: float) -> None:
    """Time passes, and the sender is woken as often as the sweep wakes it."""
    until = world.clock.now() + timedelta(**by)
    while world.clock.now() < until:
        world.clock.move(hours=1)
        if world.outbox.due_phones(world.clock.now(), 9):
            deliver(world)


def asked_of(world) -> list[str]:
    """Numbers of the petitions that were asked about by a question with digits, in order."""
    return [text.split()[1] for text in world.provider.texts if text.split()[0] == "follow_up"]


def test_the_oldest_question_has_the_next_turn_when_a_newer_one_came_just_as_the_phone_was_free(world) -> None:
    first = asked(world)
    second = closed(world, device="b")
    deliver(world)
    answers(world, first, HAPPY)
    wait(world, hours=24)
    world.clock.move(minutes=1)
    third = closed(world, device="c")
    deliver(world)
    assert asked_of(world) == [first, second]
    wait(world, hours=30)
    assert third not in asked_of(world), "the second is still open"
    answers(world, second, HAPPY)
    wait(world, hours=26)
    assert asked_of(world) == [first, second, third]


def test_a_waiting_question_is_looked_at_as_the_quiet_day_ends(world) -> None:
    first = asked(world)
    closed(world, device="b")
    answers(world, first, HAPPY)
    answered = world.clock.now()
    assert deliver(world) == answered + timedelta(hours=24, seconds=1)


def test_the_fourth_in_line_goes_by_link_at_once(world) -> None:
    asked(world)
    others = [closed(world, device=str(place)) for place in range(MOST_IN_LINE + 1)]
    deliver(world)
    assert names(world)[-1] == "follow_up_link"
    assert [petition(world, number).rounds[0].asked_at is not None for number in others] == [False] * MOST_IN_LINE + [True]


def test_every_question_is_asked_within_three_days_and_a_little_when_nobody_answers(world) -> None:
    numbers = [asked(world)] + [closed(world, device=str(place)) for place in range(MOST_IN_LINE)]
    wait(world, hours=74)
    assert all(petition(world, number).rounds[0].asked_at is not None for number in numbers)


def test_an_answered_question_holds_nobody_up(world) -> None:
    first = asked(world)
    second, third = closed(world, device="b"), closed(world, device="c")
    deliver(world)
    answers(world, second, HAPPY)
    answers(world, first, HAPPY)
    wait(world, hours=26)
    assert asked_of(world) == [first, third]


def test_no_more_than_the_days_messages_go_and_the_rest_says_why(world) -> None:
    world.districts.held.settings["limit_sms_phone"] = 2
    for place in range(3):
        report(world, device=str(place))
    deliver(world)
    held = world.outbox.messages_of(phone_key(world))
    assert [(str(each.state), each.reason) for each in held] == [("sent", ""), ("sent", ""), ("suppressed", "daily limit")]
    assert (held[-1].states[-1].reason, held[-1].states[-1].at) == ("daily limit", world.clock.now())


def test_the_next_day_begins_anew_by_the_districts_clock(world) -> None:
    world.districts.held.settings["limit_sms_phone"] = 1
    report(world)
    deliver(world)
    world.clock.move(hours=24)
    report(world, device="b")
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent")] * 2


def test_emergencies_and_codes_go_past_the_days_limit(world) -> None:
    from chalicelib.journey.prove import ask

    world.districts.held.settings["limit_sms_phone"] = 0
    report(world, text="着火了，救命")
    ask(world, PHONE, "192.0.2.1", "zh")
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent"), ("code", "sent")]


def test_a_question_over_the_days_limit_is_asked_by_telephone(world) -> None:
    world.districts.held.settings["limit_sms_phone"] = 1
    number = closed(world)
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent"), ("follow_up", "suppressed")]
    assert petition(world, number).ringing.why == "limit"
    assert (actions(world, number)[-1], world.petitions.whole(number)[1][-1].reason) == ("ring", "limit")


def test_what_waits_for_the_morning_is_not_held_against_the_night_before(world) -> None:
    world.districts.held.settings["limit_sms_phone"] = 1
    report(world)
    deliver(world)
    world.clock.move(hours=13)
    report(world, device="b")
    deliver(world)
    world.clock.move(hours=11)
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent")] * 2


def test_a_try_that_failed_is_none_of_the_days_messages(world) -> None:
    from chalicelib.domain.carriers import Sent, Trouble

    world.districts.held.settings["limit_sms_phone"] = 1
    report(world)
    world.provider.answers = [Sent(None, "x", Trouble.THROTTLED)]
    deliver(world)
    world.clock.move(hours=1)
    assert send(world, phone_key(world), render) is None
    assert lines(world) == [("acknowledgement", "sent")]


def test_a_reply_still_lands_on_its_own_question_in_a_long_line(world) -> None:
    first = asked(world)
    for place in range(2):
        closed(world, device=str(place))
    deliver(world)
    assert says(world, "1") == "answer"
    assert petition(world, first).status == "settled"
