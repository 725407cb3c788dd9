"""The telephone follow-up: who stands in its list and why, what was told, and how it counts."""

import pytest
from chalicelib.domain import tally
from chalicelib.domain.carriers import Sent, Trouble
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Forbidden,
    IdempotencyMismatch,
    InvalidInput,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.outbox import MessageState
from chalicelib.domain.petition import Status
from chalicelib.domain.receipts import Receipt
from chalicelib.journey import receipt, reveal
from chalicelib.journey.calls import Told, calls, told
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.look import petition_for_staff, status_for_citizen
from chalicelib.journey.sweep import sweep

from tests.fakes.district import (
    BAY_OFFICER,
    DISPATCHER,
    DISTRICT,
    ELM_OFFICER,
    HILL_OFFICER,
    SUPERVISOR,
    ZONE,
)
from tests.journey.steps import (
    PHONE,
    RATINGS,
    actions,
    answers,
    asked,
    closed,
    deliver,
    do,
    in_round,
    lines,
    names,
    petition,
    report,
    says,
)


def test_the_same_key_twice_at_once_gives_one_answer_to_both(world) -> None:
    number = asked(world)
    version, commit = petition(world, number).version, world.petitions.commit
    first: list[dict[str, object]] = []

    def beside(change):
        """Another process, with the same key, writes just before this one."""
        world.petitions.commit = commit
        first.append(tell(world, number, 1, key="k" * 20, version=version))
        return commit(change)

    world.petitions.commit = beside
    assert tell(world, number, 1, key="k" * 20, version=version) == first[0]
    assert actions(world, number).count("answer_happy") == 1


def listed(world, who=DISPATCHER) -> list[tuple[str, str]]:
    items, _ = calls(world, who, DISTRICT, 50, None, "zh")
    return [(each["number"], each["why"]) for each in items]


def tell(world, number: str, digit: int, who=DISPATCHER, key: str = "", version: int = 0, comment: str = ""):
    seen = version or petition(world, number).version
    return told(world, Told(number, seen, digit, comment), who, key or world.ids.token())


def unreachable(world, trouble: Trouble = Trouble.REFUSED_NUMBER, **fields) -> str:
    """A closed petition whose question its carrier did not take."""
    number = closed(world, **fields)
    world.provider.answers = [Sent("acknowledgement"), Sent(None, "x", trouble)]
    deliver(world, fields.get("phone", PHONE))
    return number


@pytest.mark.parametrize(("phone", "why"), [(None, "no_phone"), ("0532-88886666", "landline")])
def test_who_has_no_mobile_is_to_be_rung_when_the_unit_closes(world, phone, why) -> None:
    number = closed(world, phone=phone)
    assert listed(world) == [(number, why)]


def test_who_opted_out_is_to_be_rung_when_the_question_is_held_back(world) -> None:
    number = closed(world)
    says(world, "TD")
    deliver(world)
    assert listed(world) == [(number, "opted_out")]
    assert ("follow_up", "suppressed") in lines(world)
    assert actions(world, number)[-1] == "ring"
    assert world.petitions.whole(number)[1][-1].reason == "opted_out"


@pytest.mark.parametrize(("trouble", "why"), [(Trouble.REFUSED_NUMBER, "failed"), (Trouble.OPTED_OUT, "opted_out")])
def test_who_no_carrier_reaches_is_to_be_rung(world, trouble, why) -> None:
    number = unreachable(world, trouble)
    assert listed(world) == [(number, why)]
    assert in_round(world, number).asked_at is None


def test_who_is_to_be_rung_when_the_carrier_reports_that_nothing_arrived(world) -> None:
    number = asked(world)
    sent = next(each for each in world.outbox.messages_of(petition(world, number).phone_key) if each.name == "follow_up")
    failed = Receipt(sent.provider, sent.provider_id, MessageState.FAILED, "no such number", world.clock.now())
    assert [receipt.record(world, failed) for _ in range(2)] == ["moved", "repeated"]
    assert listed(world) == [(number, "failed")]
    world.clock.move(days=7)
    sweep(world)
    assert in_round(world, number).lapse_reached is False, "what did not arrive is no silence"


def test_a_failed_reminder_rings_nobody(world) -> None:
    number = asked(world)
    world.clock.move(days=2)
    sweep(world)
    world.provider.answers = [Sent(None, "x", Trouble.REFUSED_NUMBER)]
    deliver(world)
    assert lines(world)[-1] == ("follow_up_reminder", "failed")
    assert listed(world) == []
    assert actions(world, number)[-1] == "remind"


def test_who_stays_silent_is_to_be_rung_two_days_before_the_lapse(world) -> None:
    number = asked(world)
    for days, found in ((2, []), (2, []), (1, [(number, "silent")]), (1, [(number, "silent")])):
        world.clock.move(days=days)
        sweep(world)
        assert listed(world) == found
    world.clock.move(days=1)
    sweep(world)
    assert listed(world) == []
    assert in_round(world, number).lapse_reached is True, "the question had arrived"


def test_who_answers_twice_in_words_is_to_be_rung(world) -> None:
    number = asked(world)
    assert [says(world, "1个月了没人管"), says(world, "你们到底管不管")] == ["asked_again", "comment"]
    assert listed(world) == [(number, "unclear")]
    assert says(world, "1") == "answer", "an answer by SMS still counts"
    assert listed(world) == []


def test_list_leads_with_who_waits_longest(world) -> None:
    first = closed(world, phone=None)
    world.clock.move(minutes=1)
    second = closed(world, phone=None, device="b", text="着火了，救命")
    world.clock.move(minutes=1)
    third = closed(world, phone=None, device="c")
    assert [number for number, _ in listed(world)] == [first, second, third]
    items, cursor = calls(world, DISPATCHER, DISTRICT, 2, None, "zh")
    rest, end = calls(world, DISPATCHER, DISTRICT, 2, cursor, "zh")
    assert ([each["number"] for each in (*items, *rest)], end) == ([first, second, third], None)


@pytest.mark.parametrize(("digit", "status"), [(1, "settled"), (2, "settled"), (3, "assigned"), (4, "assigned")])
def test_what_was_told_decides_as_an_answer_by_sms_does(world, digit, status) -> None:
    number = unreachable(world)
    assert tell(world, number, digit, comment="灯亮了")["status"] == status
    held, entries, texts = world.petitions.whole(number)
    answer = held.rounds[0].answer
    assert (answer.rating, answer.via) == (RATINGS[digit - 1], "telephone")
    assert (entries[-1].by.id, str(entries[-1].by.role), entries[-1].reason) == (DISPATCHER.login, "dispatcher", "telephone")
    assert texts[held.version] == "灯亮了"
    assert listed(world) == []


def test_what_was_told_is_counted_as_an_answer_and_as_one_by_telephone(world) -> None:
    number = unreachable(world)
    tell(world, number, 1)
    counted = tally.contribution(petition(world, number), ZONE)["2025-09"]["C-elm"]
    assert {name: counted[name] for name in ("answers", "answers_satisfied", "answers_telephone")} == {
        "answers": 1, "answers_satisfied": 1, "answers_telephone": 1,
    }  # fmt: skip
    other = asked(world, device="b", phone="13900139002")
    answers(world, other, RATINGS[0])
    assert "answers_telephone" not in tally.contribution(petition(world, other), ZONE)["2025-09"]["C-elm"]


def test_first_answer_decides_when_the_citizen_texted_meanwhile(world) -> None:
    number = asked(world)
    seen = petition(world, number).version
    says(world, "1")
    with pytest.raises(VersionConflict) as first:
        tell(world, number, 4, version=seen)
    assert (first.value.by, first.value.action) == ("petitioner", "answer_happy")
    assert petition(world, number).status is Status.SETTLED


def test_later_answer_counts_from_happy_to_unhappy_and_never_the_same_again(world) -> None:
    number = asked(world)
    says(world, "1")
    with pytest.raises(ActionNotAllowed):
        tell(world, number, 2)
    assert tell(world, number, 4)["status"] == "assigned"
    assert len(in_round(world, number).answers) == 0
    world.clock.move(hours=25)
    with pytest.raises(ActionNotAllowed):
        tell(world, number, 1)


def test_open_question_of_the_phone_ends_when_its_holder_answered_by_telephone(world) -> None:
    number = asked(world)
    world.clock.move(days=2)
    sweep(world)
    tell(world, number, 1)
    assert world.outbox.open_follow_up(petition(world, number).phone_key).ended_at == world.clock.now()
    assert says(world, "4") == "answer", "by the same rule the citizen may still take it back within a day"


def test_same_key_tells_once_and_another_body_is_refused(world) -> None:
    number = unreachable(world)
    seen = petition(world, number).version
    first = tell(world, number, 4, key="k", version=seen)
    assert tell(world, number, 4, key="k", version=seen) == first
    with pytest.raises(IdempotencyMismatch):
        tell(world, number, 1, key="k", version=seen)
    assert len(petition(world, number).rounds) == 2


@pytest.mark.parametrize(("who", "why"), [(ELM_OFFICER, Forbidden), (SUPERVISOR, Forbidden), (BAY_OFFICER, PetitionNotFound)])
def test_only_a_dispatcher_enters_an_answer(world, who, why) -> None:
    number = unreachable(world)
    with pytest.raises(why):
        tell(world, number, 1, who)
    assert petition(world, number).status is Status.CLOSED


@pytest.mark.parametrize(("digit", "comment", "field"), [(0, "", "digit"), (5, "", "digit"), (1, "x" * 5_001, "comment")])
def test_what_cannot_be_an_answer_is_refused(world, digit, comment, field) -> None:
    number = unreachable(world)
    with pytest.raises(InvalidInput) as refused:
        tell(world, number, digit, comment=comment)
    assert list(refused.value.fields) == [field]


def test_vain_calls_are_counted_and_the_lapse_stands_apart(world) -> None:
    number = unreachable(world)
    world.clock.move(hours=1)
    do(world, number, "not_reached", DISPATCHER, note="关机")
    world.clock.move(days=1)
    do(world, number, "not_reached", DISPATCHER)
    [item], _ = calls(world, DISPATCHER, DISTRICT, 9, None, "zh")
    assert (item["tries"], item["last_try"]) == (2, world.clock.now().isoformat())
    assert actions(world, number)[-2:] == ["not_reached", "not_reached"]
    world.clock.move(days=6)
    sweep(world)
    held = in_round(world, number)
    assert (petition(world, number).status, held.lapse_reached) == (Status.SETTLED, False)
    assert "lapses_unreached" in tally.contribution(petition(world, number), ZONE)["2025-10"]["C-elm"]


def test_vain_call_is_refused_when_nobody_is_to_be_rung(world) -> None:
    number = asked(world)
    with pytest.raises(ActionNotAllowed):
        do(world, number, "not_reached", DISPATCHER)


def test_list_is_the_command_centres(world) -> None:
    closed(world, phone=None)
    assert listed(world, SUPERVISOR) == listed(world)
    for who in (ELM_OFFICER, BAY_OFFICER):
        with pytest.raises(Forbidden):
            listed(world, who)


def test_next_round_is_asked_by_sms_again(world) -> None:
    number = unreachable(world)
    tell(world, number, 4)
    do(world, number, "accept", HILL_OFFICER)
    do(world, number, "close", HILL_OFFICER, note="又修了")
    world.clock.move(days=2)
    deliver(world)
    assert names(world)[-1] == "follow_up"
    assert listed(world) == []


def test_citizen_reads_nothing_of_the_calls(world) -> None:
    number = unreachable(world)
    do(world, number, "not_reached", DISPATCHER, note="关机")
    steps = status_for_citizen(world, Visit(number, DEVICE), "zh")["steps"]
    assert not {"ring", "not_reached"} & {each["action"] for each in steps}


def test_landline_is_shown_to_who_rings_it(world) -> None:
    number = report(world, phone="0532-88886666").number
    assert reveal.ask(world, DISPATCHER, number, "").phone == "+8653288886666"
    assert petition_for_staff(world, DISPATCHER, number)["petition"]["has_phone"] is True
