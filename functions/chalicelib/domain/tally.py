"""What a petition adds to the counters, derived from the petition alone, so that any order of events counts the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import CountersImpossible
from chalicelib.domain.petition import TELEPHONE, Petition, Round, Status

OWN = "own"  # the unit alone: rows that add up to the whole
ALL = "all"  # the unit and everything below it
SCOPES = (OWN, ALL)
# Categories of levels 2 and 3 lie in items of their own, or each of a petition's moves would write hundreds of them anew.
OWN_DEEP, ALL_DEEP = "own.categories", "all.categories"
SMS = "sms"  # what became of messages, of a district in a day
WHOLES = {
    "response_counted": ("response_within",), "closing_counted": ("closing_on_time",),
    "answers": ("answers_resolved", "answers_satisfied", "answers_telephone"), "final_answers": ("final_resolved", "final_satisfied"),
}  # fmt: skip
DEEP = ("category2.", "category3.")  # names of measures that only the owner itself and its district keep


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One counter item's name: a month or a day, a unit, and whether it counts the unit alone or all below it."""

    period: str
    unit: str
    scope: str


Contribution = Mapping[str, Mapping[str, Mapping[str, int]]]  # period -> unit -> measure -> count
Cells = dict[Cell, Counter[str]]
Fact = tuple[datetime, str, tuple[str, ...]]


def period_of(moment: datetime, zone: ZoneInfo) -> str:
    """The month that a moment is counted in, by the district's clock: "2026-11"."""
    return moment.astimezone(zone).strftime("%Y-%m")


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """The day that a moment is counted in, by the district's clock: "2026-11-24"."""
    return moment.astimezone(zone).strftime("%Y-%m-%d")


def contribution(petition: Petition, zone: ZoneInfo) -> dict[str, dict[str, dict[str, int]]]:
    """Every measure this petition adds, by month and by day, and by the unit it is counted to.

    Weeks add up from days, quarters and years from months: every fact stands in exactly one day and one month.
    """
    counted: dict[str, dict[str, dict[str, int]]] = {}
    for moment, unit, measures in _facts(petition):
        for period in (period_of(moment, zone), day_of(moment, zone)):
            at_unit = counted.setdefault(period, {}).setdefault(unit, {})
            for measure in measures:
                at_unit[measure] = at_unit.get(measure, 0) + 1
    return counted


def _facts(petition: Petition) -> Iterator[Fact]:
    """Everything that is counted of a petition, each with its moment and its unit."""
    marginals = (f"kind.{petition.kind}", f"channel.{petition.channel}", *_categories(petition.category))
    yield petition.submitted_at, petition.owner, ("received", f"status.{petition.status}", *marginals)
    for current in petition.rounds:
        held = petition.status is Status.ON_HOLD and current is petition.rounds[-1]
        yield from _round_facts(current, petition.owner, held=held)
    for back in petition.sent_back:
        if back.upheld is not None:  # counted against nobody until judged, and then: that month's bulletin is to come
            yield back.judged_at or back.at, back.unit, ("sent_back", *(() if back.upheld else ("sent_back_refused",)))
    for assist in petition.assists:
        if assist.done_at:
            yield assist.done_at, assist.unit, ("assists",)
    if petition.settled_at and petition.status in (Status.SETTLED, Status.REJECTED, Status.WITHDRAWN):
        yield petition.settled_at, petition.owner, (str(petition.status), *_final(petition))


def _categories(code: str) -> tuple[str, ...]:
    """The measures of a category's levels, as far down as it goes."""
    levels = [length for length in (4, 6) if code.isdigit() and len(code) >= length]
    deeper = (f"category{length // 2}.{code[:length]}" for length in levels)
    return (f"category.{code[:2]}", *deeper)


def sayable(counts: Mapping[str, int]) -> dict[str, int]:
    """What may be told of counters: nothing below none, no whole below its parts; in a fixed order and without zeros.

    Petitions add up to neither, so a counter that stands so has drifted: the night's recount rings for it and mends it,
    and no page and no bulletin fails over it until then.
    """
    told = {name: count for name, count in counts.items() if count > 0}
    for whole, parts in WHOLES.items():
        told[whole] = max(told.get(name, 0) for name in (whole, *parts))
    return {name: told[name] for name in sorted(told) if told[name]}


def exact(counts: Mapping[str, int]) -> dict[str, int]:
    """As `sayable`, of counters that petitions can add up to. Raises: CountersImpossible, which the night's recount mends."""
    told = sayable(counts)
    if told != {name: count for name, count in counts.items() if count}:
        raise CountersImpossible
    return told


def _final(petition: Petition) -> tuple[str, ...]:
    """The petition's last answer, whichever round brought it, beside the round rates (design section 5).

    The round after it may have ended by a supervisor's explanation or in silence; neither makes the answer good.
    """
    answer = petition.last_answer
    if petition.status is not Status.SETTLED or answer is None:
        return ()
    named = (
        ("final_answers", True),
        ("final_resolved", answer.rating.resolved),
        ("final_satisfied", answer.rating.happy),
    )
    return tuple(name for name, holds in named if holds)


def _round_facts(current: Round, owner: str, *, held: bool) -> list[Fact]:
    """What a round adds. While it is held it stands outside the first two rates (design section 5)."""
    facts = [] if held else _clock_facts(current, owner)
    if current.extension and current.extension.granted and current.extension.decided_at:
        facts.append((current.extension.decided_at, current.unit, ("extended",)))
    for hold in current.holds:
        if hold.granted and hold.decided_at:
            facts.append((hold.decided_at, current.unit, ("held",)))
    return facts + _answer_facts(current, owner)


def _clock_facts(current: Round, owner: str) -> list[Fact]:
    facts: list[Fact] = [(each.due, each.unit, (f"{each.clock}_counted",)) for each in current.missed]
    responsible = current.responsible or owner
    if current.response_overdue_at:
        facts.append((current.response_overdue_at, responsible, ("response_counted",)))
    elif current.accepted_at:
        facts.append((current.accepted_at, responsible, ("response_counted", "response_within")))
    if current.closing_overdue_at:
        facts.append((current.closing_overdue_at, current.overdue_unit or owner, ("closing_counted",)))
    elif current.closed_at and current.closing_due:
        facts.append((current.closed_at, current.closed_by or owner, ("closing_counted", "closing_on_time")))
    return facts


def _answer_facts(current: Round, owner: str) -> list[Fact]:
    facts: list[Fact] = []
    closer = current.closed_by or owner
    if current.closed_at:
        unknown = current.closing_due is None and current.closing_overdue_at is None  # and so neither on time nor late
        facts.append((current.closed_at, closer, ("closed", *(("closed_without_due",) if unknown else ()))))
    if current.answer:
        rating = current.answer.rating
        measures = ["answers"]
        measures += ["answers_resolved"] if rating.resolved else []
        measures += ["answers_satisfied"] if rating.happy else []
        measures += ["answers_telephone"] if current.answer.via == TELEPHONE else []
        facts.append((current.answer.at, closer, tuple(measures)))
    if current.lapsed_at:
        facts.append(
            (current.lapsed_at, closer, ("lapses" if current.lapse_reached else "lapses_unreached",))
        )
    return facts


def place_key(paths: Mapping[str, tuple[str, ...]], period: str, unit: str) -> str:
    """Under which name paths and districts hold a unit in a period: its own, or that of the one period it lay elsewhere."""
    own = period_key(period, unit)
    return own if own in paths else unit


def period_key(period: str, unit: str) -> str:
    """The name of a unit in one period, where that differs from its usual place."""
    return f"{unit}@{period}"


def expand(
    counted: Contribution, paths: Mapping[str, tuple[str, ...]], centres: Mapping[str, str]
) -> Cells:
    """The cells a contribution moves: the unit's own, and those of the unit and all its ancestors.

    `paths` names for each unit itself and its ancestors, `centres` its district; both are kept with the marker, so that
    a unit that moves in the tree takes away exactly what it once gave, and by `place_key` those of a single period.
    """
    cells: Cells = {}
    for period, units in counted.items():
        for unit, measures in units.items():
            key = place_key(paths, period, unit)
            plain = {name: count for name, count in measures.items() if not name.startswith(DEEP)}
            deep = {name: count for name, count in measures.items() if name.startswith(DEEP)}
            for cell in (Cell(period, unit, OWN), *(Cell(period, above, ALL) for above in paths[key])):
                cells.setdefault(cell, Counter()).update(plain)
            if deep:
                cells.setdefault(Cell(period, unit, OWN_DEEP), Counter()).update(deep)
            if deep and key in centres:
                cells.setdefault(Cell(period, centres[key], ALL_DEEP), Counter()).update(deep)
    return cells


def difference(after: Cells, before: Cells) -> Cells:
    """What must be added to the counters to get from `before` to `after`; only what is not zero."""
    moves: Cells = {}
    for cell in sorted(after.keys() | before.keys()):
        old, new = before.get(cell, Counter()), after.get(cell, Counter())
        moved = {
            name: new[name] - old[name] for name in sorted(old.keys() | new.keys()) if new[name] != old[name]
        }
        if moved:
            moves[cell] = Counter(moved)
    return moves
