"""The phone simulator: what each phone received, and a box to answer. Kept in a file of its own."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

COLUMNS = ("id", "sms", "reference", "phone", "direction", "body", "at")
SHOWN = ", ".join(COLUMNS)
SCHEMA = """CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, sms TEXT NOT NULL, reference TEXT NOT NULL, phone TEXT NOT NULL,
 direction TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL)"""
# A stage of before took a repeated reference as one message, by a table that holds each of them once.
BEFORE = """INSERT INTO texts SELECT id, '', reference, phone, direction, body, at FROM messages; DROP TABLE messages"""


class Phones:
    """Every message that a simulated phone got or sent."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        with self._lock, self._database:
            self._database.execute(SCHEMA)
            replaced(self._database, "messages", BEFORE)

    def receive(self, phone: str, body: str, sms: str, reference: str, at: str) -> str:
        """The message's id. `sms` is the carrier's name of it, `reference` the platform's: a phone shows what comes, however often."""
        return self._keep((sms, reference, phone, "in", body, at))

    def reply(self, phone: str, body: str, at: str) -> str:
        """The id of what a phone sent."""
        return self._keep(("", "", phone, "out", body, at))

    def _keep(self, row: tuple[str, str, str, str, str, str]) -> str:
        with self._lock, self._database:
            kept = self._database.execute(f"INSERT INTO texts ({', '.join(COLUMNS[1:])}) VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608 (our own names)
            return str(kept.lastrowid)

    def all(self) -> list[dict[str, Any]]:
        """Every phone with its messages, newest first."""
        with self._lock:
            rows = self._database.execute(f"SELECT {SHOWN} FROM texts ORDER BY id DESC LIMIT 5000").fetchall()  # noqa: S608
        phones: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            message = dict(zip(COLUMNS, row, strict=True))
            phones.setdefault(message.pop("phone"), []).append(message)
        return [{"phone": phone, "messages": messages} for phone, messages in phones.items()]

    def after(self, number: int) -> list[dict[str, Any]]:
        """What came or went after a message, oldest first; the next page begins after the last of them."""
        with self._lock:
            rows = self._database.execute(f"SELECT {SHOWN} FROM texts WHERE id > ? ORDER BY id LIMIT 1000", (number,)).fetchall()  # noqa: S608
        return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def replaced(database: sqlite3.Connection, table: str, script: str) -> None:
    """Nothing; what a table of an older stage holds has moved to the one that stands for it now."""
    if database.execute("SELECT name FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        database.executescript(f"BEGIN; {script}; COMMIT")


def reply_event(phone: str, body: str, identity: str) -> str:
    """The JSON that AWS End User Messaging publishes for a reply."""
    return json.dumps(
        {
            "originationNumber": phone,
            "destinationNumber": "10650000",
            "messageKeyword": "KEYWORD_NUANNAN",
            "messageBody": body,
            "inboundMessageId": identity,
            "previousPublishedMessageId": "",
        },
        ensure_ascii=False,
    )
