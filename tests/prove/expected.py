"""What the design says of a life, written down once more by hand, so that the code is not its own judge.

Source: design sections 3 and 4. Statuses, roles, messages and notices are tables; clocks are replayed from the history
with the working days of the small district counted on its wall calendar.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.petition import Petition

from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, GRID, HILL, OAK, PIER, ZONE

ABOVE = {GRID: ELM, ELM: HILL, OAK: HILL, PIER: BAY, HILL: DISTRICT, BAY: DISTRICT, DEPARTMENT: DISTRICT, DISTRICT: None}

# Status, what may happen there; "x>y" leads to another status.
LIFE = {
    "submitted": "assign>assigned reject>rejected merge>merged withdraw>withdrawn answer_happy>settled join comment",
    "assigned": "accept>handling send_back>submitted transfer escalate reject>rejected merge>merged withdraw>withdrawn"
    " settle>settled answer_happy>settled accept_assist finish_assist release_assist grant_extension refuse_extension"
    " remind overdue reschedule supervise join comment",
    "handling": "progress assist accept_assist finish_assist release_assist request_extension grant_extension"
    " refuse_extension request_hold grant_hold>on_hold refuse_hold send_back>submitted transfer>assigned"
    " escalate>assigned reject>rejected merge>merged withdraw>withdrawn close>closed settle>settled remind overdue"
    " reschedule supervise join comment",
    "on_hold": "resume>handling close>closed join comment",
    "closed": "follow_up ring not_reached answer_happy>settled answer_unhappy>assigned lapse>settled remind join comment",
    "settled": "answer_unhappy>assigned appeal>submitted comment",
    "rejected": "appeal>submitted comment",
    "merged": "reopen>submitted comment",
    "withdrawn": "comment",
}
NEXT = {
    (status, action): to or status
    for status, actions in LIFE.items()
    for action, _, to in (each.partition(">") for each in actions.split())
}
BY_STAFF = frozenset(NEXT) - {("closed", "remind")}  # a closed one's citizen is reminded, by the platform
UNIT = "accept progress assist release_assist send_back transfer escalate request_extension request_hold resume close"
ASSISTANT = "accept_assist finish_assist"
DISPATCH = "assign assist release_assist transfer grant_extension refuse_extension reject merge not_reached"
SUPERVISE = "grant_hold refuse_hold resume settle remind supervise"
# Demands nothing of the petition but its status, so whoever may do it must succeed.
FREE = frozenset({"accept", "progress", "transfer", "reject", "supervise", "remind", "resume"})
ENDS = frozenset({"reject", "merge", "withdraw", "settle", "lapse", "answer_happy"})
TOLD_BY_SMS = {
    "submit": "acknowledgement", "close": "follow_up", "reject": "rejected", "settle": "explained", "merge": "merged",
    "grant_hold": "on_hold", "answer_unhappy": "next_round",
}  # fmt: skip


def below(unit: str, top: str) -> bool:
    at: str | None = unit
    while at is not None and at != top:
        at = ABOVE[at]
    return at == top


def sees(role: str, unit: str, owner: str, assisting: frozenset[str]) -> bool:
    """True for whoever works on it, helps, or answers for them; an administrator looks after people, not petitions."""
    return role != "admin" and any(below(each, unit) for each in (owner, *assisting))


def may(role: str, unit: str, owner: str, assisting: frozenset[str], action: str) -> bool:
    """True when a role held at a unit may do this, by the design's table of who."""
    own, reaches = unit == owner, below(owner, unit)
    if action in ASSISTANT.split():
        return role in ("grid_worker", "officer") and any(below(each, unit) for each in assisting)
    as_unit = action in UNIT.split() and (own and role != "admin" or (role == "officer" and reaches))
    as_dispatcher = action in DISPATCH.split() and role == "dispatcher" and reaches
    return as_unit or as_dispatcher or (action in SUPERVISE.split() and role == "supervisor" and reaches)


FREE_DAYS = {date(2025, 10, day) for day in (1, 2, 3, 6, 7, 8)} | {date(2026, 1, 1), date(2026, 1, 2)}
WORKED = {date(2025, 9, 28), date(2025, 10, 11), date(2026, 1, 4)}
WALL = [
    day
    for day in (date(2025, 9, 1) + timedelta(days=n) for n in range(480))
    if day in WORKED or (day.weekday() < 5 and day not in FREE_DAYS)
]


def zero(moment: datetime) -> int:
    """The place on the wall calendar that working days count from."""
    local = moment.astimezone(ZONE)
    place = bisect_right(WALL, local.date()) - 1
    today = WALL[place] == local.date() and local.time() < time(17)
    return place if today else place + 1


def end(place: int) -> datetime:
    return datetime.combine(WALL[place], time(17), ZONE).astimezone(UTC)


@dataclass
class Replay:
    """A petition's clocks as its history makes them. `days` tells what was granted, by version."""

    urgency: int
    days: dict[int, int]
    accepted: bool = False
    response: datetime | None = None
    base: datetime | None = None
    limit: int = 0
    more: int = 0
    late_response: datetime | None = None
    late_closing: datetime | None = None
    kept: int = 0
    fresh: bool = True
    sender: str | None = None
    discovered: set[int] = field(default_factory=set)

    @property
    def closing(self) -> datetime | None:
        return end(zero(self.base) + self.limit + self.more) if self.base else None

    def _begin(self, at: datetime) -> None:
        self.accepted, self.base, self.limit, self.more = False, at, self.urgency, 0
        self.late_response = self.late_closing = None

    def _find_lateness(self, entry: HistoryEntry) -> None:
        """What every step of staff, a withdrawal and the sweep's own step find out first."""
        in_work = entry.status_before in ("assigned", "handling") and not self.fresh
        citizen = str(entry.by.role) == "citizen" and entry.action != "withdraw"
        if not in_work or citizen or entry.action in ("join", "comment"):
            return
        waits = entry.status_before == "assigned" and not self.accepted
        if waits and not self.late_response and entry.at > self.response:
            self.late_response = self.response
        if not self.late_closing and entry.at > self.closing:
            self.late_closing = self.closing

    def step(self, entry: HistoryEntry) -> None:
        """Takes the clocks over one step."""
        before = (self.late_response, self.late_closing)
        self._find_lateness(entry)
        self._effect(str(entry.action), entry)
        after = (self.late_response, self.late_closing)
        if any(then is None and now is not None for then, now in zip(before, after, strict=True)):
            self.discovered.add(entry.version)

    def _effect(self, action: str, entry: HistoryEntry) -> None:
        at = entry.at
        if action == "answer_unhappy" or (action == "assign" and (self.fresh or self.sender != entry.owner_after)):
            self._begin(at)
        if action in ("assign", "answer_unhappy") or (action in ("transfer", "escalate") and not self.accepted):
            self.response = at + timedelta(hours=4)
        if action in ("assign", "answer_unhappy"):
            self.fresh = False
        elif action == "accept":
            self.accepted = True
        elif action == "send_back":
            self.sender = entry.owner_before
        elif action == "grant_extension":
            self.more += self.days[entry.version]
            late = self.late_closing is not None and self.closing <= at
            self.late_closing = self.closing if late else None
        elif action == "grant_hold":
            left = bisect_right(WALL, self.closing.astimezone(ZONE).date()) - 1 - zero(at)
            self.kept = max(left, 0)
        elif action == "resume":
            self.base, self.limit, self.more = at, self.kept, 0
        elif action in ENDS or action in ("close", "appeal", "reopen"):
            self.fresh = True


def told(entry: HistoryEntry, before: Petition | None, after: Petition, judged: str | None) -> set[str]:
    """Units that a step must tell, by hand for each action."""
    action, old, new = str(entry.action), entry.owner_before, entry.owner_after
    helpers = before.assisting if before else frozenset()
    by_action = {
        "assist": after.assisting - helpers, "finish_assist": {new}, "release_assist": helpers - after.assisting,
        "send_back": {DISTRICT}, "transfer": {old, new}, "escalate": {old, new} | (after.assisting - helpers),
        "request_extension": {DISTRICT}, "request_hold": {DISTRICT}, "grant_extension": {new}, "refuse_extension": {new},
        "grant_hold": {new}, "refuse_hold": {new}, "resume": {new}, "reschedule": {new}, "supervise": {new},
        "reopen": {DISTRICT}, "appeal": {DISTRICT}, "answer_unhappy": {old, new},
        "overdue": {ABOVE[new] or DISTRICT},
        "remind": {new} if entry.status_before != "closed" else set(),
        "answer_happy": {old, *helpers} if old != new else set(),
        "assign": {new, *([judged] if judged else [])} if str(entry.by.role) != "system" else set(),
    }  # fmt: skip
    for ending in ("reject", "merge", "withdraw", "settle"):
        by_action[ending] = {old, *helpers}
    return {unit for unit in by_action.get(action, set()) if unit}
