"""Erasures: what goes in their transaction, what is removed after it, and the list in a table of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.erasure import Erasure, Removal
from chalicelib.domain.outbox import Message, OpenFollowUp
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import Photo
from chalicelib.domain.ports import Erasing, Note
from chalicelib.domain.proof import CODES
from chalicelib.storage import keys
from chalicelib.storage.items import Item, decode, encode, removal_item, stamp, strings
from chalicelib.storage.table import Table


def erasing_actions(table: Table, erasures_table: str, erasing: Erasing | None) -> list[dict[str, Any]]:
    """The writes of an erasure beside its petition's: its line in the list, what is left to do, and what goes now."""
    if erasing is None:
        return []
    number = erasing.removal.number
    sorts = [
        *(keys.photo(each.kind, each.slot) for each in erasing.photos),
        *(keys.text(version) for version in erasing.texts),
        *(keys.note(stamp(each.at), each.by) for each in erasing.notes),
    ]
    gone = [{"Delete": {"TableName": table.name, "Key": strings(pk=keys.petition(number), sk=sk)}} for sk in sorts]
    listed = {"Put": {"TableName": erasures_table, "Item": _listed(erasing.entry)}}
    turn = [table.delete_if_state(_turn_key(erasing.follow_up), erasing.follow_up)] if erasing.follow_up else []
    return [listed, table.put_always(removal_item(erasing.removal)), *gone, *turn]


def standing(petition: Petition, texts: dict[int, str], notes: list[Note]) -> tuple[dict[int, str], list[Note]]:
    """What may be read of a petition's words: what an erasure has not yet removed is gone for every reader."""
    if petition.erased_at is None:
        return texts, notes
    until = petition.erased_at
    later = {version: words for version, words in texts.items() if version > petition.erased_version}
    return later, [each for each in notes if each.at > until]


def _turn_key(follow_up: OpenFollowUp) -> Item:
    return strings(pk=keys.phone(follow_up.phone_key), sk=keys.FOLLOW_UP)


def _listed(entry: Erasure) -> Item:
    return strings(pk=entry.key, state=encode(entry))


@dataclass(frozen=True, slots=True)
class DynamoErasures:
    """What is still to be removed lies beside its petition; the list lies where no backup of petitions takes it back."""

    table: Table
    list_table: str

    def expired(self, district: str, since: datetime, limit: int) -> list[str]:
        """Numbers of petitions that have been over from `since` or before and hold words, the longest ago first."""
        found: list[str] = []
        for part in keys.kept_words_parts(district):
            found += [item["pk"]["S"].partition("#")[2] for item in self.table.due(part, stamp(since), limit)[0]]
        return found

    def due(self, now: datetime, limit: int) -> list[Removal]:
        """Removals whose time has come."""
        places: list[Item] = []
        for part in keys.removal_wake_parts():
            places += self.table.due(part, stamp(now), limit)[0]
        wanted = [{"pk": each["pk"], "sk": each["sk"]} for each in places]
        return [decode(item, Removal) for item in self.table.batch(wanted, consistent=True)]

    def sweep_out(self, removal: Removal) -> None:
        """Nothing; what was said up to the erasure, its photos' places, and the phone's messages about it are gone."""
        keys_of = [*self._beside(removal), *(self._of_phone(removal) if removal.phone_key else ())]
        self.table.write_batch([{"DeleteRequest": {"Key": key}} for key in keys_of])
        turn = self.table.get(keys.phone(removal.phone_key), keys.FOLLOW_UP) if removal.phone_key else None
        asked = decode(turn, OpenFollowUp) if turn else None
        if asked and asked.number == removal.number:
            self.table.delete(_turn_key(asked), asked)

    def _beside(self, removal: Removal) -> Iterator[Item]:
        pk = keys.petition(removal.number)
        for item in self.table.query(pk, prefix=keys.TEXTS):
            if int(item["sk"]["S"].removeprefix(keys.TEXTS)) <= removal.version:
                yield {"pk": item["pk"], "sk": item["sk"]}
        for item in self.table.query(pk, prefix=keys.NOTES):
            if decode(item, Note).at <= removal.at:
                yield {"pk": item["pk"], "sk": item["sk"]}
        for item in self.table.query(pk, prefix=keys.BESIDE):
            if item["entity"]["S"] == "photo" and decode(item, Photo).at <= removal.at:
                yield {"pk": item["pk"], "sk": item["sk"]}

    def _of_phone(self, removal: Removal) -> Iterator[Item]:
        for item in self.table.query(keys.phone(removal.phone_key), prefix=keys.MESSAGES):
            message = decode(item, Message)
            # A code that is on its way proves the phone for its other petitions; it is forgotten by itself.
            if message.number == removal.number and message.name not in CODES:
                yield {"pk": item["pk"], "sk": item["sk"]}

    def advance(self, before: Removal, after: Removal | None) -> bool:
        """True when the removal stands as said, or is done with; False when another worker moved it."""
        if after is None:
            return self.table.delete(strings(pk=keys.petition(before.number), sk=keys.removal(before.version)), before)
        return self.table.replace(removal_item(after), before)

    def record(self, entry: Erasure) -> None:
        """Nothing; the list has this line. A later one of the same petition stands in an earlier one's place."""
        self.table.client.put_item(TableName=self.list_table, Item=_listed(entry))

    def listed(self) -> list[Erasure]:
        """The whole list: for the command that follows a restored backup, and for no function."""
        pages = self.table.client.get_paginator("scan").paginate(TableName=self.list_table, ConsistentRead=True)
        return [decode(item, Erasure) for page in pages for item in page["Items"]]
