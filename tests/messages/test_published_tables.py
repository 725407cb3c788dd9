"""The tables that two real places publish, out of made-up lives: each of their columns in ours, and what theirs cannot say.

(a) A county's month, unit by unit: assigned, closed on time, closed late, open, closing rate, on-time rate, unhappy, unhappy
    rate, by two channels. (b) A city's month: received by source and kind with share and both changes; transfers by group
    of units; the most frequent matters.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from chalicelib.domain import tally
from chalicelib.domain.figures import Figures, UnitRow
from chalicelib.domain.organisation import Category
from chalicelib.domain.petition import Answer, Kind, Petition, Rating, Status
from chalicelib.domain.rates import Rate
from chalicelib.domain.tally import ALL, ALL_DEEP, OWN, Cell, Cells
from chalicelib.messages.bulletin_cells import Change, Share
from chalicelib.messages.bulletin_tables import Maker

from tests.domain.lives import NOW, a_petition, a_round
from tests.fakes.district import BAY, DEPARTMENT, DISTRICT, ELM, HILL, PIER, ZONE, district

LINES = {ELM: (ELM, HILL, DISTRICT), PIER: (PIER, BAY, DISTRICT), DEPARTMENT: (DEPARTMENT, DISTRICT)}
STREETS = {ELM: HILL, PIER: BAY, DEPARTMENT: DEPARTMENT}
CATEGORIES = ("010101", "010102", "020101")
HELD = replace(
    district(),
    categories=district().categories | {code: Category(code, code[:2], code, code, "livelihood", 2, DEPARTMENT) for code in CATEGORIES},
)


def life(drawn: random.Random, number: int) -> Petition:
    """One life: open, closed on time or late, then answered well, badly, or not at all."""
    owner = drawn.choices((ELM, PIER, DEPARTMENT), (5, 3, 2))[0]
    held = a_petition(
        Status.HANDLING, a_round(unit=owner, accepted_at=NOW, responsible=owner), number=f"{number:014d}", owner=owner,
        category=drawn.choice(CATEGORIES), channel=drawn.choice(("web", "proxy")),
        kind=drawn.choices((Kind.LIVELIHOOD, Kind.DEVELOPMENT), (9, 1))[0],
    )  # fmt: skip
    if drawn.random() < 0.2:
        return held
    late = drawn.random() < 0.1
    at = NOW + timedelta(hours=60 if late else 20)
    overdue = {"closing_overdue_at": NOW + timedelta(hours=48), "overdue_unit": owner} if late else {}
    turn = replace(held.rounds[0], closed_at=at, closed_by=owner, **overdue)
    fate = drawn.random()
    if fate < 0.3:
        return replace(held, status=Status.SETTLED, settled_at=at, rounds=(replace(turn, lapsed_at=at, lapse_reached=True),))
    rating = Rating.SATISFIED if fate < 0.9 else Rating.NOT_RESOLVED
    status = Status.SETTLED if rating.happy else Status.ASSIGNED
    answered = replace(turn, answers=(Answer(rating, at, "sms"),))
    return replace(held, status=status, settled_at=at if rating.happy else None, rounds=(answered,))


def month(seed: int) -> tuple[list[Petition], Cells]:
    drawn = random.Random(f"published {seed}")
    lives = [life(drawn, number) for number in range(400)]
    cells: Cells = {}
    for each in lives:
        counted = {"2025": {}, **tally.contribution(each, ZONE)}
        whole: Counter[tuple[str, str]] = Counter()
        for period, by_unit in counted.items():
            if len(period) == 7:  # the lives go over a month's end: both of its months make the table
                whole.update({(unit, name): count for unit, names in by_unit.items() for name, count in names.items()})
        merged = {"2025-09": {unit: {name: count for (held, name), count in whole.items() if held == unit} for unit, _ in whole}}
        for cell, counts in tally.expand(merged, LINES, dict.fromkeys(LINES, DISTRICT)).items():
            cells.setdefault(cell, Counter()).update(counts)
    return lives, cells


def figures(cells: Cells, before: Cells, year_ago: Cells) -> Figures:
    def of(held: Cells, unit: str, scope: str) -> dict[str, int]:
        return dict(held.get(Cell("2025-09", unit, scope), Counter()))

    rows = [UnitRow(DISTRICT, own=True, measures=of(cells, DISTRICT, OWN))]
    rows += [UnitRow(unit, own=False, measures=of(cells, unit, ALL), before=of(before, unit, ALL)) for unit in (DEPARTMENT, HILL, BAY)]
    return Figures(
        DISTRICT, "2025-09", NOW, of(cells, DISTRICT, ALL), tuple(rows), 1, 1, before=of(before, DISTRICT, ALL),
        year_ago=of(year_ago, DISTRICT, ALL), matters=of(cells, DISTRICT, ALL_DEEP), matters_before=of(before, DISTRICT, ALL_DEEP),
    )  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """The lives of this month, the month before and the year before, and the tables that are made of their counters."""
    (now, cells), (before, cells_before), (year, cells_year) = (month(seed) for seed in (1, 2, 3))
    return now, before, year, Maker(figures(cells, cells_before, cells_year), HELD, "zh").tables


def column(table, code: str, row: str):
    place = [each.code for each in table.columns].index(code)
    return next(each for each in table.rows if each.code == row).cells[place]


@pytest.mark.parametrize("unit", [HILL, BAY, DEPARTMENT])
def test_every_column_of_a_county_s_table_is_in_ours(told, unit: str) -> None:
    lives, _, _, tables = told
    own = [each for each in lives if STREETS[each.owner] == unit]
    closed = [each for each in own if each.rounds[0].closed_at]
    late = [each for each in closed if each.rounds[0].closing_overdue_at]
    answers = [each.rounds[0].answer for each in own if each.rounds[0].answer]
    unhappy = sum(not each.rating.happy for each in answers)
    over = sum(each.status is Status.SETTLED for each in own)
    work = {name: column(tables["units"], name, unit) for name in ("assigned", "closed_on_time", "closed_late", "open", "unhappy")}
    assert work == {
        "assigned": len(own), "closed_on_time": len(closed) - len(late), "closed_late": len(late), "open": len(own) - over, "unhappy": unhappy,
    }  # fmt: skip
    assert column(tables["unit_channels"], "closing_rate", unit) == Rate(over, len(own))
    assert column(tables["unit_rates"], "on_time_rate", unit) == Rate(len(closed) - len(late), len(closed))
    assert column(tables["unit_channels"], "unhappy_rate", unit) == Rate(unhappy, len(answers))
    for channel in ("web", "proxy"):
        assert column(tables["unit_channels"], f"channel_{channel}", unit) == sum(each.channel == channel for each in own)
    # What theirs cannot say: who was silent, and how sure a rate is.
    silent = sum(each.rounds[0].lapsed_at is not None for each in own)
    assert column(tables["unit_rates"], "participation_rate", unit) == Rate(len(answers), len(answers) + silent)
    assert column(tables["unit_rates"], "satisfaction_rate", unit).interval is not None


def compared(now: list[Petition], before: list[Petition], year: list[Petition], holds) -> tuple:
    mine, theirs, last = (sum(map(holds, each)) for each in (now, before, year))
    return (mine, Share(mine, len(now)), theirs, Change(mine, theirs), last, Change(mine, last))


def test_every_column_of_a_city_s_report_is_in_ours(told) -> None:
    now, before, year, tables = told
    for code in ("web", "proxy"):
        row = next(each for each in tables["by_channel"].rows if each.code == code)
        assert row.cells == compared(now, before, year, lambda each, code=code: each.channel == code)
    for code in ("livelihood", "development"):
        row = next(each for each in tables["by_kind"].rows if each.code == code)
        assert row.cells == compared(now, before, year, lambda each, code=code: each.kind == code)
    (department, street) = (
        next(each for each in tables["groups"].rows if each.code == level) for level in ("department", "street")
    )  # fmt: skip
    at_departments = compared(now, before, year, lambda each: each.owner == DEPARTMENT)
    assert department.cells == at_departments[:4]
    assert street.cells == compared(now, before, year, lambda each: each.owner != DEPARTMENT)[:4]
    matters = {row.code: row.cells[:4] for row in tables["matters"].rows}
    assert matters == {code: compared(now, before, year, lambda each, code=code: each.category == code)[:4] for code in CATEGORIES}
    counts = [row.cells[0] for row in tables["matters"].rows]
    assert counts == sorted(counts, reverse=True)
