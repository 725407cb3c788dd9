"""How each carrier has been doing: one item a carrier, read by every sender, written when something changed."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.domain.carriers import Circuit
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, strings
from chalicelib.storage.table import Table


@dataclass(frozen=True, slots=True)
class DynamoCircuits:
    """Circuits in the main table."""

    table: Table

    def read(self, carrier: str) -> Circuit:
        """The carrier's circuit; a closed one when nothing is known."""
        item = self.table.get(keys.circuit(carrier), keys.CIRCUIT)
        return decode(item, Circuit) if item else Circuit(carrier)

    def write(self, before: Circuit, after: Circuit) -> bool:
        """True when written; False when another sender wrote first."""
        item = strings(
            pk=keys.circuit(after.carrier), sk=keys.CIRCUIT, entity="circuit", state=encode(after)
        ) | {"version": {"N": str(after.version)}}
        return self.table.put(
            item,
            "attribute_not_exists(pk) OR version = :before",
            ExpressionAttributeValues={":before": {"N": str(before.version)}},
        )
