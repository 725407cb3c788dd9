"""Counters by month and unit, moved together with the marker of what was last counted of a petition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, product
from typing import Any

from chalicelib.domain.ports import Marker
from chalicelib.domain.tally import ALL, SCOPES, SMS, Cell, Cells
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, seconds, strings
from chalicelib.storage.table import NEW, Refused, Table

PULSES = 256
PULSES_KEPT = timedelta(days=30)
MARKS_KEPT = timedelta(days=7)  # Source: a stream keeps its records for a day, and a dead letter is taken up within days
FIXED = frozenset({"pk", "sk", "entity"})
_SEEN: dict[str, int] = {}  # by table, the generation that was read last


@dataclass(frozen=True, slots=True)
class DynamoTally:
    """Counters in the main table. `level_of` tells a unit's level, and so over how many items it is spread."""

    table: Table
    level_of: Callable[[str], str]
    generation: int | None = None  # None: the one that is read, looked up each time

    def kept(self) -> tuple[DynamoTally, ...]:
        """The counters that every event moves: those that are read, then those that are being built."""
        current, building = self._generations()
        both = (current,) if building is None else (current, building)
        return tuple(replace(self, generation=each) for each in both)

    def begin(self) -> DynamoTally:
        """The counters that are being built from now on; the same again until they are switched to."""
        current, building = self._generations()
        if building is None:
            pk, sk = keys.COUNTING
            item = strings(pk=pk, sk=sk, entity="counting") | {"current": {"N": str(current)}, "building": {"N": str(current + 1)}}
            self.table.put(item, "attribute_not_exists(pk) OR attribute_not_exists(building)")
            current, building = self._generations()
        return replace(self, generation=building)

    def switch(self) -> bool:
        """True when these counters, which were being built, are read from now on."""
        pk, sk = keys.COUNTING
        item = strings(pk=pk, sk=sk, entity="counting") | {"current": {"N": str(self.generation)}}
        return self.table.put(
            item, "building = :built", ExpressionAttributeValues={":built": {"N": str(self.generation)}}
        )

    def _generations(self) -> tuple[int, int | None]:
        item = self.table.get(*keys.COUNTING) or {"current": {"N": "0"}}
        return int(item["current"]["N"]), int(item["building"]["N"]) if "building" in item else None

    def _own(self) -> int:
        return self._generations()[0] if self.generation is None else self.generation

    def marker(self, number: str) -> Marker | None:
        """What was last counted of a petition."""
        item = self.table.get(keys.marker(number, self._own()), "K")
        return decode(item, Marker) if item else None

    def marked(self, numbers: Sequence[str]) -> dict[str, Marker]:
        """What was last counted of each of these petitions, where anything was: one call for each hundred."""
        own = self._own()
        named = {keys.marker(number, own): number for number in numbers}
        found = self.table.batch([strings(pk=pk, sk="K") for pk in named], consistent=True)
        return {named[item["pk"]["S"]]: decode(item, Marker) for item in found}

    def move(self, number: str, before: Marker | None, after: Marker, moves: Cells) -> bool:
        """True when marker and counters moved together; False when another got there first."""
        own = self._own()
        actions = [self._marker(keys.marker(number, own), before, after)]
        actions += [self._add(cell, counts, number, own) for cell, counts in moves.items()]
        try:
            self.table.write(actions)
        except Refused:
            return False
        return True

    def _marker(self, pk: str, before: Marker | None, after: Marker) -> dict[str, Any]:
        item = strings(pk=pk, sk="K", entity="marker", state=encode(after))
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

    def _add(self, cell: Cell, counts: Counter[str], number: str, generation: int) -> dict[str, Any]:
        part = keys.spread(number, self._spread(cell.unit))
        return {"Update": self._update(keys.tally(cell.period, cell.unit, part, generation), cell.scope, counts)}

    def _update(self, pk: str, sk: str, counts: Mapping[str, int]) -> dict[str, Any]:
        values: dict[str, Any] = {f":{place}": {"N": str(count)} for place, count in enumerate(counts.values())}
        return {
            "TableName": self.table.name,
            "Key": strings(pk=pk, sk=sk),
            "UpdateExpression": "SET entity = :entity ADD " + ", ".join(f"#{place} :{place}" for place in range(len(counts))),
            "ExpressionAttributeNames": {f"#{place}": name for place, name in enumerate(counts)},
            "ExpressionAttributeValues": values | {":entity": {"S": "tally"}},
        }

    def count_once(self, mark: str, cell: Cell, counts: Counter[str]) -> bool:
        """True when these counts were added now; False when they were added under the same mark before.

        They are no sums over petitions, so no later generation is built of them: they stay in the first.
        """
        item = strings(pk=keys.counted(mark), sk="K", entity="counted")
        item["expires_at"] = {"N": seconds(datetime.now(UTC) + MARKS_KEPT)}
        try:
            self.table.write([self.table.put_if_new(item), self._add(cell, counts, mark, 0)])
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

    def read(
        self,
        periods: Sequence[str],
        units: Sequence[str],
        scopes: Sequence[str] = SCOPES,
        below: Sequence[str] = (),
        *,
        past: bool = False,
        together: bool = False,
    ) -> Cells:
        """The counters of units in periods (months or days), summed over their spread; of those `below` with all under them.

        Those `past` come at half the price. `together` pays for what the scopes of a part weigh together, not for each of
        them a unit begun, and makes a call for each part instead of one for a hundred items.

        Which generation is read comes along in the same call: the last one seen is taken for granted, and where another
        one is read by now, all is asked again.
        """
        pairs = [*product(units, scopes), *product(below, (ALL,))]
        if self.generation is not None:
            return self._read(periods, pairs, self.generation, past=past, together=together)[0]
        while True:
            assumed = _SEEN.get(self.table.name, 0)
            cells, _SEEN[self.table.name] = self._read(periods, pairs, assumed, past=past, together=together)
            if _SEEN[self.table.name] == assumed:
                return cells

    def _read(
        self, periods: Sequence[str], pairs: Sequence[tuple[str, str]], generation: int, *, past: bool, together: bool
    ) -> tuple[Cells, int]:
        wanted = [
            (Cell(period, unit, scope), strings(pk=keys.tally(period, unit, part, 0 if scope == SMS else generation), sk=scope))
            for period in periods
            for unit, scope in pairs
            for part in range(self._spread(unit))
        ]
        cells: Cells = {}
        by_key = {(key["pk"]["S"], key["sk"]["S"]): cell for cell, key in wanted}
        pk, sk = keys.COUNTING
        current = 0
        asked = [*([] if together else by_key), (pk, sk)]
        parts = self._parts(by_key, consistent=not past) if together else ()
        for item in chain(parts, self.table.batch([strings(pk=pk, sk=sk) for pk, sk in asked], consistent=not past)):
            if item["pk"]["S"] == pk:
                current = int(item["current"]["N"])
                continue
            cell = by_key.get((item["pk"]["S"], item["sk"]["S"]))
            if cell is None:  # lay between two scopes that were asked for together
                continue
            counts = {name: int(value["N"]) for name, value in item.items() if name not in FIXED}
            cells.setdefault(cell, Counter()).update(counts)
        return cells, current

    def _parts(self, wanted: Iterable[tuple[str, str]], *, consistent: bool) -> Iterator[Item]:
        """The items of each part from the first wanted scope to the last, one query for each part."""
        scopes: dict[str, list[str]] = {}
        for pk, sk in wanted:
            scopes.setdefault(pk, []).append(sk)
        for pk, held in scopes.items():
            yield from self.table.query(pk, consistent=consistent, since=min(held), until=max(held))

    def mend(self, cell: Cell, was: Mapping[str, int], by: Mapping[str, int]) -> bool:
        """True when a counter that stood at `was` was moved by what it lacked; False when it stands elsewhere by now.

        All is added to its first part, on the condition that nobody moved that part: two that mend at once do it once.
        """
        own = self._own()
        pk = keys.tally(cell.period, cell.unit, 0, own)
        held = self.table.get(pk, cell.scope) or {}
        stands = replace(self, generation=own).read([cell.period], [cell.unit], (cell.scope,)).get(cell, Counter())
        if any(stands[name] != was[name] for name in by):
            return False
        unmoved = [
            f"#{place} = :was{place}" if name in held else f"attribute_not_exists(#{place})" for place, name in enumerate(by)
        ]
        update = self._update(pk, cell.scope, by) | {"ConditionExpression": " AND ".join(unmoved)}
        update["ExpressionAttributeValues"] |= {f":was{place}": held[name] for place, name in enumerate(by) if name in held}
        try:
            self.table.write([{"Update": update}])
        except Refused:
            return False
        return True
