"""A supervisor's part in a bulletin before it is issued: remarks, cases and thanks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.domain import periods, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.bulletin import Pages
from chalicelib.domain.errors import (
    BulletinConflict,
    BulletinIssued,
    CountersImpossible,
    Forbidden,
    InvalidInput,
    too_long,
)
from chalicelib.domain.figures import TEXTS, WEIGHTS, BulletinRecord, Case, Draft, Said
from chalicelib.domain.masking import masked
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rights import Right
from chalicelib.domain.text import clean
from chalicelib.journey import publish
from chalicelib.journey.cases import candidates
from chalicelib.journey.due import Beginnings, bulletin_kinds, issuers, unissued
from chalicelib.journey.figures import corrected

LONGEST: Final = 2_000
MOST: Final = 20  # cases, and lines of thanks
SHOWN: Final = 13  # bulletins of one kind, the newest first
# What may stand in no bulletin; a name may, as it does where somebody is thanked.
NEVER: Final = frozenset({"phone", "id_number", "bank_card", "email"})
# Statuses move by themselves after every issue, texts and weights are people's own choice: no reason for a revision.
NO_REASON: Final = ("status.", TEXTS, WEIGHTS)


@dataclass(frozen=True, slots=True)
class Words:
    """What a supervisor says. `version` is the draft's that they saw, 0 where there was none."""

    unit: str
    period: str
    version: int
    remarks: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    thanks: tuple[str, ...] = ()
    approve: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What a supervisor sees of a unit's bulletins; `differs` is the hint that a revision may be due."""

    answer: dict[str, object]
    differs: list[dict[str, object]]


def bulletins(ports: Ports, staff: Staff, unit: str, language: str, *, older: bool = False) -> Told:
    """A unit's bulletins and drafts, what the last one would say differently today, and cleared petitions for cases.

    `older` lists all that were ever issued, instead of the newest of each kind.
    Raises: Forbidden for a unit that this person does not answer for.
    """
    district = allowed(ports, staff, unit)
    today, beginnings = district.day(ports.clock.now()), Beginnings(ports)
    records = {kind: ports.bulletins.issued(unit, kind) for kind in bulletin_kinds(district)}
    drafts = ports.bulletins.drafts(unit)
    issued = [record for held in records.values() for record in (held if older else held[-SHOWN:])]
    due = [
        period.code
        for kind, held in records.items()
        if _issues(ports, unit)
        for period in unissued(ports, unit, kind, today, beginnings, held, drafts)
    ]
    answer: dict[str, object] = {
        "unit": unit,
        "unit_name": district.organisation.name(unit, language),
        "review": publish.reviewed(district),
        "due": due,
        "drafts": [shown(draft) for draft in drafts[-SHOWN:]],
        "issued": [_issued(record) for record in reversed(issued)],
        "older": len(issued) < sum(len(held) for held in records.values()),
        "candidates": candidates(ports, unit, district, issued, due),
    }
    return Told(answer, _differs(ports, issued))


def say(ports: Ports, staff: Staff, words: Words) -> dict[str, object]:
    """The draft of a bulletin that is not issued yet, with what was said; approved where that was asked.

    Raises: Forbidden, InvalidInput, BulletinIssued, BulletinConflict.
    """
    allowed(ports, staff, words.unit)
    _to_come(ports, words.unit, words.period)
    said, now = storable(Said(words.remarks, tuple(Case(*case) for case in words.cases), words.thanks)), ports.clock.now()
    approved = now if words.approve else None
    return keep(ports, Draft(words.unit, words.period, 0, said, words.version + 1, staff.login, now, approved_at=approved))


def preview(ports: Ports, staff: Staff, unit: str, period: str, pages: Pages, language: str) -> str:
    """The page of a bulletin that is not issued, as it would look now with what is kept of its draft; nobody else sees it.

    Raises: Forbidden, InvalidInput, BulletinIssued, CountersImpossible.
    """
    district, asked = allowed(ports, staff, unit), _to_come(ports, unit, period)
    made, _ = publish.drafted(ports, unit, asked, drafted(ports, unit, asked.code, 0))
    return pages.preview(made, district, language)


def _to_come(ports: Ports, unit: str, period: str) -> periods.Period:
    """A period that the unit has no bulletin of yet. Raises: InvalidInput, BulletinIssued."""
    asked = asked_period(period)
    if not _issues(ports, unit) or asked.kind not in bulletin_kinds(ports.districts.of(unit)):
        raise InvalidInput({"period": "period_unknown"})
    if _of(ports.bulletins.issued(unit, asked.kind, asked.code), asked.code):
        raise BulletinIssued
    return asked


def keep(ports: Ports, draft: Draft) -> dict[str, object]:
    """The draft, which stands from now on in the place of the version before its own. Raises: BulletinConflict."""
    before = drafted(ports, draft.unit, draft.period, draft.revision)
    if (before.version if before else 0) != draft.version - 1:
        raise BulletinConflict(before.version if before else 0, before.by if before else "")
    if not ports.bulletins.keep_draft(draft, before.version if before else None):
        held = drafted(ports, draft.unit, draft.period, draft.revision)
        raise BulletinConflict(held.version if held else 0, held.by if held else "")
    return shown(draft)


def drafted(ports: Ports, unit: str, period: str, revision: int) -> Draft | None:
    """What was said ahead of a bulletin, or the order for its revision of that number."""
    drafts = ports.bulletins.drafts(unit)
    return next((each for each in drafts if (each.period, each.revision) == (period, revision)), None)


def storable(said: Said, why: str = "") -> Said:
    """The words as they are kept. Raises: InvalidInput where they are too long or hold what may stand in no bulletin."""
    told = {
        "remarks": [said.remarks],
        "cases": [part for case in said.cases for part in (case.title, case.text)],
        "thanks": list(said.thanks),
        "why": [why],
    }
    faults: dict[str, str] = {name: too_long(part, LONGEST) for name, parts in told.items() for part in parts if len(part) > LONGEST}
    faults |= {name: "too_many" for name in ("cases", "thanks") if len(getattr(said, name)) > MOST}
    faults |= {
        name: "personal_data"
        for name, parts in told.items()
        if name not in faults and any(each.kind in NEVER for part in parts for each in masked(part).hidden)
    }
    if faults:
        raise InvalidInput(faults)
    cases = (Case(clean(case.title), clean(case.text)) for case in said.cases)
    thanks = (clean(line) for line in said.thanks)
    return Said(clean(said.remarks), tuple(case for case in cases if case.title or case.text), tuple(line for line in thanks if line))


def allowed(ports: Ports, staff: Staff, unit: str) -> District:
    """The district of a unit that this person supervises. Raises: Forbidden."""
    district = ports.districts.of(unit)
    if unit not in district.organisation or not rights.may(staff, Right.REVIEW_BULLETINS, unit, district.organisation):
        raise Forbidden
    return district


def _issues(ports: Ports, unit: str) -> bool:
    """True for a unit that bulletins are issued for: of a district, or the city over all of them."""
    return any(unit in units for _, units in issuers(ports))


def asked_period(code: str) -> periods.Period:
    """The period of that name. Raises: InvalidInput."""
    try:
        return periods.parse(code)
    except ValueError:
        raise InvalidInput({"period": "period_unknown"}) from None


def _of(records: Sequence[BulletinRecord], period: str) -> list[BulletinRecord]:
    return [record for record in records if record.period == period]


def shown(draft: Draft) -> dict[str, object]:
    """A draft, or the order for a revision, as the desk shows it."""
    return {
        "period": draft.period,
        "revision": draft.revision,
        "version": draft.version,
        **texts(draft.said),
        "why": draft.why,
        "by": draft.by,
        "at": draft.at.isoformat(),
        "approved_at": draft.approved_at.isoformat() if draft.approved_at else None,
    }


def texts(said: Said) -> dict[str, object]:
    """What a person added to a bulletin."""
    cases = [{"title": case.title, "text": case.text} for case in said.cases]
    return {"remarks": said.remarks, "cases": cases, "thanks": list(said.thanks)}


def _issued(record: BulletinRecord) -> dict[str, object]:
    revision = f"r{record.revision}/" if record.revision else ""
    return {
        "period": record.period,
        "issue": record.issue,
        "issue_of_year": record.issue_of_year,
        "revision": record.revision,
        "issued_at": record.issued_at.isoformat(),
        "href": f"/bulletins/{record.unit}/{record.period}/{revision}index.html",
    }


def _differs(ports: Ports, issued: Sequence[BulletinRecord]) -> list[dict[str, object]]:
    """What the newest bulletin of all would say of the unit as a whole today: the hint that a revision may be due."""
    newest = max(issued, key=lambda each: (periods.parse(each.period).following, each.revision), default=None)
    if newest is None or not newest.inputs:
        return []
    order = Draft(newest.unit, newest.period, newest.revision + 1, Said(), 1, "", ports.clock.now())
    try:
        correction = corrected(ports, newest, order).correction
    except CountersImpossible:  # nothing can be said of them until the night has mended them
        return []
    changed = correction.changed if correction else ()
    return [
        {"period": newest.period, "measure": each.measure, "before": each.before, "after": each.after}
        for each in changed
        if each.unit == newest.unit and not each.own and not each.measure.startswith(NO_REASON)
    ]
