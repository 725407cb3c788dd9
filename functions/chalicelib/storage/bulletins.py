"""Issued bulletins: records in the table, files in a versioned bucket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.domain.ports import BulletinRecord
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, strings
from chalicelib.storage.table import Table


@dataclass(frozen=True, slots=True)
class StoredBulletins:
    """The bulletins of all units."""

    table: Table
    s3: Any
    bucket: str

    def issued(self, unit: str) -> list[BulletinRecord]:
        """All bulletins of a unit, oldest first."""
        return [decode(item, BulletinRecord) for item in self.table.query(keys.bulletins(unit))]

    def record(self, record: BulletinRecord) -> bool:
        """True when this period was not issued yet; False when somebody issued it first."""
        item = strings(
            pk=keys.bulletins(record.unit), sk=record.period, entity="bulletin", state=encode(record)
        )
        return self.table.put(item, "attribute_not_exists(pk)")

    def store(self, path: str, body: bytes, content_type: str) -> None:
        """Nothing; the file is served under /bulletins/."""
        self.s3.put_object(Bucket=self.bucket, Key=f"bulletins/{path}", Body=body, ContentType=content_type)
