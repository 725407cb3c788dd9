"""A bulletin's files: the page in both languages, the Word file, and the numbers behind every table as CSV and JSON."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from typing import Any

from chalicelib.domain import periods
from chalicelib.domain.bulletin import SUMS, File
from chalicelib.domain.figures import Figures
from chalicelib.domain.ports import District
from chalicelib.messages.bulletin_cells import Table, as_csv, as_json, is_figure, shown
from chalicelib.messages.bulletin_index import HTML, folder, index, number, page_name
from chalicelib.messages.bulletin_parts import Part, parts
from chalicelib.messages.bulletin_tables import Maker
from chalicelib.messages.bulletin_word import WORD, word_file
from chalicelib.messages.pages import render
from chalicelib.messages.words import LANGUAGES, marked, other

__all__ = ["bulletin", "index", "preview"]

CSV, JSON = "text/csv; charset=utf-8", "application/json"
_WORD_NAME = "bulletin.docx"
_FILES = (
    ("tables.json", marked("Every table, as JSON")), ("figures.csv", marked("Every counter by unit, as CSV")),
    ("figures.json", marked("Every counter by unit, as JSON")),
)  # fmt: skip


def bulletin(figures: Figures, district: District) -> list[File]:
    """Every file of one bulletin; the Chinese page comes first."""
    where = folder(figures.unit, figures.period, figures.revision, numbered=figures.issue is not None)
    makers = [Maker(figures, district, language) for language in LANGUAGES]
    shown_parts = [parts(maker) for maker in makers]
    chinese, english = (maker.tables for maker in makers)
    tables = {code: (table, english[code]) for code, table in chinese.items()}
    files = [File(f"{where}/{code}.csv", as_csv(pair), CSV) for code, pair in tables.items()]
    numbers = _json(f"{where}/tables.json", {code: as_json(pair) for code, pair in tables.items()})
    digest = hashlib.sha256(numbers.body).hexdigest()
    pages = [_page(maker, held, where, digest) for maker, held in zip(makers, shown_parts, strict=True)]
    word = [] if figures.issue is None else [File(f"{where}/{_WORD_NAME}", word_file(makers[0], shown_parts[0]), WORD)]
    return [*pages, *word, *files, numbers, _raw_csv(figures, where), _raw_json(figures, where)]


def preview(figures: Figures, district: District, language: str) -> str:
    """The page in one language as it would be issued, marked as a draft: no other file of it is there to be fetched."""
    maker = Maker(figures, district, language)
    said = context(maker, parts(maker), "", "") | {"draft": True, "alternate": "", "files": []}
    return render("bulletin.html", language, **said)


def _page(maker: Maker, held: Sequence[Part], where: str, numbers: str) -> File:
    from jinja2 import TemplateError

    try:
        body = render("bulletin.html", maker.language, **context(maker, held, where, numbers))
    except TemplateError as fault:  # no figures that this page has words for
        raise ValueError(where) from fault
    return File(f"{where}/{page_name(maker.language)}", body.encode(), HTML)


def context(maker: Maker, held: Sequence[Part], where: str, numbers: str) -> dict[str, Any]:
    """Everything that the page says; its files lie at `where` under /bulletins/, `numbers` is the SHA-256 of tables.json."""
    figures, language = maker.figures, maker.language
    period = periods.parse(figures.period)
    return {
        "alternate": f"/bulletins/{where}/{page_name(other(language))}",
        "place_name": maker.name(figures.unit),
        "number": number(figures.period, figures.issue, figures.issue_of_year, figures.revision),
        "corrects": _corrects(figures, language),
        "period": {"kind": period.kind, "first": period.first, "last": period.last},
        "as_of": figures.as_of,
        "read_at": figures.read_at,
        "parts": [_part(part, where, language) for part in held],
        "files": [{"href": f"/bulletins/{where}/{name}", "words": maker.say(words)} for name, words in _files(figures)],
        "numbers": numbers,
        "draft": False,
        "sums": f"/bulletins/{where}/{SUMS}",
    }


def _files(figures: Figures) -> tuple[tuple[str, str], ...]:
    word = () if figures.issue is None else ((_WORD_NAME, marked("Word file in the layout of official documents, in Chinese")),)
    return (*word, *_FILES)


def _corrects(figures: Figures, language: str) -> str:
    """The address of what a revision corrects; empty for a first issue."""
    if not figures.revision:
        return ""
    return f"/bulletins/{folder(figures.unit, figures.period, figures.revision - 1, numbered=True)}/{page_name(language)}"


def _part(part: Part, where: str, language: str) -> dict[str, Any]:
    return {
        "code": part.code,
        "title": part.title,
        "paragraphs": part.paragraphs,
        "charts": [{"svg": each.svg, "title": _title(part, each.table)} for each in part.charts],
        "tables": [_table(table, where, language) for table in part.tables],
        "cases": [{"title": title, "text": text} for title, text in part.cases],
    }


def _title(part: Part, code: str) -> str:
    return next(table.title for table in part.tables if table.code == code)


def _table(table: Table, where: str, language: str) -> dict[str, Any]:
    figure = [is_figure(table, place) for place in range(len(table.columns))]
    return {
        "title": table.title,
        "first": table.first,
        "columns": [{"title": column.title, "figure": is_one} for column, is_one in zip(table.columns, figure, strict=True)],
        "rows": [
            {
                "name": row.name,
                "cells": [
                    {"lines": shown(cell, language), "figure": is_one} for cell, is_one in zip(row.cells, figure, strict=True)
                ],
            }
            for row in table.rows
        ],
        "href": f"/bulletins/{where}/{table.code}.csv",
    }


def _raw_csv(figures: Figures, where: str) -> File:
    names = sorted({name for row in figures.rows for name in row.measures})
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\r\n")
    written.writerow(["unit", "own", *names])
    for row in figures.rows:
        written.writerow([row.unit, int(row.own), *(row.measures.get(name, 0) for name in names)])
    return File(f"{where}/figures.csv", out.getvalue().encode(), CSV)


def _raw_json(figures: Figures, where: str) -> File:
    content = {
        "unit": figures.unit,
        "period": figures.period,
        "as_of": figures.as_of.isoformat(),
        "read_at": figures.read_at.isoformat() if figures.read_at else None,
        "measures": dict(sorted(figures.measures.items())),
        "units": [
            {"unit": row.unit, "own": row.own, "measures": dict(sorted(row.measures.items()))}
            for row in figures.rows
        ],
    }
    return _json(f"{where}/figures.json", content)


def _json(path: str, content: object) -> File:
    return File(path, json.dumps(content, ensure_ascii=False, indent=1).encode(), JSON)
