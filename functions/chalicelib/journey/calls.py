"""The telephone follow-up (回访): whom a dispatcher rings, and the answer that was told."""

from __future__ import annotations

import json
from dataclasses import dataclass

from chalicelib.domain import rights, text
from chalicelib.domain.actors import Actor, Role, Staff
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.petition import TELEPHONE, Petition, Rating
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rights import Right
from chalicelib.journey import look
from chalicelib.journey.acting import (
    LONGEST_WORDS,
    answer_again,
    answer_of,
    check_version,
    remember,
    within_reach,
)
from chalicelib.journey.answer import Given, counted


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
    district = ports.districts.of(unit)
    if not rights.may(staff, Right.LIST_CALLS, unit, district.organisation):
        raise Forbidden
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
    check_version(petition, said.version)
    change = counted(ports, petition, Given(Rating(str(_digit(said))), TELEPHONE, _words(said), by=by, remembered=seen))
    earlier = ports.petitions.commit(change)
    return answer_of(change.after) if earlier is None else earlier


def _digit(said: Told) -> int:
    if str(said.digit) not in set(Rating):
        raise InvalidInput({"digit": "digit_invalid"})
    return said.digit


def _words(said: Told) -> str:
    words = text.clean(said.comment)
    if len(words) > LONGEST_WORDS:
        raise InvalidInput({"comment": "text_too_long"})
    return words


def _dispatcher(staff: Staff, petition: Petition, district: District) -> Actor:
    """Who enters the answer. Raises: Forbidden for who sees the petition and may not."""
    if not rights.may_on(staff, Right.ENTER_ANSWER, petition, district.organisation):
        raise Forbidden
    return Actor(Role.DISPATCHER, staff.login)
