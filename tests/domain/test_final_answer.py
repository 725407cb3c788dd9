"""The petition's final answer is the last one it got, however its last round ended."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from chalicelib.domain.petition import Answer, Kind, LastAction, Petition, Place, Rating, Round, Status
from chalicelib.domain.tally import contribution

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def settled(*ratings: Rating | None) -> Petition:
    rounds = tuple(
        Round(number, "unit", AT, AT, AT, answers=(Answer(rating, AT, "sms"),) if rating else ())
        for number, rating in enumerate(ratings, 1)
    )
    return Petition(
        "1", Status.SETTLED, 9, Kind.LIVELIHOOD, "01", 5, "web", Place("chosen"), "district", "unit", AT, "zh",
        LastAction("system", "lapse", AT), rounds=rounds, settled_at=AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ratings", "final"),
    [
        ((Rating.SATISFIED,), (1, 1, 1)),
        ((Rating.NOT_RESOLVED, Rating.BASICALLY_SATISFIED), (1, 1, 1)),
        ((Rating.NOT_RESOLVED, None), (1, 0, 0)),  # round 2 lapsed
        ((Rating.NOT_RESOLVED, Rating.NOT_RESOLVED, Rating.DISSATISFIED, None), (1, 1, 0)),  # explained
        ((None,), (0, 0, 0)),
    ],
)
def test_final_answer_is_the_last_given_when_the_petition_is_settled(ratings, final) -> None:
    counted = contribution(settled(*ratings), ZoneInfo("Asia/Shanghai"))["2026-11"]["unit"]
    assert tuple(counted.get(f"final_{name}", 0) for name in ("answers", "resolved", "satisfied")) == final
