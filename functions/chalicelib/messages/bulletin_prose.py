"""The sentences of a bulletin: each stands only where the numbers carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from chalicelib.domain import periods
from chalicelib.domain.figures import Counts
from chalicelib.domain.rates import FEWEST_TO_RANK, RATES, rates_of
from chalicelib.messages import hot_spots
from chalicelib.messages.bulletin_cells import Change
from chalicelib.messages.bulletin_tables import ALL_ROW, Maker, period_name
from chalicelib.messages.pages import environment
from chalicelib.messages.unit_tables import closed_late, ends, ranked, ranked_levels, still_open, watched

if TYPE_CHECKING:
    from jinja2 import Environment

LEADING, MOST_NAMED = 3, 5
_SECTION = re.compile(r"^== (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """A name with a count and what it is a part of."""

    name: str
    count: int
    whole: int


@lru_cache
def _plain(language: str) -> Environment:
    """Text, not markup: the page and the Word file escape it each in their own way."""
    return environment(language).overlay(autoescape=False)


def sections(maker: Maker) -> dict[str, list[str]]:
    """Paragraphs by section; a section without a sentence is left out."""
    text = _plain(maker.language).get_template(f"bulletin/{maker.language}.txt").render(**_facts(maker))
    parts = _SECTION.split(text)
    found = zip(parts[1::2], parts[2::2], strict=True)
    return {
        name: lines
        for name, body in found
        if (lines := [joined for each in body.split("\n") if (joined := " ".join(each.split()))])
    }


def _facts(maker: Maker) -> dict[str, Any]:
    figures, language = maker.figures, maker.language
    counts, whole = figures.measures, figures.measures.get("received", 0)
    period, rates = periods.parse(figures.period), rates_of(counts)
    on_time = counts.get("closing_on_time", 0)
    stock = None if figures.on_hold is None else sum(figures.on_hold.values())
    return {
        "name": maker.name(figures.unit),
        "period": period_name(figures.period, language),
        "kind": period.kind,
        "read_at": figures.read_at,
        "received": whole,
        "change": Change(whole, _of(figures.before)),
        "change_year": Change(whole, _of(figures.year_ago)),
        "channels": _named(maker, "channel.", whole),
        "kinds": _named(maker, "kind.", whole),
        "categories": _leading(_named(maker, "category.", whole)),
        "matters": _leading(_matters(maker, whole)),
        "still_open": still_open(counts),
        "closed": counts.get("closed", 0),
        "on_time": on_time,
        "late": closed_late(counts),
        "undated": counts.get("closed_without_due", 0),
        "overdue": counts.get("closing_counted", 0) - on_time,
        "sent_back": counts.get("sent_back", 0),
        "rates": [(code, rate) for code, rate in rates.items() if rate.denominator],
        "uncounted": [code for code in RATES if not rates[code].denominator],
        "unreachable": counts.get("lapses_unreached", 0),
        "rankings": _rankings(maker),
        "hot": [_spot(maker, spot) for spot in _hottest(maker)],
        "rises": [(*_spot(maker, spot)[:2], spot.now, spot.before, chance.value) for spot, chance in _unusual(maker)],
        "compared": hot_spots.compared(figures),
        "watched": dict(zip(("repeated", "returned", "held", "on_hold", "overdue"), watched(counts, stock), strict=True)),
        "weights": figures.weights,
        "fewest": FEWEST_TO_RANK,
    }  # fmt: skip


def _of(counts: Counts | None) -> int | None:
    return None if counts is None else counts.get("received", 0)


def _named(maker: Maker, prefix: str, whole: int) -> list[Named]:
    table = {"channel.": "by_channel", "kind.": "by_kind", "category.": "by_category"}[prefix]
    rows = maker.tables[table].rows if table in maker.tables else ()
    return [Named(row.name, int(str(row.cells[0])), whole) for row in rows if row.code not in ("", ALL_ROW) and row.cells[0]]


def _matters(maker: Maker, whole: int) -> list[Named]:
    rows = maker.tables["matters"].rows if "matters" in maker.tables else ()
    return [Named(row.name, int(str(row.cells[0])), whole) for row in rows]


def _leading(found: list[Named]) -> list[Named]:
    """The first three, and whatever has as many as the third: no order is claimed that the numbers lack.

    Where that would be a long list of equals, only what has more than they.
    """
    least = found[LEADING - 1].count if len(found) >= LEADING else 0
    kept = [each for each in found if each.count >= least]
    return kept if len(kept) <= MOST_NAMED else [each for each in kept if each.count > least]


def _rankings(maker: Maker) -> list[dict[str, Any]]:
    """For each level with somebody ranked: who leads, who is last (only where they differ), who has no rank."""
    made = []
    for level in ranked_levels(maker):
        places = ranked(maker, level)
        scores = [held.score for _, held in places if held]
        if scores:
            best, worst = ends(places)
            made.append(
                {
                    "level": level, "ranked": len(scores), "high": scores[0], "low": scores[-1],
                    "best": [maker.unit(row) for row in best], "worst": [maker.unit(row) for row in worst],
                    "overlap": len(best) == len(worst) == 1 and _overlap(best[0].measures, worst[0].measures),
                    "unranked": [maker.unit(row) for row, held in places if held is None],
                }
            )  # fmt: skip
    return made


def _overlap(one: Counts, other: Counts) -> bool:
    """True when what is known of the two leaves open which is the better one."""
    first, second = (rates_of(counts)["satisfaction_rate"].interval for counts in (one, other))
    return first is not None and second is not None and first[0] <= second[1] and second[0] <= first[1]


def _hottest(maker: Maker) -> list[hot_spots.Spot]:
    """The place and category with most petitions, and all that have as many; nothing where too many have."""
    found = hot_spots.spots(maker.figures)
    highest = max((spot.now for spot in found), default=0)
    held = [spot for spot in found if spot.now == highest]
    return held if highest > 1 and len(held) <= LEADING else []


def _unusual(maker: Maker) -> list[tuple[hot_spots.Spot, Any]]:
    return [(spot, chance) for spot, chance in hot_spots.risen(maker.figures) if chance.unusual][:MOST_NAMED]


def _spot(maker: Maker, spot: hot_spots.Spot) -> tuple[str, str, int]:
    return maker.unit(spot.row), maker.category(spot.category), spot.now
