"""Which bulletins are due: of which units and periods, none of a time before there was anything to tell of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.bulletin_settings import wishes
from chalicelib.domain.figures import BulletinRecord, Draft
from chalicelib.domain.periods import Kind, Period
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.tally import ALL

MOST_LATE: Final = 13  # periods that are made up for after an outage, the oldest first
AT_A_TIME: Final = 100  # entries of a configuration's history


def issuers(ports: Ports) -> Iterator[tuple[District, tuple[str, ...]]]:
    """Each district with its units, then the city over them."""
    for district in ports.districts.all():
        yield district, bulletin_units(district)
    first = ports.districts.current()
    if first.organisation.root.level == "city":
        yield first, (first.organisation.root.code,)


def bulletin_units(district: District) -> tuple[str, ...]:
    """The units that a bulletin is issued for: the district, then those of the levels that it wishes."""
    levels, children = wishes(district.settings).levels, district.organisation.children
    units = list(children(district.code))
    if "community" in levels:
        units += [below for unit in units if unit.level == "street" for below in children(unit.code)]
    return (district.code, *(unit.code for unit in units if unit.level in levels))


def bulletin_kinds(district: District) -> tuple[Kind, ...]:
    """The periods that a district wants bulletins of."""
    return wishes(district.settings).kinds


@dataclass(slots=True)
class Beginnings:
    """When each unit came to be, as the districts' histories have it; read once, and only where nothing was issued yet."""

    ports: Ports
    _first: dict[str, datetime] | None = field(default=None)

    def passed_before(self, unit: str, period: Period, district: District) -> bool:
        """True for a period that was over before the unit was loaded, unless petitions were counted in it all the same."""
        if self._first is None:
            self._first = _first_loaded(self.ports)
        first = self._first.get(unit)
        if first is None or first < period.end(district.zone):
            return False
        counted = self.ports.tally.read(period.counters, [unit], (ALL,), past=True)
        return not any(any(counts.values()) for counts in counted.values())


def _first_loaded(ports: Ports) -> dict[str, datetime]:
    """By unit; one that went and came again was there from its first coming on."""
    first: dict[str, datetime] = {}
    for district in ports.districts.all():
        page = ports.configurations.history(district.code, AT_A_TIME, None)
        while True:
            for change in page.items:
                for key in change.added:
                    document, _, unit = key.partition("/")
                    if document == "units":
                        first[unit] = min(change.at, first.get(unit, change.at))
            if page.cursor is None:
                break
            page = ports.configurations.history(district.code, AT_A_TIME, page.cursor)
    return first


def missing(ports: Ports, unit: str, kind: Kind, today: date, beginnings: Beginnings) -> list[Period]:
    """The periods that are over and have no bulletin, oldest first: only the last one where none was ever issued."""
    issued = ports.bulletins.issued(unit, kind, _made_up_for(kind, today)[0].code)
    return unissued(ports, unit, kind, today, beginnings, issued, [] if issued else ports.bulletins.drafts(unit))


def unissued(
    ports: Ports, unit: str, kind: Kind, today: date, beginnings: Beginnings, issued: Sequence[BulletinRecord], drafts: Sequence[Draft]
) -> list[Period]:
    """As `missing`, of the unit's bulletins and drafts that were read already."""
    wanted = _made_up_for(kind, today)
    records = [each.period for each in issued if each.period >= wanted[0].code]
    if records:
        return [period for period in wanted if period.code > max(records)]
    # What a supervisor was to look at is not forgotten with the month after it.
    drafted = {each.period for each in drafts if not each.revision}
    due = [period for period in wanted if period.code in drafted or period == wanted[-1]]
    district = ports.districts.of(unit)
    return [
        each for each in due if each.code in drafted or not beginnings.passed_before(unit, each, district)
    ]


def _made_up_for(kind: Kind, today: date) -> list[Period]:
    return periods.over(kind, today).back(MOST_LATE)[::-1]
