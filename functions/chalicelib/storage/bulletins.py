"""Issued bulletins and drafts: records in the table; files and the figures they were made from in a versioned bucket."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from chalicelib.domain import periods
from chalicelib.domain.figures import BulletinRecord, Draft, Figures
from chalicelib.domain.ports import Notice
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, decoded, encode, notice_item, strings
from chalicelib.storage.table import NEW, Refused, Table

_written = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class StoredBulletins:
    """The bulletins of all units."""

    table: Table
    s3: Any
    bucket: str

    def issued(self, unit: str, kind: str = "month", since: str = "") -> list[BulletinRecord]:
        """A unit's bulletins of one kind of period from `since` on, oldest first, each followed by its revisions."""
        found = self.table.query(keys.bulletins(unit, kind), since=since)
        return [decode(item, BulletinRecord) for item in found]

    def last(self, unit: str, kind: str) -> BulletinRecord | None:
        """The newest bulletin of one kind of period, however long ago, in its last revision; None before the first."""
        item = self.table.last(keys.bulletins(unit, kind))
        return decode(item, BulletinRecord) if item else None

    def record(self, record: BulletinRecord) -> bool:
        """True when this revision of this period was not issued yet; False when somebody issued it first."""
        return self.table.put(_record_item(record), NEW)

    def complete(self, record: BulletinRecord) -> None:
        """Nothing; every file of the bulletin is stored."""
        self.table.put(_record_item(replace(record, complete=True)))

    def store(self, path: str, body: bytes, content_type: str) -> None:
        """Nothing; the file is served under /bulletins/, with its SHA-256 beside it as the object's own metadata."""
        told = {"sha256": hashlib.sha256(body).hexdigest()}
        self.s3.put_object(Bucket=self.bucket, Key=f"bulletins/{path}", Body=body, ContentType=content_type, Metadata=told)

    def keep_figures(self, figures: Figures) -> str:
        """The name under which exactly these figures can be read again: their own digest."""
        body = _written(figures)
        name = hashlib.sha256(body).hexdigest()
        key = _figures_key(name)
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType="application/json")
        return name

    def figures(self, name: str) -> Figures:
        """The figures of that name."""
        body = self.s3.get_object(Bucket=self.bucket, Key=_figures_key(name))["Body"].read()
        return decoded(body, Figures)

    def drafts(self, unit: str) -> list[Draft]:
        """What was added to a unit's bulletins, oldest period first."""
        return [decode(item, Draft) for item in self.table.query(keys.bulletin_drafts(unit))]

    def keep_draft(self, draft: Draft, version_before: int | None, notices: Sequence[Notice] = ()) -> bool:
        """True when the draft stands now; False when somebody changed it since that version (None: it must be new).

        With it, or not at all, units are told.
        """
        pk, sk = keys.bulletin_drafts(draft.unit), keys.bulletin_draft(draft.period, draft.revision)
        item = strings(pk=pk, sk=sk, entity="bulletin_draft", state=encode(draft))
        item["draft_version"] = {"N": str(draft.version)}
        if version_before is None and notices:
            told = [{"Put": {"TableName": self.table.name, "Item": notice_item(each)}} for each in notices]
            try:
                self.table.write([self.table.put_if_new(item), *told])
            except Refused:
                return False
            return True
        if version_before is None:
            return self.table.put(item, NEW)
        values = {":before": {"N": str(version_before)}}
        return self.table.put(item, "draft_version = :before", ExpressionAttributeValues=values)


def _figures_key(name: str) -> str:
    """Beside the folder that is served, as a reader has the same in figures.json."""
    return f"bulletin-figures/{name}.json"


def _record_item(record: BulletinRecord) -> Item:
    kind = periods.parse(record.period).kind
    return strings(
        pk=keys.bulletins(record.unit, kind),
        sk=keys.bulletin(record.period, record.revision),
        entity="bulletin",
        state=encode(record),
    )
