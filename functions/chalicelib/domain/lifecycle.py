"""A petition's life as data: from which status which action leads where, who may do it, what it demands, and why.

Source: design section 3. Nothing here decides anything; `transitions` and `journey` read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.actors import Relation, Role
from chalicelib.domain.petition import Status


class Action(StrEnum):
    """What can happen to a petition."""

    SUBMIT = "submit"
    ASSIGN = "assign"
    ACCEPT = "accept"
    PROGRESS = "progress"
    ASSIST = "assist"
    ACCEPT_ASSIST = "accept_assist"
    FINISH_ASSIST = "finish_assist"
    RELEASE_ASSIST = "release_assist"
    SEND_BACK = "send_back"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    REQUEST_EXTENSION = "request_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    REQUEST_HOLD = "request_hold"
    GRANT_HOLD = "grant_hold"
    REFUSE_HOLD = "refuse_hold"
    RESUME = "resume"
    RESCHEDULE = "reschedule"
    REJECT = "reject"
    MERGE = "merge"
    JOIN = "join"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    FOLLOW_UP = "follow_up"
    ANSWER_HAPPY = "answer_happy"
    ANSWER_UNHAPPY = "answer_unhappy"
    COMMENT = "comment"
    LAPSE = "lapse"
    SETTLE = "settle"
    APPEAL = "appeal"
    REMIND = "remind"
    RING = "ring"
    NOT_REACHED = "not_reached"
    OVERDUE = "overdue"
    SUPERVISE = "supervise"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    REFUSE_PUBLICATION = "refuse_publication"
    CLEAR_PHOTOS = "clear_photos"
    HIDE_PHOTOS = "hide_photos"
    ERASE = "erase"


Who = frozenset[tuple[Role, Relation]]

# A unit's own work: whoever holds the unit, its officers' superiors, and the command centre for what it owns itself.
UNIT: Who = frozenset(
    {
        (Role.GRID_WORKER, Relation.OWN),
        (Role.OFFICER, Relation.OWN),
        (Role.OFFICER, Relation.BELOW),
        (Role.DISPATCHER, Relation.OWN),
        (Role.SUPERVISOR, Relation.OWN),
    }
)
ASSISTANT: Who = frozenset({(Role.GRID_WORKER, Relation.ASSISTING), (Role.OFFICER, Relation.ASSISTING)})
DISPATCHER: Who = frozenset({(Role.DISPATCHER, Relation.OWN), (Role.DISPATCHER, Relation.BELOW)})
SUPERVISOR: Who = frozenset({(Role.SUPERVISOR, Relation.OWN), (Role.SUPERVISOR, Relation.BELOW)})
PETITIONER: Who = frozenset({(Role.CITIZEN, Relation.OWN)})
SYSTEM: Who = frozenset({(Role.SYSTEM, Relation.OWN)})


@dataclass(frozen=True, slots=True)
class Edge:
    """One way out of a status. `demands` names the details that must come with the action."""

    status: Status
    action: Action
    to: Status
    who: Who
    demands: tuple[str, ...]
    why: str


S, A = Status, Action
_IN_WORK = (S.ASSIGNED, S.HANDLING)
_BEFORE_CLOSED = (S.SUBMITTED, S.ASSIGNED, S.HANDLING)


def _each(
    statuses: tuple[Status, ...],
    action: Action,
    to: Status | None,
    who: Who,
    demands: tuple[str, ...],
    why: str,
) -> tuple[Edge, ...]:
    return tuple(Edge(status, action, to or status, who, demands, why) for status in statuses)


EDGES: tuple[Edge, ...] = (
    Edge(
        S.SUBMITTED,
        A.ASSIGN,
        S.ASSIGNED,
        DISPATCHER | SYSTEM,
        ("unit",),
        "the rules or a dispatcher name the unit that can solve it",
    ),
    Edge(S.ASSIGNED, A.ACCEPT, S.HANDLING, UNIT, (), "the unit takes it on: the response clock stops"),
    Edge(S.HANDLING, A.PROGRESS, S.HANDLING, UNIT, ("note",), "the citizen sees that somebody is at work"),
    Edge(
        S.HANDLING,
        A.ASSIST,
        S.HANDLING,
        UNIT | DISPATCHER,
        ("unit",),
        "some troubles need several units at once",
    ),
    *_each(
        _IN_WORK,
        A.ACCEPT_ASSIST,
        None,
        ASSISTANT,
        (),
        "the assisting unit takes its part on; the lead unit's clocks do not stop for it",
    ),
    *_each(
        _IN_WORK,
        A.FINISH_ASSIST,
        None,
        ASSISTANT,
        ("note",),
        "its part is done: the lead unit may close when every part is",
    ),
    *_each(
        _IN_WORK,
        A.RELEASE_ASSIST,
        None,
        UNIT | DISPATCHER,
        ("unit",),
        "help that is not needed any more must not keep the petition open",
    ),
    *_each(
        _IN_WORK,
        A.SEND_BACK,
        S.SUBMITTED,
        UNIT,
        ("reason",),
        "not ours: the command centre judges and assigns again",
    ),
    *_each(
        _IN_WORK,
        A.TRANSFER,
        S.ASSIGNED,
        UNIT | DISPATCHER,
        ("unit", "reason"),
        "sideways, to a unit that can do it",
    ),
    *_each(
        _IN_WORK,
        A.ESCALATE,
        S.ASSIGNED,
        UNIT,
        ("reason",),
        "up the tree: it needs more power than the unit has",
    ),
    Edge(
        S.HANDLING,
        A.REQUEST_EXTENSION,
        S.HANDLING,
        UNIT,
        ("days", "reason"),
        "once a round, before the deadline",
    ),
    *_each(
        _IN_WORK, A.GRANT_EXTENSION, None, DISPATCHER, (), "a dispatcher grants, so that asking is no habit"
    ),
    *_each(_IN_WORK, A.REFUSE_EXTENSION, None, DISPATCHER, ("reason",), "the old deadline stands"),
    Edge(
        S.HANDLING,
        A.REQUEST_HOLD,
        S.HANDLING,
        UNIT,
        ("plan", "review_date"),
        "a long-term matter with a plan",
    ),
    Edge(
        S.HANDLING,
        A.GRANT_HOLD,
        S.ON_HOLD,
        SUPERVISOR,
        (),
        "a supervisor answers for pausing the clock",
    ),
    Edge(S.HANDLING, A.REFUSE_HOLD, S.HANDLING, SUPERVISOR, ("reason",), "the clock runs on"),
    Edge(
        S.ON_HOLD,
        A.RESUME,
        S.HANDLING,
        UNIT | SUPERVISOR | SYSTEM,
        (),
        "the review date came, or the work can go on",
    ),
    Edge(S.ON_HOLD, A.CLOSE, S.CLOSED, UNIT, ("note",), "the long-term matter is done"),
    *_each(
        _BEFORE_CLOSED,
        A.REJECT,
        S.REJECTED,
        DISPATCHER,
        ("reason",),
        "not for this platform: the citizen is told why and may appeal",
    ),
    *_each(
        _BEFORE_CLOSED,
        A.MERGE,
        S.MERGED,
        DISPATCHER,
        ("lead",),
        "the same trouble is handled once, and everybody is told",
    ),
    *_each(
        (*_BEFORE_CLOSED, S.ON_HOLD, S.CLOSED),
        A.JOIN,
        None,
        SYSTEM,
        (),
        "another petition about the same trouble was merged into this one",
    ),
    Edge(
        S.MERGED,
        A.REOPEN,
        S.SUBMITTED,
        PETITIONER | SYSTEM,
        (),
        "the lead's answer is not this citizen's: who is unhappy with it gets a petition of their own again",
    ),
    *_each(_BEFORE_CLOSED, A.WITHDRAW, S.WITHDRAWN, PETITIONER, (), "it is the citizen's petition"),
    Edge(
        S.HANDLING,
        A.CLOSE,
        S.CLOSED,
        UNIT,
        ("note",),
        "the unit's claim that the work is done; the citizen is asked",
    ),
    Edge(S.CLOSED, A.FOLLOW_UP, S.CLOSED, SYSTEM, (), "the question went out: from now the seven days count"),
    Edge(S.CLOSED, A.RING, S.CLOSED, SYSTEM, (), "no SMS reaches the citizen, or no answer comes of it: a dispatcher rings"),
    Edge(S.CLOSED, A.NOT_REACHED, S.CLOSED, DISPATCHER, (), "a dispatcher rang and nobody answered"),
    Edge(S.CLOSED, A.ANSWER_HAPPY, S.SETTLED, PETITIONER, (), "the citizen says that it is solved"),
    Edge(
        S.CLOSED,
        A.ANSWER_UNHAPPY,
        S.ASSIGNED,
        PETITIONER,
        (),
        "nobody closes it over the citizen's head: the next round, one level up",
    ),
    Edge(
        S.SETTLED,
        A.ANSWER_UNHAPPY,
        S.ASSIGNED,
        PETITIONER,
        (),
        "within 24 hours a happy answer may be taken back",
    ),
    *_each(
        (S.SUBMITTED, S.ASSIGNED),
        A.ANSWER_HAPPY,
        S.SETTLED,
        PETITIONER,
        (),
        "within 24 hours an unhappy answer may be taken back, while nobody has accepted the next round",
    ),
    Edge(
        S.CLOSED,
        A.LAPSE,
        S.SETTLED,
        SYSTEM,
        (),
        "seven days without an answer: over, and counted as silence, not as praise",
    ),
    *_each(
        _IN_WORK,
        A.SETTLE,
        S.SETTLED,
        SUPERVISOR,
        ("note",),
        "after an unhappy answer to round 3, with a written explanation that the citizen sees",
    ),
    Edge(
        S.SETTLED,
        A.APPEAL,
        S.SUBMITTED,
        PETITIONER,
        ("reason",),
        "once, within 30 days, for one further supervised round",
    ),
    Edge(S.REJECTED, A.APPEAL, S.SUBMITTED, PETITIONER, ("reason",), "a rejection can be wrong"),
    *_each(
        _IN_WORK, A.REMIND, None, SYSTEM | SUPERVISOR, (), "催办: before a deadline the owner is reminded"
    ),
    Edge(S.CLOSED, A.REMIND, S.CLOSED, SYSTEM, (), "the citizen is asked once more after two days"),
    *_each(
        _IN_WORK, A.OVERDUE, None, SYSTEM, (), "a deadline passed: a fact, stamped with the time it was due"
    ),
    *_each(_IN_WORK, A.RESCHEDULE, None, SYSTEM, (), "the calendar year that was missing has been loaded"),
    *_each(_IN_WORK, A.SUPERVISE, None, SUPERVISOR, ("note",), "督办: the supervisor watches this one"),
    *_each(
        tuple(Status),
        A.COMMENT,
        None,
        PETITIONER,
        (),
        "what is said and is no answer is kept",
    ),
)

# What may come with an action beside what its edge demands.
OFFERS: Mapping[Action, tuple[str, ...]] = {
    A.ASSIGN: ("about_unit",),
    A.ESCALATE: ("units",),
    A.GRANT_EXTENSION: ("days",),
    A.GRANT_HOLD: ("review_date",),
    A.REJECT: ("note",),
    A.NOT_REACHED: ("note",),
}

# What the petition itself must be like, whoever acts; `guards` decides it, for the last three the journey does.
CONDITIONS: Mapping[Action, str] = {
    A.ASSIST: "fewer than ten units were asked",
    A.RELEASE_ASSIST: "a unit helps",
    A.SEND_BACK: "the owner is not the command centre itself",
    A.REQUEST_EXTENSION: "none was asked for in this round, and the deadline has not passed",
    A.GRANT_EXTENSION: "one is asked for",
    A.REFUSE_EXTENSION: "one is asked for",
    A.REQUEST_HOLD: "none is asked for",
    A.GRANT_HOLD: "one is asked for",
    A.REFUSE_HOLD: "one is asked for",
    A.MERGE: "no other petition follows this one",
    A.CLOSE: "no part of an assisting unit is open",
    A.SETTLE: "the answer to round 3, or to the round of an appeal, was unhappy",
    A.APPEAL: "the first appeal, within 30 days of the end",
    A.NOT_REACHED: "the citizen is to be rung",
    A.RESCHEDULE: "the deadline waits for a calendar year",
    A.REOPEN: "the lead is closed or over; by the platform when the lead was withdrawn",
    A.ANSWER_HAPPY: "the answer of the round that is closed; later only as a change within 24 hours",
    A.ANSWER_UNHAPPY: "the answer of the round that is closed; later only as a change within 24 hours",
}

_BY_KEY = {(edge.status, edge.action): edge for edge in EDGES}
if len(_BY_KEY) != len(EDGES):
    raise ValueError("two edges for one status and action")


def edge(status: Status, action: Action) -> Edge | None:
    """The edge for an action from a status; None when the action is not allowed there."""
    return _BY_KEY.get((status, action))


def edges_from(status: Status) -> tuple[Edge, ...]:
    """Every way out of a status, in the order of the table."""
    return tuple(each for each in EDGES if each.status is status)
