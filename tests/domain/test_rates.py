"""Rates keep what they were counted from."""

from fractions import Fraction

import pytest
from chalicelib.domain.rates import RATES, Rate, ranking_score, rates_of

MEASURES = {
    "response_counted": 50, "response_within": 45, "closing_counted": 40, "closing_on_time": 30,
    "answers": 40, "answers_resolved": 32, "answers_satisfied": 28, "lapses": 10, "lapses_unreached": 7,
}  # fmt: skip


def test_rate_value_is_exact_when_counted() -> None:
    assert Rate(2, 6).value == Fraction(1, 3)
    assert (Rate(2, 6).numerator, Rate(2, 6).denominator) == (2, 6)


def test_rate_is_none_when_nothing_was_counted() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval is None


@pytest.mark.parametrize(("above", "below"), [(-1, 3), (4, 3), (1, 0)])
def test_rate_is_refused_when_impossible(above: int, below: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        Rate(above, below)


@pytest.mark.parametrize(
    ("rate", "low", "high"),
    [
        (Rate(0, 10), 0.0, 0.27753),
        (Rate(10, 10), 0.72247, 1.0),
        (Rate(5, 10), 0.23659, 0.76341),
        (Rate(1, 1), 0.20655, 1.0),
        (Rate(81, 263), 0.25527, 0.36619),
    ],
)
def test_interval_is_wilsons_when_counted(rate: Rate, low: float, high: float) -> None:
    assert rate.interval == pytest.approx((low, high), abs=2e-4)


@pytest.mark.parametrize(("below", "needed"), [(0, True), (29, True), (30, False), (31, False)])
def test_interval_is_needed_when_under_thirty(below: int, needed: bool) -> None:
    assert Rate(0, below).needs_interval is needed


def test_rates_add_counts_when_added() -> None:
    assert Rate(1, 2) + Rate(3, 10) == Rate(4, 12)


def test_rates_follow_the_table_when_measured() -> None:
    made = rates_of(MEASURES)
    assert list(made) == list(RATES)
    assert made["response_rate"] == Rate(45, 50)
    assert made["on_time_rate"] == Rate(30, 40)
    assert made["resolution_rate"] == Rate(32, 40)
    assert made["satisfaction_rate"] == Rate(28, 40)
    assert made["participation_rate"] == Rate(40, 50)


def test_rates_are_empty_when_nothing_was_measured() -> None:
    assert set(rates_of({}).values()) == {Rate(0, 0)}


def test_satisfaction_stays_when_silence_is_added() -> None:
    silent = rates_of(MEASURES | {"lapses": 1000})
    assert silent["satisfaction_rate"] == rates_of(MEASURES)["satisfaction_rate"]


def test_score_weighs_three_rates_when_ranked() -> None:
    expected = (30 * Fraction(3, 4) + 35 * Fraction(4, 5) + 35 * Fraction(7, 10)) / 100
    assert ranking_score(rates_of(MEASURES)) == expected
    assert ranking_score(rates_of(MEASURES), (1, 0, 0)) == Fraction(3, 4)


def test_score_is_none_when_fewer_than_thirty_answered() -> None:
    few = MEASURES | {"answers": 29, "answers_resolved": 29, "answers_satisfied": 28}
    assert ranking_score(rates_of(few)) is None


def test_score_is_none_when_no_closing_was_counted() -> None:
    assert ranking_score(rates_of(MEASURES | {"closing_counted": 0, "closing_on_time": 0})) is None


def test_score_follows_each_weight_when_the_rates_differ() -> None:
    uneven = rates_of(MEASURES | {"closing_on_time": 10, "answers_resolved": 40, "answers_satisfied": 20})
    assert ranking_score(uneven) == (30 * Fraction(1, 4) + 35 * 1 + 35 * Fraction(1, 2)) / 100


def test_score_is_refused_when_a_weight_is_missing() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ranking_score(rates_of(MEASURES), (1, 1))  # type: ignore[arg-type]
