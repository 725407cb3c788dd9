"""Notes of staff, beside a petition: items of their own, which no citizen's page reads."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.outbox import Remembered
from chalicelib.domain.ports import Note, Notice
from chalicelib.storage import keys
from chalicelib.storage.items import decode, encode, notice_item, remembered_item, stamp, strings
from chalicelib.storage.table import Refused, Table


class Notes:
    """The notes of the store of petitions."""

    __slots__ = ()
    table: Table

    def add_note(self, note: Note, notices: Sequence[Notice], remembered: Remembered) -> dict[str, object] | None:
        """None when written, with what units are told; what was remembered when the same command came before.

        Raises: IdempotencyMismatch.
        """
        item = strings(
            pk=keys.petition(note.number), sk=keys.note(stamp(note.at), note.by), entity="note", state=encode(note)
        )
        actions = [self.table.put_if_new(remembered_item(remembered)), self.table.put_always(item)]
        actions += [self.table.put_always(notice_item(each)) for each in notices]
        try:
            self.table.write(actions)
        except Refused as refused:
            return decode(refused.failed[0] or {}, Remembered).answer_to(remembered.body_digest)
        return None
