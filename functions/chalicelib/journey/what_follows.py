"""What a citizen is told to expect: when silence ends it, where an unhappy answer leads, what may be appealed until when."""

from __future__ import annotations

from typing import Final

from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.ports import District
from chalicelib.journey.answer import unhappy_leads

# Where an appeal may come, now or once silence has ended it.
_APPEALED_FROM: Final = frozenset({Status.SETTLED, Status.REJECTED})


def follows(petition: Petition, district: District) -> dict[str, object]:
    """What is to come of a petition as it stands; nothing of an answer where it was never closed."""
    lapses = petition.lapses_at
    until = petition.appeal_until if petition.status in _APPEALED_FROM else None
    asked = petition.status in (Status.CLOSED, Status.SETTLED) and petition.round is not None
    return {
        "lapses_at": lapses.isoformat() if lapses else None,
        "if_unhappy": unhappy_leads(petition, district) if asked else "",
        "may_appeal_later": petition.status is Status.CLOSED and petition.appealed_at is None,
        "appeal_until": until.isoformat() if until else None,
        "round_after": round_after(petition),
    }


def round_after(petition: Petition) -> str:
    """What opened the round that runs: an `unhappy` answer, an `appeal`, or what is `other`; empty in the first, and while none runs."""
    # What was over and has come back waits for its next round with the moment of its end still on it.
    if petition.status not in OPEN or petition.settled_at is not None or not petition.rounds[:-1]:
        return ""
    before, current = petition.rounds[-2:]
    appealed = petition.appealed_at
    if appealed is not None and before.opened_at < appealed <= current.opened_at:
        return "appeal"
    return "unhappy" if before.answer is not None and not before.answer.rating.happy else "other"
