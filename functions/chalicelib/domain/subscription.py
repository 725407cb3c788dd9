"""A phone that is told by SMS how somebody else's public petition goes (关注): what is kept of it, and until when.

What it is told, and what that does to it, is data: a petition's step -> the message, and the subscription afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import APPEAL_WITHIN, OPEN, Petition, Status
from chalicelib.domain.proof import CODE_LASTS
from chalicelib.domain.publication import is_public

FOLLOWED_FOR: Final = timedelta(days=180)  # ours: longer than a petition takes, so that no number is kept for ever
MOST_FOLLOWED: Final = 10  # of one phone at a time, as many as a browser follows
PROVED_WITHIN: Final = CODE_LASTS * 2  # then a number whose code nobody typed is forgotten
LAST_WORD: Final = timedelta(days=4)  # a message is tried for three days, and may wait for a morning
CONFIRMED_WITHIN: Final = timedelta(hours=24)  # as long as an answer to somebody's own SMS may wait


class SubscriptionState(StrEnum):
    """Where a subscription stands."""

    ASKED = "asked"  # a code is on its way
    STANDING = "standing"
    ENDED = "ended"  # nothing more is told but the last word


@dataclass(frozen=True, slots=True)
class Subscription:
    """One phone and one petition. The number itself lies sealed in the contacts, under `id`, until `forget_at`."""

    id: str
    number: str
    phone_key: str
    district: str
    language: str
    at: datetime
    forget_at: datetime
    state: SubscriptionState = SubscriptionState.ASKED

    def standing(self, now: datetime) -> Subscription:
        """The subscription once its phone is proved."""
        return replace(self, state=SubscriptionState.STANDING, at=now, forget_at=now + FOLLOWED_FOR)

    def ended(self, forget_at: datetime) -> Subscription:
        """The subscription at its end; what began to forget it earlier goes on."""
        return replace(self, state=SubscriptionState.ENDED, forget_at=min(self.forget_at, forget_at))


ANSWERED, REOPENED, ENDED = "followed_answered", "followed_reopened", "follow_ended"
# Which steps of a public petition those who follow it by SMS are told. There is no word that a citizen took it back, nor
# why it is public no more: what everybody may see is that the page is gone.
TOLD: Final[Mapping[Action, str]] = {
    Action.CLOSE: ANSWERED,
    Action.SETTLE: ANSWERED,
    Action.ANSWER_UNHAPPY: REOPENED,
    Action.APPEAL: REOPENED,
    Action.REJECT: ENDED,
    Action.MERGE: ENDED,
    Action.WITHDRAW: ENDED,
    Action.UNPUBLISH: ENDED,
}
# These are told to nobody, and say until when it is followed.
CONCERNS: Final = frozenset({*TOLD, Action.ANSWER_HAPPY, Action.LAPSE, Action.ERASE})


def may_be_followed(petition: Petition) -> bool:
    """True for a public petition that its unit has still to answer."""
    return is_public(petition) and petition.status in OPEN - {Status.CLOSED}


def still_true(name: str, petition: Petition) -> bool:
    """False for a message that its petition has outlived. Of an erasure nobody is told: their number goes with it."""
    if name == ENDED:
        return not is_public(petition) and petition.erased_at is None
    answered = petition.status in (Status.CLOSED, Status.SETTLED)
    return is_public(petition) and answered is (name == ANSWERED)


def after(held: Subscription, petition: Petition, at: datetime) -> Subscription:
    """The subscription as its petition's standing leaves it; the same however often, and in whatever order, steps are told.

    A petition that is settled can rise again for as long as it may be appealed, and until then it is followed.
    """
    if petition.erased_at is not None:
        return held.ended(at)
    if not is_public(petition):
        return held.ended(at + LAST_WORD)
    last, over = held.at + FOLLOWED_FOR, petition.settled_at if petition.status is Status.SETTLED else None
    return replace(held, forget_at=min(last, over + APPEAL_WITHIN) if over else last)
