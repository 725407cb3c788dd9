"""What keeps a district's documents from being used, row by row: the same for files and for the admin API."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chalicelib.domain.bulletin_settings import wishes
from chalicelib.domain.configuration import KEYS, Documents, Row, row_key
from chalicelib.domain.erasure import KEPT_DAYS, LEAST_KEPT_DAYS, LONGEST_KEPT_DAYS
from chalicelib.domain.organisation import (
    FIRST_LEVELS,
    KINDS,
    URGENCIES,
    Unit,
    categories_from,
    category_above,
    faults,
)
from chalicelib.domain.questions import ANSWER_KINDS, choices_from
from chalicelib.domain.rates import weights_of
from chalicelib.domain.rota import moment

SETTINGS: Final[Mapping[str, type]] = {
    "code": str,
    "name_zh": str,
    "name_en": str,
    "zone": str,
    "hours_start": str,
    "hours_end": str,
    "response_hours": int,
    "closing_days": dict,
}
OFFICES: Final = ("department", "district")
LONGEST_CREDIT: Final = 120


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with one row of a document, by its place there; `field` is the setting that it is about."""

    document: str
    place: int
    reason: str
    field: str = ""


def doubled(documents: Documents) -> list[RowFault]:
    """Rows that say what another one says already."""
    found = []
    for document, rows in documents.items():
        seen: set[str] = set()
        for place, row in enumerate(rows):
            key = row_key(document, row)
            if key in seen:
                found.append(RowFault(document, place, f"{key.partition('/')[2]}: {_twice(document)}"))
            seen.add(key)
    return found


def _twice(document: str) -> str:
    return "the code is used twice" if KEYS[document] == ("code",) else "it is written twice"


def settings_faults(row: Row, units: Mapping[str, str]) -> list[RowFault]:
    """What is wrong with the settings; `units` are the levels of the district's units."""
    for name, kind in SETTINGS.items():
        if not isinstance(row.get(name), kind) or isinstance(row.get(name), bool):
            return [_of_setting(f"{name} is missing or no {kind.__name__}")]
    reasons = _clock_reasons(row)
    if units and units.get(row["code"]) != "district":
        reasons.append(f"code {row['code']} is no unit of level district in units.csv")
    reasons += [
        f"{name} must be a whole number above 0"
        for name, value in row.items()
        if name.startswith("limit_") and not _is_count(value)
    ]
    prices = row.get("sms_prices", {})
    if not isinstance(prices, dict) or not all(_is_price(each) for each in prices.values()):
        reasons.append("sms_prices must be yuan for a segment, by carrier")
    kept = row.get("kept_days", KEPT_DAYS)
    if not _is_count(kept) or not LEAST_KEPT_DAYS <= kept <= LONGEST_KEPT_DAYS:
        reasons.append(f"kept_days must be a whole number from {LEAST_KEPT_DAYS} to {LONGEST_KEPT_DAYS}")
    least = row.get("least_confidence", 0)
    if isinstance(least, bool) or not isinstance(least, int | float) or not 0 <= least <= 1:
        reasons.append("least_confidence must be a number from 0 to 1")
    for check in (weights_of, wishes, _credit):
        try:
            check(row)
        except ValueError as fault:
            reasons.append(str(fault))
    discipline = row.get("discipline_unit")
    if discipline is not None and (not isinstance(discipline, str) or discipline not in units):
        reasons.append(f"discipline_unit {discipline} is no unit of the district")
    return [_of_setting(reason) for reason in reasons]


def _credit(row: Row) -> None:
    credit = row.get("areas_credit", "")
    if not isinstance(credit, str) or not credit.isprintable() or len(credit) > LONGEST_CREDIT:
        raise ValueError(f"areas_credit must be one line of at most {LONGEST_CREDIT} letters")


def _of_setting(reason: str) -> RowFault:
    """A fault of the settings; each begins with the name of the setting."""
    return RowFault("settings", 0, reason, reason.partition(" ")[0])


def _clock_reasons(row: Row) -> list[str]:
    reasons = []
    try:
        ZoneInfo(row["zone"])
        if time.fromisoformat(row["hours_start"]) >= time.fromisoformat(row["hours_end"]):
            reasons.append("hours_start must be before hours_end")
    except (ValueError, ZoneInfoNotFoundError) as fault:
        reasons.append(f"zone or hours: {fault}")
    limits = row["closing_days"]
    if {str(urgency) for urgency in URGENCIES} != limits.keys() or not all(
        _is_count(days) for days in (*limits.values(), row["response_hours"])
    ):
        reasons.append("closing_days needs 1, 2 and 5, and every limit must be a whole number above 0")
    return reasons


def _is_price(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def unit_faults(rows: Sequence[Row], district: str, others: Iterable[Unit]) -> list[RowFault]:
    """What keeps these units, with those of the other districts, from being one tree."""
    places = {row["code"]: place for place, row in reversed(list(enumerate(rows)))}
    found = [
        RowFault("units", place, f"{row['code']}: a code must not hold # or /")
        for place, row in enumerate(rows)
        if {"#", "/"} & set(row["code"])
    ]
    own = [_unit(row) for row in rows]
    other = {unit.code: unit for unit in others}
    for unit in own:
        if unit.code in other and other[unit.code] != unit:
            reason = f"{unit.code}: another district that is loaded writes this unit otherwise"
            found.append(RowFault("units", places[unit.code], reason))
    whole = own + [unit for unit in other.values() if unit.code not in places]
    for fault in faults(whole):
        if fault.code in places and fault.reason != "the code is used twice":  # that is told by `doubled`
            found.append(RowFault("units", places[fault.code], f"{fault.code}: {fault.reason}"))
        elif fault.code not in places:
            found.append(RowFault("units", 0, f"{fault.code}, of another district: {fault.reason}"))
    if not found:
        found = _strangers(own, places, district)
    return found


def _unit(row: Row) -> Unit:
    return Unit(**{name: row[name] for name in ("code", "parent", "level", "name_zh", "name_en")})


def _strangers(units: Sequence[Unit], places: Mapping[str, int], district: str) -> list[RowFault]:
    """Units that lie neither on the line above the district nor below it: they are another district's to write."""
    above = {unit.code: unit.parent for unit in units}
    if district not in above:
        return []
    line = set(_line(district, above))
    return [
        RowFault("units", places[unit.code], f"{unit.code}: it lies neither above nor below {district}")
        for unit in units
        if unit.code not in line and district not in _line(unit.code, above)
    ]


def _line(code: str, above: Mapping[str, str | None]) -> list[str]:
    found, at = [], above.get(code)
    while at is not None:
        found.append(at)
        at = above.get(at)
    return [code, *found]


def category_faults(rows: Sequence[Row], units: Mapping[str, str]) -> list[RowFault]:
    """What is wrong with categories: codes of 2, 4 or 6 digits, parents above, values known once inherited."""
    found, sound = [], []
    codes: set[str] = set()
    for place, row in enumerate(rows):
        code, above = row["code"], category_above(row["code"])
        reasons = _category_reasons(row, units)
        if above and above not in codes:
            reasons.append(f"its level above, {above}, must stand above it")
        codes.add(code)
        found += [RowFault("categories", place, f"{code}: {reason}") for reason in reasons]
        sound.append(row)
    if not found:
        categories_from(sound)
    return found


def _category_reasons(row: Row, units: Mapping[str, str]) -> list[str]:
    code, is_top = row["code"], len(row["code"]) == 2  # noqa: PLR2004 (digits of the first level)
    known: tuple[tuple[str, Sequence[str], str], ...] = (
        ("kind", KINDS, f"the kind {row['kind']} is none of {', '.join(KINDS)}"),
        ("urgency", [str(each) for each in URGENCIES], f"the urgency {row['urgency']} is none of 1, 2, 5"),
        (
            "first_level",
            FIRST_LEVELS,
            f"the first level {row['first_level']} is none of {', '.join(FIRST_LEVELS)}",
        ),
        (
            "department",
            [unit for unit, level in units.items() if level in OFFICES],
            f"no department {row['department']}",
        ),
    )
    reasons = [
        reason
        for name, values, reason in known
        if (is_top and not row[name]) or (row[name] and row[name] not in values)
    ]
    if not (code.isascii() and code.isdecimal() and len(code) in (2, 4, 6)):
        reasons.append("a code has 2, 4 or 6 digits")
    return reasons


def question_faults(rows: Sequence[Row], categories: Iterable[str]) -> list[RowFault]:
    """What is wrong with the questions of the categories."""
    found, known = [], frozenset(categories)
    for place, row in enumerate(rows):
        reasons = []
        if row["category"] not in known:
            reasons.append(f"there is no category {row['category']}")
        if row["kind"] not in ANSWER_KINDS:
            reasons.append(f"the kind {row['kind']} is none of {', '.join(ANSWER_KINDS)}")
        if row["required"] not in ("yes", "no"):
            reasons.append("required is yes or no")
        if not (row["name"].isascii() and row["name"].isidentifier()):
            reasons.append("a name has letters, digits and _ and begins with a letter")
        try:
            if bool(choices_from(row["choices"])) is not (row["kind"] == "choice"):
                reasons.append("choices stand where the kind is choice, and nowhere else")
        except ValueError as fault:
            reasons.append(str(fault))
        found += [RowFault("questions", place, f"{row['name']}: {reason}") for reason in reasons]
    return found


def rota_faults(rows: Sequence[Row], settings: Row) -> list[RowFault]:
    """What is wrong with the rota: who, and from when to when."""
    found = []
    try:
        zone = ZoneInfo(str(settings.get("zone")))
    except (ValueError, ZoneInfoNotFoundError):
        return []  # told with the settings
    for place, row in enumerate(rows):
        try:
            starts, ends = moment(row["from"], zone, ends=False), moment(row["to"], zone, ends=True)
        except ValueError:
            found.append(RowFault("rota", place, "from and to are days (2026-10-01) or moments (2026-10-01T12:00)"))
            continue
        if starts >= ends:
            found.append(RowFault("rota", place, "from must be before to"))
        if row["absent"] == row["covering"]:
            found.append(RowFault("rota", place, f"{row['absent']} cannot cover themselves"))
    return found


def as_words(faults: Iterable[RowFault]) -> dict[str, Any]:
    """Faults as the details of a refusal: document, place from 0, reason."""
    return {
        "faults": [
            {"document": each.document, "row": each.place, "reason": each.reason, **({"field": each.field} if each.field else {})}
            for each in faults
        ]
    }
