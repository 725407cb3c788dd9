"""The telephone follow-up (回访): whom a dispatcher rings, and the answer that was told."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from chalicelib.domain import rights
from chalicelib.domain.actors import Actor, Role, Staff
from chalicelib.domain.errors import Forbidden
from chalicelib.domain.petition import TELEPHONE, Petition
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import look
from chalicelib.journey.acting import (
    answer_again,
    answer_of,
    check_version,
    district_for,
    remember,
    within_reach,
)
from chalicelib.journey.answer import Given, answering, checked


@dataclass(frozen=True, slots=True)
class Told:
    """What a citizen said on the telephone, with the version that the dispatcher saw."""

    number: str
    version: int
    digit: int
    comment: str = ""


def calls(
    ports: Ports, staff: Staff, unit: str, limit: int, cursor: dict[str, str] | None, language: str
) -> tuple[list[dict[str, object]], dict[str, str] | None]:
    """Those to be rung in a district, the longest waiting first, and where the next page begins. Raises: Forbidden."""
    district = district_for(ports, staff, Right.LIST_CALLS, unit)
    page = ports.petitions.queue("ring", unit, limit, cursor)
    shown: list[dict[str, object]] = []
    for item in page.items:
        ringing = item.ringing
        if ringing is not None:
            called = {"why": str(ringing.why), "since": ringing.since.isoformat(), "tries": len(ringing.tries)}
            last = ringing.tries[-1].isoformat() if ringing.tries else None
            shown.append(look.listed(item, district, language) | called | {"last_try": last})
    return shown, page.cursor


def told(ports: Ports, said: Told, staff: Staff, key: str) -> dict[str, object]:
    """The petition after an answer that came by telephone; the same when the same key comes again.

    It counts as an answer by SMS does: the first valid one decides.

    Raises: PetitionNotFound, Forbidden, InvalidInput, VersionConflict, ActionNotAllowed, IdempotencyMismatch.
    """
    petition, district = within_reach(ports, staff, ports.petitions.get(said.number))
    by = _dispatcher(staff, petition, district)
    body = json.dumps([said.number, said.version, said.digit, said.comment], ensure_ascii=False)
    seen = remember(ports.secrets, f"staff:{staff.login}", "call", key, body, {}, ports.clock.now())
    if petition.version != said.version:  # perhaps because this very answer was entered before
        remembered = ports.petitions.remembered(seen.scope)
        if remembered:
            return answer_again(remembered, seen)
    rating, words = checked(said.digit, said.comment)
    check_version(petition, said.version)
    change = answering(ports, petition, Given(rating, TELEPHONE, words, by=by))
    made = answer_of(change.after)
    earlier = ports.petitions.commit(replace(change, remembered=replace(seen, answer=made)))
    return made if earlier is None else earlier


def _dispatcher(staff: Staff, petition: Petition, district: District) -> Actor:
    """Who enters the answer. Raises: Forbidden for who sees the petition and may not."""
    if not rights.may_on(staff, Right.ENTER_ANSWER, petition, district.organisation):
        raise Forbidden
    return staff.acting(Role.DISPATCHER)
