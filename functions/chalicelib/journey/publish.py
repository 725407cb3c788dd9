"""Issues the month's bulletins from the counters: once, numbered, never changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, datetime, timedelta

from chalicelib.domain.bulletin import Figures, File, Pages, UnitRow
from chalicelib.domain.ports import BulletinRecord, District, Ports
from chalicelib.domain.tally import ALL, OWN, Cell, Cells


def publish_due(ports: Ports, pages: Pages) -> list[str] | None:
    """Names of the bulletins issued now: last month's, for each district and its streets, unless they were before.

    None while sweep or tally have not passed the month's end: whoever calls asks again, and nothing is issued half.
    """
    issued: list[str] = []
    for district in ports.districts.all():
        made = _publish_district(ports, pages, district)
        if made is None:
            return None
        issued += made
    if issued:
        units = [unit for district in ports.districts.all() for unit in bulletin_units(district)]
        records = [record for unit in units for record in ports.bulletins.issued(unit)]
        newest_first = sorted(records, key=lambda record: (record.period, record.issued_at), reverse=True)
        _store(ports, pages.index(newest_first, ports.districts.current()))
    return issued


def bulletin_units(district: District) -> tuple[str, ...]:
    """The units that a bulletin is issued for: the district and each of its streets."""
    streets = [unit.code for unit in district.organisation.children(district.code) if unit.level == "street"]
    return (district.code, *streets)


def _publish_district(ports: Ports, pages: Pages, district: District) -> list[str] | None:
    today = ports.clock.now().astimezone(district.zone).date()
    period = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    units = bulletin_units(district)
    if all(_issued(ports, unit, period) for unit in units):
        return []
    if not passed(ports, period, district):
        return None
    return [name for unit in units if (name := _issue(ports, unit, period, pages))]


def _issued(ports: Ports, unit: str, period: str) -> bool:
    return any(record.period >= period for record in ports.bulletins.issued(unit))


def passed(ports: Ports, period: str, district: District) -> bool:
    """True when nothing that was due before the period's end waits for the sweep, and all of it has been counted.

    Source: design section 10. The first call with the sweep past sends the marks that the later ones wait for.
    """
    end = _after(period, district)
    if any(ports.petitions.due(end, 1, part)[0] for part in range(ports.petitions.due_parts)):
        return False
    if ports.tally.pulses_missing(period) is None:
        ports.tally.send_pulses(period, ports.clock.now())
    return ports.tally.pulses_missing(period) == 0


def _issue(ports: Ports, unit: str, period: str, pages: Pages) -> str | None:
    """The files first, then the record that makes them count: a crash between them issues again with the same bytes."""
    district, now = ports.districts.of(unit), ports.clock.now()
    before = ports.bulletins.issued(unit)
    if any(record.period == period for record in before) or (before and before[-1].period > period):
        return None
    of_year = sum(record.period[:4] == period[:4] for record in before) + 1
    made = figures(ports, unit, period, _after(period, district), len(before) + 1, of_year)
    files = pages.bulletin(made, district)
    _store(ports, files)
    digest = hashlib.sha256("".join(file.body for file in files).encode()).hexdigest()
    record = BulletinRecord(unit, period, len(before) + 1, of_year, now, digest)
    return f"{unit}/{period}" if ports.bulletins.record(record) else None


def _after(period: str, district: District) -> datetime:
    """The moment that a closed month's figures speak of: its end, by the district's clock."""
    first = date.fromisoformat(f"{period}-01")
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return datetime(following.year, following.month, 1, tzinfo=district.zone)


def interim(ports: Ports, period: str, pages: Pages) -> list[str]:
    """The paths of each district's page about a month that still runs: unnumbered, and written over each time."""
    paths = []
    for district in ports.districts.all():
        made = figures(ports, district.code, period, ports.clock.now(), None, None)
        files = pages.bulletin(made, district)
        _store(ports, files)
        paths.append(files[0].path)
    return paths


def figures(
    ports: Ports, unit: str, period: str, as_of: datetime, issue: int | None, of_year: int | None
) -> Figures:
    """What the counters say of a unit and the units directly below it."""
    organisation = ports.districts.of(unit).organisation
    below = [child.code for child in organisation.children(unit)]
    cells: Cells = ports.tally.read([period], [unit, *below])

    def measures(code: str, scope: str) -> Counter[str]:
        return +cells.get(Cell(period, code, scope), Counter())

    rows = (
        UnitRow(unit, True, measures(unit, OWN)),
        *(UnitRow(code, False, measures(code, ALL)) for code in below),
    )
    return Figures(unit, period, as_of, measures(unit, ALL), rows, issue, of_year)


def _store(ports: Ports, files: list[File]) -> None:
    for file in files:
        ports.bulletins.store(file.path, file.body.encode(), file.content_type)
