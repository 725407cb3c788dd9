"""Figures of a bulletin as they could be: a district with two streets and a department, thirteen months known."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.domain.figures import Case, Changed, Correction, Figures, Point, Said, UnitRow
from chalicelib.domain.organisation import Category

from tests.fakes.district import BAY, DEPARTMENT, HILL
from tests.fakes.district import DISTRICT as CODE
from tests.fakes.district import district as small

DISTRICT = replace(
    small(),
    categories=small().categories
    | {
        "0101": Category("0101", "01", "路灯", "Street lamps", "livelihood", 2, DEPARTMENT),
        "010101": Category("010101", "01", "路灯不亮", "Lamp out", "livelihood", 2, DEPARTMENT),
        "010102": Category("010102", "01", "灯杆倾斜", "Leaning pole", "livelihood", 2, DEPARTMENT),
    },
)
AS_OF = datetime(2026, 11, 30, 16, tzinfo=UTC)
READ_AT = datetime(2026, 12, 1, 0, 20, tzinfo=UTC)


def measures(received: int, answers: int, *, resolved: int = 0, late: int = 0, merged: int = 0) -> dict[str, int]:
    """What could be counted of so many petitions."""
    closed = answers + late
    return {
        "received": received, "kind.livelihood": received, "channel.web": received - received // 3,
        "channel.proxy": received // 3, "category.01": received - received // 4, "category.02": received // 4,
        "status.settled": answers, "status.merged": merged, "status.handling": received - answers - merged,
        "response_counted": received, "response_within": received - late, "closing_counted": closed,
        "closing_on_time": closed - late, "closed": closed, "answers": answers, "answers_resolved": resolved,
        "answers_satisfied": resolved, "lapses": 2, "final_answers": answers, "final_resolved": resolved,
        "final_satisfied": resolved,
    }  # fmt: skip


def sample(**changes: Any) -> Figures:
    """A district's month."""
    hill, bay, lamps = measures(80, 60, resolved=57, late=4, merged=3), measures(50, 40, resolved=30), measures(6, 5, resolved=5)
    own = measures(2, 0)
    whole = {name: sum(each.get(name, 0) for each in (hill, bay, lamps, own)) for name in hill}
    rows = (
        UnitRow(CODE, own=True, measures=own, before=measures(3, 1)),
        UnitRow(DEPARTMENT, own=False, measures=lamps, before=measures(5, 4)),
        UnitRow(HILL, own=False, measures=hill, before=measures(30, 20)),
        UnitRow(BAY, own=False, measures=bay, before=measures(48, 30)),
    )
    months = [f"2025-{month:02d}" for month in (11, 12)] + [f"2026-{month:02d}" for month in range(1, 12)]
    made = Figures(
        CODE, "2026-11", AS_OF, whole, rows, 74, 11, before=measures(86, 55, resolved=50), year_ago=measures(120, 90, resolved=80),
        matters={"category2.0101": 100, "category3.010101": 70, "category3.010102": 30}, matters_before={"category3.010101": 40},
        trend=tuple(Point(month, 80 + place, 60 + 2 * place, place % 3) for place, month in enumerate(months)),
        read_at=READ_AT,
    )  # fmt: skip
    return replace(made, **changes)


SAID = Said("感谢 & 辛苦", (Case("路灯亮了", "夜里不再 <黑>。"),), ("王师傅 <志愿者>",))
CORRECTION = Correction("一件迟到的评价", (Changed(HILL, "answers", 59, 60), Changed(HILL, "status.settled", 59, 60)))
QUIET = Figures(HILL, "2026-11", AS_OF, {}, (UnitRow(HILL, own=True, measures={}),), 1, 1)
