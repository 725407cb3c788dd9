"""An answer after silence has ended the petition: kept, told in the history as too late, and counted nowhere."""

import pytest
from chalicelib.domain.errors import ActionNotAllowed
from chalicelib.domain.petition import Status
from chalicelib.journey.answer import Given, answer_by_link, answering
from chalicelib.journey.appeal import appeal
from chalicelib.journey.erase import ask
from chalicelib.journey.late import MOST_LATE
from chalicelib.journey.links import DEVICE, LINK, Visit
from chalicelib.journey.look import status_for_citizen
from chalicelib.journey.sweep import sweep

from tests.fakes.district import DISPATCHER, SUPERVISOR
from tests.journey.steps import UNSOLVED, actions, asked, do, lines, petition, says, unsolved_thrice


def lapsed(world, hours: float = 30) -> str:
    """A petition that silence ended, some hours after its end."""
    number = asked(world)
    world.clock.move(days=7)
    sweep(world)
    world.clock.move(hours=hours)
    return number


def late(world, number: str, scope: str = DEVICE) -> list[tuple[str, bool]]:
    steps = status_for_citizen(world, Visit(number, scope), "zh")["steps"]
    return [(each["text"], each["own"]) for each in steps if each["action"] == "late_answer"]


@pytest.mark.parametrize("hours", [0, 20, 30, 24 * 31])
def test_late_answer_by_sms_is_a_step_with_what_was_answered_on_its_own_device_alone(world, hours) -> None:
    number = lapsed(world, hours)
    assert late(world, number) == []
    says(world, "4")
    assert (late(world, number), late(world, number, LINK)) == ([("4", True)], [("", False)])
    assert petition(world, number).status is Status.SETTLED


def test_late_answer_said_again_is_no_step_of_its_own_and_another_one_is(world) -> None:
    number = lapsed(world, 20)
    for said in ("4", "4", "没解决", "4"):
        says(world, said)
    world.clock.move(hours=20)  # read by another way after the day's rest
    for said in ("４", "1。谢谢", "没解决"):
        says(world, said)
    assert [said for said, _ in late(world, number)] == ["4", "1"]
    assert actions(world, number).count("comment") == 7


def test_words_that_are_no_answer_are_no_late_answer(world) -> None:
    number = lapsed(world)
    says(world, "1个月了没人管")
    says(world, "不满意")
    assert late(world, number) == []


def test_late_answer_on_the_page_is_kept_once_and_changes_nothing(world) -> None:
    number = lapsed(world, 0)
    before = petition(world, number)
    for _ in range(2):  # a double tap
        told = answer_by_link(world, Visit(number, LINK), 4, "还是黑的")
        assert told == {"number": number, "status": "settled", "round": 1, "late": True}
    assert late(world, number) == [("4 还是黑的", True)]
    assert actions(world, number).count("comment") == 1
    after = petition(world, number)
    assert (after.status, after.rounds, after.settled_at) == (before.status, before.rounds, before.settled_at)
    assert "late" not in [name for name, _ in lines(world)]  # the page tells them
    says(world, "4")
    assert [said for said, _ in late(world, number)] == ["4 还是黑的", "4"]


def test_late_answers_on_the_page_are_kept_so_often_and_no_more(world) -> None:
    number = lapsed(world, 0)
    for each in range(MOST_LATE):
        answer_by_link(world, Visit(number, LINK), 4, str(each))
    with pytest.raises(ActionNotAllowed):
        answer_by_link(world, Visit(number, LINK), 4, "x")
    assert len(late(world, number)) == MOST_LATE


def test_late_answer_is_refused_where_nothing_would_ever_erase_it_and_where_a_dispatcher_enters_it(world) -> None:
    number = lapsed(world, 0)
    with pytest.raises(ActionNotAllowed):
        answering(world, petition(world, number), Given(UNSOLVED, "telephone", by=DISPATCHER.acting(DISPATCHER.roles[0].role)))
    ask(world, Visit(number, DEVICE))
    with pytest.raises(ActionNotAllowed):
        answer_by_link(world, Visit(number, LINK), 4, "还是黑的")


def test_late_answer_loses_its_words_and_stays_a_step_when_it_is_erased(world) -> None:
    number = lapsed(world)
    says(world, "4")
    ask(world, Visit(number, DEVICE))
    assert late(world, number) == [("", True)]


def test_answer_is_late_no_more_once_the_appeal_brought_a_new_round(world) -> None:
    number = lapsed(world, 0)
    appeal(world, Visit(number, DEVICE), "还没好")
    with pytest.raises(ActionNotAllowed):
        answer_by_link(world, Visit(number, LINK), 4)
    assert late(world, number) == []


def test_who_answers_what_a_supervisor_explained_is_not_told_of_silence(world) -> None:
    number = unsolved_thrice(world)
    do(world, number, "settle", SUPERVISOR, note="说明")
    world.clock.move(days=2)
    says(world, "4")
    assert actions(world, number)[-1] == "comment"
    assert late(world, number) == []
    assert "late" not in [name for name, _ in lines(world)]

