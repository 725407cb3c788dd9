"""The citizen does not accept the end: an appeal, once and within 30 days; or a petition of their own out of a merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text, transitions
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput, too_long
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import LONGEST_WORDS, change_of, check_allowed, found, stepped
from chalicelib.journey.links import Visit
from chalicelib.journey.notices import notices

Made = Callable[[Petition, datetime], Petition]


def appeal(ports: Ports, visit: Visit, reason: str) -> dict[str, object]:
    """Status after the appeal; the same when it was made before and nobody has taken the petition up.

    Raises: InvalidInput, PetitionNotFound, ActionNotAllowed, VersionConflict.
    """
    words = text.clean(reason)
    if not words:
        raise InvalidInput({"reason": "reason_missing"})
    if len(words) > LONGEST_WORDS:
        raise InvalidInput({"reason": too_long(words, LONGEST_WORDS)})
    return _done(ports, visit, Action.APPEAL, words, transitions.appeal)


def reopen(ports: Ports, visit: Visit, reason: str) -> dict[str, object]:
    """Status after taking one's petition out of a merge, once the lead's unit says that it is done, or it is over.

    Raises: InvalidInput, PetitionNotFound, ActionNotAllowed, VersionConflict.
    """
    words = text.clean(reason)
    if len(words) > LONGEST_WORDS:
        raise InvalidInput({"reason": too_long(words, LONGEST_WORDS)})
    return _done(ports, visit, Action.REOPEN, words, lambda petition, _: transitions.reopen(petition))


def _done(ports: Ports, visit: Visit, action: Action, words: str, made: Made) -> dict[str, object]:
    petition = found(ports.petitions.get(visit.number))
    if petition.status is not Status.SUBMITTED or petition.last.action != action:
        now, district = ports.clock.now(), ports.districts.of(petition.district)
        check_allowed(petition, action, now)
        if action is Action.REOPEN and not may_reopen(ports, petition):
            raise ActionNotAllowed
        step = stepped(petition, made(petition, now), action, PETITIONER, now, words)
        told = notices(petition, step.after, action, district)
        ports.petitions.commit(replace(change_of(step), notices=told))
        petition = step.after
    return {"number": petition.number, "status": str(petition.status)}


def may_reopen(ports: Ports, petition: Petition) -> bool:
    """True when the petition's lead is closed or over, so that its follower can say what became of it."""
    if petition.status is not Status.MERGED or petition.lead is None:
        return False
    lead = ports.petitions.get(petition.lead)
    return lead is None or lead.status is Status.CLOSED or lead.status not in OPEN
