"""One trouble, many petitions: who joins a lead, and how all of them are told by one message, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import receipt_number, transitions
from chalicelib.domain.actors import SYSTEM, Staff
from chalicelib.domain.errors import Busy, InvalidInput, VersionConflict
from chalicelib.domain.lifecycle import Action
from chalicelib.domain.outbox import Message
from chalicelib.domain.petition import OPEN, Petition, Status
from chalicelib.domain.ports import SUBSCRIBED, Change, District, FanOut, Ports
from chalicelib.domain.rights import may_see
from chalicelib.journey.acting import Step, change_of, stepped
from chalicelib.journey.notices import notices
from chalicelib.journey.subscribers import tell_page

PAGE = 25
# What followers are told when something happens to their lead.
FAN_OUT = {
    Action.CLOSE: "merged_closed",
    Action.REJECT: "merged_rejected",
    Action.WITHDRAW: "reopened",
}


def joined(ports: Ports, step: Step, change: Change, staff: Staff, district: District) -> Change:
    """The merge with the step that its lead takes in the same transaction.

    Raises: InvalidInput when the lead cannot take others on.
    """
    number = receipt_number.parse(step.after.lead or "")
    lead = ports.petitions.get(number) if number else None
    if lead is None or not may_see(staff, lead, district.organisation) or not _may_lead(step.before, lead):
        raise InvalidInput({"lead": "lead_unknown"})
    after = replace(step.after, lead=lead.number)
    joining = stepped(lead, replace(lead, followers=lead.followers + 1), Action.JOIN, step.by, after.last.at)
    return replace(change, after=after, joins=lead.number, others=(change_of(joining),))


def _may_lead(petition: Petition, lead: Petition) -> bool:
    """True for another open one of the district; a complaint about staff joins one about the same unit only.

    Or its lead could be, or could come to be, in the hands of those whom it complains of. Source: design section 3.
    """
    another = lead.status in OPEN and lead.number != petition.number and lead.district == petition.district
    return another and petition.about_unit in (None, lead.about_unit)


def told_followers(step: Step) -> tuple[FanOut, ...]:
    """The fan-out that a step of a lead causes; none when nobody joined it or nothing is to be told."""
    if not step.after.followers or step.action not in FAN_OUT:
        return ()
    return (FanOut(step.after.number, step.after.version, str(step.action), step.after.last.at),)


def expand(ports: Ports, fan_out: FanOut) -> FanOut | None:
    """The fan-out after one more page of its audience, None when it has ended or another sweep is at it.

    Run twice, or cut off anywhere, each of them is told once.

    Raises: Busy when others acted on a follower at the same time.
    """
    told = tell_page(ports, fan_out, PAGE) if fan_out.audience == SUBSCRIBED else _tell_page(ports, fan_out)
    after = replace(fan_out, after=told[-1] if told else fan_out.after, ended=len(told) < PAGE)
    return after if ports.petitions.advance(fan_out, after) and not after.ended else None


def _tell_page(ports: Ports, fan_out: FanOut) -> list[str]:
    """The numbers of one page of those who joined a lead; each of them was told."""
    numbers = ports.petitions.followers(fan_out.lead, fan_out.after, PAGE)
    for number in numbers:
        _tell(ports, fan_out, number)
    return numbers


def _tell(ports: Ports, fan_out: FanOut, number: str) -> None:
    petition = ports.petitions.get(number)
    if petition is None or petition.status is not Status.MERGED or petition.lead != fan_out.lead:
        return
    action = Action(fan_out.action)
    message = _message(petition, FAN_OUT[action], fan_out)
    if action is Action.WITHDRAW and petition.erased_at is None:  # nobody can work on what nobody can read
        _reopened(ports, petition, message, ports.clock.now())
    elif message is not None:
        ports.outbox.enqueue(message)


def _message(petition: Petition, name: str, fan_out: FanOut) -> Message | None:
    """The follower's message; its id is made of the fan-out, so that a page told again repeats none."""
    if petition.phone_key is None:
        return None
    return Message(
        id=f"{int(fan_out.at.timestamp() * 1000):013d}{fan_out.version:09d}{petition.number}",
        phone_key=petition.phone_key,
        number=petition.number,
        name=name,
        variables={"number": receipt_number.shown(petition.number), "unit": petition.owner},
        language=petition.language,
        created_at=fan_out.at,
        not_before=fan_out.at,
        round=len(petition.rounds),
        district=petition.district,
    )


def _reopened(ports: Ports, petition: Petition, message: Message | None, now: datetime) -> None:
    """The lead's citizen took it back: what the others said must not be lost with it."""
    step = stepped(petition, transitions.reopen(petition), Action.REOPEN, SYSTEM, now)
    told = notices(petition, step.after, Action.REOPEN, ports.districts.of(petition.district))
    try:
        ports.petitions.commit(replace(change_of(step, (message,) if message else ()), notices=told))
    except VersionConflict as conflict:
        if conflict.action != Action.REOPEN:
            raise Busy from conflict
