"""The tree of units that answer petitions, and the categories that petitions fall into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Level = Literal["city", "district", "department", "street", "community", "grid"]
Kind = Literal["livelihood", "development", "enforcement"]
Urgency = Literal[1, 2, 5]
FirstLevel = Literal["grid", "community", "street", "department"]

LEVELS: Final[tuple[Level, ...]] = ("city", "district", "department", "street", "community", "grid")
KINDS: Final[tuple[Kind, ...]] = ("livelihood", "development", "enforcement")
URGENCIES: Final[tuple[Urgency, ...]] = (1, 2, 5)
FIRST_LEVELS: Final[tuple[FirstLevel, ...]] = ("grid", "community", "street", "department")
INHERITED: Final = ("kind", "urgency", "first_level", "department")  # what a category takes from above if unset

# What a unit of each level may hang under. Only a city or a district may stand at the root.
PARENT_LEVELS: Final[Mapping[Level, frozenset[Level]]] = {
    "city": frozenset(),
    "district": frozenset({"city"}),
    "department": frozenset({"city", "district"}),
    "street": frozenset({"district"}),
    "community": frozenset({"street"}),
    "grid": frozenset({"community"}),
}
ROOT_LEVELS: Final[frozenset[Level]] = frozenset({"city", "district"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the tree (承办单位)."""

    code: str
    name_zh: str
    name_en: str
    level: Level
    parent: str | None

    def name(self, language: str) -> str:
        """Its English name for "en", its Chinese name for everything else."""
        return self.name_en if language == "en" else self.name_zh


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one unit, in words."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A tree that holds together: one root, no cycles, levels that descend.

    Raises: ValueError naming the first fault that `faults` finds.
    """

    units: tuple[Unit, ...]
    _by_code: Mapping[str, Unit] = field(init=False, repr=False, compare=False)
    _children: Mapping[str, tuple[Unit, ...]] = field(init=False, repr=False, compare=False)
    _by_name: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __init__(self, units: Iterable[Unit]) -> None:
        held = tuple(units)
        for fault in faults(held):
            raise ValueError(f"unit {fault.code}: {fault.reason}")
        children: dict[str, list[Unit]] = {}
        for unit in held:
            if unit.parent is not None:
                children.setdefault(unit.parent, []).append(unit)
        object.__setattr__(self, "units", held)
        object.__setattr__(self, "_by_code", {unit.code: unit for unit in held})
        object.__setattr__(self, "_children", {code: tuple(below) for code, below in children.items()})
        object.__setattr__(self, "_by_name", {name: unit for unit in held for name in (unit.name_zh, unit.name_en) if name})

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def unit(self, code: str) -> Unit:
        """The unit with this code. Raises: KeyError when there is none."""
        return self._by_code[code]

    def find(self, code: str) -> Unit | None:
        """The unit with this code, or None."""
        return self._by_code.get(code)

    def name(self, code: str, language: str) -> str:
        """A unit's name in a language; the code itself for a unit that is gone from the tree."""
        unit = self._by_code.get(code)
        return unit.name(language) if unit else code

    def in_language(self, name: str, language: str) -> str:
        """A place's official name as another reader has it, who may read another language than whoever reported; other words stay."""
        unit = self._by_name.get(name)
        return (unit.name(language) if unit else "") or name

    @property
    def root(self) -> Unit:
        """The one unit that has no parent."""
        return next(unit for unit in self.units if unit.parent is None)

    def parent(self, code: str) -> Unit | None:
        """The unit directly above, None for the root."""
        above = self.unit(code).parent
        return None if above is None else self.unit(above)

    def ancestors(self, code: str) -> tuple[Unit, ...]:
        """The unit itself first, then each one above it, the root last."""
        line = [self.unit(code)]
        while (above := line[-1].parent) is not None:
            line.append(self.unit(above))
        return tuple(line)

    def children(self, code: str) -> tuple[Unit, ...]:
        """The units directly below, in the order they were given."""
        return self._children.get(self.unit(code).code, ())

    def is_below(self, code: str, top: str) -> bool:
        """True when the unit is `top` itself or lies anywhere under it; False for a code nobody has."""
        return code in self and any(unit.code == top for unit in self.ancestors(code))

    def command_centre(self, code: str) -> Unit:
        """The district that the unit lies in; the root for what stands above all districts."""
        line = self.ancestors(code)
        return next((unit for unit in line if unit.level == "district"), line[-1])

    def escalation_parent(self, code: str) -> Unit:
        """Who takes the next round: one level up, at most the command centre, which keeps its own.

        Source: design section 3 (a grid's is its community, a department's is the command centre).
        """
        centre = self.command_centre(code)
        above = self.parent(code)
        return centre if above is None or code == centre.code else above


def faults(units: Iterable[Unit]) -> tuple[Fault, ...]:
    """Everything that keeps these units from being one tree, in the order of the units."""
    held = tuple(units)
    by_code = {unit.code: unit for unit in held}
    found = [fault for unit in held for fault in _faults_of(unit, by_code)]
    seen: set[str] = set()
    for unit in held:
        if unit.code in seen:
            found.append(Fault(unit.code, "the code is used twice"))
        seen.add(unit.code)
    roots = [unit for unit in held if unit.parent is None]
    found += [Fault(unit.code, f"a second root beside {roots[0].code}") for unit in roots[1:]]
    if not roots:
        found.append(Fault(held[0].code if held else "-", "no unit is without a parent, so there is no root"))
    return tuple(found)


def _faults_of(unit: Unit, by_code: Mapping[str, Unit]) -> list[Fault]:
    if unit.level not in LEVELS:
        return [Fault(unit.code, f"the level {unit.level!r} is none of {', '.join(LEVELS)}")]
    if unit.parent is None:
        return [] if unit.level in ROOT_LEVELS else [Fault(unit.code, f"a {unit.level} needs a parent")]
    if _is_in_cycle(unit, by_code):
        return [Fault(unit.code, "its parents lead back to itself")]
    above = by_code.get(unit.parent)
    if above is None:
        return [Fault(unit.code, f"its parent {unit.parent} does not exist")]
    fits = above.level in PARENT_LEVELS[unit.level]
    return [] if fits else [Fault(unit.code, f"a {unit.level} cannot be under a {above.level} ({above.code})")]


def _is_in_cycle(unit: Unit, by_code: Mapping[str, Unit]) -> bool:
    passed: set[str] = set()
    at: Unit | None = unit
    while at is not None and at.parent is not None and at.code not in passed:
        passed.add(at.code)
        at = by_code.get(at.parent)
        if at is not None and at.code == unit.code:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Category:
    """What a petition is about: one of the first level (code == level1), or one below it. `first_level` answers first."""

    code: str
    level1: str
    name_zh: str
    name_en: str
    kind: Kind
    urgency: Urgency
    department: str
    first_level: FirstLevel = "community"

    def name(self, language: str) -> str:
        """Its English name for "en", its Chinese name for everything else."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def is_first_level(self) -> bool:
        """True for one of the top categories that a form shows first."""
        return self.code == self.level1


def category_above(code: str) -> str:
    """The code of the category one level up: 2, 4 and 6 digits; empty for one of the first level."""
    return code[:-2]


def categories_from(rows: Iterable[Mapping[str, str]]) -> dict[str, Category]:
    """The categories by code, each with what it does not set itself taken from above; parents stand first.

    Raises: KeyError for one whose parent does not stand above it.
    """
    made: dict[str, Category] = {}
    for row in rows:
        above = made[category_above(row["code"])] if category_above(row["code"]) else None
        values = {name: row[name] or str(getattr(above, name, "")) for name in INHERITED}
        names = {name: row[name] for name in ("code", "name_zh", "name_en")}
        urgency = int(values.pop("urgency"))
        made[row["code"]] = Category(**names, level1=row["code"][:2], urgency=urgency, **values)  # type: ignore[arg-type]
    return made
