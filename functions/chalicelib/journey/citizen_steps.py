"""A petition's history as its citizen reads it: what staff wrote for them, and on the device that sent it their own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain.actors import Role
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.ports import District
from chalicelib.journey import late

QUIET_ACTIONS: Final = frozenset(
    {
        Action.REMIND, Action.OVERDUE, Action.SUPERVISE, Action.COMMENT, Action.FOLLOW_UP, Action.JOIN,
        Action.RESCHEDULE, Action.ACCEPT_ASSIST, Action.FINISH_ASSIST, Action.RELEASE_ASSIST, Action.REFUSE_EXTENSION,
        Action.REQUEST_HOLD, Action.REFUSE_HOLD, Action.REFUSE_PUBLICATION, Action.RING,
        Action.NOT_REACHED,
    }
)  # fmt: skip
LATE_ANSWER: Final = "late_answer"  # a comment in the history, and a step of its own to who answered
# What a citizen may read of what staff wrote: the words meant for them, not the talk between units.
FOR_CITIZEN: Final = frozenset({Action.PROGRESS, Action.CLOSE, Action.REJECT, Action.SETTLE})
# What a citizen may have said beside a deed of their own; staff who entered it for them wrote words of theirs.
OWN_WORDS: Final = frozenset({Action.ANSWER_HAPPY, Action.ANSWER_UNHAPPY, Action.APPEAL, Action.WITHDRAW, Action.REOPEN})


def steps(
    entries: Sequence[HistoryEntry], texts: Mapping[int, str], district: District, language: str, *, own: bool
) -> list[dict[str, object]]:
    """The steps that a citizen is told; `own` adds what they said themselves. An answer too late is one, other comments are none."""
    too_late = late.told(entries, texts)
    texts = {**texts, **too_late}
    return [
        {
            "at": each.at.isoformat(),
            "action": LATE_ANSWER if each.version in too_late else str(each.action),
            "unit_name": district.organisation.name(each.owner_after, language),
            "round": each.round,
            "text": texts.get(each.version, "") if own and _said_by_citizen(each) else for_citizen(each, entries, texts),
            "own": own and _said_by_citizen(each),
        }
        for each in entries
        if each.action not in QUIET_ACTIONS or each.version in too_late
    ]


def for_citizen(each: HistoryEntry, entries: Sequence[HistoryEntry], texts: Mapping[int, str]) -> str:
    """The words of a step that are meant for the citizen; a hold's are the plan that it was asked for with."""
    versions = [each.version] if each.action in FOR_CITIZEN else []
    if each.action == Action.GRANT_HOLD:
        versions = [asked.version for asked in entries if asked.action == Action.REQUEST_HOLD and asked.version < each.version][-1:]
    return "".join(texts.get(version, "") for version in versions)


def _said_by_citizen(each: HistoryEntry) -> bool:
    return (each.action in OWN_WORDS or each.reason == late.LATE) and each.by.role == Role.CITIZEN
