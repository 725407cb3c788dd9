"""The ledger at the end of a replay: what must balance, with the numbers on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from infra.replay.cells import Cells
from infra.replay.inbox import ACKNOWLEDGEMENTS, Heard
from infra.replay.lives import Life
from infra.replay.stored import Stored

OPEN = frozenset({"submitted", "assigned", "handling", "on_hold", "closed"})
QUESTIONS = frozenset({"follow_up", "follow_up_link"})
SENT = frozenset({"sent", "delivered"})
FIGURES = "sms"  # the scope of the counters that say what became of messages
MOST_SHOWN = 12
FIXED = ("received", "closed", "sent_back", "closing_on_time")  # nothing that comes later moves these out of a month


@dataclass(frozen=True, slots=True)
class Line:
    """One balance: a name, both sides, and where they part."""

    name: str
    left: object
    right: object
    apart: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True when both sides agree everywhere."""
        return self.left == self.right and not self.apart

    def __str__(self) -> str:
        mark = "ok" if self.holds else "NO"
        shown = [f"\n       {each}" for each in self.apart[:MOST_SHOWN]]
        more = [f"\n       … and {len(self.apart) - MOST_SHOWN} more"] if len(self.apart) > MOST_SHOWN else []
        return f"  {mark}  {self.name:<58} {self.left} = {self.right}" + "".join(shown + more)


@dataclass(slots=True)
class Ledger:
    """All balances, in the order in which they are read."""

    lines: list[Line] = field(default_factory=list)
    played: str = ""

    def add(self, name: str, left: object, right: object, apart: Iterable[str] = ()) -> None:
        """Nothing; the line is in the ledger."""
        self.lines.append(Line(name, left, right, tuple(apart)))

    @property
    def holds(self) -> bool:
        """True when every line does."""
        return all(line.holds for line in self.lines)


def differences(left: Cells, right: Cells) -> list[str]:
    """Cell by cell, where two counts part."""
    found = []
    for cell in sorted(left.keys() | right.keys()):
        one, other = left.get(cell, Counter()), right.get(cell, Counter())
        parted = (name for name in sorted(one.keys() | other.keys()) if one[name] != other[name])
        found += [f"{' '.join(cell)} {name}: {one[name]} and {other[name]}" for name in parted]
    return found


def size(cells: Cells) -> int:
    """How many counts that are not zero stand in the cells."""
    return sum(count != 0 for counts in cells.values() for count in counts.values())


def petitions(ledger: Ledger, stored: Stored, sent: set[str] | None, before: int) -> None:
    """Sent = stored = sum over statuses; histories without a gap."""
    if sent is not None:
        lost = sorted(sent - stored.petitions.keys())
        ledger.add("sent = stored", len(sent), len(stored.petitions) - before, [f"lost {each}" for each in lost])
    statuses = Counter(each["status"] for each in stored.petitions.values())
    ledger.add("stored = sum over statuses", len(stored.petitions), sum(statuses.values()))
    gaps = [
        number
        for number, petition in stored.petitions.items()
        if [entry["version"] for entry in stored.histories[number]] != list(range(1, petition["version"] + 1))
    ]
    ledger.add("histories without a gap", len(stored.petitions) - len(gaps), len(stored.petitions), gaps)
    behind = [
        f"{number}: counted version {stored.markers.get(number)} of {petition['version']}"
        for number, petition in stored.petitions.items()
        if stored.markers.get(number) != petition["version"]
    ]
    ledger.add("counted to the last version", len(stored.petitions) - len(behind), len(stored.petitions), behind)


def bulletins(ledger: Ledger, stored: Stored, cells: Cells, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """The figures of every month touched, cell by cell, against the recount; and the deeper counters."""
    total = sum(page["measures"].get("received", 0) for page in pages.values())
    by_unit = sum(row["measures"].get("received", 0) for page in pages.values() for row in page["units"])
    ledger.add("stored = received in the bulletins", len(stored.petitions), total)
    ledger.add("stored = sum over units in the bulletins", len(stored.petitions), by_unit)
    shown: Cells = {}
    for month, page in pages.items():
        shown[month, page["unit"], "all"] = Counter(page["measures"])
        for row in page["units"]:
            shown[month, row["unit"], "own" if row["own"] else "all"] = Counter(row["measures"])
    meant = {cell: cells.get(cell, Counter()) for cell in shown}
    parted = differences(shown, meant)
    ledger.add("bulletin = recount, cell by cell", size(shown), size(meant), parted)
    counters = {cell: counts for cell, counts in stored.counters.items() if cell[2] != FIGURES}
    parted = differences(counters, cells)
    ledger.add("all counters = recount, cell by cell", size(counters), size(cells), parted)


def issued(ledger: Ledger, cells: Cells, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """What a month's end fixes, as the issued bulletins said it: nothing had been left uncounted when they came out."""
    apart, said, meant = [], 0, 0
    for month, page in pages.items():
        recounted_month = cells.get((month, page["unit"], "all"), Counter())
        for name in FIXED:
            shown = page["measures"].get(name, 0)
            said, meant = said + shown, meant + recounted_month[name]
            if shown != recounted_month[name]:
                apart.append(f"{month} {name}: {shown} and {recounted_month[name]}")
    ledger.add(f"issued bulletins ({', '.join(pages) or 'none'}) = recount", said, meant, apart)


def ratings(ledger: Ledger, stored: Stored, lives: Iterable[Life] | None, pages: Iterable[Mapping[str, Any]]) -> None:
    """Answers in the histories = rounds that hold one = answers in the bulletins; and as the players gave them."""
    held = sum(bool(turn["answers"]) for each in stored.petitions.values() for turn in each["rounds"])
    shown = sum(page["measures"].get("answers", 0) for page in pages)
    ledger.add("rounds with an answer = answers in the bulletins", held, shown)
    entries = Counter(entry["action"] for each in stored.histories.values() for entry in each)
    in_history = entries["answer_happy"] + entries["answer_unhappy"]
    given = sum(len(turn["answers"]) for each in stored.petitions.values() for turn in each["rounds"])
    ledger.add("answers in the histories = answers in the rounds", in_history, given)
    if lives is None:
        return
    apart, expected, found = [], 0, 0
    for life in lives:
        turns = stored.petitions.get(life.number, {"rounds": ()})["rounds"]
        digits = [each["rating"] for turn in turns for each in turn["answers"]]
        expected, found = expected + len(life.valid), found + len(digits)
        if digits != life.valid:
            apart.append(f"{life.number}: given {life.valid}, counted {digits}")
    ledger.add("valid answers given = answers counted", expected, found, apart)


def messages(ledger: Ledger, stored: Stored, heard: Iterable[Heard], now: datetime, forgotten: int = 0) -> None:
    """Each message once: one acknowledgement, one question for each round, none left that should have gone.

    A second SMS of a message is one of its second tries; of so many a killed local AWS may have `forgotten` the first.
    """
    sent = [message for message in stored.messages if message["state"] in SENT]
    in_line = [each for each in stored.messages if each["state"] == "waiting" and _moment(each["not_before"]) > now]
    told = Counter(each["number"] for each in sent + in_line if each["name"] in ACKNOWLEDGEMENTS)
    with_phone = [number for number, each in stored.petitions.items() if each["phone_key"]]
    apart = [f"{number}: {told[number]}" for number in with_phone if told[number] != 1]
    ledger.add("acknowledgements, sent or in line = petitions with a phone", told.total(), len(with_phone), apart)
    questions = Counter((each["number"], each["round"]) for each in sent if each["name"] in QUESTIONS)
    asked = [
        (number, turn["number"])
        for number, each in stored.petitions.items()
        for turn in each["rounds"]
        if turn["asked_at"]
    ]
    apart = [f"{number} round {turn}: {questions[number, turn]}" for number, turn in asked if questions[number, turn] != 1]
    ledger.add("follow-ups sent = rounds that were asked", sum(questions.values()), len(asked), apart)
    _unasked(ledger, stored)
    _figures(ledger, stored)
    arrived = Counter(each.reference for each in heard)
    apart = [f"{each['number']} {each['name']}" for each in sent if not arrived[each["id"]]]
    ledger.add("sent = arrived at the phones", len(sent), len({each["provider_id"] for each in sent}), apart)
    second = {each["id"]: arrived[each["id"]] - 1 for each in sent if arrived[each["id"]] > 1}
    tried = sum(min(second[each["id"]], each.get("attempts", 1) - 1) for each in sent if each["id"] in second)
    more = sum(second.values())
    ledger.add("second SMS = second tries", more, min(more, tried + forgotten), () if more <= tried + forgotten else sorted(second))
    late = [
        f"{each['number']} {each['name']} {each['state']} since {each['not_before']}"
        for each in stored.messages
        if each["state"] == "claimed" or (each["state"] == "waiting" and _moment(each["not_before"]) <= now)
    ]
    ledger.add("messages that should have gone and wait", len(late), 0, late)
    failed = [f"{each['number']} {each['name']}: {each['reason']}" for each in stored.messages if each["state"] == "failed"]
    ledger.add("messages that failed", len(failed), 0, failed)


def _figures(ledger: Ledger, stored: Stored) -> None:
    """The messages that went and their segments, as the messages say and as the figures of the days do."""
    went = [each for each in stored.messages if any(step["state"] == "sent" for step in each.get("states", ()))]
    counted: Counter[str] = Counter()
    for cell, counts in stored.counters.items():
        for name, count in counts.items() if cell[2] == FIGURES else ():
            counted[name.partition(".")[0]] += count
    ledger.add("messages that went = the figures of the days", len(went), counted["sent"])
    ledger.add("their segments = the figures of the days", sum(each["segments"] for each in went), counted["segments"])


def _unasked(ledger: Ledger, stored: Stored) -> None:
    """A closed round of a petition with a phone was asked, answered before it could be, or still waits its turn."""
    waiting = {(each["number"], each["round"]) for each in stored.messages if each["state"] in ("waiting", "claimed")}
    apart = [
        f"{number} round {turn['number']}"
        for number, each in stored.petitions.items()
        if each["phone_key"]
        for turn in each["rounds"]
        if turn["closed_at"] and not turn["asked_at"] and not turn["answers"] and (number, turn["number"]) not in waiting
    ]
    ledger.add("closed rounds that nobody asked about", len(apart), 0, apart)


def queues(ledger: Ledger, stored: Stored, shown: Mapping[str, set[str]]) -> None:
    """Every open petition stands in its owner's queue, and nothing else does."""
    meant: dict[str, set[str]] = {}
    for number, each in stored.petitions.items():
        if each["status"] in OPEN:
            meant.setdefault(each["owner"], set()).add(number)
    apart = [
        f"{unit}: {sorted(meant.get(unit, set()) ^ shown.get(unit, set()))[:5]}"
        for unit in sorted(meant.keys() | shown.keys())
        if meant.get(unit, set()) != shown.get(unit, set())
    ]
    ledger.add(
        "open petitions = petitions in their owners' queues",
        sum(map(len, meant.values())), sum(map(len, shown.values())), apart,
    )  # fmt: skip


def played(stored: Stored) -> str:
    """What happened to the stored petitions, so that a reader sees what the ledger was held against."""
    actions = Counter(entry["action"] for each in stored.histories.values() for entry in each)
    rounds = Counter(len(each["rounds"]) for each in stored.petitions.values())
    said = ", ".join(f"{name} {count}" for name, count in sorted(actions.items()))
    turns = ", ".join(f"{count} with {number}" for number, count in sorted(rounds.items()))
    return f"Actions: {said}.\nRounds: {turns}."


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
