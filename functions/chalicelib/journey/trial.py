"""A rule set tried on past petitions before it counts: what would change. Reads pages of indexes, never a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain import receipt_number, rights
from chalicelib.domain.actors import Staff
from chalicelib.domain.checks import as_words
from chalicelib.domain.configuration import Row
from chalicelib.domain.errors import Forbidden, InvalidInput
from chalicelib.domain.ports import MOST_READ, Candidate, District, Page, Ports, Summary
from chalicelib.domain.rights import Right
from chalicelib.domain.rule_checks import holes, rule_faults, rules_from, shadowed
from chalicelib.domain.rules import Ground, Placement, place
from chalicelib.journey.placement import facts_of

OPEN, ENDED = "open", "ended"


def tried_by(
    ports: Ports,
    staff: Staff,
    district: str,
    rows: Sequence[Row],
    limit: int,
    cursor: dict[str, str] | None,
    language: str,
    *,
    above: bool = False,
) -> dict[str, object]:
    """What a page of past petitions would be under these rules. Raises: Forbidden, InvalidInput with every fault."""
    found = ports.districts.of(district or rights.seat(staff, Right.TRY_RULES) or "")
    if not rights.may(staff, Right.TRY_RULES, found.code, found.organisation):
        raise Forbidden
    return tried(ports, found, rows, limit, cursor, language, above=above)


def tried(
    ports: Ports,
    district: District,
    rows: Sequence[Row],
    limit: int,
    cursor: dict[str, str] | None,
    language: str = "zh",
    *,
    above: bool = False,
) -> dict[str, object]:
    """The petitions of one page that these rules would place otherwise: open ones first, then those that are over.

    The rules stand in place of those that count, or `above` them. Raises: InvalidInput with every fault of the rules.
    """
    ground = district.ground
    faults = rule_faults(
        rows,
        [unit.code for unit in ground.organisation.units],
        list(ground.categories),
        ground.discipline_unit,
    )
    faults = faults or shadowed(rules_from(rows), ground.organisation)
    if faults:
        raise InvalidInput({"rows": "configuration_faulty"}, as_words(faults))
    proposed = replace(ground, rules=rules_from(rows) + (ground.rules if above else ()))
    page, following = _page(ports, district, min(limit, MOST_READ), cursor)
    changes = [
        shown
        for each in ports.terms.read([summary.number for summary in page.items])
        if (shown := _compared(each, (ground, proposed), language))
    ]
    return {
        "looked_at": len(page.items),
        "changes": changes,
        "cursor": following,
        "open_categories": holes(proposed),
    }


def _page(
    ports: Ports, district: District, limit: int, cursor: dict[str, str] | None
) -> tuple[Page[Summary], dict[str, str] | None]:
    """One page of a district's petitions, and where the next begins; None when all were looked at."""
    stage = cursor["list"] if cursor else OPEN
    at = {name: value for name, value in (cursor or {}).items() if name != "list"} or None
    if stage == OPEN:
        page = ports.petitions.queue("district", district.code, limit, at)
        return page, {"list": OPEN, **page.cursor} if page.cursor else {"list": ENDED}
    page = ports.petitions.ended(district.code, limit, at)
    return page, {"list": ENDED, **page.cursor} if page.cursor else None


def _compared(
    found: Candidate, grounds: tuple[Ground, Ground], language: str
) -> dict[str, object] | None:
    """The petition before and after, or None when it would go to the same unit."""
    petition = found.petition
    facts = facts_of(petition, found.texts.get(1, ""))
    before, after = (place(facts, ground) for ground in grounds)
    if before.unit == after.unit:
        return None
    named = grounds[0].organisation.name
    return {
        "number": petition.number,
        "number_shown": receipt_number.shown(petition.number),
        "status": str(petition.status),
        "category": petition.category,
        "submitted_at": petition.submitted_at.isoformat(),
        "before": _side(before, grounds[0], named(before.unit or grounds[0].district, language)),
        "after": _side(after, grounds[1], named(after.unit or grounds[1].district, language)),
    }


def _side(placement: Placement, ground: Ground, name: str) -> dict[str, object]:
    return {"unit": placement.unit or ground.district, "unit_name": name, "rule": placement.rule}
