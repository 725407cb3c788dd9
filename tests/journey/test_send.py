"""The sender: one at a time, in order, never twice blindly, and not at night."""

from datetime import timedelta

import pytest
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import VersionConflict
from chalicelib.journey.send import LEASE_LASTS, MOST_ATTEMPTS
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER
from tests.journey.steps import (
    HAPPY,
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
)

THROTTLED = Sent(None, "throttled", Trouble.THROTTLED)


class Crash(BaseException):
    """The process is gone: no handler may swallow it."""


def test_message_says_its_link_and_unit_when_sent(world) -> None:
    number = report(world).number
    assert deliver(world) is None
    ((phone, text, reference),) = world.provider.sent
    assert phone == "+8613800138001"
    assert text.startswith(f"acknowledgement {number} 榆社区 https://nuannan.example/s/")
    assert reference == f"{world.outbox.messages_of(phone_key(world))[0].id}.{phone_key(world)}"
    assert lines(world) == [("acknowledgement", "sent")]


def test_nothing_is_sent_again_when_the_sender_is_woken_again(world) -> None:
    report(world)
    for _ in range(3):
        deliver(world)
    assert len(world.provider.sent) == 1


def test_sender_waits_when_another_holds_the_lease(world) -> None:
    report(world)
    now = world.clock.now()
    world.outbox.take_lease(phone_key(world), "another", now, now + LEASE_LASTS)
    assert deliver(world) == now + LEASE_LASTS
    assert world.provider.sent == []
    world.clock.move(seconds=61)
    deliver(world)
    assert len(world.provider.sent) == 1


@pytest.mark.parametrize(
    ("trouble", "pauses"), [(Trouble.THROTTLED, ((45, 75), (90, 150))), (Trouble.UNREACHABLE, ((90, 150), (360, 600)))]
)
def test_message_goes_again_later_when_the_carrier_was_away(world, trouble, pauses) -> None:
    """Sooner when it only asked for time: that passes with the pace, and not with the hour."""
    report(world)
    world.provider.answers = [Sent(None, "x", trouble)] * 2
    first = deliver(world)
    assert pauses[0][0] <= (first - world.clock.now()).total_seconds() <= pauses[0][1]
    assert deliver(world) == first
    world.clock.moment = first
    second = deliver(world)
    assert pauses[1][0] <= (second - first).total_seconds() <= pauses[1][1]
    world.clock.moment = second
    assert deliver(world) is None
    (message,) = world.outbox.messages_of(phone_key(world))
    assert (message.state, message.attempts, message.provider_id) == ("sent", 3, "id-1")


def test_message_fails_when_the_carrier_was_away_too_often(world) -> None:
    report(world)
    world.provider.answers = [THROTTLED] * MOST_ATTEMPTS
    began = world.clock.now()
    while (next_at := deliver(world)) is not None:
        assert next_at - world.clock.now() < timedelta(hours=12)
        world.clock.moment = next_at
    assert timedelta(days=3) < world.clock.now() - began < timedelta(days=7)
    (message,) = world.outbox.messages_of(phone_key(world))
    assert (message.state, message.reason, message.attempts) == ("failed", "throttled", MOST_ATTEMPTS)
    assert not world.provider.answers


def test_message_goes_once_more_and_not_a_third_time_when_nobody_knows_whether_it_went(world) -> None:
    """A carrier that takes everything and never says so would send the same words at every attempt."""
    report(world)
    world.provider.answers = [Sent(None, "no_answer", Trouble.UNKNOWN)] * 5
    for _ in range(4):
        deliver(world)
        world.clock.move(hours=3)
    assert lines(world) == [("acknowledgement", "undecided")]
    assert len(world.provider.answers) == 3


@pytest.mark.parametrize("night", [0, 12])
def test_message_goes_once_more_and_not_a_third_time_when_its_senders_crash(world, night) -> None:
    report(world)
    world.provider.answers = [Crash(), Crash(), Crash()]
    for _ in range(4):
        try:
            deliver(world)
        except Crash:
            world.clock.move(hours=night)
        world.clock.move(hours=12)
    assert lines(world) == [("acknowledgement", "undecided")]
    assert len(world.provider.answers) == 1


def test_message_fails_at_once_when_trying_again_cannot_help(world) -> None:
    report(world)
    world.provider.answers = [Sent(None, "30883", Trouble.REFUSED_NUMBER)]
    assert deliver(world) is None
    assert lines(world) == [("acknowledgement", "failed")]


def test_message_goes_again_once_its_claim_ran_out_when_the_sender_crashed(world) -> None:
    report(world)
    world.provider.answers = [Crash()]
    with pytest.raises(Crash):
        deliver(world)
    assert lines(world) == [("acknowledgement", "claimed")]
    deliver(world)
    assert world.provider.sent == []
    world.clock.move(seconds=91)
    assert sweep(world).phones == 1
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent")]


def test_question_goes_again_when_its_own_sender_crashed(world) -> None:
    number = closed(world)
    deliver_crashing(world)
    world.clock.move(seconds=91)
    deliver(world)
    assert names(world) == ["acknowledgement", "follow_up"]
    assert petition(world, number).rounds[0].asked_at == world.clock.now()


def deliver_crashing(world) -> None:
    """The acknowledgement goes; the carrier's process dies while it takes the question."""
    report_taken = world.provider.send

    def send(phone, words, reference):
        if words.name == "follow_up":
            world.provider.send = report_taken
            raise Crash
        return report_taken(phone, words, reference)

    world.provider.send = send
    with pytest.raises(Crash):
        deliver(world)


def test_question_is_settled_when_others_act_on_its_petition_all_the_time(world, monkeypatch) -> None:
    closed(world)
    commit = world.petitions.commit

    def contested(change):
        if change.settled_message:
            raise VersionConflict("another", "comment", world.clock.now())
        return commit(change)

    monkeypatch.setattr(world.petitions, "commit", contested)
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent"), ("follow_up", "sent")]
    world.clock.move(hours=1)
    deliver(world)
    assert names(world) == ["acknowledgement", "follow_up"]


def test_message_waits_for_the_morning_when_it_is_night(world) -> None:
    world.clock.move(hours=12)  # 21:00
    report(world)
    morning = deliver(world)
    assert (morning - world.clock.now()) == timedelta(hours=11)
    assert world.provider.sent == []
    world.clock.moment = morning
    deliver(world)
    assert names(world) == ["acknowledgement"]


@pytest.mark.parametrize(("hours", "sent"), [(11.98, 1), (12, 0), (22.98, 0), (23, 1)])
def test_night_has_its_edges_when_a_message_is_ready(world, hours, sent) -> None:
    world.clock.move(hours=hours)
    report(world)
    deliver(world)
    assert len(world.provider.sent) == sent


def test_emergency_goes_at_night_when_life_is_in_danger(world) -> None:
    world.clock.move(hours=14)
    report(world, text="三楼着火了，快来人")
    deliver(world)
    assert names(world) == ["acknowledgement"]


def test_nothing_is_sent_when_the_contact_was_erased(world) -> None:
    number = report(world).number
    del world.memory.contacts[number]
    assert deliver(world) is None
    assert lines(world) == [("acknowledgement", "suppressed")]


def test_question_expires_when_its_petition_was_answered_before_it_went(world) -> None:
    number = closed(world)
    answers(world, number, HAPPY)
    deliver(world)
    assert lines(world) == [("acknowledgement", "sent"), ("follow_up", "expired")]


def test_second_question_waits_for_its_turn_when_the_first_is_open(world) -> None:
    asked(world)
    second = closed(world)
    next_at = deliver(world)
    assert next_at == world.clock.now() + timedelta(hours=6)
    assert petition(world, second).rounds[0].asked_at is None
    assert names(world) == ["acknowledgement", "follow_up", "acknowledgement"]


def test_second_question_goes_a_day_after_the_first_was_answered(world) -> None:
    first = asked(world)
    second = closed(world)
    deliver(world)
    answers(world, first, HAPPY)
    for _ in range(5):
        world.clock.move(hours=6)
        deliver(world)
    assert names(world).count("follow_up") == 2
    assert petition(world, second).rounds[0].asked_at is not None


def test_question_goes_by_link_when_it_waited_three_days(world) -> None:
    asked(world)
    second = closed(world)
    for _ in range(13):
        deliver(world)
        world.clock.move(hours=6)
    deliver(world)
    assert names(world)[-1] == "follow_up_link"
    assert petition(world, second).rounds[0].asked_at is not None


def test_question_goes_by_link_when_the_carrier_cannot_receive(world) -> None:
    world.provider.receives = False
    number = closed(world)
    deliver(world)
    deliver(world)
    assert names(world) == ["acknowledgement", "follow_up_link"]
    assert petition(world, number).rounds[0].asked_at is not None
    assert world.outbox.open_follow_up(phone_key(world)) is None


def test_days_of_the_question_count_from_its_sending(world) -> None:
    number = closed(world)
    world.clock.move(hours=3)
    deliver(world)
    assert petition(world, number).rounds[0].asked_at == world.clock.now()


def test_messages_go_in_the_order_of_writing_when_the_first_must_be_tried_again(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    world.provider.answers = [THROTTLED]
    first = deliver(world)
    do(world, number, "close", note="x")
    assert deliver(world) == first
    assert world.provider.sent == []
    world.clock.moment = first
    deliver(world)
    assert names(world) == ["acknowledgement", "follow_up"]


def test_what_stands_behind_waits_in_the_same_run_when_the_first_must_be_tried_again(world) -> None:
    first, second = report(world).number, report(world, device="b").number
    world.provider.answers = [THROTTLED]
    world.clock.moment = deliver(world)
    assert world.provider.sent == []
    deliver(world)
    assert [text.split()[1] for text in world.provider.texts] == [first, second]


def test_line_waits_when_a_crashed_sender_holds_its_first_message(world) -> None:
    number = report(world).number
    world.provider.answers = [Crash()]
    with pytest.raises(Crash):
        deliver(world)
    do(world, number, "reject", DISPATCHER, reason="no_facts")
    assert deliver(world) == world.clock.now() + timedelta(seconds=90)
    world.clock.move(seconds=90)
    deliver(world)
    assert names(world) == ["acknowledgement", "rejected"]


def test_emergency_goes_past_the_line_when_another_message_is_tried_again(world) -> None:
    report(world)
    world.provider.answers = [THROTTLED]
    first = deliver(world)
    report(world, text="三楼着火了，快来人")
    assert deliver(world) == first
    assert lines(world) == [("acknowledgement", "waiting"), ("acknowledgement", "sent")]
