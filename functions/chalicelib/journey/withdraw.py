"""The citizen takes the petition back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text, transitions
from chalicelib.domain.actors import PETITIONER, Actor
from chalicelib.domain.errors import Forbidden, InvalidInput, too_long
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import Change, Ports
from chalicelib.domain.publication import taken_down
from chalicelib.journey.acting import LONGEST_WORDS, change_of, check_allowed, found, stepped
from chalicelib.journey.links import DEVICE, Visit
from chalicelib.journey.merge import told_followers
from chalicelib.journey.notices import notices


def withdraw(ports: Ports, visit: Visit, reason: str) -> dict[str, object]:
    """Status after withdrawing; the same when it was withdrawn before.

    Raises: Forbidden without the device that sent it, InvalidInput, PetitionNotFound, ActionNotAllowed, VersionConflict.
    """
    if visit.scope != DEVICE:
        raise Forbidden
    words = text.clean(reason)
    if len(words) > LONGEST_WORDS:
        raise InvalidInput({"reason": too_long(words, LONGEST_WORDS)})
    petition = found(ports.petitions.get(visit.number))
    if petition.status is not Status.WITHDRAWN:
        now = ports.clock.now()
        check_allowed(petition, Action.WITHDRAW, now)
        ports.petitions.commit(taken_back(ports, petition, PETITIONER, now, words))
    return {"number": petition.number, "status": str(Status.WITHDRAWN)}


def taken_back(ports: Ports, petition: Petition, by: Actor, now: datetime, words: str = "") -> Change:
    """The petition withdrawn, with all who are to be told of it; not yet written."""
    after = taken_down(transitions.end(transitions.mark_overdue(petition, now), Status.WITHDRAWN, now))
    step = stepped(petition, after, Action.WITHDRAW, by, now, words)
    told = notices(petition, step.after, Action.WITHDRAW, ports.districts.of(petition.district))
    made = change_of(step)
    return replace(made, notices=told, fan_outs=(*made.fan_outs, *told_followers(step)))
