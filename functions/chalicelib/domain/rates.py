"""Rates as fractions that keep what they were counted from (design section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

FEWEST_TO_RANK: Final = (
    30  # Source: design section 5: fewer answers are shown with an interval and not ranked
)
Z_95: Final = 1.959963984540054  # the standard normal's 97.5 % point, for a two-sided 95 % interval
DEFAULT_WEIGHTS: Final = (30, 35, 35)

# Name -> the measure above the line, and the measures whose sum stands below it.
RATES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "response_rate": ("response_within", ("response_counted",)),
    "on_time_rate": ("closing_on_time", ("closing_counted",)),
    "resolution_rate": ("answers_resolved", ("answers",)),
    "satisfaction_rate": ("answers_satisfied", ("answers",)),
    "participation_rate": ("answers", ("answers", "lapses")),
}
RANKED: Final = ("on_time_rate", "resolution_rate", "satisfaction_rate")  # in the order of the weights


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator`, both kept so that both can be shown.

    Raises: ValueError when the numerator is not between zero and the denominator.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no rate")

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def value(self) -> Fraction | None:
        """The exact share, None when nothing was counted."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def needs_interval(self) -> bool:
        """True when too few stand behind the rate to show it without its interval."""
        return self.denominator < FEWEST_TO_RANK

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval, None when nothing was counted."""
        if not self.denominator:
            return None
        n, share = self.denominator, self.numerator / self.denominator
        square = Z_95 * Z_95
        centre = share + square / (2 * n)
        spread = Z_95 * sqrt(share * (1 - share) / n + square / (4 * n * n))
        scale = 1 + square / n
        low = 0.0 if self.numerator == 0 else (centre - spread) / scale
        high = 1.0 if self.numerator == n else (centre + spread) / scale
        return max(low, 0.0), min(high, 1.0)


def rates_of(measures: Mapping[str, int]) -> dict[str, Rate]:
    """Every rate of the table, a measure that is absent counting as zero."""
    return {
        name: Rate(measures.get(above, 0), sum(measures.get(each, 0) for each in below))
        for name, (above, below) in RATES.items()
    }


def ranking_score(
    rates: Mapping[str, Rate], weights: tuple[int, int, int] = DEFAULT_WEIGHTS
) -> Fraction | None:
    """The weighted mean of on time, resolution and satisfaction, from 0 to 1.

    None when fewer than 30 answers stand behind it, or no closing was counted at all.
    """
    if any(rates[name].needs_interval for name in ("resolution_rate", "satisfaction_rate")):
        return None
    total = Fraction(0)
    for name, weight in zip(RANKED, weights, strict=True):
        value = rates[name].value
        if value is None:
            return None
        total += weight * value
    return total / sum(weights)
