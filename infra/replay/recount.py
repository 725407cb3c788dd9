"""A plain second opinion: every measure of the bulletins, counted from the raw histories and nothing the tally uses.

It walks each petition's entries in order and keeps its own clocks; of the petition's own item it takes only what no
entry says: kind, channel, category, urgency, which digit an answer was, how many days an extension gave, and which
unit's help was finished. Imports nothing of the platform.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from infra.replay.days import ZONE, Calendar

MONTH, DAY = "%Y-%m", "%Y-%m-%d"
RESPONSE, LAPSE = timedelta(hours=4), timedelta(days=7)
DAYS = {1: 1, 2: 2, 5: 5}
COUNTED_ENDS = frozenset({"settled", "rejected", "withdrawn"})
Fact = tuple[datetime, str | None, tuple[str, ...]]  # None: whoever owns it at the end


@dataclass(slots=True)
class Turn:
    """One round as the entries tell it."""

    unit: str
    response_due: datetime
    closing_from: datetime
    closing_days: int
    closing_due: datetime | None
    more_days: int = 0
    held: list[Fact] = field(default_factory=list)
    missed: list[Fact] = field(default_factory=list)  # by a unit whose sending back was upheld
    kept_days: int | None = None
    accepted: Fact | None = None
    response_late: Fact | None = None
    closing_late: Fact | None = None
    asked: datetime | None = None
    arrived: bool = True
    closed: datetime | None = None
    closer: str | None = None
    digit: str = ""
    answered: datetime | None = None
    rung: bool = False  # the answer was told on the telephone
    lapsed: Fact | None = None

    def schedule(self, days: Calendar) -> None:
        """Nothing; the closing deadline is what the days that count make of the calendar."""
        self.closing_due = days.due(self.closing_from, self.closing_days)
        if self.closing_due and self.more_days:
            self.closing_due = days.later(self.closing_due, self.more_days)

    def clocks(self) -> list[Fact]:
        """What the first two rates count of this round."""
        found = self.missed + [fact for fact in (self.response_late or self.accepted, self.closing_late) if fact]
        if self.closed and self.closing_due and not self.closing_late:
            found.append((self.closed, self.closer, ("closing_counted", "closing_on_time")))
        return found

    def facts(self, *, on_hold: bool) -> list[Fact]:
        """What this round adds to the counters; while it is held, nothing to the first two rates."""
        found = self.held + ([] if on_hold else self.clocks()) + ([self.lapsed] if self.lapsed else [])
        if self.closed:
            undated = not (self.closing_due or self.closing_late)
            found.append((self.closed, self.closer, ("closed", "closed_without_due") if undated else ("closed",)))
        if self.answered:
            measures = ["answers"] + (["answers_resolved"] if self.digit in "123" else [])
            measures += ["answers_satisfied"] if self.digit in "12" else []
            measures += ["answers_telephone"] if self.rung else []
            found.append((self.answered, self.closer, tuple(measures)))
        return found


@dataclass(slots=True)
class Walk:
    """One petition, entry by entry."""

    urgency: int
    days: Calendar
    digits: Mapping[str, str]  # the moment of an answer -> its digit
    turns: list[Turn] = field(default_factory=list)
    status: str = ""
    owner: str = ""
    ended: tuple[datetime, str] | None = None
    sent_back: list[Fact] = field(default_factory=list)
    extensions: Mapping[int, int] = field(default_factory=dict)  # round -> the working days that were granted

    def step(self, entry: Mapping[str, Any]) -> None:
        """Nothing; the entry happened, after whatever deadline had passed before it."""
        at = _moment(entry["at"])
        self.pass_deadlines(at)
        action = getattr(self, f"_{entry['action']}", None)
        if action is not None:
            action(at, entry)
        self.status, self.owner = entry["status_after"], entry["owner_after"]

    def pass_deadlines(self, at: datetime) -> None:
        """Nothing; deadlines before that moment are missed, by the unit that held the petition."""
        if not self.turns or self.status not in ("assigned", "handling"):
            return
        turn = self.turns[-1]
        unanswered = turn.accepted is None and turn.response_late is None and self.status == "assigned"
        if unanswered and at > turn.response_due:
            turn.response_late = (turn.response_due, self.owner, ("response_counted",))
        if turn.closing_due and turn.closing_late is None and at > turn.closing_due:
            turn.closing_late = (turn.closing_due, self.owner, ("closing_counted",))

    def _begin(self, at: datetime, unit: str) -> None:
        self.turns.append(Turn(unit, at + RESPONSE, at, DAYS[self.urgency], None))
        self.turns[-1].schedule(self.days)

    def _assign(self, at: datetime, entry: Mapping[str, Any]) -> None:
        """Another unit upholds the sending back and both clocks begin anew; the same unit refuses it."""
        unit = entry["owner_after"]
        if not self.turns or self.turns[-1].closed or self.ended:
            self.ended = None
            self._begin(at, unit)
            return
        turn, (_, sender, _) = self.turns[-1], self.sent_back[-1]
        turn.response_due = at + RESPONSE
        if unit == sender:
            self.sent_back[-1] = (at, sender, ("sent_back", "sent_back_refused"))
            return
        self.sent_back[-1] = (at, sender, ("sent_back",))
        turn.missed += [fact for fact in (turn.response_late, turn.closing_late) if fact]
        turn.accepted = turn.response_late = turn.closing_late = None
        turn.closing_from, turn.closing_days, turn.more_days = at, DAYS[self.urgency], 0
        turn.schedule(self.days)

    def _grant_extension(self, at: datetime, _: Mapping[str, Any]) -> None:
        """A fact that only the waiting for this made is taken back."""
        turn = self.turns[-1]
        turn.more_days += self.extensions[len(self.turns)]
        turn.held.append((at, turn.unit, ("extended",)))
        turn.schedule(self.days)
        if turn.closing_due is None or turn.closing_due > at:
            turn.closing_late = None
        elif turn.closing_late:
            turn.closing_late = (turn.closing_due, *turn.closing_late[1:])

    def _grant_hold(self, at: datetime, _: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        turn.held.append((at, turn.unit, ("held",)))
        turn.kept_days = self.days.left(at, turn.closing_due) if turn.closing_due else None

    def _resume(self, at: datetime, _: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        turn.closing_from = at
        if turn.kept_days is not None:
            turn.closing_days, turn.more_days = turn.kept_days, 0
        turn.schedule(self.days)

    def _accept(self, at: datetime, _: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        turn.accepted = turn.accepted or (at, self.owner, ("response_counted", "response_within"))

    def _send_back(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.sent_back.append((at, self.owner, ()))  # counted against nobody until judged

    def _transfer(self, at: datetime, _: Mapping[str, Any]) -> None:
        if self.turns[-1].accepted is None:
            self.turns[-1].response_due = at + RESPONSE

    _escalate = _transfer

    def _close(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.turns[-1].closed, self.turns[-1].closer = at, self.owner

    def _follow_up(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.turns[-1].asked = at

    def _answer_happy(self, at: datetime, entry: Mapping[str, Any]) -> None:
        if not self.turns[-1].closed:  # the next round, assigned or sent back and begun by nobody, never was
            self.turns.pop()
        self._answer(at, entry)
        self.ended = (at, "settled")

    def _answer_unhappy(self, at: datetime, entry: Mapping[str, Any]) -> None:
        self._answer(at, entry)
        self.ended = None
        self._begin(at, entry["owner_after"])

    def _answer(self, at: datetime, entry: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        turn.answered, turn.digit, turn.rung = at, self.digits[entry["at"]], entry.get("reason") == "telephone"

    def _ring(self, _: datetime, entry: Mapping[str, Any]) -> None:
        self.turns[-1].arrived = entry.get("reason") in ("silent", "unclear")

    def _lapse(self, _: datetime, __: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        since = turn.asked or turn.closed
        if since is None:
            raise ValueError("a lapse of a round that was never closed")
        turn.lapsed = (since + LAPSE, turn.closer, ("lapses" if turn.asked and turn.arrived else "lapses_unreached",))
        self.ended = (since + LAPSE, "settled")

    def _settle(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "settled")

    def _reject(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "rejected")

    def _withdraw(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "withdrawn")

    def _merge(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "merged")

    def facts(self) -> list[Fact]:
        """Everything the petition adds, but its being received."""
        held = self.turns[-1] if self.turns and self.status == "on_hold" else None
        found = [fact for turn in self.turns for fact in turn.facts(on_hold=turn is held)]
        found += [back for back in self.sent_back if back[2]]
        if self.ended and self.status in COUNTED_ENDS:
            last = next((turn.digit for turn in reversed(self.turns) if turn.digit), "")
            final = ["final_answers"] if last and self.ended[1] == "settled" else []
            final += ["final_resolved"] if final and last in "123" else []
            final += ["final_satisfied"] if final and last in "12" else []
            found.append((self.ended[0], None, (self.ended[1], *final)))
        return found


def facts(
    petition: Mapping[str, Any], entries: list[dict[str, Any]], days: Calendar, now: datetime
) -> list[tuple[datetime, str, tuple[str, ...]]]:
    """One petition's measures with their moments and units, as its history tells them at `now`."""
    digits = {each["at"]: each["rating"] for turn in petition["rounds"] for each in turn["answers"]}
    granted = {turn["number"]: turn["extension"]["days"] for turn in petition["rounds"] if turn.get("extension")}
    walk = Walk(int(petition["urgency"]), days, digits, extensions=granted)
    for entry in entries:
        walk.step(entry)
    walk.pass_deadlines(now)
    received = (
        "received", f"status.{walk.status}", f"kind.{petition['kind']}", f"channel.{petition['channel']}",
        f"category.{petition['category'][:2]}",
    )  # fmt: skip
    helped: list[Fact] = [
        (_moment(each["done_at"]), each["unit"], ("assists",)) for each in petition.get("assists", ()) if each["done_at"]
    ]
    found: list[Fact] = [(_moment(entries[0]["at"]), walk.owner, received), *walk.facts(), *helped]
    return [(at, unit or walk.owner, measures) for at, unit, measures in found]


def counted(
    petition: Mapping[str, Any], entries: list[dict[str, Any]], days: Calendar, now: datetime, name: str = MONTH
) -> dict[tuple[str, str], Counter[str]]:
    """The same by month, or by day, and unit."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for at, unit, measures in facts(petition, entries, days, now):
        found.setdefault((at.astimezone(ZONE).strftime(name), unit), Counter()).update(measures)
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
