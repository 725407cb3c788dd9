"""The five rates, honestly: a fraction with its counts, None when nothing was counted. Source: design section 5."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

FEWEST_TO_RANK = 30
Z_95 = 1.959_963_984_540_054  # the normal quantile of a two-sided 95 % interval

# name: numerator measure, denominator measures
RATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "response_rate": ("response_within", ("response_counted",)),
    "on_time_rate": ("closing_on_time", ("closing_counted",)),
    "resolution_rate": ("answers_resolved", ("answers",)),
    "satisfaction_rate": ("answers_satisfied", ("answers",)),
    "participation_rate": ("answers", ("answers", "lapses")),
}
WEIGHTS = (("on_time_rate", 30), ("resolution_rate", 35), ("satisfaction_rate", 35))


@dataclass(frozen=True, slots=True)
class Rate:
    """A numerator and a denominator, both kept and shown."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no rate")

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def value(self) -> Fraction | None:
        """The exact share; None when nothing was counted."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def ranked(self) -> bool:
        """True when enough was counted to compare it with others."""
        return self.denominator >= FEWEST_TO_RANK

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval; None when nothing was counted. Source: E. B. Wilson, JASA 22 (1927) 209-212."""
        n = self.denominator
        if n == 0:
            return None
        share, z2 = self.numerator / n, Z_95 * Z_95
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        reach = Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, centre - reach), min(1.0, centre + reach)


def rates_of(measures: Mapping[str, int]) -> dict[str, Rate]:
    """The five rates of a unit's counters."""
    return {
        name: Rate(measures.get(numerator, 0), sum(measures.get(each, 0) for each in denominators))
        for name, (numerator, denominators) in RATES.items()
    }


def ranking_score(rates: Mapping[str, Rate], weights: tuple[tuple[str, int], ...] = WEIGHTS) -> Fraction | None:
    """The weighted mean of the rates; None while any of them has fewer than 30 counted."""
    if not all(rates[name].ranked for name, _ in weights):
        return None
    total = sum(weight for _, weight in weights)
    return sum((Fraction(rates[name].numerator, rates[name].denominator) * weight for name, weight in weights), Fraction()) / total
