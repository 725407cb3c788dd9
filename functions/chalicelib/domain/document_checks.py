"""A district's documents checked against each other, as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chalicelib.domain.calendar_checks import calendar_faults
from chalicelib.domain.checks import (
    RowFault,
    category_faults,
    doubled,
    question_faults,
    rota_faults,
    settings_faults,
    unit_faults,
)
from chalicelib.domain.configuration import Documents, Row
from chalicelib.domain.organisation import Organisation, Unit, categories_from
from chalicelib.domain.phrases import phrase_faults
from chalicelib.domain.rule_checks import holes, rule_faults, rules_from, shadowed
from chalicelib.domain.rules import Ground


def document_faults(documents: Documents, others: Iterable[Unit]) -> list[RowFault]:
    """Everything wrong with a district's documents; `others` are the units of the other districts that are loaded."""
    units, categories = documents.get("units", ()), documents.get("categories", ())
    settings: Row = next(iter(documents.get("settings", ())), {})
    levels = {row["code"]: row["level"] for row in units}
    discipline = settings.get("discipline_unit")
    found = doubled(documents)
    found += settings_faults(settings, levels) if settings else []
    found += unit_faults(units, str(settings.get("code")), others)
    found += category_faults(categories, levels)
    found += [
        RowFault("areas", place, f"there is no {row['level']} {row['code']} in units.csv")
        for place, row in enumerate(documents.get("areas", ()))
        if levels.get(row["code"]) != row["level"]
    ]
    codes = [row["code"] for row in categories]
    found += question_faults(documents.get("questions", ()), codes)
    found += phrase_faults(documents.get("phrases", ()), codes)
    found += calendar_faults(documents.get("calendars", ()))
    rules = documents.get("rules", ())
    found += rule_faults(rules, levels, codes, str(discipline) if discipline else None)
    found += rota_faults(documents.get("rota", ()), settings) if settings else []
    if not any(each.document in ("units", "rules") for each in found):
        found += shadowed(rules_from(rules), Organisation(_unit(row) for row in units))
    return found


def open_categories(documents: Documents) -> list[str]:
    """Codes of categories that no rule and no unit of a known place takes: the command centre gets them all."""
    settings: Row = documents["settings"][0]
    organisation = Organisation(_unit(row) for row in documents["units"])
    categories = categories_from(documents["categories"])
    rules = rules_from(documents.get("rules", ()))
    return holes(
        Ground(settings["code"], organisation, categories, rules, settings.get("discipline_unit") or None)
    )


def units_of(many: Iterable[Documents]) -> Sequence[Unit]:
    """The units of several districts' documents, each once."""
    return tuple({row["code"]: _unit(row) for documents in many for row in documents["units"]}.values())


def _unit(row: Row) -> Unit:
    return Unit(**{name: row[name] for name in ("code", "parent", "level", "name_zh", "name_en")})
