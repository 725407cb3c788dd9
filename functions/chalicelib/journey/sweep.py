"""Every five minutes: what is due is done. Safe to run twice, late, or two at once: every step has its condition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import receipt_number, transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import FOLLOW_UP_REMINDER_AFTER, LAPSE_AFTER, Petition, Status
from chalicelib.domain.ports import Change, Ports
from chalicelib.journey.acting import Step, change_of, message_for, stepped

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did. `more` tells that it stopped before the end and must run again."""

    petitions: int
    phones: int
    more: bool


def sweep(ports: Ports, until: datetime | None = None) -> Swept:
    """What was done; `until` bounds its own running time, the rest waits for the next sweep."""
    now = ports.clock.now()
    swept, more = 0, True
    while more and (until is None or ports.clock.now() < until):
        numbers = ports.petitions.due(now, AT_ONCE)
        moved = sum(_attend(ports, number, now) for number in numbers)
        swept += moved
        more = moved > 0
    phones = ports.outbox.due_phones(now, AT_ONCE)
    ports.wake.wake(phones)
    return Swept(swept, len(phones), more)


def _attend(ports: Ports, number: str, now: datetime) -> bool:
    """True when the petition moved; False when nothing was due or another was first."""
    petition = ports.petitions.get(number)
    change = _due_change(ports, petition, now) if petition else None
    if change is None:
        return False
    try:
        ports.petitions.commit(change)
    except (VersionConflict, Busy):
        return False
    return True


def _due_change(ports: Ports, petition: Petition, now: datetime) -> Change | None:
    if petition.status is Status.CLOSED:
        return _follow_up_change(ports, petition, now)
    overdue = transitions.mark_overdue(petition, now)
    if overdue != petition:
        return change_of(stepped(petition, overdue, Action.OVERDUE, SYSTEM, now))
    reminded = transitions.mark_reminded(petition, now)
    if reminded != petition:
        return change_of(stepped(petition, reminded, Action.REMIND, SYSTEM, now))
    return None


def _follow_up_change(ports: Ports, petition: Petition, now: datetime) -> Change | None:
    current = petition.rounds[-1]
    since = current.asked_at or current.closed_at
    if since is None:
        return None
    if now - since >= LAPSE_AFTER:
        return _lapse(ports, petition, since + LAPSE_AFTER, now)
    if current.asked_at and current.reminded_at is None and now - since >= FOLLOW_UP_REMINDER_AFTER:
        step = stepped(petition, petition.with_round(reminded_at=now), Action.REMIND, SYSTEM, now)
        variables = {"number": receipt_number.shown(petition.number), "unit": petition.owner}
        return change_of(
            step, message_for(step.after, "follow_up_reminder", variables, ports.ids, ports.clock)
        )
    return None


def _lapse(ports: Ports, petition: Petition, lapsed_at: datetime, now: datetime) -> Change:
    """Settled by silence, dated when the seven days ended and not when the sweep happened to come."""
    step: Step = stepped(petition, transitions.lapse(petition, lapsed_at), Action.LAPSE, SYSTEM, now)
    asked = ports.outbox.open_follow_up(petition.phone_key) if petition.phone_key else None
    if asked is None or asked.number != petition.number or asked.ended_at is not None:
        return change_of(step)
    return replace(change_of(step), follow_up=replace(asked, ended_at=now))
