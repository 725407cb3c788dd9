"""What stands in a bulletin's tables, and how each kind of cell is written for people and for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chalicelib.domain.rates import Rate
from chalicelib.messages import words

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
FEW: Final = 30


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Change:
    """A count beside an earlier one; None where nobody knows the earlier."""

    now: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable so many would be by chance."""

    value: float
    unusual: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A share with two decimals that is no rate of anything counted."""

    value: Fraction


Cell = str | int | Rate | Share | Change | Chance | Score | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its code for machines, its heading for people."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, then one cell for each column."""

    code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; `first` heads the rows' names."""

    code: str
    title: str
    first: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def shown(cell: Cell, language: str) -> tuple[str, ...]:
    """A cell's main words, then what stands smaller below them."""
    if cell is None:
        return ("—",)
    if isinstance(cell, Rate):
        return _rate(cell, language)
    if isinstance(cell, Share):
        return (words.share_of(cell.part, cell.whole, language),)
    if isinstance(cell, Change):
        return _change(cell, language)
    if isinstance(cell, Chance):
        return _chance(cell, language)
    if isinstance(cell, Score):
        return (f"{float(cell.value * 100):.2f}",)
    return (words.count(cell) if isinstance(cell, int) else cell,)


def _rate(rate: Rate, language: str) -> tuple[str, ...]:
    lines = [words.percent(rate.value, language)]
    if rate.denominator:
        lines.append(f"{words.count(rate.numerator)} / {words.count(rate.denominator)}")
    if rate.interval and rate.denominator < FEW:
        low, high = (words.percent(Fraction(end), language) for end in rate.interval)
        lines.append(f"{low} – {high}")
    return tuple(lines)


def _change(change: Change, language: str) -> tuple[str, ...]:
    if change.before is None:
        return (words.percent(None, language),)
    moved = f"{change.now - change.before:+,}".replace("-", "−")
    if not change.before:
        return (moved if change.now else "0",)
    share = Fraction(change.now - change.before, change.before)
    sign = "+" if share > 0 else "−" if share < 0 else ""
    percent = f"{sign}{float(abs(share) * 100):.1f}{' %' if language == 'en' else '%'}"
    return ("0" if change.now == change.before else moved, percent)


def _chance(chance: Chance, language: str) -> tuple[str, ...]:
    per = chance.value * 100
    said = f"{per:.2f}" if per >= 0.01 else words.say(words.marked("under %(least)s"), language, least="0.01")
    lines = [f"{said}{' %' if language == 'en' else '%'}"]
    return (*lines, words.say(words.marked("unusual"), language)) if chance.unusual else tuple(lines)


def as_csv(tables: Sequence[Table]) -> bytes:
    """One table as CSV; the same table in each language, as rows have a name in each. A cell cannot start a formula."""
    chinese, english = tables
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    heads = [name for place, column in enumerate(chinese.columns) for name in _heads(column.code, chinese, place)]
    writer.writerow(["code", "name_zh", "name_en", *heads])
    for row, other in zip(chinese.rows, english.rows, strict=True):
        values = [
            value
            for place, cell in enumerate(row.cells)
            for value in _values(cell, len(_heads("", chinese, place)))
        ]
        writer.writerow([_safe(each) for each in (row.code, row.name, other.name, *values)])
    return out.getvalue().encode("utf-8-sig")


def _kind(table: Table, place: int) -> type:
    return next((type(row.cells[place]) for row in table.rows if row.cells[place] is not None), str)


def _heads(code: str, table: Table, place: int) -> tuple[str, ...]:
    kind = _kind(table, place)
    if kind is Rate:
        return (f"{code}_counted", f"{code}_of", f"{code}_low", f"{code}_high")
    if kind is Share:
        return (f"{code}_part", f"{code}_whole")
    if kind is Change:
        return (f"{code}_now", f"{code}_before")
    return (code,)


def _values(cell: Cell, width: int) -> tuple[str | int | None, ...]:
    """A cell as plain values; what is not known is empty and not zero."""
    if cell is None:
        return (None,) * width
    if isinstance(cell, Rate):
        low, high = cell.interval or (None, None)
        ends = (None, None) if low is None or high is None else (f"{low:.6f}", f"{high:.6f}")
        return (cell.numerator, cell.denominator, *ends)
    if isinstance(cell, Share):
        return (cell.part, cell.whole)
    if isinstance(cell, Change):
        return (cell.now, cell.before)
    if isinstance(cell, Chance):
        return (f"{cell.value:.6g}",)
    if isinstance(cell, Score):
        return (f"{float(cell.value):.6f}",)
    return (cell,)


def _safe(value: str | int | None) -> str | int:
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def as_json(tables: Sequence[Table]) -> dict[str, object]:
    """One table as JSON, the same values as its CSV."""
    chinese, english = tables
    rows = []
    for row, other in zip(chinese.rows, english.rows, strict=True):
        values: dict[str, object] = {"code": row.code, "name_zh": row.name, "name_en": other.name}
        for place, column in enumerate(chinese.columns):
            heads = _heads(column.code, chinese, place)
            values |= dict(zip(heads, _values(row.cells[place], len(heads)), strict=True))
        rows.append(values)
    return {"title_zh": chinese.title, "title_en": english.title, "rows": rows}
