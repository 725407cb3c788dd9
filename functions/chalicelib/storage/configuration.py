"""Configurations of the districts: documents named after what they hold, and one item that says which ones count.

A document never changes: its key holds its digest, so a reader that knows a head finds all of it, whatever is being
loaded meanwhile. A change puts the documents that are new and then moves the head, with an entry of the history, in
one transaction under the condition that nobody moved it first. Documents that no head names any more stay: the
history points at them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.configuration import Configuration, ConfigurationChange, Row, digest, written
from chalicelib.domain.ports import Page
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, stamp, strings
from chalicelib.storage.table import Refused, Table

PART_CHARACTERS = 90_000  # up to 4 bytes each, and an item holds 400 KB
LONGEST_FIELDS = 200_000  # of a history entry; beyond it says which rows, and the documents say the rest
TRIES = 5


@dataclass(frozen=True, slots=True)
class Head:
    """Of one district: its version, and digest and number of parts of each document."""

    version: str
    documents: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Heads:
    """Of the whole deployment, in the order in which the districts came; `revision` moves by one."""

    revision: int = 0
    site_origin: str = ""
    districts: dict[str, Head] | None = None

    @property
    def by_code(self) -> dict[str, Head]:
        """The heads by district; empty before the first load."""
        return self.districts or {}


@dataclass(frozen=True, slots=True)
class StoredConfigurations:
    """Reads and changes configurations. Nothing here is kept between calls."""

    table: Table

    def heads(self, *, consistent: bool = True) -> Heads:
        """What counts now."""
        item = self.table.get(keys.CONFIG, keys.HEADS, consistent=consistent)
        return decode(item, Heads) if item and "state" in item else Heads()

    def document(self, district: str, name: str, named: tuple[str, int]) -> list[Row]:
        """A document's rows."""
        pk, (of, parts) = keys.configuration(district), named
        texts: list[str] = []
        for part in range(parts):
            sk = keys.document(name, of, part)
            # What was put just now may not be everywhere yet, so a miss is asked again.
            item = self.table.get(pk, sk, consistent=False) or self.table.get(pk, sk)
            texts += [item["body"]["S"]] if item else []
        rows: list[Row] = json.loads("".join(texts))
        return rows

    def get(self, district: str) -> Configuration | None:
        """A district's configuration as it stands; None when none was loaded."""
        head = self.heads().by_code.get(district)
        if head is None:
            return None
        return Configuration(district, head.version, self._documents(district, head))

    def _documents(self, district: str, head: Head) -> dict[str, list[Row]]:
        """All documents that a head names, in one call: no more than a hundred parts, of less than 16 MB."""
        pk = keys.configuration(district)
        parts = {
            name: [keys.document(name, of, part) for part in range(count)]
            for name, (of, count) in head.documents.items()
        }
        wanted = [strings(pk=pk, sk=sk) for sks in parts.values() for sk in sks]
        bodies = {item["sk"]["S"]: item["body"]["S"] for item in self.table.batch(wanted, consistent=True)}
        return {name: json.loads("".join(bodies[sk] for sk in sks)) for name, sks in parts.items()}

    def replace(self, after: Configuration, entry: ConfigurationChange) -> bool:
        """True when the documents count from now on; False when the district was changed since `entry`'s before."""
        head: Head | None = None
        for _ in range(TRIES):
            heads = self.heads()
            standing = heads.by_code.get(after.district)
            if (standing.version if standing else "") != entry.version_before:
                return False
            head = head or self._put(after, standing.documents if standing else {})
            moved = replace(
                heads, revision=heads.revision + 1, districts={**heads.by_code, after.district: head}
            )
            if self._move(heads, moved, entry):
                return True
        return False

    def set_site_origin(self, origin: str) -> None:
        """Nothing; links are built on this origin from now on."""
        for _ in range(TRIES):
            heads = self.heads()
            moved = replace(heads, revision=heads.revision + 1, site_origin=origin)
            if heads.site_origin == origin or self._move(heads, moved, None):
                return

    def history(
        self, district: str, limit: int, cursor: dict[str, str] | None
    ) -> Page[ConfigurationChange]:
        """What was changed, newest first."""
        before = cursor["before"] if cursor else keys.CONFIGURATION_HISTORY + "~"
        answer = self.table.client.query(
            TableName=self.table.name,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :before",
            ExpressionAttributeValues={
                ":pk": {"S": keys.configuration(district)},
                ":from": {"S": keys.CONFIGURATION_HISTORY},
                ":before": {"S": before},
            },
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        items = answer["Items"]
        found = [decode(item, ConfigurationChange) for item in items[:limit]]
        return Page(found, {"before": items[limit]["sk"]["S"]} if len(items) > limit else None)

    def _put(self, after: Configuration, standing: Mapping[str, tuple[str, int]]) -> Head:
        """The head that names the documents; those that do not stand yet are put. The same document is put to the same key."""
        documents: dict[str, tuple[str, int]] = {}
        for name, rows in after.documents.items():
            text = written(rows)
            named = digest(text)
            if standing.get(name, ("", 0))[0] == named:
                documents[name] = standing[name]
                continue
            parts = [
                text[at : at + PART_CHARACTERS] for at in range(0, len(text), PART_CHARACTERS)
            ]
            for part, body in enumerate(parts):
                pk, sk = keys.configuration(after.district), keys.document(name, named, part)
                self.table.put(strings(pk=pk, sk=sk, entity="config", body=body))
            documents[name] = (named, len(parts))
        return Head(after.version, documents)

    def _move(self, heads: Heads, moved: Heads, entry: ConfigurationChange | None) -> bool:
        item = strings(pk=keys.CONFIG, sk=keys.HEADS, entity="config", state=encode(moved))
        item["revision"] = {"N": str(moved.revision)}
        action: dict[str, Any] = {
            "Put": {
                "TableName": self.table.name,
                "Item": item,
                "ConditionExpression": "attribute_not_exists(revision) OR revision = :seen",
                "ExpressionAttributeValues": {":seen": {"N": str(heads.revision)}},
            }
        }
        try:
            self.table.write([action, *([self._entry(entry)] if entry else [])])
        except Refused:
            return False
        return True

    def _entry(self, entry: ConfigurationChange) -> dict[str, Any]:
        state = encode(entry)
        if len(state) > LONGEST_FIELDS:
            state = encode(replace(entry, fields={}))
        sk = keys.configuration_change(stamp(entry.at), entry.version)
        return self.table.put_if_new(
            strings(pk=keys.configuration(entry.district), sk=sk, entity="config_history", state=state)
        )
