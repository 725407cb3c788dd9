"""Following somebody else's public petition by SMS: proved by a code, told sparsely, and gone when it is over or unwanted."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import InvalidInput, PetitionNotFound, ProofOver, TooManyRequests
from chalicelib.domain.subscription import MOST_FOLLOWED, SubscriptionState
from chalicelib.journey import erase, look, mine, prove, sms_steps, subscribe, unsubscribe
from chalicelib.journey import messages as at_desk
from chalicelib.journey.appeal import appeal
from chalicelib.journey.clear import Decision, decide
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.merge import PAGE
from chalicelib.journey.sweep import sweep
from chalicelib.journey.withdraw import withdraw
from chalicelib.messages import sms

from tests.fakes.district import DISPATCHER, HILL_OFFICER, SUPERVISOR
from tests.fakes.petitions import stored
from tests.journey.steps import (
    HAPPY,
    PHONE,
    UNSOLVED,
    answers,
    deliver,
    do,
    lines,
    petition,
    phone_key,
    report,
    says,
)
from tests.journey.test_public import cleared

ME, HERE = "13900139002", "192.0.2.1"


def code(world, token: str) -> str:
    return prove.code_of(world, world.secrets.digest("challenge", token))


def asked(world, number: str, phone: str = ME, here: str = HERE) -> str:
    """The token of a browser whose code was sent."""
    token = subscribe.ask(world, number, phone, here, "zh")
    deliver(world, phone)
    return token


def follow(world, number: str, phone: str = ME, here: str = HERE) -> str:
    """The number of the petition that the phone follows now."""
    token = asked(world, number, phone, here)
    return subscribe.confirm(world, token, code(world, token), here)


def close(world, number: str) -> None:
    do(world, number, "accept")
    do(world, number, "close", note="换了灯泡")


def told(world, phone: str = ME) -> list[str]:
    """Names of what the phone was sent since its code, after a sweep and its sender."""
    sweep(world)
    deliver(world, phone)
    return [f"{name} {state}" for name, state in lines(world, phone) if name != "follow_code"]


def forget(world) -> int:
    return erase.work(world, world.clock.now() + timedelta(hours=1)).forgotten


def kept(world, phone: str = ME) -> int:
    """How many sealed contacts hold the number."""
    return sum(each.phone == f"+86{phone}" for each in world.memory.contacts.values())


def test_phone_follows_when_its_code_was_typed_and_is_told_when_the_unit_answers(world) -> None:
    number = cleared(world)
    assert follow(world, number) == number
    assert told(world) == []
    close(world, number)
    assert told(world) == ["followed_answered sent"]
    to, text, _ = world.provider.sent[-1]
    assert (to, text.split()[-1]) == (f"+86{ME}", f"https://nuannan.example/public/petitions/{number}")


def test_words_ask_for_no_digit_and_open_nobodys_petition(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    sweep(world)
    [message] = [each for each in world.outbox.messages_of(phone_key(world, ME)) if each.name == "followed_answered"]
    for language in ("zh", "en"):
        words = sms.render(replace(message, language=language), "https://nuannan.example/", "").text
        assert not any(sign.isdecimal() for sign in words.replace(message.variables["number"], ""))
        assert not re.search("(?i)reply (one|with)|请回复", words)
    deliver(world, ME)
    assert "/s/" not in world.provider.texts[-1]


@pytest.mark.parametrize("body", ["1", "4", "满意", "没解决", "1。谢谢", "resolved"])
def test_what_a_follower_replies_is_no_answer(world, body) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    told(world)
    before = petition(world, number)
    assert says(world, body, phone=f"+86{ME}") == "unknown_phone"
    assert petition(world, number) == before
    assert before.rounds[-1].answer is None


def test_it_is_told_again_when_it_was_taken_up_again_and_answered_again(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    told(world)
    answers(world, number, UNSOLVED)
    assert told(world)[-1] == "followed_reopened sent"
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="换了灯泡")
    assert told(world) == ["followed_answered sent", "followed_reopened sent", "followed_answered sent"]


def test_answer_that_was_overtaken_is_not_told(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    answers(world, number, UNSOLVED)
    assert told(world) == ["followed_reopened sent"]


def test_answer_that_was_overtaken_while_it_waited_for_the_morning_is_not_told(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    world.clock.move(hours=13)
    assert told(world) == ["followed_answered waiting"]
    answers(world, number, UNSOLVED)
    world.clock.move(hours=10)
    assert told(world) == ["followed_answered expired", "followed_reopened sent"]


def test_last_word_that_came_too_late_is_not_sent(world) -> None:
    number = cleared(world)
    follow(world, number)
    world.clock.move(hours=13)
    withdraw(world, Visit(number, DEVICE), "")
    assert told(world) == ["follow_ended waiting"]
    world.clock.move(days=4)
    world.clock.move(hours=12)
    assert told(world) == ["follow_ended expired"]


def test_end_never_keeps_a_number_longer_than_it_would_have_been(world) -> None:
    follow(world, cleared(world))
    [held] = world.memory.subscriptions.values()
    now = world.clock.now()
    soon = replace(held, forget_at=now + timedelta(hours=1))
    assert soon.ended(now + timedelta(hours=24)).forget_at == soon.forget_at
    assert held.ended(now).forget_at == now


def test_step_of_what_is_not_public_tells_nobody(world) -> None:
    close(world, report(world).number)
    assert world.petitions.due_fan_outs(9) == []


def test_happy_answer_tells_nobody_and_the_number_is_forgotten_when_it_can_rise_no_more(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    told(world)
    answers(world, number, HAPPY)
    assert told(world) == ["followed_answered sent"]
    world.clock.move(days=29)
    assert (forget(world), kept(world)) == (0, 1)
    world.clock.move(days=2)
    assert (forget(world), kept(world)) == (1, 0)
    assert world.memory.subscriptions == {}
    assert told(world) == []


def test_appeal_of_what_was_settled_is_told_and_it_is_followed_on(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    deliver(world)
    told(world)
    answers(world, number, HAPPY)
    told(world)
    world.clock.move(days=10)
    appeal(world, Visit(number, DEVICE), "又坏了")
    assert told(world)[-1] == "followed_reopened sent"
    world.clock.move(days=40)
    assert (forget(world), kept(world)) == (0, 1)


@pytest.mark.parametrize("end", ["unpublish", "withdraw", "reject", "merge"])
def test_last_word_goes_and_the_number_with_it_when_it_is_public_no_more(world, end) -> None:
    number = cleared(world)
    follow(world, number)
    if end == "unpublish":
        decide(world, Decision(number, petition(world, number).version, "take_back"), DISPATCHER, "k" * 20)
    elif end == "withdraw":
        withdraw(world, Visit(number, DEVICE), "")
    elif end == "reject":
        do(world, number, "reject", DISPATCHER, reason="no_facts")
    else:
        do(world, number, "merge", DISPATCHER, lead=report(world, device="lead").number)
    assert told(world) == ["follow_ended sent"]
    assert forget(world) == 0
    world.clock.move(days=4)
    assert (forget(world), kept(world)) == (1, 0)


def test_what_is_cleared_anew_at_once_is_followed_on_and_nobody_was_told(world) -> None:
    number = cleared(world)
    follow(world, number)
    decide(world, Decision(number, petition(world, number).version, "take_back"), DISPATCHER, "k" * 20)
    cleared(world, "路灯不亮", number=number)
    assert told(world) == []
    close(world, number)
    assert told(world) == ["followed_answered sent"]


@pytest.mark.parametrize("way", ["citizen", "desk"])
def test_erasing_the_petition_forgets_who_follows_it_and_tells_them_nothing(world, way) -> None:
    number = cleared(world)
    follow(world, number)
    if way == "citizen":
        erase.ask(world, Visit(number, DEVICE))
    else:
        erase.at_desk(world, SUPERVISOR, number, petition(world, number).version, "k" * 20)
    assert told(world) == []
    assert (forget(world), kept(world)) == (1, 0)
    assert world.memory.subscriptions == {}


@pytest.mark.parametrize("body", ["TD", "退订", "stop"])
def test_stopping_by_sms_is_confirmed_once_and_the_number_goes(world, body) -> None:
    number, other = cleared(world), cleared(world, device="b")
    follow(world, number), follow(world, other)
    assert says(world, body, "m1", phone=f"+86{ME}") == "stop"
    assert says(world, body, "m1", phone=f"+86{ME}") == "already_received"
    close(world, number)
    assert told(world) == ["follow_stopped sent"]
    world.clock.move(hours=24)
    assert (forget(world), kept(world)) == (2, 0)
    assert says(world, body, "m2", phone=f"+86{ME}") == "unknown_phone"
    assert world.memory.subscriptions == {}


def test_stopping_at_night_is_confirmed_in_the_morning(world) -> None:
    follow(world, cleared(world))
    world.clock.move(hours=13)
    says(world, "TD", phone=f"+86{ME}")
    assert told(world) == ["follow_stopped waiting"]
    forget(world)
    world.clock.move(hours=10)
    assert told(world) == ["follow_stopped sent"]


def test_stopping_by_a_petitioner_ends_what_they_follow_too(world) -> None:
    number = cleared(world)
    report(world, device="mine", phone=ME)
    follow(world, number)
    assert says(world, "TD", phone=f"+86{ME}") == "stop"
    close(world, number)
    assert told(world)[-1] == "stopped sent"
    assert forget(world) == 1
    assert kept(world) == 1  # their own petition's


def test_stopping_on_the_page_ends_one_and_no_message_that_waits_goes(world) -> None:
    number, other = cleared(world), cleared(world, device="b")
    follow(world, number), follow(world, other)
    world.clock.move(hours=13)  # 22:00: what is told waits for the morning
    close(world, number)
    assert told(world) == ["followed_answered waiting"]
    unsubscribe.stop(world, phone_key(world, ME), number)
    world.clock.move(hours=10)
    assert told(world) == ["followed_answered expired"]
    assert (forget(world), kept(world)) == (1, 1)
    close(world, other)
    assert told(world) == ["followed_answered sent"]


def test_stop_on_the_page_reaches_nobody_elses(world) -> None:
    number = cleared(world)
    follow(world, number)
    unsubscribe.stop(world, phone_key(world, PHONE), number)
    close(world, number)
    assert told(world) == ["followed_answered sent"]


def test_night_is_quiet(world) -> None:
    number = cleared(world)
    follow(world, number)
    world.clock.move(hours=13)
    close(world, number)
    assert told(world) == ["followed_answered waiting"]
    world.clock.move(hours=10)
    assert told(world) == ["followed_answered sent"]


def test_petitioners_own_phone_is_told_once_as_a_petitioner(world) -> None:
    number = cleared(world)
    follow(world, number, PHONE)
    close(world, number)
    assert [each for each in told(world, PHONE) if "follow" in each] == ["follow_up sent"]


def test_phone_of_a_petition_that_joined_it_is_told_once(world) -> None:
    number = cleared(world)
    joined = report(world, device="joined", phone=ME).number
    do(world, joined, "merge", DISPATCHER, lead=number)
    follow(world, number)
    close(world, number)
    assert [each for each in told(world) if "answered" in each or "closed" in each] == ["merged_closed sent"]
    deliver(world)
    answers(world, number, UNSOLVED)
    assert told(world)[-1] == "followed_reopened sent"  # of which those who joined are told nothing


@pytest.mark.parametrize("count", [1, PAGE, PAGE + 1])
def test_everybody_is_told_once_page_by_page(world, count) -> None:
    number = cleared(world)
    phones = [f"137{serial:08d}" for serial in range(count)]
    for serial, phone in enumerate(phones):
        follow(world, number, phone, f"192.0.2.{serial}")
    close(world, number)
    sweep(world)
    sweep(world)
    for phone in phones:
        assert told(world, phone) == ["followed_answered sent"]
    assert world.petitions.due_fan_outs(9) == []


def test_each_is_told_once_when_the_fan_out_was_cut_off_in_the_middle(world, monkeypatch) -> None:
    number = cleared(world)
    for serial in range(3):
        follow(world, number, f"137{serial:08d}", f"192.0.2.{serial}")
    close(world, number)
    enqueue, calls = world.outbox.enqueue, []

    def broken(message):
        calls.append(message)
        if len(calls) == 2:
            raise ConnectionError
        return enqueue(message)

    monkeypatch.setattr(world.outbox, "enqueue", broken)
    with pytest.raises(ConnectionError):
        sweep(world)
    monkeypatch.undo()
    for serial in range(3):
        assert told(world, f"137{serial:08d}") == ["followed_answered sent"]


def test_number_is_forgotten_when_nobody_typed_the_code(world) -> None:
    number = cleared(world)
    token = asked(world, number)
    assert kept(world) == 1
    world.clock.move(minutes=10)
    assert (forget(world), kept(world)) == (1, 0)
    with pytest.raises(ProofOver):
        subscribe.confirm(world, token, code(world, token), HERE)


def test_nobody_is_told_whose_code_was_not_typed(world) -> None:
    number = cleared(world)
    asked(world, number)
    close(world, number)
    assert told(world) == []


def test_number_is_forgotten_after_half_a_year_in_any_case(world) -> None:
    follow(world, cleared(world))
    world.clock.move(days=181)
    assert (forget(world), kept(world)) == (1, 0)


def test_code_to_follow_opens_no_petitions_and_the_other_one_follows_nothing(world) -> None:
    number = cleared(world)
    report(world, device="mine", phone=ME)
    token = asked(world, number)
    with pytest.raises(ProofOver):
        prove.verify(world, token, code(world, token), HERE)
    token = prove.ask(world, ME, HERE, "zh")
    deliver(world, ME)
    with pytest.raises(ProofOver):
        subscribe.confirm(world, token, code(world, token), HERE)


def test_code_is_wrong_then_right_and_works_once(world) -> None:
    number = cleared(world)
    token = asked(world, number)
    with pytest.raises(InvalidInput):
        subscribe.confirm(world, token, "nonsense", HERE)
    assert subscribe.confirm(world, token, code(world, token), HERE) == number
    with pytest.raises(ProofOver):
        subscribe.confirm(world, token, code(world, token), HERE)


def test_same_petition_is_followed_once_by_a_phone(world) -> None:
    number = cleared(world)
    follow(world, number)
    assert follow(world, number) == number
    world.clock.move(minutes=10)
    assert (forget(world), kept(world)) == (1, 1)


def test_five_codes_a_day_are_sent_to_a_number_of_either_kind(world) -> None:
    number = cleared(world)
    for place in range(3):
        asked(world, number, here=f"192.0.2.{place}")
    for place in range(2):
        prove.ask(world, ME, f"192.0.2.{place}", "zh")
    with pytest.raises(TooManyRequests):
        subscribe.ask(world, number, ME, "192.0.2.9", "zh")


def test_codes_to_strangers_have_a_days_limit_of_their_own(world) -> None:
    world.districts.held.settings["limit_follow_code_district"] = 1
    number = cleared(world)
    asked(world, number)
    token = asked(world, number, "13900139003")
    assert lines(world, "13900139003") == [("follow_code", "suppressed")]
    with pytest.raises(InvalidInput):
        subscribe.confirm(world, token, code(world, token), HERE)  # what was not sent cannot be guessed
    prove.ask(world, PHONE, HERE, "zh")
    deliver(world)
    assert lines(world)[-1] == ("code", "sent")


def test_phone_follows_ten_at_a_time(world) -> None:
    world.districts.held.settings["limit_code_phone"] = 99
    numbers = [cleared(world, device=f"d{each}") for each in range(MOST_FOLLOWED + 1)]
    for number in numbers[:-1]:
        follow(world, number)
    with pytest.raises(InvalidInput) as refused:
        follow(world, numbers[-1])
    assert refused.value.fields == {"phone": "follows_enough"}
    unsubscribe.stop(world, phone_key(world, ME), numbers[0])
    follow(world, numbers[-1])


def test_petition_is_followed_by_so_many_and_no_more(world) -> None:
    world.districts.held.settings["limit_subscribers"] = 1
    number = cleared(world)
    follow(world, number)
    with pytest.raises(InvalidInput) as refused:
        follow(world, number, "13900139003")
    assert refused.value.fields == {"phone": "followed_by_enough"}


def test_phone_that_wants_no_messages_follows_when_it_wants_them_again(world) -> None:
    number = cleared(world)
    says(world, "TD", phone=f"+86{ME}")
    with pytest.raises(InvalidInput) as refused:
        follow(world, number)
    assert refused.value.fields == {"phone": "phone_wants_no_sms"}
    says(world, "HF", phone=f"+86{ME}")
    assert follow(world, number) == number


@pytest.mark.parametrize("what", ["nobody", "not public", "closed", "words"])
def test_nobody_follows_what_is_not_public_or_has_its_answer(world, what) -> None:
    number = report(world).number if what == "not public" else cleared(world)
    if what == "closed":
        close(world, number)
    named = {"nobody": "1" * 14, "words": "楼下那个"}.get(what, number)
    with pytest.raises(PetitionNotFound):
        subscribe.ask(world, named, ME, HERE, "zh")
    assert kept(world) == 0


def test_follower_is_told_that_it_has_its_answer_when_that_came_before_the_code(world) -> None:
    number = cleared(world)
    token = asked(world, number)
    close(world, number)
    with pytest.raises(InvalidInput) as refused:
        subscribe.confirm(world, token, code(world, token), HERE)
    assert refused.value.fields == {"phone": "answered_already"}


def test_message_of_which_nobody_knows_whether_it_went_waits_for_no_person(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    world.provider.answers = [Sent(None, "timeout", Trouble.UNKNOWN, "carrier")] * 2
    told(world)
    world.clock.move(hours=3)
    assert told(world) == ["followed_answered failed"]
    assert world.outbox.undecided("D", 9, None).items == []


def test_desk_sees_nobody_who_follows(world) -> None:
    number = cleared(world)
    follow(world, number)
    follow(world, number, PHONE)
    close(world, number)
    told(world), told(world, PHONE)
    shown = str([look.petition_for_staff(world, SUPERVISOR, number), at_desk.of_petition(world, SUPERVISOR, number), sms_steps.for_staff(world, petition(world, number))])
    assert ME not in shown
    assert phone_key(world, ME) not in shown
    assert "follow_code" not in shown
    assert "followed_" not in shown


def test_what_is_kept_outside_the_contacts_holds_no_number(world) -> None:
    number = cleared(world)
    follow(world, number)
    close(world, number)
    told(world)
    held = [world.memory.subscriptions, world.memory.messages, world.memory.fan_outs, world.memory.history, world.proofs.held]
    assert ME not in str(held)


def test_ones_own_page_lists_what_a_phone_follows_and_nothing_of_others(world) -> None:
    number, hidden = cleared(world, "路灯坏了"), cleared(world, device="b")
    follow(world, number), follow(world, hidden)
    decide(world, Decision(hidden, petition(world, hidden).version, "take_back"), DISPATCHER, "k" * 20)
    token = prove.ask(world, ME, HERE, "zh")
    deliver(world, ME)
    assert lines(world, ME)[-1] == ("code", "sent")
    mark = prove.verify(world, token, code(world, token), HERE)
    assert mine.mine(world, mark, "zh") == []
    [shown] = mine.followed(world, mark, "zh")
    assert (shown["number"], shown["status"]) == (number, "assigned")
    mine.stop(world, mark, number)
    assert mine.followed(world, mark, "zh") == []


def test_a_subscription_is_stored_and_read_as_it_is(world) -> None:
    follow(world, cleared(world))
    [held] = world.memory.subscriptions.values()
    assert stored(held) == held
    assert held.state is SubscriptionState.STANDING


def test_same_is_done_for_every_number_when_a_code_is_asked_for(world) -> None:
    number = cleared(world)
    for phone in (PHONE, ME):
        subscribe.ask(world, number, phone, HERE, "zh")
    for phone in (PHONE, ME):
        deliver(world, phone)
    assert [lines(world, phone)[-1] for phone in (PHONE, ME)] == [("follow_code", "sent")] * 2
