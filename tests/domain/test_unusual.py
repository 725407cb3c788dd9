"""How unusual a rise is: held against the exact sum, term by term, in fractions."""

from fractions import Fraction
from math import comb

import pytest
from chalicelib.domain.unusual import chance_of_rise, is_unusual


def exact(now: int, before: int, days_now: int, days_before: int) -> float:
    whole, share = now + before, Fraction(days_now, days_now + days_before)
    return float(sum(comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(now, whole + 1)))


@pytest.mark.parametrize(("now", "before"), [(1, 0), (5, 0), (10, 4), (60, 23), (38, 36), (300, 200)])
@pytest.mark.parametrize("days", [(30, 31), (28, 31), (7, 7)])
def test_chance_is_the_exact_binomial_tail(now: int, before: int, days: tuple[int, int]) -> None:
    assert chance_of_rise(now, before, *days) == pytest.approx(exact(now, before, *days), rel=1e-9)


@pytest.mark.parametrize(("now", "before"), [(0, 0), (3, 3), (2, 9)])
def test_nothing_is_to_be_wondered_at_when_nothing_rose(now: int, before: int) -> None:
    assert chance_of_rise(now, before, 30, 30) == 1.0


def test_huge_counts_are_worked_out_at_once() -> None:
    assert chance_of_rise(1_000_000, 900_000, 30, 31) < 1e-100


@pytest.mark.parametrize(("chance", "comparisons", "unusual"), [(0.04, 1, True), (0.04, 2, False), (0.004, 10, True), (0.0, 0, False)])
def test_bound_is_divided_by_what_was_compared(chance: float, comparisons: int, *, unusual: bool) -> None:
    assert is_unusual(chance, comparisons) is unusual
