"""What a revision says that it changes: everything that a reader finds otherwise, and nothing else."""

from dataclasses import replace

import pytest
from chalicelib.domain.figures import Case, Changed, Point, Said, changes

from tests.fakes.district import DISTRICT, HILL
from tests.messages.bulletins import AS_OF, READ_AT, SAID, sample


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"matters": {**sample().matters, "category3.010101": 71}}, ("category3.010101", 70, 71)),
        ({"matters": {"category2.0101": 100, "category3.010101": 70}}, ("category3.010102", 30, 0)),
        ({"matters_before": {"category3.010101": 41}}, ("before.category3.010101", 40, 41)),
        ({"before": {**sample().before, "answers": 56}}, ("before.answers", 55, 56)),
        ({"year_ago": {**sample().year_ago, "received": 121}}, ("year_ago.received", 120, 121)),
        ({"trend": (Point("2025-11", 80, 60, 2), *sample().trend[1:])}, ("trend.2025-11.overdue", 0, 2)),
        ({"weights": (40, 30, 30)}, ("weights", "30 / 35 / 35", "40 / 30 / 30")),
        ({"said": replace(SAID, remarks="另")}, ("said.remarks", "感谢 & 辛苦", "另")),
        ({"said": replace(SAID, thanks=())}, ("said.thanks.01", "王师傅 <志愿者>", "")),
        ({"said": replace(SAID, cases=(*SAID.cases, Case("井盖", "换了。")))}, ("said.cases.02", "", "井盖 · 换了。")),
        ({"said": replace(SAID, cases=(Case("路灯亮了", "亮了。"),))}, ("said.cases.01", "路灯亮了 · 夜里不再 <黑>。", "路灯亮了 · 亮了。")),
    ],
)
def test_each_thing_that_differs_is_named_with_what_it_was_and_is(fields, wanted) -> None:
    issued = sample(said=SAID)
    assert changes(issued, replace(issued, **fields)) == (Changed(DISTRICT, *wanted),)


def test_a_unit_s_figure_of_the_period_before_is_named_at_that_unit() -> None:
    issued = sample()
    rows = tuple(replace(row, before={**row.before, "received": 31}) if row.unit == HILL else row for row in issued.rows)
    assert changes(issued, replace(issued, rows=rows)) == (Changed(HILL, "before.received", 30, 31),)


def test_nothing_differs_by_the_moment_of_reading_nor_by_the_trend_s_own_period() -> None:
    issued = sample(said=Said())
    own = replace(issued.trend[-1], received=1)
    later = replace(issued, read_at=AS_OF, as_of=READ_AT, trend=(*issued.trend[:-1], own), before={**issued.before, "status.settled": 1})
    assert changes(issued, later) == ()
