"""A photo's way: a place and a form, the picture made of what came in, and who sees it."""

from dataclasses import replace

import pytest
from chalicelib.domain.actors import Role
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, LinkInvalid, PetitionNotFound
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
