"""Petitions as a table in a file: CSV that no spreadsheet takes for formulas, and XLSX whose cells are text by kind."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any, Final

from chalicelib.messages.spreadsheet import safe
from chalicelib.messages.words import SHANGHAI, channel_text, marked, say, status_name

HEADS: Final = (
    marked("Number"), marked("Status"), marked("Category"), marked("Place"), marked("Unit"), marked("Received"), marked("Deadline"),
    marked("Ended"), marked("Round"), marked("Urgency"), marked("Channel"), marked("What was said"),
)  # fmt: skip
WIDTHS: Final = (20, 12, 24, 28, 20, 18, 18, 18, 8, 8, 10, 80)
MOMENTS: Final = (5, 6, 7)
BYTE_ORDER_MARK: Final = "\ufeff"  # or Excel reads Chinese as something else


def sheet(lines: Iterable[tuple[Any, ...]], form: str, language: str) -> IO[bytes]:
    """The open file. Moments are the district's own, statuses and channels in words."""
    heads = [say(head, language) for head in HEADS]
    rows = (_worded(line, language) for line in lines)
    return _csv(heads, rows) if form == "csv" else _xlsx(heads, rows)


def _worded(line: tuple[Any, ...], language: str) -> list[Any]:
    cells = list(line)
    cells[1] = status_name(cells[1], language)
    cells[10] = channel_text(cells[10], language)
    for place in MOMENTS:
        cells[place] = _moment(cells[place]) if cells[place] else ""
    return cells


def _moment(iso: str) -> str:
    """As tables sort it."""
    return f"{datetime.fromisoformat(iso).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _csv(heads: list[str], rows: Iterable[list[Any]]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 (who asked for it closes it)
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    text.detach()
    return file


def _xlsx(heads: list[str], rows: Iterable[list[Any]]) -> IO[bytes]:
    """Written row by row, so that a large one needs no more memory. The library is loaded when somebody exports."""
    import xlsxwriter

    file = TemporaryFile()  # noqa: SIM115 (who asked for it closes it)
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    for place, (head, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, head, book.add_format({"bold": True}))
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, place, cell)
            else:
                page.write_number(number, place, cell)
    book.close()
    return file
