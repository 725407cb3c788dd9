"""What the counters say of a unit and the units directly below it, beside what was issued before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import periods
from chalicelib.domain.figures import (
    BulletinRecord,
    Correction,
    Counts,
    Draft,
    Figures,
    Point,
    Said,
    UnitRow,
    changes,
    point,
)
from chalicelib.domain.periods import Period
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rates import weights_of
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, OWN_DEEP, Cell, exact, sayable

MOST_ON_HOLD = 250  # ours: 10 read units, of the 200 that a district's bulletin may cost
TREND = 13  # Source: design section 10: a month stands beside the same month of the year before


def figures(
    ports: Ports, unit: str, period: Period, as_of: datetime, number: tuple[int | None, int | None], said: Said
) -> Figures:
    """A bulletin's figures; what was issued before is read as it was issued, so that issuing costs the same always.

    Raises: CountersImpossible where the period's own cannot be: what is issued never changes, so it waits for the mending.
    """
    district, read_at = ports.districts.of(unit), ports.clock.now()
    measures, rows, matters = _now(ports, district, unit, period)
    earlier = ports.bulletins.issued(unit, period.kind, period.back(TREND + 1)[-1].code)
    before = _as_issued(ports, earlier, period.previous())
    year_ago = _as_issued(ports, earlier, period.year_ago())
    known = {} if before else _known(ports, unit, period)
    counted = known.get(period.previous().code)
    rows_before = _rows_before(ports, before, counted, unit, period)
    return Figures(
        unit, period.code, as_of, measures,
        tuple(UnitRow(row.unit, row.own, row.measures, rows_before.get((row.unit, row.own))) for row in rows),
        *number,
        before=before.measures if before else counted,
        year_ago=year_ago.measures if year_ago else _year_ago(ports, unit, period, None if before else known),
        matters=matters,
        matters_before=before.matters if before else None,
        matters_year_ago=year_ago.matters if year_ago else None,
        trend=_trend(period, measures, before, known),
        weights=weights_of(district.settings),
        said=said,
        on_hold=_on_hold(ports, district, unit),
        read_at=read_at,
    )  # fmt: skip


def corrected(ports: Ports, record: BulletinRecord, order: Draft) -> Figures:
    """The figures of a revision: as they are now, with why it was made and all that differs from `record`."""
    issued = ports.bulletins.figures(record.inputs)
    period = periods.parse(record.period)
    as_of = order.approved_at or order.at
    number = (record.issue, record.issue_of_year)
    made = figures(ports, record.unit, period, as_of, number, order.said)
    correction = Correction(order.why, changes(issued, made))
    return replace(made, revision=order.revision, correction=correction)


def _now(
    ports: Ports, district: District, unit: str, period: Period
) -> tuple[Counts, list[UnitRow], Counts]:
    """What was counted of the unit, of each one below it, and of its matters.

    A city's are its districts' together: it has no counters of its own to read.
    """
    organisation = district.organisation
    level, below = organisation.unit(unit).level, [child.code for child in organisation.children(unit)]
    if level == "city":
        read = _read(ports, period, below, (ALL, ALL_DEEP))
        rows = [UnitRow(code, own=False, measures=exact(read[code, ALL])) for code in below]
        whole, matters = (_together(read[code, scope] for code in below) for scope in (ALL, ALL_DEEP))
        return whole, rows, matters
    # Nobody counts a street's matters: levels 2 and 3 lie with the owner and with the district (see the tally).
    deep = ALL_DEEP if level == "district" else OWN_DEEP
    scopes = (OWN, ALL, deep) if level == "district" or not below else (OWN, ALL)
    read = _read(ports, period, [unit], scopes, together=True)
    others = _read(ports, period, below, (ALL,))
    rows = [UnitRow(unit, own=True, measures=exact(read[unit, OWN]))]
    rows += [UnitRow(code, own=False, measures=exact(others[code, ALL])) for code in below]
    return exact(read[unit, ALL]), rows, exact(read.get((unit, deep), Counter()))


def _on_hold(ports: Ports, district: District, unit: str) -> Counts | None:
    """How many long-term matters are on hold, by the unit of a row, whenever they were received.

    None where there are more than a bulletin pays for, and for a city, which reads its districts' counters alone.
    """
    tree = district.organisation
    if tree.unit(unit).level == "city":
        return None
    page = ports.petitions.queue("on_hold", district.code, MOST_ON_HOLD, None)
    if page.cursor:
        return None
    rows = [unit, *(child.code for child in tree.children(unit))]
    held = Counter(dict.fromkeys(rows, 0))
    for item in page.items:
        if item.owner in tree and tree.is_below(item.owner, unit):
            held[next((row for row in rows[1:] if tree.is_below(item.owner, row)), unit)] += 1
    return held


def _together(many: Iterable[Counter[str]]) -> Counts:
    whole: Counter[str] = Counter()
    for counts in many:
        whole.update(counts)
    return exact(whole)


def _read(
    ports: Ports, period: Period, units: Sequence[str], scopes: Sequence[str], *, past: bool = False, together: bool = False
) -> dict[tuple[str, str], Counter[str]]:
    """What was counted, by unit and scope."""
    summed: dict[tuple[str, str], Counter[str]] = {(unit, scope): Counter() for unit in units for scope in scopes}
    if units:
        for cell, counts in ports.tally.read(period.counters, units, scopes, past=past, together=together).items():
            summed[cell.unit, cell.scope].update(counts)
    return summed


def _as_issued(ports: Ports, records: Sequence[BulletinRecord], period: Period | None) -> Figures | None:
    """A period's figures as its last revision has them."""
    found = [each for each in records if period and each.period == period.code and each.inputs]
    return ports.bulletins.figures(found[-1].inputs) if found else None


def _counted(ports: Ports, unit: str, period: Period | None) -> Counts | None:
    """What the counters say of a period without a bulletin; None where they say nothing, which is not zero."""
    if period is None:
        return None
    return sayable(_read(ports, period, [unit], (ALL,), past=True)[unit, ALL]) or None


def _known(ports: Ports, unit: str, period: Period) -> dict[str, Counts]:
    """What the counters say of the periods before a first bulletin; nothing where they say nothing of the one before.

    Months make a trend, of other kinds the one before is all that is compared. A new district has none and pays for one.
    """
    first = period.previous()
    counts = _counted(ports, unit, first)
    if counts is None or period.kind != "month":
        return {first.code: counts} if counts else {}
    months = [each.code for each in period.back(TREND)[2:]]
    cells = ports.tally.read(months, [unit], (ALL,), past=True)
    earlier = {month: sayable(cells.get(Cell(month, unit, ALL), Counter())) for month in months}
    return {first.code: counts, **{month: held for month, held in earlier.items() if held}}


def _year_ago(ports: Ports, unit: str, period: Period, known: Mapping[str, Counts] | None) -> Counts | None:
    """The same period of the year before by the counters; of a first bulletin only where they know the period before too."""
    then = period.year_ago()
    if known is not None and not known:
        return None
    if then and known and period.kind == "month":
        return known.get(then.code)
    return _counted(ports, unit, then)


def _rows_before(
    ports: Ports, before: Figures | None, counted: Counts | None, unit: str, period: Period
) -> Mapping[tuple[str, bool], Counts]:
    if before:
        return {(row.unit, row.own): row.measures for row in before.rows}
    if counted is None:
        return {}
    below = [child.code for child in ports.districts.of(unit).organisation.children(unit)]
    read = _read(ports, period.previous(), below, (ALL,), past=True)
    return {(code, False): plain for (code, _), counts in read.items() if (plain := sayable(counts))}


def _trend(
    period: Period, measures: Counts, before: Figures | None, known: Mapping[str, Counts]
) -> tuple[Point, ...]:
    """The last 13 periods that anything is known of, this one last."""
    now = point(period.code, measures)
    if before:
        return (*before.trend[1 - TREND :], now)
    earlier = sorted(known.items()) if period.kind == "month" else []
    return (*(point(code, counts) for code, counts in earlier), now)
