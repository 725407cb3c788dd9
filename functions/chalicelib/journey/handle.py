"""What staff do with a petition: every command goes through one door, `act`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from chalicelib.domain import receipt_number, rights, transitions
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import PetitionNotFound, VersionConflict
from chalicelib.domain.lifecycle import Action, Edge
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import Change, District, Ports
from chalicelib.domain.returns import returned
from chalicelib.journey.acting import (
    Step,
    answer_again,
    answer_of,
    change_of,
    check_version,
    checked_edge,
    found,
    message_for,
    remember,
    stepped,
)
from chalicelib.journey.deeds import DEEDS, Context
from chalicelib.journey.merge import joined, told_followers
from chalicelib.journey.notices import notices


@dataclass(frozen=True, slots=True)
class Command:
    """One action with the version it saw and its details (note, unit, units, reason, days, plan, review_date, lead, about_unit)."""

    number: str
    action: str
    version: int
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
    visible = rights.may_see(staff, before, district.organisation)
    if not visible or before.version != command.version:  # perhaps because this very command was done before
        remembered = ports.petitions.remembered(seen.scope)
        if remembered:
            return answer_again(remembered, seen)
    if not visible:
        raise _lost_race(ports, before, command, staff, district) or PetitionNotFound
    check_version(before, command.version)
    edge = checked_edge(before, command.action, command.details, staff, district, now)
    step = _taken(before, edge, Context(district, now, command.details, staff))
    answer = answer_of(step.after)
    change = replace(_change(ports, step, district, staff), remembered=replace(seen, answer=answer))
    earlier = ports.petitions.commit(change)
    return answer if earlier is None else earlier


def _lost_race(
    ports: Ports, now: Petition, command: Command, staff: Staff, district: District
) -> VersionConflict | None:
    """Who acted on the version that this person saw, when that moved the petition out of their sight; else None."""
    whole = ports.petitions.whole(command.number)
    entries = {each.version: each for each in whole[1]} if whole else {}
    seen, first = entries.get(command.version), entries.get(command.version + 1)
    if seen is None or first is None or not rights.may_see(
        staff, replace(now, owner=seen.owner_after), district.organisation
    ):
        return None
    return VersionConflict(first.by.id, first.action, first.at, first.by.name)


def _taken(before: Petition, edge: Edge, context: Context) -> Step:
    fresh = transitions.mark_overdue(before, context.now)
    after = DEEDS[edge.action](fresh, context)
    details = context.details
    words = "\n".join(details[name] for name in ("note", "plan", "reason") if details.get(name))
    if edge.action is Action.REJECT:
        words = details.get("note", "")  # the reason is a code, kept with the petition's facts
    role = rights.role_on(context.staff, edge, before, context.district.organisation)
    by = context.staff.acting(role)
    return stepped(before, after, edge.action, by, context.now, words)


def _change(ports: Ports, step: Step, district: District, staff: Staff) -> Change:
    """The step with everything that it causes, for one transaction."""
    made = change_of(step, _messages(ports, step))
    change = replace(
        made,
        notices=notices(step.before, step.after, step.action, district),
        fan_outs=(*made.fan_outs, *told_followers(step)),
        returned=returned(step.before, step.after, district.zone),
    )
    if step.action is Action.MERGE:
        return joined(ports, step, change, staff, district)
    return change


TELLS = {
    Action.CLOSE: "follow_up",
    Action.REJECT: "rejected",
    Action.SETTLE: "explained",
    Action.MERGE: "merged",
    Action.GRANT_HOLD: "on_hold",
}


def _messages(ports: Ports, step: Step) -> tuple[Message, ...]:
    name = TELLS.get(step.action)
    if name is None:
        return ()
    variables = {"number": receipt_number.shown(step.after.number), "unit": step.after.owner}
    return message_for(step.after, name, variables, ports.ids, ports.clock)
