"""The phone simulator: what each phone received, and a box to answer. Kept in a file of its own."""

from __future__ import annotations

import json
import sqlite3
import threading
import uuid
from pathlib import Path
from typing import Any

SCHEMA = """CREATE TABLE IF NOT EXISTS messages (
 id INTEGER PRIMARY KEY, reference TEXT UNIQUE, phone TEXT NOT NULL, direction TEXT NOT NULL, body TEXT NOT NULL, at TEXT NOT NULL)"""


class Phones:
    """Every message that a simulated phone got or sent."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        with self._lock, self._database:
            self._database.execute(SCHEMA)

    def receive(self, phone: str, body: str, reference: str, at: str) -> str:
        """The message's id; the same for the same reference."""
        return self._keep(phone, body, reference, "in", at)

    def reply(self, phone: str, body: str, at: str) -> str:
        """The id of what a phone sent."""
        return self._keep(phone, body, str(uuid.uuid4()), "out", at)

    def _keep(self, phone: str, body: str, reference: str, direction: str, at: str) -> str:
        with self._lock, self._database:
            self._database.execute(
                "INSERT OR IGNORE INTO messages (reference, phone, direction, body, at) VALUES (?, ?, ?, ?, ?)",
                (reference, phone, direction, body, at),
            )
            found = self._database.execute("SELECT id FROM messages WHERE reference = ?", (reference,))
            return str(found.fetchone()[0])

    def all(self) -> list[dict[str, Any]]:
        """Every phone with its messages, newest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT id, reference, phone, direction, body, at FROM messages ORDER BY id DESC LIMIT 5000"
            ).fetchall()
        phones: dict[str, list[dict[str, Any]]] = {}
        for number, reference, phone, direction, body, at in rows:
            phones.setdefault(phone, []).append(
                {"id": number, "reference": reference, "direction": direction, "body": body, "at": at}
            )
        return [{"phone": phone, "messages": messages} for phone, messages in phones.items()]

    def after(self, number: int) -> list[dict[str, Any]]:
        """What came or went after a message, oldest first; the next page begins after the last of them."""
        with self._lock:
            rows = self._database.execute(
                "SELECT id, reference, phone, direction, body, at FROM messages WHERE id > ? ORDER BY id LIMIT 1000", (number,)
            ).fetchall()
        return [dict(zip(("id", "reference", "phone", "direction", "body", "at"), row, strict=True)) for row in rows]


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
