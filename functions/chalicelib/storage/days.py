"""Which petitions have a part in a day's counters, and how far a night's recount of such days has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.storage import keys
from chalicelib.storage.items import seconds, strings
from chalicelib.storage.table import Table

KEPT = timedelta(days=70)  # a recount looks back 31 days, and from there at every day of that month
NIGHTS_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DynamoDays:
    """Lists in the main table, one item for each petition and day."""

    table: Table

    def add(self, number: str, days: Iterable[str]) -> None:
        """Nothing; the petition stands in the list of each of these days."""
        for day in days:
            # A stage's clock may run ahead of the engine's, which alone decides what has expired.
            last = max(datetime.combine(date.fromisoformat(day), time(), UTC), datetime.now(UTC)) + KEPT
            item = strings(pk=keys.day(day, keys.spread(number, keys.DAY_SPREAD)), sk=number, entity="day")
            self.table.put(item | {"expires_at": {"N": seconds(last)}})

    def petitions(self, day: str) -> Iterator[str]:
        """Numbers of the petitions in a day's list: a superset of those that are counted on it."""
        for part in range(keys.DAY_SPREAD):
            for item in self.table.query(keys.day(day, part)):
                yield item["sk"]["S"]

    def done(self, night: str) -> frozenset[str]:
        """What a night's recount has behind it."""
        item = self.table.get(keys.night(night), "K") or {}
        return frozenset(item.get("done", {"SS": []})["SS"])

    def finish(self, night: str, task: str) -> None:
        """Nothing; the night's recount has this behind it."""
        self.table.client.update_item(
            TableName=self.table.name,
            Key=strings(pk=keys.night(night), sk="K"),
            UpdateExpression="SET entity = :entity, expires_at = :expires ADD done :task",
            ExpressionAttributeValues={
                ":entity": {"S": "night"},
                ":expires": {"N": seconds(datetime.now(UTC) + NIGHTS_KEPT)},
                ":task": {"SS": [task]},
            },
        )
