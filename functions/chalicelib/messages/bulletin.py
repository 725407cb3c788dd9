"""A bulletin's files: the page in both languages, and the numbers behind every table as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from chalicelib.domain import periods
from chalicelib.domain.bulletin import File
from chalicelib.domain.figures import BulletinRecord, Figures, UnitRow
from chalicelib.domain.ports import District
from chalicelib.domain.rates import Rate, rates_of
from chalicelib.messages import words
from chalicelib.messages.pages import render

HTML, CSV, JSON = "text/html; charset=utf-8", "text/csv; charset=utf-8", "application/json"
RATES = ("response_rate", "on_time_rate", "resolution_rate", "satisfaction_rate", "participation_rate")
ENDED = ("settled", "rejected", "merged", "withdrawn")


def bulletin(figures: Figures, district: District) -> list[File]:
    """Every file of one bulletin; the Chinese page comes first."""
    folder = _folder(figures.unit, figures.period, figures.revision, numbered=figures.issue is not None)
    made = [_page(figures, district, folder, language) for language in ("zh", "en")]
    return [*made, _csv(figures, folder), _json(figures, folder)]


def index(records: Sequence[BulletinRecord], district: District) -> list[File]:
    """The list of what was issued, in both languages, newest first."""
    return [
        File(f"{'en/' if language == 'en' else ''}index.html", _index(records, district, language).encode(), HTML)
        for language in ("zh", "en")
    ]


def _index(records: Sequence[BulletinRecord], district: District, language: str) -> str:
    listed = [
        {
            "href": f"/bulletins/{_folder(record.unit, record.period, record.revision, numbered=True)}/{_name(language)}",
            "place_name": district.organisation.name(record.unit, language),
            "number": _number(record.period, record.issue, record.issue_of_year, record.revision),
            "period": _period(record.period),
            "issued_at": record.issued_at,
        }
        for record in records
    ]
    other = "/bulletins/" if language == "en" else "/bulletins/en/"
    return render("bulletin_index.html", language, alternate=other, bulletins=listed)


def _folder(unit: str, period: str, revision: int, *, numbered: bool) -> str:
    if not numbered:
        return f"{unit}/{period}-interim"
    return f"{unit}/{period}/r{revision}" if revision else f"{unit}/{period}"


def _name(language: str) -> str:
    return "en.html" if language == "en" else "index.html"


def _number(period: str, issue: int | None, of_year: int | None, revision: int) -> dict[str, object]:
    return {"year": period[:4], "issue_of_year": of_year, "issue": issue, "revision": revision}


def _period(code: str) -> dict[str, object]:
    period = periods.parse(code)
    return {"kind": period.kind, "first": period.first, "last": period.last}


def _page(figures: Figures, district: District, folder: str, language: str) -> File:
    measures = figures.measures
    named = district.organisation.name
    body = render(
        "bulletin.html",
        language,
        alternate=f"/bulletins/{folder}/{_name('zh' if language == 'en' else 'en')}",
        place_name=named(figures.unit, language),
        number=_number(figures.period, figures.issue, figures.issue_of_year, figures.revision),
        corrects=_corrected(figures, language),
        period=_period(figures.period),
        as_of=figures.as_of,
        received={
            "total": measures.get("received", 0),
            "by_kind": _rows(measures, "kind.", lambda code: words.kind_text(code, language)),
            "by_channel": _rows(measures, "channel.", str),
            "by_category": _rows(measures, "category.", lambda code: _category(district, code, language)),
        },
        statuses=_rows(measures, "status.", lambda code: words.status_text(code, language)),
        rates=_rates(measures),
        final_rates=_final_rates(measures),
        unreachable=measures.get("lapses_unreached", 0),
        units=[_unit(row, named(row.unit, language)) for row in figures.rows if row.measures or not row.own],
        files=[
            {"href": f"/bulletins/{folder}/figures.{kind}", "words": kind.upper()} for kind in ("csv", "json")
        ],
    )
    return File(f"{folder}/{_name(language)}", body.encode(), HTML)


def _corrected(figures: Figures, language: str) -> str:
    """The address of what a revision corrects; empty for a first issue."""
    if not figures.revision:
        return ""
    return f"/bulletins/{_folder(figures.unit, figures.period, figures.revision - 1, numbered=True)}/{_name(language)}"


def _category(district: District, code: str, language: str) -> str:
    category = district.categories.get(code)
    return category.name(language) if category else {"zh": "未选择", "en": "Not chosen"}[language]


def _rows(measures: Mapping[str, int], prefix: str, named: object) -> list[dict[str, object]]:
    found = [
        (name.removeprefix(prefix), count) for name, count in measures.items() if name.startswith(prefix)
    ]
    ordered = sorted(found, key=lambda each: (-each[1], each[0]))
    return [{"name": named(code), "count": count} for code, count in ordered]  # type: ignore[operator]


def _rates(measures: Mapping[str, int]) -> list[dict[str, object]]:
    made = rates_of(measures)
    return [_rate(code, made[code]) for code in RATES]


def _final_rates(measures: Mapping[str, int]) -> list[dict[str, object]]:
    answers = measures.get("final_answers", 0)
    named = (("resolution_rate", "final_resolved"), ("satisfaction_rate", "final_satisfied"))
    return [_rate(code, Rate(measures.get(measure, 0), answers)) for code, measure in named]


def _rate(code: str, rate: Rate) -> dict[str, object]:
    interval = rate.interval
    low, high = (Fraction(interval[0]), Fraction(interval[1])) if interval else (None, None)
    return {
        "code": code,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "share": rate.value,
        "low": low,
        "high": high,
    }


def _unit(row: UnitRow, name: str) -> dict[str, object]:
    measures = row.measures
    on_time = measures.get("closing_on_time", 0)
    received = measures.get("received", 0)
    ended = sum(measures.get(f"status.{status}", 0) for status in ENDED)
    return {
        "name": name,
        "assigned": received,
        "closed_on_time": on_time,
        "closed_late": max(measures.get("closed", 0) - on_time, 0),
        "open": received - ended,
        "overdue": measures.get("closing_counted", 0) - on_time,
        "sent_back": measures.get("sent_back", 0),
        "rates": _rates(measures),
    }


def _csv(figures: Figures, folder: str) -> File:
    names = sorted({name for row in figures.rows for name in row.measures})
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(["unit", "own", *names])
    for row in figures.rows:
        written.writerow([row.unit, int(row.own), *(row.measures.get(name, 0) for name in names)])
    return File(f"{folder}/figures.csv", out.getvalue().encode(), CSV)


def _json(figures: Figures, folder: str) -> File:
    content = {
        "unit": figures.unit,
        "period": figures.period,
        "as_of": figures.as_of.isoformat(),
        "measures": dict(sorted(figures.measures.items())),
        "units": [
            {"unit": row.unit, "own": row.own, "measures": dict(sorted(row.measures.items()))}
            for row in figures.rows
        ],
    }
    return File(f"{folder}/figures.json", json.dumps(content, ensure_ascii=False, indent=1).encode(), JSON)
