"""Answers that come after silence has ended a petition: kept, marked late, and counted nowhere (design section 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from chalicelib.domain import replies
from chalicelib.domain.history import HistoryEntry
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition

LATE: Final = "late"  # what tells them in the history from other words
MOST_LATE: Final = 20  # of one petition by its page: the desk must stay able to read it


def why(petition: Petition) -> str:
    """The history's reason beside an answer that does not count: late where silence had ended the petition, else none."""
    return LATE if petition.ended_by_silence else ""


def kept(entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
    """Those of the history that say that an answer came too late."""
    return [each for each in entries if each.action == Action.COMMENT and each.reason == LATE]


def told(entries: Sequence[HistoryEntry], texts: Mapping[int, str]) -> dict[int, str]:
    """What was answered too late, by version: a digit where it was no more than one; empty once it is erased.

    The same one again is left out: who taps twice, or writes once more, has answered once.
    """
    first: dict[str, int] = {}
    for each in kept(entries):
        _, _, said = texts.get(each.version, "").partition("] ")
        first.setdefault(replies.read(said).digit or said, each.version)
    return {version: said for said, version in first.items()}
