"""A bulletin's parts in their order: sentences, charts and tables, for the page and for the Word file alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.messages import bulletin_prose, charts
from chalicelib.messages.bulletin_cells import Table
from chalicelib.messages.bulletin_tables import Maker
from chalicelib.messages.words import marked

if TYPE_CHECKING:
    from markupsafe import Markup

RANKINGS: Final = "ranking_"
# Title, the sections of the text, the codes of the tables; the chart named after a table stands before it.
_PARTS: Final = (
    ("overview", marked("Overview"), ("overview",), ("trend",)),
    ("received", marked("What was received"), ("channels", "kinds", "categories"),
     ("by_channel", "by_kind", "by_category", "matters", "groups", "statuses")),
    ("work", marked("The work of the units"), ("work",), ("units", "unit_channels")),
    ("rates", marked("The five rates"), ("rates",), ("rates", "final_rates", "unit_rates")),
    ("ranking", marked("Comparison of the units"), ("ranking",), (RANKINGS,)),
    ("hot", marked("Hot spots"), ("hot", "rises"), ("hot_spots", "rises", "heat")),
    ("watched", marked("What keeps coming back and what waits"), ("watched",), ("watched",)),
)  # fmt: skip
_CHARTS: Final = {"trend": charts.trend, "units": charts.bars, "heat": charts.heat}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart of a table."""

    table: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it is called, what it says, what it shows. A titled sentence is a typical case."""

    code: str
    title: str
    paragraphs: tuple[str, ...] = ()
    charts: tuple[Drawn, ...] = ()
    tables: tuple[Table, ...] = ()
    cases: tuple[tuple[str, str], ...] = ()


def parts(maker: Maker) -> list[Part]:
    """All parts that have something to say or to show."""
    said = bulletin_prose.sections(maker)
    made = [_correction(maker)] if maker.figures.correction else []
    made += [
        Part(
            code, maker.say(title), tuple(line for each in sections for line in said.get(each, ())),
            _charts(maker, codes), _tables(maker, codes),
        )
        for code, title, sections, codes in _PARTS
    ]  # fmt: skip
    made += _added(maker)
    made.append(Part("notes", maker.say(marked("How to read the figures")), tuple(said["notes"])))
    return [part for part in made if part.paragraphs or part.tables or part.cases]


def _tables(maker: Maker, codes: Sequence[str]) -> tuple[Table, ...]:
    return tuple(
        table for code, table in maker.tables.items() if any(code == each or (each == RANKINGS and code.startswith(each)) for each in codes)
    )


def _charts(maker: Maker, codes: Sequence[str]) -> tuple[Drawn, ...]:
    told = maker.say(marked("All of its numbers stand in the table of the same name."))
    return tuple(
        Drawn(code, draw(maker.tables[code], told))
        for code, draw in _CHARTS.items()
        if code in codes and code in maker.tables and _worth_drawing(maker.tables[code])
    )


def _worth_drawing(table: Table) -> bool:
    """False for a line of one point and for bars of no length."""
    if table.code == "trend":
        return len(table.rows) > 1
    return table.code != "units" or any(row.cells[1] or row.cells[2] for row in table.rows)


def _correction(maker: Maker) -> Part:
    correction = maker.figures.correction
    why = correction.why if correction else ""
    return Part("correction", maker.say(marked("Why this revision")), (why,), tables=_tables(maker, ("changed",)))


def _added(maker: Maker) -> list[Part]:
    """What a supervisor added, in their own words."""
    said = maker.figures.said
    cases = tuple((case.title, case.text) for case in said.cases)
    return [
        Part("remarks", maker.say(marked("Remarks")), tuple(said.remarks.splitlines())),
        Part("cases", maker.say(marked("Typical cases")), cases=cases),
        Part("thanks", maker.say(marked("Thanks to volunteers")), said.thanks),
    ]
