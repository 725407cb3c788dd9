"""Words that a petition's citizen adds: kept, told to who works on it, erased and cleared like every word."""

import pytest
from chalicelib.domain.errors import ActionNotAllowed, Forbidden, InvalidInput, PetitionNotFound
from chalicelib.domain.lifecycle import Action
from chalicelib.journey import clear, erase, look
from chalicelib.journey.add import MOST_ADDED, add
from chalicelib.journey.links import DEVICE, LINK, Visit

from tests.fakes.district import DISPATCHER, ELM, ELM_OFFICER, OAK
from tests.journey.steps import HAPPY, answers, asked, do, petition, report, says, told


def seen(world, number: str, scope: str = DEVICE) -> dict:
    return look.status_for_citizen(world, Visit(number, scope), "zh")


def test_what_is_added_is_in_history_and_its_unit_and_helpers_are_told(world) -> None:
    number = report(world).number
    do(world, number, "accept")
    do(world, number, "assist", unit=OAK)
    before = petition(world, number)
    made = add(world, Visit(number, DEVICE), " 昨晚又有人\u202e摔倒\r\n在二楼 ")
    assert made == {"number": number, "status": "handling", "emergency": None}
    whole = look.petition_for_staff(world, ELM_OFFICER, number)
    assert (whole["history"][-1]["action"], whole["history"][-1]["text"]) == ("comment", "昨晚又有人摔倒\n在二楼")
    assert whole["version"] == before.version + 1
    assert (petition(world, number).status, petition(world, number).rounds) == (before.status, before.rounds)
    for unit in (ELM, OAK):
        assert told(world, unit)[0] == (number, "comment")


def test_its_citizen_reads_it_on_the_device_alone(world) -> None:
    number = report(world).number
    add(world, Visit(number, DEVICE), "三楼也黑")
    assert [each["text"] for each in seen(world, number)["added"]] == ["三楼也黑"]
    assert seen(world, number)["can_add_words"]
    linked = seen(world, number, LINK)
    assert (linked["added"], linked["can_add_words"]) == ([], False)
    assert "三楼" not in repr(linked)
    with pytest.raises(Forbidden):
        add(world, Visit(number, LINK), "陌生人")


@pytest.mark.parametrize("words", ["", " \n\t", "\u200b\ufeff", "\x00"])
def test_nothing_is_refused(world, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(world, Visit(report(world).number, DEVICE), words)
    assert refused.value.fields == {"words": "words_missing"}


def test_what_is_too_long_is_refused_and_the_longest_is_kept(world) -> None:
    number = report(world).number
    with pytest.raises(InvalidInput) as refused:
        add(world, Visit(number, DEVICE), "长" * 2_001)
    assert refused.value.fields == {"words": "text_too_long"}
    add(world, Visit(number, DEVICE), "长" * 2_000)
    assert len(seen(world, number)["added"][0]["text"]) == 2_000


def test_the_same_words_again_change_nothing(world) -> None:
    number = report(world).number
    first = add(world, Visit(number, DEVICE), "三楼也黑")
    version = petition(world, number).version
    assert add(world, Visit(number, DEVICE), "三楼也黑\u200b ") == first
    assert petition(world, number).version == version
    assert len(told(world, ELM)) == 1 + sum(action == "assign" for _, action in told(world, ELM))


def test_no_more_than_twenty_are_taken(world) -> None:
    number = report(world).number
    for each in range(MOST_ADDED):
        add(world, Visit(number, DEVICE), f"第{each}次")
    with pytest.raises(InvalidInput) as refused:
        add(world, Visit(number, DEVICE), "再一次")
    assert refused.value.fields == {"words": "words_too_many"}
    assert not seen(world, number)["can_add_words"]


def test_nothing_is_added_to_what_is_over_or_does_not_exist(world) -> None:
    number = asked(world)
    assert seen(world, number)["can_add_words"]  # closed is not over
    answers(world, number, HAPPY)
    with pytest.raises(ActionNotAllowed):
        add(world, Visit(number, DEVICE), "又坏了")
    assert not seen(world, number)["can_add_words"]
    with pytest.raises(PetitionNotFound):
        add(world, Visit("1" * 14, DEVICE), "x")


def test_danger_in_what_is_added_is_told_at_once_and_leads_every_list(world) -> None:
    number = report(world).number
    assert add(world, Visit(number, DEVICE), "楼道着火了")["emergency"] == "119"
    assert petition(world, number).emergency
    assert look.queue(world, ELM_OFFICER, "owner", ELM)[0][0]["number"] == number
    add(world, Visit(number, DEVICE), "火灭了，谢谢")
    assert petition(world, number).emergency


def test_somebody_acting_at_the_same_time_loses_nothing(world) -> None:
    number = report(world).number
    commit = world.petitions.commit

    def late(change):
        object.__setattr__(world.petitions, "commit", commit)
        do(world, number, "accept")
        return commit(change)

    object.__setattr__(world.petitions, "commit", late)
    add(world, Visit(number, DEVICE), "三楼也黑")
    assert [each["action"] for each in look.petition_for_staff(world, ELM_OFFICER, number)["history"]][-2:] == ["accept", "comment"]


def test_erasing_takes_it_and_what_is_added_later_can_be_erased_again(world) -> None:
    number = asked(world)
    add(world, Visit(number, DEVICE), "三楼也黑")
    erase.ask(world, Visit(number, DEVICE))
    assert seen(world, number)["added"] == []
    assert "三楼" not in repr(look.petition_for_staff(world, ELM_OFFICER, number))
    assert petition(world, number).last.action == Action.ERASE


def test_whoever_clears_it_gets_what_was_added_masked_too(world) -> None:
    number = report(world).number
    add(world, Visit(number, DEVICE), "我叫王小明，电话13800138001")
    words = clear.proposal(world, DISPATCHER, number)["words"]
    assert words["original"].splitlines() == ["楼道灯坏了三天", "我叫王小明，电话13800138001"]
    assert "13800138001" not in words["masked"]
    assert "phone" in {each["kind"] for each in words["hidden"]}


def test_words_by_sms_are_not_shown_as_added(world) -> None:
    number = asked(world)
    says(world, "还没有人来过")
    assert seen(world, number)["added"] == []
