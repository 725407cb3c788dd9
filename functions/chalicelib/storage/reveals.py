"""Who saw which contact, for ever; and the way to the one function that may open a contact for the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.ports import Page, Revealed
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, stamp, strings
from chalicelib.storage.table import Table


@dataclass(frozen=True, slots=True)
class DynamoReveals:
    """Readings of contacts, by district: a few for each petition at most, so one partition takes them."""

    table: Table

    def record(self, entry: Revealed) -> None:
        """Nothing; the reading is on record."""
        sort = keys.reveal(stamp(entry.at), entry.number, entry.by)
        item = strings(pk=keys.reveals(entry.district), sk=sort, entity="reveal", state=encode(entry))
        self.table.put(item)

    def of(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[Revealed]:
        """Readings in a district, newest first: one query."""
        items, following = self.table.newest(keys.reveals(district), limit, cursor)
        return Page([decode(item, Revealed) for item in items], following)


@dataclass(frozen=True, slots=True)
class LambdaRevealer:
    """Asks the function that opens contacts. It is told the session, not who holds it, and finds that out itself."""

    client: Any
    function: str

    def ask(self, token: str, number: str) -> dict[str, str]:
        """The contact as `phone` and `name`, or a refusal's `code`. Raises: OSError when the function failed."""
        answer = self.client.invoke(
            FunctionName=self.function, Payload=json.dumps({"session": token, "number": number}).encode()
        )
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer or not isinstance(said, dict):
            raise OSError("the function that opens contacts failed")
        return {name: str(value) for name, value in said.items()}
