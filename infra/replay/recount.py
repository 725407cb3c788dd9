"""A plain second opinion: every measure of the bulletins, counted from the raw histories and nothing the tally uses.

It walks each petition's entries in order and keeps its own clocks; of the petition's own item it takes only what no
entry says: kind, channel, category, urgency, and which digit an answer was. Imports nothing of the platform.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
RESPONSE, LAPSE = timedelta(hours=4), timedelta(days=7)
HOURS_END = time(17, 30)
DAYS = {1: 1, 2: 2, 5: 5}
Fact = tuple[datetime, str | None, tuple[str, ...]]  # None: whoever owns it at the end


@dataclass(frozen=True, slots=True)
class Calendar:
    """The district's free and worked days, by year."""

    years: Mapping[int, tuple[frozenset[date], frozenset[date]]]

    def worked(self, day: date) -> bool:
        """True for a working day. Raises: KeyError for a year that is not there."""
        free, worked = self.years[day.year]
        return day in worked or (day.weekday() < 5 and day not in free)

    def due(self, moment: datetime, days: int) -> datetime | None:
        """The closing deadline; None when a year is missing."""
        local = moment.astimezone(ZONE)
        day = local.date()
        try:
            if not self.worked(day) or local.time() >= HOURS_END:
                day = self._next(day)
            for _ in range(days):
                day = self._next(day)
        except KeyError:
            return None
        return datetime.combine(day, HOURS_END, ZONE)

    def _next(self, day: date) -> date:
        day += timedelta(days=1)
        while not self.worked(day):
            day += timedelta(days=1)
        return day


def calendar(folder: Path) -> Calendar:
    """The calendars of a district's folder."""
    years = {}
    for path in sorted(folder.glob("*.json")):
        read = json.loads(path.read_text())
        years[int(read["year"])] = tuple(
            frozenset(date.fromisoformat(day) for day in read[name]) for name in ("free", "worked")
        )
    return Calendar(years)  # type: ignore[arg-type]


@dataclass(slots=True)
class Turn:
    """One round as the entries tell it."""

    response_due: datetime
    closing_due: datetime | None
    accepted: Fact | None = None
    response_late: Fact | None = None
    closing_late: Fact | None = None
    asked: datetime | None = None
    closed: datetime | None = None
    closer: str | None = None
    digit: str = ""
    answered: datetime | None = None
    lapsed: Fact | None = None

    def facts(self) -> list[Fact]:
        """What this round adds to the counters."""
        found = [fact for fact in (self.response_late or self.accepted, self.closing_late, self.lapsed) if fact]
        if self.closed:
            on_time = not self.closing_late and self.closing_due is not None
            found.append((self.closed, self.closer, ("closed",)))
            found += [(self.closed, self.closer, ("closing_counted", "closing_on_time"))] if on_time else []
        if self.answered:
            measures = ["answers"] + (["answers_resolved"] if self.digit in "123" else [])
            measures += ["answers_satisfied"] if self.digit in "12" else []
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

    def _begin(self, at: datetime) -> None:
        self.turns.append(Turn(at + RESPONSE, self.days.due(at, DAYS[self.urgency])))

    def _assign(self, at: datetime, _: Mapping[str, Any]) -> None:
        if not self.turns:
            self._begin(at)
            return
        self.turns[-1].response_due, self.turns[-1].closing_due = (
            at + RESPONSE,
            self.days.due(at, DAYS[self.urgency]),
        )

    def _accept(self, at: datetime, _: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        turn.accepted = turn.accepted or (at, self.owner, ("response_counted", "response_within"))

    def _send_back(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.sent_back.append((at, self.owner, ("sent_back",)))

    def _transfer(self, at: datetime, _: Mapping[str, Any]) -> None:
        if self.turns[-1].accepted is None:
            self.turns[-1].response_due = at + RESPONSE

    _escalate = _transfer

    def _close(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.turns[-1].closed, self.turns[-1].closer = at, self.owner

    def _follow_up(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.turns[-1].asked = at

    def _answer_happy(self, at: datetime, entry: Mapping[str, Any]) -> None:
        if self.status == "assigned":  # the next round, which nobody had begun, never was
            self.turns.pop()
        self._answer(at, entry)
        self.ended = (at, "settled")

    def _answer_unhappy(self, at: datetime, entry: Mapping[str, Any]) -> None:
        self._answer(at, entry)
        self.ended = None
        self._begin(at)

    def _answer(self, at: datetime, entry: Mapping[str, Any]) -> None:
        self.turns[-1].answered, self.turns[-1].digit = at, self.digits[entry["at"]]

    def _lapse(self, _: datetime, __: Mapping[str, Any]) -> None:
        turn = self.turns[-1]
        since = turn.asked or turn.closed
        if since is None:
            raise ValueError("a lapse of a round that was never closed")
        turn.lapsed = (since + LAPSE, turn.closer, ("lapses" if turn.asked else "lapses_unreached",))
        self.ended = (since + LAPSE, "settled")

    def _settle(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "settled")

    def _reject(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "rejected")

    def _withdraw(self, at: datetime, _: Mapping[str, Any]) -> None:
        self.ended = (at, "withdrawn")

    def facts(self) -> list[Fact]:
        """Everything the petition adds, but its being received."""
        found = [fact for turn in self.turns for fact in turn.facts()] + self.sent_back
        if self.ended:
            last = next((turn.digit for turn in reversed(self.turns) if turn.digit), "")
            final = ["final_answers"] if last and self.ended[1] == "settled" else []
            final += ["final_resolved"] if final and last in "123" else []
            final += ["final_satisfied"] if final and last in "12" else []
            found.append((self.ended[0], None, (self.ended[1], *final)))
        return found


def counted(
    petition: Mapping[str, Any], entries: list[dict[str, Any]], days: Calendar, now: datetime
) -> dict[tuple[str, str], Counter[str]]:
    """One petition's measures by month and unit, as its history tells them at `now`."""
    digits = {each["at"]: each["rating"] for turn in petition["rounds"] for each in turn["answers"]}
    walk = Walk(int(petition["urgency"]), days, digits)
    for entry in entries:
        walk.step(entry)
    walk.pass_deadlines(now)
    received = (
        "received", f"status.{walk.status}", f"kind.{petition['kind']}", f"channel.{petition['channel']}",
        f"category.{petition['category'][:2]}",
    )  # fmt: skip
    facts: list[Fact] = [(_moment(entries[0]["at"]), walk.owner, received), *walk.facts()]
    found: dict[tuple[str, str], Counter[str]] = {}
    for at, unit, measures in facts:
        month = at.astimezone(ZONE).strftime("%Y-%m")
        found.setdefault((month, unit or walk.owner), Counter()).update(measures)
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
