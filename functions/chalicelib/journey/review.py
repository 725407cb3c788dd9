"""A supervisor's part in a bulletin: remarks, cases and thanks before it is issued, and the order to correct one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from chalicelib.domain import periods, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import BulletinConflict, BulletinIssued, Forbidden, InvalidInput, NotFound
from chalicelib.domain.figures import TEXTS, WEIGHTS, BulletinRecord, Case, Draft, Said
from chalicelib.domain.masking import masked
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rights import Right
from chalicelib.domain.text import clean
from chalicelib.journey.due import Beginnings, bulletin_kinds, issuers, unissued
from chalicelib.journey.figures import corrected
from chalicelib.journey.publish import reviewed

LONGEST: Final = 2_000
MOST: Final = 20  # cases, and lines of thanks
SHOWN: Final = 13  # bulletins of one kind, the newest first
CANDIDATES: Final = 20
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
    why: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a supervisor sees of a unit's bulletins; `differs` is the hint that a revision may be due."""

    answer: dict[str, object]
    differs: list[dict[str, object]]


def bulletins(ports: Ports, staff: Staff, unit: str, language: str) -> Told:
    """A unit's bulletins and drafts, what the last one would say differently today, and cleared petitions for cases.

    Raises: Forbidden for a unit that this person does not answer for.
    """
    district = _allowed(ports, staff, unit)
    today, beginnings = district.day(ports.clock.now()), Beginnings(ports)
    records = {kind: ports.bulletins.issued(unit, kind) for kind in bulletin_kinds(district)}
    drafts = ports.bulletins.drafts(unit)
    issued = [record for held in records.values() for record in held[-SHOWN:]]
    due = [
        period.code
        for kind, held in records.items()
        if _issues(ports, unit)
        for period in unissued(ports, unit, kind, today, beginnings, held, drafts)
    ]
    answer: dict[str, object] = {
        "unit": unit,
        "unit_name": district.organisation.name(unit, language),
        "review": reviewed(district),
        "due": due,
        "drafts": [_shown(draft) for draft in drafts[-SHOWN:]],
        "issued": [_issued(record) for record in reversed(issued)],
        "candidates": _candidates(ports, unit, district, issued, due),
    }
    return Told(answer, _differs(ports, issued))


def say(ports: Ports, staff: Staff, words: Words) -> dict[str, object]:
    """The draft of a bulletin that is not issued yet, with what was said; approved where that was asked.

    Raises: Forbidden, InvalidInput, BulletinIssued, BulletinConflict.
    """
    district = _allowed(ports, staff, words.unit)
    period = _period(words.period)
    if not _issues(ports, words.unit) or period.kind not in bulletin_kinds(district):
        raise InvalidInput({"period": "period_unknown"})
    if _of(ports.bulletins.issued(words.unit, period.kind, period.code), period.code):
        raise BulletinIssued
    return _kept(ports, staff, words, 0)


def revise(ports: Ports, staff: Staff, words: Words) -> dict[str, object]:
    """The order for the next revision of an issued bulletin, which the next run issues with what it changes.

    Raises: Forbidden, InvalidInput, NotFound, BulletinConflict.
    """
    _allowed(ports, staff, words.unit)
    period = _period(words.period)
    if not clean(words.why):
        raise InvalidInput({"why": "reason_missing"})
    records = _of(ports.bulletins.issued(words.unit, period.kind, period.code), period.code)
    if not records:
        raise NotFound
    return _kept(ports, staff, replace(words, version=0, approve=True), records[-1].revision + 1)


def _kept(ports: Ports, staff: Staff, words: Words, revision: int) -> dict[str, object]:
    said, why = _said(words), clean(words.why)
    before = next((each for each in _drafts(ports, words.unit) if (each.period, each.revision) == (words.period, revision)), None)
    if (before.version if before else 0) != words.version:
        raise BulletinConflict(before.version if before else 0, before.by if before else "")
    now = ports.clock.now()
    draft = Draft(words.unit, words.period, revision, said, words.version + 1, staff.login, now, why, now if words.approve else None)
    if not ports.bulletins.keep_draft(draft, before.version if before else None):
        held = next(each for each in _drafts(ports, words.unit) if (each.period, each.revision) == (words.period, revision))
        raise BulletinConflict(held.version, held.by)
    return _shown(draft)


def _drafts(ports: Ports, unit: str) -> Sequence[Draft]:
    return ports.bulletins.drafts(unit)


def _said(words: Words) -> Said:
    """The words, storable. Raises: InvalidInput where they are too long or hold what may stand in no bulletin."""
    told = {
        "remarks": [words.remarks],
        "cases": [part for case in words.cases for part in case],
        "thanks": list(words.thanks),
        "why": [words.why],
    }
    faults = {name: "text_too_long" for name, parts in told.items() if any(len(part) > LONGEST for part in parts)}
    faults |= {name: "too_many" for name in ("cases", "thanks") if len(getattr(words, name)) > MOST}
    faults |= {
        name: "personal_data"
        for name, parts in told.items()
        if name not in faults and any(each.kind in NEVER for part in parts for each in masked(part).hidden)
    }
    if faults:
        raise InvalidInput(faults)
    cases = tuple(Case(clean(title), clean(text)) for title, text in words.cases if clean(title) or clean(text))
    return Said(clean(words.remarks), cases, tuple(line for each in words.thanks if (line := clean(each))))


def _allowed(ports: Ports, staff: Staff, unit: str) -> District:
    district = ports.districts.of(unit)
    if unit not in district.organisation or not rights.may(staff, Right.REVIEW_BULLETINS, unit, district.organisation):
        raise Forbidden
    return district


def _issues(ports: Ports, unit: str) -> bool:
    """True for a unit that bulletins are issued for: of a district, or the city over all of them."""
    return any(unit in units for _, units in issuers(ports))


def _period(code: str) -> periods.Period:
    try:
        return periods.parse(code)
    except ValueError:
        raise InvalidInput({"period": "period_unknown"}) from None


def _of(records: Sequence[BulletinRecord], period: str) -> list[BulletinRecord]:
    return [record for record in records if record.period == period]


def _shown(draft: Draft) -> dict[str, object]:
    said = draft.said
    return {
        "period": draft.period,
        "revision": draft.revision,
        "version": draft.version,
        "remarks": said.remarks,
        "cases": [{"title": case.title, "text": case.text} for case in said.cases],
        "thanks": list(said.thanks),
        "why": draft.why,
        "by": draft.by,
        "at": draft.at.isoformat(),
        "approved_at": draft.approved_at.isoformat() if draft.approved_at else None,
    }


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
    correction = corrected(ports, newest, order).correction
    changed = correction.changed if correction else ()
    return [
        {"period": newest.period, "measure": each.measure, "before": each.before, "after": each.after}
        for each in changed
        if each.unit == newest.unit and not each.own and not each.measure.startswith(NO_REASON)
    ]


def _candidates(
    ports: Ports, unit: str, district: District, issued: Sequence[BulletinRecord], due: Sequence[str]
) -> list[dict[str, object]]:
    """Petitions that a person cleared for everybody, of the months that the next bulletin is about, or the newest was.

    Where two end on the same day, such as a month and its quarter, the longer one's months hold the other's.
    """
    level = district.organisation.unit(unit).level
    if level not in ("street", "district"):
        return []
    spans = [periods.parse(code) for code in due or [each.period for each in issued]]
    newest = max(spans, key=lambda span: (span.following, span.days), default=None)
    months = {each[: len("2026-11")] for each in newest.counters} if newest else set()
    numbers: list[str] = []
    for month in sorted(months, reverse=True):
        page = ports.petitions.published(level, unit, month, CANDIDATES - len(numbers), None)
        numbers += [row.number for row in page.items]
        if len(numbers) >= CANDIDATES:
            break
    return [
        {"number": each.row.number, "solved": each.solved, "words": each.words, "reply": each.reply}
        for each in ports.petitions.cleared(numbers)
    ]
