"""Photos that a person cleared: seen by neighbours and on the public page, by nobody before, and by nobody after."""

from dataclasses import replace

import pytest
from chalicelib.domain.errors import (
    ActionNotAllowed,
    IdempotencyMismatch,
    InvalidInput,
    PetitionNotFound,
    VersionConflict,
)
from chalicelib.domain.petition import Kind, Status
from chalicelib.domain.photos import AFTER, BEFORE, Photo, PhotoState
from chalicelib.domain.publication import shown_photos
from chalicelib.journey import check, erase, public, submit
from chalicelib.journey.clear import Decision, decide, proposal
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.withdraw import withdraw

from tests.fakes.district import BAY, DISPATCHER, DISTRICT, ELM_OFFICER, IN_HILL, SUPERVISOR, staff
from tests.fakes.petitions import stored
from tests.journey.steps import actions, do, petition, report

LAMP = {"point": IN_HILL, "community": None, "category": "01"}


def photo(world, number: str, kind=BEFORE, slot: int = 1, state=PhotoState.READY) -> str:
    file = world.ids.token()[:43]
    world.photos.held[number, kind, slot] = Photo(number, kind, slot, f"photo-{kind}-{slot}", file, "x", world.clock.now(), state)
    return file


def clear(world, number: str, *files: str, decision: str = "photos", who=DISPATCHER, key: str = "", version: int = 0, words: str = ""):
    said = Decision(number, version or petition(world, number).version, decision, words, photos=files)
    return decide(world, said, who, key or world.ids.token())


def near_photos(world) -> list[str]:
    asked = submit.Submission(text="The lamp is dark.", consent=True, category="01", point=IN_HILL)
    return [each["photo"] for each in check.check(world, asked)["nearby"]]


def public_photos(world, number: str) -> list[tuple[str, str]]:
    return [(each["kind"], each["small"]) for each in public.petition(world, number, "en")["photos"]]


def small(world, file: str) -> str:
    return world.photo_files.address(file, "small")


def test_no_photo_is_shown_to_neighbours_when_nobody_cleared_it(world) -> None:
    number = report(world, **LAMP).number
    photo(world, number)
    clear(world, number, decision="publish", words="The lamp is dark.")
    assert near_photos(world) == [""]
    assert public_photos(world, number) == []


def test_a_cleared_photo_is_shown_to_neighbours_while_the_text_stays_unpublished(world) -> None:
    number = report(world, **LAMP).number
    file, other = photo(world, number), photo(world, number, slot=2)
    told = clear(world, number, file)
    assert told == {"number": number, "version": petition(world, number).version, "public": False}
    assert near_photos(world) == [small(world, file)]
    assert other not in str(check.check(world, submit.Submission(text="Lamp.", consent=True, category="01", point=IN_HILL)))
    assert actions(world, number)[-1] == "clear_photos"
    with pytest.raises(PetitionNotFound):
        public.petition(world, number, "en")


def test_neighbours_see_the_trouble_and_not_the_work(world) -> None:
    number = report(world, **LAMP).number
    after = photo(world, number, AFTER)
    clear(world, number, after)
    assert near_photos(world) == [""]
    before = photo(world, number)
    clear(world, number, after, before)
    assert near_photos(world) == [small(world, before)]


def test_text_and_photos_are_cleared_by_one_decision_and_stand_in_the_history_apart(world) -> None:
    number = report(world, **LAMP).number
    before, after = photo(world, number), photo(world, number, AFTER)
    version = petition(world, number).version
    told = clear(world, number, after, before, decision="publish", words="The lamp is dark.")
    assert told == {"number": number, "version": version + 2, "public": True}
    assert actions(world, number)[-2:] == ["publish", "clear_photos"]
    assert world.memory.history[number, version + 2].reason == "before-1 after-1"
    assert public_photos(world, number) == [("before", small(world, before)), ("after", small(world, after))]


def test_publishing_without_a_word_about_photos_leaves_them_as_they_are(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file)
    decide(world, Decision(number, petition(world, number).version, "publish", "The lamp is dark."), DISPATCHER, "k" * 20)
    assert public_photos(world, number) == [("before", small(world, file))]
    clear(world, number, file, decision="publish", words="It is dark.")
    assert actions(world, number).count("clear_photos") == 1, "what was cleared already is not cleared again"


def test_what_is_unticked_is_gone_at_once_and_the_text_stays(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file, decision="publish", words="The lamp is dark.")
    clear(world, number)
    assert (near_photos(world), public_photos(world, number)) == ([""], [])
    assert actions(world, number)[-1] == "hide_photos"


def test_taking_the_publication_back_takes_its_photos_back(world) -> None:
    number = report(world, **LAMP).number
    clear(world, number, photo(world, number), decision="publish", words="The lamp is dark.")
    clear(world, number, decision="take_back")
    assert (near_photos(world), petition(world, number).cleared_photos) == ([""], ())


def test_a_text_that_is_refused_leaves_its_photos_to_neighbours(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file)
    clear(world, number, decision="refuse")
    assert near_photos(world) == [small(world, file)]


def test_the_same_set_twice_is_one_act(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    first = clear(world, number, file, file)
    assert clear(world, number, file) == first
    assert actions(world, number).count("clear_photos") == 1


def test_the_same_key_clears_once_and_another_set_under_it_is_refused(world) -> None:
    number = report(world, **LAMP).number
    file, version = photo(world, number), petition(world, number).version
    first, second = (clear(world, number, file, version=version, key="k" * 20) for _ in range(2))
    assert (first, actions(world, number).count("clear_photos")) == (second, 1)
    with pytest.raises(IdempotencyMismatch):
        clear(world, number, version=version, key="k" * 20)


def test_one_of_two_who_tick_at_once_wins(world) -> None:
    number = report(world, **LAMP).number
    file, version = photo(world, number), petition(world, number).version
    clear(world, number, file, version=version, who=SUPERVISOR)
    with pytest.raises(VersionConflict) as conflict:
        clear(world, number, version=version)
    assert conflict.value.details["first"]["by"] == SUPERVISOR.login
    assert near_photos(world) == [small(world, file)]


@pytest.mark.parametrize("who", [ELM_OFFICER, staff("admin", DISTRICT), staff("dispatcher", BAY)])
def test_photos_are_cleared_by_nobody_but_the_command_centre(world, who) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    with pytest.raises(PetitionNotFound):
        clear(world, number, file, who=who)
    assert near_photos(world) == [""]


def test_a_photo_that_is_not_a_ready_one_of_this_petition_is_refused(world) -> None:
    number, other = report(world, **LAMP).number, report(world, **LAMP).number
    ready, foreign = photo(world, number), photo(world, other)
    awaited, refused = photo(world, number, slot=2, state=PhotoState.AWAITED), photo(world, number, slot=3, state=PhotoState.REFUSED)
    for hostile in (foreign, awaited, refused, "", "../secret", "before/1", *(f"x{place}" for place in range(3))):
        with pytest.raises(InvalidInput) as told:
            clear(world, number, ready, hostile)
        assert told.value.fields == {"photos": "photo_unknown"}
    assert (near_photos(world), petition(world, number).cleared_photos) == (["", ""], ())


def test_which_photos_must_be_said_when_they_are_what_is_decided(world) -> None:
    number = report(world, **LAMP).number
    clear(world, number, photo(world, number))
    with pytest.raises(InvalidInput) as told:
        decide(world, Decision(number, petition(world, number).version, "photos"), DISPATCHER, "k" * 20)
    assert told.value.fields == {"photos": "photos_missing"}
    assert len(petition(world, number).cleared_photos) == 1


@pytest.mark.parametrize("changes", [
    {"about_staff": True}, {"kind": Kind.ENFORCEMENT}, {"status": Status.WITHDRAWN}, {"status": Status.REJECTED}, {"status": Status.MERGED},
])  # fmt: skip
def test_photos_of_what_strangers_never_see_are_not_cleared_and_hidden_when_they_were(world, changes: dict) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file)
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], **changes))
    assert (near_photos(world), shown_photos(petition(world, number))) == ([], ())
    second = photo(world, number, slot=2)
    with pytest.raises(ActionNotAllowed):
        clear(world, number, file, second)
    assert proposal(world, DISPATCHER, number)["may_show_photos"] is False
    clear(world, number)
    assert petition(world, number).cleared_photos == ()


def test_a_matter_of_law_enforcement_may_show_its_text_and_never_a_photo(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], kind=Kind.ENFORCEMENT))
    with pytest.raises(ActionNotAllowed):
        clear(world, number, file, decision="publish", words="The lamp is dark.")
    clear(world, number, decision="publish", words="The lamp is dark.")
    assert public_photos(world, number) == []


def test_withdrawal_forgets_what_was_cleared(world) -> None:
    number = report(world, **LAMP).number
    clear(world, number, photo(world, number), decision="publish", words="The lamp is dark.")
    withdraw(world, Visit(number, DEVICE), "")
    assert petition(world, number).cleared_photos == ()
    with pytest.raises(PetitionNotFound):
        public.petition(world, number, "en")


def test_erasure_forgets_what_was_cleared(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file, decision="publish", words="The lamp is dark.")
    erase.ask(world, Visit(number, DEVICE))
    assert file not in str(petition(world, number))
    assert near_photos(world) == []
    with pytest.raises(ActionNotAllowed):
        clear(world, number, photo(world, number))


def test_a_rejected_petition_shows_its_photos_to_nobody_until_it_is_taken_up_again(world) -> None:
    number = report(world, **LAMP).number
    file = photo(world, number)
    clear(world, number, file, decision="publish", words="The lamp is dark.")
    do(world, number, "reject", who=DISPATCHER, reason="private_dispute", note="Between neighbours.")
    assert near_photos(world) == []
    with pytest.raises(PetitionNotFound):
        public.petition(world, number, "en")


def test_who_clears_sees_each_ready_photo_large_and_what_is_cleared(world) -> None:
    number = report(world, **LAMP, hide_identity=True).number
    file, _ = photo(world, number), photo(world, number, slot=2, state=PhotoState.REFUSED)
    after = photo(world, number, AFTER)
    clear(world, number, after)
    seen = proposal(world, DISPATCHER, number)
    at = world.clock.now().isoformat()
    assert seen["photos"] == [
        {"file": file, "kind": "before", "slot": 1, "at": at, "url": world.photo_files.address(file, "large"), "cleared": False},
        {"file": after, "kind": "after", "slot": 1, "at": at, "url": world.photo_files.address(after, "large"), "cleared": True},
    ]
    assert (seen["may_show_photos"], seen["hide_identity"]) == (True, True)
