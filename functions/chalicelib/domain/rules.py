"""Assignment rules: read top to bottom, the first that matches names the unit; what none places is the dispatcher's.

Source: design sections 3 (complaints) and 6 (rules as data, "one step").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.organisation import Category, Organisation

# What a rule may name instead of a unit.
COMMAND_CENTRE: Final = "command_centre"
DISCIPLINE_UNIT: Final = "discipline_unit"
TARGETS: Final = ("grid", "community", "street", "department", COMMAND_CENTRE, DISCIPLINE_UNIT)
CHANNELS: Final = ("web", "proxy")
# Names of what decides besides the rules; no rule may be called so.
ONE_STEP, COMPLAINT = "one_step", "complaint"
RESERVED: Final = frozenset({ONE_STEP, COMPLAINT})
LEAST_CONFIDENCE: Final = 0.5  # below it a category that nobody chose names no unit; the district's to set
MOST_SUGGESTIONS: Final = 3  # Source: design section 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the rules. A condition that is empty holds always; `words` holds when the text has any of them."""

    name: str
    unit: str
    category: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    urgency: tuple[str, ...] = ()
    least_confidence: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules may look at. `confidence` is None for a category that a person chose."""

    category: str = ""
    kind: str = "livelihood"
    urgency: int = 5
    channel: str = "web"
    grid: str | None = None
    community: str | None = None
    street: str | None = None
    words: str = ""
    confidence: float | None = None
    about_staff: bool = False
    about_unit: str | None = None
    sent_back: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """The district that the rules stand on."""

    district: str
    organisation: Organisation
    categories: Mapping[str, Category]
    rules: tuple[Rule, ...] = ()
    discipline_unit: str | None = None
    least_confidence: float = LEAST_CONFIDENCE


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that came close: the one condition that did not hold, and the unit it would have named."""

    rule: str
    failed: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit for the dispatcher, and why."""

    unit: str
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a petition goes. `unit` None is the command centre's queue; `held` names the conditions of the rule."""

    unit: str | None
    rule: str
    held: tuple[str, ...]
    came_close: tuple[NearMiss, ...]
    suggestions: tuple[Suggestion, ...]


def _in_area(wanted: tuple[str, ...], facts: Facts, ground: Ground) -> bool:
    known = facts.grid or facts.community or facts.street or ground.district
    return any(ground.organisation.is_below(known, each) for each in wanted)


Condition = Callable[[Rule, Facts, Ground], bool]
# In the order in which they are told. Each is asked only when the rule sets it.
CONDITIONS: Final[Mapping[str, Condition]] = {
    "category": lambda rule, facts, _: any(facts.category.startswith(each) for each in rule.category),
    "area": lambda rule, facts, ground: _in_area(rule.area, facts, ground),
    "channel": lambda rule, facts, _: facts.channel in rule.channel,
    "kind": lambda rule, facts, _: facts.kind in rule.kind,
    "urgency": lambda rule, facts, _: str(facts.urgency) in rule.urgency,
    "least_confidence": lambda rule, facts, _: facts.confidence is None
    or facts.confidence >= (rule.least_confidence or 0.0),
    "words": lambda rule, facts, _: any(each.casefold() in facts.words.casefold() for each in rule.words),
}


def _sets(rule: Rule, name: str) -> bool:
    value = getattr(rule, name)
    return value is not None if name == "least_confidence" else bool(value)


def place(facts: Facts, ground: Ground) -> Placement:
    """The unit that the first matching rule names, else the one step, else the command centre with suggestions.

    Source: design section 3: complaints about staff and law enforcement pass by the rules.
    """
    close = tuple(_near_misses(facts, ground))
    if _passes_rules(facts):
        unit = _allowed(ground.discipline_unit, facts, ground)
        held = ("kind",) if facts.kind == "enforcement" else ("about_staff",)
        return Placement(unit, COMPLAINT, held, (), _suggested(unit, facts, ground, ()))
    for rule in ground.rules:
        if any(_sets(rule, name) and not holds(rule, facts, ground) for name, holds in CONDITIONS.items()):
            continue
        if rule.unit == COMMAND_CENTRE or (unit := target(rule.unit, facts, ground)) == ground.district:
            return _placed(None, rule, facts, ground, close)
        if unit is not None:
            return _placed(unit, rule, facts, ground, close)
    unit = one_step(facts, ground)
    return Placement(unit, ONE_STEP if unit else "", (), close, _suggested(unit, facts, ground, close))


def _passes_rules(facts: Facts) -> bool:
    return facts.about_staff or facts.about_unit is not None or facts.kind == "enforcement"


def _placed(
    unit: str | None, rule: Rule, facts: Facts, ground: Ground, close: tuple[NearMiss, ...]
) -> Placement:
    held = tuple(name for name in CONDITIONS if _sets(rule, name))
    return Placement(unit, rule.name, held, close, _suggested(unit, facts, ground, close))


def one_step(facts: Facts, ground: Ground) -> str | None:
    """The grid of the place, or the finest unit known there, when the category's first level is on the ground.

    Else the department; the street when nothing finer is known; None for a category that nobody is sure of.
    Source: the district's "one step to the grid"; design section 6 (unsure: the dispatcher).
    """
    if facts.confidence is not None and facts.confidence < ground.least_confidence:
        return None
    first = _first_level(facts, ground)
    if first == "department":
        return _not_centre(target("department", facts, ground), ground)
    if first == "street":
        return facts.street
    return facts.grid or facts.community or facts.street


def _first_level(facts: Facts, ground: Ground) -> str:
    category = ground.categories.get(facts.category)
    return category.first_level if category else "community"


def _not_centre(unit: str | None, ground: Ground) -> str | None:
    return None if unit == ground.district else unit


def target(named: str, facts: Facts, ground: Ground) -> str | None:
    """The unit that a rule's target means for these facts; None when the place or the category does not tell."""
    if named in ("grid", "community", "street"):
        return {"grid": facts.grid, "community": facts.community, "street": facts.street}[named]
    if named == "department":
        category = ground.categories.get(facts.category)
        return category.department if category else None
    if named == DISCIPLINE_UNIT:
        return ground.discipline_unit
    return ground.district if named == COMMAND_CENTRE else named


def _near_misses(facts: Facts, ground: Ground) -> Iterable[NearMiss]:
    """Rules of which all but one condition hold, or whose target the place does not tell."""
    for rule in ground.rules:
        asked = [name for name in CONDITIONS if _sets(rule, name)]
        failed = [name for name in asked if not CONDITIONS[name](rule, facts, ground)]
        unit = target(rule.unit, facts, ground)
        if len(failed) == 1 and len(asked) > 1:
            yield NearMiss(rule.name, failed[0], unit)
        elif not failed and unit is None:
            yield NearMiss(rule.name, "unit", None)


def _allowed(unit: str | None, facts: Facts, ground: Ground) -> str | None:
    """The unit, unless it is complained of or lies below what is. Source: design section 3."""
    if unit is None or unit == ground.district or unit not in ground.organisation:
        return None
    complained = facts.about_unit
    return None if complained and ground.organisation.is_below(unit, complained) else unit


def _suggested(
    placed: str | None, facts: Facts, ground: Ground, close: tuple[NearMiss, ...]
) -> tuple[Suggestion, ...]:
    """Up to three units for the dispatcher, none of which sent it back or is complained of."""
    found = [Suggestion(placed, "rules")] if placed else []
    found += [Suggestion(each.unit, "rule_came_close", each.rule) for each in close if each.unit]
    named: list[tuple[str | None, str]] = [
        (facts.grid, "grid_of_place"),
        (facts.community, "community_of_place"),
        (facts.street, "street_of_place"),
        (target("department", facts, ground), "department_of_category"),
    ]
    if _first_level(facts, ground) == "department":
        named.insert(0, named.pop())
    found += [Suggestion(unit, reason) for unit, reason in named if unit]
    if _passes_rules(facts):  # the unit of the place or the matter may be the very one that is complained of
        found = [Suggestion(ground.discipline_unit, "discipline_unit")] if ground.discipline_unit else []
    kept: dict[str, Suggestion] = {}
    for each in found:
        if _allowed(each.unit, facts, ground) and each.unit not in facts.sent_back:
            kept.setdefault(each.unit, each)
    return tuple(kept.values())[:MOST_SUGGESTIONS]
