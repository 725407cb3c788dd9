"""Figures for everybody, out of the counters: a year by month, the rates of a month, the streets, and what was solved lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Final

from chalicelib.domain.figures import BulletinRecord
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.publication import PublicPetition
from chalicelib.domain.rates import Rate, rates_of
from chalicelib.domain.tally import ALL, Cell, Cells, sayable
from chalicelib.journey.filters import GROUPS, Asked, Chosen, chosen, months_back
from chalicelib.journey.public import areas, newest_rows, shown

COUNTED: Final = ("received", "closed", "settled")
LATELY: Final = 3  # solved ones that the home page shows
LOOKED_AT: Final = 20  # of the newest that are over, to find those


def figures(ports: Ports, asked: Asked, language: str) -> dict[str, object]:
    """The area's month with its rates, and twelve months; the streets of a district beside each other.

    Units: a district is two or three batches and one for its streets, a street is one. Raises: InvalidInput.
    """
    wanted = chosen(ports, Asked(area=asked.area, month=asked.month))
    periods = months_back(ports, wanted.district)
    unit = wanted.area.code
    year = ports.tally.read(sorted({*periods, wanted.month}), [unit], (ALL,))
    below = [] if wanted.area.level == "street" else _streets(wanted.district)
    streets = ports.tally.read([wanted.month], below, (ALL,)) if below else {}
    counts = _counts(year, wanted.month, unit)
    return {
        "chosen": {"area": asked.area, "month": wanted.month},
        "area_name": wanted.area.name(language),
        "areas": areas(ports, {}, language),
        "months": periods,
        "running": wanted.month == periods[0],
        "as_of": ports.clock.now().isoformat(),
        "counts": {name: counts.get(name, 0) for name in COUNTED},
        "rates": rates_of(counts),
        "categories": _categories(wanted, counts, language),
        "year": [_of_month(year, each, unit) for each in reversed(periods)],
        "streets": [_of_street(streets, wanted, code, language) for code in below],
    }


def _counts(cells: Cells, period: str, unit: str) -> Mapping[str, int]:
    return sayable(cells.get(Cell(period, unit, ALL), Counter()))


def _of_month(cells: Cells, period: str, unit: str) -> dict[str, object]:
    counts = _counts(cells, period, unit)
    return {"first": date.fromisoformat(f"{period}-01"), **{name: counts.get(name, 0) for name in COUNTED}}


def _streets(district: District) -> list[str]:
    return [each.code for each in district.organisation.children(district.code) if each.level == "street"]


def _of_street(cells: Cells, wanted: Chosen, code: str, language: str) -> dict[str, object]:
    counts = _counts(cells, wanted.month, code)
    rates = rates_of(counts)
    return {
        "code": code,
        "name": wanted.district.organisation.name(code, language),
        "received": counts.get("received", 0),
        "closed": counts.get("closed", 0),
        "resolution_rate": rates["resolution_rate"],
    }


def _categories(wanted: Chosen, counts: Mapping[str, int], language: str) -> list[dict[str, object]]:
    """The first-level categories that came, the most frequent first."""
    found = [
        (each.code, each.name(language), counts.get(f"category.{each.code}", 0))
        for each in wanted.district.categories.values()
        if each.is_first_level
    ]
    ordered = sorted((each for each in found if each[2]), key=lambda each: (-each[2], each[0]))
    return [{"code": code, "name": name, "count": count} for code, name, count in ordered]


def lately(ports: Ports, asked: Asked, language: str) -> dict[str, object]:
    """The running month and the last one in an area: what came, what was answered, the newest that their citizens call solved, and the district's newest bulletin.

    Units: one batch of counters, one query of bulletins, queries until twenty that are over are found, and one batch of petitions. Raises: InvalidInput.
    """
    wanted = chosen(ports, Asked(area=asked.area))
    periods = months_back(ports, wanted.district, 2)
    unit = wanted.area.code
    cells = ports.tally.read(periods, [unit], (ALL,))
    counts: Counter[str] = Counter()
    for period in periods:
        counts.update(_counts(cells, period, unit))
    return {
        "area": asked.area,
        "area_name": wanted.area.name(language),
        "areas": areas(ports, {}, language),
        "since": date.fromisoformat(f"{periods[-1]}-01"),
        "received": counts["received"],
        "closed": counts["closed"],
        "resolved": Rate(counts["answers_resolved"], counts["answers"]),
        "items": [shown(ports, each, language) for each in _solved(ports, wanted)],
        "bulletin": _newest_bulletin(ports, wanted.district.code),
    }


def _newest_bulletin(ports: Ports, unit: str) -> BulletinRecord | None:
    """None before the first, and while the files of the newest are still being stored."""
    last = ports.bulletins.last(unit, "month")
    return last if last and last.complete else None


def _solved(ports: Ports, wanted: Chosen) -> list[PublicPetition]:
    over = (each.number for each in newest_rows(ports, wanted) if each.status in GROUPS["settled"])
    return [each for each in ports.petitions.cleared(list(islice(over, LOOKED_AT))) if each.solved][:LATELY]
