"""A bulletin as a Word file in the layout of Chinese official documents (GB/T 9704-2012); see decision 0030."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from chalicelib.domain.figures import Figures
from chalicelib.messages.bulletin_cells import Table, is_figure, shown
from chalicelib.messages.bulletin_index import number, number_text
from chalicelib.messages.bulletin_parts import Part
from chalicelib.messages.bulletin_tables import Maker, period_name
from chalicelib.messages.pages import render
from chalicelib.messages.words import SHANGHAI

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say; the same bytes on every day
TEXT_WIDTH: Final = 8844  # 156 mm in twentieths of a point. Source: GB/T 9704-2012, 5.2.1
MOST_COLUMNS: Final = 9  # what fits beside a name in 156 mm and can be read
# Widths of a table's columns, in halves of a Chinese character.
FIRST_LEAST, FIRST_MOST, COLUMN_LEAST, COLUMN_MOST, HEAD_LINES = 12, 22, 7, 40, 3
FIRST_WIDE: Final = 0x2E80  # the first of the code points that take a whole one
NUMERALS: Final = "〇一二三四五六七八九"
# What XML 1.0 does not allow; a person may have pasted it.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARTS: Final = (
    ("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable"),
    ("footer1", "footer"), ("footer2", "footer"),
)  # fmt: skip


def word_file(maker: Maker, parts: Sequence[Part]) -> bytes:
    """The file's bytes. It is written in Chinese, as the layout is China's."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in _bodies(maker, parts).items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), body.encode(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _bodies(maker: Maker, parts: Sequence[Part]) -> dict[str, str]:
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"rId1": (f"{_OFFICE}/officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relations(
            {
                f"rId{place}": (f"{_OFFICE}/{name.rstrip('12')}", f"{name}.xml")
                for place, (name, _) in enumerate(_PARTS[1:], 1)
            }
        ),
        "word/document.xml": render("word/document.xml", maker.language, **_context(maker, parts)),
        "word/styles.xml": render("word/styles.xml", maker.language),
        "word/settings.xml": f'{_HEAD}<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:evenAndOddHeaders/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
        "word/fontTable.xml": render("word/fonts.xml", maker.language),
        "word/footer1.xml": render("word/footer.xml", maker.language, style="PageOdd"),
        "word/footer2.xml": render("word/footer.xml", maker.language, style="PageEven"),
    }


def _content_types() -> str:
    kinds = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for name, kind in _PARTS)
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{kinds}</Types>'
    )


def _relations(held: dict[str, tuple[str, str]]) -> str:
    lines = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in held.items())
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _context(maker: Maker, parts: Sequence[Part]) -> dict[str, Any]:
    figures: Figures = maker.figures
    name = maker.name(figures.unit)
    tables = iter(range(1, 1000))
    held = number(figures.period, figures.issue, figures.issue_of_year, figures.revision)
    return {
        "mark": clean(f"{name}诉求办理情况通报"),
        "number_text": number_text(held, maker.language),
        "issuer": clean(name),
        "issued_on": _written_date(figures.as_of.astimezone(SHANGHAI).date()),
        "title": f"关于{period_name(figures.period, maker.language)}诉求办理情况的通报",
        "parts": [
            {
                "heading": f"{numeral(place)}、{clean(part.title)}",
                "paragraphs": [clean(line) for line in part.paragraphs],
                "cases": [
                    {"heading": f"（{numeral(each)}）{clean(title)}", "paragraphs": [clean(line) for line in text.splitlines()]}
                    for each, (title, text) in enumerate(part.cases, 1)
                ],
                "tables": [_table(table, maker.language, next(tables)) for table in part.tables if _fits(table)],
                "left_out": [f"“{table.title}”栏目较多，见本期通报网页和数据文件。" for table in part.tables if not _fits(table)],
            }
            for place, part in enumerate(parts, 1)
        ],
    }  # fmt: skip


def _fits(table: Table) -> bool:
    return len(table.columns) <= MOST_COLUMNS


def _table(table: Table, language: str, place: int) -> dict[str, Any]:
    figures = [is_figure(table, column) for column in range(len(table.columns))]
    return {
        "caption": clean(f"表{place}  {table.title}"),
        "widths": _widths(table, language),
        "heads": [clean(each) for each in (table.first, *(column.title for column in table.columns))],
        "rows": [
            {"name": clean(row.name), "cells": [[clean(line) for line in shown(cell, language)] for cell in row.cells], "figures": figures}
            for row in table.rows
        ],
    }  # fmt: skip


def _widths(table: Table, language: str) -> list[int]:
    """Of the names and of each column: what its longest line takes, within bounds, as no line of figures should be broken."""
    names = max((_halves(row.name) for row in table.rows), default=0)
    shares = [min(max(names, FIRST_LEAST), FIRST_MOST)]
    for place, column in enumerate(table.columns):
        longest = max((_halves(line) for row in table.rows for line in shown(row.cells[place], language)), default=0)
        shares.append(min(max(longest, _halves(column.title) // HEAD_LINES, COLUMN_LEAST), COLUMN_MOST))
    return [TEXT_WIDTH * share // sum(shares) for share in shares]


def _halves(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(1 if ord(each) < FIRST_WIDE else 2 for each in text)


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def numeral(place: int) -> str:
    """A place in a list as official documents count: 一, 十, 十二, 二十."""
    tens, ones = divmod(place, 10)
    head = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return head + (NUMERALS[ones] if ones else "")


def _written_date(day: date) -> str:
    """Source: GB/T 9704-2012, 7.3.5.4: Arabic numerals, year in full, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
