"""The supervisor's board: a unit's counted month with those below it, the months before, and the streets as a picture."""

from __future__ import annotations

from collections import Counter

from chalicelib.domain.actors import Staff
from chalicelib.domain.errors import InvalidInput
from chalicelib.domain.outline import Outline
from chalicelib.domain.periods import Period, containing, month
from chalicelib.domain.ports import District, Ports
from chalicelib.domain.rates import rates_of
from chalicelib.domain.rights import Right
from chalicelib.domain.tally import ALL, OWN, Cell, Cells, sayable
from chalicelib.journey.acting import district_for
from chalicelib.journey.streets import drawn

MONTHS = 6  # of a trend; with a district's sixteen parts these are two batches
COUNTS = ("received", "closed", "settled", "rejected", "withdrawn", "sent_back", "sent_back_refused", "extended", "held")


def board(ports: Ports, staff: Staff, unit: str, period: str, language: str) -> dict[str, object]:
    """The counts and rates of a unit in a month, of the unit alone, and of each one directly below it.

    Raises: Forbidden for a unit that this person does not answer for. InvalidInput for what is no month.
    """
    district = district_for(ports, staff, Right.SEE_BOARD, unit)
    asked = _month(period, ports, district).code
    below = [child.code for child in district.organisation.children(unit)]
    cells = ports.tally.read([asked], [unit], below=below)
    rows = [_row(cells, asked, unit, OWN, district, language)]
    rows += [_row(cells, asked, code, ALL, district, language) for code in below]
    return {
        "unit": unit,
        "unit_name": district.organisation.name(unit, language),
        "period": asked,
        "whole": _row(cells, asked, unit, ALL, district, language),
        "rows": rows,
        "streets": [_shape(each, district, language) for each in drawn(district)],
        "areas_credit": district.areas_credit,
    }


def trend(ports: Ports, staff: Staff, unit: str, period: str, language: str) -> dict[str, object]:
    """The counts and rates of a unit in a month and the five before it, oldest first. Raises: as `board`."""
    district = district_for(ports, staff, Right.SEE_BOARD, unit)
    months = [each.code for each in reversed(_month(period, ports, district).back(MONTHS))]
    cells = ports.tally.read(months, [unit])
    return {"unit": unit, "months": [_row(cells, each, unit, ALL, district, language) | {"period": each} for each in months]}


def today(ports: Ports, staff: Staff, unit: str, language: str) -> dict[str, object]:
    """What the counters say of a unit's running day; of a district how much waits for a decision. Raises: Forbidden, as `board`."""
    district = district_for(ports, staff, Right.SEE_BOARD, unit)
    day = district.day(ports.clock.now()).isoformat()
    counted = sayable(ports.tally.read([day], [unit], (ALL,)).get(Cell(day, unit, ALL), Counter()))
    held = {name: counted.get(name, 0) for name in ("received", "closed", "answers", "answers_satisfied", "closing_counted", "closing_on_time")}
    counts = {
        "received": held["received"],
        "closed": held["closed"],
        "answered": held["answers"],
        "overdue": held["closing_counted"] - held["closing_on_time"],
        "unhappy": held["answers"] - held["answers_satisfied"],
    }
    decide, more = ports.petitions.length("decide", unit) if unit == district.code else (None, False)
    name = district.organisation.name(unit, language)
    return {"unit": unit, "unit_name": name, "day": day, "counts": counts, "to_decide": decide, "more": more}


def now(ports: Ports, staff: Staff, unit: str) -> dict[str, object]:
    """What presses in a unit's list at this moment, and which list that is; of a district who is unhappy, too.

    Units: one query, three for a district. Raises: Forbidden, as `board`.
    """
    district = district_for(ports, staff, Right.SEE_BOARD, unit)
    level = district.organisation.unit(unit).level
    index = level if level in ("district", "street") else "owner"
    found = ports.petitions.pressing(index, unit, ports.clock.now())
    unhappy, more = ports.petitions.length("unhappy", unit) if index == "district" else (None, False)
    return {
        "unit": unit,
        "listing": "unit" if index == "owner" else index,
        "overdue": found.overdue,
        "emergencies": found.emergencies,
        "unhappy": unhappy,
        "more": found.more or more,
    }


def returns(ports: Ports, staff: Staff, unit: str, period: str, language: str) -> dict[str, object]:
    """Who of a unit's sent petitions back in a month, and to whom they went then, the most frequent first. Raises: as `board`."""
    district = district_for(ports, staff, Right.SEE_BOARD, unit)
    asked, tree = _month(period, ports, district).code, district.organisation
    pairs = [
        (times, sender, owner)
        for (sender, owner), times in ports.petitions.returns(district.code, asked).items()
        if tree.is_below(sender, unit)
    ]
    rows: list[dict[str, object]] = [
        {
            "unit": sender,
            "unit_name": tree.name(sender, language),
            "to": owner,
            "to_name": tree.name(owner, language),
            "times": times,
            "upheld": sender != owner,
        }
        for times, sender, owner in sorted(pairs, key=lambda each: (-each[0], each[1:]))
    ]
    return {"unit": unit, "period": asked, "rows": rows}


def _month(period: str, ports: Ports, district: District) -> Period:
    try:
        return month(period) if period else containing("month", district.day(ports.clock.now()))
    except ValueError:
        raise InvalidInput({"period": "date_invalid"}) from None


def _row(
    cells: Cells, period: str, unit: str, scope: str, district: District, language: str
) -> dict[str, object]:
    counted = sayable(cells.get(Cell(period, unit, scope), Counter()))
    found = district.organisation.find(unit)
    return {
        "unit": unit,
        "unit_name": district.organisation.name(unit, language),
        "level": found.level if found else "",
        "own": scope == OWN,
        "counts": {name: counted.get(name, 0) for name in COUNTS},
        "rates": {
            name: {
                "numerator": rate.numerator,
                "denominator": rate.denominator,
                "interval": list(rate.interval) if rate.interval and rate.needs_interval else None,
            }
            for name, rate in rates_of(counted).items()
        },
    }


def _shape(each: Outline, district: District, language: str) -> dict[str, object]:
    name = district.organisation.name(each.unit, language)
    return {"unit": each.unit, "unit_name": name, "path": each.path, "x": each.x, "y": each.y}
