"""The citizen takes the petition back."""

from __future__ import annotations

from chalicelib.domain import text, transitions
from chalicelib.domain.actors import PETITIONER
from chalicelib.domain.errors import Forbidden, PetitionNotFound
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Status
from chalicelib.domain.ports import Ports
from chalicelib.journey.acting import LONGEST_WORDS, change_of, check_allowed, stepped
from chalicelib.journey.links import DEVICE, Visit


def withdraw(ports: Ports, visit: Visit, reason: str) -> dict[str, object]:
    """Status after withdrawing; the same when it was withdrawn before.

    Raises: Forbidden without the device that sent it, PetitionNotFound, ActionNotAllowed, VersionConflict.
    """
    if visit.scope != DEVICE:
        raise Forbidden
    petition = ports.petitions.get(visit.number)
    if petition is None:
        raise PetitionNotFound
    if petition.status is not Status.WITHDRAWN:
        check_allowed(petition, Action.WITHDRAW)
        now = ports.clock.now()
        after = transitions.end(transitions.mark_overdue(petition, now), Status.WITHDRAWN, now)
        words = text.clean(reason)[:LONGEST_WORDS]
        ports.petitions.commit(change_of(stepped(petition, after, Action.WITHDRAW, PETITIONER, now, words)))
    return {"number": petition.number, "status": str(Status.WITHDRAWN)}
