"""The tables of a bulletin that have one row for each unit: its work, its rates, its rank, what it must look after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from chalicelib.domain.figures import WEIGHTS, Counts, UnitRow
from chalicelib.domain.rates import RANKED, RATES, Ranked, Rate, ranking, rates_of
from chalicelib.messages import words
from chalicelib.messages.bulletin_cells import Cell, Column, Row, Score, Span, Table
from chalicelib.messages.words import marked

if TYPE_CHECKING:
    from chalicelib.messages.bulletin_tables import Maker

ENDED: Final = ("settled", "rejected", "merged", "withdrawn")
WORK: Final = (
    ("assigned", marked("Assigned")), ("closed_on_time", marked("Closed on time")), ("closed_late", marked("Closed late")),
    ("open", marked("Open, of those received in this period")), ("overdue", marked("Overdue")), ("sent_back", marked("Sent back")),
    ("unhappy", marked("Unhappy")),
)  # fmt: skip
RANKING_TITLES: Final = {
    "city": marked("Ranking of cities"), "district": marked("Ranking of districts"),
    "department": marked("Ranking of departments"), "street": marked("Ranking of streets"),
    "community": marked("Ranking of communities"), "grid": marked("Ranking of grids"),
}  # fmt: skip
MEASURE_TEXTS: Final = {
    "overdue": marked("Overdue"), WEIGHTS: marked("Weights of the score"), "received": marked("Received"), "closed": marked("Closed"), "answers": marked("Answers"), "lapses": marked("Lapses"),
    "sent_back": marked("Sent back"), "held": marked("Put on hold"), "closing_on_time": marked("Closed on time"),
    "closed_without_due": marked("Closed while the deadline was unknown"),
    "extended": marked("Given more time"), "assists": marked("Helped another unit"), "settled": marked("Settled"),
    "rejected": marked("Rejected"), "withdrawn": marked("Withdrawn"), "sent_back_refused": marked("Sent back without cause"),
    "response_counted": marked("Accepted, or past the limit"), "response_within": marked("Accepted in time"),
    "closing_counted": marked("Closed, or past the deadline"), "answers_telephone": marked("Answers on the telephone"),
    "lapses_unreached": marked("Lapses of citizens who were not reached"), "final_answers": marked("Last answers of petitions that were settled"),
    "final_resolved": marked("Last answers: resolved"), "final_satisfied": marked("Last answers: satisfied"),
    "answers_resolved": marked("Answers: resolved"), "answers_satisfied": marked("Answers: satisfied"),
}  # fmt: skip
WHEN: Final = {"before": marked("Period before"), "year_ago": marked("A year ago")}
SAID: Final = {
    "remarks": marked("Remarks"), "cases": marked("Typical cases"), "thanks": marked("Thanks to volunteers"),
}  # fmt: skip
Place = tuple[UnitRow, Ranked | None]


def work_of_units(maker: Maker) -> Table:
    """What each unit did."""
    rows = (Row(row.unit, maker.unit(row), work(row.measures)) for row in maker.rows)
    return maker.table("units", marked("Work by unit"), marked("Unit"), WORK, rows)


def work(counts: Counts) -> tuple[Cell, ...]:
    """What a unit did, in the order of WORK."""
    on_time = counts.get("closing_on_time", 0)
    return (
        counts.get("received", 0), on_time, closed_late(counts), still_open(counts),
        counts.get("closing_counted", 0) - on_time, counts.get("sent_back", 0), unhappy(counts),
    )  # fmt: skip


def closed_late(counts: Counts) -> int:
    """Closings after their deadline; one whose deadline nobody knows accuses nobody."""
    return max(counts.get("closed", 0) - counts.get("closing_on_time", 0) - counts.get("closed_without_due", 0), 0)


def still_open(counts: Counts) -> int:
    """Of the period's petitions those that are not over."""
    return max(counts.get("received", 0) - sum(counts.get(f"status.{status}", 0) for status in ENDED), 0)


def unhappy(counts: Counts) -> int:
    """Answers that opened another round: not resolved, or dissatisfied."""
    return counts.get("answers", 0) - counts.get("answers_satisfied", 0)


def rates_of_units(maker: Maker) -> Table:
    """The five rates of each unit."""
    heads = tuple((code, words.RATE_TEXTS[code]) for code in RATES)
    rows = (
        Row(row.unit, maker.unit(row), tuple(rates_of(row.measures)[code] for code in RATES)) for row in maker.rows
    )
    return maker.table("unit_rates", marked("Rates by unit"), marked("Unit"), heads, rows)


def channels(maker: Maker) -> Table:
    """Two more rates that counties print, and each unit's petitions by channel."""
    codes = maker.found("channel.")
    heads = [Column("closing_rate", maker.say(marked("Over, of those received in this period"))), Column("unhappy_rate", maker.say(marked("Unhappy")))]
    heads += [Column(f"channel_{code}", words.channel_text(code, maker.language)) for code in codes]
    rows = []
    for row in maker.rows:
        counts = row.measures
        received = counts.get("received", 0)
        rates = (Rate(received - still_open(counts), received), Rate(unhappy(counts), counts.get("answers", 0)))
        rows.append(Row(row.unit, maker.unit(row), (*rates, *(counts.get(f"channel.{code}", 0) for code in codes))))
    title = maker.say(marked("Closing, discontent and channels by unit"))
    return Table("unit_channels", title, maker.say(marked("Unit")), tuple(heads), tuple(rows))


def rankings(maker: Maker) -> list[Table]:
    """For each level of units its ranking with every term of the score; where nobody has 30 answers there is none."""
    made = []
    for level in ranked_levels(maker):
        places = ranked(maker, level)
        if any(held for _, held in places):
            heads = [("rank", marked("Rank")), ("score", marked("Score"))]
            heads += [(code, words.RATE_TEXTS[code]) for code in RANKED]
            heads += [("answers", marked("Answers")), ("interval", marked("Range of satisfied (Wilson)"))]
            rows = (Row(row.unit, maker.unit(row), (*_terms(held), *_behind(row.measures))) for row, held in places)
            made.append(maker.table(f"ranking_{level}", RANKING_TITLES[level], marked("Unit"), heads, rows))
    return made


def ranked_levels(maker: Maker) -> list[str]:
    """The levels of the units below this one: like is ranked with like."""
    return list(dict.fromkeys(maker.level(row) for row in maker.rows if not row.own))


def ranked(maker: Maker, level: str) -> list[Place]:
    """The units of a level, the best first, those without a rank last."""
    rows = {row.unit: row for row in maker.rows if not row.own and maker.level(row) == level}
    best, others = ranking({unit: rates_of(row.measures) for unit, row in rows.items()}, maker.figures.weights)
    return [*((rows[each.unit], each) for each in best), *((rows[unit], None) for unit in others)]


def _terms(held: Ranked | None) -> tuple[Cell, ...]:
    """Rank, score, and what each rate adds to the score; they add up."""
    if held is None:
        return (None,) * (2 + len(RANKED))
    whole = sum(weight for _, _, weight in held.terms)
    return (held.place, Score(held.score), *(Score(value * weight / whole) for _, value, weight in held.terms))


def _behind(counts: Counts) -> tuple[Cell, ...]:
    """How much a rank stands on."""
    return counts.get("answers", 0), Span.of(rates_of(counts)["satisfaction_rate"])


def watched_units(maker: Maker) -> Table:
    """What keeps coming back, waits long or is overdue, unit by unit; units with nothing of it are left out."""
    heads = (
        ("repeated", marked("Repeats of a known matter, of those received in this period")), ("returned", marked("Not solved at first")),
        ("held", marked("Put on hold in this period")), ("on_hold", marked("On hold at the time of issue, whenever received")),
        ("overdue", marked("Overdue")),
    )  # fmt: skip
    stock = maker.figures.on_hold
    lines = ((row, watched(row.measures, None if stock is None else stock.get(row.unit, 0))) for row in maker.rows)
    rows = (Row(row.unit, maker.unit(row), cells) for row, cells in lines if any(cells))
    title = marked("What keeps coming back, waits long or is overdue")
    return maker.table("watched", title, marked("Unit"), heads, rows)


def watched(counts: Counts, on_hold: int | None) -> tuple[int, int, int, int | None, int]:
    """Merged into a known petition, unhappy answers, put on hold, still on hold, deadlines missed.

    The first is of those received in the period alone; what is on hold now was received whenever it was.
    """
    overdue = counts.get("closing_counted", 0) - counts.get("closing_on_time", 0)
    return counts.get("status.merged", 0), unhappy(counts), counts.get("held", 0), on_hold, overdue


def changed(maker: Maker) -> Table:
    """What a revision changes; without rows in a first issue."""
    heads = (("measure", marked("Figure")), ("before", marked("Before")), ("after", marked("After")))
    correction = maker.figures.correction
    rows = (
        Row(each.unit, maker.unit(each), (measure_text(maker, each.measure), _or_none(each.before), _or_none(each.after)))
        for each in (correction.changed if correction else ())
    )
    return maker.table("changed", marked("What this revision changes"), marked("Unit"), heads, rows)


def _or_none(value: int | str) -> int | str | None:
    """A text that is not there is shown as what is not known is."""
    return None if value == "" else value


def measure_text(maker: Maker, measure: str) -> str:
    """A counter's or a text's name in words; as it is where it is none that people know."""
    prefix, _, code = measure.partition(".")
    if prefix in WHEN:
        return f"{measure_text(maker, code)} · {maker.say(WHEN[prefix])}"
    if prefix in ("category2", "category3"):
        return maker.matter(code)
    return maker.category(code) if prefix == "category" and code else measure_name(measure, maker.language)


def measure_name(measure: str, language: str) -> str:
    """The same where no district's categories are at hand."""
    prefix, _, code = measure.partition(".")
    if prefix in WHEN:
        return f"{measure_name(code, language)} · {words.say(WHEN[prefix], language)}"
    if prefix == "trend":
        period, _, name = code.partition(".")
        return f"{measure_name(name, language)} · {period}"
    if prefix == "said":
        part, _, place = code.partition(".")
        return f"{words.say(SAID[part], language)} {place.lstrip('0')}".strip()
    named = {"status": words.STATUS_NAMES, "kind": words.KIND_TEXTS, "channel": words.CHANNEL_TEXTS}.get(prefix, {})
    text = named.get(code) or MEASURE_TEXTS.get(measure)
    return words.say(text, language) if text else measure


def ends(places: Sequence[Place]) -> tuple[list[UnitRow], list[UnitRow]]:
    """Who shares the first place and who the last; nobody where all share one."""
    held = [(row, each.place) for row, each in places if each]
    first, last = min((place for _, place in held), default=0), max((place for _, place in held), default=0)
    if first == last:
        return [], []
    return [row for row, place in held if place == first], [row for row, place in held if place == last]
