"""Every five minutes: what is due is done. Safe to run twice, late, or two at once: every step has its condition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import answers, pauses, receipt_number, transitions
from chalicelib.domain.actors import SYSTEM
from chalicelib.domain.errors import Busy, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import (
    FOLLOW_UP_REMINDER_AFTER,
    RING_AFTER,
    Petition,
    RingWhy,
    Status,
)
from chalicelib.domain.ports import Change, District, FanOut, Ports
from chalicelib.journey.acting import Step, change_of, message_for, stepped
from chalicelib.journey.merge import expand
from chalicelib.journey.notices import notices
from chalicelib.journey.ring import ended_turn

AT_ONCE = 100
PHONES_AT_ONCE = 1_000  # what one sweep wakes senders for: a morning's backlog must not wait for many sweeps


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did. `more` tells that it stopped before the end and must run again."""

    petitions: int
    phones: int
    more: bool


def sweep(ports: Ports, until: datetime | None = None) -> Swept:
    """What was done; `until` bounds its own running time, the rest waits for the next sweep."""
    now = ports.clock.now()
    swept, more = 0, False
    for part in range(ports.petitions.due_parts):
        moved, left = _part(ports, part, now, until)
        swept, more = swept + moved, more or left
    for district in ports.districts.all():
        swept += sum(
            _attend(ports, number, now) for number in ports.petitions.without_deadline(district.code, AT_ONCE)
        )
    more = _fan_outs(ports, until) or more
    phones = ports.outbox.due_phones(now, PHONES_AT_ONCE)
    ports.wake.wake(phones)
    return Swept(swept, len(phones), more)


def _part(ports: Ports, part: int, now: datetime, until: datetime | None) -> tuple[int, bool]:
    """How many petitions of one part of the wake index moved, and whether time ran out before its end.

    It goes through the part once and past what does not move, so that nothing stuck keeps the rest from its turn;
    a petition that has a further step due is met again by the next sweep.
    """
    moved, after = 0, None
    while True:
        if until is not None and ports.clock.now() >= until:
            return moved, True
        numbers, after = ports.petitions.due(now, AT_ONCE, part, after)
        moved += sum(_attend(ports, number, now) for number in numbers)
        if after is None:
            return moved, False


def _attend(ports: Ports, number: str, now: datetime) -> bool:
    """True when the petition moved; False when nothing was due or another was first."""
    moved = False
    while True:
        petition = ports.petitions.get(number)
        change = _due_change(ports, petition, now) if petition else None
        if change is None:
            return moved
        try:
            ports.petitions.commit(change)
        except (VersionConflict, Busy):
            return moved
        moved = True


def _fan_outs(ports: Ports, until: datetime | None) -> bool:
    """True when there was no time for all who follow a lead, or others acted on them meanwhile."""
    more = False
    for due in ports.petitions.due_fan_outs(AT_ONCE):
        fan_out: FanOut | None = due
        while fan_out is not None:
            if until is not None and ports.clock.now() >= until:
                return True
            try:
                fan_out = expand(ports, fan_out)
            except Busy:
                fan_out, more = None, True
    return more


def _due_change(ports: Ports, petition: Petition, now: datetime) -> Change | None:
    if petition.status is Status.CLOSED:
        return _follow_up_change(ports, petition, now)
    district = ports.districts.of(petition.district)
    made = _next_due(petition, district, now)
    if made is None:
        return None
    after, action = made
    step = stepped(petition, after, action, SYSTEM, now)
    return replace(change_of(step), notices=notices(petition, step.after, action, district))


def _next_due(petition: Petition, district: District, now: datetime) -> tuple[Petition, Action] | None:
    """The petition after what is due first, and what that is; None when nothing is."""
    if petition.status is Status.ON_HOLD:
        hold = petition.rounds[-1].hold
        if hold is None or now < hold.review_at:
            return None
        return pauses.resume(petition, now, district.clocks), Action.RESUME
    if petition.calendar_missing:
        filled = transitions.scheduled(petition.rounds[-1], district.clocks)
        if filled.closing_due is not None:
            again = replace(petition, rounds=(*petition.rounds[:-1], filled))
            return again, Action.RESCHEDULE
    overdue = transitions.mark_overdue(petition, now)
    if overdue != petition:
        return overdue, Action.OVERDUE
    reminded = transitions.mark_reminded(petition, now)
    return None if reminded == petition else (reminded, Action.REMIND)


def _follow_up_change(ports: Ports, petition: Petition, now: datetime) -> Change | None:
    current, lapses = petition.rounds[-1], petition.lapses_at
    if lapses is None:
        return None
    if now >= lapses:
        return _lapse(ports, petition, lapses, now)
    if current.asked_at and current.reminded_at is None and now - current.asked_at >= FOLLOW_UP_REMINDER_AFTER:
        step = stepped(petition, petition.with_round(reminded_at=now), Action.REMIND, SYSTEM, now)
        variables = {"number": receipt_number.shown(petition.number), "unit": petition.owner}
        return change_of(
            step, message_for(step.after, "follow_up_reminder", variables, ports.ids, ports.clock)
        )
    if current.asked_at and current.reminded_at and current.ringing is None and now - current.asked_at >= RING_AFTER:
        why = RingWhy.SILENT
        return change_of(stepped(petition, transitions.to_ring(petition, why, now), Action.RING, SYSTEM, now, reason=str(why)))
    return None


def _lapse(ports: Ports, petition: Petition, lapsed_at: datetime, now: datetime) -> Change:
    """Settled by silence, dated when the seven days ended and not when the sweep happened to come."""
    step: Step = stepped(petition, answers.lapse(petition, lapsed_at), Action.LAPSE, SYSTEM, now)
    return replace(change_of(step), follow_up=ended_turn(ports, petition, now))
