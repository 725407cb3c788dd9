"""Where what is reported most, and what rose most: unit × category, with how unusual a rise is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.domain import periods
from chalicelib.domain.figures import Figures, UnitRow
from chalicelib.domain.unusual import chance_of_rise, is_unusual
from chalicelib.messages.bulletin_cells import Chance, Change, Column, Row, Table
from chalicelib.messages.words import marked

if TYPE_CHECKING:
    from chalicelib.messages.bulletin_tables import Maker

MOST: Final = 10
PREFIX: Final = "category."
TOP_LEVEL: Final = 2  # digits of a category's first level


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and a category, now and in the period before."""

    row: UnitRow
    category: str
    now: int
    before: int | None


def spots(figures: Figures) -> list[Spot]:
    """Every place and first-level category that anything was reported of in either period, in a fixed order."""
    made = []
    for row in figures.rows:
        counts, before = row.measures, row.before
        names = {name for each in (counts, before or {}) for name in each if name.startswith(PREFIX)}
        codes = sorted(name.removeprefix(PREFIX) for name in names)
        made += [
            Spot(row, code, counts.get(PREFIX + code, 0), None if before is None else before.get(PREFIX + code, 0))
            for code in codes
            if len(code) == TOP_LEVEL
        ]
    return made


def risen(figures: Figures) -> list[tuple[Spot, Chance]]:
    """What rose most since the period before, each with how probable that is by chance; most unusual first."""
    period = periods.parse(figures.period)
    known = [spot for spot in spots(figures) if spot.before is not None]
    days = period.days, period.previous().days
    found = []
    for spot in known:
        value = chance_of_rise(spot.now, spot.before or 0, *days)
        if value < 1 and spot.now > (spot.before or 0):
            found.append((spot, Chance(value, is_unusual(value, len(known)))))
    return sorted(found, key=lambda each: (each[1].value, each[0].row.unit, each[0].category))


def compared(figures: Figures) -> int:
    """How many places and kinds were compared: the bound of what is unusual is divided by it."""
    return sum(spot.before is not None for spot in spots(figures))


def most(maker: Maker) -> Table:
    """Where what was reported most."""
    found = sorted(spots(maker.figures), key=lambda spot: (-spot.now, spot.row.unit, spot.category))
    heads = (("received", marked("Received")), ("before", marked("Period before")), ("change", marked("Change")))
    rows = (
        Row(*_named(maker, spot), (spot.now, spot.before, Change(spot.now, spot.before)))
        for spot in found[:MOST]
        if spot.now > 1
    )
    return maker.table("hot_spots", marked("Most reported, by unit and category"), marked("Unit and category"), heads, rows)


def rises(maker: Maker) -> Table:
    """What rose most."""
    heads = (
        ("received", marked("Received")), ("before", marked("Period before")), ("change", marked("Change")),
        ("chance", marked("By chance in")),
    )  # fmt: skip
    rows = (
        Row(*_named(maker, spot), (spot.now, spot.before, Change(spot.now, spot.before), chance))
        for spot, chance in risen(maker.figures)[:MOST]
    )
    return maker.table("rises", marked("What rose most"), marked("Unit and category"), heads, rows)


def _named(maker: Maker, spot: Spot) -> tuple[str, str]:
    return f"{spot.row.unit}/{spot.category}", f"{maker.unit(spot.row)} · {maker.category(spot.category)}"


def heat(maker: Maker) -> Table:
    """Every place by every first-level category; the categories with most petitions first."""
    codes = [code for code in maker.found(PREFIX) if len(code) == TOP_LEVEL and maker.figures.measures.get(PREFIX + code)]
    heads = tuple(Column(f"category_{code}", maker.category(code)) for code in codes)
    rows = tuple(
        Row(row.unit, maker.unit(row), tuple(row.measures.get(PREFIX + code, 0) for code in codes))
        for row in maker.rows
        if row.measures.get("received")
    )
    title = maker.say(marked("Petitions by unit and category"))
    return Table("heat", title, maker.say(marked("Unit")), heads, rows if codes else ())
