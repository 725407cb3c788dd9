"""How often a unit's sending back ended at another: a counter for each pair and month, moved in the step's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chalicelib.domain.returns import Returned, Returns
from chalicelib.storage import keys
from chalicelib.storage.items import strings
from chalicelib.storage.table import Table


def return_actions(table: str, district: str, decided: Iterable[Returned]) -> list[dict[str, Any]]:
    """Writes that count the sendings back which a step decides."""
    return [
        {
            "Update": {
                "TableName": table,
                "Key": strings(pk=keys.returns(district), sk=keys.returned(each.period, each.sender, each.owner)),
                "UpdateExpression": "SET entity = :entity, sender = :sender, taker = :owner ADD times :one",
                "ExpressionAttributeValues": {
                    ":entity": {"S": "return"}, ":one": {"N": "1"}, ":sender": {"S": each.sender}, ":owner": {"S": each.owner},
                },
            }
        }
        for each in decided
    ]  # fmt: skip


class SentBackPairs:
    """The pairs of the store of petitions."""

    __slots__ = ()
    table: Table

    def returns(self, district: str, period: str) -> Returns:
        """Who sent back to whom in a month, and how often: one query."""
        found = self.table.query(keys.returns(district), consistent=False, prefix=f"{period}#")
        return {(item["sender"]["S"], item["taker"]["S"]): int(item["times"]["N"]) for item in found}
