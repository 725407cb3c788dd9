"""Words by SMS: told to the phone's own holder only, a bounded number of times, and heeded by the sender."""

import pytest
from chalicelib.domain import receipt_number
from chalicelib.journey.keywords import MOST_TOLD_A_DAY
from chalicelib.messages.sms import render

from tests.journey.steps import (
    PHONE,
    RATINGS,
    answers,
    asked,
    closed,
    deliver,
    lines,
    names,
    petition,
    phone_key,
    report,
    says,
)

OTHER = "13900139002"


def last(world):
    return world.outbox.messages_of(phone_key(world))[-1]


@pytest.mark.parametrize("body", ["查询", "CX", "查询{}", "cx+{}"])
def test_status_is_told_when_the_phone_asks_about_its_own(world, body) -> None:
    number = report(world).number
    assert says(world, body.format(receipt_number.shown(number))) == "query"
    held = last(world)
    assert (held.name, held.number, held.variables["status"]) == ("status", number, "assigned")
    assert set(held.variables) == {"number", "status", "unit"}


def test_no_unit_is_named_when_the_petition_is_over(world) -> None:
    number = asked(world)
    answers(world, number, RATINGS[0])
    says(world, f"CX{number}")
    assert last(world).name == "status_over"
    words = render(last(world), "https://nuannan.example/s/a", "云霄路社区").text
    assert "云霄路社区" not in words
    assert "https://nuannan.example/s/a" in words


def test_the_one_sentence_is_told_when_the_number_is_of_another_of_nobody_or_no_number(world) -> None:
    report(world)
    others = report(world, device="x", phone=OTHER).number
    unused = receipt_number.make("1234567890123")
    told = []
    for asked_for in (others, unused, "12", "0" * 14):
        assert says(world, f"查询{asked_for}") == "query"
        told.append((last(world).name, last(world).number, last(world).variables))
    assert {name for name, _, _ in told} == {"status_unknown"}
    assert all(each == told[0] for each in told)
    assert others not in str(told)


def test_query_alone_asks_for_a_number_when_two_are_open_or_none(world) -> None:
    report(world)
    report(world, device="b")
    says(world, "查询")
    assert last(world).name == "status_unknown"


def test_query_alone_is_of_the_open_one_when_another_is_over(world) -> None:
    over = asked(world)
    answers(world, over, RATINGS[0])
    going = report(world, device="b").number
    says(world, "CX")
    assert (last(world).name, last(world).number) == ("status", going)


def test_nothing_is_sent_when_the_phone_has_no_petition(world) -> None:
    report(world)
    for body in ("查询", "帮助", "TD", "hello"):
        assert says(world, body, phone=f"+86{OTHER}") == "unknown_phone"
    assert world.outbox.messages_of(phone_key(world, OTHER)) == []


def test_keyword_leaves_the_open_question_alone(world) -> None:
    number = asked(world)
    before = petition(world, number)
    assert [says(world, body) for body in ("查询", "帮助")] == ["query", "help"]
    assert petition(world, number) == before
    deliver(world)
    assert "ask_again" not in names(world)
    assert says(world, "1") == "answer"


def test_other_messages_are_suppressed_when_the_holder_opted_out_and_go_when_they_return(world) -> None:
    number = closed(world)
    assert says(world, "退订") == "stop"
    deliver(world)
    assert ("follow_up", "suppressed") in lines(world)
    assert names(world) == ["stopped"]
    assert petition(world, number).rounds[-1].asked_at is None
    assert says(world, "HF") == "start"
    deliver(world)
    asked(world, device="b")
    assert names(world)[1] == "started"
    assert names(world)[-1] == "follow_up"


def test_what_is_asked_for_and_an_emergency_go_when_the_holder_opted_out(world) -> None:
    report(world)
    says(world, "TD")
    says(world, "查询")
    report(world, device="b", text="有人被困，着火了")
    deliver(world)
    assert names(world)[:2] == ["stopped", "status"]
    assert lines(world)[0] == ("acknowledgement", "suppressed")
    assert lines(world)[-1][1] == "sent"


def test_opting_out_counts_for_a_petition_that_comes_later(world) -> None:
    assert says(world, "TD") == "unknown_phone"
    report(world)
    deliver(world)
    assert lines(world) == [("acknowledgement", "suppressed")]


def test_help_goes_once_a_day_when_somebody_goes_on_talking(world) -> None:
    number = report(world).number
    for _ in range(5):
        assert says(world, "你们到底管不管") == "comment"
        world.clock.move(hours=5)
    assert [name for name, _ in lines(world)].count("help") == 2 - 1
    world.clock.move(hours=5)
    says(world, "喂")
    assert [name for name, _ in lines(world)].count("help") == 2
    assert len(world.petitions.whole(number)[2]) == 1 + 6


def test_an_auto_responder_gets_at_most_one_help_a_day(world) -> None:
    report(world)
    before = len(world.provider.texts)
    for _ in range(48):
        deliver(world)
        says(world, "【自动回复】您好，我正在开车，稍后联系您。")
        world.clock.move(minutes=30)
    assert [name for name, _ in lines(world)].count("help") == 1
    assert len(world.provider.texts) - before <= 2


def test_phone_is_told_so_often_a_day_and_no_more(world) -> None:
    report(world)
    outcomes = [says(world, "查询") for _ in range(MOST_TOLD_A_DAY + 3)]
    assert outcomes == ["query"] * MOST_TOLD_A_DAY + ["too_many"] * 3
    assert says(world, "退订") == "too_many"
    assert world.outbox.wishes(phone_key(world)).opted_out_at is not None
    world.clock.move(hours=24)
    assert says(world, "查询") == "query"


def test_keyword_is_heeded_once_when_the_carrier_brings_it_twice(world) -> None:
    report(world)
    assert [says(world, "查询", id="one") for _ in range(3)] == ["query", "already_received", "already_received"]
    assert [name for name, _ in lines(world, PHONE)].count("status") == 1


def test_keyword_is_heeded_when_another_reply_came_between(world) -> None:
    report(world)
    take_in, raced = world.outbox.take_in, []

    def beaten(*given):
        if not raced:
            raced.append(given)
            return None
        return take_in(*given)

    world.outbox.take_in = beaten
    assert says(world, "TD") == "stop"
    assert world.outbox.wishes(phone_key(world)).opted_out_at == world.clock.now()
