"""Places and files of photos: the same contract in memory and on the engine; the engine's own rules for forms and addresses."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import timedelta
from http.client import HTTPConnection

import pytest
from chalicelib.domain import photos as rules
from chalicelib.domain.photos import LARGEST_BYTES, Photo, PhotoState, UploadPlace

from tests.fakes.small import MONDAY_9_AM

NUMBER = "12345678901234"
FILE = "f" * 43


def photo(photo_id: str = "a", kind: str = "before", file: str = FILE) -> Photo:
    return Photo(NUMBER, kind, 0, photo_id, file, "petitioner", MONDAY_9_AM)


def test_places_are_given_in_order_once_for_each_id_and_no_more_than_there_are(stores) -> None:
    given = [stores.photos.reserve(photo(name)) for name in ("a", "b", "a", "c", "d", "e")]
    assert [each.slot if each else None for each in given] == [1, 2, 1, 3, 4, None]
    assert stores.photos.reserve(photo("a", "after")).slot == 1
    assert [(each.kind, each.slot) for each in stores.photos.of(NUMBER)] == [("before", 1), ("before", 2), ("before", 3), ("before", 4), ("after", 1)]
    assert stores.photos.of("22345678901234") == []


def test_a_place_that_nothing_came_for_and_one_of_a_refused_photo_are_given_again_when_none_is_free(stores) -> None:
    first, second, *_ = [stores.photos.reserve(photo(name)) for name in ("a", "b", "c", "d")]
    late = MONDAY_9_AM + rules.FORM_LASTS
    assert stores.photos.reserve(replace(photo("e", file="e" * 43), at=late - timedelta(seconds=1))) is None
    stores.photos.settle(second, PhotoState.REFUSED, "photo_unreadable")
    again = stores.photos.reserve(replace(photo("e", file="e" * 43), at=MONDAY_9_AM))
    assert (again.slot, again.state, again.reason, again.file) == (2, PhotoState.AWAITED, "", "e" * 43)
    assert stores.photos.find(UploadPlace(NUMBER, "before", 2, FILE)) is None
    stores.photos.settle(first, PhotoState.READY)
    taken = [stores.photos.reserve(replace(photo(name, file=name * 43), at=late)) for name in ("f", "g", "h", "i")]
    assert [each.slot if each else None for each in taken] == [2, 3, 4, None]
    assert stores.photos.of(NUMBER)[0].file == FILE  # what is ready stays


def test_a_place_asked_for_again_by_its_own_photo_is_awaited_anew(stores) -> None:
    stores.photos.reserve(photo("a"))
    late = MONDAY_9_AM + rules.FORM_LASTS
    again = stores.photos.reserve(replace(photo("a", file="g" * 43), at=late))
    assert (again.slot, again.file, again.at) == (1, FILE, late)
    assert stores.photos.of(NUMBER) == [again]


def test_a_place_is_found_by_its_file_and_settled(stores) -> None:
    placed = stores.photos.reserve(photo())
    assert stores.photos.find(UploadPlace(NUMBER, "before", 1, FILE)) == placed
    for other in (UploadPlace(NUMBER, "before", 1, "g" * 43), UploadPlace(NUMBER, "after", 1, FILE), UploadPlace("2", "before", 1, FILE)):
        assert stores.photos.find(other) is None
    stores.photos.settle(placed, PhotoState.REFUSED, "photo_unreadable")
    assert stores.photos.of(NUMBER) == [replace(placed, state=PhotoState.REFUSED, reason="photo_unreadable")]
    stores.photos.settle(placed, PhotoState.READY)  # somebody who saw it before
    assert stores.photos.of(NUMBER)[0].state is PhotoState.REFUSED


def test_files_are_kept_and_forgotten(stores) -> None:
    assert stores.photo_files.original("uploads/none") is None
    stores.photo_files.keep(FILE, {"large": b"large", "small": b"small"})
    stores.photo_files.forget("uploads/none")
    assert "/photos/" in stores.photo_files.address(FILE, "small")


def posted(engine, files, fields: dict[str, str], content: bytes) -> int:
    """The status with which the bucket answers the form."""
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts += [b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + content + b"\r\n--b--\r\n"]
    connection = HTTPConnection("127.0.0.1", engine.port, timeout=30)
    try:
        connection.request("POST", f"/{files.uploads}", b"".join(parts), {"Content-Type": "multipart/form-data; boundary=b"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


@pytest.fixture
def files(engine):
    return engine.fresh().photo_files


def test_a_form_takes_one_photo_of_its_type_and_size_in(engine, files) -> None:
    place = replace(photo(), slot=1, number=str(time.time_ns())[:14])
    form = files.form(place, "image/jpeg", "")
    assert posted(engine, files, form, b"content") == 204
    assert files.original(place.upload) == b"content"
    assert posted(engine, files, form | {"key": "uploads/1/before/1/other"}, b"x") == 403
    assert posted(engine, files, form | {"Content-Type": "text/html"}, b"x") == 403
    assert posted(engine, files, form | {"acl": "public-read"}, b"x") == 403
    assert posted(engine, files, form, b"") == 204  # the darkroom refuses it, in our words
    assert files.original(place.upload) == b""
    assert posted(engine, files, form, b"x" * (LARGEST_BYTES + 1)) == 400
    files.forget(place.upload)
    assert files.original(place.upload) is None


def test_a_form_is_over_after_its_time(engine, files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.storage.photos.FORM_LASTS", timedelta(seconds=-1))
    assert posted(engine, files, files.form(replace(photo(), slot=1), "image/jpeg", ""), b"content") == 403


def test_an_address_shows_one_picture_for_a_while_and_no_other(engine, files, monkeypatch: pytest.MonkeyPatch) -> None:
    files.keep(FILE, {"large": b"large", "small": b"small"})

    def fetched(address: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{engine.port}/{files.pictures}{address}") as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, b""

    address = files.address(FILE, "small")
    assert address.startswith(f"/photos/{FILE}/small.jpg?")
    assert fetched(address) == (200, b"small")
    assert fetched(address.replace("small.jpg", "large.jpg"))[0] == 403
    assert fetched(address[:-4] + "0000")[0] == 403
    monkeypatch.setattr("chalicelib.storage.photos.ADDRESS_LASTS", timedelta(seconds=1))
    short = files.address(FILE, "small")
    time.sleep(2.5)
    assert fetched(short)[0] == 403


def test_an_upload_tells_the_queue_its_key(engine, files) -> None:
    sqs, url = engine.client("sqs"), engine.outputs["PhotoQueue"]
    place = replace(photo(), slot=1, number=str(time.time_ns())[:14])
    posted(engine, files, files.form(place, "image/jpeg", ""), b"content")
    for _ in range(20):
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", []):
            keys = [each["s3"]["object"]["key"] for each in json.loads(message["Body"]).get("Records", [])]
            if keys == [place.upload]:
                return
    raise AssertionError("the upload was never told")


def test_limits_are_those_of_the_issue() -> None:
    assert (rules.MOST["before"], rules.LARGEST_BYTES, rules.LARGEST_PIXELS) == (4, 8 * 2**20, 40_000_000)
