"""What staff do with a petition: every command goes through one door, `act`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from chalicelib.domain import receipt_number, transitions
from chalicelib.domain.actors import Actor, Staff
from chalicelib.domain.errors import InvalidInput, PetitionNotFound
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import District, Ports
from chalicelib.journey.acting import (
    Step,
    answer_again,
    change_of,
    check_version,
    checked_edge,
    found,
    may_see,
    message_for,
    remember,
    stepped,
)


@dataclass(frozen=True, slots=True)
class Command:
    """One action with the version it saw and its details (note, unit, reason)."""

    number: str
    action: str
    version: int
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """What a deed may look at."""

    district: District
    now: datetime
    details: Mapping[str, str]


def act(ports: Ports, command: Command, staff: Staff, key: str) -> dict[str, object]:
    """Number, status, owner and version after the action; the same answer when the same key comes again.

    Raises: PetitionNotFound, ActionNotAllowed, VersionConflict, InvalidInput, IdempotencyMismatch, Busy.
    """
    now = ports.clock.now()
    body = json.dumps(
        asdict(command) | {"details": dict(command.details)}, sort_keys=True, ensure_ascii=False
    )
    seen = remember(ports.secrets, f"staff:{staff.login}", "act", key, body, {}, now)
    before = found(ports.petitions.get(command.number))
    district = ports.districts.of(before.district)
    visible = may_see(before, staff, district)
    if not visible or before.version != command.version:  # perhaps because this very command was done before
        remembered = ports.petitions.remembered(seen.scope)
        if remembered:
            return answer_again(remembered, seen)
    if not visible:
        raise PetitionNotFound
    check_version(before, command.version)
    checked_edge(before, command.action, command.details, staff, district)
    step = _taken(before, Action(command.action), staff, Context(district, now, command.details))
    answer = answer_of(step.after)
    messages = _messages(ports, step)
    earlier = ports.petitions.commit(change_of(step, messages, replace(seen, answer=answer)))
    return answer if earlier is None else earlier


def answer_of(petition: Petition) -> dict[str, object]:
    """What a command answers."""
    return {
        "number": petition.number,
        "status": str(petition.status),
        "owner": petition.owner,
        "version": petition.version,
    }


def _taken(before: Petition, action: Action, staff: Staff, context: Context) -> Step:
    fresh = transitions.mark_overdue(before, context.now)
    after = DEEDS[action](fresh, context)
    words = context.details.get("note") or context.details.get("reason") or ""
    return stepped(before, after, action, Actor(staff.roles[0].role, staff.login), context.now, words)


def _named_unit(petition: Petition, context: Context) -> str:
    organisation = context.district.organisation
    unit = organisation.find(context.details["unit"])
    if unit is None or not organisation.is_below(unit.code, petition.district) or unit.code == petition.owner:
        raise InvalidInput({"unit": "unit_unknown"})
    return unit.code


def _assign(petition: Petition, context: Context) -> Petition:
    return transitions.assign(petition, _named_unit(petition, context), context.now, context.district.clocks)


def _transfer(petition: Petition, context: Context) -> Petition:
    return transitions.hand_over(
        petition, _named_unit(petition, context), context.now, context.district.clocks
    )


def _escalate(petition: Petition, context: Context) -> Petition:
    above = context.district.organisation.escalation_parent(petition.owner).code
    if above == petition.owner:
        raise InvalidInput({"unit": "unit_is_highest"})
    return transitions.hand_over(petition, above, context.now, context.district.clocks)


DEEDS: Mapping[Action, Callable[[Petition, Context], Petition]] = {
    Action.ASSIGN: _assign,
    Action.ACCEPT: lambda petition, context: transitions.accept(petition, context.now),
    Action.PROGRESS: lambda petition, _: petition,
    Action.SEND_BACK: lambda petition, context: transitions.send_back(petition, context.now),
    Action.TRANSFER: _transfer,
    Action.ESCALATE: _escalate,
    Action.CLOSE: lambda petition, context: transitions.close(petition, context.now),
    Action.REJECT: lambda petition, context: transitions.end(petition, Status.REJECTED, context.now),
    Action.SETTLE: lambda petition, context: transitions.settle(petition, context.now),
    Action.REMIND: lambda petition, _: petition,
    Action.SUPERVISE: lambda petition, _: petition.with_round(supervised=True),
}

TELLS = {Action.CLOSE: "follow_up", Action.REJECT: "rejected", Action.SETTLE: "explained"}


def _messages(ports: Ports, step: Step) -> tuple[Message, ...]:
    name = TELLS.get(step.action)
    if name is None:
        return ()
    variables = {"number": receipt_number.shown(step.after.number), "unit": step.after.owner}
    return message_for(step.after, name, variables, ports.ids, ports.clock)
