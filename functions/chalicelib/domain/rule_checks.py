"""A rule set, read from its rows and checked before it counts: what it cannot name, never reaches, and leaves open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from chalicelib.domain.checks import RowFault
from chalicelib.domain.configuration import Row
from chalicelib.domain.organisation import KINDS, URGENCIES, Category, Organisation, category_above
from chalicelib.domain.rules import (
    CHANNELS,
    DISCIPLINE_UNIT,
    RESERVED,
    TARGETS,
    Facts,
    Ground,
    Rule,
    place,
)

SOMEWHERE: Final = "?"  # stands for whatever unit a known place has; no rule's area holds it
MANY: Final = ("category", "area", "channel", "kind", "urgency", "words")


def rules_from(rows: Iterable[Row]) -> tuple[Rule, ...]:
    """The rules of their rows; what a cell names several of stands between |. Raises: ValueError for a confidence."""
    made = []
    for row in rows:
        many = {name: tuple(each.strip() for each in row[name].split("|") if each.strip()) for name in MANY}
        least = float(row["least_confidence"]) if row["least_confidence"] else None
        made.append(Rule(row["name"], row["unit"], least_confidence=least, **many))
    return tuple(made)


def rule_faults(
    rows: Sequence[Row], units: Collection[str], categories: Collection[str], discipline_unit: str | None
) -> list[RowFault]:
    """What is wrong with each rule by itself."""
    found: list[RowFault] = []
    for place_, row in enumerate(rows):
        try:
            (rule,) = rules_from([row])
        except ValueError:
            rule = None
        reasons = (
            ["least_confidence is a number from 0 to 1"]
            if rule is None
            else _reasons(rule, units, categories, discipline_unit)
        )
        found += [RowFault("rules", place_, f"{row['name']}: {reason}") for reason in reasons]
    return found


def _reasons(
    rule: Rule, units: Collection[str], categories: Collection[str], discipline_unit: str | None
) -> list[str]:
    known: Mapping[str, tuple[Collection[str], Collection[str]]] = {
        "unit": ([rule.unit], {*units, *TARGETS}),
        "area": (rule.area, units),
        "channel": (rule.channel, CHANNELS),
        "kind": (rule.kind, KINDS),
        "urgency": (rule.urgency, [str(each) for each in URGENCIES]),
    }
    reasons = [
        f"there is no {name} {value}"
        for name, (values, allowed) in known.items()
        for value in values
        if value not in allowed
    ]
    reasons += [
        f"there is no category {prefix}"
        for prefix in rule.category
        if not any(code.startswith(prefix) for code in categories)
    ]
    if rule.least_confidence is not None and not 0 <= rule.least_confidence <= 1:
        reasons.append("least_confidence is a number from 0 to 1")
    if rule.unit == DISCIPLINE_UNIT and discipline_unit is None:
        reasons.append("the settings name no discipline_unit")
    if rule.name in RESERVED:
        reasons.append("this name is kept for what decides besides the rules")
    if "enforcement" in rule.kind and len(rule.kind) == 1:
        reasons.append("law enforcement passes by the rules (discipline unit or command centre), so it is never reached")
    return reasons


def shadowed(rules: Sequence[Rule], organisation: Organisation) -> list[RowFault]:
    """Rules that an earlier one leaves nothing to."""
    found = []
    for place_, rule in enumerate(rules):
        above = next((each for each in rules[:place_] if _takes_all_of(each, rule, organisation)), None)
        if above is not None:
            found.append(RowFault("rules", place_, f"{rule.name}: never reached, as {above.name} above it takes all of it"))
    return found


def _takes_all_of(above: Rule, rule: Rule, organisation: Organisation) -> bool:
    """True when whatever matches `rule` matches `above`, and `above` then always names a unit."""
    if above.unit in ("grid", "community", "street", "department") and above.unit != rule.unit:
        return False
    least = above.least_confidence
    return (
        _covers(above.category, rule.category, lambda wide, narrow: narrow.startswith(wide))
        and _covers(above.area, rule.area, lambda wide, narrow: organisation.is_below(narrow, wide))
        and all(
            _covers(getattr(above, name), getattr(rule, name), lambda wide, narrow: wide == narrow)
            for name in ("channel", "kind", "urgency")
        )
        and _covers(above.words, rule.words, lambda wide, narrow: wide.casefold() in narrow.casefold())
        and (least is None or least == 0 or (rule.least_confidence or 0) >= least)
    )


def _covers(wide: Sequence[str], narrow: Sequence[str], within: Callable[[str, str], bool]) -> bool:
    """True when every value of the narrow condition lies in one of the wide one; none set is the widest of all."""
    if not wide:
        return True
    return bool(narrow) and all(any(within(one, each) for one in wide) for each in narrow)


def holes(ground: Ground) -> list[str]:
    """Codes of categories whose petitions nothing places though the place is known: the dispatcher gets them all.

    What is below a category that is named here is not named again.
    """
    open_ = {code for code, category in ground.categories.items() if _is_open(category, ground)}
    return [code for code in ground.categories if code in open_ and category_above(code) not in open_]


def _is_open(category: Category, ground: Ground) -> bool:
    known = Facts(
        category=category.code,
        kind=category.kind,
        urgency=category.urgency,
        community=SOMEWHERE,
        street=SOMEWHERE,
    )
    return category.kind != "enforcement" and place(known, ground).unit is None
