"""Every table of a bulletin in one language; the page, the Word file, CSV and JSON are all made from these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from chalicelib.domain import periods
from chalicelib.domain.figures import Counts, Figures, UnitRow
from chalicelib.domain.ports import District
from chalicelib.domain.rates import RANKED, RATES, Rate, ranking_score, rates_of
from chalicelib.messages import hot_spots, words
from chalicelib.messages.bulletin_cells import Cell, Change, Column, Row, Score, Share, Table
from chalicelib.messages.words import marked, say

ENDED: Final = ("settled", "rejected", "merged", "withdrawn")
MOST_MATTERS: Final = 10
COMPARED: Final = (
    ("received", marked("Received")), ("share", marked("Share")), ("before", marked("Period before")),
    ("change", marked("Change")), ("year_ago", marked("A year ago")), ("change_year", marked("Change on the year")),
)  # fmt: skip
WORK: Final = (
    ("assigned", marked("Assigned")), ("closed_on_time", marked("Closed on time")), ("closed_late", marked("Closed late")),
    ("open", marked("Open")), ("overdue", marked("Overdue")), ("sent_back", marked("Sent back")),
    ("unhappy", marked("Unhappy")),
)  # fmt: skip
LEVEL_TEXTS: Final = {
    "city": marked("City"), "district": marked("District"), "department": marked("Departments"),
    "street": marked("Streets"), "community": marked("Communities"), "grid": marked("Grids"),
}  # fmt: skip
MEASURE_TEXTS: Final = {
    "received": marked("Received"), "closed": marked("Closed"), "answers": marked("Answers"), "lapses": marked("Lapses"),
    "sent_back": marked("Sent back"), "held": marked("Put on hold"),
}  # fmt: skip


class Maker:
    """Makes the tables of one bulletin in one language."""

    def __init__(self, figures: Figures, district: District, language: str) -> None:
        self.figures, self.district, self.language = figures, district, language
        self.rows = [row for row in figures.rows if row.measures or not row.own]

    def say(self, message: str, **values: object) -> str:
        """The message in this bulletin's language."""
        return say(message, self.language, **values)

    def unit(self, row: UnitRow) -> str:
        """A row's name; the unit itself is told from all that lies below it."""
        name = self.district.organisation.name(row.unit, self.language)
        return self.say(marked("%(unit)s itself"), unit=name) if row.own else name

    def category(self, code: str) -> str:
        """A category's name."""
        category = self.district.categories.get(code)
        return category.name(self.language) if category else self.say(marked("Not chosen"))

    def tables(self) -> list[Table]:
        """All tables that have rows, in the bulletin's order."""
        made = [
            self._compared("by_channel", marked("By channel"), "channel.", lambda code: words.channel_text(code, self.language)),
            self._compared("by_kind", marked("By kind"), "kind.", lambda code: words.kind_text(code, self.language)),
            self._compared("by_category", marked("By category"), "category.", self.category, digits=2),
            self.matters(),
            self._statuses(), self._trend(), self._rates(), self._final(), self._groups(), self._work(),
            self._unit_rates(), self._channels(), *self.rankings(),
            hot_spots.most(self), hot_spots.rises(self), hot_spots.heat(self), self._watched(), self._changed(),
        ]  # fmt: skip
        return [table for table in made if table and table.rows]

    def table(
        self, code: str, title: str, first: str, columns: Iterable[tuple[str, str]], rows: Iterable[Row]
    ) -> Table:
        """A table whose title and headings are said in this bulletin's language."""
        heads = tuple(Column(name, self.say(text)) for name, text in columns)
        return Table(code, self.say(title), self.say(first), heads, tuple(rows))

    def compared(self, code: str, name: str, measure: str, whole: int) -> Row:
        """A count with its share, the period before and the year before, and both changes."""
        now = self.figures.measures.get(measure, 0)
        before, year_ago = (
            None if counts is None else counts.get(measure, 0)
            for counts in (self.figures.before, self.figures.year_ago)
        )
        return Row(code, name, (now, Share(now, whole), before, Change(now, before), year_ago, Change(now, year_ago)))

    def found(self, prefix: str, *, digits: int | None = None) -> list[str]:
        """Codes under a prefix that anything was counted of, the most first."""
        counts = self.figures.measures
        names = {name for each in (counts, self.figures.before or {}) for name in each if name.startswith(prefix)}
        codes = [name.removeprefix(prefix) for name in names]
        wanted = [code for code in codes if digits is None or len(code) == digits or not code]
        return sorted(wanted, key=lambda code: (-counts.get(prefix + code, 0), code))

    def _compared(
        self, code: str, title: str, prefix: str, named: Callable[[str], str], *, digits: int | None = None
    ) -> Table:
        whole = self.figures.measures.get("received", 0)
        rows = [self.compared(each, named(each), prefix + each, whole) for each in self.found(prefix, digits=digits)]
        if rows:
            rows.append(self.compared("", self.say(marked("All")), "received", whole))
        return self.table(code, title, marked("What"), COMPARED, rows)

    def matters(self) -> Table:
        """The most frequent matters on the deepest level that is counted."""
        deepest = max((len(code) for code in self.found("category.")), default=0)
        if deepest <= len("01"):
            return self.table("matters", marked("Most frequent matters"), marked("Matter"), COMPARED, ())
        whole = self.figures.measures.get("received", 0)
        codes = [
            code for code in self.found("category.", digits=deepest) if self.figures.measures.get(f"category.{code}")
        ]
        rows = [self.compared(code, self.category(code), f"category.{code}", whole) for code in codes[:MOST_MATTERS]]
        return self.table("matters", marked("Most frequent matters"), marked("Matter"), COMPARED, rows)

    def _statuses(self) -> Table:
        whole = self.figures.measures.get("received", 0)
        rows = [
            Row(code, words.status_name(code, self.language), (count, Share(count, whole)))
            for code in self.found("status.")
            if (count := self.figures.measures.get(f"status.{code}", 0))
        ]
        return self.table("statuses", marked("Where these petitions stand"), marked("Status"), COMPARED[:2], rows)

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
        counts = self.figures.measures
        answers = counts.get("final_answers", 0)
        named = (("resolution_rate", "final_resolved"), ("satisfaction_rate", "final_satisfied"))
        rows = [
            Row(code, self.say(words.RATE_TEXTS[code]), (Rate(counts.get(measure, 0), answers),)) for code, measure in named
        ]
        heads = (("rate", marked("Value")),)
        return self.table("final_rates", marked("Of the petitions that were settled"), marked("Rate"), heads, rows)

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
        return self.table("groups", marked("By group of units"), marked("Group"), COMPARED[:4], rows if len(rows) > 1 else ())

    def level(self, row: UnitRow) -> str:
        """The level of a row's unit."""
        unit = self.district.organisation.find(row.unit)
        return unit.level if unit else "community"

    def _work(self) -> Table:
        rows = (Row(row.unit, self.unit(row), work(row.measures)) for row in self.rows)
        return self.table("units", marked("Work by unit"), marked("Unit"), WORK, rows)

    def _unit_rates(self) -> Table:
        heads = tuple((code, words.RATE_TEXTS[code]) for code in RATES)
        rows = (
            Row(row.unit, self.unit(row), tuple(rates_of(row.measures)[code] for code in RATES)) for row in self.rows
        )
        return self.table("unit_rates", marked("Rates by unit"), marked("Unit"), heads, rows)

    def _channels(self) -> Table:
        """Two more rates that counties print, and each unit's petitions by channel."""
        channels = self.found("channel.")
        heads = [Column("closing_rate", self.say(marked("Over by now"))), Column("unhappy_rate", self.say(marked("Unhappy")))]
        heads += [Column(f"channel_{code}", words.channel_text(code, self.language)) for code in channels]
        rows = []
        for row in self.rows:
            counts = row.measures
            over = counts.get("received", 0) - still_open(counts)
            rates = (Rate(max(over, 0), counts.get("received", 0)), Rate(unhappy(counts), counts.get("answers", 0)))
            rows.append(Row(row.unit, self.unit(row), (*rates, *(counts.get(f"channel.{code}", 0) for code in channels))))
        title = self.say(marked("Closing, discontent and channels by unit"))
        return Table("unit_channels", title, self.say(marked("Unit")), tuple(heads), tuple(rows))

    def rankings(self) -> list[Table]:
        """For each level of units its ranking with every term of the score; who has fewer than 30 answers has no rank."""
        made = []
        for level in dict.fromkeys(self.level(row) for row in self.rows if not row.own):
            rows = ranked([row for row in self.rows if not row.own and self.level(row) == level], self.figures.weights)
            heads = [("rank", marked("Rank")), ("score", marked("Score"))]
            heads += [(code, words.RATE_TEXTS[code]) for code in RANKED]
            lines = (Row(row.unit, self.unit(row), (rank, score, *terms)) for rank, row, score, terms in rows)
            table = self.table(f"ranking_{level}", marked("Ranking"), marked("Unit"), heads, lines)
            if any(line.cells[0] is not None for line in table.rows):
                title = f"{table.title}: {self.say(LEVEL_TEXTS[level])}"
                made.append(Table(table.code, title, table.first, table.columns, table.rows))
        return made

    def _watched(self) -> Table:
        heads = (
            ("repeated", marked("Repeats of a known matter")), ("returned", marked("Not solved at first")),
            ("on_hold", marked("On hold")), ("overdue", marked("Overdue")),
        )  # fmt: skip
        lines = ((row, watched(row.measures)) for row in self.rows)
        rows = (Row(row.unit, self.unit(row), cells) for row, cells in lines if any(cells))
        return self.table("watched", marked("What keeps coming back, waits long or is overdue"), marked("Unit"), heads, rows)

    def _changed(self) -> Table | None:
        correction = self.figures.correction
        if correction is None:
            return None
        heads = (("measure", marked("Figure")), ("before", marked("Before")), ("after", marked("After")))
        rows = (
            Row(each.unit, self.district.organisation.name(each.unit, self.language), (self._measure(each.measure), each.before, each.after))
            for each in correction.changed
        )
        return self.table("changed", marked("What this revision changes"), marked("Unit"), heads, rows)

    def _measure(self, measure: str) -> str:
        return self.say(MEASURE_TEXTS[measure]) if measure in MEASURE_TEXTS else measure


def work(counts: Counts) -> tuple[Cell, ...]:
    """What a unit did, in the order of WORK."""
    on_time = counts.get("closing_on_time", 0)
    return (
        counts.get("received", 0), on_time, max(counts.get("closed", 0) - on_time, 0), still_open(counts),
        counts.get("closing_counted", 0) - on_time, counts.get("sent_back", 0), unhappy(counts),
    )  # fmt: skip


def still_open(counts: Counts) -> int:
    """Of the period's petitions those that are not over."""
    return counts.get("received", 0) - sum(counts.get(f"status.{status}", 0) for status in ENDED)


def unhappy(counts: Counts) -> int:
    """Answers that opened another round: not resolved, or dissatisfied."""
    return counts.get("answers", 0) - counts.get("answers_satisfied", 0)


def watched(counts: Counts) -> tuple[int, int, int, int]:
    """Petitions that were merged into a known one, unhappy answers, petitions on hold, deadlines missed."""
    overdue = counts.get("closing_counted", 0) - counts.get("closing_on_time", 0)
    return counts.get("status.merged", 0), unhappy(counts), counts.get("status.on_hold", 0), overdue


Ranked = tuple[int | None, UnitRow, Score | None, tuple[Cell, ...]]


def ranked(rows: Sequence[UnitRow], weights: tuple[int, int, int]) -> list[Ranked]:
    """Rank (equal scores share one), row, score, and each weighted term; those without a rank last."""
    scored: list[tuple[Fraction | None, UnitRow]] = [
        (ranking_score(rates_of(row.measures), weights), row) for row in rows
    ]
    scored.sort(key=lambda each: (each[0] is None, -(each[0] or 0), each[1].unit))
    made: list[Ranked] = []
    for score, row in scored:
        rank = None if score is None else 1 + sum(other is not None and other > score for other, _ in scored)
        rates = rates_of(row.measures)
        terms = tuple(
            None if score is None or (value := rates[name].value) is None else Score(value * weight / sum(weights))
            for name, weight in zip(RANKED, weights, strict=True)
        )
        made.append((rank, row, None if score is None else Score(score), terms))
    return made


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
