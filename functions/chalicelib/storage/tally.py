"""Counters by month and unit, moved together with the marker of what was last counted of a petition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.ports import Marker
from chalicelib.domain.tally import SCOPES, Cell, Cells
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, seconds, strings
from chalicelib.storage.table import Refused, Table

PULSES = 256
PULSES_KEPT = timedelta(days=30)
MARKS_KEPT = timedelta(days=7)  # Source: a stream keeps its records for a day, and a dead letter is taken up within days
NEW = "attribute_not_exists(pk)"
FIXED = frozenset({"pk", "sk", "entity"})


@dataclass(frozen=True, slots=True)
class DynamoTally:
    """Counters in the main table. `level_of` tells a unit's level, and so over how many items it is spread."""

    table: Table
    level_of: Callable[[str], str]

    def marker(self, number: str) -> Marker | None:
        """What was last counted of a petition."""
        item = self.table.get(keys.marker(number), "K")
        return decode(item, Marker) if item else None

    def move(self, number: str, before: Marker | None, after: Marker, moves: Cells) -> bool:
        """True when marker and counters moved together; False when another got there first."""
        actions = [self._marker(number, before, after)]
        actions += [self._add(cell, counts, number) for cell, counts in moves.items()]
        try:
            self.table.write(actions)
        except Refused:
            return False
        return True

    def _marker(self, number: str, before: Marker | None, after: Marker) -> dict[str, Any]:
        item = strings(pk=keys.marker(number), sk="K", entity="marker", state=encode(after))
        item["turn"] = {"N": str(after.turn)}
        if before is None:
            return self.table.put_if_new(item)
        return {
            "Put": {
                "TableName": self.table.name,
                "Item": item,
                "ConditionExpression": "turn = :turn",
                "ExpressionAttributeValues": {":turn": {"N": str(before.turn)}},
            }
        }

    def _add(self, cell: Cell, counts: Counter[str], number: str) -> dict[str, Any]:
        part = keys.spread(number, self._spread(cell.unit))
        names = {f"#{place}": name for place, name in enumerate(counts)}
        values: dict[str, Any] = {
            f":{place}": {"N": str(count)} for place, count in enumerate(counts.values())
        }
        added = ", ".join(f"#{place} :{place}" for place in range(len(counts)))
        return {
            "Update": {
                "TableName": self.table.name,
                "Key": strings(pk=keys.tally(cell.period, cell.unit, part), sk=cell.scope),
                "UpdateExpression": f"SET entity = :entity ADD {added}",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values | {":entity": {"S": "tally"}},
            }
        }

    def count_once(self, mark: str, cell: Cell, counts: Counter[str]) -> bool:
        """True when these counts were added now; False when they were added under the same mark before."""
        item = strings(pk=keys.counted(mark), sk="K", entity="counted")
        item["expires_at"] = {"N": seconds(datetime.now(UTC) + MARKS_KEPT)}
        try:
            self.table.write([self.table.put_if_new(item), self._add(cell, counts, mark)])
        except Refused:
            return False
        return True

    def _spread(self, unit: str) -> int:
        return keys.TALLY_SPREAD.get(self.level_of(unit), 1)

    def send_pulses(self, period: str, now: datetime) -> None:
        """Nothing; marks follow every change of the petitions that was written before, on every path to the counters.

        A stream keeps order within a shard only. Each mark falls into a shard by chance: that one of 16 shards gets
        none of 256 marks happens once in a million months.
        """
        expires = {"N": seconds(now + PULSES_KEPT)}
        self.table.put(strings(pk=keys.pulses(period), sk="Z", entity="pulses") | {"expires_at": expires}, NEW)
        for part in range(PULSES):
            item = strings(pk=keys.pulse(period, part), sk="Z", entity="pulse", period=period)
            self.table.put(item | {"part": {"N": str(part)}, "expires_at": expires})

    def pulse_arrived(self, period: str, part: int) -> None:
        """Nothing; one mark came to the counters, once or again."""
        self.table.client.update_item(
            TableName=self.table.name,
            Key=strings(pk=keys.pulses(period), sk="Z"),
            UpdateExpression="ADD arrived :part",
            ExpressionAttributeValues={":part": {"NS": [str(part)]}},
        )

    def pulses_missing(self, period: str) -> int | None:
        """How many marks have not come yet; 0 when all counters have passed, None when none were sent."""
        item = self.table.get(keys.pulses(period), "Z")
        return None if item is None else PULSES - len(item.get("arrived", {"NS": []})["NS"])

    def read(self, periods: Sequence[str], units: Sequence[str], scopes: Sequence[str] = SCOPES) -> Cells:
        """The counters of units in periods (months or days), summed over their spread."""
        wanted = [
            (Cell(period, unit, scope), strings(pk=keys.tally(period, unit, part), sk=scope))
            for period in periods
            for unit in units
            for part in range(self._spread(unit))
            for scope in scopes
        ]
        cells: Cells = {}
        by_key = {(key["pk"]["S"], key["sk"]["S"]): cell for cell, key in wanted}
        for item in self.table.batch([key for _, key in wanted], consistent=True):
            cell = by_key[item["pk"]["S"], item["sk"]["S"]]
            counts = {name: int(value["N"]) for name, value in item.items() if name not in FIXED}
            cells.setdefault(cell, Counter()).update(counts)
        return cells
