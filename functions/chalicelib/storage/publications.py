"""What was cleared for everybody: in its petition's partition, and listed by area and month."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Change, Page, Summary
from chalicelib.domain.publication import Publication, is_public
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, stamp, strings, summary_item
from chalicelib.storage.lists import summary_of
from chalicelib.storage.table import Table


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
    ) -> Page[Summary]:
        """Public petitions of a street or district that were submitted in a month, newest first: one query."""
        answer = self.table.client.query(
            TableName=self.table.name,
            IndexName=index,
            KeyConditionExpression=f"{index}_key = :key AND {index}_sort < :before",
            ExpressionAttributeValues={
                ":key": {"S": keys.published(area, month)},
                ":before": {"S": cursor["before"] if cursor else "~"},
            },
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        page = answer["Items"][:limit]
        more = {"before": page[-1][f"{index}_sort"]["S"]} if len(answer["Items"]) > limit else None
        return Page([summary_of(item) for item in page], more)


def publication_action(table: str, change: Change) -> dict[str, Any] | None:
    """What a change writes of the petition's publication: new words, its newer facts, its end; None for nothing."""
    before, after = change.before, change.after
    key = strings(pk=keys.petition(after.number), sk=keys.PUBLICATION)
    if change.publication:
        shown, _ = _shown(after, change.publication.month)
        named = strings(entity="publication", month=change.publication.month, state=encode(change.publication))
        return {"Put": {"TableName": table, "Item": {**shown, **key, **named}}}
    if before is None or before.published_at is None:
        return None
    if after.published_at is None:
        return {"Delete": {"TableName": table, "Key": key}}
    shown, gone = _shown(after, after.published_month)
    sets = ", ".join(f"#{name} = :{name}" for name in shown)
    removed = f" REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""
    return {
        "Update": {
            "TableName": table,
            "Key": key,
            "UpdateExpression": f"SET {sets}{removed}",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": {f"#{name}": name for name in (*shown, *gone)},
            "ExpressionAttributeValues": {f":{name}": value for name, value in shown.items()},
        }
    }


def _shown(petition: Petition, month: str) -> tuple[Item, tuple[str, ...]]:
    """The facts with the keys of the lists it stands in, and which attributes it must not have."""
    facts = summary_item(petition)
    missing = () if petition.due_at else ("due_at",)
    if not is_public(petition):
        return facts, (*missing, "district_key", "district_sort", "street_key", "street_sort")
    sort = keys.ended_sort(stamp(petition.submitted_at), petition.number)
    facts |= strings(district_key=keys.published(petition.district, month), district_sort=sort)
    if petition.place.street is None:
        return facts, (*missing, "street_key", "street_sort")
    facts |= strings(street_key=keys.published(petition.place.street, month), street_sort=sort)
    return facts, missing
