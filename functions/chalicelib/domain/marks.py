"""What a petition waits for beside its owner's work: the decisions that the command centre lists,
the unhappy ones, the solved ones that everybody might read, the photos that nobody has judged, and the long-term matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.publication import photos_wait, waits_for_clearing

EXTENSION, HOLD, SENT_BACK = "extension", "hold", "sent_back"


def waits_for(petition: Petition) -> str:
    """Which decision of the command centre the petition waits for; empty when for none.

    Source: design section 3: dispatchers grant extensions and judge sendings back, supervisors grant holds.
    """
    current = petition.round
    if petition.status is Status.SUBMITTED:
        judged = any(each.upheld is None for each in petition.sent_back)
        return SENT_BACK if judged else ""
    if current is None or petition.status not in (Status.ASSIGNED, Status.HANDLING):
        return ""
    if current.extension_asked:
        return EXTENSION
    return HOLD if current.hold_asked and petition.status is Status.HANDLING else ""


def is_unhappy(petition: Petition) -> bool:
    """True while a petition is open although its citizen has said that it is not solved, or not well."""
    answers = (each.answer for each in petition.rounds)
    return petition.status in OPEN and any(each is not None and not each.rating.happy for each in answers)


# Lists of a district that hold few of its petitions, by name: each is one query, however many others are open.
MARKS: Final[Mapping[str, Callable[[Petition], bool]]] = {
    "decide": lambda petition: bool(waits_for(petition)),
    "unhappy": is_unhappy,
    "ring": lambda petition: petition.ringing is not None,
    "clear": waits_for_clearing,
    "photos": photos_wait,
    "on_hold": lambda petition: petition.status is Status.ON_HOLD,
}


def marks(petition: Petition) -> frozenset[str]:
    """The names of the lists that the petition stands in."""
    return frozenset(name for name, stands in MARKS.items() if stands(petition))
