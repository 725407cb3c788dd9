"""What a bulletin is made from: figures, and what a person added. Kept as it was, so that it can be made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Counts = Mapping[str, int]
Flat = dict[tuple[str, bool, str], int | str]  # by unit, whether itself alone, and measure
TEXTS, WEIGHTS = "said.", "weights"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the unit table; `own` tells a unit's figures without what lies below it."""

    unit: str
    own: bool
    measures: Counts
    before: Counts | None = None  # the period before, as it was issued; None when nobody knows


@dataclass(frozen=True, slots=True)
class Point:
    """One period of the trend."""

    period: str
    received: int
    closed: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case, told by a person without anybody's data."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a person adds to a bulletin: remarks, typical cases, thanks to volunteers."""

    remarks: str = ""
    cases: tuple[Case, ...] = ()
    thanks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """One figure, or one text, that a correction changes; a text that is not there is empty."""

    unit: str
    measure: str
    before: int | str
    after: int | str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a revision was made, and everything that differs from the one before it."""

    why: str
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that a bulletin says, before any word of it.

    What happened speaks of the moment `as_of`; where petitions stand moves on by itself, and was read at `read_at`.
    """

    unit: str
    period: str
    as_of: datetime
    measures: Counts
    rows: tuple[UnitRow, ...]
    issue: int | None
    issue_of_year: int | None
    before: Counts | None = None
    year_ago: Counts | None = None
    matters: Counts = field(default_factory=dict)  # categories of levels 2 and 3, where they are counted
    matters_before: Counts | None = None
    matters_year_ago: Counts | None = None
    trend: tuple[Point, ...] = ()
    weights: tuple[int, int, int] = (30, 35, 35)
    said: Said = Said()
    revision: int = 0
    correction: Correction | None = None
    on_hold: Counts | None = None  # by the unit of a row, whenever they were received, at `read_at`; None where nobody knows
    read_at: datetime | None = None  # None in figures that were kept before this was


@dataclass(frozen=True, slots=True)
class BulletinRecord:
    """An issued bulletin: never changed. `inputs` names the figures it was made from.

    `complete` turns true when every file is stored; until then the next run makes the same files again.
    """

    unit: str
    period: str
    issue: int
    issue_of_year: int
    issued_at: datetime
    digest: str
    revision: int = 0
    inputs: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What a supervisor adds to a bulletin before it is issued, or the order to correct one (revision above 0)."""

    unit: str
    period: str
    revision: int
    said: Said
    version: int
    by: str
    at: datetime
    why: str = ""
    approved_at: datetime | None = None


def point(period: str, measures: Counts) -> Point:
    """A period's place in the trend."""
    overdue = measures.get("closing_counted", 0) - measures.get("closing_on_time", 0)
    return Point(period, measures.get("received", 0), measures.get("closed", 0), overdue)


def changes(before: Figures, after: Figures) -> tuple[Changed, ...]:
    """Everything that a reader of the second finds otherwise than in the first, in a fixed order."""
    old, new = _flat(before), _flat(after)
    found = (
        Changed(unit, measure, old.get(key, _nothing(measure)), new.get(key, _nothing(measure)), own)
        for key in sorted(old.keys() | new.keys())
        for unit, own, measure in (key,)
    )
    return tuple(each for each in found if each.before != each.after)


def _nothing(measure: str) -> int | str:
    return "" if measure.startswith(TEXTS) else 0


def _flat(figures: Figures) -> Flat:
    """Each figure and each text by its own name. The trend's last point says nothing that the measures do not."""
    unit = figures.unit
    counted = [(unit, False, "", figures.measures), (unit, False, "", figures.matters)]
    counted += [
        (unit, False, f"{when}.", _without_status(counts))
        for when, many in (
            ("before", (figures.before, figures.matters_before)), ("year_ago", (figures.year_ago, figures.matters_year_ago)),
        )
        for counts in many
    ]  # fmt: skip
    counted += [(row.unit, row.own, "", row.measures) for row in figures.rows]
    counted += [(row.unit, row.own, "before.", _without_status(row.before)) for row in figures.rows]
    flat: Flat = {(of, own, f"{when}{name}"): count for of, own, when, counts in counted for name, count in counts.items()}
    for each in figures.trend:
        if each.period != figures.period:
            told = {"received": each.received, "closed": each.closed, "overdue": each.overdue}
            flat |= {(unit, False, f"trend.{each.period}.{name}"): count for name, count in told.items()}
    flat[unit, False, WEIGHTS] = " / ".join(map(str, figures.weights))
    return flat | {(unit, False, TEXTS + name): text for name, text in _texts(figures.said).items()}


def _without_status(counts: Counts | None) -> Counts:
    """What an earlier period is compared by: where its petitions stood is not among it, and moves by itself."""
    return {name: count for name, count in (counts or {}).items() if not name.startswith("status.")}


def _texts(said: Said) -> dict[str, str]:
    cases = {f"cases.{place:02d}": f"{case.title} · {case.text}" for place, case in enumerate(said.cases, 1)}
    thanks = {f"thanks.{place:02d}": line for place, line in enumerate(said.thanks, 1)}
    return {"remarks": said.remarks, **cases, **thanks}
