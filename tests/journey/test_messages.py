"""A petition's messages at the desk: what became of them, sent again, decided, and counted by day."""

import pytest
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Busy,
    Forbidden,
    InvalidInput,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import TELEPHONE
from chalicelib.domain.receipts import Receipt
from chalicelib.journey import receipt
from chalicelib.journey.count import count
from chalicelib.journey.messages import decide, of_petition, resend, undecided
from chalicelib.journey.sms_figures import count_message, of_day
from chalicelib.journey.sweep import sweep

from tests.fakes.district import BAY_OFFICER, DISPATCHER, DISTRICT, ELM_OFFICER, SUPERVISOR
from tests.journey.steps import (
    HAPPY,
    actions,
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

KEY = "k" * 20


def shown(world, number: str, who=DISPATCHER) -> list[tuple[str, str, bool]]:
    return [(each["name"], each["state"], each["may_resend"]) for each in of_petition(world, who, number)]


def doubtful(world) -> tuple[str, str]:
    """A petition whose one reminder may or may not have gone, and the message's id."""
    number = asked(world)
    world.clock.move(days=2)
    sweep(world)
    world.provider.answers = [Sent(None, "timeout", Trouble.UNKNOWN)]
    deliver(world)
    return number, of_petition(world, DISPATCHER, number)[-1]["id"]


def test_messages_are_shown_with_every_state_its_time_and_reason(world) -> None:
    number = report(world).number
    world.provider.answers = [Sent(None, "busy", Trouble.THROTTLED, "carrier")]
    deliver(world)
    later = world.clock.move(hours=1)
    deliver(world)
    [held] = of_petition(world, ELM_OFFICER, number)
    assert [(each["state"], each["reason"], each["provider"]) for each in held["steps"]] == [("waiting", "busy", "carrier"), ("sent", "", "carrier")]
    assert (held["state"], held["steps"][-1]["at"], held["segments"]) == ("sent", later.isoformat(), 2)


def test_only_the_petitions_own_messages_are_shown_and_no_words(world) -> None:
    first, second = report(world).number, report(world, device="b").number
    assert [each["number"] for each in of_petition(world, DISPATCHER, first)] == [first]
    assert "楼道灯" not in str(of_petition(world, DISPATCHER, second))
    assert phone_key(world) not in str(of_petition(world, DISPATCHER, second))
    nobody = report(world, device="c", phone=None).number
    assert of_petition(world, DISPATCHER, nobody) == []


def test_a_failed_message_goes_again_once_for_one_key(world) -> None:
    number = report(world).number
    world.provider.answers = [Sent(None, "x", Trouble.REFUSED_NUMBER)]
    deliver(world)
    [failed] = of_petition(world, DISPATCHER, number)
    made = [resend(world, DISPATCHER, number, failed["id"], KEY) for _ in range(3)]
    assert made[0] == made[1] == made[2]
    assert (made[0]["state"], made[0]["steps"]) == (
        "waiting", [{"state": "waiting", "at": world.clock.now().isoformat(), "reason": "resent", "provider": "", "by": DISPATCHER.login}],
    )  # fmt: skip
    deliver(world)
    assert shown(world, number) == [("acknowledgement", "failed", True), ("acknowledgement", "sent", True)]


def test_a_question_goes_again_by_link_and_the_days_count_from_the_first(world) -> None:
    number = asked(world)
    first = petition(world, number).rounds[0].asked_at
    question = of_petition(world, DISPATCHER, number)[-1]
    world.clock.move(hours=3)
    resend(world, DISPATCHER, number, question["id"], KEY)
    deliver(world)
    assert names(world)[-1] == "follow_up_link"
    assert petition(world, number).rounds[0].asked_at == first


def test_a_second_question_that_fails_rings_nobody_as_the_first_one_arrived(world) -> None:
    number = asked(world)
    resend(world, DISPATCHER, number, of_petition(world, DISPATCHER, number)[-1]["id"], KEY)
    world.provider.answers = [Sent(None, "x", Trouble.REFUSED_NUMBER)]
    deliver(world)
    assert lines(world)[-1] == ("follow_up_link", "failed")
    assert petition(world, number).ringing is None


def test_what_nobody_needs_or_is_on_its_way_or_was_asked_for_is_not_sent_again(world) -> None:
    number = closed(world)
    waiting = of_petition(world, DISPATCHER, number)[0]["id"]
    with pytest.raises(ActionNotAllowed):
        resend(world, DISPATCHER, number, waiting, KEY)
    deliver(world)
    says(world, "帮助")
    deliver(world)
    answers(world, number, HAPPY)
    held = {each["name"]: each for each in of_petition(world, DISPATCHER, number)}
    assert [held[name]["may_resend"] for name in ("acknowledgement", "follow_up", "help")] == [True, False, False]
    for name in ("follow_up", "help"):
        with pytest.raises(ActionNotAllowed):
            resend(world, DISPATCHER, number, held[name]["id"], KEY)
    with pytest.raises(PetitionNotFound):
        resend(world, DISPATCHER, number, "nothing", KEY)


def test_messages_on_which_a_person_decides_are_listed_of_the_district(world) -> None:
    number, message = doubtful(world)
    told, cursor = undecided(world, SUPERVISOR, DISTRICT, 9, None)
    [held] = told["items"]
    assert (held["number"], held["id"], held["name"], held["reason"]) == (number, message, "follow_up_reminder", "timeout")
    assert (told["oldest_at"], cursor) == (held["steps"][-1]["at"], None)
    with pytest.raises(Forbidden):
        undecided(world, BAY_OFFICER, DISTRICT, 9, None)


@pytest.mark.parametrize(("decision", "state"), [("sent", "sent"), ("drop", "failed"), ("again", "waiting")])
def test_a_decision_settles_it_and_says_whose_it_was(world, decision, state) -> None:
    number, message = doubtful(world)
    decided = decide(world, DISPATCHER, number, message, decision)
    assert (decided["state"], decided["steps"][-1]["by"]) == (state, DISPATCHER.login)
    assert undecided(world, DISPATCHER, DISTRICT, 9, None) == ({"items": [], "oldest_at": None}, None)
    with pytest.raises(ActionNotAllowed):
        decide(world, DISPATCHER, number, message, decision)
    before = len(names(world))
    deliver(world)
    assert len(names(world)) - before == (decision == "again")
    assert lines(world)[-1][1] == {"again": "sent"}.get(decision, state)


def undecided_question(world) -> tuple[str, str]:
    """A closed petition whose question may or may not have gone, at both of its tries, and the message's id."""
    number = closed(world)
    world.provider.answers = [Sent("a"), *[Sent(None, "no_answer", Trouble.UNKNOWN)] * 2]
    for _ in range(3):
        deliver(world)
        world.clock.move(minutes=10)
    assert lines(world)[-1] == ("follow_up", "undecided")
    return number, of_petition(world, DISPATCHER, number)[-1]["id"]


def test_a_question_that_is_dropped_is_asked_by_telephone_and_the_next_one_has_its_turn(world) -> None:
    number, message = undecided_question(world)
    following = closed(world, device="b")
    decide(world, DISPATCHER, number, message, "drop")
    held = petition(world, number)
    assert (held.ringing.why, held.rounds[0].asked_at, actions(world, number)[-1]) == ("failed", None, "ring")
    for _ in range(2):
        deliver(world)
        world.clock.move(hours=25)
    assert names(world)[-1] == "follow_up"
    assert world.outbox.open_follow_up(phone_key(world)).number == following


def test_a_question_s_drop_is_refused_when_others_act_on_its_petition_all_the_time(world, monkeypatch) -> None:
    number, message = undecided_question(world)
    commit = world.petitions.commit

    def contested(change):
        if change.settled_message:
            raise VersionConflict("another", "comment", world.clock.now())
        return commit(change)

    with monkeypatch.context() as others, pytest.raises(VersionConflict):
        others.setattr(world.petitions, "commit", contested)
        decide(world, DISPATCHER, number, message, "drop")
    assert lines(world)[-1] == ("follow_up", "undecided")
    decide(world, DISPATCHER, number, message, "drop")
    assert (lines(world)[-1], petition(world, number).ringing.why) == (("follow_up", "failed"), "failed")


def test_a_question_that_is_said_to_have_gone_counts_as_asked_and_is_reminded(world) -> None:
    number, message = undecided_question(world)
    decide(world, DISPATCHER, number, message, "sent")
    held = petition(world, number)
    assert (held.rounds[0].asked_at, held.ringing, actions(world, number)[-1]) == (world.clock.now(), None, "follow_up")
    world.clock.move(days=2)
    sweep(world)
    deliver(world)
    assert names(world)[-1] == "follow_up_reminder"
    assert says(world, "1") == "answer"


def test_a_question_that_was_answered_meanwhile_is_dropped_and_rings_nobody(world) -> None:
    number, message = undecided_question(world)
    answers(world, number, HAPPY)
    assert decide(world, DISPATCHER, number, message, "drop")["state"] == "failed"
    assert (petition(world, number).ringing, actions(world, number)[-1]) == (None, "answer_happy")


def test_a_decision_that_another_took_meanwhile_is_not_taken_twice(world) -> None:
    number, message = doubtful(world)
    world.outbox.settle = lambda *_: False
    with pytest.raises(Busy):
        decide(world, DISPATCHER, number, message, "again")


def test_an_unknown_decision_is_refused(world) -> None:
    number, message = doubtful(world)
    with pytest.raises(InvalidInput):
        decide(world, DISPATCHER, number, message, "perhaps")


@pytest.mark.parametrize(("who", "why"), [(ELM_OFFICER, Forbidden), (SUPERVISOR, Forbidden), (BAY_OFFICER, PetitionNotFound)])
def test_only_a_dispatcher_sends_again_and_decides(world, who, why) -> None:
    number, message = doubtful(world)
    with pytest.raises(why):
        decide(world, who, number, message, "again")
    with pytest.raises(why):
        resend(world, who, number, message, KEY)


def counted(world) -> dict[str, object]:
    """The day's figures after the stream brought every message as it stands, twice."""
    for line in world.memory.messages.values():
        for each in (*line.values(), *line.values()):
            count_message(world, each)
    told = of_day(world, DISPATCHER, DISTRICT, "")
    return {name: value for name, value in told.items() if value and name not in ("unit", "day")}


def test_figures_count_each_message_once_by_what_became_of_it(world) -> None:
    report(world)
    deliver(world)
    assert counted(world) == {"sent": 1, "segments": 2, "by_carrier": {"carrier": 1}, "segments_by_carrier": {"carrier": 2}}
    sent = world.outbox.messages_of(phone_key(world))[0]
    receipt.record(world, Receipt("carrier", sent.provider_id, MessageState.DELIVERED, "0", world.clock.now()))
    assert counted(world)["delivered"] == 1
    world.provider.answers = [Sent(None, "7", Trouble.REFUSED_NUMBER, "carrier")]
    report(world, device="b")
    says(world, "TD")
    report(world, device="c")
    deliver(world)
    assert counted(world)["suppressed"] == {"opted_out": 2}


def test_figures_tell_the_answers_that_came_by_sms_or_link_and_none_by_telephone(world) -> None:
    by_sms, by_link = asked(world), closed(world, phone="13800138002")
    by_telephone = closed(world, phone="13800138003")
    says(world, "1")
    answers(world, by_link, HAPPY)
    answers(world, by_telephone, HAPPY, TELEPHONE)
    for number in (by_sms, by_link, by_telephone):
        count(world, petition(world, number))
    assert of_day(world, DISPATCHER, DISTRICT, "")["answered"] == 2
    assert of_day(world, DISPATCHER, DISTRICT, "2025-09-28")["answered"] == 0


def test_failures_are_counted_by_class(world) -> None:
    for place, trouble in enumerate((Trouble.REFUSED_NUMBER, Trouble.TEMPLATE_REFUSED)):
        report(world, device=str(place))
        world.provider.answers = [Sent(None, f"code {place}", trouble, "carrier")]
        deliver(world)
    report(world, device="c")
    deliver(world)
    last = world.outbox.messages_of(phone_key(world))[-1]
    receipt.record(world, Receipt("carrier", last.provider_id, MessageState.FAILED, "UNDELIV", world.clock.now()))
    assert counted(world)["failed"] == {"not_delivered": 1, "refused_number": 1, "template_refused": 1}


def test_figures_are_of_the_day_of_the_districts_clock_and_for_who_answers_for_it(world) -> None:
    world.clock.move(hours=14)  # 23:00 in the district
    report(world, text="着火了，救命")
    deliver(world)
    counted(world)
    world.clock.move(hours=2)
    assert of_day(world, DISPATCHER, DISTRICT, "")["sent"] == 0
    assert of_day(world, DISPATCHER, DISTRICT, "2025-09-29")["sent"] == 1
    with pytest.raises(Forbidden):
        of_day(world, ELM_OFFICER, DISTRICT, "")
    with pytest.raises(InvalidInput):
        of_day(world, DISPATCHER, DISTRICT, "yesterday")


@pytest.mark.parametrize(("prices", "cost"), [(None, None), ({"other": 1}, None), ({"carrier": 0.045}, "0.09"), ({"carrier": 0}, "0.00")])
def test_figures_tell_the_cost_where_every_carrier_has_a_price(world, prices, cost) -> None:
    if prices is not None:
        world.districts.held.settings["sms_prices"] = prices
    report(world)
    deliver(world)
    counted(world)
    told = of_day(world, DISPATCHER, DISTRICT, "")
    assert (told["segments"], told["cost"]) == (2, cost)
