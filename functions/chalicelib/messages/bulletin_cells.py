"""What stands in a bulletin's tables, and how each kind of cell is written for people and for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Final

from chalicelib.domain.rates import Rate
from chalicelib.messages import words
from chalicelib.messages.spreadsheet import safe

LEAST_SHOWN: Final = 0.0001
Value = str | int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole."""

    part: int
    whole: int
    heads: ClassVar = ("_part", "_whole")

    def lines(self, language: str) -> tuple[str, ...]:
        """The percentage."""
        return (words.share_of(self.part, self.whole, language),)

    def values(self) -> tuple[Value, ...]:
        """Part and whole."""
        return (self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Change:
    """A count beside an earlier one; None where nobody knows the earlier."""

    now: int
    before: int | None
    heads: ClassVar = ("_now", "_before")

    def lines(self, language: str) -> tuple[str, ...]:
        """The difference, and below it what share of the earlier count that is, where there was any."""
        if self.before is None:
            return (words.percent(None, language),)
        moved = f"{self.now - self.before:+,}".replace("-", "−") if self.now != self.before else "0"
        if not self.before:
            return (moved,)
        share = Fraction(self.now - self.before, self.before)
        sign = "+" if share > 0 else "−" if share < 0 else ""
        return (moved, f"{sign}{float(abs(share) * 100):.1f}{' %' if language == 'en' else '%'}")

    def values(self) -> tuple[Value, ...]:
        """Both counts."""
        return (self.now, self.before)


@dataclass(frozen=True, slots=True)
class Chance:
    """How probable so many would be by chance."""

    value: float
    unusual: bool
    heads: ClassVar = ("",)

    def lines(self, language: str) -> tuple[str, ...]:
        """The percentage, and below it whether it is unusual."""
        said = f"{self.value:.2%}".removesuffix("%")
        if self.value < LEAST_SHOWN:
            said = words.say(words.marked("under %(least)s"), language, least=f"{LEAST_SHOWN:.2%}".removesuffix("%"))
        line = f"{said}{' %' if language == 'en' else '%'}"
        return (line, words.say(words.marked("unusual"), language)) if self.unusual else (line,)

    def values(self) -> tuple[Value, ...]:
        """The probability."""
        return (f"{self.value:.6g}",)


@dataclass(frozen=True, slots=True)
class Score:
    """A share with two decimals that is no rate of anything counted."""

    value: Fraction
    heads: ClassVar = ("",)

    def lines(self, _language: str) -> tuple[str, ...]:
        """Points out of a hundred."""
        return (f"{float(self.value * 100):.2f}",)

    def values(self) -> tuple[Value, ...]:
        """The share."""
        return (f"{float(self.value):.6f}",)


@dataclass(frozen=True, slots=True)
class Span:
    """A rate's 95 % Wilson interval."""

    low: float
    high: float
    heads: ClassVar = ("_low", "_high")

    @staticmethod
    def of(rate: Rate) -> Span | None:
        """The interval of a rate; None when nothing was counted."""
        return Span(*rate.interval) if rate.interval else None

    def lines(self, language: str) -> tuple[str, ...]:
        """Both ends as percentages."""
        return (" – ".join(words.percent(Fraction(end), language) for end in (self.low, self.high)),)

    def values(self) -> tuple[Value, ...]:
        """Both ends."""
        return (f"{self.low:.6f}", f"{self.high:.6f}")


Made = Share | Change | Chance | Score | Span
Cell = str | int | Rate | Made | None
RATE_HEADS: Final = ("_counted", "_of", "_low", "_high")


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
    if isinstance(cell, str | int):
        return (words.count(cell) if isinstance(cell, int) else cell,)
    return cell.lines(language)


def is_figure(table: Table, place: int) -> bool:
    """True for a column of figures; its cells end at the same edge."""
    return not any(isinstance(row.cells[place], str) for row in table.rows)


def _rate(rate: Rate, language: str) -> tuple[str, ...]:
    lines = [words.percent(rate.value, language)]
    if rate.denominator:
        lines.append(f"{words.count(rate.numerator)} / {words.count(rate.denominator)}")
    span = Span.of(rate)
    return (*lines, *span.lines(language)) if span and rate.needs_interval else tuple(lines)


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
        writer.writerow(["" if each is None else safe(each) for each in (row.code, row.name, other.name, *values)])
    return out.getvalue().encode("utf-8-sig")


def _heads(code: str, table: Table, place: int) -> tuple[str, ...]:
    cell = next((row.cells[place] for row in table.rows if row.cells[place] is not None), None)
    if cell is None or isinstance(cell, str | int):
        return (code,)
    return tuple(f"{code}{head}" for head in (RATE_HEADS if isinstance(cell, Rate) else cell.heads))


def _values(cell: Cell, width: int) -> tuple[Value, ...]:
    """A cell as plain values; what is not known is empty and not zero."""
    if cell is None:
        return (None,) * width
    if isinstance(cell, Rate):
        span = Span.of(cell)
        return (cell.numerator, cell.denominator, *(span.values() if span else (None, None)))
    return (cell,) if isinstance(cell, str | int) else cell.values()


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
