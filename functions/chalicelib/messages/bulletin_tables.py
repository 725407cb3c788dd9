"""Every table of a bulletin in one language; the page, the Word file, CSV and JSON are all made from these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.figures import Changed, Counts, Figures, UnitRow
from chalicelib.domain.ports import District
from chalicelib.domain.rates import RATES, Rate, rates_of
from chalicelib.messages import hot_spots, unit_tables, words
from chalicelib.messages.bulletin_cells import Change, Column, Row, Share, Table
from chalicelib.messages.words import marked, say

MOST_MATTERS: Final = 10
ALL_ROW: Final = "all"
COMPARED: Final = (
    ("received", marked("Received")), ("share", marked("Share")), ("before", marked("Period before")),
    ("change", marked("Change")), ("year_ago", marked("A year ago")), ("change_year", marked("Change on the year")),
)  # fmt: skip
LEVEL_TEXTS: Final = {
    "city": marked("City"), "district": marked("District"), "department": marked("Departments"),
    "street": marked("Streets"), "community": marked("Communities"), "grid": marked("Grids"),
}  # fmt: skip


class Maker:
    """Makes the tables of one bulletin in one language."""

    def __init__(self, figures: Figures, district: District, language: str) -> None:
        self.figures, self.district, self.language = figures, district, language
        self.rows = [row for row in figures.rows if row.measures or not row.own]

    def say(self, message: str, **values: object) -> str:
        """The message in this bulletin's language."""
        return say(message, self.language, **values)

    def unit(self, row: UnitRow | Changed) -> str:
        """A row's name; the unit itself is told from all that lies below it."""
        name = self.name(row.unit)
        return self.say(marked("%(unit)s itself"), unit=name) if row.own else name

    def name(self, unit: str) -> str:
        """A unit's name; its code when it is gone from the tree, as it may be in a bulletin that is made again."""
        return self.district.organisation.name(unit, self.language)

    def category(self, code: str) -> str:
        """A category's name."""
        category = self.district.categories.get(code)
        return category.name(self.language) if category else self.say(marked("Not chosen"))

    def matter(self, code: str) -> str:
        """A category's name with the one above it, as deeper levels are known to nobody by heart; else its code."""
        return " › ".join(
            self.category(part) if part in self.district.categories else part for part in (code[:2], code) if part
        )

    @cached_property
    def tables(self) -> dict[str, Table]:
        """All tables that have rows, by their code, in the bulletin's order."""
        made = [
            self._compared("by_channel", marked("By channel"), "channel.", lambda code: words.channel_text(code, self.language)),
            self._compared("by_kind", marked("By kind"), "kind.", lambda code: words.kind_text(code, self.language)),
            self._compared("by_category", marked("By category"), "category.", self.category),
            self._matters(), self._statuses(), self._trend(), self._rates(), self._final(), self._groups(),
            unit_tables.work_of_units(self), unit_tables.rates_of_units(self), unit_tables.channels(self),
            *unit_tables.rankings(self), hot_spots.most(self), hot_spots.rises(self), hot_spots.heat(self),
            unit_tables.watched_units(self), unit_tables.changed(self),
        ]  # fmt: skip
        return {table.code: table for table in made if table.rows}

    def table(
        self, code: str, title: str, first: str, columns: Iterable[tuple[str, str]], rows: Iterable[Row]
    ) -> Table:
        """A table whose title and headings are said in this bulletin's language."""
        heads = tuple(Column(name, self.say(text)) for name, text in columns)
        return Table(code, self.say(title), self.say(first), heads, tuple(rows))

    def found(self, prefix: str, counts: Counts | None = None, before: Counts | None = None) -> list[str]:
        """Codes under a prefix that anything was counted of in either period, the most first."""
        now = self.figures.measures if counts is None else counts
        earlier = self.figures.before if counts is None else before
        names = {name for each in (now, earlier or {}) for name in each if name.startswith(prefix)}
        codes = (name.removeprefix(prefix) for name in names)
        return sorted(codes, key=lambda code: (-now.get(prefix + code, 0), code))

    def _row(self, code: str, name: str, measure: str, found: tuple[Counts, Counts | None, Counts | None]) -> Row:
        """A count with its share, the period before and the year before, and both changes."""
        counts, *others = found
        now = counts.get(measure, 0)
        before, year_ago = (None if each is None else each.get(measure, 0) for each in others)
        whole = self.figures.measures.get("received", 0)
        return Row(code, name, (now, Share(now, whole), before, Change(now, before), year_ago, Change(now, year_ago)))

    def _compared(self, code: str, title: str, prefix: str, named: Callable[[str], str]) -> Table:
        found = (self.figures.measures, self.figures.before, self.figures.year_ago)
        rows = [self._row(each, named(each), prefix + each, found) for each in self.found(prefix)]
        if rows:
            rows.append(self._row(ALL_ROW, self.say(marked("All")), "received", found))
        return self.table(code, title, marked("What"), COMPARED, rows)

    def _matters(self) -> Table:
        """The most frequent matters on the deepest level that was chosen; what ties with the last one is shown too."""
        figures = self.figures
        found = (figures.matters, figures.matters_before, figures.matters_year_ago)
        prefix = next((each for each in ("category3.", "category2.") if any(name.startswith(each) for name in figures.matters)), "")
        codes = [code for code in self.found(prefix, *found[:2]) if figures.matters.get(prefix + code)] if prefix else []
        least = figures.matters[prefix + codes[MOST_MATTERS - 1]] if len(codes) > MOST_MATTERS else 0
        shown = [code for code in codes if figures.matters[prefix + code] >= least]
        rows = (self._row(code, self.matter(code), prefix + code, found) for code in shown)
        return self.table("matters", marked("Most frequent matters"), marked("Matter"), COMPARED, rows)

    def _statuses(self) -> Table:
        whole = self.figures.measures.get("received", 0)
        rows = [
            Row(code, words.status_name(code, self.language), (count, Share(count, whole)))
            for code in self.found("status.")
            if (count := self.figures.measures.get(f"status.{code}", 0))
        ]
        return self.table("statuses", marked("Where the petitions received in this period stand"), marked("Status"), COMPARED[:2], rows)

    def _trend(self) -> Table:
        heads = (("received", marked("Received")), ("closed", marked("Closed")), ("overdue", marked("Overdue")))
        rows = (
            Row(each.period, period_name(each.period, self.language), (each.received, each.closed, each.overdue))
            for each in self.figures.trend
        )
        return self.table("trend", marked("The last 13 periods"), marked("Period"), heads, rows)

    def _rates(self) -> Table:
        now, before = rates_of(self.figures.measures), self.figures.before
        earlier = rates_of(before) if before is not None else {}
        rows = (
            Row(code, self.say(words.RATE_TEXTS[code]), (now[code], earlier.get(code), self.say(words.RATE_MEANINGS[code])))
            for code in RATES
        )
        heads = (("rate", marked("Value")), ("before", marked("Period before")), ("meaning", marked("What it says")))
        return self.table("rates", marked("Of the rounds"), marked("Rate"), heads, rows)

    def _final(self) -> Table:
        counts, named = self.figures.measures, (("resolution_rate", "final_resolved"), ("satisfaction_rate", "final_satisfied"))
        answers = counts.get("final_answers", 0)
        rows = (
            Row(code, self.say(words.RATE_TEXTS[code]), (Rate(counts.get(measure, 0), answers),)) for code, measure in named
        )
        title = marked("Of the petitions that were settled")
        return self.table("final_rates", title, marked("Rate"), (("rate", marked("Value")),), rows)

    def _groups(self) -> Table:
        """Assigned by groups of units: what cities print as transfers."""
        levels = {row.unit: self.level(row) for row in self.rows}
        whole = sum(row.measures.get("received", 0) for row in self.rows)
        rows = []
        for level in dict.fromkeys(levels.values()):
            held = [row for row in self.rows if levels[row.unit] == level]
            now = sum(row.measures.get("received", 0) for row in held)
            known = [row.before.get("received", 0) for row in held if row.before is not None]
            before = sum(known) if known else None
            rows.append(Row(level, self.say(LEVEL_TEXTS[level]), (now, Share(now, whole), before, Change(now, before))))
        title = marked("By group of units")
        return self.table("groups", title, marked("Group"), COMPARED[:4], rows if len(rows) > 1 else ())

    def level(self, row: UnitRow) -> str:
        """The level of a row's unit."""
        unit = self.district.organisation.find(row.unit)
        return unit.level if unit else "community"


def period_name(code: str, language: str) -> str:
    """A period in words: 2026年11月, 2026年第48周, the fourth quarter of 2026."""
    period = periods.parse(code)
    place = code.rpartition("-")[2].lstrip("WQ").lstrip("0")
    if period.kind == "week":
        return say(marked("Week %(place)s of %(year)s"), language, place=place, year=period.year)
    if period.kind == "quarter":
        return say(marked("Quarter %(place)s of %(year)s"), language, place=place, year=period.year)
    if period.kind == "year":
        return say(marked("The year %(year)s"), language, year=period.year)
    return words.month(period.first, language)
