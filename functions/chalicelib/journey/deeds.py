"""What each action of the staff makes of a petition: a table from action to deed. Rights are checked before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.domain import answers, pauses, rights, together, transitions
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import ActionNotAllowed, InvalidInput
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.petition import Petition, Status
from chalicelib.domain.ports import District
from chalicelib.domain.reasons import REJECT_REASONS
from chalicelib.journey.acting import helped_by

LONGEST_DAYS = 4  # digits; a longer number is none that a district sets
LATEST_REVIEW_DAYS = 366  # a long-term matter is looked at once a year at least


@dataclass(frozen=True, slots=True)
class Context:
    """What a deed may look at."""

    district: District
    now: datetime
    details: Mapping[str, str]
    staff: Staff


def _known_unit(petition: Petition, code: str, context: Context) -> str:
    """The unit if the petition may go there: in the district, not the owner's, not the one complained of or below it.

    Source: design section 3.
    """
    organisation = context.district.organisation
    unit = organisation.find(code)
    if unit is None or not organisation.is_below(unit.code, petition.district) or unit.code == petition.owner:
        raise InvalidInput({"unit": "unit_unknown"})
    if petition.about_unit and organisation.is_below(unit.code, petition.about_unit):
        raise InvalidInput({"unit": "unit_complained_of"})
    return unit.code


def _complained(petition: Petition, context: Context) -> Petition:
    """The petition with the unit that its words complain of, where the command centre names one with the assignment.

    Few citizens know the unit's name; whoever reads them first does. From then on the rules of a complaint hold.
    """
    code = context.details.get("about_unit")
    if not code:
        return petition
    unit = context.district.organisation.find(code)
    if unit is None or unit.code == petition.district or not context.district.organisation.is_below(unit.code, petition.district):
        raise InvalidInput({"about_unit": "about_unit_unknown"})
    return replace(petition, about_unit=unit.code, about_staff=True, hide_identity=True)


def _assign(petition: Petition, context: Context) -> Petition:
    petition, unit = _complained(petition, context), context.details["unit"]
    if unit != petition.owner:  # the command centre may take a petition on itself
        unit = _known_unit(petition, unit, context)
    return transitions.assign(petition, unit, context.now, context.district.clocks)


def _transfer(petition: Petition, context: Context) -> Petition:
    unit = _known_unit(petition, context.details["unit"], context)
    return transitions.hand_over(petition, unit, context.now, context.district.clocks)


def _escalate(petition: Petition, context: Context) -> Petition:
    """Up the tree; units that are named are called in at once (吹哨)."""
    above = context.district.organisation.escalation_parent(rights.holder(petition, context.district.organisation)).code
    if above == petition.owner:
        raise InvalidInput({"unit": "unit_is_highest"})
    if petition.about_unit and context.district.organisation.is_below(above, petition.about_unit):
        above = petition.district
    moved = transitions.hand_over(petition, above, context.now, context.district.clocks)
    return _asked(moved, [code for code in context.details.get("units", "").split(",") if code], context)


def _asked(petition: Petition, codes: list[str], context: Context) -> Petition:
    units = [_known_unit(petition, code, context) for code in codes]
    asked = together.ask(petition, units, context.now)
    if len(asked.assists) > together.MOST_ASSISTS:
        raise InvalidInput({"units": "units_too_many"})
    return asked


def _assist(petition: Petition, context: Context) -> Petition:
    asked = _asked(petition, [context.details["unit"]], context)
    if asked == petition:
        raise InvalidInput({"unit": "unit_unknown"})
    return asked


def _own_assist(petition: Petition, context: Context, *, accepted: bool) -> str:
    unit = helped_by(petition, context.staff, context.district, accepted=accepted)
    if unit is None:
        raise ActionNotAllowed
    return unit


def _accept_assist(petition: Petition, context: Context) -> Petition:
    return together.accept(petition, _own_assist(petition, context, accepted=False), context.now)


def _finish_assist(petition: Petition, context: Context) -> Petition:
    return together.finish(petition, _own_assist(petition, context, accepted=True), context.now)


def _release_assist(petition: Petition, context: Context) -> Petition:
    if context.details["unit"] not in petition.assisting:
        raise InvalidInput({"unit": "unit_unknown"})
    return together.release(petition, context.details["unit"], context.now)


def _days(petition: Petition, context: Context) -> int:
    """The days asked for or granted. Source: design section 4: at most as long as the limit."""
    asked = petition.rounds[-1].extension
    words = context.details.get("days") or str(asked.days if asked else "")
    longest = context.district.clocks.days_for(petition.urgency)
    if not words.isdecimal() or len(words) > LONGEST_DAYS or not 1 <= int(words) <= longest:
        raise InvalidInput({"days": "days_out_of_range"}, {"longest": longest})
    return int(words)


def _request_extension(petition: Petition, context: Context) -> Petition:
    return pauses.request_extension(petition, _days(petition, context), context.staff.login, context.now)


def _grant_extension(petition: Petition, context: Context) -> Petition:
    days = _days(petition, context)
    return pauses.grant_extension(petition, days, context.now, context.district.clocks)


def _review_at(petition: Petition, context: Context) -> datetime:
    """The beginning of work on the review date, which lies ahead and within a year."""
    calendar, asked = context.district.calendar, petition.rounds[-1].hold
    words = context.details.get("review_date")
    if not words and asked is not None:
        review_at = asked.review_at
    else:
        try:
            review_at = calendar.start_of(date.fromisoformat(words or ""))
        except (ValueError, OverflowError):
            raise InvalidInput({"review_date": "review_date_invalid"}) from None
    if not 0 < (review_at - context.now).total_seconds() < LATEST_REVIEW_DAYS * 86_400:
        raise InvalidInput({"review_date": "review_date_invalid"})
    return review_at


def _request_hold(petition: Petition, context: Context) -> Petition:
    return pauses.request_hold(petition, _review_at(petition, context), context.staff.login, context.now)


def _grant_hold(petition: Petition, context: Context) -> Petition:
    review_at = _review_at(petition, context)
    return pauses.grant_hold(petition, review_at, context.now, context.district.clocks)


def _reject(petition: Petition, context: Context) -> Petition:
    reason = context.details["reason"]
    if reason not in REJECT_REASONS:
        raise InvalidInput({"reason": "reason_unknown"})
    return replace(transitions.end(petition, Status.REJECTED, context.now), reject_reason=reason)


DEEDS: Mapping[Action, Callable[[Petition, Context], Petition]] = {
    Action.ASSIGN: _assign,
    Action.ACCEPT: lambda petition, context: transitions.accept(petition, context.now),
    Action.PROGRESS: lambda petition, _: petition,
    Action.ASSIST: _assist,
    Action.ACCEPT_ASSIST: _accept_assist,
    Action.FINISH_ASSIST: _finish_assist,
    Action.RELEASE_ASSIST: _release_assist,
    Action.SEND_BACK: lambda petition, context: transitions.send_back(petition, context.now),
    Action.TRANSFER: _transfer,
    Action.ESCALATE: _escalate,
    Action.REQUEST_EXTENSION: _request_extension,
    Action.GRANT_EXTENSION: _grant_extension,
    Action.REFUSE_EXTENSION: lambda petition, context: pauses.refuse_extension(petition, context.now),
    Action.REQUEST_HOLD: _request_hold,
    Action.GRANT_HOLD: _grant_hold,
    Action.REFUSE_HOLD: lambda petition, context: pauses.refuse_hold(petition, context.now),
    Action.RESUME: lambda petition, context: pauses.resume(petition, context.now, context.district.clocks),
    Action.CLOSE: lambda petition, context: transitions.close(petition, context.now),
    Action.REJECT: _reject,
    Action.MERGE: lambda petition, context: together.merge(petition, context.details["lead"], context.now),
    Action.NOT_REACHED: lambda petition, context: transitions.not_reached(petition, context.now),
    Action.SETTLE: lambda petition, context: answers.settle(petition, context.now),
    Action.REMIND: lambda petition, _: petition,
    Action.SUPERVISE: lambda petition, _: petition.with_round(supervised=True),
}
