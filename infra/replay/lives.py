"""What the players know of each petition they sent: enough to act, and to say what the ledger must show."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from infra.replay.answers import HAPPY, Deed
from infra.replay.plans import Plan

LAPSE = timedelta(days=7)
CHANGE = timedelta(hours=24)
ENDS_WAITING = frozenset({
    "grant_extension", "refuse_extension", "grant_hold", "refuse_hold", "finish_assist", "release_assist", "send_back",
    "merge", "close", "reject", "settle",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A citizen's deed with its moment; `asked` is the question that it follows."""

    at: datetime
    deed: Deed
    asked: int


@dataclass(slots=True)
class Life:
    """One petition from its player's side."""

    plan: Plan
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    device: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    number: str = ""
    cookie: str = ""
    token: str = ""
    ended: str = ""  # by the player's own word: "withdrawn"
    status: str = ""
    owner: str = ""
    version: int = 0
    round: int = 0
    urgency: int = 5
    seen_since: datetime | None = None
    acts: int = 0
    handed_on: int = 0
    sent_back_by: str = ""
    waits: str = ""  # what was asked for and is not decided or done (duties.Seen)
    had: set[str] = field(default_factory=set)
    appealed: bool = False
    asked: int = 0  # questions heard
    asked_round: int = 0
    asked_at: datetime | None = None
    due: list[Due] = field(default_factory=list)
    waiting: dict[str, list[Deed]] = field(default_factory=dict)  # by the message that brings them
    valid: list[str] = field(default_factory=list)  # digits that must have been counted, in order
    answered_round: int = 0
    answered_at: datetime | None = None

    def look(self, item: dict[str, object] | None, now: datetime) -> None:
        """Nothing; the life knows what the queue shows now. A petition in no queue is over."""
        if item is None:
            self.status = "over" if self.number else ""
            return
        state = (str(item["status"]), str(item["owner"]), int(str(item["round_number"])))
        if state[2] != self.round:
            self.acts = self.handed_on = 0
            self.waits = ""
            self.had.clear()
        if state != (self.status, self.owner, self.round):
            self.seen_since = now
        self.status, self.owner, self.round = state
        self.version, self.urgency = int(str(item["version"])), int(str(item["urgency"]))

    def hear_question(self, deeds: list[Deed], now: datetime) -> None:
        """Nothing; the answers to a new question are planned."""
        self.asked += 1
        self.asked_round, self.asked_at = self.round, now
        self.due.clear()
        self.waiting = {}
        for deed in deeds:
            if deed.after == "asked":
                self.due.append(Due(now + timedelta(hours=deed.hours), deed, self.asked))
            else:
                self.waiting.setdefault(deed.after, []).append(deed)

    def acted(self, action: str, details: dict[str, str], now: datetime) -> None:
        """Nothing; the life knows what its unit did, and whom that waits for."""
        self.acts += 1
        self.seen_since = now
        self.sent_back_by = self.owner if action == "send_back" else ""
        self.handed_on += action in ("send_back", "transfer", "escalate")
        unit = self.waits.partition(" ")[2]
        self.waits = {
            "request_extension": "extension", "request_hold": "hold", "assist": f"asked {details.get('unit', '')}",
            "accept_assist": f"helping {unit}",
        }.get(action, "" if action in ENDS_WAITING else self.waits)  # fmt: skip
        self.had |= {action.removeprefix("request_")} if action in ("request_extension", "request_hold", "assist") else set()

    def hear_end(self, kind: str, now: datetime) -> None:
        """Nothing; what the citizen does about an end that is not theirs is planned: an appeal, or a petition of their own."""
        drawn = self.plan.dice("end", kind, self.round)
        if kind in ("rejected", "explained") and not self.appealed and drawn.random() < 0.5:
            self.appealed = True
            self.due.append(Due(now + timedelta(hours=drawn.choice((0, 20))), Deed("appeal", 0, "请再看一看。"), self.asked))
        elif kind in ("merged_closed", "merged_rejected") and drawn.random() < 0.4:
            self.due.append(Due(now + timedelta(hours=3), Deed("reopen", 0, "我家这里没有解决。"), self.asked))

    def hear_more(self, kind: str, now: datetime) -> None:
        """Nothing; what the citizen wanted to say on such a message is planned."""
        for deed in self.waiting.pop(kind, []):
            self.due.append(Due(now + timedelta(hours=deed.hours), deed, self.asked))

    def take_due(self, now: datetime) -> list[Due]:
        """The deeds whose moment has come, planned no longer: one SMS, for carriers keep no order, or all that is tapped."""
        due = sorted((each for each in self.due if each.at <= now), key=lambda each: each.at)
        by_sms = bool(due) and due[0].deed.by == "sms"
        found = due[:1] if by_sms else due
        self.due = [each for each in self.due if each not in found]
        return found

    def counts(self, digit: str, now: datetime) -> bool:
        """True when the rules say that this answer decides (design section 3): the first one, or a fair change."""
        if self.answered_round < self.asked_round:
            return self.asked_at is not None and now - self.asked_at < LAPSE
        if self.answered_at is None or now - self.answered_at > CHANGE or not self.valid:
            return False
        before = self.valid[-1]
        if (before in HAPPY) == (digit in HAPPY):
            return False
        return before in HAPPY or self.status == "assigned"

    def answered(self, digit: str, now: datetime) -> None:
        """Nothing; the digit must be found in the petition's history, once."""
        if self.answered_round < self.asked_round:
            self.answered_at = now
        self.valid.append(digit)
        self.answered_round = self.asked_round
        self.status = "over" if digit in HAPPY else "assigned"
