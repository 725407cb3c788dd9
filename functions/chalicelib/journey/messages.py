"""A petition's messages as the desk sees them: what became of each, sending one again, and those on which a person decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.domain import receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import ActionNotAllowed, Busy, Forbidden, InvalidInput, PetitionNotFound
from chalicelib.domain.outbox import RESENT, Message, MessageState, MessageStep
from chalicelib.domain.petition import Petition, RingWhy
from chalicelib.domain.ports import Ports
from chalicelib.domain.rights import Right
from chalicelib.domain.told_by_sms import kind_of
from chalicelib.journey import ring, sms_steps
from chalicelib.journey.acting import district_for, within_reach
from chalicelib.journey.fit import makes_sense
from chalicelib.journey.settle import settle_sent

DECISIONS = {"sent": MessageState.SENT, "again": MessageState.WAITING, "drop": MessageState.FAILED}


def of_petition(ports: Ports, staff: Staff, number: str) -> list[dict[str, object]]:
    """The petition's messages, the oldest first, without their words. Raises: PetitionNotFound."""
    petition, district = within_reach(ports, staff, ports.petitions.get(number))
    may = rights.may_on(staff, Right.SEND_AGAIN, petition, district.organisation)
    return [_shown(each) | {"may_resend": may and _resendable(each, petition)} for each in sms_steps.of_petition(ports, petition)]


def resend(ports: Ports, staff: Staff, number: str, message_id: str, key: str) -> dict[str, object]:
    """The message that goes in its place; the same one when the same key comes again. A question goes by link.

    Raises: PetitionNotFound, Forbidden, ActionNotAllowed for one that is on its way, or that nobody needs any more.
    """
    petition, message = _decidable(ports, staff, number, message_id)
    if not _resendable(message, petition):
        raise ActionNotAllowed(())
    now = ports.clock.now()
    made = Message(
        id=f"{message.id}r{ports.secrets.digest('resend', f'{staff.login} {message_id} {key}')[:8]}",
        phone_key=message.phone_key, number=message.number, variables=message.variables, language=message.language,
        name="follow_up_link" if message.name == "follow_up" else message.name, created_at=now, not_before=now,
        round=message.round, district=petition.district,
        states=(MessageStep(MessageState.WAITING, now, RESENT, by=staff.login),),
    )  # fmt: skip
    if not ports.outbox.enqueue(made):
        made = next(each for each in sms_steps.of_petition(ports, petition) if each.id == made.id)
    return _shown(made) | {"may_resend": False}


def decide(ports: Ports, staff: Staff, number: str, message_id: str, decision: str) -> dict[str, object]:
    """The message of which nobody knew whether it went, as somebody decided: it did, it goes again, or it is dropped.

    Raises: PetitionNotFound, Forbidden, InvalidInput, ActionNotAllowed when it is decided already, Busy.
    """
    petition, message = _decidable(ports, staff, number, message_id)
    if decision not in DECISIONS:
        raise InvalidInput({"decision": "decision_unknown"})
    if message.state is not MessageState.UNDECIDED:
        raise ActionNotAllowed(())
    now = ports.clock.now()
    decided = message.moved(DECISIONS[decision], now, "decided", by=staff.login)
    if decision == "again":
        decided = replace(decided, not_before=now, attempts=0, ended_at=None, claimed_until=None)
    if not _settled(ports, message, decided, now):
        raise Busy
    return _shown(decided) | {"may_resend": _resendable(decided, petition)}


def _settled(ports: Ports, message: Message, decided: Message, now: datetime) -> bool:
    """True when the decision stands: a question that went counts as asked, and one that was dropped is asked by telephone."""
    if decided.state is MessageState.SENT:
        return settle_sent(ports, message, decided, now)
    dropped = decided.state is MessageState.FAILED
    if dropped and ring.to_ring(ports, decided, RingWhy.FAILED, settled=decided, dropped=True):
        return True
    return ports.outbox.settle(message, decided)


def undecided(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None
) -> tuple[dict[str, object], dict[str, str] | None]:
    """A page of a district's messages on which a person decides, the longest waiting first; where the next one begins.

    `oldest_at` tells since when the longest waiting of all pages waits. Raises: Forbidden.
    """
    district = district_for(ports, staff, Right.SEE_MESSAGES, unit)
    page = ports.outbox.undecided(district.code, limit, cursor)
    oldest = ports.outbox.undecided_since(district.code)
    items = [_shown(each) | {"may_resend": False} for each in page.items]
    return {"items": items, "oldest_at": _moment(oldest)}, page.cursor


def _decidable(ports: Ports, staff: Staff, number: str, message_id: str) -> tuple[Petition, Message]:
    petition, district = within_reach(ports, staff, ports.petitions.get(number))
    if not rights.may_on(staff, Right.SEND_AGAIN, petition, district.organisation):
        raise Forbidden
    found = next((each for each in sms_steps.of_petition(ports, petition) if each.id == message_id), None)
    if found is None:
        raise PetitionNotFound
    return petition, found


def _resendable(message: Message, petition: Petition) -> bool:
    """True for one that has ended, was nobody's own wish, and still says something."""
    over = not message.goes_on and message.state is not MessageState.UNDECIDED
    return over and not kind_of(message.name).asked_for and makes_sense(message, petition)


def _shown(message: Message) -> dict[str, object]:
    return {
        "number": message.number,
        "number_shown": receipt_number.shown(message.number),
        "id": message.id,
        "name": message.name,
        "language": message.language,
        "round": message.round,
        "state": str(message.state),
        "reason": message.reason,
        "created_at": message.created_at.isoformat(),
        "next_at": _moment(message.wake_at),
        "provider": message.provider,
        "segments": message.segments,
        "steps": [
            {"state": str(each.state), "at": each.at.isoformat(), "reason": each.reason, "provider": each.provider, "by": each.by}
            for each in message.states
        ],
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
