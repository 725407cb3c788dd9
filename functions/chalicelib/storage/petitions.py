"""Petitions: one command is one transaction of the petition, its history, its words and the messages it causes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.errors import AlreadyReceived, Busy
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.outbox import Contact, Message, Remembered
from chalicelib.domain.petition import Petition
from chalicelib.domain.photos import Photo
from chalicelib.domain.ports import Change, Note, Opened
from chalicelib.storage import keys
from chalicelib.storage.erasures import erasing_actions, standing
from chalicelib.storage.followers import Followers
from chalicelib.storage.items import (
    Item,
    assist_items,
    decode,
    fan_out_item,
    follower_item,
    history_item,
    mark_actions,
    message_item,
    notice_item,
    petition_item,
    petition_update,
    remembered_item,
    strings,
    text_item,
)
from chalicelib.storage.lists import Lists
from chalicelib.storage.notes import Notes
from chalicelib.storage.outbox import follow_up_item, inbound_item, wishes_action
from chalicelib.storage.photos import placed
from chalicelib.storage.publications import Publications, publication_actions
from chalicelib.storage.receipts import reference_actions
from chalicelib.storage.returns import SentBackPairs, return_actions
from chalicelib.storage.table import Refused, Table

SealContact = Callable[[Contact], Item]


@dataclass(frozen=True, slots=True)
class DynamoPetitions(Lists, Followers, Notes, Publications, SentBackPairs):
    """The store of petitions. `seal` makes the contacts table's item; it can only be put, never read, from here."""

    table: Table
    contacts_table: str
    seal: SealContact
    tell: Callable[[Message], None] = lambda _: None  # hears of each message that was settled
    correlation: Callable[[], str] = str  # of the request that is being served; messages carry it on
    erasures_table: str = ""  # where the list of erasures lies, that no restored backup takes back

    def commit(self, change: Change) -> dict[str, object] | None:
        """None when written; what was remembered when the same command had been answered before.

        Raises: VersionConflict, IdempotencyMismatch, AlreadyReceived, Busy.
        """
        actions = self._actions(change)
        try:
            self.table.write(actions)
        except Refused as refused:
            return self._explain(change, actions, refused)
        if change.settled_message:
            self.tell(change.settled_message)
        return None

    def _actions(self, change: Change) -> list[dict[str, Any]]:
        number = change.after.number
        actions: list[dict[str, Any]] = []
        if change.remembered:
            actions.append(self.table.put_if_new(remembered_item(change.remembered)))
        if change.inbound:
            actions.append(self.table.put_if_new(inbound_item(change.inbound, change.after.last.at)))
        actions.append(self._petition_action(change))
        actions += [self.table.put_if_new(history_item(entry)) for entry in change.entries]
        actions += [self.table.put_always(text_item(number, version, words)) for version, words in change.texts.items()]
        actions += [self.table.put_if_new(message_item(self._caused(message))) for message in change.messages]
        if change.contact:
            actions.append(self.table.put_if_new(self.seal(change.contact), self.contacts_table))
        if change.follow_up:
            actions.append(self.table.put_always(follow_up_item(change.follow_up)))
        if change.wishes:
            actions.append(wishes_action(self.table, change.wishes))
        if change.settled_message:
            actions.append(self.table.put_always(message_item(change.settled_message)))
            actions += reference_actions(self.table, change.settled_message)
        actions += [self.table.put_always(item) for item in assist_items(change.after)]
        actions += mark_actions(self.table.name, change.before, change.after)
        actions += [self.table.put_always(notice_item(notice)) for notice in change.notices]
        if change.joins:
            actions.append(self.table.put_always(follower_item(change.joins, number)))
        actions += [self.table.put_if_new(fan_out_item(each)) for each in change.fan_outs]
        actions += return_actions(self.table.name, change.after.district, change.returned)
        actions += publication_actions(self.table, change)
        actions += erasing_actions(self.table, self.erasures_table, change.erasing)
        for other in change.others:
            actions += self._actions(other)
        return actions

    def _caused(self, message: Message) -> Message:
        return message if message.correlation else replace(message, correlation=self.correlation())

    def _petition_action(self, change: Change) -> dict[str, Any]:
        item = petition_item(change.after)
        if change.before is None:
            shown = strings(place_name=change.place_name) if change.place_name else {}
            return self.table.put_if_new(item | shown)
        return petition_update(self.table.name, item, change.before, erases=change.erasing is not None)

    def _explain(
        self, change: Change, actions: list[dict[str, Any]], refused: Refused
    ) -> dict[str, object] | None:
        """The remembered answer, or the error that says which condition failed; the key and the reply come first."""
        for action, old in zip(actions, refused.failed, strict=False):
            if old is None:
                continue
            pk = action["Put"]["Item"]["pk"]["S"] if "Put" in action else ""
            if change.remembered and pk == keys.idempotency(change.remembered.scope):
                return decode(old, Remembered).answer_to(change.remembered.body_digest)
            if change.inbound and pk == keys.inbound(change.inbound):
                raise AlreadyReceived
            if "state" in old and old.get("entity", {}).get("S") == "petition":
                held = decode(old, Petition)
                read = {each.after.number: each.before for each in (change, *change.others)}.get(held.number)
                if read and (held.version, held.status) == (read.version, read.status):
                    raise Busy  # a photo came since it was read, and nobody acted
                raise held.last.was_first()
        raise change.after.last.was_first()

    def remembered(self, scope: str) -> Remembered | None:
        """What a key was answered with, if it was used."""
        item = self.table.get(keys.idempotency(scope), "I")
        return decode(item, Remembered) if item else None

    def get(self, number: str) -> Petition | None:
        """The petition, strongly consistent."""
        item = self.table.get(keys.petition(number), keys.PETITION)
        return decode(item, Petition) if item else None

    def many(self, numbers: Sequence[str]) -> Iterator[Petition]:
        """Those of these petitions that exist, strongly consistent, in no order: one call for each hundred."""
        wanted = [strings(pk=keys.petition(number), sk=keys.PETITION) for number in numbers]
        return (decode(item, Petition) for item in self.table.batch(wanted, consistent=True))

    def whole(self, number: str) -> tuple[Petition, list[HistoryEntry], dict[int, str]] | None:
        """The petition with its history and texts, in one query."""
        found = self.opened(number)
        return found[:3] if found else None

    def opened(self, number: str) -> Opened | None:
        """As `whole`, with the notes of staff, oldest first: the same query."""
        found = self.seen(number)
        return found[0] if found else None

    def seen(self, number: str) -> tuple[Opened, list[Photo], int] | None:
        """As `opened`, with the photos and how many people have the same trouble: the same query."""
        petition: Petition | None = None
        entries: list[HistoryEntry] = []
        texts: dict[int, str] = {}
        notes: list[Note] = []
        others: list[Item] = []
        for item in self.table.query(keys.petition(number)):
            if item["entity"]["S"] == "petition":
                petition = decode(item, Petition)
            elif item["entity"]["S"] == "history":
                entries.append(decode(item, HistoryEntry))
            elif item["entity"]["S"] == "note":
                notes.append(decode(item, Note))
            elif item["entity"]["S"] == "text":
                texts[int(item["sk"]["S"][2:])] = item["words"]["S"]
            else:
                others.append(item)
        return ((petition, entries, *standing(petition, texts, notes)), *placed(others)) if petition else None
