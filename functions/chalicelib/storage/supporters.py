"""Who said "me too" of a petition: each browser once, and how many they are."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.storage import keys
from chalicelib.storage.items import strings
from chalicelib.storage.table import Refused, Table


@dataclass(frozen=True, slots=True)
class DynamoSupporters:
    """Each in a partition of their own, their count beside the petition: a crowd must not make it dear to read."""

    table: Table

    def add(self, number: str, who: str) -> bool:
        """True when this browser is counted now; False when it was before. Raises: Busy."""
        own = strings(pk=keys.supporters(number), sk=keys.supporter(who), entity="supporter")
        count = {
            "Update": {
                "TableName": self.table.name,
                "Key": strings(pk=keys.petition(number), sk=keys.SUPPORTERS),
                "UpdateExpression": "ADD supporters :one SET entity = :entity",
                "ExpressionAttributeValues": {":one": {"N": "1"}, ":entity": {"S": "supporters"}},
            }
        }
        try:
            self.table.write([self.table.put_if_new(own), count])
        except Refused:
            return False
        return True

    def count(self, number: str) -> int:
        """How many they are."""
        item = self.table.get(keys.petition(number), keys.SUPPORTERS, consistent=False)
        return int(item["supporters"]["N"]) if item else 0
