"""A photo's way: a place and a form, the picture made of what came in, and who sees it."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import ActionNotAllowed, Busy, InvalidInput, LinkInvalid, PetitionNotFound
from chalicelib.domain.petition import Status
from chalicelib.domain.photos import came
from chalicelib.journey import links, look, photos

from tests.fakes.district import BAY_OFFICER, ELM_OFFICER, staff
from tests.fakes.petitions import stored
from tests.journey.steps import report

JPEG = "image/jpeg"


def upload(world, fields: dict, content: bytes = b"PICTURE of a lamp") -> str:
    world.photo_files.originals[fields["key"]] = content
    return fields["key"]


def begun(world, number: str, photo_id: str = "photo-0001") -> dict:
    return photos.begin(world, photos.token(world, number), photo_id, JPEG)["fields"]


def test_a_picture_is_made_shown_and_the_original_gone(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    assert photos.arrive(world, key) == "ready"
    assert world.photo_files.originals == {}
    [shown] = photos.shown(world, world.photos.of(number))
    assert (shown["kind"], shown["state"]) == ("before", "ready")
    assert number not in str(shown)
    assert {size for _, size in world.photo_files.pictures} == {"large", "small"}


def test_what_comes_twice_or_late_changes_nothing(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    assert photos.arrive(world, key) == "ready"
    first = dict(world.photo_files.pictures)
    assert photos.arrive(world, key) == "late"
    upload(world, {"key": key}, b"PICTURE of something else")
    assert photos.arrive(world, key) == "late"
    assert world.photo_files.originals == {}
    assert world.photo_files.pictures == first
    assert [each["state"] for each in photos.shown(world, world.photos.of(number))] == ["ready"]


def test_what_was_told_before_it_came_is_gone_and_what_was_refused_may_come_better(world) -> None:
    number = report(world).number
    key = begun(world, number)["key"]
    assert photos.arrive(world, key) == "gone"
    assert photos.arrive(world, upload(world, {"key": key}, b"broken")) == "refused"
    assert photos.arrive(world, upload(world, {"key": key})) == "ready"


def test_the_same_photo_begins_once_and_has_no_form_when_it_is_there(world) -> None:
    number = report(world).number
    first, second = begun(world, number), begun(world, number)
    assert first["key"] == second["key"]
    photos.arrive(world, upload(world, first))
    again = photos.begin(world, photos.token(world, number), "photo-0001", JPEG)
    assert again == {"state": "ready", "fields": {}}
    assert len(world.photos.of(number)) == 1


def test_four_are_taken_and_not_a_fifth(world) -> None:
    number = report(world).number
    for each in range(4):
        begun(world, number, f"photo-000{each}")
    with pytest.raises(InvalidInput) as told:
        begun(world, number, "photo-0004")
    assert told.value.fields == {"photos": "photos_too_many"}
    begun(world, number, "photo-0003")


def button(world, number: str, *, after: bool = False) -> dict:
    return photos.begin_page(world, number, JPEG, "https://x/p/status", after=after)["fields"]


def test_pressing_add_a_photo_again_and_again_takes_one_place(world) -> None:
    number = report(world).number
    [key] = {button(world, number)["key"] for _ in range(8)}
    assert photos.arrive(world, upload(world, {"key": key})) == "ready"
    assert button(world, number)["key"] != key


def test_a_photo_added_after_one_that_was_just_sent_takes_no_place_from_it(world) -> None:
    number = report(world).number
    first = upload(world, button(world, number))
    second = upload(world, button(world, number, after=True))
    assert (photos.arrive(world, first), photos.arrive(world, second)) == ("ready", "ready")


def test_what_nothing_came_for_is_shown_while_its_form_lasts_and_gives_way_after(world) -> None:
    number = report(world).number
    for each in range(4):
        begun(world, number, f"photo-000{each}")
    seen = look.status_for_citizen(world, links.Visit(number, links.DEVICE), "en")
    assert ([each["state"] for each in seen["photos"]], seen["can_add_photo"]) == (["awaited"] * 4, False)
    world.clock.move(minutes=30)
    seen = look.status_for_citizen(world, links.Visit(number, links.DEVICE), "en")
    assert (seen["photos"], seen["can_add_photo"]) == ([], True)
    assert look.petition_for_staff(world, ELM_OFFICER, number)["photos"] == []
    assert photos.arrive(world, upload(world, begun(world, number, "photo-0009"))) == "ready"


def test_the_button_goes_with_the_fourth_picture_and_comes_back_with_a_refused_one(world) -> None:
    number = report(world).number
    for each in range(3):
        photos.arrive(world, upload(world, begun(world, number, f"photo-000{each}")))
    visit = links.Visit(number, links.DEVICE)
    assert look.status_for_citizen(world, visit, "en")["can_add_photo"]
    key = begun(world, number, "photo-0003")["key"]
    assert not look.status_for_citizen(world, visit, "en")["can_add_photo"]
    photos.arrive(world, upload(world, {"key": key}, b"broken"))
    assert look.status_for_citizen(world, visit, "en")["can_add_photo"]
    assert photos.arrive(world, upload(world, begun(world, number, "photo-0004"))) == "ready"
    assert [each["state"] for each in photos.shown(world, world.photos.of(number))] == ["ready"] * 4


def test_a_picture_is_shown_when_its_form_was_asked_for_again_while_it_was_made(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    settle = world.photos.settle

    def asked_for_meanwhile(photo, state, reason="") -> bool:
        world.photos.settle = settle
        world.clock.move(minutes=1)
        begun(world, number)
        return settle(photo, state, reason)

    world.photos.settle = asked_for_meanwhile
    assert photos.arrive(world, key) == "ready"
    assert [each["state"] for each in photos.shown(world, world.photos.of(number))] == ["ready"]


def test_a_place_that_others_move_each_time_is_left_for_the_next_try(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    settle, world.photos.settle = world.photos.settle, lambda *_: False
    with pytest.raises(Busy):
        photos.arrive(world, key)
    world.photos.settle = settle
    assert photos.arrive(world, key) == "ready"


def test_what_came_for_a_place_that_another_photo_has_now_is_dropped(world) -> None:
    number = report(world).number
    keys = [begun(world, number, f"photo-000{each}")["key"] for each in range(4)]
    world.clock.move(minutes=30)
    assert begun(world, number, "photo-0009")["key"] not in keys
    assert photos.arrive(world, upload(world, {"key": keys[0]})) == "unknown"
    assert (world.photo_files.originals, world.photo_files.pictures) == ({}, {})


def test_what_is_no_picture_is_refused_with_why_and_deleted(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number), b"<script>")
    assert photos.arrive(world, key) == "refused"
    [shown] = photos.shown(world, world.photos.of(number))
    assert (shown["state"], shown["reason"], shown["url"]) == ("refused", "photo_unreadable", "")
    assert world.photo_files.originals == {}
    assert world.photo_files.pictures == {}


@pytest.mark.parametrize("key", ["", "x", "uploads/1/before/1", "uploads/1/sideways/1/f", "uploads/1/before/x/f", "uploads/../../etc/passwd", "uploads/1/before/1/forged"])
def test_what_lies_where_nothing_was_asked_for_is_deleted_unread(world, key: str) -> None:
    upload(world, {"key": key})
    assert photos.arrive(world, key) == "unknown"
    assert world.photo_files.originals == {}
    assert world.photo_files.pictures == {}


def test_a_crash_after_the_picture_was_made_is_mended_by_the_next_try(world) -> None:
    number = report(world).number
    key = upload(world, begun(world, number))
    settled, world.photos.settle = world.photos.settle, None
    with pytest.raises(TypeError):
        photos.arrive(world, key)
    world.photos.settle = settled
    assert photos.arrive(world, key) == "ready"


@pytest.mark.parametrize("token", ["", "x", "a-12345678901234.9999999999"])
def test_a_token_that_is_not_ours_gets_no_place(world, token: str) -> None:
    with pytest.raises(LinkInvalid):
        photos.begin(world, token, "photo-0001", JPEG)


def test_a_token_is_over_after_a_week(world) -> None:
    token = photos.token(world, report(world).number)
    world.clock.move(days=7)
    with pytest.raises(LinkInvalid):
        photos.begin(world, token, "photo-0001", JPEG)


@pytest.mark.parametrize("content_type", ["", "image/gif", "image/svg+xml", "text/html", "image/heic"])
def test_only_jpeg_and_png_get_a_form(world, content_type: str) -> None:
    with pytest.raises(InvalidInput):
        photos.begin(world, photos.token(world, report(world).number), "photo-0001", content_type)


def test_nothing_is_added_to_what_is_over(world) -> None:
    number = report(world).number
    world.memory.petitions[number] = stored(replace(world.memory.petitions[number], status=Status.WITHDRAWN))
    with pytest.raises(ActionNotAllowed):
        begun(world, number)
    with pytest.raises(ActionNotAllowed):
        photos.begin_after(world, ELM_OFFICER, number, "photo-0001", JPEG)


def test_who_works_on_it_shows_how_it_is_now_beside_how_it_was(world) -> None:
    number = report(world).number
    photos.arrive(world, upload(world, begun(world, number)))
    photos.arrive(world, upload(world, photos.begin_after(world, ELM_OFFICER, number, "photo-0001", JPEG)["fields"]))
    assert [each["kind"] for each in look.petition_for_staff(world, ELM_OFFICER, number)["photos"]] == ["before", "after"]
    seen = look.status_for_citizen(world, links.Visit(number, links.LINK), "en")
    assert [each["kind"] for each in seen["photos"]] == ["before", "after"]
    assert not seen["can_add_photo"]
    assert look.status_for_citizen(world, links.Visit(number, links.DEVICE), "en")["can_add_photo"]


@pytest.mark.parametrize("who", [BAY_OFFICER, staff(Role.ADMIN, "D")])
def test_who_may_not_see_it_is_told_that_it_does_not_exist(world, who) -> None:
    number = report(world).number
    with pytest.raises(PetitionNotFound):
        photos.begin_after(world, who, number, "photo-0001", JPEG)


def test_the_key_of_an_upload_tells_its_place(world) -> None:
    number = report(world).number
    key = begun(world, number)["key"]
    place = came(key)
    assert place is not None
    assert (place.number, place.kind, place.slot) == (number, "before", 1)
    assert len(place.file) >= 43
