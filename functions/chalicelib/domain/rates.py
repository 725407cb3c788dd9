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



@dataclass(frozen=True, slots=True)
class Definition:
    """What a rate counts, when, and why; `above` and `below` are the measures' names."""

    above: str
    below: tuple[str, ...]
    says: str
    counted_in: str
    example: str  # measures as "name=count", from which infra/rates.md works the rate out
    source: str = "design section 5"


RATES: Final[Mapping[str, Definition]] = {
    "response_rate": Definition(
        "response_within", ("response_counted",), "rounds accepted within the limit ÷ rounds accepted or past the limit",
        "the earlier of acceptance and limit", "response_within=45 response_counted=50",
        "design section 5; the limit of 4 hours is 暖南诉办's own (design section 1)",
    ),
    "on_time_rate": Definition(
        "closing_on_time", ("closing_counted",), "rounds closed by the deadline ÷ rounds closed or past the deadline",
        "the earlier of closing and deadline", "closing_on_time=30 closing_counted=40",
        "design section 5; 1, 2 or 5 working days are 暖南诉办's own (design section 1)",
    ),
    "resolution_rate": Definition(
        "answers_resolved", ("answers",), 'answers "resolved" ÷ answers', "the answer",
        "answers_resolved=32 answers=40 lapses=10",
    ),
    "satisfaction_rate": Definition(
        "answers_satisfied", ("answers",), 'answers "satisfied" or "basically satisfied" ÷ answers; silence is none',
        "the answer", "answers_satisfied=28 answers=40 lapses=10",
    ),
    "participation_rate": Definition(
        "answers", ("answers", "lapses"), "answers ÷ answers + lapses of citizens who were reached",
        "the answer or the lapse", "answers=40 lapses=10 lapses_unreached=7",
    ),
}  # fmt: skip
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
        name: Rate(measures.get(each.above, 0), sum(measures.get(below, 0) for below in each.below))
        for name, each in RATES.items()
    }


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit's place among others, its score, and the terms that make the score: rate's name, value, weight."""

    unit: str
    place: int
    score: Fraction
    terms: tuple[tuple[str, Fraction, int], ...]


def ranking_score(
    rates: Mapping[str, Rate], weights: tuple[int, int, int] = DEFAULT_WEIGHTS
) -> Fraction | None:
    """The weighted mean of on time, resolution and satisfaction, from 0 to 1.

    None when fewer than 30 answers stand behind it, or no closing was counted at all.
    """
    terms = ranking_terms(rates, weights)
    return sum((value * weight for _, value, weight in terms), Fraction(0)) / sum(weights) if terms else None


def ranking_terms(
    rates: Mapping[str, Rate], weights: tuple[int, int, int] = DEFAULT_WEIGHTS
) -> tuple[tuple[str, Fraction, int], ...]:
    """What the score is made of: each rate's name, exact value and weight; empty when the unit is not ranked."""
    if any(rates[name].needs_interval for name in ("resolution_rate", "satisfaction_rate")):
        return ()
    weighed = zip(RANKED, weights, strict=True)
    terms = [(name, value, weight) for name, weight in weighed if (value := rates[name].value) is not None]
    return tuple(terms) if len(terms) == len(RANKED) else ()


def ranking(
    rates: Mapping[str, Mapping[str, Rate]], weights: tuple[int, int, int] = DEFAULT_WEIGHTS
) -> tuple[list[Ranked], list[str]]:
    """Units by score, the best first, and those that are not ranked.

    Equal scores share a place and the next one is skipped (1, 1, 3); scores are exact, so nothing ties by rounding.
    """
    scored = {unit: score for unit, held in rates.items() if (score := ranking_score(held, weights)) is not None}
    order = sorted(scored, key=lambda unit: (-scored[unit], unit))
    ranked = [
        Ranked(unit, 1 + sum(other > scored[unit] for other in scored.values()), scored[unit], ranking_terms(rates[unit], weights))
        for unit in order
    ]
    return ranked, sorted(rates.keys() - scored.keys())


def weights_of(settings: Mapping[str, object]) -> tuple[int, int, int]:
    """The district's `ranking_weights`, or 30, 35, 35.

    Raises: ValueError when they are not three whole numbers from 0, at least one of them above it.
    """
    held = settings.get("ranking_weights", DEFAULT_WEIGHTS)
    weights = [each for each in held if type(each) is int and each >= 0] if isinstance(held, (list, tuple)) else []
    if not isinstance(held, (list, tuple)) or len(held) != len(weights) or len(weights) != len(RANKED) or not any(weights):
        raise ValueError("ranking_weights must be three whole numbers from 0, not all of them 0")
    first, second, third = weights
    return first, second, third
