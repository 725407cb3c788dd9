"""What every command shares: the actor's right, the version seen, the key remembered, the history entry, one commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.domain import rights
from chalicelib.domain.actors import Actor, Staff
from chalicelib.domain.errors import (
    ActionNotAllowed,
    Busy,
    Forbidden,
    InvalidInput,
    PetitionNotFound,
    VersionConflict,
    too_long,
)
from chalicelib.domain.guards import holds
from chalicelib.domain.history import entry
from chalicelib.domain.lifecycle import PETITIONER, Action, Edge, edge, edges_from
from chalicelib.domain.outbox import Message, Remembered
from chalicelib.domain.petition import LastAction, Petition
from chalicelib.domain.ports import SUBSCRIBED, Change, Clock, District, FanOut, Ids, Ports, Secrets
from chalicelib.domain.rights import Right
from chalicelib.domain.subscription import CONCERNS

KEPT = timedelta(days=30)  # Source: design section 3
TRIES = 5  # of writing what others write too
LONGEST_WORDS = 5_000

Made = TypeVar("Made")
Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Step:
    """A petition before and after one action, not yet written."""

    before: Petition
    after: Petition
    action: Action
    by: Actor
    words: str = ""
    reason: str = ""


def stepped(
    before: Petition, after: Petition, action: Action, by: Actor, now: datetime, words: str = "", reason: str = ""
) -> Step:
    """The step with its version moved by one and its actor named."""
    after = replace(after, version=before.version + 1, last=LastAction(by.id, action, now, by.name))
    return Step(before, after, action, by, words, reason)


def change_of(step: Step, messages: tuple[Message, ...] = (), remembered: Remembered | None = None) -> Change:
    """The step as one transaction's content."""
    made = entry(step.before, step.after, step.action, step.by, has_text=bool(step.words), reason=step.reason)
    texts = {step.after.version: step.words} if step.words else {}
    return Change(step.before, step.after, (made,), texts, messages, remembered=remembered, fan_outs=_told_subscribers(step))


def _told_subscribers(step: Step) -> tuple[FanOut, ...]:
    """What those who follow a public petition by SMS are to be told of a step; whether there are any shows as it is told."""
    if step.action not in CONCERNS or step.before.published_at is None:
        return ()
    return (FanOut(step.after.number, step.after.version, str(step.action), step.after.last.at, audience=SUBSCRIBED),)


def allowed_edges(petition: Petition, staff: Staff, district: District, now: datetime) -> tuple[Edge, ...]:
    """The lifecycle's edges that this person may use on this petition now."""
    return tuple(
        each
        for each in rights.edges_for(staff, petition, district.organisation)
        if holds(petition, each.action, now) and _has_part(petition, each.action, staff, district)
    )


def _has_part(petition: Petition, action: Action, staff: Staff, district: District) -> bool:
    """False for an assisting unit's step that none of this person's units has to take."""
    if action not in (Action.ACCEPT_ASSIST, Action.FINISH_ASSIST):
        return True
    accepted = action is Action.FINISH_ASSIST
    return helped_by(petition, staff, district, accepted=accepted) is not None


def helped_by(petition: Petition, staff: Staff, district: District, *, accepted: bool) -> str | None:
    """The assisting unit for which this person may speak, by whether it has accepted; None when there is none."""
    waiting = (each.unit for each in petition.assists if each.open and (each.accepted_at is not None) is accepted)
    return next((unit for unit in waiting if rights.may_help_for(staff, unit, district.organisation)), None)


def checked_edge(
    petition: Petition,
    action: str,
    details: Mapping[str, str],
    staff: Staff,
    district: District,
    now: datetime,
) -> Edge:
    """The edge that the action takes.

    Raises: ActionNotAllowed naming what is. InvalidInput for a detail that the edge demands and that is missing.
    """
    usable = allowed_edges(petition, staff, district, now)
    names = tuple(each.action for each in usable)
    found = next((each for each in usable if each.action == action), None)
    if found is None:
        raise ActionNotAllowed(names)
    faults = {name: f"{name}_missing" for name in found.demands if not details.get(name)}
    faults |= {name: too_long(words, LONGEST_WORDS) for name, words in details.items() if len(words) > LONGEST_WORDS}
    if faults:
        raise InvalidInput(faults)
    return found


def check_version(petition: Petition, version: int) -> None:
    """Nothing. Raises: VersionConflict naming who acted first."""
    if petition.version != version:
        raise petition.last.was_first()


def after_races(deed: Callable[[], Made]) -> Made:
    """What the deed makes, done anew where somebody acted, or a photo came, in between.

    Raises: VersionConflict or Busy after five races lost.
    """
    for _ in range(TRIES - 1):
        with suppress(VersionConflict, Busy):
            return deed()
    return deed()


def may(petition: Petition, action: Action, now: datetime) -> bool:
    """True when the petition allows its citizen this action now."""
    found = edge(petition.status, action)
    return found is not None and bool(found.who & PETITIONER) and holds(petition, action, now)


def check_allowed(petition: Petition, action: Action, now: datetime) -> None:
    """Nothing. Raises: ActionNotAllowed naming what the petition does allow its citizen now."""
    if not may(petition, action, now):
        names = (each.action for each in edges_from(petition.status))
        raise ActionNotAllowed(tuple(each for each in names if may(petition, each, now)))


def found(held: Held | None) -> Held:
    """The petition, or what was read with it. Raises: PetitionNotFound."""
    if held is None:
        raise PetitionNotFound
    return held


def within_reach(
    ports: Ports, staff: Staff, petition: Petition | None, right: Right = Right.SEE_PETITION
) -> tuple[Petition, District]:
    """The petition with its district, for who may see it, or has another right over it.

    Raises: PetitionNotFound, for a foreign one as for one that does not exist.
    """
    petition = found(petition)
    district = ports.districts.of(petition.district)
    if not rights.may_on(staff, right, petition, district.organisation):
        raise PetitionNotFound
    return petition, district


def district_for(ports: Ports, staff: Staff, right: Right, unit: str) -> District:
    """The unit's district, for who has the right over the unit. Raises: Forbidden."""
    district = ports.districts.of(unit)
    if not rights.may(staff, right, unit, district.organisation):
        raise Forbidden
    return district


def remember(
    secrets: Secrets, caller: str, route: str, key: str, body: str, answer: dict[str, object], now: datetime
) -> Remembered:
    """What is kept of a command: its scope is caller, route and key; its body only as a hash."""
    scope = secrets.digest("idempotency", f"{caller}\n{route}\n{key}")
    return Remembered(scope, secrets.digest("body", body), answer, now + KEPT)


def answer_again(held: Remembered, seen: Remembered) -> dict[str, object]:
    """What the key was answered with before. Raises: IdempotencyMismatch when it came with another body."""
    return held.answer_to(seen.body_digest)


def answer_of(petition: Petition) -> dict[str, object]:
    """What a command answers."""
    return {
        "number": petition.number,
        "status": str(petition.status),
        "owner": petition.owner,
        "version": petition.version,
    }


def message_for(
    petition: Petition, name: str, variables: dict[str, str], ids: Ids, clock: Clock, correlation: str = ""
) -> tuple[Message, ...]:
    """The message in its phone's line; nothing for a petitioner without a phone."""
    if petition.phone_key is None:
        return ()
    now = clock.now()
    return (
        Message(
            id=ids.sequence(now),
            phone_key=petition.phone_key,
            number=petition.number,
            name=name,
            variables=variables,
            language=petition.language,
            created_at=now,
            not_before=now,
            round=len(petition.rounds),
            correlation=correlation,
            district=petition.district,
        ),
    )
