"""Every SMS that we send, by name: what kind of message it is. The words stand in messages/catalogue.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.proof import CODE_LASTS


class About(StrEnum):
    """What a message is about, and so when it makes sense no more."""

    PETITION = "petition"
    QUESTION = "question"  # of the round that was closed
    LEAD = "lead"  # to those who joined it
    PERSON = "person"  # who holds the phone
    FOLLOWED = "followed"  # to who follows it by SMS


@dataclass(frozen=True, slots=True)
class Kind:
    """`essential` goes at night and past the line; what is not `harmless` is never sent twice without a person."""

    about: About = About.PETITION
    essential: bool = False
    harmless: bool = True
    lasts: timedelta | None = None
    asks: bool = False
    forgotten: timedelta | None = None  # how long it is kept, where it may be about a phone that is no petitioner's
    asked_for: bool = False  # the answer to an SMS of theirs: goes also to who wants no other messages


_QUESTION: Final = About.QUESTION
_FOLLOWED: Final = Kind(About.FOLLOWED, forgotten=timedelta(days=30))
_TOLD: Final = Kind(About.PERSON, lasts=timedelta(hours=24), asked_for=True)
KINDS: Final[Mapping[str, Kind]] = {
    "acknowledgement": Kind(),
    "acknowledgement_emergency": Kind(essential=True),
    "acknowledgement_proxy": Kind(),
    "follow_up": Kind(_QUESTION, asks=True),
    "follow_up_link": Kind(_QUESTION),
    # "One reminder", "asked once more": a second one would break our word, so a person decides.
    "follow_up_reminder": Kind(_QUESTION, asks=True, harmless=False),
    "follow_up_reminder_link": Kind(_QUESTION, harmless=False),
    "ask_which": Kind(_QUESTION, asks=True, harmless=False),
    "ask_again": Kind(_QUESTION, asks=True, harmless=False),
    "next_round": Kind(),
    "rejected": Kind(),
    "merged": Kind(About.LEAD),
    "merged_closed": Kind(About.LEAD),
    "merged_rejected": Kind(About.LEAD),
    "reopened": Kind(),
    "on_hold": Kind(),
    "explained": Kind(),
    "late": Kind(asked_for=True),
    "status": _TOLD,
    "status_over": _TOLD,
    "status_unknown": _TOLD,
    "stopped": _TOLD,
    "started": _TOLD,
    "help": _TOLD,
    "code": Kind(About.PERSON, essential=True, lasts=CODE_LASTS, asked_for=True, forgotten=timedelta(days=2)),
    "follow_code": Kind(About.PERSON, essential=True, lasts=CODE_LASTS, asked_for=True, forgotten=timedelta(days=2)),
    "followed_answered": _FOLLOWED,
    "followed_reopened": _FOLLOWED,
    "follow_ended": _FOLLOWED,
    "follow_stopped": Kind(About.PERSON, lasts=timedelta(hours=24), asked_for=True, forgotten=timedelta(days=30)),
}  # fmt: skip
PLAIN: Final = Kind()


def kind_of(name: str) -> Kind:
    """The kind of a message; a plain one for a name that a newer version wrote."""
    return KINDS.get(name, PLAIN)
