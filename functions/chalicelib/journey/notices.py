"""Which units are told of a step at their desk: a table from action to recipients."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition
from chalicelib.domain.ports import District, Notice

Recipients = Callable[[Petition, Petition, District], tuple[str, ...]]


def _owner(_: Petition, after: Petition, __: District) -> tuple[str, ...]:
    return (after.owner,)


def _both(before: Petition, after: Petition, _: District) -> tuple[str, ...]:
    return (before.owner, after.owner)


def _asked(before: Petition, after: Petition, _: District) -> tuple[str, ...]:
    return tuple(sorted(after.assisting - before.assisting))


def _released(before: Petition, after: Petition, _: District) -> tuple[str, ...]:
    return tuple(sorted(before.assisting - after.assisting))


def _parent(_: Petition, after: Petition, district: District) -> tuple[str, ...]:
    """The owner's parent. Source: design section 4."""
    if after.owner not in district.organisation:
        return (after.district,)
    return (district.organisation.escalation_parent(after.owner).code,)


def _centre(_: Petition, after: Petition, __: District) -> tuple[str, ...]:
    return (after.district,)


def _joint(before: Petition, after: Petition, district: District) -> tuple[str, ...]:
    return (*_both(before, after, district), *_asked(before, after, district))


def _sent_back_from(before: Petition, after: Petition, _: District) -> tuple[str, ...]:
    """The new owner, and the unit whose sending back is judged by it."""
    judged = zip(before.sent_back, after.sent_back, strict=True)
    return (after.owner, *(then.unit for then, now in judged if then.upheld is not now.upheld))


def _left(before: Petition, after: Petition, _: District) -> tuple[str, ...]:
    """The unit that a citizen's second thought takes the petition from before it has begun."""
    return (before.owner, *sorted(before.assisting)) if before.owner != after.owner else ()


def _everybody(before: Petition, _: Petition, __: District) -> tuple[str, ...]:
    return (before.owner, *sorted(before.assisting))


TOLD: Mapping[Action, Recipients] = {
    Action.ASSIGN: _sent_back_from,
    Action.ASSIST: _asked,
    Action.FINISH_ASSIST: _owner,
    Action.RELEASE_ASSIST: _released,
    Action.SEND_BACK: _centre,
    Action.TRANSFER: _both,
    Action.ESCALATE: _joint,
    Action.REQUEST_EXTENSION: _centre,
    Action.GRANT_EXTENSION: _owner,
    Action.REFUSE_EXTENSION: _owner,
    Action.REQUEST_HOLD: _centre,
    Action.GRANT_HOLD: _owner,
    Action.REFUSE_HOLD: _owner,
    Action.RESUME: _owner,
    Action.RESCHEDULE: _owner,
    Action.REJECT: _everybody,
    Action.MERGE: _everybody,
    Action.WITHDRAW: _everybody,
    Action.REOPEN: _centre,
    Action.APPEAL: _centre,
    Action.ANSWER_HAPPY: _left,
    Action.ANSWER_UNHAPPY: _both,
    Action.SETTLE: _everybody,
    Action.OVERDUE: _parent,
    Action.REMIND: _owner,
    Action.SUPERVISE: _owner,
}


def notices(before: Petition, after: Petition, action: Action, district: District) -> tuple[Notice, ...]:
    """One notice for each unit that the step concerns, in the step's own transaction.

    A step that comes before the sweep finds the deadline passed: then the parent is told of that with it.
    """
    told = TOLD.get(action)
    concerned = dict.fromkeys(told(before, after, district), action) if told else {}
    if _fell_overdue(before, after):
        concerned = dict.fromkeys(_parent(before, before, district), Action.OVERDUE) | concerned
    return tuple(
        Notice(unit, after.number, after.version, str(why), after.last.at) for unit, why in concerned.items()
    )


def _fell_overdue(before: Petition, after: Petition) -> bool:
    """True when the round that ran has a lateness that it did not have before the step."""
    if before.round is None or len(after.rounds) < len(before.rounds):
        return False
    was, now = before.round, after.rounds[len(before.rounds) - 1]
    moments = ((was.response_overdue_at, now.response_overdue_at), (was.closing_overdue_at, now.closing_overdue_at))
    return any(then is None and late is not None for then, late in moments)
