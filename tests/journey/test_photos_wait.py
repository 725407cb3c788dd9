"""Photos that nobody has judged stand in a list of the command centre, until somebody has, or until nobody might see them."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import Busy
from chalicelib.domain.petition import Kind
from chalicelib.journey import add, erase, look, photos
from chalicelib.journey.appeal import appeal
from chalicelib.journey.clear import Decision, decide, proposal
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import DISPATCHER, DISTRICT
from tests.fakes.petitions import stored
from tests.journey.steps import actions, do, petition, report
from tests.journey.test_photos import begun, upload


def arrived(world, number: str, photo_id: str = "photo-0001") -> str:
    """The file of a photo that came in as every citizen's does."""
    key = upload(world, begun(world, number, photo_id))
    assert photos.arrive(world, key) == "ready"
    return key.rpartition("/")[2]


def waiting(world) -> list[str]:
    return [str(each["number"]) for each in look.queue(world, DISPATCHER, "photos", DISTRICT)[0]]


def judge(world, number: str, *ticked: str, seen: tuple[str, ...] = (), decision: str = "photos", words: str = "") -> None:
    said = Decision(number, petition(world, number).version, decision, words, photos=ticked, seen=seen)
    decide(world, said, DISPATCHER, world.ids.token())


def test_a_petition_waits_from_its_first_photo_on_the_oldest_first(world) -> None:
    first = report(world).number
    world.clock.move(hours=1)
    second, none = report(world).number, report(world).number
    assert waiting(world) == []
    arrived(world, second)
    arrived(world, first)
    assert waiting(world) == [first, second]
    assert proposal(world, DISPATCHER, first)["waits"] == "photos"
    assert proposal(world, DISPATCHER, none)["waits"] == ""


def test_a_photo_moves_no_version_and_writes_no_history(world) -> None:
    number = report(world).number
    before = petition(world, number)
    arrived(world, number)
    assert (petition(world, number).version, actions(world, number)) == (before.version, ["submit", "assign"][: before.version])


@pytest.mark.parametrize("ticks", [True, False])
def test_what_somebody_judged_with_a_tick_or_without_waits_no_more(world, ticks: bool) -> None:
    number = report(world).number
    file, other = arrived(world, number), arrived(world, number, "photo-0002")
    judge(world, number, *([file] if ticks else []), seen=(file, other))
    assert waiting(world) == []
    assert actions(world, number)[-1] == ("clear_photos" if ticks else "hide_photos")
    assert [each["new"] for each in proposal(world, DISPATCHER, number)["photos"]] == [False, False]
    version = petition(world, number).version
    judge(world, number, *([file] if ticks else []), seen=(file, other))
    assert petition(world, number).version == version, "judging the same again is no act"


def test_a_photo_that_came_while_the_screen_was_open_waits_still(world) -> None:
    number = report(world).number
    first = arrived(world, number)
    late = arrived(world, number, "photo-0002")
    judge(world, number, first, seen=(first,))
    assert waiting(world) == [number]
    assert [(each["cleared"], each["new"]) for each in proposal(world, DISPATCHER, number)["photos"]] == [(True, False), (False, True)]
    judge(world, number, first, seen=(first, late))
    assert waiting(world) == []
    assert actions(world, number)[-2:] == ["clear_photos", "clear_photos"]


def test_a_page_from_before_the_list_judges_what_it_ticks_and_nothing_else(world) -> None:
    number = report(world).number
    file = arrived(world, number)
    judge(world, number)
    assert waiting(world) == [number]
    judge(world, number, file)
    assert waiting(world) == []


def test_publishing_the_text_judges_the_photos_that_were_seen_with_it(world) -> None:
    number = report(world).number
    file = arrived(world, number)
    judge(world, number, seen=(file,), decision="publish", words="The lamp is dark.")
    assert waiting(world) == []
    assert actions(world, number)[-2:] == ["publish", "hide_photos"]


def test_names_that_are_no_photo_of_it_judge_nothing(world) -> None:
    number = report(world).number
    arrived(world, number)
    version = petition(world, number).version
    judge(world, number, seen=("f" * 43, "", "../x"))
    assert (waiting(world), petition(world, number).version) == ([number], version)


@pytest.mark.parametrize("changes", [{"about_staff": True}, {"kind": Kind.ENFORCEMENT}])
def test_photos_that_nobody_may_see_do_not_wait(world, changes: dict) -> None:
    number = report(world).number
    world.memory.petitions[number] = stored(replace(petition(world, number), **changes))
    arrived(world, number)
    assert waiting(world) == []
    assert proposal(world, DISPATCHER, number)["waits"] == ""


def test_a_petition_leaves_the_list_with_its_end_and_comes_back_with_its_appeal(world) -> None:
    number = report(world).number
    arrived(world, number)
    do(world, number, "reject", who=DISPATCHER, reason="private_dispute", note="Between neighbours.")
    assert waiting(world) == []
    appeal(world, Visit(number, DEVICE), "It is the street's lamp.")
    assert waiting(world) == [number]


def test_what_is_withdrawn_or_erased_leaves_the_list_and_keeps_no_name_of_a_photo(world) -> None:
    number, other = report(world).number, report(world).number
    arrived(world, number)
    file = arrived(world, other)
    withdraw(world, Visit(number, DEVICE), "")
    erase.ask(world, Visit(other, DEVICE))
    assert waiting(world) == []
    assert file not in str(petition(world, other))


def test_the_units_photo_and_one_that_was_refused_do_not_wait(world) -> None:
    number = report(world).number
    assert photos.arrive(world, upload(world, begun(world, number), b"broken")) == "refused"
    fields = photos.begin_after(world, DISPATCHER, number, "after-0001", "image/jpeg")["fields"]
    assert photos.arrive(world, upload(world, fields)) == "ready"
    assert waiting(world) == []


def test_a_photo_told_twice_waits_once_and_not_again_when_it_was_judged(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    photos.arrive(world, key)
    assert petition(world, number).new_photos == (key.rpartition("/")[2],)
    judge(world, number, seen=petition(world, number).new_photos)
    for _ in range(2):
        assert photos.arrive(world, upload(world, {"key": key})) == "late"
    assert waiting(world) == []


def test_a_photo_and_a_command_at_once_lose_neither(world, monkeypatch) -> None:
    """Somebody acts between what the photo read and what it writes: it reads again."""
    number = report(world).number
    key, honest = upload(world, begun(world, number)), world.photos.noted

    def raced(*given):
        monkeypatch.setattr(world.photos, "noted", honest)
        do(world, number, "accept")
        return honest(*given)

    monkeypatch.setattr(world.photos, "noted", raced)
    assert photos.arrive(world, key) == "ready"
    assert (actions(world, number)[-1], waiting(world)) == ("accept", [number])


def comes_first(world, monkeypatch, number: str) -> None:
    """A photo of the petition becomes ready between what the next command reads and what it writes."""
    key, honest = upload(world, begun(world, number)), world.petitions.commit

    def raced(change):
        monkeypatch.setattr(world.petitions, "commit", honest)
        assert photos.arrive(world, key) == "ready"
        return honest(change)

    monkeypatch.setattr(world.petitions, "commit", raced)


def test_a_command_that_read_before_the_photo_came_is_told_to_try_again(world, monkeypatch) -> None:
    number = report(world).number
    comes_first(world, monkeypatch, number)
    with pytest.raises(Busy):
        do(world, number, "accept")
    assert waiting(world) == [number]
    do(world, number, "accept")
    assert waiting(world) == [number]


def test_a_citizen_whose_photo_comes_in_between_is_not_told_to_try_again(world, monkeypatch) -> None:
    number = report(world).number
    comes_first(world, monkeypatch, number)
    add.add(world, Visit(number, DEVICE), "It is still dark.")
    assert actions(world, number).count("comment") == 1
    assert waiting(world) == [number]


def test_a_photo_that_loses_every_race_comes_again(world, monkeypatch) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    with monkeypatch.context() as racing:
        racing.setattr(world.photos, "noted", lambda *_: False)
        with pytest.raises(Busy):
            photos.arrive(world, key)
    assert waiting(world) == []
    assert photos.arrive(world, key) == "ready"
    assert waiting(world) == [number]
