"""Rates keep what they were counted from."""

from fractions import Fraction

import pytest
from chalicelib.domain.rates import RATES, Rate, ranking, ranking_score, rates_of, weights_of

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


BETTER = MEASURES | {"closing_on_time": 40}
FEW = MEASURES | {"answers": 29, "answers_resolved": 29, "answers_satisfied": 28}


def test_units_with_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    ranked, apart = ranking({unit: rates_of(held) for unit, held in (("b", MEASURES), ("a", MEASURES), ("c", BETTER), ("d", FEW))})
    assert [(each.unit, each.place) for each in ranked] == [("c", 1), ("a", 2), ("b", 2)]
    assert apart == ["d"]
    last, apart = ranking({unit: rates_of(held) for unit, held in (("a", BETTER), ("b", BETTER), ("c", MEASURES))})
    assert ([each.place for each in last], apart) == ([1, 1, 3], [])


def test_terms_add_up_to_the_score_when_ranked() -> None:
    (only,), _ = ranking({"a": rates_of(MEASURES)}, (20, 30, 50))
    assert only.terms == (
        ("on_time_rate", Fraction(3, 4), 20), ("resolution_rate", Fraction(4, 5), 30), ("satisfaction_rate", Fraction(7, 10), 50),
    )  # fmt: skip
    assert sum(value * weight for _, value, weight in only.terms) / 100 == only.score


def test_order_follows_the_weights_when_the_district_sets_them() -> None:
    held = {"fast": rates_of(BETTER | {"answers_resolved": 20}), "thorough": rates_of(MEASURES | {"answers_resolved": 40})}
    assert [each.unit for each in ranking(held, (100, 0, 0))[0]] == ["fast", "thorough"]
    assert [each.unit for each in ranking(held, (0, 100, 0))[0]] == ["thorough", "fast"]


def test_weights_are_thirty_and_twice_thirty_five_when_the_district_says_nothing() -> None:
    assert weights_of({}) == (30, 35, 35)
    assert weights_of({"ranking_weights": [1, 0, 2]}) == (1, 0, 2)


@pytest.mark.parametrize("faulty", [[1, 2], [0, 0, 0], [-1, 1, 1], [1.5, 1, 1], [True, 1, 1], "123", 5, None])
def test_weights_are_refused_when_they_are_not_three_whole_numbers(faulty: object) -> None:
    with pytest.raises(ValueError, match="three whole numbers"):
        weights_of({"ranking_weights": faulty})
