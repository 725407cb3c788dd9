"""Lists of petitions, each one query of an index: queues by deadline, what is due, what waits for a calendar year."""

from __future__ import annotations

import heapq
import json
from datetime import datetime
from itertools import product
from typing import Any

from chalicelib.domain.petition import Ringing
from chalicelib.domain.ports import Page, Pressing, Summary
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decoded, stamp
from chalicelib.storage.table import Table


class Lists:
    """The lists of the store of petitions."""

    __slots__ = ()
    table: Table

    def queue(self, index: str, unit: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        """Open petitions by deadline: of an owner, a street, a district (its parts merged), or a list beside the owner's.

        One query each; DISTRICT_SPREAD queries for a district.
        """
        parts = [None] if index != "district" else list(range(keys.DISTRICT_SPREAD))
        after = cursor.get("after") if cursor else None
        found = [self._part(index, keys.queue(index, unit, part), limit + 1, after) for part in parts]
        sort = "owner_sort" if index in keys.BESIDE_OWNER else f"{index}_sort"
        merged = list(heapq.merge(*found, key=lambda item: item[sort]["S"]))
        page = merged[:limit]
        more = {"after": page[-1][sort]["S"]} if len(merged) > limit else None
        return Page([summary_of(item) for item in page], more)

    def pressing(self, index: str, unit: str, now: datetime) -> Pressing:
        """What presses among the open petitions of an `owner`, a `street` or a `district`: one query for each part.

        A query reads a megabyte, about two thousand of them; where a part holds more, the figures are the least that it is.
        """
        parts = [None] if index != "district" else list(range(keys.DISTRICT_SPREAD))
        found, more = [], False
        for part in parts:
            answer = self.table.client.query(
                TableName=self.table.name,
                IndexName=index,
                KeyConditionExpression=f"{index}_key = :key AND {index}_sort < :now",
                ProjectionExpression=f"{index}_sort",
                ExpressionAttributeValues={":key": {"S": keys.queue(index, unit, part)}, ":now": {"S": keys.queue_until(stamp(now))}},
            )
            found += [keys.queue_place(item[f"{index}_sort"]["S"]) for item in answer["Items"]]
            more = more or "LastEvaluatedKey" in answer
        late = sum(due is not None and due < stamp(now) for _, due in found)
        return Pressing(late, sum(first for first, _ in found), more)

    def length(self, index: str, unit: str) -> tuple[int, bool]:
        """How many stand in a list beside the owner's, and whether there are more than one query looks at."""
        answer = self.table.client.query(
            TableName=self.table.name,
            IndexName="owner",
            KeyConditionExpression="owner_key = :key",
            ExpressionAttributeValues={":key": {"S": keys.queue(index, unit)}},
            Select="COUNT",
        )
        return answer["Count"], "LastEvaluatedKey" in answer

    def ended(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Summary]:
        """Petitions of a district that are over, the newest submission first: DISTRICT_SPREAD queries."""
        before = cursor["before"] if cursor else "~"
        found: list[list[Item]] = []
        for part in range(keys.DISTRICT_SPREAD):
            answer = self.table.client.query(
                TableName=self.table.name,
                IndexName="district",
                KeyConditionExpression="district_key = :key AND district_sort < :before",
                ExpressionAttributeValues={
                    ":key": {"S": keys.queue("ended", district, part)},
                    ":before": {"S": before},
                },
                ScanIndexForward=False,
                Limit=limit + 1,
            )
            found.append(answer["Items"])
        merged = list(heapq.merge(*found, key=lambda item: item["district_sort"]["S"], reverse=True))
        page = merged[:limit]
        more = {"before": page[-1]["district_sort"]["S"]} if len(merged) > limit else None
        return Page([summary_of(item) for item in page], more)

    def submitted(self, district: str, since: datetime, before: datetime) -> list[str]:
        """Numbers of all petitions of a district that were submitted within a span, open or over, in order.

        A petition that moves from one list to the other meanwhile may be missed or seen twice: whoever relies on all of
        them asks again.
        """
        span = {":since": {"S": stamp(since)}, ":before": {"S": stamp(before)}}
        found: set[tuple[str, str]] = set()
        for part in range(keys.DISTRICT_SPREAD):
            over = {":key": {"S": keys.queue("ended", district, part)}, **span}
            found |= self._numbers("district_key = :key AND district_sort BETWEEN :since AND :before", over)
            still = {":key": {"S": keys.queue("district", district, part)}, **span}
            found |= self._numbers("district_key = :key", still, "submitted_at BETWEEN :since AND :before")
        return [number for at, number in sorted(found) if stamp(since) <= at < stamp(before)]

    def _numbers(self, condition: str, values: Item, keep: str = "") -> set[tuple[str, str]]:
        """When each was submitted, and its number."""
        wanted: dict[str, Any] = {
            "TableName": self.table.name, "IndexName": "district", "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values, **({"FilterExpression": keep} if keep else {}),
        }  # fmt: skip
        return {(item["submitted_at"]["S"], item["number"]["S"]) for item in self.table.pages(wanted)}

    def _part(self, index: str, key: str, limit: int, after: str | None) -> list[Item]:
        index = "owner" if index in keys.BESIDE_OWNER else index
        answer = self.table.client.query(
            TableName=self.table.name,
            IndexName=index,
            KeyConditionExpression=f"{index}_key = :key AND {index}_sort > :after",
            ExpressionAttributeValues={":key": {"S": key}, ":after": {"S": after or " "}},
            Limit=limit,
        )
        items: list[Item] = answer["Items"]
        return items

    @property
    def due_parts(self) -> int:
        """Into how many parts the wake index is spread."""
        return keys.WAKE_SPREAD

    def due(
        self, now: datetime, limit: int, part: int, after: str | None = None
    ) -> tuple[list[str], str | None]:
        """Numbers in one part of the wake index that the sweep must look at, and where the next ones begin."""
        start = json.loads(after) if after else None
        found, following = self.table.due(f"W#{part}", stamp(now), limit, start)
        numbers = [item["pk"]["S"].partition("#")[2] for item in found]
        return numbers, json.dumps(following) if following else None

    def without_deadline(self, district: str, limit: int) -> list[str]:
        """Numbers of petitions of a district whose closing deadline waits for a calendar year."""
        numbers: list[str] = []
        for part, unknown in product(range(keys.DISTRICT_SPREAD), keys.queue_unknown()):
            answer = self.table.client.query(
                TableName=self.table.name,
                IndexName="district",
                KeyConditionExpression="district_key = :key AND begins_with(district_sort, :unknown)",
                ExpressionAttributeValues={
                    ":key": {"S": keys.queue("district", district, part)},
                    ":unknown": {"S": unknown},
                },
                Limit=limit,
            )
            numbers += [item["number"]["S"] for item in answer["Items"]]
        return numbers


def summary_of(item: Item) -> Summary:
    """What a list shows of a petition's item."""
    return Summary(
        number=item["number"]["S"],
        status=item["status"]["S"],
        category=item["category"]["S"],
        urgency=int(item["urgency"]["N"]),
        emergency=item["emergency"]["BOOL"],
        place_name=item["place_name"]["S"],
        owner=item["owner"]["S"],
        submitted_at=item["submitted_at"]["S"],
        due_at=item["due_at"]["S"] if "due_at" in item else None,
        version=int(item["version"]["N"]),
        round_number=int(item["round_number"]["N"]),
        calendar_missing=item["calendar_missing"]["BOOL"],
        waits_for=item["waits_for"]["S"] if "waits_for" in item else "",
        longitude=float(item["longitude"]["N"]) if "longitude" in item else None,
        latitude=float(item["latitude"]["N"]) if "latitude" in item else None,
        ringing=decoded(item["ringing"]["S"], Ringing) if "ringing" in item else None,
    )
