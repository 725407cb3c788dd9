"""When an edge of the lifecycle is open to nobody, whatever their role: what the petition itself does not allow now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition
from chalicelib.domain.together import MOST_ASSISTS
from chalicelib.domain.transitions import ROUND_TO_COMMAND_CENTRE

Guard = Callable[[Petition, datetime], bool]


def _may_settle(petition: Petition, _: datetime) -> bool:
    """After an unhappy answer to round 3, or to the one round that an appeal opened. Source: design section 3."""
    unhappy = [each for each in petition.rounds if each.answer is not None and not each.answer.rating.happy]
    if any(each.number >= ROUND_TO_COMMAND_CENTRE for each in unhappy):
        return True
    appealed = petition.appealed_at
    return appealed is not None and any(each.opened_at >= appealed for each in unhappy)


def _may_request_extension(petition: Petition, now: datetime) -> bool:
    """Once a round, before its deadline. Source: design section 4."""
    current = petition.rounds[-1]
    return current.extension is None and (current.closing_due is None or now <= current.closing_due)


def _may_appeal(petition: Petition, now: datetime) -> bool:
    """Once, within 30 days. Source: design section 3."""
    until = petition.appeal_until
    return until is not None and now <= until


# Every guard but SETTLE's and APPEAL's looks at a petition that has a round, or has the status say so.
GUARDS: Final[Mapping[Action, Guard]] = {
    Action.SETTLE: _may_settle,
    Action.APPEAL: _may_appeal,
    Action.REQUEST_EXTENSION: _may_request_extension,
    Action.GRANT_EXTENSION: lambda petition, _: petition.rounds[-1].extension_asked,
    Action.REFUSE_EXTENSION: lambda petition, _: petition.rounds[-1].extension_asked,
    Action.REQUEST_HOLD: lambda petition, _: petition.rounds[-1].hold is None,
    Action.GRANT_HOLD: lambda petition, _: petition.rounds[-1].hold_asked,
    Action.REFUSE_HOLD: lambda petition, _: petition.rounds[-1].hold_asked,
    # The command centre has nobody to send it back to: it transfers, which does not begin the clocks anew.
    Action.SEND_BACK: lambda petition, _: petition.owner != petition.district,
    Action.CLOSE: lambda petition, _: not petition.assisting,
    Action.ASSIST: lambda petition, _: len(petition.assists) < MOST_ASSISTS,
    Action.RELEASE_ASSIST: lambda petition, _: bool(petition.assisting),
    Action.MERGE: lambda petition, _: petition.followers == 0,
    Action.NOT_REACHED: lambda petition, _: petition.ringing is not None,
    Action.RESCHEDULE: lambda petition, _: petition.calendar_missing,
}


def holds(petition: Petition, action: Action, now: datetime) -> bool:
    """True when nothing about the petition itself forbids the action now; the edge and the role are asked elsewhere."""
    guard = GUARDS.get(action)
    return guard is None or guard(petition, now)
