"""Photos: their places in the table beside the petition, and their files in two private buckets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from chalicelib.domain.marks import marks
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import (
    ADDRESS_LASTS,
    BEFORE,
    FORM_LASTS,
    LARGEST_BYTES,
    MOST,
    SIZES,
    Photo,
    PhotoState,
    UploadPlace,
    picture,
)
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, mark_item, petition_item, petition_update, strings
from chalicelib.storage.table import NEW, Refused, Table


@dataclass(frozen=True, slots=True)
class DynamoPhotos:
    """The places of photos: a few for each petition, in its own partition."""

    table: Table

    def of(self, number: str) -> list[Photo]:
        """Every place that was given, the citizen's before the unit's after."""
        return placed(self.table.query(keys.petition(number), prefix=keys.BESIDE))[0]

    def reserve(self, photo: Photo) -> Photo | None:
        """The photo in the first free place of its kind, or in the one that its id has already; None when all are taken.

        When none was never given, the place of one that gives way. What its own id still awaits is awaited anew.
        """
        held = [each for each in self.of(photo.number) if each.kind == photo.kind]
        same = next((each for each in held if each.id == photo.id), None)
        if same is not None:
            return self._anew(same, photo.at) if same.state is PhotoState.AWAITED else same
        for slot in range(1, MOST[photo.kind] + 1):
            placed = replace(photo, slot=slot)
            if self.table.put(_item(placed), NEW):
                return placed
        for before in (each for each in held if each.gives_way(photo.at)):
            placed = replace(photo, slot=before.slot)
            if self.table.replace(_item(placed), before):
                return placed
        return None

    def _anew(self, photo: Photo, at: datetime) -> Photo | None:
        """The photo awaited from now on; where something became of it meanwhile, as that stands."""
        renewed = replace(photo, at=at)
        if self.table.replace(_item(renewed), photo):
            return renewed
        return self.find(UploadPlace(photo.number, photo.kind, photo.slot, photo.file))

    def find(self, came: UploadPlace) -> Photo | None:
        """The place that an upload was meant for; None when it was never given."""
        item = self.table.get(keys.petition(came.number), keys.photo(came.kind, came.slot))
        found = decode(item, Photo) if item else None
        return found if found and found.file == came.file else None

    def settle(self, photo: Photo, state: PhotoState, reason: str = "") -> bool:
        """True when the place says now what became of its photo; False when it is gone, or another was first."""
        return self.table.replace(_item(replace(photo, state=state, reason=reason)), photo)

    def noted(self, photo: Photo, before: Petition, after: Petition) -> bool:
        """True when the photo is ready and its petition knows of it; False when the photo or the petition was moved."""
        actions = [
            self.table.put_if_state(_item(replace(photo, state=PhotoState.READY)), photo),
            petition_update(self.table.name, petition_item(after), before),
            *(self.table.put_always(mark_item(name, after)) for name in sorted(marks(after) - marks(before))),
        ]
        try:
            self.table.write(actions)
        except Refused:
            return False
        return True


def placed(items: Iterable[Item]) -> tuple[list[Photo], int]:
    """The places among a petition's items, and how many people said "me too"."""
    by_entity: dict[str, list[Item]] = {"photo": [], "supporters": []}
    for item in items:
        by_entity.get(item["entity"]["S"], []).append(item)
    found = [decode(item, Photo) for item in by_entity["photo"]]
    counted = sum(int(item["supporters"]["N"]) for item in by_entity["supporters"])
    return sorted(found, key=lambda each: (each.kind != BEFORE, each.slot)), counted


def _item(photo: Photo) -> Item:
    place = strings(pk=keys.petition(photo.number), sk=keys.photo(photo.kind, photo.slot))
    return place | strings(entity="photo", state=encode(photo))


@dataclass(frozen=True, slots=True)
class S3PhotoFiles:
    """Originals come in by a signed form and are deleted; what was made of them is shown by a signed address."""

    s3: Any
    uploads: str
    pictures: str

    def form(self, photo: Photo, content_type: str, back: str) -> dict[str, str]:
        """The fields of a form that takes this one photo in, of this type and at most LARGEST_BYTES, for a while.

        An empty one is let in, so that a form sent without a photo is refused by us and not in the bucket's own XML.
        """
        fields = {"Content-Type": content_type} | ({"success_action_redirect": back} if back else {})
        signed = self.s3.generate_presigned_post(
            self.uploads,
            photo.upload,
            Fields=fields,
            Conditions=[*({name: value} for name, value in fields.items()), ["content-length-range", 0, LARGEST_BYTES]],
            ExpiresIn=int(FORM_LASTS.total_seconds()),
        )
        return {str(name): str(value) for name, value in signed["fields"].items()}

    def address(self, file: str, size: str) -> str:
        """Where the picture is shown for a while: a path of our own origin, whose front passes it on to the bucket."""
        signed = self.s3.generate_presigned_url(
            "get_object",
            Params={"Bucket": self.pictures, "Key": picture(file, size)},
            ExpiresIn=int(ADDRESS_LASTS.total_seconds()),
        )
        parts = urlsplit(signed)
        return f"{parts.path.removeprefix(f'/{self.pictures}')}?{parts.query}"

    def original(self, key: str) -> bytes | None:
        """What came in; None when it is gone. What is larger than the form lets through is not read to its end."""
        try:
            found = self.s3.get_object(Bucket=self.uploads, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied"):
                return None
            raise
        content: bytes = found["Body"].read(LARGEST_BYTES + 1)
        return content

    def keep(self, file: str, made: dict[str, bytes]) -> None:
        """Nothing; the pictures can be shown."""
        for size, content in made.items():
            self.s3.put_object(Bucket=self.pictures, Key=picture(file, size), Body=content, ContentType="image/jpeg", CacheControl=f"private, max-age={int(ADDRESS_LASTS.total_seconds())}")

    def forget(self, key: str) -> None:
        """Nothing; the original is gone."""
        self.s3.delete_object(Bucket=self.uploads, Key=key)

    def drop(self, file: str) -> None:
        """Nothing; the pictures are gone, in both sizes."""
        for size in SIZES:
            self.s3.delete_object(Bucket=self.pictures, Key=picture(file, size))
