"""What was cleared for everybody: in its petition's partition, and listed by area and month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import ClearedPhoto
from chalicelib.domain.ports import Change, Page
from chalicelib.domain.publication import (
    COARSE_DIGITS,
    Publication,
    PublicPetition,
    PublicRow,
    is_public,
    is_solved,
    news_at,
    public_row,
    reply_waits,
    shown_photos,
)
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, decoded, encode, stamp, strings
from chalicelib.storage.table import Table

LISTED = ("district_key", "district_sort", "owner_key", "owner_sort", "street_key", "street_sort")


class Publications:
    """What the store of petitions keeps of publications."""

    __slots__ = ()
    table: Table

    def publication(self, number: str) -> Publication | None:
        """What was cleared of a petition, whether or not its status shows it now."""
        item = self.table.get(keys.petition(number), keys.PUBLICATION)
        return decode(item, Publication) if item else None

    def published(
        self, index: str, area: str, month: str, limit: int, cursor: dict[str, str] | None
    ) -> Page[PublicRow]:
        """Public petitions of a street or district that were submitted in a month, newest first: one query."""
        return self._newest(index, keys.published(area, month), limit, cursor)

    def latest(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[PublicRow]:
        """Public petitions of a district, those that were published or settled last first: one query."""
        return self._newest("owner", keys.latest(district), limit, cursor)

    def _newest(self, index: str, key: str, limit: int, cursor: dict[str, str] | None) -> Page[PublicRow]:
        answer = self.table.client.query(
            TableName=self.table.name,
            IndexName=index,
            KeyConditionExpression=f"{index}_key = :key AND {index}_sort < :before",
            ExpressionAttributeValues={
                ":key": {"S": key},
                ":before": {"S": cursor["before"] if cursor else "~"},
            },
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        found = answer["Items"]
        page = found[:limit]
        more = len(found) > limit or (bool(page) and "LastEvaluatedKey" in answer)
        following = {"before": page[-1][f"{index}_sort"]["S"]} if more else None
        return Page([_row(item, item[f"{index}_sort"]["S"]) for item in page], following)

    def cleared(self, numbers: Sequence[str]) -> list[PublicPetition]:
        """What everybody may read of these petitions now, in this order; others are left out: one call a hundred."""
        wanted = [strings(pk=keys.petition(number), sk=keys.PUBLICATION) for number in dict.fromkeys(numbers)]
        found = {item["number"]["S"]: item for item in self.table.batch(wanted) if "district_key" in item}
        return [_petition(found[number]) for number in numbers if number in found]


def publication_actions(table: Table, change: Change) -> list[dict[str, Any]]:
    """What a change writes of the petition's publication: new words, its newer facts, its end, or nothing."""
    before, after = change.before, change.after
    key = strings(pk=keys.petition(after.number), sk=keys.PUBLICATION)
    if change.publication:
        shown, _ = _shown(after, change.publication.month)
        named = strings(entity="publication", state=encode(change.publication))
        return [table.put_always({**shown, **key, **named})]
    if before is None or before.published_at is None:
        return []
    if after.published_at is None:
        return [{"Delete": {"TableName": table.name, "Key": key}}]
    shown, gone = _shown(after, after.published_month)
    sets = ", ".join(f"#{name} = :{name}" for name in shown)
    removed = f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""
    update = {
        "TableName": table.name,
        "Key": key,
        "UpdateExpression": f"SET {sets}{removed}",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*shown, *gone)},
        "ExpressionAttributeValues": {f":{name}": value for name, value in shown.items()},
    }
    return [{"Update": update}]


def _shown(petition: Petition, month: str) -> tuple[Item, tuple[str, ...]]:
    """The facts with the keys of the lists it stands in, and which attributes it must not have."""
    row = public_row(petition)
    facts = strings(
        number=row.number, status=row.status, category=row.category, place_name=row.place_name,
        submitted_at=stamp(petition.submitted_at), street=row.street, district=petition.district, language=petition.language,
    )  # fmt: skip
    facts |= {"solved": {"BOOL": is_solved(petition)}, "reply_waits": {"BOOL": reply_waits(petition)}}
    facts |= strings(photos=encode(shown_photos(petition)))
    if row.longitude is not None and row.latitude is not None:
        facts |= {"longitude": {"N": f"{row.longitude:.{COARSE_DIGITS}f}"}, "latitude": {"N": f"{row.latitude:.{COARSE_DIGITS}f}"}}
    if not is_public(petition):
        return facts, LISTED
    sort = keys.published_sort(facts["submitted_at"]["S"], petition.number, row.street)
    facts |= strings(district_key=keys.published(petition.district, month), district_sort=sort)
    news = keys.published_sort(stamp(news_at(petition)), petition.number, row.street)
    facts |= strings(owner_key=keys.latest(petition.district), owner_sort=news)
    if not row.street:
        return facts, ("street_key", "street_sort")
    return facts | strings(street_key=keys.published(row.street, month), street_sort=sort), ()


def _row(item: Item, sort: str) -> PublicRow:
    return PublicRow(
        number=item["number"]["S"],
        status=item["status"]["S"],
        category=item["category"]["S"],
        submitted_at=datetime.fromisoformat(item["submitted_at"]["S"]).isoformat(),
        street=keys.published_street(sort),
        place_name=item["place_name"]["S"],
        longitude=float(item["longitude"]["N"]) if "longitude" in item else None,
        latitude=float(item["latitude"]["N"]) if "latitude" in item else None,
    )


def _petition(item: Item) -> PublicPetition:
    said = decode(item, Publication)
    row = _row(item, item["district_sort"]["S"])
    photos = decoded(item["photos"]["S"], tuple[ClearedPhoto, ...]) if "photos" in item else ()  # older ones have none
    language = item.get("language", {}).get("S", "")
    waits = item.get("reply_waits", {}).get("BOOL", False)
    return PublicPetition(row, item["district"]["S"], item["solved"]["BOOL"], said.words, said.reply, said.at, photos, language, waits)
