"""The fair line of questions to one phone, and how many messages a phone gets in a day."""

from datetime import timedelta

import pytest
from chalicelib.domain import receipt_number
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.outbox import MOST_IN_LINE
from chalicelib.journey.messages import of_petition, resend
from chalicelib.journey.send import send
from chalicelib.journey.sweep import sweep
from chalicelib.messages import sms

from tests.fakes.district import DISPATCHER
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


def two_asked(world) -> tuple[str, str]:
    """Two petitions of a phone: the first is asked by SMS and ignored, so the second was asked by link."""
    first, second = asked(world), closed(world, device="b")
    wait(world, hours=74)
    assert names(world)[-1] == "follow_up_link"
    return first, second


def reminded(world, number: str) -> list[str]:
    """Names of the messages that asked about a petition once more, as they went."""
    return [text.split()[0] for text in world.provider.texts if text.split()[1] == number and "follow_up_reminder" in text]


def test_a_reminder_takes_a_digit_only_while_its_question_is_the_phones_own(world) -> None:
    first, second = two_asked(world)
    for _ in range(17):
        world.clock.move(hours=3)
        sweep(world)
        deliver(world)
    assert (reminded(world, first), reminded(world, second)) == (["follow_up_reminder"], ["follow_up_reminder_link"])
    assert says(world, "1") == "answer"
    assert (petition(world, first).status, petition(world, second).status) == ("settled", "closed")


def test_a_reminder_goes_by_link_when_no_carrier_would_receive_its_answer(world) -> None:
    number = asked(world)
    world.provider.receives = False
    world.clock.move(days=2)
    sweep(world)
    deliver(world)
    assert reminded(world, number) == ["follow_up_reminder_link"]


@pytest.mark.parametrize("words", ["1个月了没人管", "不满意"])
def test_the_question_once_more_goes_by_link_and_whole_when_its_answer_would_reach_nobody(world, words) -> None:
    number = asked(world)
    says(world, words)
    world.provider.receives = False
    send(world, phone_key(world), sms.render)
    assert world.provider.texts[-1].startswith(f"【暖南】想再问您一次：诉求{receipt_number.shown(number)}解决了吗")


def test_a_reminder_sent_again_is_held_to_the_same(world) -> None:
    _, second = two_asked(world)
    for kind in ("", "r"):
        world.clock.move(days=2 if not kind else 0)
        sweep(world)
        world.provider.answers = [] if kind else [Sent(None, "x", Trouble.REFUSED_NUMBER)] * 2
        deliver(world)
        held = [each for each in of_petition(world, DISPATCHER, second) if "reminder" in str(each["name"])]
        if not kind:
            resend(world, DISPATCHER, second, str(held[0]["id"]), "k" * 20)
    assert [(each["name"], each["state"]) for each in held] == [
        ("follow_up_reminder_link", "failed"), ("follow_up_reminder_link", "sent")
    ]  # fmt: skip


FIRE = "着火了，救命"


def reported(world, times: int, **fields) -> list[str]:
    """Numbers of petitions that somebody sent one after the other under one phone's number."""
    made = []
    for place in range(times):
        made.append(report(world, device=f"d{place}", **fields).number)
        deliver(world)
    return made


def test_emergencies_of_a_day_do_not_bomb_a_phone(world) -> None:
    numbers = reported(world, 30, text=FIRE)
    assert len(world.provider.sent) == 20
    assert all(petition(world, number).emergency for number in numbers), "each is taken, and comes first"


def test_only_the_days_first_emergencies_go_past_the_cap(world) -> None:
    world.districts.held.settings["limit_sms_phone"] = 0
    reported(world, 5, text=FIRE)
    assert [state for _, state in lines(world)] == ["sent"] * 3 + ["suppressed"] * 2
    world.clock.move(hours=24)
    reported(world, 1, text=FIRE)
    assert len(world.provider.sent) == 4


def test_only_the_days_first_emergencies_wake_a_phone_at_night(world) -> None:
    world.clock.move(hours=12)  # 21:00
    for place in range(5):
        report(world, device=str(place), text=FIRE)
    assert deliver(world) == world.clock.now() + timedelta(hours=11)
    assert len(world.provider.sent) == 3


def test_the_fourth_emergency_of_a_day_goes_to_nobody_who_opted_out(world) -> None:
    says(world, "TD")
    reported(world, 4, text=FIRE)
    assert [text.split()[0] for text in world.provider.texts].count("acknowledgement") == 3


def test_a_number_given_too_often_is_told_no_more_that_day_and_the_petition_is_taken(world) -> None:
    world.districts.held.settings.update(limit_submit_phone=2, limit_sms_phone=99)
    numbers = reported(world, 4)
    held = world.outbox.messages_of(phone_key(world))
    assert [(str(each.state), each.reason) for each in held] == [("sent", "")] * 2 + [("suppressed", "daily limit")] * 2
    assert [petition(world, number).status for number in numbers] == ["assigned"] * 4
    report(world, phone="13900139000", device="other")
    deliver(world, "13900139000")
    assert len(world.provider.sent) == 3
    world.clock.move(hours=24)
    reported(world, 1)
    assert len(world.provider.sent) == 4
