"""The simulated carrier behind the phones: what it answers, loses, doubles, delivers late and reports, as the page sets it."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from chalicelib.domain.segments import segments

from infra.local.phones import Phones, replaced, reply_event

EVERYBODY: Final = ""  # the behaviour of phones that have none of their own
# What the carrier answers to a message; "silent" takes it and hangs up, so that nobody knows.
ANSWERS: Final[Mapping[str, int]] = {
    "taken": 200, "throttled": 429, "refused_number": 400, "template_refused": 400, "opted_out": 400, "silent": 0,
}  # fmt: skip
RECEIPTS: Final = ("none", "delivered", "failed", "expired", "UNHEARD_OF")
LONGEST_SECONDS: Final = 30 * 86_400
WHOLE: Final = 100
REPEATS_AFTER_SECONDS: Final = 60  # Source: carriers repeat a callback that was not answered 200
REPEATS: Final = 4
AT_ONCE: Final = 100
LOOKS_EVERY_SECONDS: Final = 0.5
SCHEMA = """
CREATE TABLE IF NOT EXISTS behaviours (phone TEXT PRIMARY KEY, kept TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sms (id INTEGER PRIMARY KEY, reference TEXT NOT NULL, phone TEXT NOT NULL, reported TEXT);
CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, due REAL NOT NULL, kind TEXT NOT NULL, phone TEXT NOT NULL,
 kept TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0);
"""
# A stage of before took a repeated reference as one message, by a table that holds each of them once.
BEFORE: Final = "INSERT INTO sms SELECT id, reference, phone, reported FROM taken; DROP TABLE taken"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the carrier treats a phone's messages and replies. Loss is in percent, delays in seconds of the stage's clock."""

    answer: str = "taken"
    receipt: str = "none"
    delay: int = 0
    receipt_delay: int = 0
    loss: int = 0
    doubled: bool = False


def changed(held: Behaviour, asked: Mapping[str, object]) -> Behaviour:
    """The behaviour with what was asked for. Raises: ValueError naming the field that it does not take."""
    known = {each.name for each in fields(Behaviour)}
    for name, value in asked.items():
        if name not in known or not _fits(name, value):
            raise ValueError(name)
    return replace(held, **asked)  # type: ignore[arg-type]  # each value was held to its field


def _fits(name: str, value: object) -> bool:
    if name == "answer":
        return value in ANSWERS
    if name == "receipt":
        return value in RECEIPTS
    if name == "doubled":
        return isinstance(value, bool)
    most = WHOLE if name == "loss" else LONGEST_SECONDS
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def post(address: str, entries: Sequence[Mapping[str, Any]]) -> bool:
    """True when the platform took the receipts."""
    body = json.dumps(list(entries)).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 (loopback)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return bool(answer.status == HTTPStatus.OK)
    except (OSError, HTTPException):
        return False


def serve(network: Network) -> threading.Thread:
    """The thread that lets happen what is due, for as long as the process lives."""

    def look() -> None:
        while True:
            time.sleep(LOOKS_EVERY_SECONDS)
            try:
                network.run_due()
            except (OSError, BotoCoreError, ClientError):
                continue  # the engine is going down or not up yet; what was due stays due

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    return thread


class Network:
    """Takes messages for the phones and brings their replies, each as the phone's behaviour says."""

    def __init__(
        self,
        path: Path,
        phones: Phones,
        clock: Callable[[], datetime],
        publish: Callable[[str], None],
        report: Callable[[Sequence[Mapping[str, Any]]], bool],
    ) -> None:
        self.phones, self._clock, self._publish, self._report = phones, clock, publish, report
        self._chance = random.Random()  # noqa: S311 (dice of a simulator)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False)
        with self._lock, self._database:
            self._database.executescript(SCHEMA)
            replaced(self._database, "taken", BEFORE)

    def behaviours(self) -> dict[str, Behaviour]:
        """Everybody's behaviour under the empty name, and that of each phone which has its own."""
        with self._lock:
            rows = self._database.execute("SELECT phone, kept FROM behaviours").fetchall()
        return {EVERYBODY: Behaviour()} | {phone: Behaviour(**json.loads(kept)) for phone, kept in rows}

    def behave(self, phone: str, asked: Mapping[str, object] | None) -> None:
        """Nothing; the phone behaves so from now on, or like everybody again. Raises: ValueError."""
        with self._lock, self._database:
            if asked is None:
                self._database.execute("DELETE FROM behaviours WHERE phone = ?", (phone,))
                return
            kept = json.dumps(asdict(changed(self._of(phone), asked)))
            self._database.execute("INSERT OR REPLACE INTO behaviours VALUES (?, ?)", (phone, kept))

    def _of(self, phone: str) -> Behaviour:
        held = self.behaviours()
        return held.get(phone, held[EVERYBODY])

    def take(self, phone: str, body: str, reference: str) -> tuple[int, dict[str, str] | None]:
        """The carrier's status and answer; no answer at all where it is silent. A repeated reference is one more SMS, as at every carrier."""
        behaviour = self._of(phone)
        if behaviour.answer not in ("taken", "silent"):
            return ANSWERS[behaviour.answer], {"code": behaviour.answer}
        with self._lock, self._database:
            took = self._database.execute("INSERT INTO sms (reference, phone) VALUES (?, ?)", (reference, phone))
        identity = f"n{took.lastrowid}"
        self._send_on(behaviour, phone, body, reference, identity)
        return (0, None) if behaviour.answer == "silent" else (HTTPStatus.OK, {"id": identity})

    def _send_on(self, behaviour: Behaviour, phone: str, body: str, reference: str, identity: str) -> None:
        lost = self._is_lost(behaviour)
        if not lost:
            for _ in range(1 + behaviour.doubled):
                self._later(behaviour.delay, "arrive", phone, {"body": body, "sms": identity, "reference": reference})
        if behaviour.receipt != "none":
            state = "expired" if lost else behaviour.receipt
            told = {"id": identity, "state": state, "reference": reference, "segments": segments(body).count}
            for _ in range(1 + behaviour.doubled):
                self._plan(behaviour.receipt_delay, "receipt", phone, told)

    def reply(self, phone: str, body: str, identity: str) -> str:
        """The reply's id; it is brought to the platform late, twice or never, as the phone behaves."""
        behaviour = self._of(phone)
        identity = identity or self.phones.reply(phone, body, self._now())
        if not self._is_lost(behaviour):
            for _ in range(1 + behaviour.doubled):
                self._later(behaviour.delay, "reply", phone, {"body": body, "id": identity})
        return identity

    def _is_lost(self, behaviour: Behaviour) -> bool:
        return self._chance.randrange(WHOLE) < behaviour.loss

    def _later(self, delay: int, kind: str, phone: str, kept: Mapping[str, Any]) -> None:
        """At once where there is no delay, so that nobody waits for the next look."""
        if delay:
            self._plan(delay, kind, phone, kept)
        else:
            self._happens(kind, phone, kept)

    def _happens(self, kind: str, phone: str, kept: Mapping[str, str]) -> None:
        if kind == "arrive":
            self._arrive(phone, kept)
        elif kind == "reply":
            self._publish(reply_event(phone, kept["body"], f"sim-{kept['id']}"))

    def _plan(self, delay: int, kind: str, phone: str, kept: Mapping[str, Any]) -> None:
        due = self._clock().timestamp() + delay
        with self._lock, self._database:
            self._database.execute(
                "INSERT INTO events (due, kind, phone, kept) VALUES (?, ?, ?, ?)", (due, kind, phone, json.dumps(kept))
            )

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")

    def _arrive(self, phone: str, kept: Mapping[str, Any]) -> None:
        self.phones.receive(phone, kept["body"], kept.get("sms", ""), kept["reference"], self._now())

    def run_due(self) -> int:
        """How many things happened whose time had come; a receipt that was not taken comes again."""
        with self._lock:
            due = self._database.execute(
                "SELECT id, kind, phone, kept, tries FROM events WHERE due <= ? ORDER BY due, id LIMIT ?",
                (self._clock().timestamp(), AT_ONCE),
            ).fetchall()
        held = [(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in due]
        receipts = [each for each in held if each[1] == "receipt"]
        told = not receipts or self._report([each[3] for each in receipts])
        for identity, kind, phone, kept, tries in held:
            self._happens(kind, phone, kept)
            if kind == "receipt" and not told and tries < REPEATS:
                self._again(identity)
                continue
            self._over(identity, kept if kind == "receipt" and told else {})
        return len(held)

    def _again(self, identity: int) -> None:
        with self._lock, self._database:
            later = self._clock().timestamp() + REPEATS_AFTER_SECONDS
            self._database.execute("UPDATE events SET due = ?, tries = tries + 1 WHERE id = ?", (later, identity))

    def _over(self, identity: int, reported: Mapping[str, Any]) -> None:
        with self._lock, self._database:
            self._database.execute("DELETE FROM events WHERE id = ?", (identity,))
            if reported:
                number = int(reported["id"].removeprefix("n"))
                self._database.execute("UPDATE sms SET reported = ? WHERE id = ?", (reported["state"], number))

    def shown(self) -> dict[str, Any]:
        """What the page shows beside the messages: what was reported of which, and what is on its way to whom."""
        with self._lock:
            reported = self._database.execute(
                "SELECT 'n' || id, reported FROM sms WHERE reported IS NOT NULL ORDER BY id DESC LIMIT 5000"
            ).fetchall()
            waiting = self._database.execute("SELECT phone, kind, COUNT(*) FROM events GROUP BY phone, kind").fetchall()
        on_the_way: dict[str, dict[str, int]] = {}
        for phone, kind, number in waiting:
            on_the_way.setdefault(phone, {})[kind] = number
        return {"reported": dict(reported), "on_the_way": on_the_way}
