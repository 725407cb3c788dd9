"""Clearing: the machine proposes, a person decides, and what they decided is what everybody reads."""

import pytest
from chalicelib.domain.errors import (
    ActionNotAllowed,
    IdempotencyMismatch,
    InvalidInput,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.petition import Status
from chalicelib.domain.publication import is_public
from chalicelib.journey.clear import Decision, decide, proposal
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import BAY, DISPATCHER, DISTRICT, ELM_OFFICER, HILL_OFFICER, SUPERVISOR, staff
from tests.journey.steps import HAPPY, UNSOLVED, actions, answers, asked, do, petition, report

SAID = "我是王小明，住5号楼2单元301室，电话13800138001，楼道灯坏了三天"
MONTH = "2025-09"


def clear(world, number: str, decision: str = "publish", words: str = "楼道灯坏了三天", key: str = "", who=DISPATCHER, **more):
    version = more.pop("version", 0) or petition(world, number).version
    return decide(world, Decision(number, version, decision, words, **more), who, key or world.ids.token())


def public(world) -> list[str]:
    return [each.number for each in world.petitions.published("district", DISTRICT, MONTH, 9, None).items]


def test_proposal_hides_what_tells_who_it_was_and_says_what_it_hid(world) -> None:
    number = asked(world, text=SAID)
    seen = proposal(world, DISPATCHER, number)
    assert seen["words"]["original"] == SAID
    assert not any(told in seen["words"]["masked"] for told in ("王小明", "13800138001", "301"))
    assert {each["kind"] for each in seen["words"]["hidden"]} == {"name", "door", "phone"}
    assert (seen["reply"]["masked"], seen["public"], seen["may_be_published"], seen["refused"]) == ("换了灯泡", None, True, False)


def test_proposal_makes_nothing_public(world) -> None:
    number = report(world, text=SAID).number
    proposal(world, DISPATCHER, number)
    assert (public(world), is_public(petition(world, number))) == ([], False)


def test_publish_shows_exactly_what_the_person_cleared(world) -> None:
    number = asked(world, text=SAID)
    told = clear(world, number, words="  楼道灯坏了三天\u0007 ", reply="已换灯泡")
    assert told == {"number": number, "version": petition(world, number).version, "public": True}
    [seen] = world.petitions.cleared([number])
    assert (seen.words, seen.reply, public(world)) == ("楼道灯坏了三天", "已换灯泡", [number])
    assert actions(world, number)[-1] == "publish"


def test_publish_again_replaces_the_words(world) -> None:
    number = report(world).number
    clear(world, number)
    clear(world, number, words="灯坏了")
    assert [each.words for each in world.petitions.cleared([number])] == ["灯坏了"]


@pytest.mark.parametrize("who", [ELM_OFFICER, HILL_OFFICER, staff("admin", DISTRICT), staff("dispatcher", BAY)])
def test_clearing_is_not_there_when_it_is_not_ones_to_decide(world, who) -> None:
    number = report(world).number
    with pytest.raises(PetitionNotFound):
        proposal(world, who, number)
    with pytest.raises(PetitionNotFound):
        clear(world, number, who=who)
    assert public(world) == []


def test_a_supervisor_may_clear_too(world) -> None:
    number = report(world).number
    clear(world, number, who=SUPERVISOR)
    assert public(world) == [number]


def test_a_complaint_about_staff_is_never_published(world) -> None:
    number = report(world, about_staff=True).number
    assert proposal(world, DISPATCHER, number)["may_be_published"] is False
    for decision in ("publish", "refuse", "take_back"):
        with pytest.raises(ActionNotAllowed):
            clear(world, number, decision)
    assert public(world) == []


@pytest.mark.parametrize(("words", "reply", "fault"), [
    ("", "", {"words": "text_missing"}), (" \u200b\n", "", {"words": "text_missing"}),
    ("x" * 5_001, "", {"words": "text_too_long"}), ("x", "y" * 5_001, {"reply": "text_too_long"}),
])  # fmt: skip
def test_publish_is_refused_when_the_words_are_no_text(world, words: str, reply: str, fault: dict[str, str]) -> None:
    number = report(world).number
    with pytest.raises(InvalidInput) as refused:
        clear(world, number, words=words, reply=reply)
    assert (refused.value.fields, public(world)) == (fault, [])


def test_one_of_two_wins_and_the_other_is_told_who_was_first(world) -> None:
    number = report(world).number
    version = petition(world, number).version
    clear(world, number, "refuse", version=version, who=SUPERVISOR)
    with pytest.raises(VersionConflict) as conflict:
        clear(world, number, version=version)
    assert (conflict.value.details["first"]["by"], public(world)) == (SUPERVISOR.login, [])


def test_the_same_key_publishes_once_and_answers_the_same(world) -> None:
    number = report(world).number
    version = petition(world, number).version
    first, second = (clear(world, number, version=version, key="k" * 20) for _ in range(2))
    assert (first, actions(world, number).count("publish")) == (second, 1)
    with pytest.raises(IdempotencyMismatch):
        clear(world, number, version=version, key="k" * 20, words="anything else")


def test_take_back_leaves_nothing_public_and_the_words_with_the_petition(world) -> None:
    number = report(world, text=SAID).number
    clear(world, number)
    told = clear(world, number, "take_back")
    assert (told["public"], public(world), world.petitions.publication(number)) == (False, [], None)
    assert proposal(world, DISPATCHER, number)["words"]["original"] == SAID
    with pytest.raises(ActionNotAllowed):
        clear(world, number, "take_back")


def test_a_petition_leaves_the_list_to_clear_when_somebody_decides(world) -> None:
    def waiting() -> set[str]:
        return {each.number for each in world.petitions.queue("clear", DISTRICT, 9, None).items}

    numbers = []
    for place in range(4):
        phone = f"1380013800{place + 1}"
        numbers.append(asked(world, phone=phone))
        answers(world, numbers[-1], HAPPY if place < 3 else UNSOLVED)
    assert waiting() == set(numbers[:3])
    clear(world, numbers[0])
    clear(world, numbers[1], "refuse")
    assert waiting() == {numbers[2]}
    clear(world, numbers[0], "take_back")
    assert waiting() == {numbers[2]}


def test_a_refused_petition_can_still_be_published_later(world) -> None:
    number = report(world).number
    clear(world, number, "refuse")
    assert proposal(world, DISPATCHER, number)["refused"] is True
    with pytest.raises(ActionNotAllowed):
        clear(world, number, "refuse")
    clear(world, number)
    assert (public(world), proposal(world, DISPATCHER, number)["refused"]) == ([number], False)


def test_withdrawal_takes_down_what_was_public(world) -> None:
    number = report(world).number
    clear(world, number)
    withdraw(world, Visit(number, DEVICE), "")
    assert (public(world), world.petitions.cleared([number]), world.petitions.publication(number)) == ([], [], None)


def test_what_was_published_keeps_up_with_the_petition(world) -> None:
    number = report(world).number
    clear(world, number)
    do(world, number, "accept")
    [seen] = world.petitions.cleared([number])
    assert (seen.row.status, petition(world, number).status) == ("handling", Status.HANDLING)
