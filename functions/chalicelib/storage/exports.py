"""Exports: a waiting item that dies after a day, a file in a private bucket that does too, and a record that stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import IO, Any

from chalicelib.domain.ports import Export, ExportStep, Page
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, seconds, stamp, strings
from chalicelib.storage.table import Table

KEPT = timedelta(days=1)  # as long as the bucket keeps the file
ADDRESS_SECONDS = 300
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class StoredExports:
    """Exports of all staff. Clients of S3 and Lambda are made when they are needed, as most requests need neither."""

    table: Table
    client: Callable[..., Any]
    bucket: str
    function: str

    @cached_property
    def _signing(self) -> Any:
        from botocore.config import Config

        # The older signature is refused outside the oldest regions.
        return self.client("s3", config=Config(signature_version="s3v4"))

    @cached_property
    def _functions(self) -> Any:
        return self.client("lambda")

    def ask(self, export: Export, step: ExportStep) -> None:
        """Nothing; the export waits to be made, and that it was asked for is on record: one transaction."""
        self.table.write([self.table.put_always(_item(export)), self.table.put_always(_step_item(step))])

    def get(self, login: str, export: str) -> Export | None:
        """A person's own export."""
        item = self.table.get(keys.exports(login), export)
        return decode(item, Export) if item else None

    def of(self, login: str) -> list[Export]:
        """A person's exports of the last day, newest first."""
        return [decode(item, Export) for item in self.table.query(keys.exports(login))][::-1]

    def finish(self, export: Export) -> None:
        """Nothing; the export stands as it is said here."""
        self.table.put(_item(export))

    def record(self, step: ExportStep) -> None:
        """Nothing; the step is on record."""
        self.table.put(_step_item(step))

    def steps(self, district: str, limit: int, cursor: dict[str, str] | None) -> Page[ExportStep]:
        """Who exported what of a district, newest first: one query."""
        items, following = self.table.newest(keys.exported(district), limit, cursor)
        return Page([decode(item, ExportStep) for item in items], following)

    def store(self, export: Export, file: IO[bytes]) -> None:
        """Nothing; the file can be fetched by an address."""
        kind = {"ContentType": KINDS[export.form]}
        self.client("s3").upload_fileobj(file, self.bucket, _path(export), ExtraArgs=kind)

    def address(self, export: Export, name: str) -> str:
        """An address of five minutes, signed by the function's own role, saved under a name."""
        saved = f'attachment; filename="{name}"'
        asked = {"Bucket": self.bucket, "Key": _path(export), "ResponseContentDisposition": saved}
        made: str = self._signing.generate_presigned_url("get_object", Params=asked, ExpiresIn=ADDRESS_SECONDS)
        return made

    def start(self, export: Export) -> None:
        """Nothing; a function of its own makes the file. Nobody waits for it."""
        told = {"login": export.login, "export": export.id}
        self._functions.invoke(FunctionName=self.function, InvocationType="Event", Payload=json.dumps(told).encode())


def _path(export: Export) -> str:
    return f"exports/{export.id}.{export.form}"


def _item(export: Export) -> Item:
    item = strings(pk=keys.exports(export.login), sk=export.id, entity="export", state=encode(export))
    return item | {"expires_at": {"N": seconds(export.asked_at + KEPT)}}


def _step_item(step: ExportStep) -> Item:
    sort = keys.export_step(stamp(step.at), step.export, step.action)
    return strings(pk=keys.exported(step.district), sk=sort, entity="export_step", state=encode(step))
